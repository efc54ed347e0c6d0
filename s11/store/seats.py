"""Queries about who sits on panels, who may, and which agencies each of them is tied to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select, union_all

from s11.domain.panels import Member, Seats
from s11.domain.permissions import Role
from s11.store.cycles import CycleInHand
from s11.store.database import db
from s11.store.models import Agency, Cycle, Interest, Panel, PanelSeat, Person, PersonRole
from s11.store.panels import PanelInHand


@dataclass(frozen=True, slots=True)
class Sitting:
    """Someone who sits on a panel or may be asked to: the member, and their account."""

    member: Member
    email: str
    has_password: bool
    disabled_at: datetime | None
    is_panel_member: bool

    @property
    def note(self) -> str:
        """What keeps the person from reading anything just now, in words; "" for nothing."""
        if self.disabled_at:
            return "Account disabled"
        if not self.is_panel_member:
            return "No longer a panel member of this board"
        return "" if self.has_password else "Invitation not used yet"


def sitting(cycle: CycleInHand) -> dict[int, list[Sitting]]:
    """Who sits on each panel of the cycle, by its number and then by name, in two statements."""
    seats = db.session.execute(
        select(PanelSeat.panel_id, PanelSeat.person_id)
        .join(Panel, Panel.id == PanelSeat.panel_id)
        .where(Panel.cycle_id == cycle.id)
    ).all()
    people = _people(cycle.board.id, {row.person_id for row in seats})
    found: dict[int, list[Sitting]] = {}
    for person_id, one in people.items():
        for seat in seats:
            if seat.person_id == person_id:
                found.setdefault(seat.panel_id, []).append(one)
    return found


def seats_of(panel: PanelInHand) -> Seats:
    """The panel's members by person, with what each is tied to."""
    everyone = sitting(panel.cycle).get(panel.id, [])
    return Seats({one.member.person_id: one.member for one in everyone})


def who_may_sit(board_id: int) -> list[Sitting]:
    """The board's panel members, by name; disabled accounts left out."""
    found = [one for one in _people(board_id).values() if one.is_panel_member]
    return [one for one in found if one.disabled_at is None]


def _people(board_id: int, ids: Collection[int] | None = None) -> dict[int, Sitting]:
    """These people, or everyone who is a panel member of the board, by name; two statements."""
    is_panel_member = (
        select(PersonRole.id)
        .where(
            PersonRole.person_id == Person.id,
            PersonRole.board_id == board_id,
            PersonRole.role == Role.PANEL_MEMBER,
        )
        .exists()
    )
    query = select(Person, is_panel_member).order_by(Person.name, Person.id)
    wanted = is_panel_member if ids is None else Person.id.in_(ids)
    rows = db.session.execute(query.where(wanted)).all()
    ties = _ties(board_id, {person.id for person, _ in rows})
    return {
        person.id: Sitting(
            Member(person.id, person.name, *ties.get(person.id, ())),
            person.email,
            person.password_hash is not None,
            person.disabled_at,
            bool(sits),
        )
        for person, sits in rows
    }


_Tie = tuple[frozenset[int], tuple[str, ...], tuple[str, ...]]


def _ties(board_id: int, ids: Collection[int]) -> dict[int, _Tie]:
    """(agencies, names of those acted for, names of those with an interest) by person."""
    acting = select(PersonRole.person_id, PersonRole.agency_id).where(
        PersonRole.agency_id.is_not(None), PersonRole.person_id.in_(ids)
    )
    having = select(Interest.person_id, Interest.agency_id).where(
        Interest.board_id == board_id, Interest.person_id.in_(ids)
    )
    marked = union_all(
        acting.distinct().add_columns(db.literal(True).label("acts")),
        having.add_columns(db.literal(False).label("acts")),
    ).subquery()
    rows = db.session.execute(
        select(marked.c.person_id, marked.c.agency_id, marked.c.acts, Agency.name)
        .join(Agency, Agency.id == marked.c.agency_id)
        .order_by(Agency.name, Agency.id)
    ).all()
    return {
        person_id: (
            frozenset(row.agency_id for row in rows if row.person_id == person_id),
            tuple(row.name for row in rows if row.person_id == person_id and row.acts),
            tuple(row.name for row in rows if row.person_id == person_id and not row.acts),
        )
        for person_id in ids
    }


def people_to_tell(panel_id: int) -> Sequence[Person]:
    """The members of the panel who can be written to, by name; panel members of its board still."""
    return db.session.scalars(
        select(Person)
        .join(PanelSeat, PanelSeat.person_id == Person.id)
        .join(Panel, Panel.id == PanelSeat.panel_id)
        .join(Cycle, Cycle.id == Panel.cycle_id)
        .join(
            PersonRole,
            and_(PersonRole.person_id == Person.id, PersonRole.board_id == Cycle.board_id),
        )
        .where(
            PanelSeat.panel_id == panel_id,
            PersonRole.role == Role.PANEL_MEMBER,
            Person.disabled_at.is_(None),
        )
        .order_by(Person.name, Person.id)
    ).all()
