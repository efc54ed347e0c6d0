"""Where every return of a cycle stands: one line per agency, and what an officer does with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial

from s11.domain.cycles import CycleStatus, deadline, listed
from s11.domain.submissions import STATUS_WORDS, Status


@dataclass(frozen=True, slots=True)
class Position:
    """One agency's return in a cycle. `score` is 0–100, of the newest signed version.

    `sent_back` says that its accountable officer was the last to have it, and did not sign.
    """

    agency_slug: str
    agency_name: str
    type_words: str
    agency_type: str
    status: Status
    asked: int
    answered: int
    due_at: datetime
    is_extended: bool
    leads: tuple[str, ...] = ()
    signatories: tuple[str, ...] = ()
    signed_version: int = 0
    # When it came in: the first signature, which no revision takes back. Then the newest one.
    returned_at: datetime | None = None
    submitted_at: datetime | None = None
    last_activity_at: datetime | None = None
    score: float | None = None
    reference: str = ""
    sent_back: bool = False
    # Such as "spreadsheet", where the return was not made on the platform.
    source: str = ""

    @property
    def is_returned(self) -> bool:
        """Whether a signed version has come in; a revision takes nothing back."""
        return self.status is Status.SUBMITTED or self.signed_version > 0

    def is_late(self, now: datetime) -> bool:
        """Whether the due date has passed without a signed return."""
        return not self.is_returned and now > self.due_at

    @property
    def is_sent_back(self) -> bool:
        """Whether the agency works on it because it was sent back before it was ever signed."""
        return self.sent_back and self.status is Status.IN_PROGRESS and not self.is_returned

    def words(self, now: datetime) -> str:
        """The status as an officer reads it."""
        if self.is_returned and self.status is not Status.SUBMITTED:
            return "Returned, being revised"
        words = SENT_BACK if self.is_sent_back else STATUS_WORDS[self.status]
        return f"Late, {words[0].lower()}{words[1:]}" if self.is_late(now) else words

    def tone(self, now: datetime) -> str:
        """The tag's tone, always beside the words."""
        if self.is_late(now):
            return "red" if self.status is Status.NOT_STARTED else "amber"
        if self.is_sent_back:
            return "amber"
        return "green" if self.is_returned else TONES[self.status]

    def days(self, now: datetime) -> str:
        """Against the due date, in London days: "12 days left", "3 days early", "2 days late".

        A return came when it was first signed: what a panel asks to be revised is not late. Nobody
        knows when a return came that was brought in later.
        """
        if self.source:
            return "not known"
        if self.returned_at is None or not self.is_returned:
            return deadline(self.due_at, now).words
        came = deadline(self.due_at, self.returned_at)
        count = f"{came.days} day{'' if came.days == 1 else 's'}"
        if came.late:
            return f"{count} late" if came.days else "late on the day"
        return f"{count} early" if came.days else "on the day"

    def seconds_left(self, now: datetime) -> float:
        """From what counts (the first signature, or now) to the due date; below 0 is late."""
        counted = self.returned_at if self.is_returned and self.returned_at else now
        return (self.due_at - counted).total_seconds()

    @property
    def percent(self) -> float:
        """How much of what is asked has been answered, 0–100."""
        return 100 * self.answered / self.asked if self.asked else 0.0


SENT_BACK = "Sent back"
TONES = {
    Status.NOT_STARTED: "none",
    Status.IN_PROGRESS: "grey",
    Status.WITH_SIGNATORY: "blue",
    Status.SUBMITTED: "green",
}


class Show(StrEnum):
    """Which returns are shown. Late cuts across the others; what was sent back is in progress."""

    ALL = "all"
    LATE = "late"
    NOT_STARTED = "not-started"
    IN_PROGRESS = "in-progress"
    SENT_BACK = "sent-back"
    WITH_SIGNATORY = "with-signatory"
    RETURNED = "returned"


SHOW_WORDS = {
    Show.ALL: "All",
    Show.LATE: "Late",
    Show.NOT_STARTED: "Not started",
    Show.IN_PROGRESS: "In progress",
    Show.SENT_BACK: SENT_BACK,
    Show.WITH_SIGNATORY: "With the accountable officer",
    Show.RETURNED: "Returned",
}


def _at(status: Status) -> Callable[[Position, datetime], bool]:
    return lambda position, now: position.status is status and not position.is_returned


BELONGS: dict[Show, Callable[[Position, datetime], bool]] = {
    Show.ALL: lambda position, now: True,
    Show.LATE: lambda position, now: position.is_late(now),
    Show.NOT_STARTED: _at(Status.NOT_STARTED),
    Show.IN_PROGRESS: _at(Status.IN_PROGRESS),
    Show.SENT_BACK: lambda position, now: position.is_sent_back,
    Show.WITH_SIGNATORY: _at(Status.WITH_SIGNATORY),
    Show.RETURNED: lambda position, now: position.is_returned,
}


class Column(StrEnum):
    """What the returns can be sorted by."""

    AGENCY = "agency"
    STATUS = "status"
    PROGRESS = "progress"
    DAYS = "days"
    ACTIVITY = "activity"
    SCORE = "score"


STATUS_ORDER = tuple(Status)


def _name(position: Position, now: datetime) -> str:
    return position.agency_name.casefold()


def _status(position: Position, now: datetime) -> tuple[bool, bool, int, bool]:
    """What needs the officer first: late, then in the order of a return's life."""
    return (
        not position.is_late(now),
        position.is_returned,
        STATUS_ORDER.index(position.status),
        not position.is_sent_back,
    )


# None sorts after everything, whichever way the column runs.
SORT_KEYS: dict[Column, Callable[[Position, datetime], object]] = {
    Column.AGENCY: _name,
    Column.STATUS: _status,
    Column.PROGRESS: lambda position, now: position.percent,
    Column.DAYS: lambda position, now: position.seconds_left(now),
    Column.ACTIVITY: lambda position, now: position.last_activity_at,
    Column.SCORE: lambda position, now: position.score,
}


@dataclass(frozen=True, slots=True)
class Choice:
    """What the officer asked to see: which returns, of which type, found by which words."""

    show: Show = Show.ALL
    agency_type: str = ""
    words: str = ""
    sort: Column = Column.STATUS
    descending: bool = False

    @property
    def narrows(self) -> bool:
        """Whether a type or words leave some returns out."""
        return bool(self.agency_type or self.words)


def _found(position: Position, choice: Choice) -> bool:
    if choice.agency_type and position.agency_type != choice.agency_type:
        return False
    people = (*position.leads, *position.signatories)
    said = " ".join((position.agency_name, *people, position.reference)).casefold()
    return all(word in said for word in choice.words.casefold().split())


def chosen(positions: Iterable[Position], choice: Choice, now: datetime) -> list[Position]:
    """The returns that the officer asked to see, in the order asked for; names settle ties."""
    belongs = BELONGS[choice.show]
    kept = [one for one in positions if belongs(one, now) and _found(one, choice)]
    kept.sort(key=partial(_name, now=now))
    key = SORT_KEYS[choice.sort]
    blank = [one for one in kept if key(one, now) is None]
    there = [one for one in kept if key(one, now) is not None]
    there.sort(key=lambda one: key(one, now), reverse=choice.descending)  # type: ignore[arg-type, return-value]
    return there + blank


def counts(positions: Iterable[Position], choice: Choice, now: datetime) -> dict[Show, int]:
    """How many each chip would show, of those that the type and the words leave."""
    found = [one for one in positions if _found(one, choice)]
    return {show: sum(belongs(one, now) for one in found) for show, belongs in BELONGS.items()}


def _are(count: int, words: str) -> str:
    return f"{count} {'is' if count == 1 else 'are'} {words}"


def _have(count: int, words: str) -> str:
    return f"{count} {'has' if count == 1 else 'have'} {words}"


def _returned(returned: int, expected: int, status: CycleStatus) -> str:
    agencies = "agency" if expected == 1 else "agencies"
    if status is CycleStatus.CLOSED:
        return f"{returned} of {expected} {agencies} returned"
    if returned == expected:
        return "The one agency has returned" if expected == 1 else f"All {expected} have returned"
    if returned == 0:
        return (
            "The one agency has not returned yet"
            if expected == 1
            else f"None of the {expected} agencies has returned yet"
        )
    return f"{returned} of {expected} {agencies} {'has' if returned == 1 else 'have'} returned"


def summary(positions: Sequence[Position], status: CycleStatus, now: datetime) -> str:
    """Where things stand, in one or two sentences. Each agency is counted once."""
    if not positions:
        return "No agency is expected to return yet."
    returned = sum(one.is_returned for one in positions)
    first = _returned(returned, len(positions), status) + "."
    missing = [one for one in positions if not one.is_returned]
    if not missing:
        return first
    if status is CycleStatus.CLOSED:
        names = [one.agency_name for one in missing]
        return f"{first} {listed(names) if len(names) <= 3 else len(names)} did not."
    in_time = [one for one in missing if not one.is_late(now)]
    by_status = {state: sum(one.status is state for one in in_time) for state in Status}
    late = len(missing) - len(in_time)
    parts = [
        _are(late, "late") if late else "",
        _with_signatory(by_status[Status.WITH_SIGNATORY]),
        _are(by_status[Status.IN_PROGRESS], "in progress"),
        _have(by_status[Status.NOT_STARTED], "not started"),
    ]
    return f"{first} {listed([part for part in parts if part and not part.startswith('0 ')])}."


def _with_signatory(count: int) -> str:
    return _are(count, f"with {'its' if count == 1 else 'their'} accountable officer")
