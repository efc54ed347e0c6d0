"""Pages of marked content, and the canvas that turns them into a tagged PDF.

Everything on a page is either content of a structure element or an artifact; a page offers no
third way. Pages stay open until the end, so that "page 3 of 12" and a table of contents need no
second pass. ReportLab keeps the objects, the fonts and the file; its own page writer is not used.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from reportlab.pdfgen.canvas import Canvas

from s11.reports.pdf.file import write_file
from s11.reports.pdf.fonts import Face, Family
from s11.reports.pdf.rtl import visual
from s11.reports.pdf.structure import Element, Mark, pdf_string
from s11.reports.pdf.style import Align, Style, rgb
from s11.reports.pdf.text import width_of

A4 = (595.28, 841.89)


class Anchor:
    """A heading's place, known once it has been drawn: what outline and contents point at."""

    __slots__ = ("level", "page", "text", "top")

    def __init__(self, text: str, level: int) -> None:
        self.text = text
        self.level = level
        self.page: Page | None = None
        self.top = 0.0

    def destination(self) -> str:
        """The PDF destination array."""
        assert self.page is not None, "a heading is drawn before it is pointed at"
        return f"[{self.page.number} 0 R/XYZ 0 {self.top:.1f} null]"


class LinkBox(NamedTuple):
    """A rectangle on a page (left, bottom, right, top) that leads to a heading or a URL."""

    element: Element
    box: tuple[float, float, float, float]
    target: Anchor | str
    words: str


class Page:
    """One page while it is being written. The origin is at the bottom left, in points."""

    __slots__ = ("canvas", "links", "number", "operations", "owners", "running", "size")

    def __init__(self, canvas: TaggedCanvas, size: tuple[float, float], running: bool) -> None:
        self.canvas = canvas
        self.size = size
        self.running = running
        self.operations: list[str] = []
        self.owners: list[Element] = []
        self.links: list[LinkBox] = []
        self.number = 0

    def put(self, element: Element | None, operations: str) -> None:
        """Draw as content of `element`, or as an artifact when there is none."""
        if element is None:
            self.operations.append(f"/Artifact BMC {operations} EMC")
            return
        mcid = len(self.owners)
        self.owners.append(element)
        element.kids.append(Mark(self, mcid))
        self.operations.append(f"/{element.tag} <</MCID {mcid}>> BDC {operations} EMC")

    def words(
        self, element: Element | None, x: float, y: float, lines: Sequence[str], style: Style
    ) -> None:
        """Write lines downwards from the first baseline at (x, y), which is their left edge."""
        self.put(element, self.canvas.words(x, y, lines, style))

    def link(
        self,
        element: Element,
        box: tuple[float, float, float, float],
        target: Anchor | str,
        words: str,
    ) -> None:
        """Make a rectangle lead to a heading or a URL; `words` describe it to a screen reader."""
        self.links.append(LinkBox(element, box, target, words))


class TaggedCanvas(Canvas):
    """A canvas of `Page`s and one structure tree, in which only embedded fonts appear.

    Call `page()` for each page in order, draw, then `write()` once for the bytes. The same
    calls give the same bytes.
    """

    _doc: Any
    _bookmarkReference: Callable[[str], Any]

    def __init__(self, *, title: str, lang: str, author: str, subject: str, fonts: Family) -> None:
        super().__init__(
            io.BytesIO(),
            pagesize=A4,
            invariant=1,
            lang=lang,
            initialFontName=fonts.regular.font.fontName,  # type: ignore[arg-type]
            pdfVersion=(1, 7),
        )
        self.title, self.lang, self.author = title, lang, author
        self.fonts = fonts
        self.tree = Element("Document")
        self._openings: dict[Style, str] = {}
        self._resources: dict[str, str] = {}
        self.setTitle(title)
        self.setAuthor(author)
        self.setSubject(subject)
        self.setCreator("Section 11")

    def page(self, size: tuple[float, float] = A4, *, running: bool = True) -> Page:
        """A new page; `running` says whether head and foot belong on it."""
        return Page(self, size, running)

    def face(self, style: Style) -> Face:
        """The face a style is set in."""
        return self.fonts.bold if style.bold else self.fonts.regular

    def words(self, x: float, y: float, lines: Sequence[str], style: Style) -> str:
        """The operations that write these lines. Each ends in a space: extracted words stay apart.

        A style that is not aligned left takes x as the right edge or the centre of each line.
        """
        face = self.face(style)
        if style.align != "left":
            return self._aligned(x, y, lines, style, face)
        codes = face.encode("\n".join(lines))
        start = f"{self._opening(style)}{x:.2f} {y + style.leading:.2f} Tm "
        if codes is None:
            return (
                start + " ".join("T* " + self._mixed(line, style, face) for line in lines) + " ET"
            )
        shown = _escaped(codes).replace("\n", " ) '\n(")
        return f"{start}({shown} ) ' ET"

    def _aligned(self, x: float, y: float, lines: Sequence[str], style: Style, face: Face) -> str:
        share = _SHARES[style.align]
        written = []
        for at, line in enumerate(lines):
            left = x - width_of(line, face, style.size) * share
            place = f"1 0 0 1 {left:.2f} {y - at * style.leading:.2f} Tm "
            written.append(place + self._mixed(line, style, face))
        return self._opening(style)[: -len(_MATRIX)] + " ".join(written) + " ET"

    def runs(
        self, x: float, y: float, lines: Sequence[Sequence[tuple[str, bool]]], style: Style
    ) -> str:
        """The same for lines made of (words, whether bold) stretches; aligned left."""
        bold = replace(style, bold=True)
        written = []
        for at, line in enumerate(lines):
            written.append(f"1 0 0 1 {x:.2f} {y - at * style.leading:.2f} Tm")
            for place, (text, is_bold) in enumerate(line, 1):
                face = self.face(bold if is_bold else style)
                end = " " if place == len(line) else ""
                written.append(f"{self._resource(face)} {style.size:g} Tf")
                written.append(self._mixed(text, style, face, end))
        return f"{self._opening(style)[: -len(_MATRIX)]}{' '.join(written)} ET"

    def _mixed(self, line: str, style: Style, face: Face, end: str = " ") -> str:
        """One line that may need several fonts, and may run from right to left in places."""
        codes = face.encode(line)
        if codes is not None:
            return f"({_escaped(codes)}{end}) Tj"
        parts = []
        for text, spoken in visual(line + end):
            shown = " ".join(
                f"{run.font} {style.size:g} Tf ({_escaped(run.codes)}) Tj"
                for run in face.runs(text, self._doc)
            )
            if spoken:
                shown = f"/Span <</ActualText {pdf_string(spoken)}>> BDC {shown} EMC"
            parts.append(shown)
        return " ".join(parts) + f" {self._resource(face)} {style.size:g} Tf"

    def _opening(self, style: Style) -> str:
        opening = self._openings.get(style)
        if opening is None:
            font = self._resource(self.face(style))
            opening = self._openings[style] = (
                f"BT {rgb(style.ink)} rg {font} {style.size:g} Tf {style.leading:g} TL {_MATRIX}"
            )
        return opening

    def _resource(self, face: Face) -> str:
        """The name of the face's first subset in this file."""
        name = self._resources.get(face.name)
        if name is None:
            name = self._resources[face.name] = face.font.begin(self._doc)
        return name

    def write(self, pages: Sequence[Page], anchors: Iterable[Anchor]) -> bytes:
        """The finished document: these pages, and an outline of these headings."""
        return write_file(self, pages, anchors)


_MATRIX = "1 0 0 1 "
_SHARES: dict[Align, float] = {"left": 0.0, "centre": 0.5, "right": 1.0}


def _escaped(codes: str) -> str:
    return codes.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
