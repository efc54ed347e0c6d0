"""A spreadsheet of past returns taken apart: which cells say what of which question of whom.

Long form: a row for each answer, headed agency, question, rating, evidence, na_reason. Wide form:
a row for each agency and a column for each question. The heads tell which it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from s11.domain.past_answers import EVIDENCE, NA_REASON, PARTS, RATING, Said
from s11.domain.register import Fault, same_name
from s11.domain.standards import Edition, Question

AGENCY, TYPE, QUESTION = "agency", "type", "question"
LONG = (AGENCY, TYPE, QUESTION, *PARTS)
NEEDED = {True: (AGENCY, QUESTION, RATING), False: (AGENCY,)}
_SPELLINGS = {
    "agency name": AGENCY,
    "agency type": TYPE,
    "answer": RATING,
    "n/a reason": NA_REASON,
    "na reason": NA_REASON,
    "na_reason": NA_REASON,
}
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c]")
_ENDINGS = {"evidence": EVIDENCE, "n/a reason": NA_REASON, "na reason": NA_REASON}

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Cells:
    """What one row says of an agency: its name and type as typed, and what it says of questions.

    `columns` are the heads over each question's parts, to name them by.
    """

    row: int
    agency: str
    agency_type: str
    said: tuple[Said, ...]
    columns: Mapping[str, Mapping[str, str]]

    def column(self, question: str, part: str) -> str:
        """The head over a part of what is said of a question."""
        return self.columns.get(question, {}).get(part, part)


@dataclass(frozen=True, slots=True)
class Taken:
    """A spreadsheet taken apart, with every fault of its heads and of the questions it names."""

    rows: tuple[Cells, ...]
    faults: tuple[Fault, ...]


def take_apart(rows: Rows, edition: Edition) -> Taken:
    """The rows of a spreadsheet, heads first, in long or in wide form."""
    filled = [(number, row) for number, row in enumerate(rows, start=1) if any(map(_said, row))]
    if not filled:
        return Taken((), (Fault(1, AGENCY, "The file is empty."),))
    number, head = filled[0]
    words = [_head(cell) for cell in head]
    faults = list(_missing(number, words))
    if len(filled) == 1:
        faults.append(Fault(number + 1, AGENCY, "There is no row under the heads."))
    sheet = _Sheet(edition, [_said(cell) for cell in head], words)
    faults += sheet.head_faults(number)
    if any(fault.row == number for fault in faults):
        return Taken((), tuple(faults))
    read = sheet.long if QUESTION in words else sheet.wide
    taken = [read(row, [_text(cell) for cell in cells], faults) for row, cells in filled[1:]]
    return Taken(tuple(filter(None, taken)), tuple(faults))


def closest(word: str, known: Sequence[str]) -> str:
    """A question what may have been meant instead, such as " Did you mean a.lead?"; or ""."""
    spelt = {same_name(one): one for one in known}
    found = get_close_matches(same_name(word), list(spelt), n=1, cutoff=0.7)
    return f" Did you mean {spelt[found[0]]}?" if found else ""


def _said(cell: str) -> str:
    return " ".join(str(cell).split())


def _text(cell: str) -> str:
    return _LINE_ENDS.sub("\n", str(cell)).strip()


def _head(cell: str) -> str:
    word = same_name(cell)
    return _SPELLINGS.get(word, word)


def _missing(number: int, words: Sequence[str]) -> Iterator[Fault]:
    for name in NEEDED[QUESTION in words]:
        if name not in words:
            yield Fault(number, name, f"There is no column headed “{name}”.")


class _Sheet:
    """The heads of a spreadsheet, and what the cells under them say."""

    def __init__(self, edition: Edition, heads: Sequence[str], words: Sequence[str]) -> None:
        self.edition, self.heads, self.words = edition, heads, words
        self.is_long = QUESTION in words
        self.ids = [question.id for question in edition.questions()]
        self.by_name = _names(edition)
        self.places = {word: place for place, word in enumerate(words) if word in LONG}
        self.asked = {} if self.is_long else self._asked()
        self.columns = self._columns()

    def _asked(self) -> dict[int, tuple[Question, str]]:
        """In wide form: the question and the part of it under each head that names one."""
        found = {}
        for place, word in enumerate(self.words):
            if word not in {"", AGENCY, TYPE} and (named := self._named(word)):
                found[place] = named
        return found

    def _named(self, word: str) -> tuple[Question, str] | None:
        if word in self.by_name:
            return self.by_name[word], RATING
        for ending, part in _ENDINGS.items():
            before = word.replace("_", " ").removesuffix(ending)
            name = word[: len(before)].rstrip(" :–_-")
            if len(before) < len(word) and name in self.by_name:
                return self.by_name[name], part
        return None

    def _columns(self) -> dict[str, dict[str, str]]:
        columns: dict[str, dict[str, str]] = {}
        for place, (question, part) in self.asked.items():
            columns.setdefault(question.id, {})[part] = self.heads[place]
        return columns

    def head_faults(self, number: int) -> Iterator[Fault]:
        """Heads that nobody knows, and heads that come twice."""
        known = LONG if self.is_long else (AGENCY, TYPE)
        seen: set[object] = set()
        for place, word in enumerate(self.words):
            what = self.asked.get(place, word)
            if what in seen:
                yield Fault(number, self.heads[place], "There are two columns for this.")
            seen.add(what) if word else None
            if word and word not in known and place not in self.asked:
                near = closest(word, known if self.is_long else self.ids)
                kind = "a column we know" if self.is_long else "a question of this cycle"
                sentence = f"“{self.heads[place]}” is not {kind}.{near}"
                yield Fault(number, f"column {place + 1}", sentence)

    def _cell(self, cells: Sequence[str], word: str) -> str:
        place = self.places.get(word, len(cells))
        return cells[place] if place < len(cells) else ""

    def _stray(self, row: int, cells: Sequence[str]) -> Iterator[Fault]:
        """Words under no head: most often a comma outside quotation marks moved them there."""
        for place, cell in enumerate(cells):
            if cell and not (place < len(self.words) and self.words[place]):
                sentence = "There are words under no head. Look for a comma without quotation marks"
                yield Fault(row, f"column {place + 1}", f"{sentence} in this row.")
                return

    def long(self, row: int, cells: Sequence[str], faults: list[Fault]) -> Cells | None:
        """One row of the long form, or None where it cannot be read; adds its faults."""
        faults += self._stray(row, cells)
        typed = self._cell(cells, QUESTION)
        question = self.by_name.get(same_name(typed))
        if question is None:
            near = closest(typed, self.ids) if typed else ""
            sentence = f"“{_said(typed)}” is not a question of this cycle.{near}"
            sentence = sentence if typed else "The row names no question."
            faults.append(Fault(row, QUESTION, sentence))
        said = () if question is None else (self._said_of(row, question, cells),)
        return self._cells(row, cells, said, faults)

    def _said_of(self, row: int, question: Question, cells: Sequence[str]) -> Said:
        return Said(row, question, *(self._cell(cells, part) for part in PARTS))

    def wide(self, row: int, cells: Sequence[str], faults: list[Fault]) -> Cells | None:
        """One row of the wide form; an empty cell says nothing."""
        faults += self._stray(row, cells)
        parts: dict[Question, dict[str, str]] = {}
        for place, (question, part) in self.asked.items():
            cell = cells[place] if place < len(cells) else ""
            parts.setdefault(question, {})[part] = cell
        said = [
            Said(row, question, *(given.get(part, "") for part in PARTS))
            for question, given in parts.items()
        ]
        answered = tuple(one for one in said if not one.is_empty)
        if not answered:
            faults.append(Fault(row, AGENCY, "The row holds no answer. Leave it out."))
        return self._cells(row, cells, answered, faults)

    def _cells(
        self, row: int, cells: Sequence[str], said: tuple[Said, ...], faults: list[Fault]
    ) -> Cells | None:
        agency = _said(self._cell(cells, AGENCY))
        if not agency:
            faults.append(Fault(row, AGENCY, "The row names no agency."))
            return None
        return Cells(row, agency, _said(self._cell(cells, TYPE)), said, self.columns)


def _names(edition: Edition) -> dict[str, Question]:
    """Each question by its id and, where only one has it, by its text."""
    by_text: dict[str, list[Question]] = {}
    for question in edition.questions():
        by_text.setdefault(same_name(question.text), []).append(question)
    alone = {text: found[0] for text, found in by_text.items() if len(found) == 1}
    return alone | {same_name(question.id): question for question in edition.questions()}
