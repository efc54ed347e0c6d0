"""`s11 import`: bringing a board's register in from a spreadsheet."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app

from s11.cli.context import by_command, must_find_board, with_app
from s11.cli.saying import Refusal
from s11.config import Config
from s11.domain.register import Change, Line
from s11.services import editions, importing
from s11.services.spreadsheets import read_table


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
        raise Refusal("\n".join([*map(str, found.faults), "Nothing was imported."]))
    for line in found.plan.lines:
        click.echo(_said(line))
    if not dry_run:
        importing.carry_out(look, rows, types, by_command(), invite=invite, seen=found.fingerprint)
    counts = ", ".join(f"{found.plan.count(change)} {change}" for change in Change)
    click.echo(f"{'Would be' if dry_run else 'Imported'}: {counts}.")


def _said(line: Line) -> str:
    said = f" ({'; '.join(line.said)})" if line.said else ""
    return f"Row {line.entry.row}: {line.entry.name}: {line.change}{said}"
