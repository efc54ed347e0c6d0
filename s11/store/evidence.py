"""Queries about evidence files: which a question has, and their removal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, select, update

from s11.store.database import db, run
from s11.store.models import EvidenceFile
from s11.store.models.base import table_of

_FILE = table_of(EvidenceFile)
_COUNTS = (
    select(_FILE.c.question, func.count().label("files"))
    .where(_FILE.c.submission_id == bindparam("submission"), _FILE.c.removed_at.is_(None))
    .group_by(_FILE.c.question)
)


def counts(submission_id: int) -> Mapping[str, int]:
    """How many files each question of a return has."""
    return {row.question: row.files for row in run(_COUNTS, {"submission": submission_id})}


def files_of(submission_id: int) -> Sequence[EvidenceFile]:
    """Every file of a return that was not removed, by question, oldest first."""
    return db.session.scalars(
        select(EvidenceFile)
        .where(EvidenceFile.submission_id == submission_id, EvidenceFile.removed_at.is_(None))
        .order_by(EvidenceFile.question, EvidenceFile.id)
    ).all()


def file(submission_id: int, file_id: int) -> EvidenceFile | None:
    """One file of this return, removed or not; None if it is another return's."""
    return db.session.scalar(
        select(EvidenceFile).where(
            EvidenceFile.id == file_id, EvidenceFile.submission_id == submission_id
        )
    )


def add(row: EvidenceFile) -> EvidenceFile:
    """Keep a file's row."""
    db.session.add(row)
    db.session.flush()
    return row


def mark_removed(submission_id: int, file_id: int, at: datetime) -> bool:
    """Take a file out of its return; False if it was out already. Its row and bytes stay."""
    done = db.session.execute(
        update(EvidenceFile)
        .where(
            EvidenceFile.id == file_id,
            EvidenceFile.submission_id == submission_id,
            EvidenceFile.removed_at.is_(None),
        )
        .values(removed_at=at)
        .execution_options(synchronize_session=False)
    )
    return bool(done.rowcount == 1)  # type: ignore[attr-defined]
