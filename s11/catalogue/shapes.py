"""The shape of each kind of data file, key by key, before anything is looked up."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from s11.domain.standards import AnswerType, CarryForward


def _as_word(value: object) -> object:
    """A whole number where a word is meant is that word: `value: 1` needs no quotes."""
    return str(value) if type(value) is int else value


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Name = Annotated[
    str,
    BeforeValidator(_as_word),
    StringConstraints(pattern=r"^[a-z0-9]+([._-][a-z0-9]+)*$", max_length=64),
]
Word = Annotated[str, BeforeValidator(_as_word), StringConstraints(min_length=1)]
Percent = Annotated[float, Field(ge=0, le=100)]
NotNegative = Annotated[float, Field(ge=0, le=1_000_000)]
Type = Annotated[AnswerType, Field(strict=False)]


class Shape(BaseModel):
    """Strict: nothing is converted silently, no key is ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class LevelShape(Shape):
    """One level of a scale."""

    value: Name
    label: Text
    meaning: Text
    points: NotNegative
    colour: Literal["green", "amber", "red", "blue", "grey"] = "grey"


class PercentShape(Shape):
    """A rating in per cent."""

    step: Annotated[int, Field(ge=1, le=100)]


class ScaleShape(Shape):
    """Either levels or percent."""

    levels: list[LevelShape] | None = None
    percent: PercentShape | None = None


class ReferenceShape(Shape):
    """Another list that questions may speak to."""

    title: Text
    items: dict[Name, Text]


class VocabularyShape(Shape):
    """vocabulary.yaml."""

    scales: dict[Name, ScaleShape] = {}
    references: dict[Name, ReferenceShape] = {}
    themes: dict[Name, Text] = {}
    agency_types: dict[Name, Text] = {}


class BandShape(Shape):
    """One band of edition.yaml."""

    min: Percent
    label: Text


class EnquiryShape(Shape):
    """How an edition tunes the lines of enquiry; what it leaves out is as usual."""

    weights: dict[Name, NotNegative] = {}
    far_from_peers: Annotated[float, Field(ge=1, le=100)] | None = None
    at_least_peers: Annotated[int, Field(ge=1, le=1000)] | None = None
    same_words_from: Annotated[int, Field(ge=1, le=100_000)] | None = None
    one_by_one: Annotated[int, Field(ge=1, le=1000)] | None = None


class EditionShape(Shape):
    """edition.yaml."""

    framework: Name
    edition: Name
    title: Text
    previous: Name | None = None
    standards: Annotated[list[Name], Field(min_length=1)]
    bands: Annotated[list[BandShape], Field(min_length=1)]
    enquiry: EnquiryShape | None = None


class ReasonShape(Shape):
    """What a claim of N/A needs."""

    reason: Literal["required"]


class CriterionShape(Shape):
    """One criterion of a criteria question."""

    id: Name
    text: Text
    marks: Percent
    not_applicable: ReasonShape | None = None


class EvidenceShape(Shape):
    """What evidence is asked for."""

    prompt: Text
    required_at: Word | None = None
    max_age_months: Annotated[int, Field(ge=1, le=1200)] | None = None


class QuestionShape(Shape):
    """One question of a standard; `show_if` is read by `conditions`."""

    id: Name
    type: Type
    text: Text
    guidance: Text | None = None
    scale: Name | None = None
    options: dict[Name, Text] | None = None
    criteria: list[CriterionShape] | None = None
    applies_to: list[Name] | None = None
    show_if: Any = None
    weight: NotNegative | None = None
    critical: bool | None = None
    not_applicable: ReasonShape | None = None
    evidence: EvidenceShape | None = None
    action_below: Word | None = None
    themes: list[Name] = []
    references: dict[Name, list[Name]] = {}
    carry_forward: Annotated[CarryForward, Field(strict=False)] = CarryForward.SHOW


class StandardShape(Shape):
    """A standard's file; its questions are read one by one, so that each tells its own faults."""

    standard: Name
    title: Text
    weight: NotNegative = 1.0
    intro: Text | None = None
    questions: Annotated[list[Any], Field(min_length=1)]


class ChangeShape(Shape):
    """One line of changes.yaml."""

    id: Name
    change: Literal["added", "retired", "reworded", "rescaled", "moved"]
    comparable: bool | None = None
    note: Text | None = None
    replaced_by: list[Name] = []
    map: dict[Name, Percent] | None = None
