"""A stamp of what a panel shared of the return before: another one whenever that may be another.

Short, and part of the one statement that every page of a return begins with, so that what it
stands for can be kept in memory and is never shown a moment longer than it holds.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnClause,
    FromClause,
    ScalarSelect,
    Select,
    String,
    bindparam,
    cast,
    func,
    literal_column,
    select,
)

from s11.domain.panels import SessionStatus
from s11.store.database import run
from s11.store.models import (
    Agreement,
    ChallengeEntry,
    ChallengeRow,
    Cycle,
    Moderation,
    PanelSession,
    Submission,
)
from s11.store.models.base import table_of

_ENTRY, _NOTE, _SAID = (table_of(model) for model in (ChallengeEntry, ChallengeRow, Moderation))
_AGREEMENT, _SESSION = table_of(Agreement), table_of(PanelSession)
# Written into the statement: values to bind would cost every page more than all the rest of this.
_BLANK: ColumnClause[str] = literal_column("' '")
_FINISHED: ColumnClause[str] = literal_column(f"'{SessionStatus.FINISHED.value}'")
_BEFORE = table_of(Submission).alias("shared_before")
_ITS_CYCLE = table_of(Cycle).alias("cycle_before")


def _entries() -> Select[Any]:
    """How many entries its notes have, private ones too: they only grow, and it is only counted."""
    return (
        select(func.count())
        .select_from(_NOTE.join(_ENTRY, _ENTRY.c.challenge_id == _NOTE.c.id))
        .where(_NOTE.c.submission_id == _BEFORE.c.id)
    )


def _ratings() -> Select[Any]:
    """How often it was rated: one that began before a session finished may be kept after it."""
    return select(func.count()).where(_SAID.c.submission_id == _BEFORE.c.id)


def _finished() -> Select[Any]:
    """When the last session that agreed its ratings finished."""
    return (
        select(func.max(_SESSION.c.finished_at))
        .select_from(_AGREEMENT.join(_SESSION, _AGREEMENT.c.session_id == _SESSION.c.id))
        .where(_AGREEMENT.c.submission_id == _BEFORE.c.id, _SESSION.c.status == _FINISHED)
    )


def _stamp() -> Select[Any]:
    """The stamp of a return: its id, then all that decides what its agency may read of it."""
    counted = (one.correlate(_BEFORE).scalar_subquery() for one in (_entries(), _ratings()))
    finished = cast(_finished().correlate(_BEFORE).scalar_subquery(), String)
    stamp: Any = cast(_BEFORE.c.id, String)
    for part in (*counted, _ITS_CYCLE.c.sharing):
        stamp = stamp + _BLANK + cast(part, String)
    return select(stamp + _BLANK + func.coalesce(finished, _BLANK)).select_from(
        _BEFORE.join(_ITS_CYCLE, _BEFORE.c.cycle_id == _ITS_CYCLE.c.id)
    )


def stamp_before(submission: FromClause, cycle: FromClause) -> ScalarSelect[str]:
    """The stamp of the same agency's return in the cycle before; null where there is none."""
    return (
        _stamp()
        .where(
            _BEFORE.c.cycle_id == cycle.c.previous_id,
            _BEFORE.c.agency_id == submission.c.agency_id,
        )
        .correlate(submission, cycle)
        .scalar_subquery()
    )


_ONE = _stamp().where(_BEFORE.c.id == bindparam("submission"))


def stamp_of(submission_id: int) -> str:
    """The stamp of one return, as it is now."""
    return str(run(_ONE, {"submission": submission_id}).scalar_one())


def submission_in(stamp: str) -> int:
    """The id of the return that a stamp is about."""
    return int(stamp.partition(" ")[0])
