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
class PlannedAction:
    """What will be done about an answer below the top: what, who, and by when (ISO date)."""

    what: str
    owner: str = ""
    due: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether it says all three: an action without an owner or a date is a wish."""
        return all(part.strip() for part in (self.what, self.owner, self.due))


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as it stands: what was chosen, said and claimed.

    `value` is a level's or option's value, a number as written, an ISO date or the text;
    empty when nothing was given. `version` counts saves: 0 means never saved. What is offered from
    the last cycle becomes an answer only when somebody confirms it, so there is none until then.
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
    actions: tuple[PlannedAction, ...] = ()


Answers = Mapping[str, Answer]
