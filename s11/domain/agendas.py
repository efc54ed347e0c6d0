"""A panel's session as it is planned: when, and the items of its agenda in their order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from s11.domain.errors import Refused, WrongState
from s11.domain.panels import SessionStatus
from s11.domain.report_words import counted

LONGEST_TITLE = 200
LONGEST_ITEM = 480
USUAL_MINUTES = 20


@dataclass(frozen=True, slots=True)
class Planned:
    """One item: a return (`agency`, its slug), or something else, under its own title.

    `item_id` is the number of an item without a return that is on the agenda already.
    """

    minutes: int
    agency: str = ""
    title: str = ""
    item_id: int | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """What a session is set up with. `held_at` is an instant; the agenda is in its order."""

    title: str
    held_at: datetime
    place: str = ""
    agenda: tuple[Planned, ...] = ()


def check_meeting(meeting: Meeting, now: datetime, before: datetime | None = None) -> None:
    """Refuse a session without a title, in the past, or with an agenda that cannot be run.

    `before` is when it was to be held until now: a time that stays may have passed.
    """
    if not meeting.title.strip():
        raise Refused("Give the session a title.", "title")
    if meeting.held_at != before and meeting.held_at <= now:
        raise Refused("This time has passed. Choose a later one.", "held_on")
    for item in meeting.agenda:
        if not 1 <= item.minutes <= LONGEST_ITEM:
            raise Refused(f"An item takes between 1 and {LONGEST_ITEM} minutes.")
        if not item.agency and not item.title.strip():
            raise Refused("Give each item that is not a return a title.")
    agencies = [item.agency for item in meeting.agenda if item.agency]
    if len(set(agencies)) < len(agencies):
        raise Refused("A return stands on an agenda once.")


def check_new(meeting: Meeting, there: Iterable[tuple[str, datetime]]) -> None:
    """Refuse a session that is set already: a button pressed twice. `there`: (title, held at)."""
    if (" ".join(meeting.title.split()), meeting.held_at) in set(there):
        raise Refused("This session is set already, for the same time.", "title")


def check_planned(status: SessionStatus) -> None:
    """Refuse to change a session that is over."""
    if status is SessionStatus.FINISHED:
        raise WrongState("This session is finished. What it decided can only be read.")


def check_cancelling(*, has_begun: bool) -> None:
    """Refuse to cancel a session in which something was taken up or decided."""
    if has_begun:
        raise WrongState("This session has begun, so it cannot be cancelled. Finish it instead.")


def stays(title: str) -> Refused:
    """Why an item that was taken up cannot leave the agenda."""
    return Refused(f"“{title}” was taken up already, so it stays on the agenda.")


def length(minutes: Sequence[int]) -> str:
    """How long items take together, such as "2 hours 10 minutes"."""
    hours, rest = divmod(sum(minutes), 60)
    words = [counted(hours, "hour")] if hours else []
    if rest or not hours:
        words.append(counted(rest, "minute"))
    return " ".join(words)
