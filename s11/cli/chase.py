"""`s11 chase`: who is to be chased today, what with and why; and the decision to do it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time

import click

from s11 import clock
from s11.cli.context import must_find_board, with_app
from s11.cli.saying import WrongUsage
from s11.domain.chasing import ChaseStatus
from s11.domain.cycles import CycleStatus, london, london_instant
from s11.domain.ladder import CHANNEL_WORDS
from s11.services import chasing
from s11.services.chase_mail import Listed
from s11.services.recording import By
from s11.services.working_calendar import calendar
from s11.store import accounts, chases
from s11.store import cycles as store
from s11.store.cycles import CycleInHand
from s11.store.models import Board
from s11.store.people import BoardLook


@click.command()
@click.option("--board", "slug", help="One board's short name; every board without it.")
@click.option("--dry-run", is_flag=True, help="Only show who would be chased, and why.")
@click.option("--today", help="With --dry-run: another London day, such as 2026-12-01.")
@with_app
def chase(slug: str | None, dry_run: bool, today: str | None) -> None:
    """Chase the agencies of open cycles: who, what, why, and what waits for approval.

    Runs in London's working hours; twice a day is no more than once.
    """
    if today and not dry_run:
        raise WrongUsage("--today goes with --dry-run: nobody is chased on another day.")
    now = _noon(today) if today else clock.now()
    boards = [must_find_board(slug)] if slug else list(map(_look, accounts.all_boards()))
    for cycle in _open_cycles(boards):
        click.echo(f"{cycle.board.name}, {cycle.title}, {london(now):%Y-%m-%d}")
        for line in _looked(cycle, now) if dry_run else _decided(cycle, now):
            click.echo(f"  {line}")


def _noon(day: str) -> datetime:
    try:
        return london_instant(date.fromisoformat(day), time(12))
    except ValueError:
        raise WrongUsage(f"{day!r} is no day: write it as 2026-12-01.") from None


def _look(board: Board) -> BoardLook:
    return BoardLook(board.id, board.slug, board.name, board.colour)


def _open_cycles(boards: Sequence[BoardLook]) -> Iterator[CycleInHand]:
    for board in boards:
        for listed in store.cycles_of(board.id):
            found = store.cycle_in_hand(board.slug, listed.slug)
            if found and found.status is CycleStatus.OPEN:
                yield found


def _looked(cycle: CycleInHand, now: datetime) -> Iterator[str]:
    found = chasing.due(cycle, now)
    yield from map(_line, found)
    yield f"{len(found)} would be chased." if found else "Nobody is due to be chased."
    yield from _waiting(cycle)


def _decided(cycle: CycleInHand, now: datetime) -> Iterator[str]:
    if not calendar().in_hours(now):
        yield "It is outside London's working hours, so nobody is chased."
        return
    done = chasing.decide(By(None, now), cycle, now)
    yield from map(_line, (*done.queued, *done.proposed, *done.tasks))
    yield (
        f"{len(done.queued)} queued, {len(done.proposed)} for approval, {len(done.tasks)} to call."
    )
    yield from _waiting(cycle)


def _line(one: Listed) -> str:
    """Such as "Vale Trust: e-mail to Asha Rowe <…> [late]: 1 day after …"."""
    channel, person = CHANNEL_WORDS[one.chase.channel], one.chase.person
    to = f" to {person.name} <{person.email}>" if person else " for the officer to make"
    waits = ", for approval" if one.chase.needs_approval else ""
    return f"{one.agency_name}: {channel}{to} [{one.chase.step.key}{waits}]. {one.chase.reason}"


def _waiting(cycle: CycleInHand) -> Iterator[str]:
    for one in chases.decided(cycle.id, {ChaseStatus.PROPOSED}):
        since = f"{london(one.decided_at):%Y-%m-%d}"
        yield f"Waits for approval since {since}: {one.agency_name}, {one.person_name} [{one.step}]"
