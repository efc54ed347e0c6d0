"""What Alembic runs to migrate the database of the app that is current."""

from __future__ import annotations

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


def run() -> None:
    """Migrate in one transaction, on both databases."""
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
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


run()
