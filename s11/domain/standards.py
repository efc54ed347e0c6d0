"""What an edition asks: standards, questions, scales, conditions and bands, as frozen values.

The shapes follow the data files of `standards/` (docs/standards.md), parsed once at the edge.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

# Spelt "as" because they are part of what this module offers.
from s11.domain.conditions import AgencyTypeIn as AgencyTypeIn
from s11.domain.conditions import AllOf as AllOf
from s11.domain.conditions import AnswerAtLeast as AnswerAtLeast
from s11.domain.conditions import Answered as Answered
from s11.domain.conditions import AnswerIn as AnswerIn
from s11.domain.conditions import AnyOf as AnyOf
from s11.domain.conditions import Condition as Condition
from s11.domain.conditions import Not as Not
from s11.domain.enquiry_tuning import AS_USUAL, EnquiryRules


class AnswerType(StrEnum):
    """How a question is answered. A rating, a criteria question: scored. The rest: told."""

    RATING = "rating"
    CRITERIA = "criteria"
    CHOICE = "choice"
    NUMBER = "number"
    PERCENTAGE = "percentage"
    DATE = "date"
    TEXT = "text"


SCORED_TYPES = frozenset({AnswerType.RATING, AnswerType.CRITERIA})


class CarryForward(StrEnum):
    """What a lead sees of the last cycle's answer: beside it, filled in to confirm, or nothing."""

    SHOW = "show"
    PREFILL = "prefill"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a scale; `points` decide which is better, never the order in the file."""

    value: str
    label: str
    meaning: str
    points: float
    colour: str = "grey"


@dataclass(frozen=True)
class LevelScale:
    """A scale of named levels, such as red, amber, green."""

    name: str
    levels: tuple[Level, ...]

    @cached_property
    def best(self) -> float:
        """Points of the best level."""
        return max(level.points for level in self.levels)

    @cached_property
    def worst_value(self) -> str:
        """Value of the level with the fewest points."""
        return min(self.levels, key=lambda level: level.points).value

    @cached_property
    def _by_value(self) -> Mapping[str, Level]:
        return {level.value: level for level in self.levels}

    def level(self, value: str) -> Level | None:
        """The level with this value, or None if the scale has none such."""
        return self._by_value.get(value)

    def share(self, value: str) -> float | None:
        """Points of `value` as a percentage (0–100) of the best level's, None if unknown."""
        level = self.level(value)
        return None if level is None else 100 * level.points / self.best


@dataclass(frozen=True, slots=True)
class PercentScale:
    """A rating in per cent, in whole steps from 0 to 100; the points are the percentage."""

    name: str
    step: int

    @property
    def worst_value(self) -> str:
        """The bottom of every percentage scale."""
        return "0"

    def share(self, value: str) -> float | None:
        """The percentage itself (0–100) if it is a step of the scale, else None."""
        if not value.isascii() or not value.isdigit():
            return None
        number = int(value)
        return float(number) if number <= 100 and number % self.step == 0 else None


Scale = LevelScale | PercentScale


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a choice."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """One part of a criteria question; the marks of all add up to 100."""

    id: str
    text: str
    marks: float
    may_be_not_applicable: bool = False


@dataclass(frozen=True, slots=True)
class EvidenceRule:
    """What shows that an answer is true: a prompt, from which level it is asked, how old it may be.

    `required_at` is a level value: at this level and above, words or a file are asked for.
    """

    prompt: str
    required_at: str | None = None
    max_age_months: int | None = None


@dataclass(frozen=True)
class Question:
    """One question. `id` is permanent: answers of all cycles are joined on it."""

    id: str
    type: AnswerType
    text: str
    guidance: str = ""
    scale: Scale | None = None
    options: tuple[Option, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    applies_to: frozenset[str] | None = None
    show_if: Condition | None = None
    weight: float = 1.0
    critical: bool = False
    may_be_not_applicable: bool = False
    evidence: EvidenceRule | None = None
    action_below: str | None = None
    themes: tuple[str, ...] = ()
    references: Mapping[str, tuple[str, ...]] = field(
        default_factory=lambda: MappingProxyType({}), hash=False
    )
    carry_forward: CarryForward = CarryForward.SHOW

    def __hash__(self) -> int:
        """Ids are unique within an edition, and a question is looked up often."""
        return hash(self.id)

    @property
    def is_scored(self) -> bool:
        """Whether the answer counts towards the standard's score."""
        return self.type in SCORED_TYPES


@dataclass(frozen=True)
class Standard:
    """One standard (`key` "a" to "h" in Section 11) and its questions in order."""

    key: str
    title: str
    questions: tuple[Question, ...]
    weight: float = 1.0
    intro: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """The words for a score of `minimum` per cent and more."""

    minimum: float
    label: str


@dataclass(frozen=True, slots=True)
class Change:
    """One line of an edition's lineage from the edition before (changes.yaml).

    `kind` is added, retired, reworded, rescaled or moved. `points` maps each old level to
    0–100 of the new scale, where a rescaled question is said to be comparable.
    """

    question: str
    kind: str
    comparable: bool = False
    note: str = ""
    replaced_by: tuple[str, ...] = ()
    points: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}), hash=False)


@dataclass(frozen=True)
class Edition:
    """A framework's question set as it is asked in one or more cycles."""

    framework: str
    edition: str
    title: str
    standards: tuple[Standard, ...]
    bands: tuple[Band, ...]
    previous: str | None = None
    themes: Mapping[str, str] = field(default_factory=dict, hash=False)
    agency_types: Mapping[str, str] = field(default_factory=dict, hash=False)
    references: Mapping[str, Reference] = field(default_factory=dict, hash=False)
    changes: tuple[Change, ...] = ()
    enquiry: EnquiryRules = AS_USUAL

    @cached_property
    def _questions(self) -> Mapping[str, Question]:
        return {question.id: question for question in self.questions()}

    @cached_property
    def _standards(self) -> Mapping[str, Standard]:
        return {standard.key: standard for standard in self.standards}

    def questions(self) -> Iterator[Question]:
        """Every question, in the order in which it is asked."""
        for standard in self.standards:
            yield from standard.questions

    def question(self, question_id: str) -> Question | None:
        """The question with this id, or None."""
        return self._questions.get(question_id)

    def standard(self, key: str) -> Standard | None:
        """The standard with this key, or None."""
        return self._standards.get(key)

    def band(self, percent: float) -> Band:
        """The band that a score of 0–100 falls in."""
        return max(
            (band for band in self.bands if percent >= band.minimum),
            key=lambda band: band.minimum,
        )

    @property
    def lowest_band(self) -> Band:
        """Where a critical question at its worst level puts a standard."""
        return min(self.bands, key=lambda band: band.minimum)


@dataclass(frozen=True, slots=True)
class Reference:
    """Another list that questions may speak to, such as Working Together 2023."""

    title: str
    items: Mapping[str, str]
