"""The agency report as a PDF, beside what else could have written it, in the same run.

`measure()` makes the same report of about twelve pages with four writers in turn, round after
round, and compares the medians: our tagged layer; a raw ReportLab canvas that draws the same
words at the same places, wrapped beforehand and without tags; Typst with PDF/UA-1; and a ReportLab
Table of Paragraphs. A second measurement writes ten times the rows.
"""

from __future__ import annotations

import io
import json
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple
from unittest.mock import patch
from xml.sax.saxutils import escape

import typst
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

from bench.figures import Figure
from s11.paths import FONTS
from s11.reports.agency import agency_pdf
from s11.reports.pdf.canvas import TaggedCanvas
from s11.reports.pdf.chart import Bar
from s11.reports.pdf.document import PdfDocument
from s11.reports.pdf.fonts import family
from s11.reports.pdf.pieces import Bullets, Tag, Words
from s11.reports.pdf.style import Style
from s11.reports.pdf.tables import TableColumn
from tests.reports import making

ROUNDS = 15
TITLE = "Vale Community Health Trust: Section 11 return 2026"
RATINGS = (("Green", "green"), ("Amber", "amber"), ("Red", "red"), ("Does not apply", "plain"))
SENTENCES = (
    "The volunteer register was audited in May & June, and 46 of 52 records held both references.",
    "Staff in three teams were asked how they would raise a concern about a colleague.",
    "Each of them could name the person to go to, and two had done so since the last return.",
    "The annual report went to the governing body in September with what children had told us.",
    "Supervision is recorded every four weeks; where it slipped, the manager was told within days.",
)


class Item(NamedTuple):
    """A question as it is reported."""

    number: str
    question: str
    evidence: str
    impact: str
    files: tuple[str, ...]
    rating: tuple[str, str]


class Drawn(NamedTuple):
    """Words at a place, as our layer wrote them."""

    x: float
    y: float
    lines: Sequence[str]
    style: Style


def content(sections: int = 8, report: int = 0) -> list[tuple[str, list[Item]]]:
    """Standards with five questions each; eight of them make about twelve pages.

    `report` makes the words of one report differ from another's, as those of agencies do: no
    writer may answer from what it remembers of the last one.
    """
    return [
        (f"{number + 1}. Leadership", [_item(number, at, report) for at in range(5)])
        for number in range(sections)
    ]


def _item(section: int, at: int, report: int) -> Item:
    start = section + at
    evidence = " ".join(SENTENCES[(start + step) % 5] for step in range(2 + start % 3))
    evidence += f" Record {report}."
    return Item(
        number=f"{section + 1}.{at + 1}",
        question="Senior leaders hear what children and families say, and act on it.",
        evidence=evidence,
        impact=f"Impact {report}: {SENTENCES[start % 5]}",
        files=(f"Register {start}.pdf",) if at % 2 else (),
        rating=RATINGS[start % 4],
    )


def ours(sections: list[tuple[str, list[Item]]]) -> bytes:
    """The report through our own layer, with everything a real one has."""
    doc = PdfDocument(title=TITLE, author="Marlbridge", running=("Vale", "2026"), foot="MB-42")
    doc.cover(over="Marlbridge", title="Vale Community Health Trust", lines=["Section 11 2026"])
    doc.contents()
    doc.heading(2, "Summary")
    bars = [Bar(title, 60 + at, f"{60 + at} of 100") for at, (title, _) in enumerate(sections[:8])]
    doc.bars("Most standards stand above 60", bars, alt="Scores of the standards, 60 to 67 of 100")
    columns = [TableColumn("Standard", 3, heads_row=True), TableColumn("Score", 1, "right")]
    doc.table(columns, [(bar.label, bar.text) for bar in bars])
    for title, items in sections:
        doc.heading(2, title)
        for item in items:
            words = [item.evidence, Words(item.impact, "cell quiet")]
            if item.files:
                words.append(Bullets(item.files))
            doc.row(item.number, item.question, words, Tag(*item.rating))
    return doc.finish()


def places(make: Callable[[], bytes]) -> list[list[Drawn]]:
    """Page by page, every line that `make` draws and where it stands."""
    drawn: dict[str, Drawn] = {}
    pages: list[list[Drawn]] = []
    words, write = TaggedCanvas.words, TaggedCanvas.write

    def noting_words(
        canvas: TaggedCanvas, x: float, y: float, lines: Sequence[str], style: Style
    ) -> str:
        operations = words(canvas, x, y, lines, style)
        drawn[operations] = Drawn(x, y, lines, style)
        return operations

    def noting_pages(canvas: TaggedCanvas, written: Sequence, anchors: Sequence) -> bytes:
        for page in written:
            stream = "\n".join(page.operations)
            pages.append([spot for operations, spot in drawn.items() if operations in stream])
        return write(canvas, written, anchors)

    with (
        patch.object(TaggedCanvas, "words", noting_words),
        patch.object(TaggedCanvas, "write", noting_pages),
    ):
        make()
    return pages


def raw(pages: list[list[Drawn]]) -> bytes:
    """The same words at the same places, each line drawn by a plain canvas."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=1, initialFontName="Bench")
    for page in pages:
        for x, y, lines, style in page:
            canvas.setFont("BenchBold" if style.bold else "Bench", style.size)
            canvas.setFillColor(HexColor(style.ink))
            draw = canvas.drawRightString if style.align == "right" else canvas.drawString
            for at, line in enumerate(lines):
                draw(x, y - at * style.leading, line)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def paragraphs(sections: list[tuple[str, list[Item]]]) -> bytes:
    """A Table of Paragraphs for each standard, untagged."""
    body = ParagraphStyle("body", fontName="Bench", fontSize=10.5, leading=15)
    bold = ParagraphStyle("bold", fontName="BenchBold", fontSize=12, leading=16.5)
    flow: list = []
    for title, items in sections:
        flow.append(Paragraph(escape(title), bold))
        rows = []
        for item in items:
            words = [item.question, item.evidence, item.impact, *item.files]
            cell = [Paragraph(escape(text), body) for text in words]
            rows.append([Paragraph(item.number, bold), cell, Paragraph(item.rating[0], bold)])
        flow.append(Table(rows, colWidths=(38, 320, 118)))
    target = io.BytesIO()
    SimpleDocTemplate(target, pagesize=A4, title=TITLE, invariant=1).build(flow)
    return target.getvalue()


TYPST = """
#set document(title: data.title)
#set text(lang: "en", region: "GB", size: 10.5pt, font: "Atkinson Hyperlegible Next")
#set page(paper: "a4", margin: (x: 56pt, top: 74pt, bottom: 58pt), header: [Vale],
  footer: context [Page #counter(page).display() of #counter(page).final().first()])
#outline(depth: 1)
#heading(level: 1, "Summary")
#table(columns: (3fr, 1fr), table.header([Standard], [Score]),
  ..data.sections.map(section => (section.title, "60 of 100")).flatten())
#for section in data.sections {
  heading(level: 1, section.title)
  for item in section.items {
    heading(level: 2, item.number + " " + item.question)
    strong(item.rating)
    par(item.evidence)
    par(item.impact)
    if item.files.len() > 0 { list(..item.files) }
  }
}
"""


class InTypst:
    """A compiler that has read its fonts already, for the same content with PDF/UA-1 tags."""

    def __init__(self) -> None:
        self.compiler = typst.Compiler(font_paths=[str(FONTS)], ignore_system_fonts=True)
        self.source = ("#let data = json(bytes(sys.inputs.data))\n" + TYPST).encode()

    def __call__(self, sections: list[tuple[str, list[Item]]]) -> bytes:
        data = {"title": TITLE, "sections": [_plain(*section) for section in sections]}
        inputs = {"data": json.dumps(data)}
        return self.compiler.compile(
            self.source, format="pdf", pdf_standards="ua-1", sys_inputs=inputs
        )


def _plain(title: str, items: list[Item]) -> dict[str, object]:
    return {
        "title": title,
        "items": [{**item._asdict(), "rating": item.rating[0]} for item in items],
    }


def medians(writers: dict[str, Callable[[int], object]], rounds: int = ROUNDS) -> dict[str, float]:
    """Median milliseconds of each writer, run in turn so that a busy machine treats all alike.

    A writer is given the number of the round, and is called once before the clock starts.
    """
    times: dict[str, list[float]] = {name: [] for name in writers}
    for turn in range(rounds + 1):
        for name, write in writers.items():
            started = time.perf_counter()
            write(turn)
            times[name].append((time.perf_counter() - started) * 1000)
    return {name: statistics.median(taken[1:]) for name, taken in times.items()}


def _real() -> Figure:
    """The product's own builder on a signed return, beside the same words on a raw canvas."""
    signed = making.reports(ROUNDS + 1)
    laid_out = [places(partial(agency_pdf, report)) for report in signed]
    took = medians(
        {
            "real": lambda turn: agency_pdf(signed[turn]),
            "raw": lambda turn: raw(laid_out[turn]),
        }
    )
    detail = f"{len(laid_out[0])} pages; {took['real']:.1f} ms and {took['raw']:.1f} ms"
    return Figure("real return ÷ raw canvas", took["real"] / took["raw"], 1.6, 1.2, detail)


def measure() -> list[Figure]:
    """The ratios that the design asks for, each with the milliseconds behind it."""
    faces = family()
    for name, face in (("Bench", faces.regular), ("BenchBold", faces.bold)):
        pdfmetrics.registerFont(TTFont(name, face.font.face.filename))
    reports = [content(report=turn) for turn in range(ROUNDS + 1)]
    laid_out = [places(partial(ours, sections)) for sections in reports]
    more = content(80)
    compiled = InTypst()
    took = medians(
        {
            "ours": lambda turn: ours(reports[turn]),
            "raw": lambda turn: raw(laid_out[turn]),
            "typst": lambda turn: compiled(reports[turn]),
            "paragraphs": lambda turn: paragraphs(reports[turn]),
        }
    )
    tenfold = medians({"one": lambda _: ours(reports[0]), "ten": lambda _: ours(more)}, rounds=5)
    ms = ", ".join(f"{name} {taken:.1f} ms" for name, taken in took.items())
    detail = f"{len(laid_out[0])} pages; {ms}"
    ten = f"{tenfold['one']:.1f} ms and {tenfold['ten']:.1f} ms"
    our = took["ours"]
    return [
        _real(),
        Figure("agency PDF ÷ raw canvas", our / took["raw"], 1.6, 1.2, detail),
        Figure("agency PDF ÷ typst with UA-1", our / took["typst"], 0.6, 0.4, detail),
        Figure("agency PDF ÷ Table of Paragraphs", our / took["paragraphs"], 0.25, 0.125, detail),
        Figure("PDF of ten times the rows", tenfold["ten"] / tenfold["one"], 11, 10, ten),
    ]
