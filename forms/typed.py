"""What a card shows in its fields: what is saved, or what was just typed, faults and all.

A frozen value, so that a card's markup can be kept; the page needs no form objects to be shown.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from s11.domain.answers import Answer
from s11.domain.standards import AnswerType, Question

MOST_ACTIONS = 10
Boxes = tuple[str, str, str]
Fault = tuple[str, str]
NO_DATE: Boxes = ("", "", "")


@dataclass(frozen=True, slots=True)
class TypedAction:
    """An action's three fields; `wrong` names the date boxes that a fault is about."""

    what: str = ""
    owner: str = ""
    due: Boxes = NO_DATE
    wrong: tuple[str, ...] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """The fields of one card. `faults` are (field, sentence) pairs, the field without its prefix.

    `marks` are (criterion, mark, reason); `boxes` the three parts of a date, whatever they hold.
    """

    version: int = 0
    value: str = ""
    boxes: Boxes = NO_DATE
    wrong: tuple[str, ...] = ()
    marks: tuple[tuple[str, str, str], ...] = ()
    not_applicable: bool = False
    na_reason: str = ""
    evidence: str = ""
    impact: str = ""
    actions: tuple[TypedAction, ...] = ()
    confirm: bool = False
    faults: tuple[Fault, ...] = ()

    def fault(self, field: str) -> str | None:
        """What is wrong with a field, in a sentence; None if nothing is."""
        return next((sentence for name, sentence in self.faults if name == field), None)

    def mark(self, criterion: str) -> str | None:
        """How a criterion is marked; None where it is not."""
        return next((mark for name, mark, _ in self.marks if name == criterion), None)

    def reason(self, criterion: str) -> str:
        """Why a criterion does not apply."""
        return next((reason for name, _, reason in self.marks if name == criterion), "")

    def with_room(self, question: Question, *, more: bool = False) -> Typed:
        """The same with an empty action to fill: the first one, and another where asked for."""
        takes_actions = question.action_below is not None
        room = len(self.actions) < MOST_ACTIONS and (more or not self.actions)
        if not (takes_actions and room):
            return self
        return replace(self, actions=(*self.actions, TypedAction()))


def typed(question: Question, answer: Answer | None) -> Typed:
    """What is saved, or offered, as the card's fields show it."""
    if answer is None:
        return Typed()
    is_date = question.type is AnswerType.DATE
    return Typed(
        version=answer.version,
        value="" if is_date else answer.value,
        boxes=boxes_of(answer.value) if is_date else NO_DATE,
        marks=tuple((key, mark.mark.value, mark.reason) for key, mark in answer.marks.items()),
        not_applicable=answer.not_applicable,
        na_reason=answer.na_reason,
        evidence=answer.evidence,
        impact=answer.impact,
        actions=tuple(
            TypedAction(one.what, one.owner, boxes_of(one.due)) for one in answer.actions
        ),
    )


def boxes_of(iso: str) -> Boxes:
    """An ISO date as its three boxes; what is no date leaves them empty."""
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return NO_DATE
    return str(day.day), str(day.month), str(day.year)
