"""`s11 audit`: whether the record and what was signed are as they were written."""

from __future__ import annotations

import click

from s11.cli.context import must_find_board, with_app
from s11.cli.saying import Refusal
from s11.services import auditing
from s11.store import trail


@click.group()
def audit() -> None:
    """Check the record."""


@audit.command()
@click.option("--board", help="One board's short name; every chain without it.")
@click.option("--head", default="", help="A hash from a receipt, which the chain must hold.")
@with_app
def verify(board: str | None, head: str) -> None:
    """Read every chain from end to end, and every kept document against its hash.

    Whole: prints each chain's count and head. Broken: names the first broken link, and ends
    with exit code 1.
    """
    look = must_find_board(board) if board else None
    chains = [look.slug] if look else trail.chains()
    verdicts = [auditing.verify_chain(chain, head) for chain in chains]
    for verdict in verdicts:
        if verdict.fault is None:
            click.echo(f"{verdict.chain}: whole, {verdict.count} events, head {verdict.head}")
    faults = [f"{one.chain}: {one.fault}." for one in verdicts if one.fault]
    if head and not any(verdict.holds_head for verdict in verdicts):
        faults.append(f"No event has the hash {head}: the record has been cut or rewritten.")
    documents = auditing.verify_documents(look)
    faults += [f"{fault[:1].upper()}{fault[1:]}." for fault in documents]
    if faults:
        raise Refusal("\n".join(faults))
