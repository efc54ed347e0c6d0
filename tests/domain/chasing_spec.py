"""What chasing is, written down plainly: a walk over days and agencies. Slow, obvious, apart.

Nothing of `domain.chasing` is called here. Days are walked one at a time from the opening on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from s11.domain.ladder import Channel, LadderStep, Recipient

LONDON = ZoneInfo("Europe/London")
Key = tuple[int, str, int | None]
Told = tuple[Key, Channel, bool]


@dataclass
class Somebody:
    """A role that a person holds, as a card in a card index."""

    person: int
    part: Recipient
    left: bool = False


@dataclass
class File:
    """What an officer keeps in the folder of one agency."""

    number: int
    due_at: datetime
    cards: list[Somebody]
    returned: bool = False
    quiet_until: date | None = None
    # What was written down as sent: the step and whom it went to.
    sent: list[tuple[str, int | None]] = field(default_factory=list)


def rests(day: date, holidays: Iterable[date]) -> bool:
    return day.strftime("%a") in ("Sat", "Sun") or day in holidays


def day_of(step: LadderStep, due_at: datetime, holidays: frozenset[date]) -> date:
    day = due_at.astimezone(LONDON).date() + timedelta(days=step.days)
    while rests(day, holidays):
        day = day + timedelta(days=1 if step.days > 0 else -1)
    return day


def waiting(
    ladder: list[LadderStep], file: File, opened: date, today: date, holidays: frozenset[date]
) -> list[LadderStep]:
    """Walk from the opening to today: each day's steps put those of the day before aside."""
    tray: list[LadderStep] = []
    day = opened
    while day <= today:
        coming = [step for step in ladder if day_of(step, file.due_at, holidays) == day]
        if coming:
            nearest = max(step.days for step in coming)
            tray = [step for step in coming if step.days == nearest]
        day += timedelta(days=1)
    return tray


def told_for(file: File, tray: list[LadderStep], bounced: set[int]) -> list[Told]:
    """What goes out for one agency from the tray, or is left for the officer to call about."""
    out: list[Told] = []
    has_mail: set[int] = set()
    simple = [step for step in tray if not step.needs_approval]
    for step in [*simple, *(step for step in tray if step.needs_approval)]:
        there = {card.person for card in file.cards if card.part in step.to and not card.left}
        if step.by is not Channel.LETTER:
            there -= bounced
        before = any(key == step.key for key, _ in file.sent)
        if step.by is Channel.TELEPHONE or not there:
            if not before:
                out.append(((file.number, step.key, None), Channel.TELEPHONE, False))
            continue
        for person in there:
            if step.by is Channel.EMAIL and person in has_mail:
                continue
            if not before:
                out.append(((file.number, step.key, person), step.by, step.needs_approval))
        if step.by is Channel.EMAIL:
            has_mail |= there
    return out


def told(
    ladder: list[LadderStep],
    files: list[File],
    bounced: set[int],
    now: datetime,
    holidays: frozenset[date],
    opened_at: datetime | None,
    paused: bool,
) -> set[Told]:
    """Everything that is to go out on the London day of `now`."""
    today = now.astimezone(LONDON).date()
    if opened_at is None or now < opened_at or paused or rests(today, holidays):
        return set()
    out: list[Told] = []
    for file in files:
        quiet = file.quiet_until is not None and today <= file.quiet_until
        if not file.returned and not quiet:
            opened = opened_at.astimezone(LONDON).date()
            out += told_for(file, waiting(ladder, file, opened, today, holidays), bounced)
    assert len(out) == len(set(out))
    return set(out)
