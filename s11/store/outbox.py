"""Messages that were decided on: queued, in flight, sent or failed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select, update
from sqlalchemy.exc import IntegrityError

from s11.store.database import db, run
from s11.store.keeping import DIALECTS
from s11.store.models import Board, OutboxMessage
from s11.store.models.base import table_of


def add(message: OutboxMessage) -> bool:
    """Add a message; False, and nothing changed, if its key has been used."""
    try:
        with db.session.begin_nested():
            db.session.add(message)
    except IntegrityError:
        return False
    return True


def add_all(messages: Sequence[dict[str, Any]]) -> dict[str, int]:
    """Add messages, all of the same columns; ids by key of those whose key had not been used."""
    if not messages:
        return {}
    table = table_of(OutboxMessage)
    adding = DIALECTS[db.engine.dialect.name].insert(table)
    adding = adding.on_conflict_do_nothing(index_elements=["key"])
    rows = run(adding.returning(table.c.key, table.c.id), list(messages))
    return {row.key: row.id for row in rows}


def board_of(board_id: int) -> Board | None:
    """The board in whose name a message goes."""
    return db.session.get(Board, board_id)


def queued(limit: int) -> Sequence[int]:
    """Ids of messages that wait, oldest first."""
    return db.session.scalars(
        select(OutboxMessage.id)
        .where(OutboxMessage.status == "queued")
        .order_by(OutboxMessage.id)
        .limit(limit)
    ).all()


def claim(message_id: int, at: datetime) -> bool:
    """Mark a queued message as being sent; False if another sender was first."""
    done = db.session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == message_id, OutboxMessage.status == "queued")
        .values(status="sending", attempted_at=at, attempts=OutboxMessage.attempts + 1)
    )
    return bool(done.rowcount == 1)  # type: ignore[attr-defined]


def message(message_id: int) -> OutboxMessage | None:
    """One message."""
    return db.session.get(OutboxMessage, message_id)


def settle(message_id: int, status: str, failure: str = "") -> None:
    """Write down what became of an attempt: sent or failed, and why."""
    db.session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == message_id)
        .values(status=status, failure=failure)
    )


def unknown(before: datetime) -> Sequence[OutboxMessage]:
    """Messages whose sender died in flight: "sending" since before `before`; oldest first."""
    return db.session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.status == "sending", OutboxMessage.attempted_at < before)
        .order_by(OutboxMessage.id)
    ).all()


def not_arrived(board_id: int, before: datetime) -> Sequence[OutboxMessage]:
    """A board's messages that were refused, or in flight since before `before`; newest first."""
    in_flight = and_(OutboxMessage.status == "sending", OutboxMessage.attempted_at < before)
    return db.session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.board_id == board_id, or_(OutboxMessage.status == "failed", in_flight))
        .order_by(OutboxMessage.id.desc())
        .limit(50)
    ).all()
