"""Blocks: pieces laid out for a width, of known height, which split over pages and draw themselves.

A block is attached to its place in the structure tree before it is drawn, so the halves of a
split block belong to the same element.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from s11.reports.pdf.canvas import Anchor, Page
from s11.reports.pdf.fonts import Family
from s11.reports.pdf.marks import draw_box, draw_tag
from s11.reports.pdf.pieces import Box, Bullets, Cell, Piece, Tag, Tint, Words, pieces
from s11.reports.pdf.structure import DISC_LIST, Element
from s11.reports.pdf.style import RULE, STYLES, TONES, Align, Style
from s11.reports.pdf.text import width_of, wrap

KEPT_LINES = 2
"""How many lines of a paragraph must stay together at the foot and at the head of a page."""
TAG_STYLE = Style(size=9.5, leading=12, bold=True, after=4)
BESIDE = 24.0
"""Room for a movement that stands right of its figure."""
TAG_PADDING, TAG_MARK, TAG_HEIGHT = 5.0, 12.0, 17.0
_START: dict[Align, float] = {"left": 0.0, "centre": 0.5, "right": 1.0}
TAG_RISE = 2.0
"""How far a tag rises above its line, so that its word stands level with the words beside it."""


class Block(Protocol):
    """Something of known height that can be drawn at a place."""

    @property
    def height(self) -> float:
        """Points from top to bottom, without the space after."""

    @property
    def after(self) -> float:
        """Points to leave clear beneath."""

    @property
    def least(self) -> float:
        """The height of the smallest part that may stand alone at the foot of a page."""

    def attach(self, parent: Element, *, alone: bool) -> None:
        """Take a place in the tree: as `parent` itself if `alone`, else as a new child."""

    def split(self, room: float) -> tuple[Block, Block] | None:
        """The part that fits `room` and the rest; None if no part may stand alone."""

    def draw(self, page: Page, x: float, top: float) -> None:
        """Draw with the left edge at x and the top at `top`."""


@dataclass(slots=True)
class TextBlock:
    """Lines of words, possibly with a marker such as a bullet beside the first."""

    lines: list[str]
    style: Style
    width: float
    tag: str = "P"
    element: Element | None = None
    anchor: Anchor | None = None
    indent: float = 0.0
    marker: str = ""
    marker_x: float = 0.0
    marker_element: Element | None = None

    @property
    def height(self) -> float:
        """Points from top to bottom."""
        return len(self.lines) * self.style.leading

    @property
    def after(self) -> float:
        """Points to leave clear beneath."""
        return self.style.after

    @property
    def least(self) -> float:
        """Two lines, or all where fewer than two would be left over."""
        count = len(self.lines)
        return (count if count < 2 * KEPT_LINES else KEPT_LINES) * self.style.leading

    def attach(self, parent: Element, *, alone: bool) -> None:
        """Become `parent`, or a child of it; with a marker, an item of the list `parent`."""
        if self.marker:
            item = parent.add("LI")
            self.marker_element = item.add("Lbl")
            self.element = item.add("LBody")
        else:
            self.element = parent if alone else parent.add(self.tag)

    def split(self, room: float) -> tuple[Block, Block] | None:
        """Cut between lines, never leaving one line alone on either page."""
        count = min(int(room / self.style.leading), len(self.lines) - KEPT_LINES)
        if count < KEPT_LINES:
            return None
        head = replace(self, lines=self.lines[:count])
        return head, replace(self, lines=self.lines[count:], marker="", anchor=None)

    def draw(self, page: Page, x: float, top: float) -> None:
        """Write marker and lines; tell the anchor where they are."""
        style = self.style
        baseline = top - style.leading / 2 - style.size * 0.34
        if self.anchor:
            self.anchor.page, self.anchor.top = page, top + style.size
        left = x + self.indent + self.width * _START[style.align]
        words = page.canvas.words(left, baseline, self.lines, style)
        if self.marker:
            marker = page.canvas.words(x + self.marker_x, baseline, [self.marker], style)
            if self.marker_element is self.element:
                words = f"{marker} {words}"
            else:
                page.put(self.marker_element, marker)
        page.put(self.element, words)


@dataclass(slots=True, kw_only=True)
class _Whole:
    """A block that is never split."""

    height: float
    width: float
    after: float = 4.0
    element: Element | None = None

    @property
    def least(self) -> float:
        """All of it."""
        return self.height

    def attach(self, parent: Element, *, alone: bool) -> None:
        """Become `parent`, or a paragraph in it."""
        self.element = parent if alone else parent.add("P")

    def split(self, room: float) -> tuple[Block, Block] | None:
        """Never."""
        return None


@dataclass(slots=True, kw_only=True)
class TagBlock(_Whole):
    """A rating's word and mark on its tint; the word breaks into lines in a narrow column."""

    lines: list[str] = field(default_factory=list)
    tone: str = "plain"

    def draw(self, page: Page, x: float, top: float) -> None:
        """Tint and mark are an artifact: the word says what they say."""
        tone = TONES[self.tone]
        top += TAG_RISE
        page.put(None, draw_tag(x, top, self.width, self.height, tone))
        left = x + TAG_PADDING + (TAG_MARK if tone.mark != "none" else 0)
        style = replace(TAG_STYLE, ink=tone.words)
        baseline = top - TAG_HEIGHT / 2 - style.size * 0.34
        page.words(self.element, left, baseline, self.lines, style)


@dataclass(slots=True, kw_only=True)
class BoxBlock(_Whole):
    """An empty box: nothing to read, so an artifact without a place in the tree."""

    def attach(self, parent: Element, *, alone: bool) -> None:
        """Nothing to attach."""

    def draw(self, page: Page, x: float, top: float) -> None:
        """The outline."""
        page.put(None, draw_box(x, top - self.height, self.width, self.height, RULE))


@dataclass(slots=True, kw_only=True)
class TintBlock(_Whole):
    """A figure with its movement, for a cell that is painted in a tone."""

    tint: Tint
    large: Style
    small: Style

    def draw(self, page: Page, x: float, top: float) -> None:
        """Figure and movement are one stretch of content, read in that order."""
        right = x + self.width
        y = top - self.large.leading / 2 - self.large.size * 0.34
        figure = right - (BESIDE if self.tint.beside else 0)
        operations = page.canvas.words(figure, y, [self.tint.text], self.large)
        if self.tint.beside:
            operations += " " + page.canvas.words(right, y, [self.tint.beside], self.small)
        if self.tint.beneath:
            y -= self.small.leading
            operations += " " + page.canvas.words(right, y, [self.tint.beneath], self.small)
        page.put(self.element, operations)


def lay(cell: Cell, width: float, fonts: Family, style: Style) -> list[Block]:
    """The blocks of a cell; bare strings are set in `style`."""
    return [block for piece in pieces(cell) for block in _lay(piece, width, fonts, style)]


def _lay(piece: Piece, width: float, fonts: Family, style: Style) -> Sequence[Block]:
    match piece:
        case str():
            return [text_block(piece, style, width, fonts)]
        case Words(text, name):
            return [text_block(text, _aligned(STYLES[name], style), width, fonts)]
        case Tag():
            return [_tag_block(piece, width, fonts)]
        case Tint():
            return [_tint_block(piece, width, fonts, style)]
        case Bullets(items, name, marker):
            return bullet_blocks(items, marker, STYLES[name], width, fonts)
        case Box(height):
            return [BoxBlock(height=height, width=width, after=8)]


def _aligned(style: Style, like: Style) -> Style:
    return style if style.align == like.align else replace(style, align=like.align)


def text_block(text: str, style: Style, width: float, fonts: Family, tag: str = "P") -> TextBlock:
    """Words wrapped to a width."""
    face = fonts.bold if style.bold else fonts.regular
    return TextBlock(wrap(text, face, style.size, width), style, width, tag)


def bullet_blocks(
    items: Iterable[str], marker: str, style: Style, width: float, fonts: Family
) -> list[Block]:
    """A block an item, each hanging from its marker."""
    indent = style.size * 1.35
    blocks: list[Block] = []
    for item in items:
        block = text_block(item, style, width - indent, fonts)
        block.indent, block.marker = indent, marker
        blocks.append(block)
    return blocks


def _tag_block(tag: Tag, width: float, fonts: Family) -> TagBlock:
    inset = 2 * TAG_PADDING + (TAG_MARK if TONES[tag.tone].mark != "none" else 0)
    lines = wrap(tag.word, fonts.bold, TAG_STYLE.size, width - inset)
    widest = max(width_of(line, fonts.bold, TAG_STYLE.size) for line in lines)
    height = TAG_HEIGHT + (len(lines) - 1) * TAG_STYLE.leading
    return TagBlock(height=height, lines=lines, tone=tag.tone, width=min(width, widest + inset))


def _tint_block(tint: Tint, width: float, fonts: Family, style: Style) -> TintBlock:
    large = replace(style, bold=True, ink=TONES[tint.tone].words, align="right")
    small = replace(large, size=style.size - 1.5, leading=style.leading - 2, bold=False)
    height = large.leading + (small.leading if tint.beneath else 0)
    shown = Tint(
        fonts.bold.visible(tint.text).replace("\n", " "),
        tint.tone,
        fonts.regular.visible(tint.beneath).replace("\n", " "),
        fonts.regular.visible(tint.beside).replace("\n", " "),
    )
    return TintBlock(height=height, width=width, tint=shown, large=large, small=small)


def attach(blocks: Sequence[Block], parent: Element, *, alone: bool = False) -> None:
    """Give every block its element beneath `parent`, or `parent` itself where it stands alone.

    A run of list items shares one list.
    """
    items: Element | None = None
    for block in blocks:
        if isinstance(block, TextBlock) and block.marker:
            items = items or parent.add("L", DISC_LIST)
            block.attach(items, alone=False)
        else:
            items = None
            block.attach(parent, alone=alone)


def column_height(blocks: Sequence[Block]) -> float:
    """The height of blocks one below the other, without the space after the last."""
    if not blocks:
        return 0.0
    return sum(block.height + block.after for block in blocks) - blocks[-1].after


def keeps(block: Block) -> bool:
    """Whether a block is a label that must not end a page."""
    return isinstance(block, TextBlock) and block.style.keep


def beginning(blocks: Sequence[Block]) -> float:
    """The height of the least that may stand at the foot of a page: labels and what follows."""
    height = 0.0
    for block in blocks:
        if not keeps(block):
            return height + block.least
        height += block.height + block.after
    return height
