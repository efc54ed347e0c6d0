"""What lines of enquiry are found from: a signed return, the one before, and what stands beside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from types import MappingProxyType

from s11.domain.answers import Answer, PlannedAction, QuestionState
from s11.domain.challenges import Thread
from s11.domain.comparison import Comparison, Movement, QuestionMovement
from s11.domain.cycles import london
from s11.domain.enquiry_tuning import Rule
from s11.domain.matrix import PeerStanding
from s11.domain.report import files_by_question
from s11.domain.scoring import score_of
from s11.domain.snapshot import SignedDocument, SignedFile
from s11.domain.standards import AnswerType, Edition, Question
from s11.domain.visibility import View


@dataclass(frozen=True)
class Told:
    """A signed return with the edition that it answered."""

    edition: Edition
    document: SignedDocument

    @cached_property
    def view(self) -> View:
        """Its answers as they are seen through the edition."""
        return View(self.edition, self.document.agency_type, self.document.answers)

    @cached_property
    def files(self) -> Mapping[str, tuple[SignedFile, ...]]:
        """The evidence files of each question."""
        return files_by_question(self.document.files)

    @property
    def signed_on(self) -> date:
        """The London day on which it was signed."""
        return london(self.document.sign_off.at).date()


@dataclass(frozen=True)
class Facts:
    """All that the rules look at.

    `last` is the agency's signed return of the cycle before and `comparison` sets the two beside
    one another; both are None in a first cycle. `peers` tells by question how similar agencies
    rated. `carried` holds the notes of the cycle before that were carried to this one.
    """

    now: Told
    last: Told | None = None
    comparison: Comparison | None = None
    peers: Mapping[str, PeerStanding] = field(default_factory=lambda: MappingProxyType({}))
    carried: tuple[Thread, ...] = ()

    @cached_property
    def _movements(self) -> Mapping[str, QuestionMovement]:
        found = self.comparison.questions if self.comparison else ()
        return {one.question: one for one in found}

    def movement(self, question: str) -> Movement:
        """Which way the question's rating went; not comparable where that is not known."""
        found = self._movements.get(question)
        return found.movement if found else Movement.NOT_COMPARABLE

    def asked(self) -> Iterator[Asked]:
        """Every question that is asked now, in the order of the edition."""
        for standard in self.now.edition.standards:
            for place, question in enumerate(standard.questions, start=1):
                if self.now.view.is_asked(question):
                    yield Asked(self, standard.key, f"{standard.key}.{place}", question)


@dataclass(frozen=True)
class Asked:
    """One question that is asked now, with what was said then and now.

    `number` is the one that reports print, such as "c.3".
    """

    facts: Facts
    standard: str
    number: str
    question: Question

    @property
    def state(self) -> QuestionState:
        """Where the question stands now."""
        return self.facts.now.view.state(self.question)

    @cached_property
    def answer(self) -> Answer | None:
        """What was answered now; None where nothing was, or where it is said not to apply."""
        return self.facts.now.view.given(self.question.id)

    @cached_property
    def before(self) -> tuple[Question, Answer] | None:
        """The question as it was asked last time with its answer; None where it had none."""
        last = self.facts.last
        question = last.edition.question(self.question.id) if last else None
        answer = last.view.given(self.question.id) if last else None
        return (question, answer) if question and answer else None

    @cached_property
    def score(self) -> float | None:
        """What the answer scores, 0-100; None where it is no rating or there is none."""
        return score_of(self.question, self.answer) if self.answer else None

    @property
    def planned_before(self) -> tuple[PlannedAction, ...]:
        """What was planned last time."""
        return self.before[1].actions if self.before else ()

    @property
    def figure_changed(self) -> bool:
        """Whether an answer that is no rating is another than last time."""
        if self.question.is_scored or self.answer is None or self.before is None:
            return False
        return self.answer.value != self.before[1].value

    @property
    def movement(self) -> Movement:
        """Which way the rating went since last time."""
        return self.facts.movement(self.question.id)

    @property
    def files(self) -> tuple[SignedFile, ...]:
        """The files that stand under it now."""
        return self.facts.now.files.get(self.question.id, ())

    @property
    def new_files(self) -> tuple[SignedFile, ...]:
        """Those of them that did not stand under it last time, whatever they are called."""
        last = self.facts.last
        had = {one.sha256 for one in last.files.get(self.question.id, ())} if last else set()
        return tuple(one for one in self.files if one.sha256 not in had)

    @cached_property
    def words(self) -> str:
        """What is said now, without what only looks different: case, blanks, line ends."""
        return _plain(self.question, self.answer)

    @cached_property
    def words_before(self) -> str:
        """What was said last time, likewise."""
        return _plain(*self.before) if self.before else ""

    @property
    def says_nothing_new(self) -> bool:
        """Whether all that is said now was said last time: the same words, fewer or none."""
        return self.words in self.words_before


def _plain(question: Question, answer: Answer | None) -> str:
    if answer is None:
        return ""
    told = answer.value if question.type is AnswerType.TEXT else ""
    return " ".join(f"{told} {answer.evidence} {answer.impact}".split()).casefold()


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule found: a sentence to read aloud, and the facts that it rests on.

    `share` (0-1) is how much of the rule's weight it has. `listed` takes the sentence's place where
    it stands in a list with others like it, without its evidence. `questions` are those it speaks
    of, by id, where they are not the one that it was found under.
    """

    sentence: str
    evidence: tuple[str, ...]
    share: float = 1.0
    listed: str = ""
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A reason to ask: a sentence that can be read aloud, and the facts that it rests on.

    `question` is "" for what concerns a whole standard, and `standard` too for the return.
    `questions` are the ids of all that it speaks of.
    """

    rule: Rule
    standard: str
    question: str
    weight: float
    sentence: str
    evidence: tuple[str, ...]
    questions: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What a dismissal names: the same reason of the same question, in any version."""
        return f"{self.rule}:{self.question or self.standard}"
