"""Queries about signatures: requests for one, and the returns as they were signed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from s11.store.database import db
from s11.store.models import (
    Agency,
    Board,
    Cycle,
    Person,
    SignedReturn,
    SignRequest,
    Submission,
)


def waiting_request(submission_id: int) -> SignRequest | None:
    """The request that waits for the signatory, if one does."""
    return db.session.scalar(
        select(SignRequest).where(
            SignRequest.submission_id == submission_id, SignRequest.ended_at.is_(None)
        )
    )


def last_sent_back(submission_id: int) -> tuple[SignRequest, str] | None:
    """The newest request if it was sent back, with the name of who sent it back."""
    row = db.session.execute(
        select(SignRequest, Person.name)
        .outerjoin(Person, SignRequest.decided_by == Person.id)
        .where(SignRequest.submission_id == submission_id)
        .order_by(SignRequest.id.desc())
        .limit(1)
    ).first()
    return (row[0], row[1] or "") if row and row[0].outcome == "sent back" else None


def add(row: SignRequest | SignedReturn) -> None:
    """Keep a request or a signed return; raises IntegrityError where that version exists."""
    db.session.add(row)
    db.session.flush()


def signed_versions(submission_id: int) -> Sequence[SignedReturn]:
    """Every signed version of a return, newest first."""
    return db.session.scalars(
        select(SignedReturn)
        .where(SignedReturn.submission_id == submission_id)
        .order_by(SignedReturn.version.desc())
    ).all()


def signed_version(submission_id: int, version: int) -> SignedReturn | None:
    """One signed version of a return."""
    return db.session.scalar(
        select(SignedReturn).where(
            SignedReturn.submission_id == submission_id, SignedReturn.version == version
        )
    )


def signed_return(sha256: str) -> tuple[SignedReturn, Submission, Cycle] | None:
    """The signed return with this fingerprint, its submission and its cycle."""
    row = db.session.execute(
        select(SignedReturn, Submission, Cycle)
        .join(Submission, SignedReturn.submission_id == Submission.id)
        .join(Cycle, Submission.cycle_id == Cycle.id)
        .where(SignedReturn.sha256 == sha256)
    ).first()
    return (row[0], row[1], row[2]) if row else None


def boards_with_return(cycle: str, agency: str) -> Sequence[str]:
    """The short names of the boards that have a cycle and an agency's return of these names."""
    return db.session.scalars(
        select(Board.slug)
        .join(Cycle, Cycle.board_id == Board.id)
        .join(Submission, Submission.cycle_id == Cycle.id)
        .join(Agency, Submission.agency_id == Agency.id)
        .where(Cycle.slug == cycle, Agency.slug == agency)
        .order_by(Board.slug)
    ).all()
