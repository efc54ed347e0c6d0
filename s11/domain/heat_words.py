"""What the heat map says in words: its finding, where things stand, and why a cell is as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from s11.domain.compare_words import NOTHING, counted_agencies, points, score
from s11.domain.comparison import ScoreMovement
from s11.domain.figures import whole_words
from s11.domain.heat import (
    KIND_SHOWN,
    Showing,
    Spread,
    band_of,
    figure,
    mean_figure,
    spreads,
    tints,
    weighed_by,
)
from s11.domain.matrix import OVERALL, MatrixRow, Mean, count_movements, difference
from s11.domain.moderation import KIND_WORDS, ScoreKind
from s11.domain.report_words import counted
from s11.domain.standards import Edition

NOT_RETURNED = "Not returned."
NOT_ASKED = "Nothing of this standard was asked of this agency."
NO_SCORE = "No score: nothing is rated here, or an answer is missing."
NOT_WEIGHED = "The panel has not rated this return."
NO_PAST = "Nothing of this can be set against the cycle before."
ALL_STANDARDS = "All standards"
LARGE_GAP = 10
"""Percentage points from which a self-rating stands out as too high."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its figure, its tint, the words of its band, and what it says when asked.

    `points` is what moved, beneath the figure; `about` is shown beneath it too.
    """

    words: str
    tint: str
    band: str = ""
    points: float | None = None
    about: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Telling:
    """What every cell of a page is told from. `before` is the title of the cycle before."""

    edition: Edition
    showing: Showing
    before: str = ""

    def cell(self, row: MatrixRow, standard: str) -> Cell:
        """The cell of a standard, or of all ("") together."""
        found = figure(row, standard, self.showing)
        if not row.is_returned:
            return Cell(NOTHING, "none", reason="")
        if standard and standard in row.movement and not row.movement[standard].asked:
            return Cell("n/a", "na", "Not asked", reason=NOT_ASKED)
        if self.showing is Showing.MOVEMENT:
            return self._moved(row, standard, found)
        if self.showing is Showing.GAP:
            return self._gap(row, standard, found)
        return self._score(row, standard, found, KIND_SHOWN[self.showing])

    def _score(self, row: MatrixRow, standard: str, found: float | None, kind: ScoreKind) -> Cell:
        if found is None:
            is_weighed = kind is ScoreKind.SELF or row.scores.get(kind)
            return Cell(NOTHING, "none", reason=NO_SCORE if is_weighed else NOT_WEIGHED)
        band = band_of(self.edition.bands, row, standard, kind)
        moved = row.movement.get(standard) if kind is ScoreKind.SELF else None
        others = (
            f"{KIND_WORDS[one]}: {score(row.score(standard, one))}."
            for one in ScoreKind
            if one is not kind and row.score(standard, one) is not None
        )
        held = held_down(self.edition, found, band)
        parts = (f"{score(found)}, {band}.", held, self._since(moved), *others)
        return Cell(
            whole(found),
            self._tints[band],
            band,
            in_short(moved.difference) if moved else None,
            reason=" ".join((self._named(standard), *filter(None, parts))),
        )

    def _moved(self, row: MatrixRow, standard: str, found: float | None) -> Cell:
        moved = row.movement.get(standard)
        if found is None or moved is None:
            return Cell("n/c", "na", "Not comparable", reason=NO_PAST)
        short = in_short(found)
        tint = "same" if short == 0 else "high" if found > 0 else "low"
        reason = f"{self._named(standard)} {self._since(moved)}"
        return Cell("", tint, "", short, f"{moved.compared} of {moved.asked}", reason)

    def _gap(self, row: MatrixRow, standard: str, found: float | None) -> Cell:
        other = weighed_by(row)
        if found is None:
            is_weighed = bool(row.scores.get(other))
            return Cell(NOTHING, "none", reason=NO_SCORE if is_weighed else NOT_WEIGHED)
        tint = "same" if in_short(found) == 0 else "good" if found < 0 else "fair"
        tint = "low" if found >= LARGE_GAP else tint
        own, held = score(row.score(standard)), score(row.score(standard, other))
        reason = (
            f"{self._named(standard)} Its own rating is {own}; {KIND_WORDS[other].lower()} {held}."
        )
        return Cell(points(in_short(found)), tint, gap_words(found), reason=reason)

    @cached_property
    def _tints(self) -> Mapping[str, str]:
        return tints(self.edition.bands)

    def _named(self, standard: str) -> str:
        part = self.edition.standard(standard)
        return f"{part.key}. {part.title}:" if part else f"{ALL_STANDARDS}:"

    def _since(self, moved: ScoreMovement | None) -> str:
        if moved is None or moved.difference is None or not self.before:
            return ""
        way = moved_words(moved.difference)
        return f"{way} since {self.before}, like for like over {covered(moved)}."


def held_down(edition: Edition, percent: float, band: str) -> str:
    """A sentence where a band is below its score; "" elsewhere."""
    if edition.band(percent).label == band:
        return ""
    return "A critical question at its lowest level holds it down."


def whole(percent: float) -> str:
    """A score in a cell."""
    return whole_words(percent)


def in_short(difference: float | None) -> float | None:
    """Points for a small place: whole, below one to a decimal, so that no move looks like none."""
    if difference is None:
        return None
    return round(difference) if abs(difference) >= 0.95 else round(difference, 1) or 0


def moved_words(difference: float) -> str:
    """Which way a score went, such as "Up 2.4 points"."""
    size = f"{abs(difference):.1f}".removesuffix(".0")
    if size == "0":
        return "No change"
    return f"{'Up' if difference > 0 else 'Down'} {size} {'point' if size == '1' else 'points'}"


def covered(moved: ScoreMovement) -> str:
    """How much was compared, such as "9 of 10 questions"."""
    return f"{moved.compared} of {counted(moved.asked, 'question')}"


def gap_words(gap: float) -> str:
    """Which way a self-rating lies off, for those who do not see the tint."""
    if in_short(gap) == 0:
        return "The same"
    return "Rates itself higher" if gap > 0 else "Rates itself lower"


def finding(edition: Edition, rows: Sequence[MatrixRow], showing: Showing) -> str:
    """What stands out, as the page's title."""
    found = spreads(edition, rows, showing)
    if not found:
        return "There is nothing to compare yet"
    if showing is Showing.MOVEMENT:
        most = max(found, key=lambda one: abs(one.mean))
        way = moved_words(most.mean)
        if way == "No change":
            return "No standard has moved"
        return f"{way} in {named(most)}: the largest move"
    if showing is Showing.GAP:
        most = max(found, key=lambda one: one.mean)
        if most.mean <= 0 or in_short(most.mean) == 0:
            return "Agencies do not over-rate themselves in any standard"
        return f"Agencies over-rate themselves most in {named(most)}"
    most = max(found, key=lambda one: one.deviation)
    if most.n < 2:
        return f"{counted_agencies(most.n)} to look at so far"
    if not most.deviation:
        return "Agencies stand alike in every standard"
    return f"Agencies differ most in {named(most)}"


def named(one: Spread) -> str:
    """A standard by its letter and title."""
    return f"{one.key}.\u00a0{one.title}"


def sentence(
    edition: Edition, rows: Sequence[MatrixRow], showing: Showing, cycle: str, before: str
) -> str:
    """Where things stand, over the agencies that are shown."""
    returned = sum(row.is_returned for row in rows)
    came = f"{cycle}: {returned} of {counted_agencies(len(rows))} returned"
    mean = mean_figure(rows, OVERALL, showing)
    if mean.mean is None:
        return f"{came}."
    if showing is Showing.MOVEMENT:
        return f"{came}. {_moves(rows, before)}"
    if showing is Showing.GAP:
        return f"{came}. {_gaps(edition, rows, mean)}"
    words = {"self": "Their own ratings come", "panel": "The panel’s ratings come"}
    whose = words.get(showing, "The agreed ratings come")
    said = f"{came}. {whose} to {score(mean.mean)} in the mean of {mean.n}."
    low = max(spreads(edition, rows, showing), key=lambda one: one.deviation, default=None)
    if low is None or not low.deviation:
        return said
    return f"{said} In {low.key} they range from {score(low.low)} to {score(low.high)}."


def _moves(rows: Sequence[MatrixRow], before: str) -> str:
    ways = count_movements(row.moved() for row in rows)
    overall = [row.movement[OVERALL] for row in rows if OVERALL in row.movement]
    both = [one for one in overall if one.compared]
    compared, asked = sum(one.compared for one in both), sum(one.asked for one in both)
    return (
        f"Since {before}, {ways.improved} improved, {ways.same} stayed the same and "
        f"{ways.declined} declined, like for like over {compared:,} of {asked:,} questions."
    )


def _gaps(edition: Edition, rows: Sequence[MatrixRow], mean: Mean) -> str:
    ways = difference((row.score(), row.score(OVERALL, weighed_by(row))) for row in rows)
    first = (
        f"{ways.over} of {ways.n} rate themselves higher than the panel found and {ways.under} "
        f"lower: {_too_high(mean.mean or 0.0)} in the mean"
    )
    found = spreads(edition, rows, Showing.GAP)
    most = max(found, key=lambda one: one.mean, default=None)
    if most is None or most.mean <= 0 or in_short(most.mean) == 0:
        return f"{first}."
    return (
        f"{first}, and most in {named(most)}, {_too_high(most.mean)} over "
        f"{counted(most.n, 'return')}."
    )


def _too_high(gap: float) -> str:
    """Such as "2.8 points too high"."""
    size = f"{abs(gap):.1f}".removesuffix(".0")
    if size == "0":
        return "the same"
    return f"{size} {'point' if size == '1' else 'points'} too {'high' if gap > 0 else 'low'}"
