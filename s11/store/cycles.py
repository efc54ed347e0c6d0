"""Queries about cycles and the returns they expect. A page of returns costs a fixed few."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, delete, func, or_, select
from sqlalchemy.orm import aliased

from s11.domain.cycles import CycleStatus
from s11.domain.panels import Sharing
from s11.domain.permissions import Subject
from s11.domain.submissions import Status
from s11.store.database import db
from s11.store.models import (
    Agency,
    AgendaItem,
    Board,
    Chase,
    ChasePause,
    Cycle,
    Extension,
    FrozenEdition,
    Membership,
    NonReturn,
    Person,
    Review,
    Score,
    StandardHelper,
    StandardProgress,
    Submission,
)
from s11.store.people import BoardLook
from s11.store.positions import positions as positions


@dataclass(frozen=True, slots=True)
class CycleInHand:
    """A cycle with its board: what every page about it starts from."""

    id: int
    board: BoardLook
    slug: str
    title: str
    framework: str
    edition: str
    status: CycleStatus
    opens_at: datetime
    due_at: datetime
    opened_at: datetime | None
    closed_at: datetime | None
    edition_sha256: str | None
    previous_slug: str | None
    previous_title: str | None
    sharing: Sharing
    names_peers: bool

    @property
    def subject(self) -> Subject:
        """What the permission table decides about."""
        return Subject(self.board.id)

    @property
    def address(self) -> dict[str, Any]:
        """The cycle's place in addresses: the arguments of `url_for`."""
        return {"board": self.board.slug, "cycle": self.slug}

    @property
    def path(self) -> str:
        """The cycle's name in the record."""
        return f"{self.board.slug}/{self.slug}"


@dataclass(frozen=True, slots=True)
class CycleListed:
    """A line of the list of cycles, with how many returns are expected and have come in."""

    slug: str
    title: str
    framework: str
    edition: str
    status: CycleStatus
    opens_at: datetime
    due_at: datetime
    expected: int
    returned: int


@dataclass(frozen=True, slots=True)
class ExtensionGranted:
    """A later due date, for whom, why and by whom."""

    due_at: datetime
    reason: str
    granted_by: str
    granted_at: datetime
    for_all: bool


_LAST = aliased(Cycle)


def cycle_in_hand(board: str, cycle: str) -> CycleInHand | None:
    """The cycle at this address, in one statement; None if there is none."""
    row = db.session.execute(
        select(Cycle, Board, FrozenEdition.sha256, _LAST.slug, _LAST.title)
        .join(Board, Cycle.board_id == Board.id)
        .outerjoin(FrozenEdition, Cycle.frozen_id == FrozenEdition.id)
        .outerjoin(_LAST, Cycle.previous_id == _LAST.id)
        .where(Board.slug == board, Cycle.slug == cycle)
    ).first()
    if row is None:
        return None
    found, of, sha256, previous_slug, previous_title = row
    return CycleInHand(
        id=found.id,
        board=BoardLook(of.id, of.slug, of.name, of.colour),
        slug=found.slug,
        title=found.title,
        framework=found.framework,
        edition=found.edition,
        status=found.status,
        opens_at=found.opens_at,
        due_at=found.due_at,
        opened_at=found.opened_at,
        closed_at=found.closed_at,
        edition_sha256=sha256,
        previous_slug=previous_slug,
        previous_title=previous_title,
        sharing=found.sharing,
        names_peers=found.names_peers,
    )


def cycles_of(board_id: int) -> list[CycleListed]:
    """The board's cycles, the latest to open first, in one statement."""
    rows = db.session.execute(
        select(
            Cycle,
            func.count(Submission.id),
            func.coalesce(func.sum(case((_is_returned(), 1), else_=0)), 0),
        )
        .outerjoin(Submission, Submission.cycle_id == Cycle.id)
        .where(Cycle.board_id == board_id)
        .group_by(Cycle.id)
        .order_by(Cycle.opens_at.desc(), Cycle.id.desc())
    )
    return [
        CycleListed(
            slug=cycle.slug,
            title=cycle.title,
            framework=cycle.framework,
            edition=cycle.edition,
            status=cycle.status,
            opens_at=cycle.opens_at,
            due_at=cycle.due_at,
            expected=expected,
            returned=returned,
        )
        for cycle, expected, returned in rows
    ]


def _is_returned() -> ColumnElement[bool]:
    return or_(Submission.status == Status.SUBMITTED, Submission.signed_version > 0)


def boards_with_cycle(slug: str) -> Sequence[str]:
    """The short names of the boards that have a cycle of this name."""
    return db.session.scalars(
        select(Board.slug)
        .join(Cycle, Cycle.board_id == Board.id)
        .where(Cycle.slug == slug)
        .order_by(Board.slug)
    ).all()


def cycle_for_update(cycle_id: int) -> Cycle | None:
    """The cycle, locked until the transaction ends, as the database has it now."""
    return db.session.scalar(
        select(Cycle)
        .where(Cycle.id == cycle_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def cycle_by_slug(board_id: int, slug: str) -> Cycle | None:
    """The board's cycle with this slug."""
    return db.session.scalar(select(Cycle).where(Cycle.board_id == board_id, Cycle.slug == slug))


def add(row: Cycle | Extension | Submission) -> None:
    """Add a row and let the database check it; raises IntegrityError."""
    db.session.add(row)
    db.session.flush()


def add_expected(rows: Iterable[Submission]) -> None:
    """Add the returns that a cycle expects."""
    db.session.add_all(rows)
    db.session.flush()


def expected_with_membership(cycle_id: int) -> Sequence[tuple[Submission, Membership | None]]:
    """The cycle's returns, each with its agency's place in the board, by agency name."""
    rows = db.session.execute(
        select(Submission, Membership)
        .join(Cycle, Submission.cycle_id == Cycle.id)
        .join(Agency, Submission.agency_id == Agency.id)
        .outerjoin(
            Membership,
            (Membership.agency_id == Submission.agency_id)
            & (Membership.board_id == Cycle.board_id),
        )
        .where(Submission.cycle_id == cycle_id)
        .order_by(Agency.name, Agency.id)
    )
    return [(submission, membership) for submission, membership in rows]


def submission_for_update(submission_id: int) -> Submission | None:
    """The return, locked until the transaction ends, as the database has it now."""
    return db.session.scalar(
        select(Submission)
        .where(Submission.id == submission_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


_WITHDRAWN_WITH: tuple[Any, ...] = (
    Extension,
    StandardHelper,
    StandardProgress,
    Score,
    Review,
    AgendaItem,
    Chase,
    ChasePause,
    NonReturn,
)


def withdraw(submission: Submission) -> None:
    """Delete a return that nobody has started; raises IntegrityError if anything was written.

    Whoever was to read it has nothing to read, and a session that has not met, nothing to discuss.
    """
    for model in _WITHDRAWN_WITH:
        db.session.execute(delete(model).where(model.submission_id == submission.id))
    db.session.delete(submission)
    db.session.flush()


def extensions(cycle_id: int, submission_id: int | None = None) -> list[ExtensionGranted]:
    """Extensions of a cycle, or those that bear on one return, newest first."""
    query = (
        select(Extension, Person.name)
        .join(Person, Extension.granted_by == Person.id)
        .where(Extension.cycle_id == cycle_id)
        .order_by(Extension.granted_at.desc(), Extension.id.desc())
    )
    if submission_id is not None:
        for_this = or_(Extension.submission_id == submission_id, Extension.submission_id.is_(None))
        query = query.where(for_this)
    return [
        ExtensionGranted(
            due_at=row.due_at,
            reason=row.reason,
            granted_by=name,
            granted_at=row.granted_at,
            for_all=row.submission_id is None,
        )
        for row, name in db.session.execute(query)
    ]
