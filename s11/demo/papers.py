"""The demo's evidence files: small papers that look like what agencies attach."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from textwrap import wrap

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from s11.demo.answering import Teller

MARGIN, LINE = 72, 15


@dataclass(frozen=True, slots=True)
class Paper:
    """A file as the agency has it: its name and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Kind:
    """What is attached to one question: its name, with the year filled in, and how it is made."""

    name: str
    make: Callable[[Teller, str, str], bytes]


def papers(teller: Teller, question: str) -> tuple[Paper, ...]:
    """What this agency attaches to the question; most agencies attach to some questions only."""
    kind = KINDS.get(question)
    if kind is None or teller.rng(question, "paper").random() > 0.45:
        return ()
    name = kind.name.format(year=teller.on.year)
    return (Paper(name, kind.make(teller, question, name)),)


def _document(teller: Teller, question: str, name: str) -> bytes:
    """One page of plain paragraphs as a PDF."""
    stream = io.BytesIO()
    # `invariant` leaves the clock out of the file: the same page has the same bytes.
    page = Canvas(stream, pagesize=A4, invariant=1)
    page.setTitle(name)
    page.setFont("Helvetica-Bold", 14)
    page.drawString(MARGIN, A4[1] - MARGIN, name.rpartition(".")[0])
    page.setFont("Helvetica", 11)
    height = A4[1] - MARGIN - 2 * LINE
    for line in _lines(teller, question):
        page.drawString(MARGIN, height, line)
        height -= LINE
    page.showPage()
    page.save()
    return stream.getvalue()


def _lines(teller: Teller, question: str) -> list[str]:
    topic = teller.words.topics[question]
    paragraphs = [f"{teller.company.name}, {teller.on:%B %Y}"]
    paragraphs += [teller.tell(text, question, "paper") for text in (*topic.good, *topic.impact)]
    return [line for text in paragraphs for line in (*wrap(text, 84), "")]


def _table(teller: Teller, question: str, name: str) -> bytes:
    """A dozen months of figures as CSV."""
    rng = teller.rng(question, "table")
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(["Month", "Expected", "Done", "Per cent"])
    for month in range(1, 13):
        expected, done = _counts(rng)
        writer.writerow([f"Month {month}", expected, done, round(100 * done / expected)])
    return stream.getvalue().encode()


def _counts(rng: Random) -> tuple[int, int]:
    expected = rng.randint(20, 60)
    return expected, round(expected * rng.uniform(0.75, 1))


def _notes(teller: Teller, question: str, name: str) -> bytes:
    """Notes as plain text."""
    return "\n".join([name.rpartition(".")[0], "", *_lines(teller, question)]).encode()


KINDS: Mapping[str, Kind] = {
    "a.annual-report": Kind("Safeguarding children report {year}.pdf", _document),
    "a.front-line": Kind("Visits by leaders {year}.txt", _notes),
    "b.policy-in-date": Kind("Safeguarding children policy, extract.pdf", _document),
    "b.what-to-do": Kind("Spot check results {year}.csv", _table),
    "c.supervision": Kind("Supervision sessions held {year}.csv", _table),
    "c.audit": Kind("Audit summary {year}.pdf", _document),
    "d.views-change": Kind("You said, we did {year}.pdf", _document),
    "e.staff-in-date": Kind("Training in date {year}.csv", _table),
    "f.central-record": Kind("Central record check {year}.txt", _notes),
    "g.missed-appointments": Kind("Missed contacts sample {year}.csv", _table),
    "h.records": Kind("Record keeping audit {year}.pdf", _document),
}
