"""Year on year for one agency: only what is comparable, recomputed on both sides.

Questions are joined on their id. Both scores are taken over the questions that were rated both
times and mean the same, with the newer edition's standards and weights, and say how many those
are of all that are asked now.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from s11.domain.answers import Answers, QuestionState
from s11.domain.scoring import score_of, weighted_mean
from s11.domain.standards import Change, Edition, LevelScale, PercentScale, Question, Standard
from s11.domain.visibility import View

_SAME_WITHIN = 1e-6


class Movement(StrEnum):
    """Which way a rating or a score went since the cycle before."""

    IMPROVED = "improved"
    SAME = "same"
    DECLINED = "declined"
    NOT_COMPARABLE = "not comparable"


@dataclass(frozen=True, slots=True)
class QuestionMovement:
    """One scored question asked now, and where it stood before.

    `before` and `now` are 0–100 in the newer edition's measure; both are None where the movement
    is not comparable, and `why` then says why in words that finish "not comparable: …".
    """

    question: str
    standard: str
    movement: Movement
    before: float | None = None
    now: float | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class ScoreMovement:
    """A score (0–100) on both sides over the same `compared` questions, of `asked` asked now."""

    before: float | None
    now: float | None
    compared: int
    asked: int

    @property
    def difference(self) -> float | None:
        """Percentage points gained since the cycle before; None where nothing is comparable."""
        return None if self.before is None or self.now is None else self.now - self.before

    @property
    def movement(self) -> Movement:
        """Which way the score went."""
        return movement_of(self.before, self.now)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two cycles of one agency, like for like.

    `questions` holds every scored question that is asked now and was in the edition before;
    `added` those that are new. `retired` were rated before and are in the edition no longer;
    `no_longer_asked` were rated before, are still in it, and are not put to this agency now.
    """

    questions: tuple[QuestionMovement, ...]
    added: tuple[str, ...]
    retired: tuple[str, ...]
    no_longer_asked: tuple[str, ...]
    standards: dict[str, ScoreMovement]
    overall: ScoreMovement

    @property
    def not_comparable(self) -> tuple[QuestionMovement, ...]:
        """Questions asked now that cannot be set against the cycle before, each with its why."""
        return self.moved(Movement.NOT_COMPARABLE)

    def moved(self, way: Movement) -> tuple[QuestionMovement, ...]:
        """The questions that went this way, in the order of the newer edition."""
        return tuple(found for found in self.questions if found.movement is way)


def movement_of(before: float | None, now: float | None) -> Movement:
    """Which way it went from one score to the other."""
    if before is None or now is None:
        return Movement.NOT_COMPARABLE
    if abs(now - before) <= _SAME_WITHIN:
        return Movement.SAME
    return Movement.IMPROVED if now > before else Movement.DECLINED


def compare(
    edition_now: Edition,
    answers_now: Answers,
    edition_before: Edition,
    answers_before: Answers,
    agency_type_now: str,
    agency_type_before: str,
    lineage: Sequence[Edition] = (),
) -> Comparison:
    """Compare what an agency said in two cycles.

    `lineage` holds the editions between the two, oldest first; it is empty where both cycles
    asked the same edition or one followed the other directly. Where the editions do not follow
    one another, every question is not comparable.
    """
    now = View(edition_now, agency_type_now, answers_now)
    before = View(edition_before, agency_type_before, answers_before)
    return _compared(now, before, _Chain((edition_before, *lineage, edition_now)))


def _compared(now: View, before: View, chain: _Chain) -> Comparison:
    rows = [
        (standard, question)
        for standard in now.edition.standards
        for question in standard.questions
        if question.is_scored and now.is_asked(question)
    ]
    old, new = before.edition.question, now.edition.question
    movements = tuple(_movement(part, q, now, before, chain) for part, q in rows if old(q.id))
    gone = [q.id for q in before.edition.questions() if q.is_scored and before.given(q.id)]
    asked_now = {question.id for _, question in rows}
    scores = {
        standard.key: _score(standard, movements, sum(row[0] is standard for row in rows))
        for standard in now.edition.standards
    }
    return Comparison(
        questions=movements,
        added=tuple(question.id for _, question in rows if old(question.id) is None),
        retired=tuple(id for id in gone if new(id) is None),
        no_longer_asked=tuple(id for id in gone if new(id) and id not in asked_now),
        standards=scores,
        overall=_overall(now.edition, scores),
    )


def _movement(
    standard: Standard, question: Question, now: View, before: View, chain: _Chain
) -> QuestionMovement:
    try:
        rated_now = _rated(question.id, now, "this time")
        rated_before = _rated(question.id, before, "last time")
        was = chain.carry(question.id, rated_before)
    except _NotComparable as reason:
        why = str(reason)
        return QuestionMovement(question.id, standard.key, Movement.NOT_COMPARABLE, why=why)
    way = movement_of(was, rated_now)
    return QuestionMovement(question.id, standard.key, way, was, rated_now)


class _NotComparable(Exception):
    """Says why a question cannot be set against the cycle before."""


def _rated(question_id: str, view: View, when: str) -> float:
    """The score given, or _NotComparable where the question has none."""
    question, answer = view.edition.question(question_id), view.given(question_id)
    score = score_of(question, answer) if question and answer else None
    if score is not None:
        return score
    state = view.state(question) if question else QuestionState.NOT_ASKED
    raise _NotComparable("not rated" if state is QuestionState.ANSWERED else f"{state} {when}")


class _Chain:
    """Editions that follow one another, and what became of a score on the way along them."""

    def __init__(self, editions: Sequence[Edition]) -> None:
        self.steps = [(old, new) for old, new in pairwise(editions) if not _is_same(old, new)]
        self.broken = [new for old, new in self.steps if not _follows(old, new)]
        self.repeats = [(old, new) for old, new in pairwise(editions) if _is_same(old, new)]
        self.changes: list[dict[str, list[Change]]] = []
        for _, new in self.steps:
            by_id: dict[str, list[Change]] = {}
            for change in new.changes:
                by_id.setdefault(change.question, []).append(change)
            self.changes.append(by_id)

    def carry(self, question_id: str, score: float) -> float:
        """The score (0–100) of the first edition in the measure of the last."""
        if self.broken:
            raise _NotComparable(f"nothing says what edition {self.broken[0].edition} follows from")
        for old, new in self.repeats:
            score = _carry(question_id, score, old, new, ())
        for (old, new), changes in zip(self.steps, self.changes, strict=True):
            score = _carry(question_id, score, old, new, changes.get(question_id, ()))
        return score


def _is_same(old: Edition, new: Edition) -> bool:
    return (old.framework, old.edition) == (new.framework, new.edition)


def _follows(old: Edition, new: Edition) -> bool:
    return old.framework == new.framework and new.previous == old.edition


def _carry(
    question_id: str, score: float, old: Edition, new: Edition, changes: Iterable[Change]
) -> float:
    was, became = old.question(question_id), new.question(question_id)
    if was is None or became is None:
        missing = (old if was is None else new).edition
        raise _NotComparable(f"it was not in edition {missing}")
    rescaled = False
    for change in changes:
        if not change.comparable:
            raise _NotComparable(change.note or f"{change.kind} in edition {new.edition}")
        rescaled = rescaled or change.kind == "rescaled"
        if change.points:
            score = _along(_knots(was, change), score)
        elif change.kind == "rescaled" and isinstance(was.scale, LevelScale):
            raise _NotComparable(f"edition {new.edition} does not map the old levels")
    if not rescaled and measure_of(was) != measure_of(became):
        raise _NotComparable(f"rescaled in edition {new.edition}")
    return score


def measure_of(question: Question) -> tuple[object, ...]:
    """What an answer is measured with; two ratings compare directly when this is the same."""
    scale = question.scale
    if isinstance(scale, LevelScale):
        levels = sorted((level.value, level.points) for level in scale.levels)
        return (question.type, *levels)
    if isinstance(scale, PercentScale):
        return (question.type, "percent")
    marks = sorted((criterion.id, criterion.marks) for criterion in question.criteria)
    return (question.type, *marks, *sorted(option.value for option in question.options))


def _knots(was: Question, change: Change) -> list[tuple[float, float]]:
    """Old score and new score of every level that the change maps, by old score."""
    if was.scale is None:
        return []
    shares = ((was.scale.share(value), points) for value, points in change.points.items())
    return sorted((share, points) for share, points in shares if share is not None)


def _along(knots: Sequence[tuple[float, float]], score: float) -> float:
    """The new score: a level's own, or between two levels in proportion.

    A score lies between levels only where an earlier edition's map put it there.
    """
    if not knots:
        raise _NotComparable("its old answers are not mapped")
    at = bisect_left(knots, (score - _SAME_WITHIN,))
    if at == len(knots):
        return knots[-1][1]
    (upper, high) = knots[at]
    if at == 0 or abs(upper - score) <= _SAME_WITHIN:
        return high
    (lower, low) = knots[at - 1]
    return low + (high - low) * (score - lower) / (upper - lower)


def _score(standard: Standard, movements: Iterable[QuestionMovement], asked: int) -> ScoreMovement:
    weights = {question.id: question.weight for question in standard.questions}
    found = [
        (weights[m.question], m.before, m.now)
        for m in movements
        if m.standard == standard.key and m.before is not None and m.now is not None
    ]
    before = weighted_mean((weight, was) for weight, was, _ in found)
    now = weighted_mean((weight, is_now) for weight, _, is_now in found)
    return ScoreMovement(before, now, len(found), asked)


def _overall(edition: Edition, scores: dict[str, ScoreMovement]) -> ScoreMovement:
    found = [
        (standard.weight, score.before, score.now)
        for standard in edition.standards
        if (score := scores[standard.key]).before is not None and score.now is not None
    ]
    return ScoreMovement(
        weighted_mean((weight, was) for weight, was, _ in found if was is not None),
        weighted_mean((weight, is_now) for weight, _, is_now in found if is_now is not None),
        sum(score.compared for score in scores.values()),
        sum(score.asked for score in scores.values()),
    )
