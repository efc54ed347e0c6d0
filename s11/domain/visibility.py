"""Which questions an agency is asked, and where each one stands.

One reading serves form, progress, score, report and export, so that they cannot disagree.
Conditions may name earlier questions of any standard; a question that is not asked, or whose
answer cannot be read, is seen by the questions that depend on it as not answered.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import assert_never

from s11.domain.answers import Answer, Answers, Mark, QuestionState
from s11.domain.standards import (
    AgencyTypeIn,
    AllOf,
    AnswerAtLeast,
    Answered,
    AnswerIn,
    AnswerType,
    AnyOf,
    Condition,
    Edition,
    Not,
    Question,
    Standard,
)

_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,15})?", re.ASCII)
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class View:
    """One agency's answers seen through an edition. Every state is decided once, when asked for.

    Deciding all of them costs a step for each question, however long the chains of conditions.
    """

    def __init__(self, edition: Edition, agency_type: str, answers: Answers) -> None:
        self.edition = edition
        self.agency_type = agency_type
        self.answers = answers
        self._states: dict[str, QuestionState] = {}

    def state(self, question: Question) -> QuestionState:
        """Which of the four states the question is in."""
        known = self._states.get(question.id)
        if known is None:
            # A question that depends on itself is refused by the catalogue; here it ends the chain.
            self._states[question.id] = QuestionState.NOT_ASKED
            known = self._states[question.id] = self._decide(question)
        return known

    def is_asked(self, question: Question) -> bool:
        """Whether the question is put to this agency."""
        return self.state(question) is not QuestionState.NOT_ASKED

    def given(self, question_id: str) -> Answer | None:
        """The answer to a question in the state *answered*; None in the other three."""
        question = self.edition.question(question_id)
        if question is None or self.state(question) is not QuestionState.ANSWERED:
            return None
        return self.answers[question_id]

    def holds(self, condition: Condition) -> bool:
        """Whether the condition is true of these answers."""
        match condition:
            case AllOf(parts):
                return all(self.holds(part) for part in parts)
            case AnyOf(parts):
                return any(self.holds(part) for part in parts)
            case Not(part):
                return not self.holds(part)
            case AgencyTypeIn(types):
                return self.agency_type in types
            case Answered(question_id, expected):
                return (self.given(question_id) is not None) is expected
            case AnswerIn(question_id, values):
                given = self.given(question_id)
                return given is not None and given.value in values
            case AnswerAtLeast(question_id, value):
                return self._reaches(question_id, value)
        assert_never(condition)

    def _reaches(self, question_id: str, value: str) -> bool:
        question, given = self.edition.question(question_id), self.given(question_id)
        return question is not None and given is not None and reaches(question, given, value)

    def _decide(self, question: Question) -> QuestionState:
        if question.applies_to is not None and self.agency_type not in question.applies_to:
            return QuestionState.NOT_ASKED
        if question.show_if is not None and not self.holds(question.show_if):
            return QuestionState.NOT_ASKED
        return _state_of_answer(question, self.answers.get(question.id))


def holds(condition: Condition, agency_type: str, answers: Answers, edition: Edition) -> bool:
    """Whether the condition is true of these answers.

    `answered` is true in the state *answered* alone: a question that is not asked, not answered
    or not applicable has not been answered. `is`, `in` and `at_least` are false of such a
    question, and therefore `not` around them is true.
    """
    return View(edition, agency_type, answers).holds(condition)


def is_asked(question: Question, agency_type: str, answers: Answers, edition: Edition) -> bool:
    """Whether the question is put to an agency of this type that has given these answers."""
    return View(edition, agency_type, answers).is_asked(question)


def state_of(
    question: Question, agency_type: str, answers: Answers, edition: Edition
) -> QuestionState:
    """Which of the four states the question is in.

    Answered means readable and whole: a value of the scale or the options, every criterion
    marked. Not applicable needs a reason and a question that allows the claim; a criteria
    question of which no criterion applies is not applicable too.
    """
    return View(edition, agency_type, answers).state(question)


def states(edition: Edition, agency_type: str, answers: Answers) -> Mapping[str, QuestionState]:
    """The state of every question of the edition by its id, in the order of the edition."""
    view = View(edition, agency_type, answers)
    return {question.id: view.state(question) for question in edition.questions()}


def asked(
    part: Standard | Edition, agency_type: str, answers: Answers, edition: Edition | None = None
) -> tuple[Question, ...]:
    """The questions put to this agency, in order: of a whole edition or of one standard of it.

    For a standard, `edition` is the edition it belongs to, as a condition may name a question of
    an earlier standard; without it such a question is seen as not answered.
    """
    if isinstance(part, Edition):
        view, questions = View(part, agency_type, answers), tuple(part.questions())
    else:
        view, questions = View(edition or _alone(part), agency_type, answers), part.questions
    return tuple(question for question in questions if view.is_asked(question))


def depends_on(edition: Edition, questions: Iterable[Question]) -> frozenset[str]:
    """The ids of every question whose answer decides, at any remove, whether these are asked."""
    found: set[str] = set()
    waiting = [question.show_if for question in questions if question.show_if]
    while waiting:
        for question_id in named_by(waiting.pop()) - found:
            found.add(question_id)
            named = edition.question(question_id)
            if named is not None and named.show_if is not None:
                waiting.append(named.show_if)
    return frozenset(found)


def named_by(condition: Condition) -> frozenset[str]:
    """The ids of the questions that a condition names."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            return frozenset().union(*(named_by(part) for part in parts))
        case Not(part):
            return named_by(part)
        case AgencyTypeIn():
            return frozenset()
        case AnswerIn() | AnswerAtLeast() | Answered():
            return frozenset({condition.question})
    assert_never(condition)


def _alone(standard: Standard) -> Edition:
    return Edition(framework="", edition="", title="", standards=(standard,), bands=())


def amount_of(question: Question, answer: Answer) -> float | None:
    """What an answer counts, or None if it gives no readable amount.

    A rating: its level's points as a percentage of the best (0–100). Criteria: the marks met out
    of the marks that apply (0–100). A number or percentage: the number itself.
    """
    if question.type is AnswerType.RATING:
        return question.scale.share(answer.value) if question.scale else None
    if question.type is AnswerType.CRITERIA:
        return _share_of_marks(question, answer)
    if question.type in (AnswerType.NUMBER, AnswerType.PERCENTAGE):
        return number_in(answer.value)
    return None


def reaches(question: Question, answer: Answer, value: str) -> bool:
    """Whether an answer counts at least `value`: a level of the question's scale, or a number."""
    amount = amount_of(question, answer)
    if question.type is AnswerType.RATING:
        wanted = question.scale.share(value) if question.scale else None
    else:
        wanted = number_in(value)
    return amount is not None and wanted is not None and amount >= wanted


def number_in(text: str) -> float | None:
    """The number written in `text` in plain digits (up to 15 either side of the point), or None."""
    return float(text) if _NUMBER.fullmatch(text) else None


def _state_of_answer(question: Question, answer: Answer | None) -> QuestionState:
    if answer is None:
        return QuestionState.NOT_ANSWERED
    if answer.not_applicable:
        claimed = question.may_be_not_applicable and bool(answer.na_reason.strip())
        return QuestionState.NOT_APPLICABLE if claimed else QuestionState.NOT_ANSWERED
    if question.type is AnswerType.CRITERIA:
        return _state_of_marks(question, answer)
    given = _IS_GIVEN[question.type](question, answer.value)
    return QuestionState.ANSWERED if given else QuestionState.NOT_ANSWERED


_IS_GIVEN: Mapping[AnswerType, Callable[[Question, str], bool]] = {
    AnswerType.RATING: lambda q, value: q.scale is not None and q.scale.share(value) is not None,
    AnswerType.CHOICE: lambda q, value: any(value == option.value for option in q.options),
    AnswerType.NUMBER: lambda _, value: number_in(value) is not None,
    AnswerType.PERCENTAGE: lambda _, value: 0 <= _number_or(value, -1) <= 100,
    AnswerType.DATE: lambda _, value: _is_date(value),
    AnswerType.TEXT: lambda _, value: bool(value.strip()),
}


def _number_or(value: str, otherwise: float) -> float:
    number = number_in(value)
    return otherwise if number is None else number


def _is_date(value: str) -> bool:
    if not _ISO_DATE.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _state_of_marks(question: Question, answer: Answer) -> QuestionState:
    for criterion in question.criteria:
        given = answer.marks.get(criterion.id)
        if given is None:
            return QuestionState.NOT_ANSWERED
        claimed = criterion.may_be_not_applicable and given.reason.strip()
        if given.mark is Mark.NOT_APPLICABLE and not claimed:
            return QuestionState.NOT_ANSWERED
    if _share_of_marks(question, answer) is None:
        return QuestionState.NOT_APPLICABLE
    return QuestionState.ANSWERED


def _share_of_marks(question: Question, answer: Answer) -> float | None:
    """Marks met as a percentage of the marks that apply; None where nothing applies."""
    marks = {criterion.id: answer.marks.get(criterion.id) for criterion in question.criteria}
    applying = [
        (criterion.marks, given.mark)
        for criterion in question.criteria
        if (given := marks[criterion.id]) and given.mark is not Mark.NOT_APPLICABLE
    ]
    out_of = math.fsum(worth for worth, _ in applying)
    met = math.fsum(worth for worth, mark in applying if mark is Mark.MET)
    return 100 * met / out_of if out_of > 0 else None
