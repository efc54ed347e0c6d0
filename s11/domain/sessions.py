"""Running a panel's session: taking up its items, the time they take, who is present, finishing.

Planning a session is in `agendas.py`. Here it has begun, in a room where several members may have
the page open: what one does rests on what the page showed them, and is refused, in words, where
somebody else was quicker.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from s11.domain.errors import Refused, S11Error, WrongState
from s11.domain.panels import SessionStatus
from s11.domain.register import same_name

LONGEST_DECISION = 5_000
MOST_GUESTS = 40
LONGEST_NAME = 180


@dataclass
class Overtaken(S11Error):
    """Somebody else did something meanwhile that this would undo; nothing was changed."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Item:
    """One item of an agenda: a return (`submission_id`), or something else under its title.

    `title` is the agency's name, for a return. Times are instants; `earlier_seconds` counts the
    times that the item was taken up before the last one.
    """

    id: int
    title: str
    minutes: int
    taken_up_at: datetime | None = None
    left_at: datetime | None = None
    earlier_seconds: int = 0
    submission_id: int | None = None
    agency_id: int | None = None
    agency_slug: str = ""

    @property
    def was_taken_up(self) -> bool:
        """Whether the session has come to it."""
        return self.taken_up_at is not None

    @property
    def is_in_hand(self) -> bool:
        """Whether it is what the session talks about now."""
        return self.taken_up_at is not None and self.left_at is None

    def seconds(self, now: datetime) -> int:
        """How long it has taken."""
        if self.taken_up_at is None:
            return 0
        stretch = (self.left_at or now) - self.taken_up_at
        return self.earlier_seconds + max(0, int(stretch.total_seconds()))

    def time_words(self, now: datetime) -> str:
        """The time planned, and taken, such as "24 of 20 minutes, 4 over"."""
        if not self.was_taken_up:
            return _minutes(self.minutes)
        taken = round(self.seconds(now) / 60)
        over = f", {taken - self.minutes} over" if taken > self.minutes else ""
        return f"{taken} of {_minutes(self.minutes)}{over}"

    def taken(self, at: datetime) -> Item:
        """The same item, taken up (again)."""
        return replace(self, earlier_seconds=self.seconds(at), taken_up_at=at, left_at=None)

    def left(self, at: datetime) -> Item:
        """The same item, left."""
        return replace(self, left_at=at)


def _minutes(number: int) -> str:
    return "1 minute" if number == 1 else f"{number} minutes"


@dataclass(frozen=True, slots=True)
class Slot:
    """An item with the clock times at which it is planned, and the minutes until its end."""

    item: Item
    starts_at: datetime
    ends_at: datetime
    running: int


def timetable(items: Iterable[Item], held_at: datetime) -> list[Slot]:
    """The agenda in its order, one item after the other from the start of the session."""
    slots, running = [], 0
    for item in items:
        starts = held_at + timedelta(minutes=running)
        running += item.minutes
        slots.append(Slot(item, starts, held_at + timedelta(minutes=running), running))
    return slots


def in_hand(items: Iterable[Item]) -> Item | None:
    """The item that the session talks about now, if any."""
    return next((item for item in items if item.is_in_hand), None)


def must_run(status: SessionStatus) -> None:
    """Refuse what can be done only while the session is not finished."""
    if status is SessionStatus.FINISHED:
        raise WrongState("This session is finished. What it decided can only be read.")


def taking_up(items: Sequence[Item], wanted: int, read: int, at: datetime) -> list[Item]:
    """The items that change when one is taken up: the one before is left; none, if it is in hand.

    `read` is the id of the item that the page showed in hand, 0 for none. Raises Overtaken where
    another was taken up meanwhile.
    """
    now = in_hand(items)
    if now is not None and now.id == wanted:
        return []
    if now is not None and now.id != read:
        raise Overtaken(
            f"“{now.title}” was taken up while you had this page open, so nothing was changed. "
            "Take up another item if the session has moved on."
        )
    before = [now.left(at)] if now else []
    return before + [item.taken(at) for item in items if item.id == wanted]


def leaving(items: Sequence[Item], at: datetime) -> list[Item]:
    """The items that change when the session pauses or ends: what is in hand is left."""
    return [item.left(at) for item in items if item.is_in_hand]


def not_taken_up(items: Iterable[Item]) -> list[Item]:
    """What the session has not come to."""
    return [item for item in items if not item.was_taken_up]


def where_it_stands(items: Sequence[Item], now: datetime, *, finished: bool = False) -> str:
    """The sentence above a session's agenda."""
    if not items:
        return "The agenda is empty. The board’s officer can add to it."
    taken, current = sum(item.was_taken_up for item in items), in_hand(items)
    if not taken:
        return f"{_items(len(items))} on the agenda, {_minutes(sum(i.minutes for i in items))}."
    said = f"{taken} of {_items(len(items))} taken up."
    if current:
        said += f" In hand: {current.title}, {current.time_words(now)}."
    elif taken < len(items) and not finished:
        said += " Nothing is in hand just now."
    return said


def _items(number: int) -> str:
    return "1 item" if number == 1 else f"{number} items"


@dataclass(frozen=True, slots=True)
class Decided:
    """What a session decided about an item, and who wrote it down."""

    id: int
    item_id: int
    text: str
    by: str
    by_id: int
    at: datetime


def check_decision(text: str) -> str:
    """The decision without the space around it; refuses none, and one that is too long."""
    text = text.strip()
    if not text:
        raise Refused("Write what was decided.", field="text")
    if len(text) > LONGEST_DECISION:
        raise Refused(f"Keep a decision under {LONGEST_DECISION:,} characters.", field="text")
    return text


def is_said(decisions: Sequence[Decided], text: str, by_id: int | None) -> bool:
    """Whether this person's last word on the item is the same: a button pressed twice."""
    own = [one for one in decisions if one.by_id == by_id]
    return bool(own) and own[-1].text == text


@dataclass(frozen=True, slots=True)
class Present:
    """Someone at a session; a guest has no account. `name` is unique within the session."""

    name: str
    person_id: int | None = None

    @property
    def key(self) -> str:
        """The name that a form has for them."""
        return f"guest:{self.name}" if self.person_id is None else f"person:{self.person_id}"


@dataclass(frozen=True, slots=True)
class Attendance:
    """What a page says of who is present: who was ticked on it, who is now, and new guests."""

    shown: frozenset[str]
    ticked: frozenset[str]
    guests: tuple[str, ...] = ()


def attending(
    said: Attendance, standing: Collection[Present], expected: Collection[Present]
) -> tuple[list[Present], list[Present]]:
    """(who joins, who goes), given who is recorded as present and who could be ticked.

    Only what the page changed is changed, so that two members who tick at once lose nothing.
    Raises Refused for a guest who has a box of their own, and for too many or too long names.
    """
    here = {one.key for one in standing}
    joining = said.ticked - said.shown - here
    names = {one.name for one in standing}
    joins = [_named(one, names) for one in expected if one.key in joining]
    names |= {one.name for one in joins}
    joins += [Present(name) for name in _new_guests(said.guests, names, expected)]
    goes = [one for one in standing if one.key in said.shown - said.ticked]
    return joins, goes


def _named(one: Present, taken: set[str]) -> Present:
    """The person under a name that is free: two members may share theirs."""
    name = one.name[:LONGEST_NAME]
    others = (f"{name} ({number})" for number in range(2, len(taken) + 3))
    return replace(one, name=next(free for free in (name, *others) if free not in taken))


def _new_guests(
    guests: Iterable[str], taken: Iterable[str], expected: Collection[Present]
) -> list[str]:
    known = {same_name(name) for name in taken}
    boxes = {same_name(one.name) for one in expected if one.person_id is not None}
    new: list[str] = []
    for name in filter(None, (" ".join(guest.split()) for guest in guests)):
        if len(name) > LONGEST_NAME:
            raise Refused(f"Keep each name under {LONGEST_NAME} letters.", field="guests")
        if same_name(name) in boxes:
            raise Refused(f"{name} is in the list above: tick the box there.", field="guests")
        if same_name(name) not in known:
            known.add(same_name(name))
            new.append(name)
    if len(new) > MOST_GUESTS:
        raise Refused(f"Add up to {MOST_GUESTS} guests at a time.", field="guests")
    return new


def check_finishing(status: SessionStatus, present: int) -> None:
    """Refuse to finish a session twice, or one at which nobody is recorded as present."""
    if status is SessionStatus.FINISHED:
        raise WrongState("This session is finished already.")
    if not present:
        raise Refused("Say who is present first: a session that nobody was at decides nothing.")
