"""What Alembic runs to migrate the database of the app that is current."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import current_app

from s11.store.models import Base, Instant


def written(kind: str, value: Any, _context: AutogenContext) -> str | Literal[False]:
    """How autogenerate writes our own types: a migration outlives the code of its day."""
    if kind == "type" and isinstance(value, Instant):
        return "sa.DateTime(timezone=True)"
    return False


def same_type(
    _context: Any, _inspected: Any, _column: Any, inspected_type: Any, model_type: Any
) -> bool | None:
    """Instants are date-times with a zone; for the rest Alembic's own comparison decides."""
    if isinstance(model_type, Instant):
        return not isinstance(inspected_type, sa.DateTime)
    return None


@contextmanager
def keys_at_rest(connection: sa.Connection) -> Iterator[None]:
    """SQLite changes a table by making it anew, and refuses to drop one that rows point to.

    It heeds this outside a transaction only; what points where is checked before the commit.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    raw = connection.connection.driver_connection
    assert raw is not None
    raw.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        raw.execute("PRAGMA foreign_keys = ON")


def run() -> None:
    """Migrate in one transaction, on both databases."""
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection, keys_at_rest(connection):
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_item=written,
            compare_type=same_type,
            render_as_batch=True,
            transaction_per_migration=False,
        )
        with context.begin_transaction():
            context.run_migrations()
            if connection.dialect.name == "sqlite":
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                if broken:
                    raise RuntimeError(f"Rows would point nowhere: {broken[:5]}")


run()
