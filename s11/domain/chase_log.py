"""What an officer writes down about an agency: calls, promises, who has left, what was decided."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from s11.domain.errors import Refused

LONGEST_NOTE = 4000
# A promise further off than this is no promise: the officer extends the due date, or pauses.
FURTHEST_PROMISE = 92


class ContactKind(StrEnum):
    """The kinds of entries in an agency's log, beside the chases themselves."""

    CALL = "call"
    LEFT = "left"
    PROMISE = "promise"
    PAUSE = "pause"
    RESUME = "resume"
    NON_RETURN = "non-return"
    WITHDRAWN = "withdrawn"
    NOTE = "note"
    LETTER = "letter"


KIND_WORDS = {
    ContactKind.CALL: "Telephone call",
    ContactKind.LEFT: "Contact left",
    ContactKind.PROMISE: "Promise",
    ContactKind.PAUSE: "Chasing paused",
    ContactKind.RESUME: "Chasing resumed",
    ContactKind.NON_RETURN: "Marked as a non-return",
    ContactKind.WITHDRAWN: "Non-return withdrawn",
    ContactKind.NOTE: "Note",
    ContactKind.LETTER: "Letter",
}


class CallOutcome(StrEnum):
    """How a telephone call ended."""

    SPOKE = "spoke"
    MESSAGE = "message"
    NO_ANSWER = "no-answer"
    WRONG_NUMBER = "wrong-number"


OUTCOME_WORDS = {
    CallOutcome.SPOKE: "Spoke to them",
    CallOutcome.MESSAGE: "Left a message",
    CallOutcome.NO_ANSWER: "No answer",
    CallOutcome.WRONG_NUMBER: "Wrong number",
}


def check_call(text: str, promise_on: date | None, today: date) -> None:
    """Refuse a promise that is past or too far off, and a note without an end."""
    if len(text) > LONGEST_NOTE:
        raise Refused(f"Use at most {LONGEST_NOTE:,} letters.", "text")
    if promise_on is None:
        return
    if promise_on < today:
        raise Refused("A promise is for today or a later day.", "promise_on")
    if (promise_on - today).days > FURTHEST_PROMISE:
        raise Refused(
            f"A promise may be at most {FURTHEST_PROMISE} days off. Extend the due date, or pause.",
            "promise_on",
        )


def check_pause(reason: str, until: date | None, today: date) -> None:
    """Refuse a pause without a reason, or one that is over."""
    check_reason(reason, "Say why the chasing is paused: the record keeps it.")
    if until is not None and until < today:
        raise Refused("A pause lasts until today or a later day.", "until")


def check_reason(reason: str, otherwise: str) -> None:
    """Refuse a reason that is empty (in the words of `otherwise`) or without an end."""
    if not reason.strip():
        raise Refused(otherwise, "reason")
    if len(reason) > LONGEST_NOTE:
        raise Refused(f"Use at most {LONGEST_NOTE:,} letters.", "reason")
