"""A cycle compared, for machines: JSON and CSV. The page beside them is templates/reports/."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from s11.domain.compare_report import CompareReport, StandardCounts
from s11.domain.comparison import ScoreMovement
from s11.domain.figures import tenths
from s11.domain.matrix import OVERALL, MatrixRow, Mean, MovementCounts, QuestionCounts
from s11.domain.moderation import ScoreKind
from s11.reports.sheets import csv_text

Plain = dict[str, Any]
HEADS = (
    "Question", "Standard", "Text", "Asked", "Rated", "Not applicable", "Not answered", "Not asked",
)  # fmt: skip
MEANS = ("Mean, self", "n, self", "Mean, panel", "n, panel", "Mean, agreed", "n, agreed")
WAYS = ("Improved", "Same", "Declined", "Not comparable")


def compare_json(report: CompareReport) -> str:
    """The report as JSON: scores cut to one decimal (domain.figures), null where there is none."""
    return json.dumps(_plain(report), ensure_ascii=False, indent=2) + "\n"


def compare_csv(report: CompareReport) -> str:
    """A row for each question; how often each level was chosen stands in a column of its own."""
    values = list(dict.fromkeys(value for one in report.questions for value in one.levels))
    heads = (*HEADS, *(f"Rated {value}" for value in values), *MEANS, *WAYS)
    return csv_text(heads, (_cells(one, values, report) for one in report.questions))


def _cells(one: QuestionCounts, values: list[str], report: CompareReport) -> list[str]:
    counts = (one.asked, one.rated, one.not_applicable, one.not_answered, one.not_asked)
    means = [_figure(one.means[kind]) for kind in ScoreKind]
    ways = _ways(one.movement).values() if report.previous else ("",) * len(WAYS)
    return [
        one.id,
        one.standard,
        one.text,
        *map(str, counts),
        *(str(one.levels.get(value, "")) for value in values),
        *("" if figure is None else str(figure) for pair in means for figure in pair.values()),
        *map(str, ways),
    ]


def _plain(report: CompareReport) -> Plain:
    return {
        "board": report.board,
        "cycle": report.cycle.slug,
        "title": report.cycle.title,
        "previous": report.previous.slug if report.previous else None,
        "previous_title": report.previous.title if report.previous else None,
        "framework": report.framework,
        "edition": report.edition,
        "edition_title": report.edition_title,
        "expected": len(report.rows),
        "returned": len(report.returned),
        "imported": [row.slug for row in report.imported],
        "questions": [_question(one) for one in report.questions],
        "standards": [_standard(one) for one in report.standards],
        "overall": _standard(report.overall),
        "matrix": [_row(row, report) for row in report.rows],
        "movement": _movement(report),
    }


def _question(one: QuestionCounts) -> Plain:
    return {
        "id": one.id,
        "standard": one.standard,
        "text": one.text,
        "asked": one.asked,
        "rated": one.rated,
        "levels": dict(one.levels),
        "not_applicable": one.not_applicable,
        "not_answered": one.not_answered,
        "not_asked": one.not_asked,
        "mean": _tenths(one.mean.mean),
        "n": one.mean.n,
        "kinds": _kinds(one.means),
    }


def _standard(one: StandardCounts) -> Plain:
    return {
        "id": one.key,
        "title": one.title,
        "mean": _tenths(one.mean.mean),
        "n": one.mean.n,
        "kinds": _kinds(one.means),
        "like_for_like": {"before": _figure(one.before), "now": _figure(one.now)},
        "coverage": {"compared": one.coverage.compared, "asked": one.coverage.asked},
    }


def _row(row: MatrixRow, report: CompareReport) -> Plain:
    keys = [one.key for one in report.standards]
    return {
        "agency": row.name,
        "slug": row.slug,
        "type": row.agency_type,
        "returned": row.is_returned,
        "source": row.source,
        **_scores(row, keys, ScoreKind.SELF),
        "kinds": {
            kind.value: _scores(row, keys, kind) for kind in ScoreKind if row.scores.get(kind)
        },
        "movement": _moved(row, keys) if report.previous and row.movement else None,
    }


def _scores(row: MatrixRow, keys: list[str], kind: ScoreKind) -> Plain:
    return {
        "standards": {key: _tenths(row.score(key, kind)) for key in keys},
        "overall": _tenths(row.score(OVERALL, kind)),
    }


def _moved(row: MatrixRow, keys: list[str]) -> Plain:
    standards = {key: _side_by_side(row.movement[key]) for key in keys if key in row.movement}
    return {"standards": standards, "overall": _side_by_side(row.movement[OVERALL])}


def _side_by_side(found: ScoreMovement) -> Plain:
    return {
        "movement": found.movement.value.replace(" ", "_") if found.asked else None,
        "before": _tenths(found.before),
        "now": _tenths(found.now),
        "compared": found.compared,
        "asked": found.asked,
    }


def _movement(report: CompareReport) -> Plain:
    if report.previous is None:
        return {"questions": {}, "standards": {}, "overall": None, "added": [], "retired": []}
    return {
        "questions": {one.id: _ways(one.movement) for one in report.questions},
        "standards": {one.key: _ways(one.movement) for one in report.standards},
        "overall": _ways(report.overall.movement),
        "added": list(report.added),
        "retired": list(report.retired),
    }


def _ways(counts: MovementCounts) -> dict[str, int]:
    return {
        "improved": counts.improved,
        "same": counts.same,
        "declined": counts.declined,
        "not_comparable": counts.not_comparable,
    }


def _kinds(means: Mapping[ScoreKind, Mean]) -> Plain:
    return {kind.value: _figure(means[kind]) for kind in ScoreKind}


def _figure(found: Mean) -> Plain:
    return {"mean": _tenths(found.mean), "n": found.n}


def _tenths(percent: float | None) -> float | None:
    return None if percent is None else tenths(percent)
