"""Queries about boards, agencies as members, people and their sessions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select

from s11.domain.permissions import Actor, Grant, Role
from s11.store.database import db
from s11.store.models import Agency, Board, Membership, Person, PersonRole, SignedInSession


@dataclass(frozen=True, slots=True)
class BoardLook:
    """What a page's header needs of a board."""

    id: int
    slug: str
    name: str
    colour: str


@dataclass(frozen=True, slots=True)
class RoleHeld:
    """A role with the names that a page shows beside it."""

    grant: Grant
    board: BoardLook | None
    agency_slug: str | None
    agency_name: str | None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A live session: whose it is, what they may be, and when it was last used."""

    session_id: int
    started_at: datetime
    seen_at: datetime
    verified: bool
    has_authenticator: bool
    actor: Actor
    roles: tuple[RoleHeld, ...]


def signed_in(token_hash: str) -> SignedIn | None:
    """The session with this token, its person and roles, in one statement; None if it ended."""
    rows = db.session.execute(
        select(SignedInSession, Person, PersonRole, Board, Agency)
        .join(Person, SignedInSession.person_id == Person.id)
        .outerjoin(PersonRole, PersonRole.person_id == Person.id)
        .outerjoin(Board, PersonRole.board_id == Board.id)
        .outerjoin(Agency, PersonRole.agency_id == Agency.id)
        .where(
            SignedInSession.token_hash == token_hash,
            SignedInSession.ended_at.is_(None),
            Person.disabled_at.is_(None),
        )
        .order_by(Board.name, Agency.name, PersonRole.role)
    ).all()
    if not rows:
        return None
    session, person = rows[0][0], rows[0][1]
    roles = tuple(_role_held(role, board, agency) for _, _, role, board, agency in rows if role)
    return SignedIn(
        session_id=session.id,
        started_at=session.started_at,
        seen_at=session.seen_at,
        verified=session.verified_at is not None,
        has_authenticator=person.authenticator is not None,
        actor=Actor(person.id, person.name, person.email, frozenset(held.grant for held in roles)),
        roles=roles,
    )


def _role_held(role: PersonRole, board: Board | None, agency: Agency | None) -> RoleHeld:
    return RoleHeld(
        grant=Grant(role.role, role.board_id, role.agency_id),
        board=BoardLook(board.id, board.slug, board.name, board.colour) if board else None,
        agency_slug=agency.slug if agency else None,
        agency_name=agency.name if agency else None,
    )


def board_by_slug(slug: str) -> Board | None:
    """The board whose addresses carry this slug."""
    return db.session.scalar(select(Board).where(Board.slug == slug))


def person_by_email(email: str) -> Person | None:
    """The person with this address, whatever its case."""
    return db.session.scalar(select(Person).where(Person.email == email.strip().lower()))


def person(person_id: int) -> Person | None:
    """The person with this id."""
    return db.session.get(Person, person_id)


def people_of_agency(board_id: int, agency_id: int, role: Role) -> Sequence[Person]:
    """People who hold `role` for the agency in this board, by name; disabled ones left out."""
    return db.session.scalars(
        select(Person)
        .join(PersonRole, PersonRole.person_id == Person.id)
        .where(
            PersonRole.board_id == board_id,
            PersonRole.agency_id == agency_id,
            PersonRole.role == role,
            Person.disabled_at.is_(None),
        )
        .order_by(Person.name, Person.id)
    ).all()


def membership(board_id: int, agency_slug: str) -> Membership | None:
    """The agency's place in this board, if it has one or had one."""
    return db.session.scalar(
        select(Membership)
        .join(Agency, and_(Agency.id == Membership.agency_id, Agency.slug == agency_slug))
        .where(Membership.board_id == board_id)
    )
