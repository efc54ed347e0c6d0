"""What a panel shared beside a signed return, and how it moved, on paper: the page's own words."""

from __future__ import annotations

from s11.domain import beside_words as words
from s11.domain.beside import Beside, Moved, NoteTold, RatedOtherwise
from s11.domain.report import AgencyReport
from s11.reports.pdf.document import PdfDocument
from s11.reports.pdf.pieces import Piece, Tag, Words
from s11.reports.pdf.tables import columns_under
from s11.reports.wording import tone_of

MOVED = columns_under(words.MOVED_COLUMNS, (2.9, 1.1, 1.1, 1.7, 2), right=(1, 2))
QUESTIONS = columns_under(words.QUESTION_COLUMNS, (0.6, 4, 1.5, 1.5, 1.2))


def write_beside(doc: PdfDocument, beside: Beside, report: AgencyReport) -> None:
    """Set what there is of it; nothing where nothing was shared and nothing moved."""
    if beside.has_panel:
        _panel(doc, beside, report)
    if beside.moved:
        _moved(doc, beside.moved)


def _panel(doc: PdfDocument, beside: Beside, report: AgencyReport) -> None:
    doc.heading(2, words.PANEL_HEADING)
    for line in words.panel_lines(beside, report):
        doc.paragraph(line)
    if beside.scores:
        titles = words.score_columns(beside)
        figures = range(1, len(titles))
        columns = columns_under(titles, (3, *(1.3 for _ in figures)), right=figures)
        doc.table(columns, words.score_rows(beside, report), caption=words.SCORES_CAPTION)
    for rating in beside.ratings:
        _rating(doc, rating)
    if beside.notes:
        doc.heading(2, words.NOTES_HEADING)
    for note in beside.notes:
        _note(doc, note)


def _rating(doc: PdfDocument, rating: RatedOtherwise) -> None:
    opinion = rating.by_kind[-1][1]
    side = [Tag(opinion.words, tone_of(opinion.tone))] if opinion.tone else []
    told: list[Piece] = []
    for label, said in words.rating_facts(rating):
        told += [Words(label, "label"), said]
    doc.row(rating.number, rating.text, tuple(told), side)


def _note(doc: PdfDocument, note: NoteTold) -> None:
    doc.heading(3, words.note_title(note))
    for said in note.said:
        doc.paragraph(words.said_line(said), "label" if said.text else "quiet")
        if said.text:
            doc.paragraph(said.text)
    doc.paragraph(words.outcome_line(note))


def _moved(doc: PdfDocument, moved: Moved) -> None:
    doc.heading(2, words.moved_heading(moved))
    for line in words.moved_lines(moved):
        doc.paragraph(line)
    doc.table(MOVED, words.moved_rows(moved), caption=words.MOVED_CAPTION)
    if moved.questions:
        doc.table(QUESTIONS, words.question_rows(moved), caption=words.moved_caption(moved))
    for why, questions in moved.apart:
        doc.heading(3, why)
        doc.bullets(questions)
