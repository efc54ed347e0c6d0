"""An agency's signed return on paper: what the page says, in the same words and order."""

from __future__ import annotations

from collections.abc import Iterator

from s11.domain import question_words as told
from s11.domain import report_words as words
from s11.domain.beside import NOTHING, Beside
from s11.domain.objectives import Objective
from s11.domain.report import AgencyReport, QuestionReport, StandardReport
from s11.reports.beside import write_beside
from s11.reports.pdf.chart import Bar
from s11.reports.pdf.document import PdfDocument
from s11.reports.pdf.pieces import Bullets, Cell, Piece, Tag, Words
from s11.reports.pdf.style import BOARD
from s11.reports.pdf.tables import columns_under
from s11.reports.wording import shortened, tone_of

SCORES = columns_under(words.SCORE_COLUMNS, (3.6, 1.4, 1.7, 0.9, 0.9, 1.3, 1.2), right=(1, 3, 4, 5))
ACTIONS = columns_under(words.ACTION_COLUMNS, (0.6, 4, 1.8, 1.7))
LEVELS = columns_under(words.LEVEL_COLUMNS, (1.2, 3))
BANDS = columns_under(words.BAND_COLUMNS, (1.2, 3))
TERM_WIDTH = 150.0


def agency_pdf(report: AgencyReport, colour: str = BOARD, beside: Beside = NOTHING) -> bytes:
    """The report as a tagged PDF in the board's colour (#rrggbb). The same in, the same out.

    `beside` is what its panel shared and how it moved, which stand after the summary.
    """
    cover = words.cover(report)
    doc = PdfDocument(
        title=f"{report.agency}: {report.cycle}",
        author=report.board,
        subject=report.framework,
        running=(shortened(report.agency), shortened(report.cycle, 36)),
        foot=f"Reference {report.reference}, version {report.version}" if report.sign_off else "",
        colour=colour,
    )
    doc.cover(over=cover.over, title=cover.title, lines=cover.lines, foot=cover.foot)
    doc.contents()
    _summary(doc, report)
    write_beside(doc, beside, report)
    for standard in report.standards:
        _standard(doc, standard)
    _objectives(doc, report)
    _actions(doc, report)
    _signing(doc, report)
    _meanings(doc, report)
    return doc.finish()


def _summary(doc: PdfDocument, report: AgencyReport) -> None:
    doc.heading(2, "Summary")
    doc.paragraph(words.standing(report), "lead")
    for line in words.standing_lines(report):
        doc.paragraph(line)
    bars = [_bar(standard) for standard in report.standards]
    alt = "; ".join(f"{bar.label}: {bar.text}" for bar in bars)
    doc.bars(words.finding(report), bars, alt=f"{words.finding(report)}. {alt}.")
    by_id = words.numbers(report)
    rows = [
        words.score_row(one.score, f"{one.key}. {one.title}", by_id) for one in report.standards
    ]
    rows.append(words.score_row(report.overall, "All standards", by_id))
    doc.table(SCORES, rows, caption="Each standard's score")


def _bar(standard: StandardReport) -> Bar:
    score = standard.score
    value = score.percent if score else None
    all_na = score is not None and words.score_words(score) == words.NOT_RATED
    label = f"{standard.key}. {standard.title}"
    return Bar(label, value, words.score_words(score), "not applicable" if all_na else "")


def _standard(doc: PdfDocument, standard: StandardReport) -> None:
    doc.heading(2, f"{standard.key}. {standard.title}")
    for line in words.standard_lines(standard):
        doc.paragraph(line, "under heading")
    for question in standard.questions:
        doc.row(question.number, question.text, tuple(_told(question)), _side(question))


def _side(question: QuestionReport) -> Cell:
    pieces: list[Piece] = []
    if question.tone:
        pieces.append(Tag(question.words, tone_of(question.tone)))
    elif answer := told.short_answer(question):
        pieces.append(Words(answer, "cell strong"))
    if question.critical:
        pieces.append(Words(told.CRITICAL, "cell quiet"))
    return pieces


def _told(question: QuestionReport) -> Iterator[Piece]:
    """What stands beneath a question, in the order of the page."""
    if question.marks:
        yield Bullets(tuple(map(told.mark_line, question.marks)))
    for label, said in told.facts(question):
        yield Words(label, "label")
        yield said
    if question.files:
        yield Words("Files", "label")
        yield Bullets(tuple(f"{one.name} – {told.file_line(one)}" for one in question.files))
    for action in question.actions:
        yield Words("Action", "label")
        yield Words(action.what, "above closing")
        yield Words(told.who_and_when(action), "closing")


def _objectives(doc: PdfDocument, report: AgencyReport) -> None:
    doc.heading(2, "Objectives")
    if not report.objectives:
        doc.paragraph(words.NO_OBJECTIVES)
    for objective in report.objectives:
        _objective(doc, objective, told.intended(objective))
    if report.last_objectives:
        doc.heading(2, "What came of the last objectives")
    for objective in report.last_objectives:
        _objective(doc, objective, told.came_of_it(objective))


def _objective(doc: PdfDocument, objective: Objective, said: told.Labelled) -> None:
    doc.heading(3, f"Objective {objective.number}")
    doc.definitions(said, TERM_WIDTH)


def _actions(doc: PdfDocument, report: AgencyReport) -> None:
    doc.heading(2, "All actions")
    if not report.actions:
        doc.paragraph(words.NO_ACTIONS)
        return
    rows = words.action_rows(report)
    doc.table(ACTIONS, rows, caption=f"{words.counted(len(rows), 'action')} planned")


def _signing(doc: PdfDocument, report: AgencyReport) -> None:
    doc.heading(2, "Who answered and who signed")
    if report.contributors:
        doc.heading(3, "Answered by")
        doc.bullets(report.contributors)
    else:
        doc.paragraph(words.NO_CONTRIBUTORS)
    if report.sign_off is None:
        doc.paragraph(words.NOT_SIGNED)
        return
    doc.heading(3, words.declared(report))
    doc.paragraph(report.sign_off.declaration)
    doc.definitions(words.signing_facts(report), TERM_WIDTH)


def _meanings(doc: PdfDocument, report: AgencyReport) -> None:
    doc.heading(2, "What ratings and scores mean")
    for _, levels in report.levels:
        rows = [(Tag(label, tone_of(tone)), meaning) for label, meaning, tone in levels]
        doc.table(LEVELS, rows, caption=words.scale_words(levels))
    doc.paragraph(words.HOW_SCORED)
    doc.table(BANDS, words.band_rows(report), caption="Bands")
