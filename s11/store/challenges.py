"""Queries about challenge notes: whole, for the panel, and as far as an agency may read them.

The two never share a statement. What an agency's page asks for is filtered in SQL, so that a
private entry is not even read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select
from sqlalchemy.orm import aliased

from s11.domain.challenges import (
    THE_PANEL,
    Anchor,
    Challenge,
    Entry,
    Outcome,
    SharedChallenge,
    Side,
    Step,
)
from s11.domain.permissions import Role
from s11.store.database import db
from s11.store.models import (
    ChallengeEntry,
    ChallengeRow,
    Cycle,
    Interest,
    Person,
    PersonRole,
    Review,
    Submission,
)


def challenges_of(submission_id: int, number: int | None = None) -> list[Challenge]:
    """Every note of a return (or the one of this number), whole, by number: for the panel alone."""
    query = (
        select(ChallengeRow, ChallengeEntry, Person.name.label("who"))
        .join(ChallengeEntry, ChallengeEntry.challenge_id == ChallengeRow.id)
        .join(Person, ChallengeEntry.said_by == Person.id)
        .where(ChallengeRow.submission_id == submission_id)
        .order_by(ChallengeRow.number, ChallengeEntry.number)
    )
    if number is not None:
        query = query.where(ChallengeRow.number == number)
    grouped = groupby(db.session.execute(query), key=lambda row: row[0])
    return [_challenge(row, lines) for row, lines in grouped]


def challenge(submission_id: int, number: int) -> Challenge | None:
    """One note, whole."""
    return next(iter(challenges_of(submission_id, number)), None)


def _challenge(row: ChallengeRow, lines: Iterable[Any]) -> Challenge:
    entries = tuple(
        Entry(
            number=one.number,
            side=one.side,
            step=one.step,
            text=one.text,
            by=who,
            at=one.said_at,
            is_private=one.is_private,
            detail=one.detail,
        )
        for _, one, who in lines
    )
    return Challenge(row.number, row.kind, Anchor(row.standard, row.question), entries, row.id)


def shared_of(submission_id: int, number: int | None = None) -> list[SharedChallenge]:
    """The notes of a return that an agency may read, as far as it may, by number.

    Equal to `Challenge.shared()` of each (a test holds them together), without reading the rest.
    """
    query = _told().where(ChallengeRow.submission_id == submission_id)
    if number is not None:
        query = query.where(ChallengeRow.number == number)
    return _shared(query)


def shared(submission_id: int, number: int) -> SharedChallenge | None:
    """One note, as far as an agency may read it; None while it is private to the panel."""
    return next(iter(shared_of(submission_id, number)), None)


def carried_from(submission_id: int) -> list[SharedChallenge]:
    """The shared notes of a return that were carried to the next cycle."""
    carried = ChallengeRow.outcome == Outcome.CARRIED
    return _shared(_told().where(ChallengeRow.submission_id == submission_id, carried))


def _told() -> Select[Any]:
    """What was told to an agency: the columns of a `SharedChallenge` and its entries, in order."""
    sharing = aliased(ChallengeEntry)
    by = case((ChallengeEntry.side == Side.AGENCY, Person.name), else_=literal(THE_PANEL))
    return (
        select(
            ChallengeRow.number,
            ChallengeRow.kind,
            ChallengeRow.standard,
            ChallengeRow.question,
            ChallengeEntry.side,
            ChallengeEntry.step,
            ChallengeEntry.text,
            ChallengeEntry.detail,
            ChallengeEntry.said_at,
            by.label("who"),
        )
        .join(ChallengeEntry, ChallengeEntry.challenge_id == ChallengeRow.id)
        .join(sharing, and_(sharing.challenge_id == ChallengeRow.id, sharing.step == Step.SHARED))
        .join(Person, ChallengeEntry.said_by == Person.id)
        .where(ChallengeEntry.is_private.is_(False), _may_be_told(sharing))
        .order_by(ChallengeRow.number, ChallengeEntry.number)
    )


def _may_be_told(sharing: type[ChallengeEntry]) -> ColumnElement[bool]:
    """From the sharing on; before it only what was raised, where no other words replaced it."""
    in_its_own_words = and_(ChallengeEntry.step == Step.RAISED, sharing.text == "")
    return or_(ChallengeEntry.number >= sharing.number, in_its_own_words)


def _shared(query: Select[Any]) -> list[SharedChallenge]:
    grouped = groupby(db.session.execute(query), key=lambda row: row[:4])
    return [
        SharedChallenge(
            number,
            kind,
            Anchor(standard, question),
            tuple(
                Entry(n, one.side, one.step, one.text, one.who, one.said_at, detail=one.detail)
                for n, one in enumerate(rows, start=1)
            ),
        )
        for (number, kind, standard, question), rows in grouped
    ]


def submission_before(submission_id: int) -> int | None:
    """The same agency's return in the cycle that this one looks back on; None without one."""
    now, before = aliased(Submission), aliased(Submission)
    return db.session.scalar(
        select(before.id)
        .join(Cycle, Cycle.previous_id == before.cycle_id)
        .join(now, and_(now.cycle_id == Cycle.id, now.agency_id == before.agency_id))
        .where(now.id == submission_id)
    )


def next_number(submission_id: int) -> int:
    """The number of the return's next note; whoever asks holds the return's row."""
    highest = select(func.max(ChallengeRow.number)).where(
        ChallengeRow.submission_id == submission_id
    )
    return (db.session.scalar(highest) or 0) + 1


def held(submission_id: int, number: int) -> ChallengeRow | None:
    """One note's row, locked until the transaction ends, as the database has it now."""
    return db.session.scalar(
        select(ChallengeRow)
        .where(ChallengeRow.submission_id == submission_id, ChallengeRow.number == number)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def add(row: ChallengeRow | ChallengeEntry) -> None:
    """Keep a note or an entry; raises IntegrityError where that number is taken."""
    db.session.add(row)
    db.session.flush()


def keep_standing(row: ChallengeRow, thread: Challenge) -> None:
    """Repeat on the note's row what its entries say, so that lists read one table."""
    row.shared_at, row.responded_at = thread.shared_at, thread.answered_at
    row.due_on, row.outcome = thread.due_on, thread.outcome
    db.session.flush()


def readers_of(submission_id: int, agency_id: int, board_id: int) -> Sequence[Person]:
    """Whom to tell of an agency's answer: panel members given its return, the board's officers.

    Nobody who acts for the agency or has an interest in it, and nobody disabled; by name.
    """
    of_board = PersonRole.board_id == board_id
    given = (
        select(Review.person_id)
        .join(PersonRole, PersonRole.person_id == Review.person_id)
        .where(Review.submission_id == submission_id)
        .where(PersonRole.role == Role.PANEL_MEMBER, of_board)
    )
    officers = select(PersonRole.person_id).where(PersonRole.role == Role.OFFICER, of_board)
    acts_for = select(PersonRole.person_id).where(PersonRole.agency_id == agency_id)
    interested = select(Interest.person_id).where(
        Interest.agency_id == agency_id, Interest.board_id == board_id
    )
    return db.session.scalars(
        select(Person)
        .where(
            or_(Person.id.in_(given), Person.id.in_(officers)),
            Person.id.not_in(acts_for),
            Person.id.not_in(interested),
            Person.disabled_at.is_(None),
        )
        .order_by(Person.name, Person.id)
    ).all()
