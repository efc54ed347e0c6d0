"""Whether a question can ever be shown to an agency type: contradictions found by trying.

Every condition on the way is taken apart into demands on single questions. For choices, levels
and numbers a demand leaves a set of answers, and a set without any is a contradiction. Dates,
texts and criteria are only told apart into given and not given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from s11.catalogue.vocabulary import values_of
from s11.domain.answers import Answer
from s11.domain.standards import (
    AgencyTypeIn,
    AllOf,
    AnswerAtLeast,
    Answered,
    AnswerIn,
    AnswerType,
    AnyOf,
    Condition,
    Not,
    Question,
)
from s11.domain.visibility import number_in, reaches

Atom = AnswerIn | AnswerAtLeast | Answered
Demand = tuple[Condition, bool]
Possible = Mapping[str, frozenset[str | None]]

_SOMETHING = "something"
"""Stands for any date, text or set of marks; None stands for no answer."""

_MOST_STEPS = 5_000


class Shows:
    """Answers for one edition whether a question can be shown; in doubt it can."""

    def __init__(self, questions: Mapping[str, Question]) -> None:
        self.questions = questions
        self._numbers = _numbers_named(questions)
        self._universes: dict[str, frozenset[str | None]] = {}
        self._steps = 0

    def can_show(self, question: Question, agency_type: str) -> bool:
        """Whether some set of answers shows the question to an agency of this type."""
        if question.applies_to is not None and agency_type not in question.applies_to:
            return False
        if question.show_if is None:
            return True
        self._steps = 0
        return self._met(((question.show_if, True),), {}, agency_type)

    def _met(self, demands: tuple[Demand, ...], possible: Possible, agency_type: str) -> bool:
        self._steps += 1
        if not demands or self._steps > _MOST_STEPS:
            return True
        (condition, wanted), *others = demands
        rest = tuple(others)
        if isinstance(condition, AllOf | AnyOf):
            parts = tuple((part, wanted) for part in condition.parts)
            if isinstance(condition, AllOf) is wanted:
                return self._met((*parts, *rest), possible, agency_type)
            return any(self._met((part, *rest), possible, agency_type) for part in parts)
        if isinstance(condition, Not):
            return self._met(((condition.part, not wanted), *rest), possible, agency_type)
        if isinstance(condition, AgencyTypeIn):
            met = (agency_type in condition.types) is wanted
            return met and self._met(rest, possible, agency_type)
        return self._narrowed(condition, wanted, rest, possible, agency_type)

    def _narrowed(
        self,
        atom: Atom,
        wanted: bool,
        rest: tuple[Demand, ...],
        possible: Possible,
        agency_type: str,
    ) -> bool:
        question = self.questions.get(atom.question)
        if question is None:
            return self._met(rest, possible, agency_type)
        before = possible.get(question.id, self._universe(question))
        after = frozenset(value for value in before if _may_be(question, value, atom, wanted))
        if not after:
            return False
        if None not in after and None in before:
            if question.applies_to is not None and agency_type not in question.applies_to:
                return False
            if question.show_if is not None:
                rest = ((question.show_if, True), *rest)
        return self._met(rest, {**possible, question.id: after}, agency_type)

    def _universe(self, question: Question) -> frozenset[str | None]:
        """Every answer that conditions could tell apart, and None for no answer."""
        known = self._universes.get(question.id)
        if known is None:
            values: list[str] = [_SOMETHING]
            if question.scale is not None:
                values = values_of(question.scale)
            elif question.type is AnswerType.CHOICE:
                values = [option.value for option in question.options]
            elif question.type in (AnswerType.NUMBER, AnswerType.PERCENTAGE):
                values = _samples(question, self._numbers.get(question.id, set()))
            known = self._universes[question.id] = frozenset([*values, None])
        return known


def _may_be(question: Question, value: str | None, atom: Atom, wanted: bool) -> bool:
    """Whether an answer of this value may meet the demand."""
    if value is None:
        return (isinstance(atom, Answered) and not atom.expected) is wanted
    if isinstance(atom, Answered):
        return atom.expected is wanted
    if value == _SOMETHING and question.type is not AnswerType.CHOICE and not question.scale:
        return True
    if isinstance(atom, AnswerIn):
        return (value in atom.values) is wanted
    return reaches(question, Answer(question.id, value), atom.value) is wanted


def _samples(question: Question, named: set[str]) -> list[str]:
    """The numbers named in conditions, one between each two, and one beyond either end."""
    points = sorted({number for text in named if (number := number_in(text)) is not None})
    between = [(low + high) / 2 for low, high in pairwise(points)]
    ends = [points[0] - 1, points[-1] + 1] if points else [0.0]
    texts = {*named, *(f"{number:.6f}" for number in (*between, *ends))}
    if question.type is AnswerType.PERCENTAGE:
        return sorted(text for text in texts if 0 <= (number_in(text) or 0) <= 100)
    return sorted(texts)


def _numbers_named(questions: Mapping[str, Question]) -> dict[str, set[str]]:
    named: dict[str, set[str]] = {}
    for question in questions.values():
        for atom in _atoms(question.show_if):
            values = atom.values if isinstance(atom, AnswerIn) else (atom.value,)
            named.setdefault(atom.question, set()).update(values)
    return named


def _atoms(condition: Condition | None) -> Iterator[AnswerIn | AnswerAtLeast]:
    if isinstance(condition, AllOf | AnyOf):
        for part in condition.parts:
            yield from _atoms(part)
    elif isinstance(condition, Not):
        yield from _atoms(condition.part)
    elif isinstance(condition, AnswerIn | AnswerAtLeast):
        yield condition
