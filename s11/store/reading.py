"""Queries about reading: what a reviewer has read, and what the page of a review needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, case, null, select

from s11.domain.panels import SessionStatus
from s11.domain.reading import Mark
from s11.store.database import run
from s11.store.keeping import keep
from s11.store.models import (
    AgendaItem,
    Cycle,
    PanelSession,
    ReadMark,
    SignedReturn,
    Submission,
)
from s11.store.models.base import table_of

_MARK, _SIGNED, _CYCLE, _SUBMISSION, _SESSION, _ITEM = (
    table_of(model)
    for model in (ReadMark, SignedReturn, Cycle, Submission, PanelSession, AgendaItem)
)


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed version of a return, without its words."""

    version: int
    sha256: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Setting:
    """What a board decided for a review, and the session that it goes to (None before one is set).

    The next session that is planned; the last that was held where none is.
    """

    names_peers: bool
    session_id: int | None
    session: str
    held_at: datetime | None
    place: str
    is_finished: bool


_MARKS = select(_MARK.c.question, _MARK.c.signed_version, _MARK.c.read_at).where(
    _MARK.c.submission_id == bindparam("submission"), _MARK.c.person_id == bindparam("person")
)


def marks_of(submission_id: int, person_id: int) -> dict[str, Mark]:
    """When a person read which question of a return; "" is the return itself."""
    rows = run(_MARKS, {"submission": submission_id, "person": person_id})
    return {row.question: Mark(row.signed_version, row.read_at) for row in rows}


def mark(
    submission_id: int, person_id: int, questions: Iterable[str], version: int, at: datetime
) -> None:
    """Keep that a person read these questions in this version."""
    its = {"submission_id": submission_id, "person_id": person_id}
    rows = [{**its, "question": one, "signed_version": version, "read_at": at} for one in questions]
    keep(ReadMark, rows, ("submission_id", "person_id", "question"))


_VERSIONS = (
    select(_SIGNED.c.version, _SIGNED.c.sha256, _SIGNED.c.signed_at)
    .where(_SIGNED.c.submission_id == bindparam("submission"))
    .order_by(_SIGNED.c.version.desc())
)


def versions_of(submission_id: int) -> list[Signed]:
    """The signed versions of a return, newest first."""
    rows = run(_VERSIONS, {"submission": submission_id})
    return [Signed(row.version, row.sha256, row.signed_at) for row in rows]


_IS_PLANNED = _SESSION.c.status == SessionStatus.PLANNED
_SETTING = (
    select(
        _CYCLE.c.names_peers,
        _SESSION.c.id,
        _SESSION.c.title,
        _SESSION.c.held_at,
        _SESSION.c.place,
        _SESSION.c.status,
    )
    .select_from(_SUBMISSION)
    .join(_CYCLE, _SUBMISSION.c.cycle_id == _CYCLE.c.id)
    .outerjoin(_ITEM, _ITEM.c.submission_id == _SUBMISSION.c.id)
    .outerjoin(_SESSION, _SESSION.c.id == _ITEM.c.session_id)
    .where(_SUBMISSION.c.id == bindparam("submission"))
    .order_by(
        case((_IS_PLANNED, 0), else_=1),
        case((_IS_PLANNED, _SESSION.c.held_at), else_=null()),
        _SESSION.c.held_at.desc(),
    )
    .limit(1)
)


def setting_of(submission_id: int) -> Setting:
    """What a review's page needs to know around the return, in one statement."""
    row = run(_SETTING, {"submission": submission_id}).one()
    return Setting(
        names_peers=bool(row.names_peers),
        session_id=row.id,
        session=row.title or "",
        held_at=row.held_at,
        place=row.place or "",
        is_finished=row.status is SessionStatus.FINISHED,
    )
