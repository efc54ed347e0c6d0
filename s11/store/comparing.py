"""Queries about comparison: where returns stand, kept when it changes; each a fixed few."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Select, bindparam, delete, select

from s11.domain.answers import QuestionState
from s11.domain.comparison import ScoreMovement
from s11.domain.matrix import MatrixRow, PeerStanding, mean_of
from s11.domain.moderation import ScoreKind
from s11.domain.standing import Standing
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
_FIELDS = tuple(Standing.__slots__)


@dataclass(frozen=True, slots=True)
class Basis:
    """What a signed return's standing is worked out from.

    `signed` is the SHA-256 of its newest signed version, `before` of the same agency's in the cycle
    before; `is_first` where its cycle looks back on none.
    """

    submission_id: int
    cycle_id: int
    agency_id: int
    status: str
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
        _SUBMISSION.c.status,
        _newest(_SUBMISSION).label("signed"),
        _newest(_BEFORE).label("before"),
        _CYCLE.c.previous_id.is_(None).label("is_first"),
    )
    .select_from(_SUBMISSION)
    .join(_CYCLE, _SUBMISSION.c.cycle_id == _CYCLE.c.id)
    .outerjoin(
        _BEFORE,
        (_BEFORE.c.cycle_id == _CYCLE.c.previous_id)
        & (_BEFORE.c.agency_id == _SUBMISSION.c.agency_id),
    )
    .where(_SUBMISSION.c.signed_version > 0)
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
    query = _BASES.join(_BOARD, _CYCLE.c.board_id == _BOARD.c.id)
    if board is not None:
        query = query.where(_BOARD.c.slug == board)
    if cycle is not None:
        query = query.where(_CYCLE.c.slug == cycle)
    return _bases(query, {})


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


_AGENCIES = (
    select(
        _SUBMISSION.c.id.label("submission_id"),
        _AGENCY.c.id.label("agency_id"),
        _AGENCY.c.slug,
        _AGENCY.c.name,
        _SUBMISSION.c.agency_type,
        _SUBMISSION.c.status,
        _SUBMISSION.c.signed_version,
        _SUBMISSION.c.source,
    )
    .join(_AGENCY, _SUBMISSION.c.agency_id == _AGENCY.c.id)
    .where(_SUBMISSION.c.cycle_id == bindparam("cycle"))
    .order_by(_AGENCY.c.name, _AGENCY.c.id)
)
_KINDS = {SIGNED: ScoreKind.SELF, "panel": ScoreKind.PANEL, "agreed": ScoreKind.AGREED}
_SCORES = (
    select(_SCORE.c.submission_id, _SCORE.c.kind, _SCORE.c.standard, _SCORE.c.percent)
    .join(_SUBMISSION, _SCORE.c.submission_id == _SUBMISSION.c.id)
    .where(_SUBMISSION.c.cycle_id == bindparam("cycle"), _SCORE.c.kind.in_(_KINDS))
    .order_by(_SCORE.c.submission_id, _SCORE.c.kind, _SCORE.c.standard)
)
_MOVEMENTS = (
    select(
        _MOVEMENT.c.submission_id,
        _MOVEMENT.c.standard,
        _MOVEMENT.c.before,
        _MOVEMENT.c.now,
        _MOVEMENT.c.compared,
        _MOVEMENT.c.asked,
    )
    .join(_SUBMISSION, _MOVEMENT.c.submission_id == _SUBMISSION.c.id)
    .where(_SUBMISSION.c.cycle_id == bindparam("cycle"))
    .order_by(_MOVEMENT.c.submission_id, _MOVEMENT.c.standard)
)


def matrix(cycle_id: int) -> tuple[MatrixRow, ...]:
    """Every agency that the cycle expects, by name, in three statements; see MatrixRow."""
    its = {"cycle": cycle_id}
    scores: dict[int, dict[ScoreKind, dict[str, float | None]]] = {}
    for row in run(_SCORES, its):
        by_kind = scores.setdefault(row.submission_id, {})
        by_kind.setdefault(_KINDS[row.kind], {})[row.standard] = row.percent
    movement: dict[int, dict[str, ScoreMovement]] = {}
    for row in run(_MOVEMENTS, its):
        moved = ScoreMovement(row.before, row.now, row.compared, row.asked)
        movement.setdefault(row.submission_id, {})[row.standard] = moved
    return tuple(
        MatrixRow(
            **row._mapping,
            scores=scores.get(row.submission_id, {}),
            movement=movement.get(row.submission_id, {}),
        )
        for row in run(_AGENCIES, its)
    )


_STANDINGS = (
    select(_STANDING.c.submission_id, *(_STANDING.c[name] for name in _FIELDS))
    .join(_SUBMISSION, _STANDING.c.submission_id == _SUBMISSION.c.id)
    .where(_SUBMISSION.c.cycle_id == bindparam("cycle"))
    .order_by(_STANDING.c.submission_id, _STANDING.c.id)
)
_OF_ONE = (
    select(*(_STANDING.c[name] for name in _FIELDS))
    .where(_STANDING.c.submission_id == bindparam("submission"))
    .order_by(_STANDING.c.id)
)


def standings(cycle_id: int) -> dict[int, tuple[Standing, ...]]:
    """Where every question of every signed return of the cycle stands, by return."""
    found: dict[int, list[Standing]] = {}
    for row in run(_STANDINGS, {"cycle": cycle_id}):
        found.setdefault(row.submission_id, []).append(_standing(row[1:]))
    return {submission_id: tuple(rows) for submission_id, rows in found.items()}


def _standing(values: Sequence[Any]) -> Standing:
    return Standing(*values)


def standings_of(submission_id: int) -> dict[str, Standing]:
    """Where every question of one return stands, by question; empty before it was signed."""
    rows = run(_OF_ONE, {"submission": submission_id})
    return {row.question: _standing(row[:]) for row in rows}


_PEERS = (
    select(_STANDING.c.question, _STANDING.c.value, _STANDING.c.score, _AGENCY.c.name)
    .join(_SUBMISSION, _STANDING.c.submission_id == _SUBMISSION.c.id)
    .join(_AGENCY, _SUBMISSION.c.agency_id == _AGENCY.c.id)
    .where(
        _SUBMISSION.c.cycle_id == bindparam("cycle"),
        _SUBMISSION.c.agency_type == bindparam("agency_type"),
        _SUBMISSION.c.id != bindparam("leaving_out"),
        _STANDING.c.state == QuestionState.ANSWERED,
        _STANDING.c.score.is_not(None),
    )
    .order_by(_STANDING.c.question, _AGENCY.c.name, _AGENCY.c.id)
)


def peers(cycle_id: int, agency_type: str, leaving_out: int) -> Mapping[str, PeerStanding]:
    """How the cycle's other returns of this type rated each question, in one statement."""
    its = {"cycle": cycle_id, "agency_type": agency_type, "leaving_out": leaving_out}
    found: dict[str, list[Any]] = {}
    for row in run(_PEERS, its):
        found.setdefault(row.question, []).append(row)
    return {question: _peers(rows) for question, rows in found.items()}


def _peers(rows: list[Any]) -> PeerStanding:
    values = [row.value for row in rows]
    mean = mean_of(row.score for row in rows)
    return PeerStanding(
        mean=mean.mean or 0.0,
        n=mean.n,
        levels={value: values.count(value) for value in sorted(set(values)) if value},
        scores=tuple(sorted(row.score for row in rows)),
        agencies=tuple((row.name, row.value) for row in rows),
    )
