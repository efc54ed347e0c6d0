"""One standard of a cycle: agencies by its questions, and the same as a spreadsheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from s11.domain import heat, heat_questions, heat_words
from s11.domain.anchors import question_numbers
from s11.domain.compare_words import counted_agencies
from s11.domain.heat import ALL, KIND_SHOWN, NAME, TYPE, Choice, Showing
from s11.domain.heat_questions import QuestionCell
from s11.domain.heat_words import Cell
from s11.domain.matrix import MatrixRow
from s11.domain.moderation import ScoreKind
from s11.domain.permissions import Action, Subject
from s11.domain.standards import Question, Standard
from s11.domain.standing import Standing
from s11.services.editions import frozen
from s11.store import comparing
from s11.web.access import allows
from s11.web.comparing.blueprint import Compared, bp, load_compared
from s11.web.comparing.choosing import query_of, read_choice, sort_query, way
from s11.web.comparing.heat import Looked, band_key, lines, look, segments
from s11.web.officer.exporting import csv_file


@dataclass(frozen=True, slots=True)
class ComparedStandard:
    """One standard of a cycle whose agencies are compared."""

    compared: Compared
    standard: Standard

    @property
    def subject(self) -> Subject:
        """What the permission table decides about."""
        return self.compared.subject


def load_standard(board: str, cycle: str, standard: str) -> ComparedStandard | None:
    """The standard at this address."""
    compared = load_compared(board, cycle)
    if compared is None:
        return None
    found = frozen(compared.cycle.edition_sha256 or "").standard(standard)
    return ComparedStandard(compared, found) if found else None


@dataclass(frozen=True)
class Drilled(Looked):
    """A cycle as one person compares it, down to the questions of one standard."""

    standard: Standard
    standings: Mapping[int, Mapping[str, Standing]]

    @property
    def questions(self) -> tuple[Question, ...]:
        """The scored questions, in order."""
        return tuple(question for question in self.standard.questions if question.is_scored)

    @cached_property
    def offered(self) -> tuple[Showing, ...]:
        """The kinds of rating that there are."""
        there = heat.on_offer(self.rows, has_previous=False)
        return tuple(one for one in there if one in KIND_SHOWN)

    @cached_property
    def choice(self) -> Choice:
        """What the address asks to see."""
        sorts = (NAME, TYPE, ALL, *(question.id for question in self.questions))
        return read_choice(request.args, sorts, heat.usual(self.rows), self.offered)

    @property
    def kind(self) -> ScoreKind:
        """Whose ratings are shown."""
        return KIND_SHOWN[self.choice.showing]

    @cached_property
    def shown(self) -> tuple[MatrixRow, ...]:
        """The rows that are asked for, in their order."""
        return heat.chosen(self.rows, self.choice, self.edition.agency_types, self._figure)

    def _figure(self, row: MatrixRow) -> float | None:
        if self.choice.sort == ALL:
            return row.score(self.standard.key, self.kind)
        standing = self.of(row).get(self.choice.sort)
        return heat_questions.rating_in(standing, self.kind) if standing else None

    def of(self, row: MatrixRow) -> Mapping[str, Standing]:
        """Where each question of a return stands; empty where nothing was signed."""
        return self.standings.get(row.submission_id, {})

    def cells(self, row: MatrixRow) -> list[QuestionCell]:
        """The row's cells, a question each."""
        standing = self.of(row)
        return [
            heat_questions.cell(question, standing.get(question.id), self.kind, self.before)
            for question in self.questions
        ]

    def all_standings(self) -> list[Standing]:
        """Where every question of every return that is shown stands."""
        return [one for row in self.shown for one in self.of(row).values()]


def drill(found: ComparedStandard) -> Drilled:
    """The standard, as the person who asks compares it; a fixed number of statements."""
    looked, key = look(found.compared), found.standard.key
    kept = comparing.standings(found.compared.cycle.id, key)
    seen = {
        row.submission_id: {
            one.question: looked.onlooker.standing(row, one)
            for one in kept.get(row.submission_id, ())
        }
        for row in looked.rows
    }
    return Drilled(
        looked.found, looked.edition, looked.onlooker, looked.everyone, found.standard, seen
    )


@bp.get("/standards/<standard>")
@allows(Action.COMPARE_AGENCIES, load_standard)
def standard(found: ComparedStandard) -> ResponseReturnValue:
    """Agencies by the questions of one standard."""
    drilled = drill(found)
    part, cycle, choice = found.standard, found.compared.cycle, drilled.choice
    here = {**cycle.address, "standard": part.key}
    return render_template(
        "compare/standard.html",
        h1=f"{part.key}. {part.title}",
        looked=drilled,
        cycle=cycle,
        choice=choice,
        standard=part,
        sentence=_sentence(drilled),
        segments=segments(drilled, "comparing.standard", standard=part.key),
        numbers=question_numbers(drilled.edition),
        heads=_heads(drilled, here),
        rows=_rows(drilled),
        columns=_columns(drilled),
        bands=band_key(drilled.edition),
        steps=_steps(drilled),
        sheet_url=url_for("comparing.standard_sheet", **here, **query_of(choice)),
        back=(url_for("comparing.matrix", **cycle.address, **_kept(choice)), "Compare agencies"),
    )


def _kept(choice: Choice) -> dict[str, Any]:
    """What a page about other columns takes over: whose ratings, of which agencies."""
    return query_of(Choice(choice.showing, choice.agency_type))


def _sentence(drilled: Drilled) -> str:
    mean = heat.mean_figure(drilled.shown, drilled.standard.key, drilled.choice.showing)
    if mean.mean is None:
        return "No return that is shown here has a score in this standard yet."
    weakest = heat_questions.weakest(drilled.questions, drilled.all_standings(), drilled.kind)
    words = f"{heat_words.whole(mean.mean)} out of 100 in the mean of {counted_agencies(mean.n)}"
    if weakest is None:
        return f"{words}."
    return f"{words}; lowest in {question_numbers(drilled.edition)[weakest.id]}: {weakest.text}"


def _heads(drilled: Drilled, here: dict[str, Any]) -> dict[str, tuple[str, str]]:
    choice = drilled.choice
    sorts = (NAME, TYPE, ALL, *(question.id for question in drilled.questions))
    return {
        sort: (
            url_for("comparing.standard", **here, **sort_query(choice, sort)),
            way(choice, sort),
        )
        for sort in sorts
    }


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """An agency, its cell in the standard as a whole, and its cells with their addresses."""

    name: str
    about: str
    history: str
    is_returned: bool
    whole: Cell
    url: str
    cells: tuple[tuple[QuestionCell, str], ...]


def _rows(drilled: Drilled) -> list[QuestionRow]:
    numbers = question_numbers(drilled.edition)
    key, found = drilled.standard.key, []
    for line in lines(drilled, (key,)):
        url = f"{line.base}{line.by_standard}{key}" if line.base else ""
        is_report = line.by_standard.startswith("#")
        places = [
            _place(line.base if is_report else url, question, numbers, is_report=is_report)
            for question in drilled.questions
        ]
        cells = tuple(zip(drilled.cells(line.row), places, strict=True))
        found.append(
            QuestionRow(
                line.row.name,
                line.about,
                line.history,
                line.row.is_returned,
                line.cells[0],
                url,
                cells,
            )
        )
    return found


def _place(base: str, question: Question, numbers: Mapping[str, str], *, is_report: bool) -> str:
    """Where a question's card stands in a report or a review; "" where neither may be opened."""
    if not base:
        return ""
    if is_report:
        return f"{base}#told-{numbers[question.id].replace('.', '-')}"
    return f"{base}#q-{question.id.replace('.', '-')}"


def _columns(drilled: Drilled) -> list[heat_questions.Column]:
    by_question: dict[str, list[Standing]] = {}
    for one in drilled.all_standings():
        by_question.setdefault(one.question, []).append(one)
    return [
        heat_questions.column(
            question, drilled.standard.key, by_question.get(question.id, []), drilled.kind
        )
        for question in drilled.questions
    ]


def _steps(drilled: Drilled) -> dict[str, tuple[str, str]]:
    """(address, words) of the standards before and after this one."""
    parts = drilled.edition.standards
    at = [part.key for part in parts].index(drilled.standard.key)
    beside = {"previous": parts[at - 1] if at else None, "next": next(iter(parts[at + 1 :]), None)}
    address = {**drilled.found.cycle.address, **_kept(drilled.choice)}
    return {
        which: (
            url_for("comparing.standard", standard=part.key, **address),
            f"{part.key}. {part.title}",
        )
        for which, part in beside.items()
        if part
    }


@bp.get("/standards/<standard>/agencies.csv")
@allows(Action.COMPARE_AGENCIES, load_standard)
def standard_sheet(found: ComparedStandard) -> ResponseReturnValue:
    """What the page shows, in its order, as a spreadsheet."""
    drilled = drill(found)
    numbers = question_numbers(drilled.edition)
    heads = [numbers[question.id] for question in drilled.questions]
    rows = [
        [
            row.name,
            drilled.type_of(row),
            "yes" if row.is_returned else "no",
            row.source,
            *(cell.words if row.is_returned else "" for cell in drilled.cells(row)),
        ]
        for row in drilled.shown
    ]
    name = f"{found.compared.cycle.slug}-{found.standard.key}-{drilled.choice.showing}.csv"
    return csv_file(name, ["Agency", "Type", "Returned", "Brought in from", *heads], rows)
