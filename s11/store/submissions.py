"""Queries about returns: the one in hand, and what a page about it needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select, update

from s11.domain.cycles import CycleStatus
from s11.domain.permissions import Subject
from s11.domain.submissions import Status
from s11.store.database import db
from s11.store.models import (
    Agency,
    Board,
    Cycle,
    FrozenEdition,
    StandardHelper,
    Submission,
)
from s11.store.people import BoardLook


@dataclass(frozen=True, slots=True)
class ReturnInHand:
    """One return with its cycle, board and agency: what every page about it starts from."""

    id: int
    board: BoardLook
    cycle_id: int
    cycle_slug: str
    cycle_title: str
    cycle_status: CycleStatus
    opens_at: datetime
    due_at: datetime
    edition_sha256: str | None
    previous_cycle_id: int | None
    agency_id: int
    agency_slug: str
    agency_name: str
    agency_type: str
    status: Status
    asked: int
    answered: int
    signed_version: int
    submitted_at: datetime | None
    last_activity_at: datetime | None
    reference: str
    helpers: Mapping[str, frozenset[int]]

    @property
    def subject(self) -> Subject:
        """What the permission table decides about."""
        return Subject(self.board.id, self.agency_id)

    def subject_of(self, standard: str) -> Subject:
        """The same, for one standard with the people who help with it."""
        return Subject(self.board.id, self.agency_id, self.helpers.get(standard, frozenset()))

    @property
    def address(self) -> dict[str, str]:
        """The return's place in addresses: the arguments of `url_for`."""
        return {"board": self.board.slug, "cycle": self.cycle_slug, "agency": self.agency_slug}

    @property
    def path(self) -> str:
        """The return's name in the record."""
        return f"{self.board.slug}/{self.cycle_slug}/{self.agency_slug}"


def return_in_hand(board: str, cycle: str, agency: str) -> ReturnInHand | None:
    """The return at this address, in one statement; None if there is none."""
    rows = db.session.execute(
        select(Submission, Cycle, Board, Agency, FrozenEdition.sha256, StandardHelper)
        .join(Cycle, Submission.cycle_id == Cycle.id)
        .join(Board, Cycle.board_id == Board.id)
        .join(Agency, Submission.agency_id == Agency.id)
        .outerjoin(FrozenEdition, Cycle.frozen_id == FrozenEdition.id)
        .outerjoin(StandardHelper, StandardHelper.submission_id == Submission.id)
        .where(and_(Board.slug == board, Cycle.slug == cycle, Agency.slug == agency))
        .order_by(StandardHelper.id)
    ).all()
    if not rows:
        return None
    submission, its_cycle, its_board, its_agency, sha256, _ = rows[0]
    helpers: dict[str, frozenset[int]] = {}
    for *_, helper in rows:
        if helper is not None:
            others = helpers.get(helper.standard, frozenset())
            helpers[helper.standard] = others | {helper.person_id}
    return ReturnInHand(
        id=submission.id,
        board=BoardLook(its_board.id, its_board.slug, its_board.name, its_board.colour),
        cycle_id=its_cycle.id,
        cycle_slug=its_cycle.slug,
        cycle_title=its_cycle.title,
        cycle_status=its_cycle.status,
        opens_at=its_cycle.opens_at,
        due_at=submission.extended_due_at or its_cycle.due_at,
        edition_sha256=sha256,
        previous_cycle_id=its_cycle.previous_id,
        agency_id=its_agency.id,
        agency_slug=its_agency.slug,
        agency_name=its_agency.name,
        agency_type=submission.agency_type,
        status=submission.status,
        asked=submission.asked,
        answered=submission.answered,
        signed_version=submission.signed_version,
        submitted_at=submission.submitted_at,
        last_activity_at=submission.last_activity_at,
        reference=submission.reference,
        helpers=helpers,
    )


def move(submission_id: int, *, expected: Status, to: Status, **values: object) -> bool:
    """Move a return from `expected` to `to`; False if it was no longer in that state."""
    done = db.session.execute(
        update(Submission)
        .where(Submission.id == submission_id, Submission.status == expected)
        .values(status=to, **values)
        .execution_options(synchronize_session=False)
    )
    return bool(done.rowcount == 1)  # type: ignore[attr-defined]
