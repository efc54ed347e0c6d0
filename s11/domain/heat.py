"""The heat map of a cycle: which figure each cell shows, in which order, and what stands out.

Five ways to look at agencies by standards: by their own ratings, the panel's or the agreed ones,
by what moved since the cycle before, and by how far the agencies' own ratings lie above those of
the panel. Figures are scores of 0–100 in the first three, percentage points in the others.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from s11.domain.matrix import OVERALL, MatrixRow, Mean, mean_of
from s11.domain.moderation import ScoreKind
from s11.domain.standards import Band, Edition


class Showing(StrEnum):
    """What the cells show."""

    SELF = "self"
    PANEL = "panel"
    AGREED = "agreed"
    MOVEMENT = "movement"
    GAP = "gap"


KIND_SHOWN = {
    Showing.SELF: ScoreKind.SELF,
    Showing.PANEL: ScoreKind.PANEL,
    Showing.AGREED: ScoreKind.AGREED,
}

NAME, TYPE, MOVED, ALL = "agency", "type", "movement", "all"
"""What rows are sorted by, beside the key of a standard."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reader asks to see; `agency_type` "" for every type, `sort` one of the above."""

    showing: Showing = Showing.SELF
    agency_type: str = ""
    sort: str = NAME
    descending: bool = False


def figure(row: MatrixRow, standard: str, showing: Showing) -> float | None:
    """What the cell of a standard ("" for all together) shows; None where there is nothing."""
    if showing is Showing.MOVEMENT:
        moved = row.movement.get(standard)
        return moved.difference if moved else None
    if showing is Showing.GAP:
        own, other = row.score(standard), row.score(standard, weighed_by(row))
        return None if own is None or other is None else own - other
    return row.score(standard, KIND_SHOWN[showing])


def weighed_by(row: MatrixRow) -> ScoreKind:
    """What an agency's own rating is held against: what was agreed, before that the panel's."""
    return ScoreKind.AGREED if row.scores.get(ScoreKind.AGREED) else ScoreKind.PANEL


def usual(rows: Sequence[MatrixRow]) -> Showing:
    """What is shown where nobody asks: the agreed ratings once they are there for every return."""
    returned = [row for row in rows if row.is_returned]
    if returned and all(row.scores.get(ScoreKind.AGREED) for row in returned):
        return Showing.AGREED
    return Showing.SELF


def on_offer(rows: Sequence[MatrixRow], *, has_previous: bool) -> tuple[Showing, ...]:
    """The ways to look that have something to show; the agencies' own ratings always."""
    kinds = {kind for row in rows for kind, found in row.scores.items() if found}
    can_weigh = bool(kinds - {ScoreKind.SELF})
    there = {
        Showing.SELF: True,
        Showing.PANEL: ScoreKind.PANEL in kinds,
        Showing.AGREED: ScoreKind.AGREED in kinds,
        Showing.MOVEMENT: has_previous,
        Showing.GAP: can_weigh,
    }
    return tuple(one for one in Showing if there[one])


def chosen(
    rows: Iterable[MatrixRow],
    choice: Choice,
    type_words: Mapping[str, str],
    sorted_by: Callable[[MatrixRow], float | None] | None = None,
) -> tuple[MatrixRow, ...]:
    """The agencies of the type that is asked for, in the order that is asked for.

    Rows come by name, and keep that order among equals; those with no figure to sort by
    (`sorted_by`, else what the choice names) come last whichever way the others go.
    """
    shown = [row for row in rows if choice.agency_type in {"", row.agency_type}]
    if choice.sort in {NAME, TYPE}:
        return _by_words(shown, choice, type_words)
    figure_of = sorted_by or (lambda row: _sorted_by(row, choice))
    found = [(figure_of(row), row) for row in shown]
    there = [(one, row) for one, row in found if one is not None]
    there.sort(key=lambda pair: -pair[0] if choice.descending else pair[0])
    return (*(row for _, row in there), *(row for one, row in found if one is None))


def _by_words(
    rows: Iterable[MatrixRow], choice: Choice, type_words: Mapping[str, str]
) -> tuple[MatrixRow, ...]:
    def words(row: MatrixRow) -> str:
        its_type = type_words.get(row.agency_type, row.agency_type)
        return (row.name if choice.sort == NAME else its_type).casefold()

    return tuple(sorted(rows, key=words, reverse=choice.descending))


def _sorted_by(row: MatrixRow, choice: Choice) -> float | None:
    if choice.sort == MOVED:
        return figure(row, OVERALL, Showing.MOVEMENT)
    return figure(row, OVERALL if choice.sort == ALL else choice.sort, choice.showing)


def mean_figure(rows: Iterable[MatrixRow], standard: str, showing: Showing) -> Mean:
    """The mean of a column, and of how many."""
    return mean_of(figure(row, standard, showing) for row in rows)


@dataclass(frozen=True, slots=True)
class Spread:
    """One standard's figures over the agencies: how many, their mean, and how they differ."""

    key: str
    title: str
    mean: float
    deviation: float
    low: float
    high: float
    n: int


def spreads(edition: Edition, rows: Sequence[MatrixRow], showing: Showing) -> tuple[Spread, ...]:
    """Every standard that has figures, in the edition's order."""
    found = []
    for part in edition.standards:
        all_figures = (figure(row, part.key, showing) for row in rows)
        values = [one for one in all_figures if one is not None]
        if values:
            mean = math.fsum(values) / len(values)
            deviation = math.sqrt(math.fsum((one - mean) ** 2 for one in values) / len(values))
            found.append(
                Spread(part.key, part.title, mean, deviation, min(values), max(values), len(values))
            )
    return tuple(found)


def tints(bands: Iterable[Band]) -> dict[str, str]:
    """The tint of each band by its words: high, good, fair or low, best band first.

    The board's own bands decide, so that a tint and a word never say two things: a critical
    question that holds a band down shows, whatever the figure.
    """
    best_first = [band.label for band in sorted(bands, key=lambda band: -band.minimum)]
    if len(best_first) < 2:
        return dict.fromkeys(best_first, "good")
    between = len(best_first) - 2
    middle = ("good",) * (between // 2) + ("fair",) * (between - between // 2)
    return dict(zip(best_first, ("high", *middle, "low"), strict=True))


def band_of(bands: Sequence[Band], row: MatrixRow, standard: str, kind: ScoreKind) -> str:
    """The words of a score, as they were kept with it; "" where there is no score."""
    found = row.score(standard, kind)
    if found is None:
        return ""
    kept = row.bands.get(kind, {}).get(standard, "")
    if any(band.label == kept for band in bands):
        return kept
    reached = (band for band in bands if found >= band.minimum)
    return max(reached, key=lambda band: band.minimum).label
