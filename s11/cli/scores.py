"""`s11 scores`: what is kept of signed returns, so that pages need not read them."""

from __future__ import annotations

import click

from s11.cli.context import must_find_board, with_app
from s11.domain.report_words import counted
from s11.services import rebuilding


@click.group()
def scores() -> None:
    """Look after the scores and movements that are kept of signed returns."""


@scores.command()
@click.option("--board", help="One board's short name; every board without it.")
@click.option("--cycle", help="Only cycles of this short name; every cycle without it.")
@with_app
def rebuild(board: str | None, cycle: str | None) -> None:
    """Work scores, standings and movements out again from what was signed.

    Run it once after installing a version that keeps more of them. A second run finds nothing.
    """
    if board is not None:
        must_find_board(board)
    done = rebuilding.rebuild(board, cycle)
    returns = counted(done.returns, "signed return")
    click.echo(f"{returns} worked out again: {counted(done.differed, 'row')} differed.")
