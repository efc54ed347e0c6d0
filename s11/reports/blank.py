"""An edition's questions on paper: to talk over, to write on, to see before a cycle opens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from s11.domain.standards import (
    AnswerType,
    Edition,
    LevelScale,
    PercentScale,
    Question,
    Standard,
)
from s11.reports.conditions import Spoken, for_type
from s11.reports.pdf.document import PdfDocument
from s11.reports.pdf.pieces import Box, Bullets, Piece, Words
from s11.reports.pdf.style import BOARD
from s11.reports.wording import shortened

TICK = "☐"
LINE, SOME_LINES, MANY_LINES = 24.0, 64.0, 110.0
"""How high a box to write in is, in points: for a figure, a sentence or two, a paragraph."""
OBJECTIVES = 3
ABOUT = (
    "These are the questions of the return, to talk over and to write on. The return itself is "
    "made on screen: nothing on this paper counts until it has been typed there.",
    "Tick one level for each question and say what shows it. Leave out a question whose condition "
    "is not met. Write no names of children.",
)


def blank_pdf(
    edition: Edition, agency_type: str | None, board_name: str, colour: str = BOARD
) -> bytes:
    """The questionnaire as a tagged PDF with room to write: for one type of agency, or for all.

    `colour` is the board's, as #rrggbb. Raises KeyError for a type that the edition does not know.
    """
    asked_of = "All agencies" if agency_type is None else edition.agency_types[agency_type]
    doc = PdfDocument(
        title=f"{edition.title}: questions",
        author=board_name,
        subject=f"The questions for: {asked_of}",
        running=(shortened(edition.title), shortened(asked_of, 36)),
        foot=shortened(board_name),
        colour=colour,
    )
    doc.cover(over=board_name, title=edition.title, lines=["The questions on paper", asked_of])
    doc.contents()
    doc.heading(2, "About this paper")
    for paragraph in ABOUT:
        doc.paragraph(paragraph)
    numbers = _numbers(edition)
    for standard in edition.standards:
        _standard(doc, edition, standard, agency_type, numbers)
    _objectives(doc)
    _declaration(doc)
    return doc.finish()


def _numbers(edition: Edition) -> Mapping[str, str]:
    """The number of each question by its id: its place in its standard, as on every page."""
    return {
        question.id: f"{standard.key}.{at}"
        for standard in edition.standards
        for at, question in enumerate(standard.questions, start=1)
    }


def _standard(
    doc: PdfDocument,
    edition: Edition,
    standard: Standard,
    agency_type: str | None,
    numbers: Mapping[str, str],
) -> None:
    asked = [one for one in standard.questions if _concerns(one, agency_type)]
    doc.heading(2, f"{standard.key}. {standard.title}")
    if standard.intro:
        doc.paragraph(standard.intro, "under heading")
    if not asked:
        doc.paragraph("No question of this standard concerns this type of agency.")
    for question in asked:
        beneath = (
            *_about(question, edition, agency_type, numbers),
            *_answer(question),
            *_proof(question),
        )
        doc.row(numbers[question.id], question.text, beneath)


def _concerns(question: Question, agency_type: str | None) -> bool:
    """Whether an agency of this type can be asked the question, or any agency without a type."""
    if agency_type is None:
        return True
    if question.applies_to is not None and agency_type not in question.applies_to:
        return False
    return for_type(question.show_if, agency_type) is not False


def _about(
    question: Question, edition: Edition, agency_type: str | None, numbers: Mapping[str, str]
) -> Iterator[Piece]:
    """When it is answered, and what good looks like."""
    if question.applies_to is not None and agency_type is None:
        types = [name for key, name in edition.agency_types.items() if key in question.applies_to]
        yield Words(f"Only for: {', '.join(types)}.", "condition")
    condition = for_type(question.show_if, agency_type) if agency_type else question.show_if
    if condition is not None and not isinstance(condition, bool):
        yield Words(f"Only if {Spoken(edition, numbers)(condition)}.", "condition")
    if question.critical:
        yield Words("Critical question: the lowest level holds the band down.", "guidance")
    if question.guidance:
        yield Words(question.guidance, "guidance")


def _answer(question: Question) -> Iterator[Piece]:
    """Where the answer is ticked or written."""
    if choices := _choices(question):
        yield Bullets(choices, "to tick", TICK)
    if question.type is AnswerType.CRITERIA:
        yield Words("Tick each that is met", "label")
        yield Bullets(tuple(part.text for part in question.criteria), "to tick", TICK)
    unit = UNITS.get(question.type) or _per_cent(question)
    if unit:
        yield Words(unit, "label")
        yield Box(SOME_LINES if question.type is AnswerType.TEXT else LINE)
    if question.may_be_not_applicable:
        yield Bullets(("This does not apply to us, because",), "to tick", TICK)
        yield Box(LINE)


UNITS = {
    AnswerType.NUMBER: "Number",
    AnswerType.PERCENTAGE: "Per cent, 0 to 100",
    AnswerType.DATE: "Day, month and year",
    AnswerType.TEXT: "Answer",
}
"""What the empty box of a question that is not ticked holds."""


def _per_cent(question: Question) -> str:
    if isinstance(question.scale, PercentScale):
        return f"Per cent, in steps of {question.scale.step}"
    return ""


def _choices(question: Question) -> tuple[str, ...]:
    """What can be ticked: levels with their meanings, best first, or options."""
    if isinstance(question.scale, LevelScale):
        best_first = sorted(question.scale.levels, key=lambda level: -level.points)
        return tuple(f"{one.label}: {one.meaning}".removesuffix(": ") for one in best_first)
    return tuple(option.label for option in question.options)


def _proof(question: Question) -> Iterator[Piece]:
    """Where evidence, impact and an action are written."""
    if question.is_scored or question.evidence:
        yield Words("What shows this?", "label")
        if question.evidence and question.evidence.prompt:
            yield Words(question.evidence.prompt, "guidance")
        yield Box(SOME_LINES)
    if question.is_scored:
        yield Words("What difference has it made?", "label")
        yield Box(SOME_LINES)
    if question.action_below is not None:
        yield Words(f"Below {_level(question)}: what will be done, who, by when?", "label")
        yield Box(SOME_LINES)


def _level(question: Question) -> str:
    """The level below which an action is asked for, as people read it."""
    value = question.action_below or ""
    if isinstance(question.scale, LevelScale) and (level := question.scale.level(value)):
        return level.label
    return f"{value}%"


def _objectives(doc: PdfDocument) -> None:
    doc.heading(2, "Objectives")
    for number in range(1, OBJECTIVES + 1):
        doc.heading(3, f"Objective {number}")
        doc.box(SOME_LINES, "What we intend to do")
        doc.box(SOME_LINES, "The outcome we want")
    doc.heading(3, "What came of the last objectives")
    doc.box(MANY_LINES, "What did we do, and how well?")
    doc.box(MANY_LINES, "What difference did we make?")


def _declaration(doc: PdfDocument) -> None:
    doc.heading(2, "Who answered")
    doc.box(SOME_LINES, "Names and roles")
    doc.box(LINE, "Who will sign the return")
