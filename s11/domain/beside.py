"""What stands beside a signed return in its report: what its panel shared, and how it moved.

A signed return never changes, so this is a frozen value of its own. It is made of what the agency
may read and of nothing else: `SharedChallenge` has no room for what is private to the panel, and
`SharedRatings` come from the one place that asks what the board decided to share.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from s11.domain.anchors import anchor_words, question_numbers
from s11.domain.challenge_words import deed_words
from s11.domain.challenges import KIND_WORDS, OUTCOME_WORDS, ChallengeState, SharedChallenge
from s11.domain.comparison import Comparison, Movement, ScoreMovement
from s11.domain.history_words import apart_from
from s11.domain.moderation import (
    PanelRating,
    Ratings,
    ScoreKind,
    SharedRatings,
    differs,
    moderated_score,
    rated,
)
from s11.domain.report import UNANSWERED, answer_words
from s11.domain.snapshot import SignedDocument, SignedScore, scores_to_keep
from s11.domain.standards import Edition, Question
from s11.domain.visibility import View


@dataclass(frozen=True, slots=True)
class Opinion:
    """One rating in words; `tone` is its level's colour; `is_other` if the agency's is another."""

    words: str
    tone: str
    reason: str = ""
    is_other: bool = False


@dataclass(frozen=True, slots=True)
class RatedOtherwise:
    """A question that the panel, or the session that agreed, did not rate as the agency did."""

    number: str
    text: str
    own: Opinion
    by_kind: tuple[tuple[ScoreKind, Opinion], ...]


@dataclass(frozen=True, slots=True)
class SaidInNote:
    """One thing said in a shared note, and who said it when: the panel speaks with one voice."""

    deed: str
    by: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class NoteTold:
    """A shared note. `outcome` says what came of it so far."""

    number: int
    kind: str
    about: str
    said: tuple[SaidInNote, ...]
    outcome: str


@dataclass(frozen=True, slots=True)
class MovedQuestion:
    """A question that moved, in the words of the two editions."""

    number: str
    text: str
    before: str
    now: str
    way: Movement


@dataclass(frozen=True, slots=True)
class Moved:
    """How the return moved since the one before, like for like; `since` is that one's cycle.

    `apart` holds the questions that no movement is told of, by why. `same` counts those that
    stayed as they were.
    """

    since: str
    standards: tuple[tuple[str, ScoreMovement], ...]
    overall: ScoreMovement
    questions: tuple[MovedQuestion, ...]
    same: int
    apart: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Agreed:
    """When a session agreed ratings, and on which signed version."""

    at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class Beside:
    """Everything that stands beside one signed version. Empty where nothing was shared or moved.

    `as_of` is when the last of it was said. `scores` holds, by whose rating it is, the overall
    score first and then each standard's.
    """

    as_of: datetime | None = None
    agreed: Agreed | None = None
    scores: tuple[tuple[ScoreKind, tuple[SignedScore, ...]], ...] = ()
    ratings: tuple[RatedOtherwise, ...] = ()
    notes: tuple[NoteTold, ...] = ()
    moved: Moved | None = None

    @property
    def has_panel(self) -> bool:
        """Whether the panel has shared anything."""
        return bool(self.scores or self.notes)


NOTHING = Beside()


@dataclass(frozen=True, slots=True)
class Before:
    """The agency's signed return of the cycle before, and what comparing the two found."""

    document: SignedDocument
    edition: Edition
    found: Comparison


def beside(
    document: SignedDocument,
    edition: Edition,
    ratings: SharedRatings,
    notes: Iterable[SharedChallenge],
    *,
    agreed: Agreed | None = None,
    before: Before | None = None,
) -> Beside:
    """What stands beside a signed return, from what its agency may read of it.

    `agreed` counts only where agreed ratings are shared; a panel that rated nothing has no score.
    """
    both = (ScoreKind.PANEL, ScoreKind.AGREED)
    kinds = [one for one in both if ratings.get(one) or (one in ratings and one is both[1])]
    told = tuple(_note(note, edition) for note in notes)
    its_agreed = agreed if ScoreKind.AGREED in kinds else None
    rated_at = [one.at for kind in kinds for one in ratings[kind].values() if one.at]
    said_at = [said.at for note in told for said in note.said]
    agreed_at = [its_agreed.at] if its_agreed else []
    return Beside(
        as_of=max(rated_at + said_at + agreed_at, default=None),
        agreed=its_agreed,
        scores=tuple((kind, _scores(document, edition, ratings[kind])) for kind in kinds),
        ratings=tuple(_otherwise(document, edition, {kind: ratings[kind] for kind in kinds})),
        notes=told,
        moved=_moved(document, edition, before) if before else None,
    )


def _scores(
    document: SignedDocument, edition: Edition, ratings: Ratings
) -> tuple[SignedScore, ...]:
    overall = moderated_score(edition, document.agency_type, document.answers, ratings)
    return scores_to_keep(overall)


def _otherwise(
    document: SignedDocument, edition: Edition, ratings: Mapping[ScoreKind, Ratings]
) -> Iterator[RatedOtherwise]:
    view, numbers = View(edition, document.agency_type, document.answers), question_numbers(edition)
    for question in edition.questions():
        by_kind = tuple(
            (kind, _opinion(question, view, said[question.id]))
            for kind, said in ratings.items()
            if question.id in said
        )
        if any(opinion.is_other for _, opinion in by_kind):
            own = Opinion(*_own(question, view))
            yield RatedOtherwise(numbers[question.id], question.text, own, by_kind)


def _opinion(question: Question, view: View, rating: PanelRating) -> Opinion:
    said = view.answers.get(question.id)
    if not differs(question, said, rating):
        return Opinion(*_own(question, view), rating.reason)
    return Opinion(*answer_words(question, rated(question, said, rating)), rating.reason, True)


def _own(question: Question, view: View) -> tuple[str, str]:
    """The agency's own answer in words, and its tone."""
    found = UNANSWERED.get(view.state(question))
    return found or answer_words(question, view.answers.get(question.id))


def _note(note: SharedChallenge, edition: Edition) -> NoteTold:
    numbers = question_numbers(edition)
    return NoteTold(
        number=note.number,
        kind=KIND_WORDS[note.kind],
        about=anchor_words(edition, note.anchor),
        said=tuple(
            SaidInNote(deed_words(one, numbers), one.by, one.at, one.text) for one in note.entries
        ),
        outcome=_outcome(note),
    )


def _outcome(note: SharedChallenge) -> str:
    if note.outcome:
        return OUTCOME_WORDS[note.outcome]
    return "No answer needed" if note.state is ChallengeState.TOLD else "Still open"


def _moved(document: SignedDocument, edition: Edition, before: Before) -> Moved:
    now = View(edition, document.agency_type, document.answers)
    then = View(before.edition, before.document.agency_type, before.document.answers)
    numbers, found = question_numbers(edition), before.found
    return Moved(
        since=before.document.cycle,
        standards=tuple(
            (f"{part.key}. {part.title}", found.standards[part.key])
            for part in edition.standards
            if found.standards[part.key].asked
        ),
        overall=found.overall,
        questions=tuple(
            MovedQuestion(
                numbers[one.question], new.text, _own(old, then)[0], _own(new, now)[0], way
            )
            for way in (Movement.DECLINED, Movement.IMPROVED)
            for one in found.moved(way)
            if (old := before.edition.question(one.question))
            and (new := edition.question(one.question))
        ),
        same=len(found.moved(Movement.SAME)),
        apart=tuple(
            (words, tuple(questions))
            for words, questions in apart_from(found, edition, before.edition)
        ),
    )
