"""Queries about boards, agencies as members, people and their sessions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from s11.domain.permissions import ROLE_WORDS, Actor, Grant, Role, Subject
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


def names(person_ids: Collection[int]) -> dict[int, str]:
    """People's names by their ids; no statement where there are none to look up."""
    if not person_ids:
        return {}
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(person_ids)))
    return {row.id: row.name for row in rows}


def agency_by_id(agency_id: int) -> Agency | None:
    """The agency with this id."""
    return db.session.get(Agency, agency_id)


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
    other = aliased(PersonRole)
    elsewhere = (
        select(other.id)
        .where(other.person_id == Person.id, other.board_id.is_distinct_from(board.id))
        .correlate(Person)
        .exists()
    )
    seen = (
        select(func.max(SignedInSession.seen_at))
        .where(SignedInSession.person_id == Person.id, SignedInSession.verified_at.is_not(None))
        .correlate(Person)
        .scalar_subquery()
    )
    query = (
        select(Person, PersonRole, Agency, elsewhere, seen)
        .join(PersonRole, PersonRole.person_id == Person.id)
        .outerjoin(Agency, PersonRole.agency_id == Agency.id)
        .where(PersonRole.board_id == board.id)
        .order_by(Person.name, Person.id, PersonRole.role, Agency.name)
    )
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
