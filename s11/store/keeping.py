"""Keeping rows: added where there is none of that key yet, else put in its place."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from s11.store.database import db, run
from s11.store.models.base import Base, table_of

DIALECTS = {"sqlite": sqlite, "postgresql": postgresql}


def keep(
    model: type[Base],
    rows: Sequence[dict[str, Any]],
    key: tuple[str, ...],
    *,
    following: str | None = None,
) -> int:
    """Add or replace each row, all of the same columns; how many there were.

    With `following`, a row replaces only the one whose number in that column is one less.
    """
    if not rows:
        return 0
    names = tuple(rows[0])
    statement = _statement(db.engine.dialect.name, model, names, key, following)
    return run(statement, list(rows), preserve_rowcount=True).rowcount


@lru_cache(maxsize=32)
def _statement(
    dialect: str,
    model: type[Base],
    names: tuple[str, ...],
    key: tuple[str, ...],
    following: str | None,
) -> Any:
    """The statement, built once: one row's, run for each."""
    table = table_of(model)
    adding = DIALECTS[dialect].insert(table)
    new = adding.excluded
    return adding.on_conflict_do_update(
        index_elements=list(key),
        set_={name: new[name] for name in names if name not in key},
        where=(table.c[following] == new[following] - 1) if following else None,
    )
