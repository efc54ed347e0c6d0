"""Queries about boards, agencies as members, people and their sessions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, select
from sqlalchemy.orm import aliased

from s11.domain.permissions import ROLE_WORDS, Actor, Grant, Role, Subject
from s11.store.database import db, run
from s11.store.models import Agency, Board, Membership, Person, PersonRole, SignedInSession
from s11.store.models.base import table_of


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


# Built once, and of tables rather than classes: this runs on every request.
_SESSION, _PERSON, _ROLE, _BOARD, _AGENCY = (
    table_of(model) for model in (SignedInSession, Person, PersonRole, Board, Agency)
)
_SIGNED_IN = (
    select(
        _SESSION.c.id.label("session_id"),
        _SESSION.c.started_at,
        _SESSION.c.seen_at,
        _SESSION.c.verified_at,
        _PERSON.c.id.label("person_id"),
        _PERSON.c.name.label("person_name"),
        _PERSON.c.email,
        _PERSON.c.authenticator.is_not(None).label("has_authenticator"),
        _ROLE.c.role,
        _ROLE.c.board_id,
        _ROLE.c.agency_id,
        _BOARD.c.slug.label("board_slug"),
        _BOARD.c.name.label("board_name"),
        _BOARD.c.colour.label("board_colour"),
        _AGENCY.c.slug.label("agency_slug"),
        _AGENCY.c.name.label("agency_name"),
    )
    .select_from(_SESSION)
    .join(_PERSON, _SESSION.c.person_id == _PERSON.c.id)
    .outerjoin(_ROLE, (_ROLE.c.person_id == _PERSON.c.id) & _ROLE.c.left_at.is_(None))
    .outerjoin(_BOARD, _ROLE.c.board_id == _BOARD.c.id)
    .outerjoin(_AGENCY, _ROLE.c.agency_id == _AGENCY.c.id)
    .where(
        _SESSION.c.token_hash == bindparam("token_hash"),
        _SESSION.c.ended_at.is_(None),
        _PERSON.c.disabled_at.is_(None),
    )
    .order_by(_BOARD.c.name, _AGENCY.c.name, _ROLE.c.role)
)


def signed_in(token_hash: str) -> SignedIn | None:
    """The session with this token, its person and roles, in one statement; None if it ended."""
    rows = run(_SIGNED_IN, {"token_hash": token_hash}).all()
    if not rows:
        return None
    first = rows[0]
    roles = tuple(_role_held(row) for row in rows if row.role)
    grants = frozenset(held.grant for held in roles)
    return SignedIn(
        session_id=first.session_id,
        started_at=first.started_at,
        seen_at=first.seen_at,
        verified=first.verified_at is not None,
        has_authenticator=bool(first.has_authenticator),
        actor=Actor(first.person_id, first.person_name, first.email, grants),
        roles=roles,
    )


def _role_held(row: Any) -> RoleHeld:
    board = BoardLook(row.board_id, row.board_slug, row.board_name, row.board_colour)
    return RoleHeld(
        grant=Grant(row.role, row.board_id, row.agency_id),
        board=board if row.board_id is not None else None,
        agency_slug=row.agency_slug,
        agency_name=row.agency_name,
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
    """People who hold `role` for the agency in this board, by name; not who left or is disabled."""
    return db.session.scalars(
        select(Person)
        .join(PersonRole, PersonRole.person_id == Person.id)
        .where(
            PersonRole.board_id == board_id,
            PersonRole.agency_id == agency_id,
            PersonRole.role == role,
            PersonRole.left_at.is_(None),
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


def names(person_ids: Collection[int]) -> dict[int, str]:
    """People's names by their ids; no statement where there are none to look up."""
    if not person_ids:
        return {}
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(person_ids)))
    return {row.id: row.name for row in rows}


@dataclass(frozen=True, slots=True)
class HeldHere:
    """A role that someone holds in one board: for the board, or for an agency."""

    role: Role
    agency_id: int | None
    agency_slug: str
    agency_name: str

    @property
    def words(self) -> str:
        """Such as "Safeguarding lead, Marlbridge Housing"."""
        return ", ".join(part for part in (ROLE_WORDS[self.role], self.agency_name) if part)

    @property
    def key(self) -> str:
        """The role's name in forms, such as "lead/marlbridge-housing"."""
        return f"{self.role.value}/{self.agency_slug}"


@dataclass(frozen=True, slots=True)
class PersonOfBoard:
    """Someone who holds a role in a board, as its officer sees them."""

    board: BoardLook
    id: int
    name: str
    email: str
    disabled_at: datetime | None
    has_password: bool
    has_authenticator: bool
    seen_at: datetime | None
    roles: tuple[HeldHere, ...]
    belongs_elsewhere: bool

    @property
    def subject(self) -> Subject:
        """What the permission table decides about."""
        return Subject(self.board.id)


def people_of_board(board: BoardLook, person_id: int | None = None) -> list[PersonOfBoard]:
    """Everyone who holds a role in the board (or the one asked for), by name, in one statement."""
    query = _with_roles_in(board.id)
    if person_id is not None:
        query = query.where(Person.id == person_id)
    rows = db.session.execute(query).all()
    roles: dict[int, list[HeldHere]] = {}
    for person_row, held, agency, *_ in rows:
        place = (agency.slug, agency.name) if agency else ("", "")
        roles.setdefault(person_row.id, []).append(HeldHere(held.role, held.agency_id, *place))
    once = {person_row.id: (person_row, away, last) for person_row, _, _, away, last in rows}
    return [
        PersonOfBoard(
            board=board,
            id=row.id,
            name=row.name,
            email=row.email,
            disabled_at=row.disabled_at,
            has_password=row.password_hash is not None,
            has_authenticator=row.authenticator is not None,
            seen_at=last,
            roles=tuple(roles[row.id]),
            belongs_elsewhere=bool(away),
        )
        for row, away, last in once.values()
    ]


def _with_roles_in(board_id: int) -> Select[Person, PersonRole, Agency, bool, datetime]:
    """(person, role, agency, whether they hold roles elsewhere, when last seen) for a board."""
    other = aliased(PersonRole)
    elsewhere = (
        select(other.id)
        .where(other.person_id == Person.id, other.left_at.is_(None))
        .where(other.board_id.is_distinct_from(board_id))
        .correlate(Person)
        .exists()
    )
    seen = (
        select(func.max(SignedInSession.seen_at))
        .where(SignedInSession.person_id == Person.id, SignedInSession.verified_at.is_not(None))
        .correlate(Person)
        .scalar_subquery()
    )
    return (
        select(Person, PersonRole, Agency, elsewhere, seen)
        .join(PersonRole, PersonRole.person_id == Person.id)
        .outerjoin(Agency, PersonRole.agency_id == Agency.id)
        .where(PersonRole.board_id == board_id, PersonRole.left_at.is_(None))
        .order_by(Person.name, Person.id, PersonRole.role, Agency.name)
    )


def look_of(slug: str) -> BoardLook | None:
    """The board with this slug, as pages show it."""
    board = board_by_slug(slug)
    return BoardLook(board.id, board.slug, board.name, board.colour) if board else None


def agency_by_slug(board_id: int, slug: str) -> Agency | None:
    """The agency with this slug, if it is a member of the board now."""
    return db.session.scalar(
        select(Agency)
        .join(Membership, Membership.agency_id == Agency.id)
        .where(Membership.board_id == board_id, Membership.left_at.is_(None), Agency.slug == slug)
    )


def people_by_email(emails: Collection[str]) -> dict[str, Person]:
    """The people with these addresses (in lower case), by address."""
    found = db.session.scalars(select(Person).where(Person.email.in_(emails)))
    return {person.email: person for person in found}


def agency(agency_id: int) -> Agency | None:
    """The agency with this id."""
    return db.session.get(Agency, agency_id)


def lock_board(board_id: int) -> None:
    """Let one change to a board's roles go at a time."""
    db.session.execute(select(Board.id).where(Board.id == board_id).with_for_update())
