"""A cycle: when a board asks. Instants are UTC; days, and what people read, are London's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from s11.domain.errors import Refused, WrongState
from s11.domain.submissions import Deadline, Status

LONDON = ZoneInfo("Europe/London")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)


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
    naive = datetime.combine(day, at.replace(fold=0))
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


@dataclass(frozen=True, slots=True)
class Expected:
    """An agency that a cycle expects a return from, as the check before opening sees it."""

    name: str
    has_lead: bool
    has_signatory: bool
    type_is_known: bool


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at before a cycle opens. What `stops` must be put right first."""

    sentence: str
    stops: bool = False


def before_opening(
    expected: Sequence[Expected],
    left_out: Sequence[str],
    *,
    edition_is_there: bool,
    due_at: datetime,
    now: datetime,
) -> tuple[Check, ...]:
    """What an officer should know before opening; empty when all is well.

    `left_out` names the board's agencies that are not expected.
    """
    no_lead = [one.name for one in expected if not one.has_lead]
    no_signatory = [one.name for one in expected if not one.has_signatory]
    odd_type = [one.name for one in expected if not one.type_is_known]
    found = (
        (not edition_is_there, "The edition is not among the standards any more.", True),
        (not expected, "No agency is expected. Choose at least one.", True),
        (due_at <= now, "The due date has passed already.", True),
        (bool(odd_type), f"The edition does not know the type of {listed(odd_type)}.", True),
        (bool(no_lead), f"{_lack(no_lead)} no safeguarding lead to complete the return.", False),
        (bool(no_signatory), f"{_lack(no_signatory)} no accountable officer to sign.", False),
        (bool(left_out), f"Not expected in this cycle: {listed(left_out)}.", False),
    )
    return tuple(Check(sentence, stops) for applies, sentence, stops in found if applies)


def _lack(names: Sequence[str]) -> str:
    return f"{listed(names)} {'has' if len(names) == 1 else 'have'}"


def listed(names: Sequence[str], at_most: int = 5) -> str:
    """Names as in a sentence: "A, B and C"; beyond `at_most`, the rest as a number."""
    shown = list(names)
    if len(shown) > at_most:
        shown = [*shown[: at_most - 1], f"{len(shown) - at_most + 1} more"]
    return " and ".join(part for part in (", ".join(shown[:-1]), *shown[-1:]) if part)


def check_slug(slug: str) -> None:
    """Refuse what cannot stand in an address for good."""
    if not SLUG.fullmatch(slug):
        raise Refused(
            "Use small letters, figures and hyphens, such as s11-2026: it stands in addresses.",
            field="slug",
        )
    if slug == "new":
        raise Refused("“new” is an address of the platform. Choose another.", field="slug")


def check_withdrawal(status: Status) -> None:
    """Refuse to withdraw an agency whose return has been started: its words would be lost."""
    if status is not Status.NOT_STARTED:
        raise WrongState("This return has been started, so it stays part of the cycle.")


def check_running(status: CycleStatus) -> None:
    """Refuse changes to a closed cycle."""
    if status is CycleStatus.CLOSED:
        raise WrongState("This cycle is closed. It can only be read.")
