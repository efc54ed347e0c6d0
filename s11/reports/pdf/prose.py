"""Prose on paper: headings, paragraphs with bold words in them, bullets (s11/domain/prose.py)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from s11.domain.prose import Block, Bullets, Heading, Paragraph, Runs
from s11.reports.pdf.blocks import KEPT_LINES, TextBlock
from s11.reports.pdf.canvas import Page
from s11.reports.pdf.document import MEASURE, PdfDocument
from s11.reports.pdf.fonts import Face, Family
from s11.reports.pdf.style import STYLES, Style

Piece = tuple[str, bool]
"""Words, and whether they are bold."""
Line = tuple[Piece, ...]
SHORT = 4
"""How many lines a paragraph has at most that waits for the next one."""


@dataclass(slots=True)
class RichBlock(TextBlock):
    """Lines whose words may be bold here and there; `lines` holds the same without weights."""

    rich: list[Line] = field(default_factory=list)

    def split(self, room: float) -> tuple[TextBlock, TextBlock] | None:
        """Cut between lines, never leaving one line alone on either page."""
        count = min(int(room / self.style.leading), len(self.lines) - KEPT_LINES)
        if count < KEPT_LINES:
            return None
        head = replace(self, lines=self.lines[:count], rich=self.rich[:count])
        rest = replace(self, lines=self.lines[count:], rich=self.rich[count:], marker="")
        return head, rest

    def draw(self, page: Page, x: float, top: float) -> None:
        """Write marker and lines."""
        style = self.style
        baseline = top - style.leading / 2 - style.size * 0.34
        if self.marker and self.marker_element is not None:
            page.words(self.marker_element, x + self.marker_x, baseline, [self.marker], style)
        page.put(self.element, page.canvas.runs(x + self.indent, baseline, self.rich, style))


def write(doc: PdfDocument, blocks: Sequence[Block], level: int = 2, style_of: int = 0) -> None:
    """Put prose into a document, its headings at `level` (see `PdfDocument.heading`)."""
    for block in blocks:
        match block:
            case Heading(text):
                doc.heading(level, text, style_of)
            case Paragraph(runs):
                doc.put([rich_block(runs, STYLES["body"], MEASURE, doc.fonts)])
            case Bullets(items):
                doc.put([_item(runs, doc.fonts) for runs in items])
                doc.flow.y -= 4


def write_letter(doc: PdfDocument, blocks: Sequence[Block], style_of: int) -> None:
    """The same, but that a short last sentence stays on the page of those who sign."""
    before, last = blocks[-2:-1], blocks[-1:]
    write(doc, blocks[:-2], style_of=style_of)
    for block in before:
        if not isinstance(block, Paragraph) or not isinstance(last[0], Paragraph):
            write(doc, before, style_of=style_of)
            continue
        rich = rich_block(block.runs, STYLES["body"], MEASURE, doc.fonts)
        rich.attach(doc.canvas.tree, alone=False)
        put = doc.flow.hold if len(rich.lines) <= SHORT else doc.flow.place
        put(rich, 0)
    write(doc, last, style_of=style_of)


def _item(runs: Runs, fonts: Family) -> RichBlock:
    style = replace(STYLES["body"], after=3)
    indent = style.size * 1.35
    block = rich_block(runs, style, MEASURE - indent, fonts)
    block.indent, block.marker = indent, "•"
    return block


def rich_block(runs: Runs, style: Style, width: float, fonts: Family) -> RichBlock:
    """Words in two weights, wrapped to a width in points."""
    faces = (fonts.regular, fonts.bold)
    pieces = [(faces[run.is_bold].visible(run.text), run.is_bold) for run in runs]
    rich = list(_wrapped(pieces, faces, width * 1000 / style.size))
    plain = ["".join(text for text, _ in line) for line in rich]
    return RichBlock(plain, style, width, rich=rich)


def _wrapped(pieces: Sequence[Piece], faces: tuple[Face, Face], limit: float) -> Iterator[Line]:
    """Lines that fit the limit (thousandths of the size); line ends in the words are kept."""
    line: list[Piece] = []
    used = 0.0
    for word in _words(pieces):
        if word == _END:
            yield _joined(line)
            line, used = [], 0.0
            continue
        for part in _fitting(word, faces, limit):
            extent = _extent(part, faces)
            gap = faces[line[-1][1]].space if line else 0.0
            if line and used + gap + extent > limit:
                yield _joined(line)
                line, used, gap = [], 0.0, 0.0
            if line:
                line.append((" ", line[-1][1]))
            line.extend(part)
            used += gap + extent
    yield _joined(line)


_END: Line = (("\n", False),)


def _words(pieces: Sequence[Piece]) -> Iterator[Line]:
    """Words one by one, each as pieces: a weight may change within it. Line ends are words too."""
    word: list[Piece] = []
    for text, is_bold in pieces:
        for at, paragraph in enumerate(text.split("\n")):
            if at:
                yield tuple(word)
                yield _END
                word = []
            first, *others = paragraph.split(" ")
            word += [(first, is_bold)] if first else []
            for other in others:
                yield tuple(word)
                word = [(other, is_bold)] if other else []
    yield tuple(word)


def _extent(word: Line, faces: tuple[Face, Face]) -> float:
    return sum(faces[is_bold].words[text] for text, is_bold in word)


def _fitting(word: Line, faces: tuple[Face, Face], limit: float) -> Iterator[Line]:
    """The word, or, where it is wider than any line, what of it fits each line."""
    if _extent(word, faces) <= limit:
        yield word
        return
    part: list[Piece] = []
    used = 0.0
    for text, is_bold in word:
        for character in text:
            extent = faces[is_bold].widths[character]
            if part and used + extent > limit:
                yield _joined(part)
                part, used = [], 0.0
            part.append((character, is_bold))
            used += extent
    yield _joined(part)


def _joined(line: Sequence[Piece]) -> Line:
    """The same words in as few pieces as their weights allow."""
    found: list[Piece] = []
    for text, is_bold in line:
        if found and found[-1][1] is is_bold:
            found[-1] = (found[-1][0] + text, is_bold)
        else:
            found.append((text, is_bold))
    return tuple(found) or (("", False),)
