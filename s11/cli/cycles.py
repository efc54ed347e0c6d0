"""`s11 cycle`: setting up, opening, extending, amending and closing cycles, for scripts."""

from __future__ import annotations

from datetime import datetime, time

import click
from flask import current_app

from s11.catalogue import Catalogue
from s11.cli.context import by_command, by_officer, must_find_board, with_app
from s11.cli.saying import Refusal, WrongUsage
from s11.config import Config
from s11.domain.cycles import london, london_instant
from s11.services import cycles as services
from s11.services import editions, extending, past_cycles
from s11.services.cycles import Setting
from s11.store import cycles as store
from s11.store import submissions
from s11.store.cycles import CycleInHand

BOARD = click.option("--board", required=True, help="The board's short name.")
SLUG = click.argument("slug")


class LondonMoment(click.ParamType[datetime]):
    """2026-11-30T17:00, or 2026-11-30 for the start of that day, by London clocks."""

    name = "moment"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """The instant, aware, in UTC."""
        try:
            naive = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no moment: write it as 2026-11-30T17:00.", param, ctx)
        if naive.tzinfo is not None:
            self.fail("Leave the time zone out: moments are London's.", param, ctx)
        return london_instant(naive.date(), naive.time() or time())


@click.group()
def cycle() -> None:
    """Set up and run cycles. SLUG is a cycle's short name, such as s11-2026."""


def _catalogue() -> Catalogue:
    config: Config = current_app.extensions["s11"]
    return editions.catalogue(config)


def _find(board: str, slug: str) -> CycleInHand:
    must_find_board(board)
    found = store.cycle_in_hand(board, slug)
    if found is None:
        raise WrongUsage(f"The board {board!r} has no cycle {slug!r}.")
    return found


@cycle.command()
@SLUG
@BOARD
@click.option("--framework", required=True, help="Such as section-11.")
@click.option("--edition", required=True, help="Such as 2026.")
@click.option("--opens", required=True, type=LondonMoment(), help="Such as 2026-09-01.")
@click.option("--due", required=True, type=LondonMoment(), help="Such as 2026-11-30T17:00.")
@click.option("--title", default="", help="What agencies read; the edition's title without it.")
@click.option(
    "--agencies", default="all", show_default=True, help="Or short names, with commas; '' for none."
)
@click.option("--previous", help="The cycle that agencies look back on.")
@with_app
def create(
    slug: str,
    board: str,
    framework: str,
    edition: str,
    opens: datetime,
    due: datetime,
    title: str,
    agencies: str,
    previous: str | None,
) -> None:
    """Set up a cycle. Nothing is asked until it is opened."""
    catalogue = _catalogue()
    setting = Setting(
        title=title or catalogue.edition(framework, edition).title,
        framework=framework,
        edition=edition,
        opens_at=opens,
        due_at=due,
        agencies=None if agencies == "all" else frozenset(_names(agencies)),
        previous=previous,
    )
    services.create(must_find_board(board), slug, setting, catalogue, by_command())
    found = _find(board, slug)
    for check in services.checks(found, catalogue, by_command().at):
        click.echo(check.sentence)
    past = " --past" if found.due_at <= by_command().at else ""
    click.echo(f"{slug} is set up. Open it with: s11 cycle open {slug} --board {board}{past}")


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


@cycle.command("open")
@SLUG
@BOARD
@click.option("--past", is_flag=True, help="The cycle is over: close it at once.")
@with_app
def open_cycle(slug: str, board: str, past: bool) -> None:
    """Open a cycle: its questions are kept as they are now.

    With --past, a cycle that was over before: its returns come from a spreadsheet, through
    `s11 import returns`.
    """
    found = _find(board, slug)
    if not past:
        services.open_cycle(found, _catalogue(), by_command())
        click.echo(f"{slug} is open.")
        return
    past_cycles.open_past(found, _catalogue(), by_command())
    click.echo(f"{slug} is closed, and its questions are kept.")
    click.echo(f"Bring its returns in with: s11 import returns FILE --cycle {slug} --board {board}")


@cycle.command("look-back")
@SLUG
@BOARD
@click.option("--previous", required=True, help="The cycle to look back on.")
@with_app
def look_back(slug: str, board: str, previous: str) -> None:
    """Let a cycle look back on an older one, where it looks back on none yet."""
    count = past_cycles.look_back(_find(board, slug), _find(board, previous), by_command())
    returns = "1 return" if count == 1 else f"{count} returns"
    click.echo(f"{slug} looks back on {previous}; {returns} compared anew.")


@cycle.command()
@SLUG
@BOARD
@with_app
def close(slug: str, board: str) -> None:
    """Close a cycle for good. Everything in it stays readable."""
    services.close(_find(board, slug), by_command())
    click.echo(f"{slug} is closed.")


@cycle.command()
@SLUG
@BOARD
@click.option("--due", required=True, type=LondonMoment(), help="Such as 2026-12-15T17:00.")
@click.option("--reason", required=True, help="Why: the record keeps it.")
@click.option("--by", "email", required=True, help="The address of the officer who grants it.")
@click.option("--agency", help="One agency's short name; every agency without it.")
@with_app
def extend(
    slug: str, board: str, due: datetime, reason: str, email: str, agency: str | None
) -> None:
    """Extend the due date for one agency, or for every one."""
    found, by = _find(board, slug), by_officer(must_find_board(board), email)
    if agency is None:
        extending.extend_all(found, due, reason, by)
    else:
        page = submissions.return_in_hand(board, slug, agency)
        if page is None:
            raise WrongUsage(f"{slug} expects no return from {agency!r}.")
        extending.extend_one(page, due, reason, by)
    click.echo(f"{agency or 'Every agency'} has until {london(due):%Y-%m-%d %H:%M}.")


@cycle.command("list")
@BOARD
@with_app
def list_cycles(board: str) -> None:
    """List the board's cycles: short name, status, due, returned/expected, title."""
    for one in store.cycles_of(must_find_board(board).id):
        due = f"{london(one.due_at):%Y-%m-%dT%H:%M}"
        click.echo(f"{one.slug}\t{one.status}\t{due}\t{one.returned}/{one.expected}\t{one.title}")


@cycle.command()
@SLUG
@BOARD
@click.option("--edition", help="The edition to take the words from; the cycle's own without it.")
@click.option("--dry-run", is_flag=True, help="Only show what would change.")
@with_app
def amend(slug: str, board: str, edition: str | None, dry_run: bool) -> None:
    """Put mended wording into an open cycle, from the standards as they are now.

    Wording only: what is asked, of whom, and how it is scored stay as they were opened.
    """
    found = _find(board, slug)
    mended = _catalogue().edition(found.framework, edition or found.edition)
    if dry_run:
        changes = services.amendments(found, mended)
        if not changes:
            raise Refusal("No wording differs: there is nothing to amend.")
    else:
        changes = services.amend(found, mended, by_command())
    for change in changes:
        click.echo(f"{change.where}\n- {change.before}\n+ {change.after}")
    click.echo(f"{len(changes)} {'would change' if dry_run else 'changed'}.")
