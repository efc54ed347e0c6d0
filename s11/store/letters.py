"""Queries about the letters to an agency: the draft that is written, and what was issued."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from s11.store.database import db
from s11.store.models import IssuedLetter, LetterDraft, Person


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter that is being written; `version` counts its saves."""

    body: str
    version: int
    by: str
    at: datetime


def draft_of(submission_id: int, kind: str) -> Draft | None:
    """The draft as it stands; None before the first save."""
    row = db.session.execute(
        select(LetterDraft, Person.name)
        .join(Person, LetterDraft.saved_by == Person.id)
        .where(LetterDraft.submission_id == submission_id, LetterDraft.kind == kind)
        .execution_options(populate_existing=True)
    ).first()
    return Draft(row[0].body, row[0].version, row[1], row[0].saved_at) if row else None


def keep_draft(submission_id: int, kind: str, draft: Draft, by_id: int) -> None:
    """Keep the draft in place of the one before; the return is to be held."""
    row = db.session.scalar(
        select(LetterDraft).where(
            LetterDraft.submission_id == submission_id, LetterDraft.kind == kind
        )
    )
    if row is None:
        row = LetterDraft(submission_id=submission_id, kind=kind)
        db.session.add(row)
    row.body, row.version = draft.body, draft.version
    row.saved_by, row.saved_at = by_id, draft.at
    db.session.flush()


def issued(submission_id: int, kind: str) -> Sequence[IssuedLetter]:
    """Every letter that was issued, newest first."""
    return db.session.scalars(
        select(IssuedLetter)
        .where(IssuedLetter.submission_id == submission_id, IssuedLetter.kind == kind)
        .order_by(IssuedLetter.version.desc())
    ).all()


def newest(submission_id: int, kind: str) -> int:
    """The number of the newest letter that was issued; 0 before any was."""
    query = select(func.max(IssuedLetter.version)).where(
        IssuedLetter.submission_id == submission_id, IssuedLetter.kind == kind
    )
    return db.session.scalar(query) or 0


def add(letter: IssuedLetter) -> None:
    """Keep a letter that is issued; raises IntegrityError where that version exists."""
    db.session.add(letter)
    db.session.flush()
