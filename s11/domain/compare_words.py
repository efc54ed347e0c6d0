"""What a cycle compared says in words, the same on its page, in its file and on paper."""

from __future__ import annotations

from collections.abc import Mapping

from s11.domain.compare_report import CompareReport, Coverage
from s11.domain.comparison import Movement
from s11.domain.cycles import listed
from s11.domain.heat import band_of, tints
from s11.domain.matrix import Difference, MatrixRow, Mean, MovementCounts, QuestionCounts
from s11.domain.moderation import KIND_WORDS as KIND_WORDS
from s11.domain.moderation import ScoreKind
from s11.domain.report_words import band_ranges, percent_words

NOTHING = "–"
WAYS: Mapping[Movement, str] = {
    Movement.IMPROVED: "Improved",
    Movement.SAME: "Same",
    Movement.DECLINED: "Declined",
    Movement.NOT_COMPARABLE: "Not comparable",
}


def tint(report: CompareReport, row: MatrixRow, standard: str, kind: ScoreKind) -> str:
    """The tint of a score's cell, by the band that was kept with it; the figure is in it too."""
    return tints(report.bands).get(band_of(report.bands, row, standard, kind), "none")


def key(report: CompareReport) -> str:
    """What the tints of scores mean."""
    ranges = band_ranges((band.minimum, band.label) for band in report.bands)
    said = "; ".join(f"{words}: {covers.lower()}" for words, covers in ranges)
    return f"{said}. The lowest has a heavy line under it. A dash: nothing was asked or rated."


def figure(percent: float | None) -> str:
    """A score in a cell: to one decimal, without its sign."""
    return NOTHING if percent is None else score(percent).removesuffix("%")


def kinds(report: CompareReport) -> list[ScoreKind]:
    """The kinds of rating that there are scores of; the agencies' own always."""
    return [
        kind
        for kind in ScoreKind
        if kind is ScoreKind.SELF or any(row.scores.get(kind) for row in report.rows)
    ]


def ways(counts: MovementCounts) -> tuple[int, int, int, int]:
    """How many went which way, in the order of WAYS."""
    return counts.improved, counts.same, counts.declined, counts.not_comparable


def score(percent: float | None) -> str:
    """A score to one decimal, or a dash where there is none."""
    return NOTHING if percent is None else percent_words(percent)


def mean(found: Mean) -> str:
    """A mean with its n, such as "83.3% (n = 21)"."""
    return NOTHING if found.mean is None else f"{percent_words(found.mean)} (n = {found.n})"


def points(difference: float | None) -> str:
    """Percentage points with their sign, such as "+3.5" or "−2"."""
    if difference is None:
        return NOTHING
    size = f"{abs(difference):.1f}".removesuffix(".0")
    return "0" if size == "0" else f"{'+' if difference > 0 else '−'}{size}"


def coverage(found: Coverage) -> str:
    """How much could be compared, such as "31 of 36 like for like"."""
    return f"{found.compared} of {found.asked} like for like"


def levels(found: QuestionCounts) -> str:
    """What was chosen, such as "Green 15, Amber 5, Red 1"; a dash for criteria."""
    said = (f"{found.labels[value]} {count}" for value, count in found.levels.items())
    return ", ".join(said) or NOTHING


def standing(row: MatrixRow) -> str:
    """What is to be said of an agency beside its figures; often nothing."""
    if not row.is_returned:
        return "Not returned"
    return f"Brought in from: {row.source}" if row.source else ""


def against_panel(found: Difference) -> str:
    """Self against panel, such as "3 of 8 rate themselves higher, 1 lower"."""
    if not found.n:
        return "The panel has not rated this."
    return f"{found.over} of {found.n} rate themselves higher, {found.under} lower"


def summary(report: CompareReport) -> list[str]:
    """What there is to compare, a sentence each."""
    said = [f"{len(report.returned)} of {counted_agencies(len(report.rows))} returned."]
    if report.overall.mean.n:
        said.append(f"The mean of their own scores is {mean(report.overall.mean)}.")
    if report.previous is None:
        said.append("No earlier cycle is named to compare this one with.")
    else:
        found = report.overall.coverage
        said.append(
            f"Of {found.asked} questions put to them, {found.compared} can be set against "
            f"{report.previous.title}: those that were rated both times and mean the same."
        )
    if report.imported:
        names = listed([row.name for row in report.imported])
        said.append(f"Not made on this platform, but brought in: {names}.")
    return said


def counted_agencies(count: int) -> str:
    """A number of agencies."""
    return "1 agency" if count == 1 else f"{count} agencies"
