"""Queries about one agency through the cycles of a framework."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from s11.domain.cycles import CycleStatus
from s11.store.database import run
from s11.store.models import Cycle, FrozenEdition, SignedReturn, Submission
from s11.store.models.base import table_of

_CYCLE, _FROZEN, _SIGNED, _SUBMISSION = (
    table_of(model) for model in (Cycle, FrozenEdition, SignedReturn, Submission)
)
_NEWEST = (
    select(_SIGNED.c.sha256)
    .where(_SIGNED.c.submission_id == _SUBMISSION.c.id)
    .order_by(_SIGNED.c.version.desc())
    .limit(1)
    .correlate(_SUBMISSION)
    .scalar_subquery()
)
_ITS = _CYCLE.alias("its")
_FRAMEWORK = select(_ITS.c.framework).where(_ITS.c.id == bindparam("cycle")).scalar_subquery()
_CYCLES = (
    select(
        _CYCLE.c.slug,
        _CYCLE.c.title,
        _CYCLE.c.due_at,
        _CYCLE.c.status,
        _FROZEN.c.sha256.label("edition_sha256"),
        _NEWEST.label("signed_sha256"),
    )
    .join(_SUBMISSION, _SUBMISSION.c.cycle_id == _CYCLE.c.id)
    .join(_FROZEN, _FROZEN.c.id == _CYCLE.c.frozen_id)
    .where(
        _CYCLE.c.board_id == bindparam("board"),
        _CYCLE.c.framework == _FRAMEWORK,
        _SUBMISSION.c.agency_id == bindparam("agency"),
    )
    .order_by(_CYCLE.c.due_at, _CYCLE.c.id)
)


@dataclass(frozen=True, slots=True)
class CycleOfAgency:
    """A cycle in which an agency was asked; `signed_sha256` is None where it signed nothing."""

    slug: str
    title: str
    due_at: datetime
    status: CycleStatus
    edition_sha256: str
    signed_sha256: str | None


def cycles_of_agency(board_id: int, agency_id: int, cycle_id: int) -> list[CycleOfAgency]:
    """Every opened cycle of the board and of this cycle's framework in which the agency was asked.

    By due date, in one statement.
    """
    its = {"board": board_id, "agency": agency_id, "cycle": cycle_id}
    return [CycleOfAgency(**row._mapping) for row in run(_CYCLES, its)]
