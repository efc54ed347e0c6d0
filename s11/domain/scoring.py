"""The score of a return: `100 × Σ(weight × points ÷ best points) ÷ Σ weight`.

Over the questions that are asked, rated and not N/A. Nothing rated is *not rated*, never 0 or
100. A missing answer makes a score incomplete: it then has no percentage and no band, and only
`so_far` says what the ratings given until now come to. Self, panel and agreed scores are the
same sum over three sets of answers.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from s11.domain.answers import Answer, Answers, QuestionState
from s11.domain.standards import Edition, LevelScale, PercentScale, Question, Standard
from s11.domain.visibility import View, amount_of

_DECIMALS = 6
"""Sums are rounded here, so that 84.99999999999999 reaches a band that begins at 85."""


@dataclass(frozen=True, slots=True)
class StandardScore:
    """How one agency stands in one standard.

    `asked`, `rated`, `not_applicable` and `not_answered` count the questions that are scored;
    the first is the sum of the others. `missing` names every question of any type that waits
    for its answer, as a choice not yet made may open a question that is rated. `critical` names
    the critical questions answered at the worst level: they cap the band, not the percentage.
    """

    key: str
    percent: float | None
    so_far: float | None
    band: str | None
    asked: int
    rated: int
    not_applicable: int
    not_answered: int
    missing: tuple[str, ...]
    critical: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing that is asked waits for an answer."""
        return not self.missing

    @property
    def mostly_not_applicable(self) -> bool:
        """Whether more than half of the questions that would be scored are claimed N/A."""
        return more_than_half(self.not_applicable, self.asked)

    @property
    def is_rated(self) -> bool:
        """Whether there is anything to score, be it complete or not."""
        return self.so_far is not None


@dataclass(frozen=True, slots=True)
class OverallScore:
    """How one agency stands in the edition, weighing standards as a standard weighs questions.

    A standard that is not rated has no weight; one that is incomplete leaves the whole
    incomplete. A critical question at its worst level caps the band here as in its standard.
    """

    percent: float | None
    so_far: float | None
    band: str | None
    standards: tuple[StandardScore, ...]

    @property
    def complete(self) -> bool:
        """Whether every standard is complete."""
        return all(score.complete for score in self.standards)

    @property
    def critical(self) -> tuple[str, ...]:
        """Critical questions at their worst level, in the order of the edition."""
        return tuple(question for score in self.standards for question in score.critical)

    def standard(self, key: str) -> StandardScore | None:
        """The score of one standard, or None if the edition has none such."""
        return next((score for score in self.standards if score.key == key), None)


def more_than_half(not_applicable: int, asked: int) -> bool:
    """Whether so many claims of N/A leave too little to judge a standard by."""
    return 2 * not_applicable > asked


def score_of(question: Question, answer: Answer) -> float | None:
    """What one answer scores, 0–100; None if it is no rating, not readable, or N/A.

    Whether the question is asked is for `visibility` to say.
    """
    if not question.is_scored or answer.not_applicable:
        return None
    return amount_of(question, answer)


def standard_score(
    standard: Standard, agency_type: str, answers: Answers, edition: Edition
) -> StandardScore:
    """The score of one standard for an agency of this type that gave these answers."""
    return _standard_score(standard, View(edition, agency_type, answers))


def overall_score(edition: Edition, agency_type: str, answers: Answers) -> OverallScore:
    """The score of every standard, and of the edition as a whole."""
    return score_in(View(edition, agency_type, answers))


def score_in(view: View) -> OverallScore:
    """The score of every standard of the return in view, and of the whole."""
    edition = view.edition
    scores = tuple(_standard_score(standard, view) for standard in edition.standards)
    so_far = weighted_mean(
        (standard.weight, score.so_far)
        for standard, score in zip(edition.standards, scores, strict=True)
        if score.so_far is not None
    )
    percent = so_far if all(score.complete for score in scores) else None
    capped = any(score.critical for score in scores)
    return OverallScore(percent, so_far, _band(percent, edition, capped=capped), scores)


def weighted_mean(parts: Iterable[tuple[float, float]]) -> float | None:
    """The mean of (weight, value) pairs to six decimals; None where nothing has weight.

    The sums are exact, so the order of the parts never shows.
    """
    pairs = list(parts)
    total = math.fsum(weight for weight, _ in pairs)
    if total <= 0:
        return None
    return round(math.fsum(weight * value for weight, value in pairs) / total, _DECIMALS)


def _standard_score(standard: Standard, view: View) -> StandardScore:
    states = [(question, view.state(question)) for question in standard.questions]
    scored = [state for question, state in states if question.is_scored]
    rated = [q for q, state in states if q.is_scored and state is QuestionState.ANSWERED]
    missing = tuple(q.id for q, state in states if state is QuestionState.NOT_ANSWERED)
    scores = [(question, score_of(question, view.answers[question.id])) for question in rated]
    so_far = weighted_mean((q.weight, score) for q, score in scores if score is not None)
    percent = None if missing else so_far
    critical = tuple(q.id for q in rated if q.critical and is_worst(q, view.answers[q.id]))
    return StandardScore(
        key=standard.key,
        percent=percent,
        so_far=so_far,
        band=_band(percent, view.edition, capped=bool(critical)),
        asked=len(scored) - scored.count(QuestionState.NOT_ASKED),
        rated=len(rated),
        not_applicable=scored.count(QuestionState.NOT_APPLICABLE),
        not_answered=scored.count(QuestionState.NOT_ANSWERED),
        missing=missing,
        critical=critical,
    )


def is_worst(question: Question, answer: Answer) -> bool:
    """Whether a rating is at the worst its scale can say (for criteria: no mark at all)."""
    score = score_of(question, answer)
    if isinstance(question.scale, LevelScale | PercentScale):
        return score is not None and score == question.scale.share(question.scale.worst_value)
    return score == 0


def _band(percent: float | None, edition: Edition, *, capped: bool) -> str | None:
    if percent is None:
        return None
    return (edition.lowest_band if capped else edition.band(percent)).label
