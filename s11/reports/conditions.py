"""Conditions in words: when a question on paper is to be answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from s11.domain.answers import Answer
from s11.domain.report import answer_words
from s11.domain.standards import (
    AgencyTypeIn,
    AllOf,
    AnswerAtLeast,
    Answered,
    AnswerIn,
    AnyOf,
    Condition,
    Edition,
    Not,
)


def for_type(condition: Condition | None, agency_type: str) -> Condition | bool:
    """What is left of a condition once the agency's type is known; True or False if nothing is."""
    match condition:
        case None:
            return True
        case AgencyTypeIn(types):
            return agency_type in types
        case Not(part):
            inner = for_type(part, agency_type)
            return not inner if isinstance(inner, bool) else Not(inner)
        case AllOf(parts) | AnyOf(parts):
            decides = isinstance(condition, AnyOf)
            found = [for_type(part, agency_type) for part in parts]
            if decides in found:
                return decides
            left = tuple(part for part in found if not isinstance(part, bool))
            return type(condition)(left) if left else not decides
    return condition


@dataclass(frozen=True, slots=True)
class Spoken:
    """Says conditions of an edition; `numbers` has the number of each question by its id."""

    edition: Edition
    numbers: Mapping[str, str]

    def __call__(self, condition: Condition, wanted: bool = True) -> str:
        """Such as "the answer to b.1 is Yes", or (not wanted) that it is not so."""
        match condition:
            case AllOf(parts):
                return self._joined(parts, "and" if wanted else "or", wanted)
            case AnyOf(parts):
                return self._joined(parts, "or" if wanted else "and", wanted)
            case Not(part):
                return self(part, not wanted)
            case AgencyTypeIn(types):
                names = [self.edition.agency_types.get(one, one) for one in types]
                return f"your agency is {_not(wanted)}of the type {_either(names)}"
        return self._of_answer(condition, wanted)

    def _joined(self, parts: Sequence[Condition], word: str, wanted: bool) -> str:
        said = [
            f"({self(part, wanted)})" if isinstance(part, AllOf | AnyOf) else self(part, wanted)
            for part in parts
        ]
        return f" {word} ".join(said)

    def _of_answer(self, condition: Answered | AnswerIn | AnswerAtLeast, wanted: bool) -> str:
        number = self.numbers.get(condition.question, condition.question)
        match condition:
            case Answered(_, expected):
                return f"{number} is {_not(expected is wanted)}answered"
            case AnswerIn(question, values):
                names = [self._value(question, one) for one in values]
                return f"the answer to {number} is {_not(wanted)}{_either(names)}"
            case AnswerAtLeast(question, value):
                bound = "at least" if wanted else "below"
                return f"the answer to {number} is {bound} {self._value(question, value)}"
        assert_never(condition)

    def _value(self, question: str, value: str) -> str:
        """An answer's value as people read it."""
        asked = self.edition.question(question)
        return answer_words(asked, Answer(question, value))[0] if asked else value


def _not(wanted: bool) -> str:
    return "" if wanted else "not "


def _either(names: Sequence[str]) -> str:
    return " or ".join(names)
