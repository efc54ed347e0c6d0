"""Queries about returns: the one in hand, and what a page about it needs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, String, cast, delete, func, select, tuple_, update
from sqlalchemy.orm import aliased

from s11.domain.completeness import Progress
from s11.domain.cycles import CycleStatus
from s11.domain.permissions import Subject
from s11.domain.submissions import Status
from s11.store.database import db
from s11.store.models import (
    Agency,
    Board,
    Cycle,
    FrozenEdition,
    SignedReturn,
    StandardHelper,
    StandardProgress,
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
    # The agency's signed return of the cycle that this one looks back on.
    last_signed_id: int | None
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
    # Who was asked to help with which standard, and how far each standard is.
    helpers: Mapping[str, frozenset[int]]
    progress: Mapping[str, Progress]

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


@dataclass(frozen=True, slots=True)
class ReturnListed:
    """One return in somebody's list of returns."""

    board: BoardLook
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
    submitted_at: datetime | None

    @property
    def address(self) -> dict[str, str]:
        """The return's place in addresses: the arguments of `url_for`."""
        return {"board": self.board.slug, "cycle": self.cycle_slug, "agency": self.agency_slug}


def return_in_hand(board: str, cycle: str, agency: str) -> ReturnInHand | None:
    """The return at this address, in one statement; None if there is none."""
    row = db.session.execute(
        select(
            Submission,
            Cycle,
            Board,
            Agency,
            FrozenEdition.sha256,
            _last_signed().label("last_signed_id"),
            _helpers().label("helpers"),
            _progress().label("progress"),
        )
        .join(Cycle, Submission.cycle_id == Cycle.id)
        .join(Board, Cycle.board_id == Board.id)
        .join(Agency, Submission.agency_id == Agency.id)
        .outerjoin(FrozenEdition, Cycle.frozen_id == FrozenEdition.id)
        .where(Board.slug == board, Cycle.slug == cycle, Agency.slug == agency)
    ).first()
    if row is None:
        return None
    submission, its_cycle, its_board, its_agency, sha256, last_signed_id, helpers, far = row
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
        last_signed_id=last_signed_id,
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
        helpers=_read_helpers(helpers),
        progress=_read_progress(far),
    )


def _last_signed() -> ScalarSelect[int]:
    """The newest signed return of the same agency in the cycle before."""
    before = aliased(Submission)
    return (
        select(SignedReturn.id)
        .join(before, SignedReturn.submission_id == before.id)
        .where(before.cycle_id == Cycle.previous_id, before.agency_id == Submission.agency_id)
        .order_by(SignedReturn.version.desc())
        .limit(1)
        .correlate(Cycle, Submission)
        .scalar_subquery()
    )


def _joined(*parts: Any) -> Any:
    """One text per row, its parts between colons; all rows of the return between commas.

    Keys and numbers only, so neither mark can stand within a part. Saves a statement a page.
    """
    text: Any = cast(parts[0], String)
    for part in parts[1:]:
        text = text + ":" + cast(part, String)
    return func.aggregate_strings(text, ",")


def _helpers() -> ScalarSelect[str]:
    return (
        select(_joined(StandardHelper.standard, StandardHelper.person_id))
        .where(StandardHelper.submission_id == Submission.id)
        .correlate(Submission)
        .scalar_subquery()
    )


def _progress() -> ScalarSelect[str]:
    one = StandardProgress
    return (
        select(_joined(one.standard, one.asked, one.settled, one.missing))
        .where(one.submission_id == Submission.id)
        .correlate(Submission)
        .scalar_subquery()
    )


def _read_helpers(text: str | None) -> dict[str, frozenset[int]]:
    helpers: dict[str, frozenset[int]] = {}
    for row in filter(None, (text or "").split(",")):
        standard, person_id = row.split(":")
        helpers[standard] = helpers.get(standard, frozenset()) | {int(person_id)}
    return helpers


def _read_progress(text: str | None) -> dict[str, Progress]:
    rows = (row.split(":") for row in filter(None, (text or "").split(",")))
    return {
        standard: Progress(standard, int(asked), int(settled), int(missing))
        for standard, asked, settled, missing in rows
    }


def returns_of(places: Collection[tuple[int, int]]) -> list[ReturnListed]:
    """Returns at these (board id, agency id) places in cycles that were opened, newest first."""
    if not places:
        return []
    rows = db.session.execute(
        select(Submission, Cycle, Board, Agency)
        .join(Cycle, Submission.cycle_id == Cycle.id)
        .join(Board, Cycle.board_id == Board.id)
        .join(Agency, Submission.agency_id == Agency.id)
        .where(
            tuple_(Cycle.board_id, Submission.agency_id).in_(places),
            Cycle.opened_at.is_not(None),
        )
        .order_by(Cycle.due_at.desc(), Board.name, Agency.name)
    )
    return [
        ReturnListed(
            board=BoardLook(board.id, board.slug, board.name, board.colour),
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
            submitted_at=submission.submitted_at,
        )
        for submission, cycle, board, agency in rows
    ]


def helped_by(person_id: int) -> set[tuple[int, str]]:
    """(submission id, standard) pairs that the person was asked to help with."""
    rows = db.session.execute(
        select(StandardHelper.submission_id, StandardHelper.standard).where(
            StandardHelper.person_id == person_id
        )
    )
    return {(submission_id, standard) for submission_id, standard in rows}


def set_helpers(submission_id: int, standard: str, people: Collection[int]) -> None:
    """Make these people the helpers of one standard, instead of those who were."""
    db.session.execute(
        delete(StandardHelper).where(
            StandardHelper.submission_id == submission_id, StandardHelper.standard == standard
        )
    )
    db.session.add_all(
        StandardHelper(submission_id=submission_id, standard=standard, person_id=person_id)
        for person_id in sorted(people)
    )
    db.session.flush()


def move(
    submission_id: int, *, expected: Collection[Status], to: Status, **values: object
) -> bool:
    """Move a return from one of `expected` to `to`; False if it was in none of them any more."""
    done = db.session.execute(
        update(Submission)
        .where(Submission.id == submission_id, Submission.status.in_(expected))
        .values(status=to, **values)
        .execution_options(synchronize_session=False)
    )
    return bool(done.rowcount == 1)  # type: ignore[attr-defined]


def touch(submission_id: int, **values: object) -> None:
    """Keep facts of a return beside its state, such as `asked` or `last_activity_at`."""
    db.session.execute(
        update(Submission)
        .where(Submission.id == submission_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
