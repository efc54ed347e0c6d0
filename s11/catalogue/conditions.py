"""`show_if` into conditions: a closed set of forms over earlier questions and agency types."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from s11.catalogue.documents import Document, Where
from s11.catalogue.faults import Faults, quoted, unknown
from s11.catalogue.vocabulary import Vocabulary, not_on
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
from s11.domain.visibility import number_in

_FORMS = ("all", "any", "not", "answer", "agency_type")
_TESTS = ("is", "in", "at_least", "answered")
_TESTS_FOR: Mapping[AnswerType, tuple[str, ...]] = {
    AnswerType.RATING: _TESTS,
    AnswerType.NUMBER: _TESTS,
    AnswerType.PERCENTAGE: _TESTS,
    AnswerType.CHOICE: ("is", "in", "answered"),
    AnswerType.CRITERIA: ("at_least", "answered"),
    AnswerType.DATE: ("answered",),
    AnswerType.TEXT: ("answered",),
}


@dataclass(frozen=True)
class Surroundings:
    """What a condition may speak of, as far as the edition has been read.

    `earlier` holds the questions read so far; `all_ids` those of the whole edition, with the
    unreadable ones, which are known and of which nothing more can be said.
    """

    vocabulary: Vocabulary
    earlier: Mapping[str, Question]
    all_ids: frozenset[str]
    unreadable: frozenset[str]


@dataclass(frozen=True)
class ConditionReader:
    """Reads the condition of one question; what cannot be read is None and a fault."""

    owner: str
    applies_to: frozenset[str] | None
    around: Surroundings
    document: Document
    faults: Faults

    def read(self, raw: Any, where: Where) -> Condition | None:
        """The condition written at `where`."""
        if not isinstance(raw, dict):
            self._fault(where, "a condition holds keys and values: write {answer: …, is: …}.")
            return None
        strange = [key for key in raw if key not in (*_FORMS, *_TESTS)]
        for key in strange:
            sentence = unknown("key", key, (*_FORMS, *_TESTS))
            self.document.fault(self.faults, (*where, key), sentence, key=True)
        if strange:
            return None
        forms = [form for form in _FORMS if form in raw]
        if len(forms) != 1:
            self._fault(where, f"a condition has one of {quoted(_FORMS)}: write just one.")
            return None
        form = forms[0]
        for test in _TESTS if form != "answer" else ():
            if test in raw:
                self._fault((*where, test), f'"{test}" needs an "answer" beside it: add one.')
        return _READERS[form](self, raw, where)

    def _fault(self, where: Where, sentence: str) -> None:
        self.document.fault(self.faults, where, sentence)

    def _parts(self, raw: Any, where: Where) -> tuple[Condition, ...] | None:
        if not isinstance(raw, list) or not raw:
            self._fault(where, f'"{where[-1]}" is a list of conditions: write at least one.')
            return None
        parts = [self.read(part, (*where, at)) for at, part in enumerate(raw)]
        read = tuple(part for part in parts if part is not None)
        return read if len(read) == len(parts) else None

    def _all(self, raw: dict[str, Any], where: Where) -> Condition | None:
        parts = self._parts(raw["all"], (*where, "all"))
        return AllOf(parts) if parts else None

    def _any(self, raw: dict[str, Any], where: Where) -> Condition | None:
        parts = self._parts(raw["any"], (*where, "any"))
        return AnyOf(parts) if parts else None

    def _not(self, raw: dict[str, Any], where: Where) -> Condition | None:
        part = self.read(raw["not"], (*where, "not"))
        return Not(part) if part else None

    def _agency_type(self, raw: dict[str, Any], where: Where) -> Condition | None:
        where = (*where, "agency_type")
        names = self._words(raw["agency_type"], where)
        vocabulary = self.around.vocabulary
        for at, name in enumerate(names or ()):
            if vocabulary.lacks("agency_types", name):
                sentence = unknown("agency type", name, vocabulary.agency_types)
                self._fault((*where, at), sentence)
        return AgencyTypeIn(names) if names and self.document.is_sound(*where) else None

    def _answer(self, raw: dict[str, Any], where: Where) -> Condition | None:
        tests = [test for test in _TESTS if test in raw]
        if len(tests) != 1:
            self._fault(where, f'"answer" has one of {quoted(_TESTS)} beside it: write one.')
            return None
        question = self._question(raw["answer"], (*where, "answer"))
        test, at = tests[0], (*where, tests[0])
        if question is None:
            return None
        if test not in _TESTS_FOR[question.type]:
            able = quoted(_TESTS_FOR[question.type])
            self._fault(
                at, f'"{test}" says nothing about a {question.type} question: write {able}.'
            )
            return None
        if test == "answered":
            return self._answered(question, raw[test], at)
        values = self._words(raw[test], at) if test == "in" else self._word(raw[test], at)
        for number, value in enumerate(values or ()):
            spot = (*at, number) if test == "in" else at
            wrong = _not_a_value(question, value)
            if wrong:
                self._fault(spot, wrong)
        if not values or not self.document.is_sound(*at):
            return None
        if test == "at_least":
            return AnswerAtLeast(question.id, values[0])
        return AnswerIn(question.id, values)

    def _answered(self, question: Question, raw: Any, where: Where) -> Condition | None:
        if not isinstance(raw, bool):
            self._fault(where, '"answered" is either true or false: write one of them.')
            return None
        return Answered(question.id, raw)

    def _question(self, raw: Any, where: Where) -> Question | None:
        if not isinstance(raw, str):
            self._fault(where, '"answer" names a question: write its id.')
            return None
        if raw not in self.around.all_ids:
            self._fault(where, unknown("question", raw, sorted(self.around.all_ids)))
            return None
        if raw == self.owner:
            self._fault(where, f'"{raw}" depends on itself: name an earlier question.')
            return None
        question = self.around.earlier.get(raw)
        if question is None:
            if raw not in self.around.unreadable:
                self._fault(where, f'"{raw}" comes later: move it before "{self.owner}".')
            return None
        if self._never_meets(question):
            self._fault(
                where,
                f'"{raw}" is not asked of any agency type that "{self.owner}" is asked of: '
                "mend applies_to of one of them.",
            )
            return None
        return question

    def _never_meets(self, question: Question) -> bool:
        mine, theirs = self.applies_to, question.applies_to
        return mine is not None and theirs is not None and not mine & theirs

    def _words(self, raw: Any, where: Where) -> tuple[str, ...] | None:
        if not isinstance(raw, list) or not raw:
            self._fault(where, f'"{where[-1]}" is a list: write it as [one, two].')
            return None
        words = [self._word(part, (*where, at)) for at, part in enumerate(raw)]
        return tuple(word[0] for word in words if word)

    def _word(self, raw: Any, where: Where) -> tuple[str] | None:
        if isinstance(raw, bool) or not isinstance(raw, str | int | float):
            self._fault(where, "this is to be one value: write a word in quotes or a number.")
            return None
        return (raw if isinstance(raw, str) else f"{raw:.15g}",)


_READERS: Mapping[str, Callable[[ConditionReader, dict[str, Any], Where], Condition | None]] = {
    "all": ConditionReader._all,
    "any": ConditionReader._any,
    "not": ConditionReader._not,
    "answer": ConditionReader._answer,
    "agency_type": ConditionReader._agency_type,
}


def _not_a_value(question: Question, value: str) -> str | None:
    """Says what is wrong with a value that no answer to the question can have or reach."""
    if question.type is AnswerType.CHOICE:
        options = [option.value for option in question.options]
        return None if value in options else unknown(f"option of {question.id}", value, options)
    if question.scale is not None:
        return None if question.scale.share(value) is not None else not_on(question.scale, value)
    if question.type is AnswerType.RATING:
        return None
    number = number_in(value)
    if number is None:
        return f'"{value}" is no number, and {question.id} is answered with one: write digits.'
    bounded = question.type is AnswerType.PERCENTAGE or question.type is AnswerType.CRITERIA
    if bounded and not 0 <= number <= 100:
        return f"{question.id} lies between 0 and 100: write a number between them."
    return None
