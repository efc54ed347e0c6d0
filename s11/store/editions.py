"""Queries about frozen editions."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from s11.domain.cycles import CycleStatus
from s11.store.database import db
from s11.store.models import Cycle, FrozenEdition


def by_sha256(sha256: str) -> FrozenEdition | None:
    """The frozen edition with this hash."""
    return db.session.scalar(select(FrozenEdition).where(FrozenEdition.sha256 == sha256))


def newest(framework: str, edition: str) -> str | None:
    """The SHA-256 of an edition as a cycle asked it last; None where none ever did."""
    return db.session.scalar(
        select(FrozenEdition.sha256)
        .join(Cycle, Cycle.frozen_id == FrozenEdition.id)
        .where(Cycle.framework == framework, Cycle.edition == edition)
        .order_by(FrozenEdition.frozen_at.desc(), FrozenEdition.id.desc())
        .limit(1)
    )


def open_now() -> Sequence[str]:
    """The SHA-256 of every edition that an open cycle asks, in order."""
    return db.session.scalars(
        select(FrozenEdition.sha256)
        .join(Cycle, Cycle.frozen_id == FrozenEdition.id)
        .where(Cycle.status == CycleStatus.OPEN)
        .distinct()
        .order_by(FrozenEdition.sha256)
    ).all()


def add(row: FrozenEdition) -> FrozenEdition:
    """Keep a frozen edition for good."""
    db.session.add(row)
    db.session.flush()
    return row
