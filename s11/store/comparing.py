"""Queries that compare returns, over what is kept of them; each a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, select

from s11.domain.answers import QuestionState
from s11.domain.comparison import ScoreMovement
from s11.domain.matrix import MatrixRow, PeerStanding, mean_of
from s11.domain.moderation import ScoreKind
from s11.domain.standing import Standing
from s11.store.database import run
from s11.store.models import Agency, QuestionStanding, Score, StandardMovement, Submission
from s11.store.models.base import table_of
from s11.store.standings import SIGNED

_AGENCY, _SUBMISSION = (table_of(model) for model in (Agency, Submission))
_STANDING, _MOVEMENT, _SCORE = (
    table_of(model) for model in (QuestionStanding, StandardMovement, Score)
)
_FIELDS = tuple(Standing.__slots__)


def _of_cycle(submission_id: Any) -> ColumnElement[bool]:
    """Whether a row belongs to a return of the cycle.

    A cycle's returns lie together, mostly: the bounds keep the rows of other cycles unread.
    """
    low, high = (
        select(bound(_SUBMISSION.c.id))
        .where(_SUBMISSION.c.cycle_id == bindparam("cycle"))
        .scalar_subquery()
        for bound in (func.min, func.max)
    )
    return and_(
        _SUBMISSION.c.cycle_id == bindparam("cycle"), submission_id >= low, submission_id <= high
    )


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
    select(
        _SCORE.c.submission_id,
        _SCORE.c.kind,
        _SCORE.c.standard,
        _SCORE.c.percent,
        _SCORE.c.band,
    )
    .join(_SUBMISSION, _SCORE.c.submission_id == _SUBMISSION.c.id)
    .where(_of_cycle(_SCORE.c.submission_id), _SCORE.c.kind.in_(_KINDS))
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
    .where(_of_cycle(_MOVEMENT.c.submission_id))
    .order_by(_MOVEMENT.c.submission_id, _MOVEMENT.c.standard)
)


def matrix(cycle_id: int) -> tuple[MatrixRow, ...]:
    """Every agency that the cycle expects, by name, in three statements; see MatrixRow."""
    its = {"cycle": cycle_id}
    scores: dict[int, dict[ScoreKind, dict[str, float | None]]] = {}
    bands: dict[int, dict[ScoreKind, dict[str, str]]] = {}
    for row in run(_SCORES, its):
        kind = _KINDS[row.kind]
        by_kind = scores.setdefault(row.submission_id, {})
        by_kind.setdefault(kind, {})[row.standard] = row.percent
        if row.band:
            its_bands = bands.setdefault(row.submission_id, {})
            its_bands.setdefault(kind, {})[row.standard] = row.band
    movement: dict[int, dict[str, ScoreMovement]] = {}
    for submission_id, standard, *moved in _rows(_MOVEMENTS, its):
        movement.setdefault(submission_id, {})[standard] = ScoreMovement(*moved)
    return tuple(
        MatrixRow(
            **row._mapping,
            scores=scores.get(row.submission_id, {}),
            bands=bands.get(row.submission_id, {}),
            movement=movement.get(row.submission_id, {}),
        )
        for row in run(_AGENCIES, its)
    )


_STANDINGS = (
    select(_STANDING.c.submission_id, *(_STANDING.c[name] for name in _FIELDS))
    .join(_SUBMISSION, _STANDING.c.submission_id == _SUBMISSION.c.id)
    .where(_of_cycle(_STANDING.c.submission_id))
    .order_by(_STANDING.c.submission_id, _STANDING.c.id)
)
_IN_STANDARD = _STANDINGS.where(_STANDING.c.standard == bindparam("standard"))
_OF_ONE = (
    select(*(_STANDING.c[name] for name in _FIELDS))
    .where(_STANDING.c.submission_id == bindparam("submission"))
    .order_by(_STANDING.c.id)
)


def standings(cycle_id: int, standard: str | None = None) -> dict[int, tuple[Standing, ...]]:
    """Where every question (of one standard) of the cycle's signed returns stands, by return."""
    its: dict[str, object] = {"cycle": cycle_id, "standard": standard}
    found: dict[int, list[Standing]] = {}
    for submission_id, *values in _rows(_STANDINGS if standard is None else _IN_STANDARD, its):
        found.setdefault(submission_id, []).append(Standing(*values))
    return {submission_id: tuple(rows) for submission_id, rows in found.items()}


def _rows(query: Select[Any], its: Mapping[str, object]) -> Iterable[Any]:
    """The rows to take apart by position, which costs less than by name."""
    return run(query, its)


def standings_of(submission_id: int) -> dict[str, Standing]:
    """Where every question of one return stands, by question; empty before it was signed."""
    rows = (Standing(*row) for row in _rows(_OF_ONE, {"submission": submission_id}))
    return {row.question: row for row in rows}


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
