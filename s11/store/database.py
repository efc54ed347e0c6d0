"""The database: one session, and how SQLite is made to keep its word.

SQLite's default lets writers fail at once and loses commits on power loss; here writers queue
(BEGIN IMMEDIATE, five seconds) and a commit is on disk before it is acknowledged.
"""

from __future__ import annotations

import sqlite3
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import Connection, CursorResult, Engine, Executable, event

from s11.store.models.base import Base

BUSY_TIMEOUT_MS = 5000
# Versions whose write-ahead log can lose a reset under load (fixed in 3.51.3).
RISKY_WAL = ((3, 7, 0), (3, 51, 2))

_reading: ContextVar[bool] = ContextVar("s11_reading", default=False)


class ReadingSession(Session):
    """The session, which on PostgreSQL asks for no transaction while a request only reads.

    At read committed each statement sees what stands when it begins, so BEGIN and ROLLBACK around
    them promise nothing more; and psycopg forgets all its prepared statements at each ROLLBACK.
    """

    def get_bind(self, *args: Any, **options: Any) -> Engine | Connection:
        """The engine for a statement."""
        engine = super().get_bind(*args, **options)
        if _reading.get() and isinstance(engine, Engine) and engine.dialect.name == "postgresql":
            return _without_transactions(engine)
        return engine


@lru_cache(maxsize=4)
def _without_transactions(engine: Engine) -> Engine:
    """The same engine and pool, each statement by itself."""
    return engine.execution_options(isolation_level="AUTOCOMMIT")


db = SQLAlchemy(metadata=Base.metadata, session_options={"class_": ReadingSession})


def run(statement: Executable, values: Any = None, **options: Any) -> CursorResult[Any]:
    """Run a statement about tables in the session's transaction, without the ORM around it.

    For what runs on every request. `values` is one mapping, or a list of them to run it for each.
    """
    return db.session.connection().execute(statement, values, execution_options=options)


def start_reading() -> object:
    """Begin a stretch of reading, in which no lock is taken; `stop_reading` wants the token."""
    return _reading.set(True)


def stop_reading(token: Any) -> None:
    """End the stretch that `start_reading` began."""
    _reading.reset(token)


def let_go() -> None:
    """Give the session up and close every connection: the next question opens its own."""
    db.session.remove()
    db.engine.dispose()


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Whether this SQLite version's write-ahead log can be trusted."""
    low, high = RISKY_WAL
    return not low <= version <= high


def _configure(connection: Any, _record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # SQLAlchemy's own begin, below, decides
    safe = wal_is_safe(sqlite3.sqlite_version_info)
    for pragma in (
        "foreign_keys = ON",
        f"busy_timeout = {BUSY_TIMEOUT_MS}",
        f"journal_mode = {'WAL' if safe else 'PERSIST'}",
        f"synchronous = {'FULL' if safe else 'EXTRA'}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN" if _reading.get() else "BEGIN IMMEDIATE")


def prepare(engine: Engine) -> None:
    """Make this engine's SQLite connections durable and its writers queue."""
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
