"""Queries about the register: agencies as members of a board, their people and returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from s11.domain.cycles import CycleStatus
from s11.domain.permissions import Role, Subject
from s11.domain.register import Known
from s11.domain.submissions import Status
from s11.store.database import db
from s11.store.models import Agency, Board, Cycle, Membership, Person, PersonRole, Submission
from s11.store.people import BoardLook


@dataclass(frozen=True, slots=True)
class Member:
    """An agency in a board's register, with the names of those who act for it."""

    board: BoardLook
    membership_id: int
    agency_id: int
    slug: str
    name: str
    agency_type: str
    left_at: datetime | None
    people: Mapping[Role, tuple[str, ...]] = field(default_factory=dict)
    emails: Mapping[Role, frozenset[str]] = field(default_factory=dict)

    @property
    def subject(self) -> Subject:
        """What the permission table decides about."""
        return Subject(self.board.id, self.agency_id)

    @property
    def address(self) -> dict[str, Any]:
        """The agency's place in addresses: the arguments of `url_for`."""
        return {"board": self.board.slug, "agency": self.slug}

    @property
    def path(self) -> str:
        """The agency's name in the record."""
        return f"{self.board.slug}/agencies/{self.slug}"

    @property
    def known(self) -> Known:
        """The agency as an import compares it."""
        return Known(self.slug, self.name, self.agency_type, self.left_at is not None, self.emails)


@dataclass(frozen=True, slots=True)
class ReturnOfAgency:
    """A line of an agency's history: one cycle's return."""

    cycle_slug: str
    cycle_title: str
    cycle_status: CycleStatus
    status: Status
    signed_version: int
    due_at: datetime
    returned_at: datetime | None
    source: str


def register(board: BoardLook) -> list[Member]:
    """Every agency that is or was a member, by name, in two statements."""
    rows = db.session.execute(
        select(Membership, Agency)
        .join(Agency, Membership.agency_id == Agency.id)
        .where(Membership.board_id == board.id)
        .order_by(Agency.name, Agency.id)
    ).all()
    people = _people(board.id)
    return [_member(board, membership, agency, people) for membership, agency in rows]


def member(board: str, agency: str) -> Member | None:
    """The agency at this address, if it is or was a member of this board."""
    row = db.session.execute(
        select(Membership, Agency, Board)
        .join(Agency, Membership.agency_id == Agency.id)
        .join(Board, Membership.board_id == Board.id)
        .where(Board.slug == board, Agency.slug == agency)
    ).first()
    if row is None:
        return None
    membership, its_agency, its_board = row
    look = BoardLook(its_board.id, its_board.slug, its_board.name, its_board.colour)
    return _member(look, membership, its_agency, _people(look.id, its_agency.id))


_People = dict[int | None, dict[Role, list[tuple[str, str]]]]


def _people(board_id: int, agency_id: int | None = None) -> _People:
    query = (
        select(PersonRole.agency_id, PersonRole.role, Person.name, Person.email)
        .join(Person, PersonRole.person_id == Person.id)
        .where(
            PersonRole.board_id == board_id,
            PersonRole.agency_id.is_not(None),
            PersonRole.left_at.is_(None),
            Person.disabled_at.is_(None),
        )
        .order_by(Person.name, Person.id)
    )
    if agency_id is not None:
        query = query.where(PersonRole.agency_id == agency_id)
    found: _People = {}
    for its_agency, role, name, email in db.session.execute(query):
        found.setdefault(its_agency, {}).setdefault(role, []).append((name, email))
    return found


def _member(board: BoardLook, membership: Membership, agency: Agency, people: _People) -> Member:
    its_people = people.get(agency.id, {})
    return Member(
        board=board,
        membership_id=membership.id,
        agency_id=agency.id,
        slug=agency.slug,
        name=agency.name,
        agency_type=membership.agency_type,
        left_at=membership.left_at,
        people={role: tuple(name for name, _ in held) for role, held in its_people.items()},
        emails={role: frozenset(mail for _, mail in held) for role, held in its_people.items()},
    )


def returns_of(board_id: int, agency_id: int) -> list[ReturnOfAgency]:
    """The agency's returns to this board, the latest cycle first."""
    rows = db.session.execute(
        select(Submission, Cycle)
        .join(Cycle, Submission.cycle_id == Cycle.id)
        .where(Cycle.board_id == board_id, Submission.agency_id == agency_id)
        .order_by(Cycle.opens_at.desc(), Cycle.id.desc())
    )
    return [
        ReturnOfAgency(
            cycle_slug=cycle.slug,
            cycle_title=cycle.title,
            cycle_status=cycle.status,
            status=submission.status,
            signed_version=submission.signed_version,
            due_at=submission.extended_due_at or cycle.due_at,
            returned_at=submission.returned_at,
            source=submission.source,
        )
        for submission, cycle in rows
    ]


def slugs_like(slug: str = "") -> frozenset[str]:
    """The slugs in the whole installation that begin with this one."""
    return frozenset(
        db.session.scalars(select(Agency.slug).where(Agency.slug.startswith(slug, autoescape=True)))
    )


def membership_for_update(membership_id: int) -> tuple[Membership, Agency] | None:
    """An agency's place in a board, locked until the transaction ends."""
    row = db.session.execute(
        select(Membership, Agency)
        .join(Agency, Membership.agency_id == Agency.id)
        .where(Membership.id == membership_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    return (row[0], row[1]) if row else None


def add(agency: Agency, board_id: int, agency_type: str) -> Membership:
    """Add a new organisation as a member of the board; raises IntegrityError on a taken slug."""
    db.session.add(agency)
    db.session.flush()
    made = Membership(board_id=board_id, agency_id=agency.id, agency_type=agency_type)
    db.session.add(made)
    db.session.flush()
    return made


def lock_register(board_id: int) -> None:
    """Let one change to a board's register go at a time, so that names stay unlike."""
    db.session.execute(select(Board.id).where(Board.id == board_id).with_for_update())
