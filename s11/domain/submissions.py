"""A return's life: its states and the one table of steps between them."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from s11.domain.errors import WrongState


class Status(StrEnum):
    """Where a return stands. One that was reopened is in progress, with a signed version."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    WITH_SIGNATORY = "with_signatory"
    SUBMITTED = "submitted"


class Step(StrEnum):
    """What moves a return from one state to another."""

    SAVE = "save"
    ASK_TO_SIGN = "ask for the signature"
    TAKE_BACK = "take back"
    SEND_BACK = "send back"
    SIGN = "sign"
    REOPEN = "reopen"


TRANSITIONS: dict[tuple[Status, Step], Status] = {
    (Status.NOT_STARTED, Step.SAVE): Status.IN_PROGRESS,
    (Status.IN_PROGRESS, Step.SAVE): Status.IN_PROGRESS,
    (Status.IN_PROGRESS, Step.ASK_TO_SIGN): Status.WITH_SIGNATORY,
    (Status.WITH_SIGNATORY, Step.TAKE_BACK): Status.IN_PROGRESS,
    (Status.WITH_SIGNATORY, Step.SEND_BACK): Status.IN_PROGRESS,
    (Status.WITH_SIGNATORY, Step.SIGN): Status.SUBMITTED,
    (Status.SUBMITTED, Step.REOPEN): Status.IN_PROGRESS,
}

WHY_NOT: dict[Status, str] = {
    Status.NOT_STARTED: "This return has not been started.",
    Status.IN_PROGRESS: "This return is still being completed.",
    Status.WITH_SIGNATORY: "This return is with the accountable officer. "
    "Take it back to change anything.",
    Status.SUBMITTED: "This return has been signed and submitted, so it can only be read.",
}

STATUS_WORDS: dict[Status, str] = {
    Status.NOT_STARTED: "Not started",
    Status.IN_PROGRESS: "In progress",
    Status.WITH_SIGNATORY: "With the accountable officer",
    Status.SUBMITTED: "Returned",
}


def after(status: Status, step: Step) -> Status:
    """The state that `step` leads to; raises WrongState, with the reason, if it leads nowhere."""
    try:
        return TRANSITIONS[status, step]
    except KeyError:
        raise WrongState(WHY_NOT[status]) from None


def sources(step: Step, to: Status) -> tuple[Status, ...]:
    """The states from which `step` leads to `to`."""
    return tuple(
        status for (status, taken), end in TRANSITIONS.items() if taken is step and end is to
    )


def can(status: Status, step: Step) -> bool:
    """Whether `step` may be taken from `status`."""
    return (status, step) in TRANSITIONS


def reference(board: str, cycle: str, agency: str) -> str:
    """The return's reference, such as "S11-7QX4-M2KD", from the three slugs; not a secret."""
    digest = hashlib.sha256(f"{board}/{cycle}/{agency}".encode()).digest()
    letters = base64.b32encode(digest).decode()
    return f"S11-{letters[:4]}-{letters[4:8]}"


@dataclass(frozen=True, slots=True)
class Deadline:
    """Where a return stands against its due date; `days` are London calendar days."""

    due: datetime
    days: int
    late: bool

    @property
    def words(self) -> str:
        """Such as "12 days left", "due today", "3 days late"."""
        count = f"{abs(self.days)} day{'' if abs(self.days) == 1 else 's'}"
        if self.late:
            return "late today" if self.days == 0 else f"{count} late"
        return "due today" if self.days == 0 else f"{count} left"
