"""Horizontal bars with their words beside them: one Figure with an alternative text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from s11.reports.pdf.canvas import Page, TaggedCanvas
from s11.reports.pdf.marks import dotted, fill_rect, hatched
from s11.reports.pdf.structure import Element
from s11.reports.pdf.style import BOARD, STYLES, TONES
from s11.reports.pdf.text import wrap

LABEL_SHARE, TEXT_WIDTH, BAR, GAP = 0.38, 92.0, 11.0, 7.0
TRACK = "#e9eef1"


@dataclass(frozen=True, slots=True)
class Bar:
    """A label, a value from 0 to 100 (None where there is none), and the words after the bar."""

    label: str
    value: float | None
    text: str
    tone: str = ""


@dataclass(slots=True)
class Line:
    """A bar with its label in lines."""

    bar: Bar
    label: list[str]

    @property
    def height(self) -> float:
        return max(BAR, len(self.label) * STYLES["figure"].leading) + GAP


def lines_of(bars: Sequence[Bar], canvas: TaggedCanvas, width: float) -> list[Line]:
    """The bars with their labels wrapped for a chart of this width."""
    style = STYLES["figure"]
    room = width * LABEL_SHARE - 10
    return [Line(bar, wrap(bar.label, canvas.face(style), style.size, room)) for bar in bars]


@dataclass(slots=True)
class ChartBlock:
    """Bars that stand on one page."""

    lines: list[Line]
    canvas: TaggedCanvas
    width: float
    colour: str = BOARD
    after: float = 12.0
    element: Element | None = None

    @property
    def height(self) -> float:
        return sum(line.height for line in self.lines)

    @property
    def least(self) -> float:
        return self.height

    def attach(self, parent: Element, *, alone: bool) -> None:
        """The figure is made by the caller, who knows its alternative text."""
        self.element = parent

    def split(self, room: float) -> None:
        """A chart is cut to pages before it is laid out."""

    def draw(self, page: Page, x: float, top: float) -> None:
        """Draw all bars as one stretch of marked content, and record the figure's outline."""
        assert self.element is not None, "a chart is content"
        box = f"{x:.1f} {top - self.height:.1f} {x + self.width:.1f} {top:.1f}"
        self.element.attributes += f"/A<</O/Layout/Placement/Block/BBox[{box}]>>"
        operations = []
        for line in self.lines:
            operations.append(self._draw_line(line, x, top))
            top -= line.height
        page.put(self.element, " ".join(operations))

    def _draw_line(self, line: Line, x: float, top: float) -> str:
        style, bar = STYLES["figure"], line.bar
        middle = top - (line.height - GAP) / 2
        first = middle + (len(line.label) - 1) * style.leading / 2 - style.size * 0.34
        start = x + self.width * LABEL_SHARE
        length = self.width - (start - x) - TEXT_WIDTH
        return " ".join(
            (
                self.canvas.words(x, first, line.label, style),
                self._bar(start, middle - BAR / 2, length, bar),
                self.canvas.words(
                    start + length + 8,
                    middle - style.size * 0.34,
                    [self.canvas.face(style).visible(bar.text).replace("\n", " ")],
                    replace(style, bold=True),
                ),
            )
        )

    def _bar(self, x: float, y: float, length: float, bar: Bar) -> str:
        tone = TONES[bar.tone] if bar.tone else None
        if bar.value is None:
            colour = TONES["not answered"].colour
            hatch = tone is not None and tone.mark == "hatched"
            return (hatched if hatch else dotted)(x, y, length, BAR, colour)
        share = max(0.0, min(100.0, bar.value)) / 100
        colour = tone.colour if tone else self.colour
        filled = fill_rect(x, y, max(length * share, 0.75), BAR, colour)
        return f"{fill_rect(x, y, length, BAR, TRACK)} {filled}"
