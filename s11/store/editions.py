"""Queries about frozen editions."""

from __future__ import annotations

from sqlalchemy import select

from s11.store.database import db
from s11.store.models import FrozenEdition


def by_sha256(sha256: str) -> FrozenEdition | None:
    """The frozen edition with this hash."""
    return db.session.scalar(select(FrozenEdition).where(FrozenEdition.sha256 == sha256))


def add(row: FrozenEdition) -> FrozenEdition:
    """Keep a frozen edition for good."""
    db.session.add(row)
    db.session.flush()
    return row
