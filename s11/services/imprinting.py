"""Imprinting: what an event keeps of the rows that were written with it."""

from __future__ import annotations

from itertools import groupby

from s11.domain.imprints import imprint_of
from s11.store import imprints as store
from s11.store.models.base import Base


def imprints(*rows: Base) -> list[list[object]]:
    """The imprints of rows that are flushed, for the fact `rows` of the event about them.

    Read back from the database, so that they hold what it holds. Every row of a table in
    `store.imprints.TABLES` has to be in one event, or verifying says that nobody recorded it.
    """
    found: list[list[object]] = []
    in_order = sorted(rows, key=lambda row: (row.__tablename__, row.id))  # type: ignore[attr-defined]
    for table, same in groupby(in_order, key=lambda row: row.__tablename__):
        ids = [row.id for row in same]  # type: ignore[attr-defined]
        found += [imprint_of(table, said).facts() for said in store.these(table, ids)]
    return found
