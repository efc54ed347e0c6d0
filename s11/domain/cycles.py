"""A cycle: when a board asks. Instants are UTC; days, and what people read, are London's."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from s11.domain.errors import Refused, WrongState
from s11.domain.submissions import Deadline

LONDON = ZoneInfo("Europe/London")


class CycleStatus(StrEnum):
    """A cycle is set up, then open, then closed for good."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


CYCLE_WORDS = {
    CycleStatus.DRAFT: "Being set up",
    CycleStatus.OPEN: "Open",
    CycleStatus.CLOSED: "Closed",
}


def is_open(status: CycleStatus, opens_at: datetime, now: datetime) -> bool:
    """Whether returns may be worked on: opened by the officer, and the opening time has come.

    The due date closes nothing: a late return is better than none, and is marked late.
    """
    return status is CycleStatus.OPEN and opens_at <= now


def london(instant: datetime) -> datetime:
    """The same instant as London clocks show it."""
    return instant.astimezone(LONDON)


def london_instant(day: date, at: time) -> datetime:
    """The instant when London clocks show this day and time.

    A time that a clock change skips moves forward by the hour; one that comes twice means the
    first.
    """
    naive = datetime.combine(day, at)
    return naive.replace(tzinfo=LONDON).astimezone(ZoneInfo("UTC"))


def deadline(due: datetime, at: datetime) -> Deadline:
    """How far `at` (now, or when the return was signed) is from `due`, in London days."""
    days = (london(due).date() - london(at).date()).days
    return Deadline(due=due, days=abs(days), late=at > due)


def check_dates(opens_at: datetime, due_at: datetime) -> None:
    """Refuse a due date that is not after the opening."""
    if due_at <= opens_at:
        raise Refused("The due date must be after the opening date.", field="due_on")


def check_extension(current_due: datetime, new_due: datetime, reason: str) -> None:
    """Refuse an extension that does not extend, or has no reason."""
    if new_due <= current_due:
        raise Refused("The new date must be later than the date it replaces.", field="due_on")
    if not reason.strip():
        raise Refused("Say why the date is extended: the record keeps it.", field="reason")


def after_opening(status: CycleStatus) -> CycleStatus:
    """The state after opening; only a cycle that is being set up can be opened."""
    if status is not CycleStatus.DRAFT:
        raise WrongState(f"This cycle is already {CYCLE_WORDS[status].lower()}.")
    return CycleStatus.OPEN


def after_closing(status: CycleStatus) -> CycleStatus:
    """The state after closing; only an open cycle can be closed."""
    if status is not CycleStatus.OPEN:
        raise WrongState("Only an open cycle can be closed.")
    return CycleStatus.CLOSED
