"""What chasing is decided from, in a fixed number of statements for a whole cycle, and is kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, exists, insert, or_, select

from s11.domain.chasing import FOREVER, ChaseStatus, Contact, Standing
from s11.domain.cycles import CycleStatus
from s11.domain.ladder import DEFAULT_LADDER, ROLE_OF, LadderStep, Recipient
from s11.store.database import db, run
from s11.store.models import (
    AddressFault,
    Agency,
    Chase,
    ChasePause,
    ContactLog,
    Cycle,
    LadderStepRow,
    Membership,
    NonReturn,
    Person,
    PersonRole,
    Submission,
)
from s11.store.models.base import table_of

Key = tuple[int, str, int | None]
DECIDED = frozenset({ChaseStatus.PROPOSED, ChaseStatus.QUEUED, ChaseStatus.DONE})
RECIPIENT_OF = {role: recipient for recipient, role in ROLE_OF.items()}


@dataclass(frozen=True, slots=True)
class CycleFacts:
    """Everything that chasing a cycle is decided from.

    `slugs` are the agencies' by return; `own_words` the (subject, words) that the officer wrote
    for one chase. `is_default` says that the cycle has no ladder of its own yet. `open_from` is
    None where the cycle is not open.
    """

    ladder: tuple[LadderStep, ...]
    is_default: bool
    standings: tuple[Standing, ...]
    slugs: Mapping[int, str]
    own_words: Mapping[Key, tuple[str, str]]
    open_from: datetime | None
    paused_until: date | None

    def standing(self, submission_id: int) -> Standing | None:
        """The return's own facts."""
        return next((one for one in self.standings if one.submission_id == submission_id), None)

    def is_paused(self, today: date) -> bool:
        """Whether the whole cycle is paused on this London day."""
        return self.paused_until is not None and today <= self.paused_until


def facts(cycle_id: int) -> CycleFacts:
    """The facts of a cycle in six statements, however many agencies it has."""
    returns = _returns(cycle_id)
    people, chases = _people(cycle_id), _chases(cycle_id)
    pauses, promises = _pauses(cycle_id), _promises(cycle_id)
    ladder = ladder_of(cycle_id)
    of_board = people.get(None, ())
    by_return: dict[int, list[Chase]] = {}
    for chase in chases:
        by_return.setdefault(chase.submission_id, []).append(chase)
    return CycleFacts(
        ladder=ladder or DEFAULT_LADDER,
        is_default=not ladder,
        standings=tuple(
            _standing(
                row,
                (*people.get(row[0].agency_id, ()), *of_board),
                by_return.get(row[0].id, ()),
                pauses.get(row[0].id),
                promises.get(row[0].id),
            )
            for row in returns
        ),
        slugs={submission.id: agency.slug for submission, agency, *_ in returns},
        own_words={_key(one): (one.subject, one.words) for one in chases if one.words},
        open_from=_open_from(returns[0][2]) if returns else None,
        paused_until=pauses.get(None),
    )


def _key(chase: Chase) -> Key:
    return chase.submission_id, chase.step, chase.person_id


def _returns(cycle_id: int) -> Sequence[Any]:
    """(return, agency, cycle, when the agency left the board, whether given up), by agency name."""
    given_up = (
        exists()
        .where(NonReturn.submission_id == Submission.id, NonReturn.withdrawn_at.is_(None))
        .correlate(Submission)
    )
    return db.session.execute(
        select(Submission, Agency, Cycle, Membership.left_at, given_up)
        .join(Agency, Agency.id == Submission.agency_id)
        .join(Cycle, Cycle.id == Submission.cycle_id)
        .outerjoin(
            Membership,
            (Membership.agency_id == Agency.id) & (Membership.board_id == Cycle.board_id),
        )
        .where(Submission.cycle_id == cycle_id)
        .order_by(Agency.name, Agency.id)
        .execution_options(populate_existing=True)
    ).all()


def _open_from(cycle: Cycle) -> datetime | None:
    if cycle.status is not CycleStatus.OPEN:
        return None
    return max(cycle.opens_at, cycle.opened_at or cycle.opens_at)


def _people(cycle_id: int) -> dict[int | None, tuple[Contact, ...]]:
    """Contacts by agency; under None the board's own. A person's left and live parts are apart."""
    fault = exists().where(AddressFault.address == Person.email, AddressFault.cleared_at.is_(None))
    its_agencies = select(Submission.agency_id).where(Submission.cycle_id == cycle_id)
    rows = db.session.execute(
        select(PersonRole, Person, fault)
        .join(Person, Person.id == PersonRole.person_id)
        .join(Cycle, Cycle.board_id == PersonRole.board_id)
        .where(
            Cycle.id == cycle_id,
            PersonRole.role.in_(RECIPIENT_OF),
            or_(PersonRole.agency_id.is_(None), PersonRole.agency_id.in_(its_agencies)),
        )
        .order_by(Person.name, Person.id)
    )
    parts: dict[tuple[int | None, int, bool], tuple[Person, bool, set[Recipient]]] = {}
    for held, person, bounced in rows:
        gone = held.left_at is not None or person.disabled_at is not None
        place = (held.agency_id, person.id, gone)
        parts.setdefault(place, (person, bounced, set()))[2].add(RECIPIENT_OF[held.role])
    found: dict[int | None, tuple[Contact, ...]] = {}
    for (agency_id, person_id, gone), (person, bounced, its_parts) in parts.items():
        said = (person_id, person.name, person.email, frozenset(its_parts))
        contact = Contact(*said, left=gone, bounced=bool(bounced))
        found[agency_id] = (*found.get(agency_id, ()), contact)
    return found


def _chases(cycle_id: int) -> Sequence[Chase]:
    return db.session.scalars(
        select(Chase)
        .join(Submission, Submission.id == Chase.submission_id)
        .where(Submission.cycle_id == cycle_id)
        .order_by(Chase.id)
        .execution_options(populate_existing=True)
    ).all()


def _pauses(cycle_id: int) -> dict[int | None, date]:
    """The last day of the pause by return; under None the whole cycle's."""
    rows = db.session.execute(
        select(ChasePause.submission_id, ChasePause.until)
        .where(ChasePause.cycle_id == cycle_id, ChasePause.ended_at.is_(None))
        .order_by(ChasePause.id)
    )
    found: dict[int | None, date] = {}
    for submission_id, until in rows:
        found[submission_id] = max(until or FOREVER, found.get(submission_id, date.min))
    return found


def _promises(cycle_id: int) -> dict[int, date]:
    """The newest promise of each return: the one that counts."""
    rows = db.session.execute(
        select(ContactLog.submission_id, ContactLog.promise_on)
        .join(Submission, Submission.id == ContactLog.submission_id)
        .where(Submission.cycle_id == cycle_id, ContactLog.promise_on.is_not(None))
        .order_by(ContactLog.id)
    )
    return {submission_id: promised for submission_id, promised in rows if promised}


def _standing(
    row: Any,
    people: tuple[Contact, ...],
    chases: Sequence[Chase],
    paused_until: date | None,
    promise_on: date | None,
) -> Standing:
    submission, agency, cycle, left_board_at, given_up = row
    return Standing(
        submission_id=submission.id,
        agency_id=agency.id,
        agency_name=agency.name,
        status=submission.status,
        due_at=submission.extended_due_at or cycle.due_at,
        people=people,
        done=frozenset(one.step for one in chases if one.status in DECIDED),
        struck=frozenset(
            (one.step, one.person_id) for one in chases if one.status is ChaseStatus.SKIPPED
        ),
        signed_version=submission.signed_version,
        paused_until=paused_until,
        promise_on=promise_on,
        is_non_return=bool(given_up),
        has_left_board=left_board_at is not None,
    )


def ladder_of(cycle_id: int) -> tuple[LadderStep, ...]:
    """The cycle's own ladder in order; empty where it follows the default still."""
    rows = db.session.scalars(
        select(LadderStepRow)
        .where(LadderStepRow.cycle_id == cycle_id)
        .order_by(LadderStepRow.position)
    )
    return tuple(
        LadderStep(
            key=row.key,
            days=row.days,
            to=frozenset(map(Recipient, row.recipients.split())),
            by=row.channel,
            subject=row.subject,
            words=row.words,
            needs_approval=row.needs_approval,
        )
        for row in rows
    )


def keep_ladder(cycle_id: int, steps: Iterable[LadderStep]) -> None:
    """Make these the cycle's steps, and no others."""
    db.session.execute(delete(LadderStepRow).where(LadderStepRow.cycle_id == cycle_id))
    rows = [
        {
            "cycle_id": cycle_id,
            "key": step.key,
            "position": position,
            "days": step.days,
            "recipients": " ".join(one for one in Recipient if one in step.to),
            "channel": step.by,
            "subject": step.subject,
            "words": step.words,
            "needs_approval": step.needs_approval,
        }
        for position, step in enumerate(steps)
    ]
    run(insert(table_of(LadderStepRow)), rows)


def add_chases(rows: Sequence[dict[str, Any]], instead_of: Collection[Key]) -> None:
    """Add what was decided, all of the same columns, in place of drafts with these keys.

    Raises IntegrityError.
    """
    of_returns = {submission_id for submission_id, _, _ in instead_of}
    if of_returns:
        drafts = db.session.scalars(
            select(Chase).where(
                Chase.submission_id.in_(of_returns), Chase.status == ChaseStatus.DRAFTED
            )
        )
        gone = [one.id for one in drafts if _key(one) in instead_of]
        db.session.execute(delete(Chase).where(Chase.id.in_(gone)))
    run(insert(table_of(Chase)), list(rows))
