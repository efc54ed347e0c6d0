"""A document as a sequence of blocks: headings, paragraphs, lists, tables, bars.

    doc = PdfDocument(title="Return of Vale Health", lang="en-GB", author="Marlbridge")
    doc.cover(over="Section 11, 2026", title="Vale Health", lines=["Reference VH-26"])
    doc.contents()
    doc.heading(2, "Summary")
    doc.paragraph("All eight standards were answered.")
    data = doc.finish()

All words are plain: nothing in them is ever read as markup. The result is tagged (PDF/UA-1),
and the same calls give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from s11.paths import FONTS
from s11.reports.pdf.blocks import (
    Block,
    TextBlock,
    attach,
    beginning,
    bullet_blocks,
    column_height,
    lay,
    text_block,
)
from s11.reports.pdf.canvas import Anchor, TaggedCanvas
from s11.reports.pdf.chart import Bar, ChartBlock, lines_of
from s11.reports.pdf.flow import Column, Flow
from s11.reports.pdf.fonts import family
from s11.reports.pdf.furniture import Running, draw_contents, draw_cover, draw_running
from s11.reports.pdf.pieces import Box, Cell, Tag
from s11.reports.pdf.structure import DISC_LIST, pdf_string
from s11.reports.pdf.style import BOARD, STYLES
from s11.reports.pdf.tables import DENSE, EASY, Table, TableColumn

MEASURE = 430.0
"""The widest a paragraph runs, in points: about 80 characters."""
NUMBER_WIDTH, SIDE_WIDTH, GUTTER = 38.0, 118.0, 14.0


class PdfDocument:
    """A tagged A4 document; call its methods in reading order, then `finish` once."""

    def __init__(
        self,
        *,
        title: str,
        lang: str = "en-GB",
        author: str = "",
        subject: str = "",
        running: tuple[str, str] = ("", ""),
        foot: str = "",
        colour: str = BOARD,
        fonts: Path = FONTS,
    ) -> None:
        """`running` is left and right of the head, `foot` left of "Page x of y"; `colour` is the
        board's, as #rrggbb; `fonts` the folder with the TTF files."""
        self.canvas = TaggedCanvas(
            title=title, lang=lang, author=author, subject=subject, fonts=family(fonts)
        )
        self.fonts = self.canvas.fonts
        self.colour = colour
        self.running = Running(*running, foot)
        self.flow = Flow(self.canvas)
        self.anchors: list[Anchor] = []
        self._contents_at: int | None = None
        self._depth = 0
        self._contents = self.canvas.tree

    # Words

    def heading(self, level: int, text: str, style_of: int = 0) -> None:
        """A heading of level 1 to 3, kept with what follows; it enters outline and contents.

        A short document sets it as one of a lower level, `style_of`, would be.
        """
        self._begin()
        style = STYLES[f"h{style_of or level}"]
        block = text_block(text, style, self.flow.width, self.fonts, f"H{level}")
        block.attach(self.canvas.tree, alone=False)
        block.anchor = self._anchor(text, level)
        self.flow.hold(block, style.before)

    def paragraph(self, text: str, style: str = "body") -> None:
        """Plain words; line ends in them are kept. `style` is a name of `STYLES`.

        A style that keeps is for short words: they wait for what follows and are never divided.
        """
        self._begin()
        chosen = STYLES[style]
        block = text_block(text, chosen, min(MEASURE, self.flow.width), self.fonts)
        block.attach(self.canvas.tree, alone=False)
        put = self.flow.hold if chosen.keep else self.flow.place
        put(block, chosen.before)

    def bullets(self, items: Iterable[str], marker: str = "•", style: str = "body") -> None:
        """A list. ☐ as `marker` gives boxes to tick."""
        chosen = replace(STYLES[style], after=3)
        self.put(bullet_blocks(items, marker, chosen, min(MEASURE, self.flow.width), self.fonts))
        self.flow.y -= 4

    def put(self, blocks: Sequence[Block]) -> None:
        """Blocks that were laid out elsewhere, one below the other; a run of items is one list."""
        self._begin()
        attach(blocks, self.canvas.tree)
        for block in blocks:
            self.flow.place(block)

    def definitions(self, pairs: Iterable[tuple[str, str]], term_width: float = 130.0) -> None:
        """Terms in bold on the left, their words beside them."""
        self._begin()
        style = replace(STYLES["body"], after=4)
        listed = self.canvas.tree.add("L", DISC_LIST)
        for term, words in pairs:
            item = listed.add("LI")
            left = text_block(
                term, replace(style, bold=True), term_width - GUTTER, self.fonts, "Lbl"
            )
            right = text_block(words, style, self.flow.width - term_width, self.fonts, "LBody")
            left.attach(item, alone=False)
            right.attach(item, alone=False)
            self.flow.release(max(left.least, right.least))
            x = self.flow.left
            self.flow.place_columns([Column(x, [left]), Column(x + term_width, [right])])
            self.flow.y -= 4
        self.flow.y -= 4

    def definition(self, term: str, words: str) -> None:
        """One term and its words."""
        self.definitions([(term, words)])

    def tag(self, word: str, tone: str) -> None:
        """A rating on a line of its own: its word, and its tone of `TONES`."""
        self._begin()
        (block,) = lay(Tag(word, tone), self.flow.width, self.fonts, STYLES["cell"])
        block.attach(self.canvas.tree, alone=False)
        self.flow.place(block)

    def link(self, text: str, url: str) -> None:
        """A line of words that leads to a web address."""
        self._begin()
        style = replace(STYLES["body"], ink=self.colour)
        block = text_block(text, style, min(MEASURE, self.flow.width), self.fonts, "Link")
        element = self.canvas.tree.add("P")
        block.attach(element, alone=False)
        self.flow.release(block.height)
        top = self.flow.y
        self.flow.place(block)
        if block.element is not None:
            box = (self.flow.left, top - block.height, self.flow.left + block.width, top)
            self.flow.page.link(block.element, box, url, text)

    def box(self, height: float, label: str = "") -> None:
        """An empty box to write in by hand, under its label if it has one."""
        self._begin()
        if label:
            style = STYLES["strong"]
            block = text_block(label, style, self.flow.width, self.fonts)
            block.attach(self.canvas.tree, alone=False)
            self.flow.hold(block, 0)
        (empty,) = lay(Box(height), self.flow.width, self.fonts, STYLES["cell"])
        self.flow.place(empty)

    # Things in columns

    def table(
        self,
        columns: Sequence[TableColumn],
        rows: Sequence[Sequence[Cell]],
        caption: str = "",
        *,
        dense: bool = False,
    ) -> None:
        """A table; see `Cell` for what a cell may hold. Rows keep together where they can.

        `dense` sets it small and close, so that a matrix of 30 rows fits a page on its side.
        """
        self._begin()
        table = Table(self.flow, columns, self.canvas.tree, DENSE if dense else EASY)
        if caption:
            style = STYLES["caption"]
            block = text_block(caption, style, self.flow.width, self.fonts, "Caption")
            block.attach(table.element, alone=False)
            self.flow.hold(block, style.before)
        table.draw(rows)

    def row(self, label: str, heading: str, words: Cell, side: Cell = (), level: int = 3) -> None:
        """A question: its number, its heading with words beneath, and a quiet column beside.

        It is read as heading, side, words, and breaks over pages only within the words.
        """
        self._begin()
        flow, tree = self.flow, self.canvas.tree
        narrow = SIDE_WIDTH + GUTTER if side else 0
        width = flow.width - NUMBER_WIDTH - narrow
        title = self._numbered(label, heading, level, width)
        beside = lay(side, SIDE_WIDTH, self.fonts, STYLES["cell"])
        beneath = lay(words, width, self.fonts, STYLES["body"])
        attach(beside, tree)
        attach(beneath, tree)
        least = max(title.height + title.after + beginning(beneath), column_height(beside))
        flow.release(min(12 + least, flow.full))
        flow.y -= 0 if flow.fresh else 12
        title.draw(flow.page, flow.left + NUMBER_WIDTH, flow.y)
        flow.place_columns(
            [
                Column(flow.left + flow.width - SIDE_WIDTH, beside, drop=2),
                Column(flow.left + NUMBER_WIDTH, beneath, title.height + title.after),
            ]
        )
        flow.y -= 8

    def bars(self, title: str, bars: Sequence[Bar], alt: str) -> None:
        """Horizontal bars from 0 to 100. `title` says the finding, `alt` all that bars say."""
        self._begin()
        style = STYLES["caption"]
        block = text_block(title, style, self.flow.width, self.fonts)
        block.attach(self.canvas.tree, alone=False)
        self.flow.hold(block, style.before)
        lines = lines_of(bars, self.canvas, self.flow.width)
        while lines:
            count, height = 0, 0.0
            while count < len(lines) and height + lines[count].height < self.flow.full - 60:
                height += lines[count].height
                count += 1
            chart = ChartBlock(lines[: max(count, 1)], self.canvas, self.flow.width, self.colour)
            chart.attach(self.canvas.tree.add("Figure", f"/Alt{pdf_string(alt)}"), alone=True)
            self.flow.place(chart)
            lines = lines[max(count, 1) :]

    # Pages

    def cover(self, *, over: str, title: str, lines: Sequence[str] = (), foot: str = "") -> None:
        """A first page of its own: a line over the title, the title, lines beneath, a foot."""
        self.flow.new_page(landscape=False, running=False)
        self.anchors.append(draw_cover(self.flow, self.colour, over, title, lines, foot))
        self.flow.y = 0

    def contents(self, depth: int = 2) -> None:
        """A table of contents here, on pages of its own, with links, down to a level."""
        self.flow.release()
        self._contents_at = len(self.flow.pages)
        self._contents = self.canvas.tree.add("TOC")
        self._depth = depth
        self.flow.y = 0

    def page_break(self, *, landscape: bool | None = None) -> None:
        """Continue on a new page, upright or on its side; as before when not told."""
        self.flow.release()
        if self.flow.pages and self.flow.fresh:
            self.flow.pages.pop()
        self.flow.new_page(landscape=landscape)

    def space(self, points: float) -> None:
        """Leave some room."""
        self._begin()
        self.flow.release()
        self.flow.y -= points

    def finish(self) -> bytes:
        """The document as a PDF. Call once, last."""
        self.flow.release()
        if not self.flow.pages:
            self.flow.new_page()
        pages = self.flow.pages
        if self._contents_at is not None:
            at = self._contents_at
            listed = [anchor for anchor in self.anchors if anchor.level <= self._depth]
            pages[at:at] = draw_contents(self.canvas, self._contents, listed, pages, at)
        for number, page in enumerate(pages, 1):
            if page.running:
                draw_running(page, self.running, number, len(pages))
        return self.canvas.write(pages, self.anchors)

    # Helpers

    def _begin(self) -> None:
        """Make sure that there is a page to write on."""
        if not self.flow.pages or self.flow.y <= 0:
            self.flow.new_page()

    def _numbered(self, label: str, heading: str, level: int, width: float) -> TextBlock:
        """A heading with its number hanging left of it, both one element."""
        style = replace(STYLES[f"h{level}"], before=0)
        title = text_block(heading, style, width, self.fonts)
        title.marker, title.marker_x = label, -NUMBER_WIDTH
        title.element = title.marker_element = self.canvas.tree.add(f"H{level}")
        title.anchor = self._anchor(f"{label} {heading}".strip(), level)
        return title

    def _anchor(self, text: str, level: int) -> Anchor:
        anchor = Anchor(" ".join(text.split()), level)
        self.anchors.append(anchor)
        return anchor
