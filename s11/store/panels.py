"""Queries about panels: who sits where, who is tied to which agency, who reviews what."""

from __future__ import annotations

from sqlalchemy import select

from s11.store.database import db
from s11.store.models import Cycle, Interest, Panel, PanelSeat, Review, Submission


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
