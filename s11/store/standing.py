"""Where a return stands: progress and scores, kept with every save, changed rows only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import select

from s11.domain.completeness import Progress
from s11.domain.snapshot import SignedScore
from s11.store.database import db
from s11.store.keeping import keep
from s11.store.models import Score, StandardProgress


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


def keep_progress(submission_id: int, progress: Iterable[Progress]) -> None:
    """Keep how far each standard is."""
    rows = [{"submission_id": submission_id, **asdict(one)} for one in progress]
    keep(StandardProgress, rows, ("submission_id", "standard"))


def scores_of(submission_id: int, kind: str = "self") -> dict[str, Score]:
    """A return's scores of one kind by standard; "" is the overall one."""
    rows = db.session.scalars(
        select(Score)
        .where(Score.submission_id == submission_id, Score.kind == kind)
        .order_by(Score.standard)
    )
    return {row.standard: row for row in rows}


def keep_scores(submission_id: int, kind: str, scores: Iterable[Mapping[str, Any]]) -> None:
    """Keep a return's scores of one kind; each mapping has a Score's columns by name."""
    rows = [{"submission_id": submission_id, "kind": kind, **one} for one in scores]
    keep(Score, rows, ("submission_id", "standard", "kind"))


def rows_of(scores: Iterable[SignedScore]) -> list[dict[str, Any]]:
    """Scores as the columns of their rows."""
    return [
        {
            "standard": score.standard,
            "percent": score.percent,
            "band": score.band,
            "capped": bool(score.capped_by),
            "asked": score.asked,
            "rated": score.rated,
            "not_applicable": score.not_applicable,
            "not_answered": score.asked - score.rated - score.not_applicable,
        }
        for score in scores
    ]
