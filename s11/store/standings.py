"""What comparison reads is kept here: what it is worked out from, and its rows as they change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Select, bindparam, delete, func, select

from s11.domain.comparison import ScoreMovement
from s11.domain.standing import Standing
from s11.domain.submissions import Status
from s11.store.database import run
from s11.store.keeping import keep
from s11.store.models import (
    Agency,
    Board,
    Cycle,
    QuestionStanding,
    Score,
    SignedReturn,
    StandardMovement,
    Submission,
)
from s11.store.models.base import Base, table_of

SIGNED = "signed"
"""The kind of the self scores as they were signed: "self" follows a draft under revision."""

_AGENCY, _BOARD, _CYCLE, _SUBMISSION = (
    table_of(model) for model in (Agency, Board, Cycle, Submission)
)
_STANDING, _MOVEMENT, _SCORE, _SIGNED = (
    table_of(model) for model in (QuestionStanding, StandardMovement, Score, SignedReturn)
)


@dataclass(frozen=True, slots=True)
class Basis:
    """What a signed return's standing is worked out from.

    `board`, `cycle` and `agency` are their short names. `signed` is the SHA-256 of its newest
    signed version, `before` of the same agency's in the cycle before; `is_first` where its cycle
    looks back on none.
    """

    submission_id: int
    cycle_id: int
    agency_id: int
    board: str
    cycle: str
    agency: str
    status: Status
    signed: str
    before: str | None
    is_first: bool


def _newest(of: Any) -> Any:
    """The SHA-256 of a return's newest signed version."""
    signed = _SIGNED.alias()
    return (
        select(signed.c.sha256)
        .where(signed.c.submission_id == of.c.id)
        .order_by(signed.c.version.desc())
        .limit(1)
        .correlate(of)
        .scalar_subquery()
    )


_BEFORE = _SUBMISSION.alias("before")
_BASES = (
    select(
        _SUBMISSION.c.id.label("submission_id"),
        _SUBMISSION.c.cycle_id,
        _SUBMISSION.c.agency_id,
        _BOARD.c.slug.label("board"),
        _CYCLE.c.slug.label("cycle"),
        _AGENCY.c.slug.label("agency"),
        _SUBMISSION.c.status,
        _newest(_SUBMISSION).label("signed"),
        _newest(_BEFORE).label("before"),
        _CYCLE.c.previous_id.is_(None).label("is_first"),
    )
    .select_from(_SUBMISSION)
    .join(_CYCLE, _SUBMISSION.c.cycle_id == _CYCLE.c.id)
    .join(_BOARD, _CYCLE.c.board_id == _BOARD.c.id)
    .join(_AGENCY, _SUBMISSION.c.agency_id == _AGENCY.c.id)
    .outerjoin(
        _BEFORE,
        (_BEFORE.c.cycle_id == _CYCLE.c.previous_id)
        & (_BEFORE.c.agency_id == _SUBMISSION.c.agency_id),
    )
    .where(_newest(_SUBMISSION).is_not(None))
    .order_by(_CYCLE.c.opens_at, _CYCLE.c.id, _SUBMISSION.c.id)
)
_ITS_OWN = _BASES.where(_SUBMISSION.c.id == bindparam("submission"))
_FOLLOWING = _BASES.where(
    _CYCLE.c.previous_id == bindparam("cycle"), _SUBMISSION.c.agency_id == bindparam("agency")
)


def _bases(query: Select[Any], values: Mapping[str, object]) -> list[Basis]:
    return [Basis(**{**row._mapping, "is_first": bool(row.is_first)}) for row in run(query, values)]


def basis_of(submission_id: int) -> Basis | None:
    """What this return's standing is worked out from; None before it was signed."""
    return next(iter(_bases(_ITS_OWN, {"submission": submission_id})), None)


def following(cycle_id: int, agency_id: int) -> list[Basis]:
    """The same for the agency's signed returns in the cycles that look back on this one."""
    return _bases(_FOLLOWING, {"cycle": cycle_id, "agency": agency_id})


def bases_of(board: str | None = None, cycle: str | None = None) -> list[Basis]:
    """The same for every signed return (of a board, of its cycles of this name), oldest first."""
    query = _BASES
    if board is not None:
        query = query.where(_BOARD.c.slug == board)
    if cycle is not None:
        query = query.where(_CYCLE.c.slug == cycle)
    return _bases(query, {})


def how_many_are_not_kept() -> int:
    """How many signed returns have nothing kept of where they stand, as after an upgrade."""
    is_kept = select(_STANDING.c.id).where(_STANDING.c.submission_id == _SUBMISSION.c.id).exists()
    signed = select(_SIGNED.c.id).where(_SIGNED.c.submission_id == _SUBMISSION.c.id).exists()
    counting = select(func.count()).select_from(_SUBMISSION).where(signed, ~is_kept)
    return int(run(counting).scalar_one())


def hold_agency(agency_id: int) -> None:
    """Hold the agency until the commit: its returns' standings are worked out one at a time."""
    run(select(_AGENCY.c.id).where(_AGENCY.c.id == agency_id).with_for_update(key_share=True)).all()


def keep_standings(submission_id: int, standings: Iterable[Standing]) -> None:
    """Keep where a return's questions stand, and nothing else of it."""
    rows = [{"submission_id": submission_id, **asdict(one)} for one in standings]
    _replace(QuestionStanding, submission_id, rows, "question")


def keep_movements(submission_id: int, movements: Mapping[str, ScoreMovement]) -> None:
    """Keep how a return's standards moved, and nothing else of it."""
    rows = [
        {"submission_id": submission_id, "standard": standard, **asdict(moved)}
        for standard, moved in movements.items()
    ]
    _replace(StandardMovement, submission_id, rows, "standard")


def _replace(
    model: type[Base], submission_id: int, rows: Sequence[dict[str, Any]], key: str
) -> None:
    """Make these the return's rows: what differs is written, what is there beside them goes."""
    table = table_of(model)
    query = select(table).where(table.c.submission_id == submission_id)
    kept = {row[key]: row for row in run(query).mappings()}
    changed = [
        row
        for row in rows
        if row[key] not in kept or any(kept[row[key]][name] != row[name] for name in row)
    ]
    keep(model, changed, ("submission_id", key))
    gone = kept.keys() - {row[key] for row in rows}
    if gone:
        of_it = table.c.submission_id == submission_id
        run(delete(table).where(of_it, table.c[key].in_(sorted(gone))))


def kept(submission_id: int) -> frozenset[tuple[object, ...]]:
    """Everything that is kept of a signed return's standing, row by row, to compare with later."""
    found: set[tuple[object, ...]] = set()
    for table in (_STANDING, _MOVEMENT, _SCORE):
        columns = [column for column in table.c if column.name != "id"]
        rows = run(select(*columns).where(table.c.submission_id == submission_id))
        found |= {(table.name, *row) for row in rows}
    return frozenset(found)
