"""Chasing: who is to be reminded, when and why. Facts in, chases due out; nothing is sent here.

A step's day is counted from the return's own due date, in London days. Of the steps whose day has
come only the last day's are due: a day missed, or three, sends one late reminder, not two or none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from s11.domain.cycles import listed, london
from s11.domain.ladder import RECIPIENT_WORDS, Channel, LadderStep, Recipient
from s11.domain.report import day_words
from s11.domain.submissions import STATUS_WORDS, Status
from s11.domain.working_days import ONE_DAY, Calendar

FOREVER = date.max


class ChaseStatus(StrEnum):
    """What became of a chase.

    Drafted: not decided, but the officer has changed its words. Proposed: waits for approval.
    Queued: to be carried out, by the mail sender or (a letter, a call) by the officer. Done: the
    officer has carried it out. Skipped: the officer said no.
    """

    DRAFTED = "drafted"
    PROPOSED = "proposed"
    QUEUED = "queued"
    SKIPPED = "skipped"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Contact:
    """Someone who may be reached for an agency; `recipients` are the parts they have in it.

    Whoever has left, or whose account is disabled, is `left`; mail to a `bounced` one came back.
    """

    person_id: int
    name: str
    email: str
    recipients: frozenset[Recipient]
    left: bool = False
    bounced: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """All that decides about chasing one return.

    `done` are the keys of the steps that were decided on for it, and are never due again; `struck`
    the (key, person) that the officer took out before. `paused_until` and `promise_on` are London
    days, and nothing is due on them either; FOREVER is a pause without an end.
    """

    submission_id: int
    agency_id: int
    agency_name: str
    status: Status
    due_at: datetime
    people: tuple[Contact, ...] = ()
    done: frozenset[str] = frozenset()
    struck: frozenset[tuple[str, int | None]] = frozenset()
    signed_version: int = 0
    paused_until: date | None = None
    promise_on: date | None = None
    is_non_return: bool = False
    has_left_board: bool = False

    @property
    def is_chased(self) -> bool:
        """Whether anything is waited for: a revision is not, nor what was given up."""
        returned = self.status is Status.SUBMITTED or self.signed_version > 0
        return not (returned or self.is_non_return or self.has_left_board)

    @property
    def quiet_until(self) -> date | None:
        """The last London day on which nothing may go, by a pause or a promise."""
        return max((day for day in (self.paused_until, self.promise_on) if day), default=None)


@dataclass(frozen=True, slots=True)
class ChaseDue:
    """A chase that is due: to a person, or (`person` empty) a call for the officer to make."""

    submission_id: int
    step: LadderStep
    person: Contact | None
    channel: Channel
    needs_approval: bool
    reason: str

    @property
    def key(self) -> tuple[int, str, int | None]:
        """What a chase is known by: the return, the step and the person."""
        return self.submission_id, self.step.key, self.person.person_id if self.person else None


@dataclass(frozen=True, slots=True)
class NextChase:
    """The steps that come next for an agency, and the working day on which they do."""

    day: date
    steps: tuple[LadderStep, ...]


def step_day(step: LadderStep, due_at: datetime, calendar: Calendar) -> date:
    """The day on which a step is due: a reminder goes before the weekend, a late one after."""
    day = london(due_at).date() + timedelta(days=step.days)
    return calendar.previous_working(day) if step.days <= 0 else calendar.next_working(day)


def due_chases(
    ladder: Sequence[LadderStep],
    standings: Sequence[Standing],
    now: datetime,
    calendar: Calendar,
    *,
    open_from: datetime | None,
    paused: bool = False,
) -> tuple[ChaseDue, ...]:
    """The chases that are due on the London day of `now`, agency by agency, in ladder order.

    `open_from` is when the cycle opened to agencies, None where it is not open: a step whose day
    was before is not made up for. `paused` is the whole cycle. Hours are for the sender to keep.
    """
    today = london(now).date()
    if paused or open_from is None or now < open_from or not calendar.is_working(today):
        return ()
    opened = london(open_from).date()
    return tuple(
        chase
        for standing in standings
        if standing.is_chased and not _is_quiet(standing, today)
        for chase in _due(_come(ladder, standing, today, opened, calendar), standing, now, calendar)
    )


def _is_quiet(standing: Standing, today: date) -> bool:
    return standing.quiet_until is not None and today <= standing.quiet_until


def _come(
    ladder: Sequence[LadderStep],
    standing: Standing,
    today: date,
    opened: date,
    calendar: Calendar,
) -> list[LadderStep]:
    """The steps of the last day that has come, done or not; those that need no approval first."""
    days = {step.days: step_day(step, standing.due_at, calendar) for step in ladder}
    come = [count for count, day in days.items() if day <= today]
    if not come or days[max(come)] < opened:
        return []
    last = [step for step in ladder if step.days == max(come)]
    return sorted(last, key=lambda step: step.needs_approval)


def _due(
    steps: Sequence[LadderStep], standing: Standing, now: datetime, calendar: Calendar
) -> Iterator[ChaseDue]:
    """What these steps call for: a person gets one message, however many of them name them."""
    written: set[int] = set()
    for step in steps:
        reason = _reason(step, standing, now, calendar)
        reached = people = _reached(step, standing)
        if step.by is Channel.EMAIL:
            people = [one for one in reached if one.person_id not in written]
            written |= {one.person_id for one in reached}
        if step.key in standing.done:
            continue
        called = step.by is Channel.TELEPHONE
        if called or not reached:
            words = _whom_to_call if called else _nobody
            yield from _call(step, standing, f"{reason} {words(step, standing)}")
            continue
        for one in people:
            if (step.key, one.person_id) not in standing.struck:
                yield ChaseDue(
                    standing.submission_id, step, one, step.by, step.needs_approval, reason
                )


def _call(step: LadderStep, standing: Standing, reason: str) -> Iterator[ChaseDue]:
    """A call for the officer to make, which waits for nobody's approval."""
    if (step.key, None) not in standing.struck:
        yield ChaseDue(standing.submission_id, step, None, Channel.TELEPHONE, False, reason)


def named(step: LadderStep, standing: Standing) -> list[Contact]:
    """Everyone whom the step is meant for, once each, with those who cannot be reached."""
    found: dict[int, Contact] = {}
    for one in standing.people:
        if one.recipients & step.to and (one.person_id not in found or not one.left):
            found[one.person_id] = one
    return list(found.values())


def _reached(step: LadderStep, standing: Standing) -> list[Contact]:
    """Whom the step can reach: a letter needs no address that takes mail."""
    is_letter = step.by is Channel.LETTER
    return [one for one in named(step, standing) if not one.left and (is_letter or not one.bounced)]


def _reason(step: LadderStep, standing: Standing, now: datetime, calendar: Calendar) -> str:
    due, day = london(standing.due_at).date(), step_day(step, standing.due_at, calendar)
    late = "" if day == london(now).date() else f" (this was to go on {_said(day)})"
    state = STATUS_WORDS[standing.status].lower()
    return f"{step.when}, {_said(due)}: {state}{late}."


def _said(day: date) -> str:
    return day_words(day.isoformat())


def _whom_to_call(step: LadderStep, standing: Standing) -> str:
    there = [one.name for one in named(step, standing) if not one.left]
    if not there:
        return _nobody(step, standing)
    return f"Call {listed(there)}."


def _nobody(step: LadderStep, standing: Standing) -> str:
    """Why the officer has to call: who there was, and why none of them can be written to."""
    meant = named(step, standing)
    gone = [one.name for one in meant if one.left]
    back = [one.name for one in meant if one.bounced and not one.left]
    if not meant:
        # In the order of the ladder's own words, whatever order a set has.
        parts = [RECIPIENT_WORDS[one].lower() for one in Recipient if one in step.to]
        return f"Nobody can be written to: there is no {' or '.join(parts)}."
    said = [f"{listed(gone)} {_has(gone)} left"] if gone else []
    said += [f"mail to {listed(back)} came back"] if back else []
    return f"Nobody can be written to: {', and '.join(said)}."


def _has(names: Sequence[str]) -> str:
    return "has" if len(names) == 1 else "have"


def next_chase(
    ladder: Sequence[LadderStep],
    standing: Standing,
    now: datetime,
    calendar: Calendar,
    *,
    open_from: datetime | None,
    paused: bool = False,
) -> NextChase | None:
    """What comes next for an agency if nothing changes; None where nothing will.

    What is due today but not decided on yet is what comes next.
    """
    if paused or open_from is None or not standing.is_chased or standing.quiet_until == FOREVER:
        return None
    opened, day = london(open_from).date(), max(london(now).date(), london(open_from).date())
    if standing.quiet_until and day <= standing.quiet_until:
        day = standing.quiet_until + ONE_DAY
    later = (step_day(step, standing.due_at, calendar) for step in ladder)
    start = calendar.next_working(day)
    for day in sorted({start, *(one for one in later if one > start)}):
        come = _come(ladder, standing, day, opened, calendar)
        if due := list(_due(come, standing, now, calendar)):
            keys = {chase.step.key for chase in due}
            return NextChase(day, tuple(step for step in come if step.key in keys))
    return None
