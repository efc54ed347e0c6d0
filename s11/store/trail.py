"""The record: append-only events in chains, one per board."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from s11.store.database import db
from s11.store.models import ChainHead, Event


def head_for_update(chain: str) -> ChainHead | None:
    """The chain's last link, locked until the transaction ends."""
    return db.session.scalar(select(ChainHead).where(ChainHead.chain == chain).with_for_update())


def add(event: Event, head: ChainHead | None) -> None:
    """Append `event` and move the chain's head to it."""
    db.session.add(event)
    if head is None:
        db.session.add(ChainHead(chain=event.chain, number=event.number, hash=event.hash))
    else:
        head.number, head.hash = event.number, event.hash
    db.session.flush()


def events(chain: str) -> Iterator[Event]:
    """Every event of a chain in order, streamed; whoever stops early leaves no cursor open."""
    found = db.session.scalars(
        select(Event)
        .where(Event.chain == chain)
        .order_by(Event.number)
        .execution_options(yield_per=500)
    )
    try:
        yield from found
    finally:
        found.close()


def chains() -> Sequence[str]:
    """The names of all chains, from their heads and their events both."""
    named = set(db.session.scalars(select(ChainHead.chain)))
    return sorted(named | set(db.session.scalars(select(Event.chain).distinct())))


def head(chain: str) -> ChainHead | None:
    """The chain's last link as the database says it is."""
    return db.session.get(ChainHead, chain)
