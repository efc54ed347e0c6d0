"""`s11 board`: the boards of this installation."""

from __future__ import annotations

import click

from s11.cli.context import by_command, with_app
from s11.domain.colours import USUAL
from s11.services import boards
from s11.store import accounts


@click.group()
def board() -> None:
    """Add and list boards."""


@board.command()
@click.argument("slug")
@click.option("--name", required=True, help="The board's name, as its pages show it.")
@click.option("--colour", default=USUAL, show_default=True, help="Its colour, as #rrggbb.")
@click.option("--reply-to", default="", help="The officer's address, for replies to its mail.")
@with_app
def create(slug: str, name: str, colour: str, reply_to: str) -> None:
    """Add a board. SLUG is its short name in addresses, such as marlbridge; it cannot change."""
    made = boards.create(slug, by_command(), name=name, colour=colour, reply_to=reply_to)
    click.echo(f"{made.slug}\t{made.name}")


@board.command("list")
@with_app
def list_boards() -> None:
    """List the boards: short name, tab, name."""
    for one in accounts.all_boards():
        click.echo(f"{one.slug}\t{one.name}")
