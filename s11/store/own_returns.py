"""Queries about somebody's own returns, across cycles and boards."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Subquery, func, select, tuple_

from s11.domain.challenges import ChallengeKind
from s11.domain.cycles import CycleStatus
from s11.domain.submissions import Status
from s11.store.database import db
from s11.store.models import Agency, Board, ChallengeRow, Cycle, Submission
from s11.store.people import BoardLook


@dataclass(frozen=True, slots=True)
class ReturnListed:
    """One return in somebody's list of returns."""

    board: BoardLook
    agency_id: int
    agency_slug: str
    agency_name: str
    cycle_slug: str
    cycle_title: str
    cycle_status: CycleStatus
    due_at: datetime
    status: Status
    asked: int
    answered: int
    signed_version: int
    returned_at: datetime | None
    source: str
    # Shared notes that wait for the agency, and the first day that one of them was given.
    notes: int = 0
    notes_due_on: date | None = None

    @property
    def is_at_work(self) -> bool:
        """Whether the agency can work on it: in an open cycle, or reopened after it was closed."""
        reopened = bool(self.signed_version) and self.status is not Status.SUBMITTED
        return self.cycle_status is CycleStatus.OPEN or reopened

    @property
    def address(self) -> dict[str, Any]:
        """The return's place in addresses: the arguments of `url_for`."""
        return {"board": self.board.slug, "cycle": self.cycle_slug, "agency": self.agency_slug}


def returns_of(places: Collection[tuple[int, int]]) -> list[ReturnListed]:
    """Returns at these (board id, agency id) places in cycles that were opened, newest first."""
    if not places:
        return []
    waiting = _waiting()
    rows = db.session.execute(
        select(Submission, Cycle, Board, Agency, waiting.c.notes, waiting.c.due_on)
        .join(Cycle, Submission.cycle_id == Cycle.id)
        .join(Board, Cycle.board_id == Board.id)
        .join(Agency, Submission.agency_id == Agency.id)
        .outerjoin(waiting, waiting.c.submission_id == Submission.id)
        .where(
            tuple_(Cycle.board_id, Submission.agency_id).in_(places),
            Cycle.opened_at.is_not(None),
        )
        .order_by(Cycle.due_at.desc(), Board.name, Agency.name)
    )
    return [_listed(*row) for row in rows]


def _waiting() -> Subquery:
    """How many shared notes of each return wait for its agency, and the first day for an answer."""
    return (
        select(
            ChallengeRow.submission_id,
            func.count().label("notes"),
            func.min(ChallengeRow.due_on).label("due_on"),
        )
        .where(
            ChallengeRow.shared_at.is_not(None),
            ChallengeRow.responded_at.is_(None),
            ChallengeRow.outcome.is_(None),
            ChallengeRow.kind != ChallengeKind.COMMENDATION,
        )
        .group_by(ChallengeRow.submission_id)
        .subquery()
    )


def _listed(
    submission: Submission,
    cycle: Cycle,
    board: Board,
    agency: Agency,
    notes: int | None,
    notes_due_on: date | None,
) -> ReturnListed:
    return ReturnListed(
        board=BoardLook(board.id, board.slug, board.name, board.colour),
        agency_id=agency.id,
        agency_slug=agency.slug,
        agency_name=agency.name,
        cycle_slug=cycle.slug,
        cycle_title=cycle.title,
        cycle_status=cycle.status,
        due_at=submission.extended_due_at or cycle.due_at,
        status=submission.status,
        asked=submission.asked,
        answered=submission.answered,
        signed_version=submission.signed_version,
        returned_at=submission.returned_at,
        source=submission.source,
        notes=notes or 0,
        notes_due_on=notes_due_on,
    )
