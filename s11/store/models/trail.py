"""The record of who did what, the messages that go out, and the triggers that guard history."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import DDL, ForeignKey, String, Table, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column

from s11.store.models.base import Base
from s11.store.models.chasing import ContactLog
from s11.store.models.cycles import FrozenEdition
from s11.store.models.panels import (
    Agreement,
    ChallengeEntry,
    Decision,
    EnquiryDismissal,
    IssuedLetter,
    Moderation,
)
from s11.store.models.returns import AnswerHistory, SignedReturn


class Event(Base):
    """One thing that was done. Each carries the hash of the one before it in its chain.

    A chain is a board's slug, or "installation" for what belongs to no board.
    """

    __tablename__ = "event"
    __table_args__ = (UniqueConstraint("chain", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    chain: Mapped[str] = mapped_column(String(60))
    number: Mapped[int]
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    actor_name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(200))
    detail: Mapped[str] = mapped_column(Text)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class ChainHead(Base):
    """The last link of a chain: locked while a new one is added, so that no two take its place."""

    __tablename__ = "chain_head"

    chain: Mapped[str] = mapped_column(String(60), primary_key=True)
    number: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))


class OutboxMessage(Base):
    """A message to one person, written in the transaction that decided to send it.

    `status` is queued, sending, sent, failed or unknown (in flight when the sender died).
    `key` is unique: the same message is never decided twice.
    """

    __tablename__ = "outbox_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    board_id: Mapped[int | None] = mapped_column(ForeignKey("board.id"), index=True)
    to_address: Mapped[str] = mapped_column(String(254))
    to_name: Mapped[str] = mapped_column(String(200))
    reply_to: Mapped[str] = mapped_column(String(254), default="")
    subject: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(20), index=True)
    created_at: Mapped[datetime]
    attempted_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str] = mapped_column(Text, default="")


GUARDED = (
    Event,
    AnswerHistory,
    SignedReturn,
    FrozenEdition,
    Moderation,
    Agreement,
    EnquiryDismissal,
    Decision,
    ChallengeEntry,
    IssuedLetter,
    ContactLog,
)
POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION s11_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
"""


def guards(table: str, dialect: str) -> list[str]:
    """The statements that make `table` append-only on this dialect: no update, no delete."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for verb in ("update", "delete")
        ]
    return [
        POSTGRES_FUNCTION,
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION s11_refuse_change()",
    ]


def _guard(table: Table) -> None:
    for dialect in ("sqlite", "postgresql"):
        for statement in guards(table.name, dialect):
            # DDL() formats with %, so a literal per cent sign is doubled.
            escaped = statement.replace("%", "%%")
            event.listen(table, "after_create", DDL(escaped).execute_if(dialect=dialect))  # type: ignore[no-untyped-call]


for _model in GUARDED:
    _guard(Base.metadata.tables[_model.__tablename__])
