"""`s11 import`: bringing a board's register and its past returns in from a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from flask import current_app

from s11.cli.context import (
    by_command,
    by_officer,
    must_find_board,
    must_find_cycle,
    with_app,
)
from s11.cli.saying import Refusal
from s11.config import Config
from s11.domain.answers import QuestionState
from s11.domain.past_returns import PastReading, PastReturn
from s11.domain.register import Change, Fault, Line
from s11.domain.report_words import band_words, counted, score_words
from s11.domain.snapshot import scores_to_keep
from s11.services import bringing_in, editions, importing
from s11.services.spreadsheets import RETURNS, read_table


@click.group("import")
def imports() -> None:
    """Bring in what is kept elsewhere."""


@imports.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--board", required=True, help="The board's short name.")
@click.option("--dry-run", is_flag=True, help="Only show what would happen.")
@click.option("--invite", is_flag=True, help="Send an invitation to everyone who has none yet.")
@with_app
def agencies(file: Path, board: str, dry_run: bool, invite: bool) -> None:
    """Add agencies and their people from FILE (CSV or XLSX), all or nothing.

    Columns: name, type, lead name, lead e-mail, signatory name, signatory e-mail.
    """
    look = must_find_board(board)
    config: Config = current_app.extensions["s11"]
    types = editions.agency_types(config)
    rows = read_table(file.read_bytes())
    found = importing.preview(look, rows, types)
    if found.faults:
        raise _refusal(found.faults)
    for line in found.plan.lines:
        click.echo(_said(line))
    if not dry_run:
        importing.carry_out(look, rows, types, by_command(), invite=invite, seen=found.fingerprint)
    counts = ", ".join(f"{found.plan.count(change)} {change}" for change in Change)
    click.echo(f"{'Would be' if dry_run else 'Imported'}: {counts}.")


def _said(line: Line) -> str:
    said = f" ({'; '.join(line.said)})" if line.said else ""
    return f"Row {line.entry.row}: {line.entry.name}: {line.change}{said}"


@imports.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--cycle", required=True, help="The past cycle's short name; it must be closed.")
@click.option("--board", help="The board's short name, where several have such a cycle.")
@click.option("--create-agencies", is_flag=True, help="Make agencies that the board does not have.")
@click.option("--dry-run", is_flag=True, help="Only show what would happen.")
@click.option("--by", "email", help="The address of the officer who imports; it stands on reports.")
@with_app
def returns(
    file: Path,
    cycle: str,
    board: str | None,
    create_agencies: bool,
    dry_run: bool,
    email: str | None,
) -> None:
    """Bring past returns in from FILE (CSV or XLSX), all or nothing.

    A row for each answer, headed agency, question, rating, evidence, na_reason; or a row for each
    agency and a column for each question's id. A column headed type names each agency's type.

    Make the past cycle first: `s11 cycle create`, then `s11 cycle open … --past`.
    """
    found = must_find_cycle(board, cycle)
    by = by_officer(found.board, email) if email else by_command()
    rows = read_table(file.read_bytes(), RETURNS)
    seen = bringing_in.look(found, rows, create=create_agencies)
    for past in seen.reading.returns:
        click.echo(_said_of_return(past))
    if seen.reading.faults:
        raise _refusal(seen.reading.faults)
    if not dry_run:
        bringing_in.bring_in(found, rows, by, create=create_agencies, seen=seen.fingerprint)
    click.echo(f"{'Would be' if dry_run else 'Imported'}: {_summed(seen.reading)}.")


def _refusal(faults: Sequence[Fault]) -> Refusal:
    return Refusal("\n".join([*map(str, faults), "Nothing was imported."]))


def _said_of_return(past: PastReturn) -> str:
    overall = scores_to_keep(past.score)[0]
    parts = [
        f"{past.counts[QuestionState.ANSWERED]} of {past.asked} answered",
        _if_any(past.counts[QuestionState.NOT_APPLICABLE], "not applicable"),
        _if_any(past.counts[QuestionState.NOT_ANSWERED], "not answered"),
        f"{score_words(overall).lower()}, {band_words(overall).lower()}",
    ]
    new = ", a new agency" if past.slug is None else ""
    said = ", ".join(part for part in parts if part)
    return f"Row {past.row}: {past.name} ({past.agency_type}{new}): {said}"


def _if_any(count: int, words: str) -> str:
    return f"{count} {words}" if count else ""


def _summed(reading: PastReading) -> str:
    made = sum(past.slug is None for past in reading.returns)
    new = f", {made} new {'agency' if made == 1 else 'agencies'}" if made else ""
    return f"{counted(len(reading.returns), 'return')}{new}"
