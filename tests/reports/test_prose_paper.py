"""Prose on paper: its tags, its bold words, and nothing lost at the ends of lines."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from pdfua import validate

from s11.domain.prose import parse
from s11.reports.pdf.document import PdfDocument
from s11.reports.pdf.prose import rich_block, write
from s11.reports.pdf.style import STYLES
from s11.reports.pdf.text import width_of
from tests.reports.pdf_reading import reader, tree

TEXT = """Dear **colleagues**, thank you for a return that was **long, candid and full of what
children said**, as we hoped.

## What the panel commends

- The **named nurse** knows every ward; ŵ, ł and <b>&amp; are words like any.
- A second one.

Yours **sincerely**, the panel(**all of it**).
"""


def paper(text: str) -> bytes:
    doc = PdfDocument(title="Prose", author="Board")
    doc.heading(1, "Prose")
    write(doc, parse(text))
    return doc.finish()


def test_prose_has_a_heading_paragraphs_and_one_list() -> None:
    found = tree(paper(TEXT))
    assert [node.text for node in found.all("H2")] == ["What the panel commends"]
    assert len(found.all("L")) == 1
    assert [node.text for node in found.all("LBody")] == [
        "The named nurse knows every ward; ŵ, ł and <b>&amp; are words like any.",
        "A second one.",
    ]
    assert found.all("P")[-1].text == "Yours sincerely, the panel(all of it)."


def test_bold_words_are_set_in_the_bold_face() -> None:
    (page,) = reader(paper("Plain **strong** plain.")).pages
    fonts = {str(font["/BaseFont"]) for font in page["/Resources"]["/Font"].values()}
    assert any("Bold" in name for name in fonts)


def test_prose_over_pages_passes_the_checker(tmp_path: Path) -> None:
    path = tmp_path / "prose.pdf"
    path.write_bytes(paper(TEXT * 30))
    assert len(reader(path.read_bytes()).pages) > 2
    assert [finding.message for finding in validate(str(path)).findings] == []


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.sampled_from("ab **\n-# łw"), max_size=80), max_size=6).map("\n".join))
def test_every_line_fits_and_no_word_is_lost(text: str) -> None:
    fonts = PdfDocument(title="").fonts
    for block in parse(text):
        for runs in getattr(block, "items", ()) or (getattr(block, "runs", ()),):
            laid = rich_block(runs, STYLES["body"], 90.0, fonts)
            said = "".join(run.text for run in runs)
            assert "".join("".join(laid.lines).split()) == "".join(said.split())
            for line in laid.rich:
                faces = [(fonts.bold if bold else fonts.regular, part) for part, bold in line]
                assert sum(width_of(part, face, 10.5) for face, part in faces) < 90.01
