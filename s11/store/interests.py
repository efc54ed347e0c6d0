"""Queries about declared interests: whose, in which agency, and what that takes from them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, select

from s11.domain.permissions import Role
from s11.store.database import db
from s11.store.models import Agency, Cycle, Interest, Panel, Person, PersonRole, Review, Submission

# Those who could read a return of any agency, had they no interest.
DECLARING = (Role.PANEL_MEMBER, Role.OFFICER, Role.CHAIR)


@dataclass(frozen=True, slots=True)
class Declared:
    """Somebody's interest in an agency, declared to a board."""

    id: int
    person_id: int
    person_name: str
    agency_id: int
    agency_slug: str
    agency_name: str


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A return that somebody was to read, and does not because of an interest."""

    cycle_slug: str
    cycle_title: str
    panel_name: str


def interests_of(board_id: int) -> list[Declared]:
    """Every interest that was declared to the board, by person and agency."""
    rows = db.session.execute(
        select(Interest, Person.name, Agency)
        .join(Person, Person.id == Interest.person_id)
        .join(Agency, Agency.id == Interest.agency_id)
        .where(Interest.board_id == board_id)
        .order_by(Person.name, Person.id, Agency.name, Agency.id)
    )
    return [
        Declared(row.id, row.person_id, name, agency.id, agency.slug, agency.name)
        for row, name, agency in rows
    ]


def who_may_declare(board_id: int) -> list[tuple[int, str]]:
    """(number, name) of everyone who might read returns for the board, by name."""
    rows = db.session.execute(
        select(Person.id, Person.name)
        .join(PersonRole, PersonRole.person_id == Person.id)
        .where(
            PersonRole.board_id == board_id,
            PersonRole.role.in_(DECLARING),
            Person.disabled_at.is_(None),
        )
        .distinct()
        .order_by(Person.name, Person.id)
    )
    return [(row.id, row.name) for row in rows]


def take_returns(board_id: int, person_id: int, agency_id: int) -> list[TakenBack]:
    """Take from the person every return of the agency, in each of the board's cycles."""
    rows = db.session.execute(
        select(Review.id, Cycle.slug, Cycle.title, Panel.name)
        .join(Panel, Panel.id == Review.panel_id)
        .join(Submission, Submission.id == Review.submission_id)
        .join(Cycle, Cycle.id == Submission.cycle_id)
        .where(
            Cycle.board_id == board_id,
            Submission.agency_id == agency_id,
            Review.person_id == person_id,
        )
        .order_by(Cycle.opens_at.desc(), Panel.name)
    ).all()
    db.session.execute(delete(Review).where(Review.id.in_([row.id for row in rows])))
    return [TakenBack(row.slug, row.title, row.name) for row in rows]


def withdraw(interest_id: int) -> None:
    """Delete an interest."""
    db.session.execute(delete(Interest).where(Interest.id == interest_id))
