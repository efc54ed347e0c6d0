"""The database: one session, and how SQLite is made to keep its word.

SQLite's default lets writers fail at once and loses commits on power loss; here writers queue
(BEGIN IMMEDIATE, five seconds) and a commit is on disk before it is acknowledged.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, event

from s11.store.models.base import Base

db = SQLAlchemy(metadata=Base.metadata)
BUSY_TIMEOUT_MS = 5000
# Versions whose write-ahead log can lose a reset under load (fixed in 3.51.3).
RISKY_WAL = ((3, 7, 0), (3, 51, 2))

_reading: ContextVar[bool] = ContextVar("s11_reading", default=False)


@contextmanager
def reading() -> Iterator[None]:
    """Within this, SQLite transactions take no write lock: for requests that only read."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


def start_reading() -> object:
    """Begin a stretch of reading; give the token to `stop_reading`."""
    return _reading.set(True)


def stop_reading(token: Any) -> None:
    """End the stretch that `start_reading` began."""
    _reading.reset(token)


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
        f"journal_mode = {'WAL' if safe else 'DELETE'}",
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
