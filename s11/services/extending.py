"""Extending: a later due date for one agency or for all, with a reason that the record keeps."""

from __future__ import annotations

from datetime import datetime

from s11.domain import cycles as rules
from s11.domain.errors import NotFound, WrongState
from s11.domain.submissions import Status
from s11.services.cycles import locked
from s11.services.recording import By, record
from s11.store import cycles as store
from s11.store.cycles import CycleInHand
from s11.store.database import db
from s11.store.models import Extension
from s11.store.people import BoardLook
from s11.store.submissions import ReturnInHand


def extend_all(cycle: CycleInHand, due_at: datetime, reason: str, by: By) -> None:
    """Give every agency until `due_at`; a later date that one agency was given already stays."""
    row = locked(cycle)
    rules.check_running(row.status)
    rules.check_extension(row.due_at, due_at, reason)
    old = row.due_at
    row.due_at = due_at
    for submission, _ in store.expected_with_membership(row.id):
        if submission.extended_due_at and submission.extended_due_at <= due_at:
            submission.extended_due_at = None
    store.add(_extension(row.id, None, due_at, reason, by))
    _record_extension(cycle.board, cycle.path, by, old, due_at, reason)
    db.session.commit()


def extend_one(page: ReturnInHand, due_at: datetime, reason: str, by: By) -> None:
    """Give one agency until `due_at`. Raises Refused, WrongState."""
    row = store.cycle_for_update(page.cycle_id)
    submission = store.submission_for_update(page.id)
    if row is None or submission is None:
        raise NotFound
    rules.check_running(row.status)
    if submission.status is Status.SUBMITTED:
        raise WrongState("This agency has returned already, so there is nothing to extend.")
    old = submission.extended_due_at or row.due_at
    rules.check_extension(old, due_at, reason)
    submission.extended_due_at = due_at
    store.add(_extension(row.id, submission.id, due_at, reason, by))
    _record_extension(page.board, page.path, by, old, due_at, reason)
    db.session.commit()


def _extension(
    cycle_id: int, submission_id: int | None, due_at: datetime, reason: str, by: By
) -> Extension:
    return Extension(
        cycle_id=cycle_id,
        submission_id=submission_id,
        due_at=due_at,
        reason=reason.strip(),
        granted_by=by.person_id,
        granted_at=by.at,
    )


def _record_extension(
    board: BoardLook, path: str, by: By, old: datetime, new: datetime, reason: str
) -> None:
    facts = {"from": old.isoformat(), "to": new.isoformat(), "reason": reason.strip()}
    record(by, "due date extended", path, board=board.slug, **facts)
