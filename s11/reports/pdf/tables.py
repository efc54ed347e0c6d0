"""Tables: one structure over all their pages, the heading row repeated as an artifact."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from s11.reports.pdf.blocks import (
    Block,
    TextBlock,
    attach,
    column_height,
    lay,
)
from s11.reports.pdf.flow import Column, Flow
from s11.reports.pdf.marks import painted, rule
from s11.reports.pdf.pieces import Cell, Tint, pieces
from s11.reports.pdf.structure import SCOPES, Element
from s11.reports.pdf.style import QUIET, RULE, STYLES, TONES, Align, Style

SPLIT_ABOVE = 0.5
"""A row taller than this share of a page may break; a shorter one moves to the next page whole."""
KEPT_ROOM = 60.0
"""A row that breaks begins only where at least this many points are left."""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column: its heading, its share of the width, and whether its cells head their rows."""

    title: str
    share: float = 1.0
    align: Align = "left"
    heads_row: bool = False


def columns_under(
    titles: Sequence[str], shares: Sequence[float], right: Collection[int] = ()
) -> tuple[TableColumn, ...]:
    """Columns under the page's titles; the first heads its row, those in `right` hold figures."""
    return tuple(
        TableColumn(title, share, "right" if at in right else "left", heads_row=at == 0)
        for at, (title, share) in enumerate(zip(titles, shares, strict=True))
    )


@dataclass(frozen=True, slots=True)
class Setting:
    """How close a table is set: space within cells in points, and the styles of its words."""

    pad_x: float
    pad_y: float
    cell: Style
    heads_row: Style
    heading: Style


EASY = Setting(5, 6, STYLES["cell"], STYLES["cell strong"], STYLES["column"])
DENSE = Setting(
    4,
    1.0,
    Style(size=8.5, leading=11, after=2),
    Style(size=8.5, leading=11, bold=True, after=2),
    replace(STYLES["column"], size=8, leading=10.5),
)


class _Slot(NamedTuple):
    """Where a column's words stand on the page."""

    x: float
    width: float
    column: TableColumn
    style: Style


class Table:
    """Lays rows out beneath one another and draws them."""

    def __init__(
        self, flow: Flow, columns: Sequence[TableColumn], parent: Element, setting: Setting = EASY
    ) -> None:
        self.flow = flow
        self.element = parent.add("Table")
        self.setting = setting
        self.slots = _slots(columns, flow.left, flow.width, setting)
        fonts = flow.canvas.fonts
        self.heading = [
            lay(column.title, width, fonts, replace(setting.heading, align=column.align))
            for _, width, column, _ in self.slots
        ]
        self.heading_height = max(map(column_height, self.heading)) + 2 * self.setting.pad_y

    def draw(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Draw every row. Raises ValueError for a row with the wrong number of cells."""
        for at, row in enumerate(rows):
            if len(row) != len(self.slots):
                raise ValueError(f"row {at + 1} has {len(row)} cells for {len(self.slots)} columns")
            self._row(row, first=at == 0)
        if not rows:
            self.flow.release(self.heading_height)
            self._draw_heading(self._attached_heading())
        self.flow.y -= 14

    def _row(self, row: Sequence[Cell], *, first: bool) -> None:
        flow = self.flow
        cells = [
            lay(cell, slot.width, flow.canvas.fonts, slot.style)
            for cell, slot in zip(row, self.slots, strict=True)
        ]
        height = max(map(column_height, cells)) + 2 * self.setting.pad_y
        whole = height <= flow.full * SPLIT_ABOVE
        need = height if whole else min(height, KEPT_ROOM)
        if first:
            flow.release(self.heading_height + need)
            self._draw_heading(self._attached_heading())
        elif need > flow.room:
            self._next_page()
        self._attach(cells)
        self._paint(row, height)
        self._place(cells)

    def _place(self, cells: list[list[Block]]) -> None:
        flow = self.flow
        flow.y -= self.setting.pad_y
        columns = [Column(slot.x, blocks) for slot, blocks in zip(self.slots, cells, strict=True)]
        label = cells[0][0] if cells[0] else None

        def again() -> None:
            self._draw_heading(self.heading)
            flow.y -= self.setting.pad_y
            if isinstance(label, TextBlock):
                style = replace(label.style, ink=QUIET)
                replace(label, element=None, style=style).draw(flow.page, self.slots[0].x, flow.y)

        flow.place_columns(columns, again)
        flow.y -= self.setting.pad_y
        flow.page.put(None, rule(flow.left, flow.y, flow.width, RULE))

    def _attach(self, cells: list[list[Block]]) -> None:
        line = self.element.add("TR")
        for slot, blocks in zip(self.slots, cells, strict=True):
            heads = slot.column.heads_row
            cell = line.add("TH", SCOPES["Row"]) if heads else line.add("TD")
            attach(blocks, cell, alone=len(blocks) == 1)

    def _paint(self, row: Sequence[Cell], height: float) -> None:
        """Fill the cells whose figure stands on a tone."""
        top = self.flow.y
        for cell, slot in zip(row, self.slots, strict=True):
            first = next(iter(pieces(cell)), None)
            if isinstance(first, Tint):
                pad = self.setting.pad_x
                box = (slot.x - pad + 0.75, top - height + 0.75)
                size = (slot.width + 2 * pad - 1.5, height - 1.5)
                self.flow.page.put(None, painted(*box, *size, TONES[first.tone]))

    def _attached_heading(self) -> list[list[Block]]:
        line = self.element.add("TR")
        for blocks in self.heading:
            attach(blocks, line.add("TH", SCOPES["Column"]), alone=True)
        drawn = self.heading
        self.heading = [[_detached(block) for block in blocks] for blocks in drawn]
        return drawn

    def _draw_heading(self, heading: Sequence[list[Block]]) -> None:
        flow = self.flow
        for slot, blocks in zip(self.slots, heading, strict=True):
            top = flow.y - self.heading_height + self.setting.pad_y + column_height(blocks)
            for block in blocks:
                block.draw(flow.page, slot.x, top)
        flow.y -= self.heading_height
        flow.page.put(None, rule(flow.left, flow.y, flow.width, QUIET, 1))

    def _next_page(self) -> None:
        self.flow.new_page()
        self._draw_heading(self.heading)


def _detached(block: Block) -> Block:
    """A heading as it is repeated: the same words, no longer part of the structure."""
    assert isinstance(block, TextBlock), "headings of columns are words"
    return replace(block, element=None)


def _slots(
    columns: Sequence[TableColumn], left: float, width: float, setting: Setting
) -> list[_Slot]:
    """Columns side by side over the whole width, by their shares; words inset from the edges."""
    shares = sum(column.share for column in columns)
    slots = []
    x = left
    for column in columns:
        span = width * column.share / shares
        style = setting.heads_row if column.heads_row else setting.cell
        style = replace(style, align=column.align)
        slots.append(_Slot(x + setting.pad_x, span - 2 * setting.pad_x, column, style))
        x += span
    return slots
