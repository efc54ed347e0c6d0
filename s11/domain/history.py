"""One agency through every cycle of a framework in which it was asked.

Cycles stand in the order of their due dates: a cycle is not a year, and six-monthly and two-yearly
ones line up by date. Scores are the agency's own, as it signed them. What moved is told between
one signed return and the next that there is, over what is like for like in the two.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise

from s11.domain.answers import QuestionState
from s11.domain.comparison import Comparison, QuestionMovement, ScoreMovement
from s11.domain.matrix import OVERALL
from s11.domain.report import UNANSWERED, answer_words
from s11.domain.snapshot import SignedDocument, SignedScore
from s11.domain.standards import Change, Edition, Question
from s11.domain.visibility import View

UNASKED = "unasked"
NOT_ASKED, NOT_IN_EDITION = "Not asked", "Not in this edition"
TOLD = ("reworded", "rescaled", "moved")
"""The changes of a question that are worth saying where it is compared."""


@dataclass(frozen=True)
class Sitting:
    """One cycle in which the agency was asked; `document` is None where it signed nothing.

    `slug` is the cycle's short name, `due_on` the day on which it was due, `is_open` whether the
    return may still come in.
    """

    slug: str
    title: str
    due_on: date
    edition: Edition
    document: SignedDocument | None = None
    is_open: bool = False

    @property
    def is_returned(self) -> bool:
        """Whether a version was signed."""
        return self.document is not None

    @property
    def source(self) -> str:
        """Where the return was brought in from; "" where it was made on the platform."""
        return self.document.source if self.document else ""

    def score(self, standard: str) -> SignedScore | None:
        """The score of a standard, or ("") of all together, as it was signed."""
        return self.document.score(standard) if self.document else None

    @cached_property
    def view(self) -> View | None:
        """The return as its conditions read it."""
        if self.document is None:
            return None
        return View(self.edition, self.document.agency_type, self.document.answers)


@dataclass(frozen=True)
class Step:
    """From one signed return to the next. `at` and `before` are their places among the sittings.

    `editions` are those that follow the older return's, oldest first, the newer's own last: what
    became of the questions on the way.
    """

    before: int
    at: int
    comparison: Comparison
    editions: tuple[Edition, ...] = ()

    @cached_property
    def moved(self) -> Mapping[str, QuestionMovement]:
        """Every question that is asked now and was in the edition before, by its id."""
        return {one.question: one for one in self.comparison.questions}

    def score(self, standard: str) -> ScoreMovement | None:
        """How a standard, or ("") all together, moved like for like."""
        if standard == OVERALL:
            return self.comparison.overall
        return self.comparison.standards.get(standard)

    def changes(self, question: str) -> tuple[tuple[Edition, Change], ...]:
        """What was reworded, rescaled or moved about a question on the way."""
        return tuple(
            (edition, change)
            for edition in self.editions
            for change in edition.changes
            if change.question == question and change.kind in TOLD
        )


@dataclass(frozen=True, slots=True)
class Said:
    """One cell: what was said of a question in one cycle, and how that moved.

    `tone` is the level's colour, "na", "none" (not answered), "unasked" (not asked, or not in the
    edition) or "" for a figure. `difference` is in percentage points, None where nothing is
    compared, and `why` then says why if there was something to compare.
    """

    words: str
    tone: str
    difference: float | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question through the cycles. `number` is that of the newest edition that asks it."""

    id: str
    number: str
    text: str
    is_retired: bool
    said: tuple[Said | None, ...]
    changes: tuple[tuple[Edition, Change], ...]

    @property
    def was_asked(self) -> bool:
        """Whether it was put to the agency in any of its returns."""
        return any(one is not None and one.tone != UNASKED for one in self.said)


@dataclass(frozen=True, slots=True)
class StandardLine:
    """A standard ("" for all together) through the cycles: its score in each, where there is one.

    `moves` has for each cycle how it moved since the return before; None for the first.
    """

    key: str
    title: str
    scores: tuple[SignedScore | None, ...]
    moves: tuple[ScoreMovement | None, ...]
    questions: tuple[QuestionLine, ...] = ()

    @property
    def percents(self) -> tuple[float | None, ...]:
        """The scores (0–100); None in a cycle without one."""
        return tuple(one.percent if one else None for one in self.scores)

    @property
    def last_move(self) -> ScoreMovement | None:
        """How it moved between the two newest returns."""
        return next((one for one in reversed(self.moves) if one is not None), None)


@dataclass(frozen=True)
class History:
    """An agency's returns of one framework, oldest first, and the steps between them."""

    sittings: tuple[Sitting, ...]
    steps: tuple[Step, ...]

    @property
    def returned(self) -> tuple[Sitting, ...]:
        """The cycles in which it signed."""
        return tuple(one for one in self.sittings if one.is_returned)

    @cached_property
    def edition(self) -> Edition:
        """The newest edition that was asked."""
        return self.sittings[-1].edition

    def step_at(self, at: int) -> Step | None:
        """The step that leads to a cycle."""
        return next((one for one in self.steps if one.at == at), None)

    @cached_property
    def overall(self) -> StandardLine:
        """All standards together."""
        return self._line(OVERALL, "All standards")

    @cached_property
    def standards(self) -> tuple[StandardLine, ...]:
        """Every standard that any of the editions has, in the newest one's order."""
        titles: dict[str, str] = {}
        for sitting in reversed(self.sittings):
            for part in sitting.edition.standards:
                titles.setdefault(part.key, part.title)
        return tuple(self._line(key, title) for key, title in titles.items())

    def _line(self, key: str, title: str) -> StandardLine:
        steps = [self.step_at(at) for at in range(len(self.sittings))]
        return StandardLine(
            key=key,
            title=title,
            scores=tuple(one.score(key) for one in self.sittings),
            moves=tuple(step.score(key) if step else None for step in steps),
            questions=tuple(self._questions(key)) if key else (),
        )

    def _questions(self, key: str) -> Iterator[QuestionLine]:
        """The scored questions that it was ever asked: the newest edition's, then the retired."""
        found: dict[str, tuple[str, Question]] = {}
        for sitting in reversed(self.sittings):
            part = sitting.edition.standard(key)
            for number, question in enumerate(part.questions if part else (), start=1):
                if question.is_scored and not self._stands_elsewhere(question.id, key):
                    found.setdefault(question.id, (f"{key}.{number}", question))
        lines = (self._question(name, question) for name, question in found.values())
        return (line for line in lines if line.was_asked)

    def _stands_elsewhere(self, question: str, key: str) -> bool:
        """Whether the newest edition that has the question has it in another standard."""
        for sitting in reversed(self.sittings):
            for part in sitting.edition.standards:
                if any(one.id == question for one in part.questions):
                    return part.key != key
        return False

    def _question(self, number: str, question: Question) -> QuestionLine:
        return QuestionLine(
            id=question.id,
            number=number,
            text=question.text,
            is_retired=self.edition.question(question.id) is None,
            said=tuple(self._said(at, question.id) for at in range(len(self.sittings))),
            changes=tuple(pair for step in self.steps for pair in step.changes(question.id)),
        )

    def _said(self, at: int, question_id: str) -> Said | None:
        """The cell of a question in one cycle; None where nothing was signed."""
        sitting, step = self.sittings[at], self.step_at(at)
        if sitting.view is None:
            return None
        question = sitting.edition.question(question_id)
        if question is None:
            return Said(NOT_IN_EDITION, UNASKED)
        state = sitting.view.state(question)
        if state is QuestionState.NOT_ASKED:
            return Said(NOT_ASKED, UNASKED)
        words, tone = UNANSWERED.get(state) or answer_words(
            question, sitting.view.answers.get(question_id)
        )
        moved = step.moved.get(question_id) if step else None
        if moved is None or state is not QuestionState.ANSWERED:
            return Said(words, tone)
        if moved.before is None or moved.now is None:
            return Said(words, tone, None, moved.why)
        return Said(words, tone, moved.now - moved.before)


def steps_between(sittings: Sequence[Sitting]) -> list[tuple[int, int]]:
    """Which returns are compared: each signed one with the signed one before it."""
    signed = [at for at, one in enumerate(sittings) if one.is_returned]
    return list(pairwise(signed))
