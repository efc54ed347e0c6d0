"""`s11 db`: the database's tables."""

from __future__ import annotations

import click

from s11.cli.context import with_app
from s11.domain.report_words import counted
from s11.store import migrating, standings

HEAD = "head"


@click.group("db")
def database() -> None:
    """Look after the database."""


@database.command()
@click.option("--revision", default=HEAD, show_default=True, help="How far to go.")
@with_app
def upgrade(revision: str) -> None:
    """Bring the tables up to date: run this after installing and after every new version."""
    migrating.upgrade(revision)
    click.echo("The database is up to date.")
    if revision == HEAD and (count := standings.how_many_are_not_kept()):
        returns = counted(count, "signed return")
        click.echo(f"{returns} cannot be compared yet. Run once: s11 scores rebuild")


@database.command()
@click.argument("message")
@with_app
def revision(message: str) -> None:
    """Write a migration from what the models say and the database has not: for developers.

    Read it before it is committed: triggers and renamed columns are not seen.
    """
    migrating.write(message)
