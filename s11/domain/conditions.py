"""When a question is asked: a closed set of conditions, decided by `visibility` alone.

They are offered by `standards`, beside the questions that carry them. Nothing is executed.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AnswerIn:
    """True when the answer to `question` is one of `values` (`is` has one value)."""

    question: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnswerAtLeast:
    """True when the answer counts at least `value`: a number, or a level by its points."""

    question: str
    value: str


@dataclass(frozen=True, slots=True)
class Answered:
    """True when `question` has been answered (or has not, with `expected` False)."""

    question: str
    expected: bool = True


@dataclass(frozen=True, slots=True)
class AgencyTypeIn:
    """True for agencies of one of these types."""

    types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """True when every part is."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True when at least one part is."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """True when its part is not."""

    part: Condition


Condition = AnswerIn | AnswerAtLeast | Answered | AgencyTypeIn | AllOf | AnyOf | Not
