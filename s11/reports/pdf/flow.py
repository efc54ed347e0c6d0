"""Where things go: a cursor that moves down the pages, and columns that move down together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from s11.reports.pdf.blocks import Block, beginning, column_height, keeps
from s11.reports.pdf.canvas import A4, Page, TaggedCanvas

SIDE, HEAD, FOOT = 56.0, 74.0, 58.0
"""Margins in points: left and right, top, bottom."""


class Column(NamedTuple):
    """Blocks one below the other, their left edge at x, beginning `drop` below the cursor."""

    x: float
    blocks: list[Block]
    drop: float = 0.0


class Flow:
    """The current page and the height at which the next thing begins.

    Blocks given to `hold` wait until something else is placed, and are then put on the same page
    as the beginning of it: a heading is never the last line of a page.
    """

    def __init__(self, canvas: TaggedCanvas) -> None:
        self.canvas = canvas
        self.pages: list[Page] = []
        self.size = A4
        self.page: Page
        self.y = 0.0
        self._held: list[tuple[Block, float]] = []

    @property
    def left(self) -> float:
        """The left edge of the words."""
        return SIDE

    @property
    def width(self) -> float:
        """The width between the margins of the current page."""
        return self.size[0] - 2 * SIDE

    @property
    def top(self) -> float:
        """Where a page's first line begins."""
        return self.size[1] - HEAD

    @property
    def room(self) -> float:
        """Points left on this page."""
        return self.y - FOOT

    @property
    def full(self) -> float:
        """Points on an empty page."""
        return self.top - FOOT

    @property
    def fresh(self) -> bool:
        """Whether nothing stands on this page yet."""
        return self.y >= self.top

    def new_page(self, *, landscape: bool | None = None, running: bool = True) -> None:
        """Begin a page; its format is that of the last one unless told."""
        if landscape is not None:
            self.size = (A4[1], A4[0]) if landscape else A4
        self.page = self.canvas.page(self.size, running=running)
        self.pages.append(self.page)
        self.y = self.top

    def hold(self, block: Block, before: float) -> None:
        """Keep a block back until the next thing is placed."""
        self._held.append((block, before))

    def release(self, need: float = 0.0) -> None:
        """Draw what was held, on a page that has `need` points more below it."""
        if not self._held and not need:
            return
        total = sum(before + block.height + block.after for block, before in self._held)
        if total + need > self.room and not self.fresh:
            self.new_page()
        held, self._held = self._held, []
        for block, before in held:
            self._draw(block, before)

    def _draw(self, block: Block, before: float) -> None:
        if not self.fresh:
            self.y -= before
        block.draw(self.page, self.left, self.y)
        self.y -= block.height + block.after

    def place(self, block: Block, before: float = 0.0, inset: float = 0.0) -> None:
        """Put a block at the cursor, over as many pages as it takes."""
        self.release(before + block.least)
        self.y -= 0 if self.fresh else before
        while block.height > self.room:
            parts = block.split(self.room)
            if parts is None and self.fresh:
                break
            if parts is not None:
                head, block = parts
                head.draw(self.page, self.left + inset, self.y)
            self.new_page()
        block.draw(self.page, self.left + inset, self.y)
        self.y -= block.height + block.after

    def place_columns(
        self, columns: Sequence[Column], again: Callable[[], None] = lambda: None
    ) -> None:
        """Put columns side by side at the cursor; `again` draws what each further page repeats."""
        while True:
            height = max(column.drop + column_height(column.blocks) for column in columns)
            fits = height <= self.room
            rest = [self._place_column(column, fits) for column in columns]
            if fits or not any(column.blocks for column in rest):
                break
            columns = rest
            self.new_page()
            again()
        self.y -= height

    def _place_column(self, column: Column, fits: bool) -> Column:
        """Draw what fits of one column; return what is left of it."""
        start = y = self.y - column.drop
        blocks = column.blocks
        for at, block in enumerate(blocks):
            low = y - FOOT < self.full * 0.9
            if not fits and low and keeps(block) and beginning(blocks[at:]) > y - FOOT:
                return Column(column.x, blocks[at:])
            if not fits and block.height > y - FOOT:
                parts = block.split(y - FOOT)
                if parts is not None:
                    parts[0].draw(self.page, column.x, y)
                    return Column(column.x, [parts[1], *blocks[at + 1 :]])
                if y < start or block.height < self.full * 0.9:
                    return Column(column.x, blocks[at:])
            block.draw(self.page, column.x, y)
            y -= block.height + block.after
        return Column(column.x, [])
