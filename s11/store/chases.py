"""Queries about chases that were decided, and what is kept beside them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update

from s11.domain.chasing import ChaseStatus
from s11.domain.ladder import Channel
from s11.store.chasing import Key
from s11.store.database import db
from s11.store.models import (
    Agency,
    Chase,
    ChasePause,
    ContactLog,
    NonReturn,
    Person,
    PersonRole,
    Submission,
)


@dataclass(frozen=True, slots=True)
class ChaseKept:
    """A chase that was decided, with the names that a page shows."""

    id: int
    submission_id: int
    agency_slug: str
    agency_name: str
    step: str
    person_id: int | None
    person_name: str
    channel: Channel
    status: ChaseStatus
    reason: str
    decided_at: datetime
    outbox_id: int | None


def decided(
    cycle_id: int, statuses: Collection[ChaseStatus], submission_id: int | None = None
) -> list[ChaseKept]:
    """The cycle's (or one return's) chases in these states, by agency name and then by age."""
    query = (
        select(Chase, Agency, Person.name)
        .join(Submission, Submission.id == Chase.submission_id)
        .join(Agency, Agency.id == Submission.agency_id)
        .outerjoin(Person, Person.id == Chase.person_id)
        .where(Submission.cycle_id == cycle_id, Chase.status.in_(statuses))
        .order_by(Agency.name, Agency.id, Chase.id)
    )
    if submission_id is not None:
        query = query.where(Chase.submission_id == submission_id)
    return [_kept(row, agency, name or "") for row, agency, name in db.session.execute(query)]


def _kept(row: Chase, agency: Agency, person_name: str) -> ChaseKept:
    return ChaseKept(
        id=row.id,
        submission_id=row.submission_id,
        agency_slug=agency.slug,
        agency_name=agency.name,
        step=row.step,
        person_id=row.person_id,
        person_name=person_name,
        channel=row.channel,
        status=row.status,
        reason=row.reason,
        decided_at=row.decided_at,
        outbox_id=row.outbox_id,
    )


def chase_of(cycle_id: int, chase_id: int) -> Chase | None:
    """One chase of the cycle, as the database has it now."""
    return db.session.scalar(
        select(Chase)
        .join(Submission, Submission.id == Chase.submission_id)
        .where(Submission.cycle_id == cycle_id, Chase.id == chase_id)
        .execution_options(populate_existing=True)
    )


def chase_by_key(cycle_id: int, key: Key) -> Chase | None:
    """The chase that this return, step and person are known by."""
    submission_id, step, person_id = key
    return db.session.scalar(
        select(Chase)
        .join(Submission, Submission.id == Chase.submission_id)
        .where(
            Submission.cycle_id == cycle_id,
            Chase.submission_id == submission_id,
            Chase.step == step,
            Chase.person_id.is_not_distinct_from(person_id),
        )
        .execution_options(populate_existing=True)
    )


def names_beside(chase: Chase) -> Sequence[str]:
    """The names of the others who get the same step of the same return, by name."""
    return db.session.scalars(
        select(Person.name)
        .join(Chase, Chase.person_id == Person.id)
        .where(
            Chase.submission_id == chase.submission_id,
            Chase.step == chase.step,
            Chase.id != chase.id,
            Chase.status.in_((ChaseStatus.PROPOSED, ChaseStatus.QUEUED, ChaseStatus.DONE)),
        )
        .order_by(Person.name, Person.id)
    ).all()


def add(row: Chase | ContactLog | ChasePause | NonReturn) -> None:
    """Add a row, so that it has its id; raises IntegrityError."""
    db.session.add(row)
    db.session.flush()


def end_calls(submission_id: int, at: datetime, by: int | None) -> None:
    """Write down that the calls which were to be made about a return have been made."""
    db.session.execute(
        update(Chase)
        .where(
            Chase.submission_id == submission_id,
            Chase.channel == Channel.TELEPHONE,
            Chase.status == ChaseStatus.QUEUED,
        )
        .values(status=ChaseStatus.DONE, decided_at=at, decided_by=by)
    )


def end_pauses(cycle_id: int, submission_id: int | None, at: datetime, today: date) -> int:
    """End the pauses of one return, or (None) the cycle's own; how many were in force."""
    running = db.session.scalars(
        select(ChasePause).where(
            ChasePause.cycle_id == cycle_id,
            ChasePause.submission_id.is_not_distinct_from(submission_id),
            ChasePause.ended_at.is_(None),
        )
    ).all()
    for one in running:
        one.ended_at = at
    db.session.flush()
    return sum(one.until is None or one.until >= today for one in running)


def non_return(submission_id: int) -> NonReturn | None:
    """The decision that this return will not come, withdrawn or not."""
    return db.session.scalar(select(NonReturn).where(NonReturn.submission_id == submission_id))


def log_of(submission_id: int) -> list[tuple[ContactLog, str]]:
    """(entry, who wrote it) of the return's log, newest first."""
    rows = db.session.execute(
        select(ContactLog, Person.name)
        .outerjoin(Person, Person.id == ContactLog.logged_by)
        .where(ContactLog.submission_id == submission_id)
        .order_by(ContactLog.id.desc())
    )
    return [(entry, name or "") for entry, name in rows]


def roles_at(board_id: int, agency_id: int, person_id: int) -> Sequence[PersonRole]:
    """The roles that a person holds for an agency in a board now."""
    return db.session.scalars(
        select(PersonRole)
        .where(
            PersonRole.board_id == board_id,
            PersonRole.agency_id == agency_id,
            PersonRole.person_id == person_id,
            PersonRole.left_at.is_(None),
        )
        .order_by(PersonRole.id)
    ).all()


def holds_any_role(person_id: int) -> bool:
    """Whether the person may still be anything anywhere."""
    held = select(PersonRole.id).where(
        PersonRole.person_id == person_id, PersonRole.left_at.is_(None)
    )
    return db.session.scalar(held.limit(1)) is not None
