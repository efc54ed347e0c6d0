"""What an agency says: answers, with their four states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class QuestionState(StrEnum):
    """Where one question stands in one return. Exports say which of the four it is."""

    NOT_ASKED = "not asked"
    NOT_ANSWERED = "not answered"
    NOT_APPLICABLE = "not applicable"
    ANSWERED = "answered"


class Mark(StrEnum):
    """How one criterion of a criteria question is marked."""

    MET = "met"
    NOT_MET = "not met"
    NOT_APPLICABLE = "not applicable"


@dataclass(frozen=True, slots=True)
class CriterionMark:
    """One criterion's mark; a criterion that does not apply carries its reason."""

    mark: Mark
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as it stands: what was chosen, said and claimed.

    `value` is a level's or option's value, a number as written, an ISO date or the text;
    empty when nothing was given. `version` counts saves: 0 means never saved. An answer that was
    filled in from the last cycle counts as given only once `confirmed`.
    """

    question: str
    value: str = ""
    marks: Mapping[str, CriterionMark] = field(
        default_factory=lambda: MappingProxyType({}), hash=False
    )
    not_applicable: bool = False
    na_reason: str = ""
    evidence: str = ""
    impact: str = ""
    version: int = 0
    confirmed: bool = True


Answers = Mapping[str, Answer]
