"""What surrounds the words: cover, table of contents, running head and foot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from s11.reports.pdf.blocks import Block, TextBlock, text_block
from s11.reports.pdf.canvas import Anchor, Page, TaggedCanvas
from s11.reports.pdf.flow import FOOT, SIDE, Flow
from s11.reports.pdf.marks import fill_rect, rule
from s11.reports.pdf.structure import Element
from s11.reports.pdf.style import INK, PAPER, QUIET, RULE, STYLES, Style

BAND = 190.0
"""Height of the band of the board's colour at the top of a cover."""
NUMBER_ROOM, STEP = 40.0, 16.0
ENTRIES: dict[int, Style] = {
    1: Style(size=11, leading=15.5, bold=True, before=8, after=3),
    2: Style(size=11, leading=15.5, before=5, after=3),
    3: Style(size=9.5, leading=13, ink=QUIET, after=2),
}
"""How a heading of each level stands in the contents."""


class Running(NamedTuple):
    """Left and right of the head, and the words left of "Page x of y"."""

    left: str
    right: str
    foot: str


def draw_running(page: Page, running: Running, number: int, total: int) -> None:
    """Head and foot of one page, all of it artifact."""
    width, height = page.size
    style = STYLES["running"]
    visible = page.canvas.face(style).visible
    ends = replace(style, align="right")
    top = height - 42
    page.words(None, SIDE, top, [visible(running.left)], style)
    page.words(None, width - SIDE, top, [visible(running.right)], ends)
    page.put(None, rule(SIDE, top - 8, width - 2 * SIDE, RULE))
    page.words(None, SIDE, 34, [visible(running.foot)], style)
    page.words(None, width - SIDE, 34, [f"Page {number} of {total}"], ends)


def draw_cover(
    flow: Flow, colour: str, over: str, title: str, lines: Sequence[str], foot: str
) -> Anchor:
    """Fill the current page as a cover; return the title's place."""
    page, tree = flow.page, flow.canvas.tree
    width, height = page.size
    page.put(None, fill_rect(0, height - BAND, width, BAND, colour))
    flow.y = height - BAND + 46
    _stack(flow, [_cover_block(flow, over, Style(size=14, leading=19, ink=PAPER))], tree)
    flow.y = height - BAND - 56
    heading = _cover_block(flow, title, Style(size=30, leading=36, bold=True, after=16), "H1")
    heading.anchor = Anchor(" ".join(title.split()), 1)
    style = Style(size=13, leading=19, ink=INK, after=4)
    _stack(flow, [heading, *(_cover_block(flow, line, style) for line in lines)], tree)
    if foot:
        block = _cover_block(flow, foot, STYLES["quiet"])
        flow.y = FOOT + block.height
        page.put(None, rule(SIDE, flow.y + 8, flow.width, RULE))
        _stack(flow, [block], tree)
    return heading.anchor


def _cover_block(flow: Flow, text: str, style: Style, tag: str = "P") -> TextBlock:
    return text_block(text, style, flow.width, flow.canvas.fonts, tag)


def _stack(flow: Flow, blocks: Sequence[Block], parent: Element) -> None:
    for block in blocks:
        block.attach(parent, alone=False)
        block.draw(flow.page, flow.left, flow.y)
        flow.y -= block.height + block.after


def draw_contents(
    canvas: TaggedCanvas, parent: Element, anchors: Sequence[Anchor], pages: list[Page], at: int
) -> list[Page]:
    """The pages of the contents, which will stand before page `at` and move the rest along."""
    entries = [anchor for anchor in anchors if anchor.level > 1 or anchor.page not in pages[:at]]
    positions = {id(page): place for place, page in enumerate(pages)}
    flow = Flow(canvas)
    flow.new_page(landscape=False)
    title = text_block("Contents", STYLES["h2"], flow.width, canvas.fonts, "P")
    title.attach(parent.add("Caption"), alone=True)
    flow.place(title)
    placed = [(anchor, _entry(flow, parent, anchor)) for anchor in entries]
    for anchor, entry in placed:
        place = positions[id(anchor.page)]
        number = place + 1 + (len(flow.pages) if place >= at else 0)
        entry.finish(anchor, number)
    return flow.pages


class _Entry(NamedTuple):
    """A line of the contents that still wants its page number."""

    page: Page
    link: Element
    box: tuple[float, float, float, float]
    baseline: float
    style: Style

    def finish(self, anchor: Anchor, number: int) -> None:
        """Write the page number and join the line to the heading."""
        right = self.box[2]
        style = replace(self.style, align="right")
        self.page.words(self.link, right, self.baseline, [str(number)], style)
        self.page.link(self.link, self.box, anchor, f"{anchor.text}, page {number}")


def _entry(flow: Flow, parent: Element, anchor: Anchor) -> _Entry:
    style = ENTRIES[anchor.level]
    indent = STEP * max(0, anchor.level - 2)
    width = flow.width - NUMBER_ROOM - indent
    block = text_block(anchor.text, style, width, flow.canvas.fonts)
    link = parent.add("TOCI").add("Reference").add("Link")
    block.attach(link, alone=True)
    if block.height + style.before > flow.room:
        flow.new_page()
    flow.place(block, style.before, inset=indent)
    bottom = flow.y + style.after
    right = flow.left + flow.width
    box = (flow.left + indent, bottom, right, bottom + block.height)
    baseline = bottom + style.leading / 2 - style.size * 0.34
    return _Entry(flow.page, link, box, baseline, style)
