"""Queries about panels: which there are, who may read what, and who was given what."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, or_, select

from s11.domain.panels import Assignment, Reviewable
from s11.domain.permissions import Subject
from s11.store.cycles import CycleInHand
from s11.store.database import db
from s11.store.models import (
    Agency,
    ChallengeRow,
    Cycle,
    EnquiryDismissal,
    Interest,
    Moderation,
    Panel,
    PanelSeat,
    Review,
    Submission,
)


def seated(submission_id: int) -> frozenset[int]:
    """The people with a seat on a panel that reviews this return, by id."""
    panels = select(Review.panel_id).where(Review.submission_id == submission_id)
    found = db.session.scalars(select(PanelSeat.person_id).where(PanelSeat.panel_id.in_(panels)))
    return frozenset(found)


def interested(submission_id: int) -> frozenset[int]:
    """The people who have declared an interest in the return's agency, by id."""
    found = db.session.scalars(
        select(Interest.person_id)
        .join(Submission, Submission.agency_id == Interest.agency_id)
        .join(Cycle, Cycle.id == Submission.cycle_id)
        .where(Submission.id == submission_id, Interest.board_id == Cycle.board_id)
    )
    return frozenset(found)


def seated_in_cycle(cycle_id: int) -> frozenset[int]:
    """The people with a seat on any panel of this cycle, by id."""
    found = db.session.scalars(
        select(PanelSeat.person_id)
        .join(Panel, PanelSeat.panel_id == Panel.id)
        .where(Panel.cycle_id == cycle_id)
    )
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class PanelInHand:
    """A panel with its cycle: what every page about it starts from."""

    id: int
    name: str
    cycle: CycleInHand

    @property
    def subject(self) -> Subject:
        """What the permission table decides about."""
        return Subject(self.cycle.board.id)

    @property
    def address(self) -> dict[str, Any]:
        """The panel's place in addresses: the arguments of `url_for`."""
        return {**self.cycle.address, "panel": self.id}


@dataclass(frozen=True, slots=True)
class Given:
    """A return that is given to a member of a panel."""

    panel_id: int
    assignment: Assignment


def panels_of(cycle: CycleInHand) -> list[PanelInHand]:
    """The cycle's panels, by name."""
    rows = db.session.execute(
        select(Panel.id, Panel.name)
        .where(Panel.cycle_id == cycle.id)
        .order_by(Panel.name, Panel.id)
    )
    return [PanelInHand(row.id, row.name, cycle) for row in rows]


def panel_in_hand(cycle: CycleInHand, panel_id: int) -> PanelInHand | None:
    """The cycle's panel with this number."""
    return next((one for one in panels_of(cycle) if one.id == panel_id), None)


def reviewables(cycle_id: int) -> list[Reviewable]:
    """The returns that the cycle expects, by agency name. A panel reads those that are signed."""
    rows = db.session.execute(
        select(Submission, Agency)
        .join(Agency, Agency.id == Submission.agency_id)
        .where(Submission.cycle_id == cycle_id)
        .order_by(Agency.name, Agency.id)
    )
    return [
        Reviewable(
            submission_id=submission.id,
            agency_id=agency.id,
            agency_slug=agency.slug,
            agency_name=agency.name,
            agency_type=submission.agency_type,
            is_returned=submission.signed_version > 0,
        )
        for submission, agency in rows
    ]


def given_in(cycle_id: int) -> list[Given]:
    """Every return of the cycle that is given to somebody, and by which panel."""
    rows = db.session.execute(
        select(Review.panel_id, Review.submission_id, Review.person_id)
        .join(Panel, Panel.id == Review.panel_id)
        .where(Panel.cycle_id == cycle_id)
        .order_by(Review.id)
    )
    return [Given(row.panel_id, Assignment(row.submission_id, row.person_id)) for row in rows]


def is_given(submission_id: int, person_id: int) -> bool:
    """Whether this return was given to this person to read."""
    given = select(Review.id).where(
        Review.submission_id == submission_id, Review.person_id == person_id
    )
    return db.session.scalar(select(given.exists())) or False


def has_begun(panel_id: int) -> bool:
    """Whether anything was said about a return that the panel reads."""
    reads = select(Review.submission_id).where(Review.panel_id == panel_id)
    said = (
        select(model.id).where(model.submission_id.in_(reads)).exists()
        for model in (ChallengeRow, Moderation, EnquiryDismissal)
    )
    return bool(db.session.scalar(select(or_(*said))))


def add(row: Panel | PanelSeat | Interest) -> None:
    """Add a row; raises IntegrityError for one that is there already."""
    db.session.add(row)
    db.session.flush()


def give(rows: Sequence[Review]) -> None:
    """Give returns to members."""
    db.session.add_all(rows)
    db.session.flush()


def panel_for_update(panel_id: int) -> Panel | None:
    """The panel, locked until the transaction ends, as the database has it now."""
    return db.session.scalar(
        select(Panel)
        .where(Panel.id == panel_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def take_back(panel_id: int, submission_id: int, people: Collection[int]) -> None:
    """Take a return from these members of the panel."""
    db.session.execute(
        delete(Review).where(
            Review.panel_id == panel_id,
            Review.submission_id == submission_id,
            Review.person_id.in_(people),
        )
    )


def unseat(panel_id: int, people: Collection[int]) -> None:
    """End these people's seats, and take from them what the panel gave them to read."""
    for model in (Review, PanelSeat):
        db.session.execute(
            delete(model).where(model.panel_id == panel_id, model.person_id.in_(people))
        )


def remove(panel: Panel) -> None:
    """Delete a panel, its seats and what it was to read. Its sessions must be gone already."""
    for model in (Review, PanelSeat):
        db.session.execute(delete(model).where(model.panel_id == panel.id))
    db.session.delete(panel)
    db.session.flush()
