"""Lines over time, as geometry: where each point, stroke and word of a chart stands.

A chart is drawn in a box whose units are those of its words: a font of `Frame.font` units is as
high as that. Nothing is coloured or styled here, so screen and paper draw the same chart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from s11.domain.figures import tenths_words

CHARACTER = 0.56
"""How wide a character is, in parts of the font's size: a little more than the typeface's mean."""


class Anchor(StrEnum):
    """Which end of a text stands at its place, as SVG names it."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True, slots=True)
class Series:
    """One line: a value for each date, None where there is none."""

    label: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class LineChart:
    """What is drawn. `title` says the finding, `summary` the same as the lines do, in words.

    `labels` and `dates` (in order) name the points along; `low` and `high` end the scale, and
    `grid` has the values at which a line is drawn across.
    """

    title: str
    summary: str
    labels: tuple[str, ...]
    dates: tuple[date, ...]
    series: tuple[Series, ...]
    low: float = 0
    high: float = 100
    grid: tuple[float, ...] = (0, 50, 100)


@dataclass(frozen=True, slots=True)
class Frame:
    """The box in which a chart is drawn, and the room that its words take at each side."""

    width: float = 360
    height: float = 170
    left: float = 30
    right: float = 18
    top: float = 22
    bottom: float = 26
    font: float = 12

    @property
    def plot(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the part where values stand."""
        return self.left, self.top, self.width - self.right, self.height - self.bottom


USUAL = Frame()


@dataclass(frozen=True, slots=True)
class Words:
    """A text in the chart: `x`, `y` is the foot of its anchor."""

    x: float
    y: float
    text: str
    anchor: Anchor = Anchor.MIDDLE

    def span(self, font: float) -> tuple[float, float]:
        """From where to where the text reaches along, as near as can be told without its font."""
        width = len(self.text) * CHARACTER * font
        start = {Anchor.START: 0.0, Anchor.MIDDLE: width / 2, Anchor.END: width}[self.anchor]
        return self.x - start, self.x - start + width


@dataclass(frozen=True, slots=True)
class Dot:
    """A value: where it stands, and which date it is of."""

    x: float
    y: float
    at: int
    value: float


@dataclass(frozen=True, slots=True)
class Line:
    """A series as it is drawn: its dots, the strokes between neighbours, its name at its end.

    `shape` counts the series, so that each can bear a shape of its own.
    """

    label: str
    shape: int
    dots: tuple[Dot, ...]
    strokes: tuple[tuple[Dot, ...], ...]
    values: tuple[Words, ...]
    name: Words | None


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart with everything in its place. `gaps` are the dates at which no series has a value."""

    chart: LineChart
    frame: Frame
    lines: tuple[Line, ...]
    grid: tuple[tuple[float, Words], ...]
    labels: tuple[Words, ...]
    gaps: tuple[float, ...]


def drawn(chart: LineChart, frame: Frame = USUAL) -> Drawing:
    """Put a chart in its box. Dates stand apart as they lie in time; gaps break the line."""
    xs = along(chart.dates, frame)
    names = _names(chart, frame)
    lines = tuple(
        _line(chart, number, xs, frame, names[number]) for number in range(len(chart.series))
    )
    gaps = (x for at, x in enumerate(xs) if all(one.values[at] is None for one in chart.series))
    left = frame.plot[0]
    grid = (
        (y, Words(left - 6, y + frame.font * 0.35, f"{value:g}", Anchor.END))
        for value in chart.grid
        if (y := _height(chart, value, frame)) is not None
    )
    return Drawing(chart, frame, lines, tuple(grid), _labels(chart, xs, frame), tuple(gaps))


def along(dates: Sequence[date], frame: Frame) -> tuple[float, ...]:
    """Where each date stands: by its day, and never on top of another."""
    left, _, right, _ = frame.plot
    if not dates:
        return ()
    first, days = dates[0], (dates[-1] - dates[0]).days
    if not days:
        middle = (left + right) / 2
        return apart([middle] * len(dates), frame.font, left, right)
    inset = frame.font
    width = right - left - 2 * inset
    places = [left + inset + width * (one - first).days / days for one in dates]
    return apart(places, frame.font, left + inset, right - inset)


def apart(places: Sequence[float], gap: float, low: float, high: float) -> tuple[float, ...]:
    """Places in order, moved as little as need be to stand `gap` apart between `low` and `high`.

    Where there is no room for that gap, they stand as far apart as there is room for.
    """
    if len(places) > 1:
        gap = min(gap, (high - low) / (len(places) - 1))
    found: list[float] = []
    for place in places:
        least = found[-1] + gap if found else low
        found.append(max(place, least))
    for at in range(len(found) - 1, -1, -1):
        most = found[at + 1] - gap if at + 1 < len(found) else high
        found[at] = min(found[at], most)
    return tuple(found)


def _height(chart: LineChart, value: float, frame: Frame) -> float:
    _, top, _, bottom = frame.plot
    within = min(max(value, chart.low), chart.high)
    return bottom - (bottom - top) * (within - chart.low) / (chart.high - chart.low)


def _line(
    chart: LineChart, number: int, xs: Sequence[float], frame: Frame, name: Words | None
) -> Line:
    series = chart.series[number]
    dots = tuple(
        Dot(x, _height(chart, value, frame), at, value)
        for at, (x, value) in enumerate(zip(xs, series.values, strict=True))
        if value is not None
    )
    values = _values(dots, frame) if len(chart.series) == 1 else ()
    return Line(series.label, number, dots, _strokes(dots), values, name)


def _strokes(dots: Iterable[Dot]) -> tuple[tuple[Dot, ...], ...]:
    """Runs of dots without a gap between them; a dot by itself needs no stroke."""
    runs: list[list[Dot]] = []
    for dot in dots:
        if runs and dot.at == runs[-1][-1].at + 1:
            runs[-1].append(dot)
        else:
            runs.append([dot])
    return tuple(tuple(run) for run in runs if len(run) > 1)


def _values(dots: Sequence[Dot], frame: Frame) -> tuple[Words, ...]:
    """The figure over each dot: the last and the first, then whichever others have room."""
    texts = [Words(dot.x, dot.y - frame.font * 0.75, tenths_words(dot.value)) for dot in dots]
    return _with_room(texts, frame)


def _labels(chart: LineChart, xs: Sequence[float], frame: Frame) -> tuple[Words, ...]:
    """The names of the dates beneath: the last and the first, then whichever others have room."""
    bottom = frame.height - frame.bottom + frame.font * 1.5
    texts = []
    for x, text in zip(xs, chart.labels, strict=True):
        one = Words(x, bottom, text)
        start, end = one.span(frame.font)
        if start < 0:
            one = Words(0, bottom, text, Anchor.START)
        elif end > frame.width:
            one = Words(frame.width, bottom, text, Anchor.END)
        texts.append(one)
    return _with_room(texts, frame)


def _with_room(texts: Sequence[Words], frame: Frame) -> tuple[Words, ...]:
    """Those of the texts that stand clear of one another along, in their order."""
    in_turn = [len(texts) - 1, 0, *range(len(texts) - 2, 0, -1)] if len(texts) > 1 else [0]
    kept: dict[int, Words] = {}
    for at in in_turn if texts else ():
        start, end = texts[at].span(frame.font)
        spans = [one.span(frame.font) for one in kept.values()]
        if all(
            end + frame.font * 0.4 <= its[0] or its[1] + frame.font * 0.4 <= start for its in spans
        ):
            kept[at] = texts[at]
    return tuple(kept[at] for at in sorted(kept))


def _names(chart: LineChart, frame: Frame) -> list[Words | None]:
    """Each line's name at its right end, moved apart; None for a chart of one line."""
    names: list[Words | None] = [None] * len(chart.series)
    if len(chart.series) < 2:
        return names
    _, top, right, bottom = frame.plot
    ends = [
        (_height(chart, values[-1], frame), number)
        for number, one in enumerate(chart.series)
        if (values := [value for value in one.values if value is not None])
    ]
    ends.sort()
    places = apart([y for y, _ in ends], frame.font * 1.2, top, bottom)
    for y, (_, number) in zip(places, ends, strict=True):
        at = y + frame.font * 0.35
        names[number] = Words(right + 4, at, chart.series[number].label, Anchor.START)
    return names
