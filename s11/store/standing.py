"""Where a return stands: progress and scores, kept with every save, changed rows only."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import and_, bindparam, select

from s11.domain.completeness import Progress
from s11.domain.snapshot import SignedScore
from s11.store.database import db, run
from s11.store.keeping import keep
from s11.store.models import Score, StandardProgress
from s11.store.models.base import table_of


def progress_of(submission_id: int) -> dict[str, Progress]:
    """How far each standard of a return is, by its key; empty before the first save."""
    rows = db.session.scalars(
        select(StandardProgress)
        .where(StandardProgress.submission_id == submission_id)
        .order_by(StandardProgress.standard)
    )
    return {
        row.standard: Progress(row.standard, row.asked, row.settled, row.missing) for row in rows
    }


def scores_of(submission_id: int, kind: str = "self") -> dict[str, Score]:
    """A return's scores of one kind by standard; "" is the overall one."""
    rows = db.session.scalars(
        select(Score)
        .where(Score.submission_id == submission_id, Score.kind == kind)
        .order_by(Score.standard)
    )
    return {row.standard: row for row in rows}


_SCORE, _PROGRESS = (table_of(model) for model in (Score, StandardProgress))
_SCORED = (
    "standard",
    "percent",
    "band",
    "capped",
    "asked",
    "rated",
    "not_applicable",
    "not_answered",
)
# Both are kept together, so a standard without a score has no progress either.
_KEPT = (
    select(
        *(_SCORE.c[name] for name in _SCORED),
        *(_PROGRESS.c[name].label(f"far_{name}") for name in Progress.__slots__),
    )
    .select_from(_SCORE)
    .outerjoin(
        _PROGRESS,
        and_(
            _PROGRESS.c.submission_id == _SCORE.c.submission_id,
            _PROGRESS.c.standard == _SCORE.c.standard,
        ),
    )
    .where(_SCORE.c.submission_id == bindparam("submission"), _SCORE.c.kind == "self")
    .order_by(_SCORE.c.standard)
)


def keep_standing(
    submission_id: int, progress: Iterable[Progress], scores: Iterable[SignedScore]
) -> bool:
    """Keep how far each standard is, and the self scores; only the rows that change are written.

    Whether any progress changed. The return is to be held: what is kept is read here.
    """
    kept = run(_KEPT, {"submission": submission_id}).all()
    far_kept = {tuple(row[len(_SCORED) :]) for row in kept}
    scores_kept = {tuple(row[: len(_SCORED)]) for row in kept}
    far = [
        dict(zip(Progress.__slots__, said, strict=True))
        for one in progress
        if (said := tuple(getattr(one, name) for name in Progress.__slots__)) not in far_kept
    ]
    scored = [
        dict(zip(_SCORED, said, strict=True))
        for one in scores
        if (said := _columns_of(one)) not in scores_kept
    ]
    its = {"submission_id": submission_id}
    keep(StandardProgress, [its | row for row in far], ("submission_id", "standard"))
    scored = [{**its, "kind": "self", **row} for row in scored]
    keep(Score, scored, ("submission_id", "standard", "kind"))
    return bool(far)


def keep_scores(submission_id: int, kind: str, scores: Iterable[SignedScore]) -> None:
    """Keep a return's scores of one kind, a row for each standard and ("") one for all."""
    its = {"submission_id": submission_id, "kind": kind}
    rows = [{**its, **dict(zip(_SCORED, _columns_of(one), strict=True))} for one in scores]
    keep(Score, rows, ("submission_id", "standard", "kind"))


def _columns_of(score: SignedScore) -> tuple[object, ...]:
    """A score as the columns that `_SCORED` names."""
    return (
        score.standard,
        score.percent,
        score.band,
        bool(score.capped_by),
        score.asked,
        score.rated,
        score.not_applicable,
        score.asked - score.rated - score.not_applicable,
    )
