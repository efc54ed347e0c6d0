"""Where every return of a cycle stands, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import ScalarSelect, select

from s11.domain.permissions import Role
from s11.domain.positions import Position
from s11.store.database import db
from s11.store.models import Agency, Cycle, Person, PersonRole, Score, SignRequest, Submission
from s11.store.standings import SIGNED


def positions(
    cycle_id: int, type_words: Mapping[str, str], agency_id: int | None = None
) -> list[Position]:
    """Where every return of the cycle (or one agency's) stands, in two statements altogether."""
    query = (
        select(Submission, Agency, Cycle, Score.percent, _last_outcome())
        .join(Agency, Submission.agency_id == Agency.id)
        .join(Cycle, Submission.cycle_id == Cycle.id)
        .outerjoin(
            Score,
            (Score.submission_id == Submission.id)
            & (Score.kind == SIGNED)
            & (Score.standard == ""),
        )
        .where(Submission.cycle_id == cycle_id)
        .order_by(Agency.name, Agency.id)
    )
    if agency_id is not None:
        query = query.where(Submission.agency_id == agency_id)
    holders = _holders(cycle_id)
    return [
        _position(submission, agency, cycle, percent, outcome == "sent back", holders, type_words)
        for submission, agency, cycle, percent, outcome in db.session.execute(query)
    ]


def _last_outcome() -> ScalarSelect[str]:
    """What became of a return's newest request for a signature."""
    return (
        select(SignRequest.outcome)
        .where(SignRequest.submission_id == Submission.id)
        .order_by(SignRequest.id.desc())
        .limit(1)
        .scalar_subquery()
    )


_Holders = dict[tuple[int | None, Role], list[str]]


def _position(
    submission: Submission,
    agency: Agency,
    cycle: Cycle,
    percent: float | None,
    sent_back: bool,
    holders: _Holders,
    type_words: Mapping[str, str],
) -> Position:
    return Position(
        agency_slug=agency.slug,
        agency_name=agency.name,
        agency_type=submission.agency_type,
        type_words=type_words.get(submission.agency_type, submission.agency_type),
        status=submission.status,
        asked=submission.asked,
        answered=submission.answered,
        due_at=submission.extended_due_at or cycle.due_at,
        is_extended=submission.extended_due_at is not None,
        leads=tuple(holders.get((agency.id, Role.LEAD), ())),
        signatories=tuple(holders.get((agency.id, Role.SIGNATORY), ())),
        signed_version=submission.signed_version,
        returned_at=submission.returned_at,
        submitted_at=submission.submitted_at,
        last_activity_at=submission.last_activity_at,
        score=percent,
        reference=submission.reference,
        sent_back=sent_back,
        source=submission.source,
    )


def _holders(cycle_id: int) -> _Holders:
    rows = db.session.execute(
        select(PersonRole.agency_id, PersonRole.role, Person.name)
        .join(Person, PersonRole.person_id == Person.id)
        .join(Cycle, Cycle.board_id == PersonRole.board_id)
        .join(
            Submission,
            (Submission.cycle_id == Cycle.id) & (Submission.agency_id == PersonRole.agency_id),
        )
        .where(
            Cycle.id == cycle_id,
            PersonRole.role.in_((Role.LEAD, Role.SIGNATORY)),
            PersonRole.left_at.is_(None),
            Person.disabled_at.is_(None),
        )
        .order_by(Person.name, Person.id)
    )
    holders: _Holders = {}
    for agency_id, role, name in rows:
        holders.setdefault((agency_id, role), []).append(name)
    return holders
