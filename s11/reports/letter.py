"""A letter on paper, under the board's name in its colour: what the page says, tagged."""

from __future__ import annotations

from s11.domain.letters import Letter
from s11.reports.pdf.blocks import text_block
from s11.reports.pdf.document import PdfDocument
from s11.reports.pdf.marks import fill_rect
from s11.reports.pdf.prose import write_letter
from s11.reports.pdf.style import BOARD, PAPER, Style
from s11.reports.wording import shortened

BAND, PADDING = 62.0, 26.0
"""Height of the band of the board's colour in points, and the room beneath it."""
NAME = Style(size=15, leading=20, bold=True, ink=PAPER, after=0)


def letter_pdf(letter: Letter, sha256: str, colour: str = BOARD) -> bytes:
    """The letter as a tagged PDF in the board's colour (#rrggbb). The same in, the same out."""
    doc = PdfDocument(
        title=f"{letter.title}, {letter.agency}",
        author=letter.board,
        subject=letter.cycle,
        running=(shortened(letter.board), shortened(letter.agency, 36)),
        foot=f"Reference {letter.reference}, letter {letter.version}",
        colour=colour,
    )
    _letterhead(doc, letter)
    doc.paragraph("\n".join(letter.address))
    doc.paragraph("\n".join(letter.facts))
    doc.heading(1, letter.title, 2)
    write_letter(doc, letter.blocks, 3)
    doc.space(10)
    doc.paragraph(f"SHA-256 of this letter: {sha256}", "quiet")
    return doc.finish()


def _letterhead(doc: PdfDocument, letter: Letter) -> None:
    """The board's name on a band across the first page, which has no running head."""
    flow = doc.flow
    flow.new_page(running=False)
    width, height = flow.page.size
    name = text_block(letter.board, NAME, flow.width, doc.fonts)
    band = max(BAND, name.height + 32)
    flow.page.put(None, fill_rect(0, height - band, width, band, doc.colour))
    name.attach(doc.canvas.tree, alone=False)
    name.draw(flow.page, flow.left, height - (band - name.height) / 2)
    flow.y = height - band - PADDING
