"""Past returns read from a spreadsheet: what each agency said, or every fault by its row.

Pure: rows of text in, answers or faults out. Nothing is guessed: a name that nobody knows, a level
that does not exist and two answers to one question are faults, all told in one pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from s11.domain.answers import Answer, Answers, QuestionState
from s11.domain.past_answers import RATING, Said, Unreadable, answer_said
from s11.domain.past_sheets import AGENCY, QUESTION, TYPE, Cells, Rows, closest, take_apart
from s11.domain.register import LONGEST_NAME, Fault, same_name
from s11.domain.scoring import OverallScore, overall_score
from s11.domain.standards import Edition, Question
from s11.domain.visibility import View, depends_on


@dataclass(frozen=True, slots=True)
class Place:
    """An agency of the board as an import meets it; `why_not` says why it takes no past return."""

    slug: str
    name: str
    agency_type: str
    why_not: str = ""


@dataclass(frozen=True)
class PastReturn:
    """One agency's past return. `slug` is None for an agency that is to be made.

    `row` is the first that names it; `counts` the edition's questions by their state.
    """

    row: int
    name: str
    slug: str | None
    agency_type: str
    answers: Answers
    counts: Mapping[QuestionState, int]
    score: OverallScore

    @property
    def asked(self) -> int:
        """How many questions this agency was asked."""
        return sum(self.counts.values()) - self.counts[QuestionState.NOT_ASKED]

    @property
    def settled(self) -> int:
        """How many of them it answered, or said not to apply."""
        return self.counts[QuestionState.ANSWERED] + self.counts[QuestionState.NOT_APPLICABLE]


@dataclass(frozen=True, slots=True)
class PastReading:
    """A file as read: returns to use only if there are no faults."""

    returns: tuple[PastReturn, ...]
    faults: tuple[Fault, ...]


def read_past(
    rows: Rows, edition: Edition, places: Iterable[Place], *, create: bool = False
) -> PastReading:
    """The rows of a spreadsheet, heads first, as past returns and every fault at once.

    `places` are the agencies of the board; with `create`, one that is not among them is to be
    made, and its rows name its type.
    """
    taken = take_apart(rows, edition)
    by_name = {key: one for one in places for key in (same_name(one.slug), same_name(one.name))}
    grouped: dict[str, list[Cells]] = {}
    for cells in taken.rows:
        place = by_name.get(same_name(cells.agency))
        key = place.slug if place else same_name(cells.agency)
        grouped.setdefault(key, []).append(cells)
    readers = [
        _Agency(edition, of_one, by_name.get(same_name(of_one[0].agency)), by_name, create)
        for of_one in grouped.values()
    ]
    returns = tuple(found for reader in readers if (found := reader.read()))
    faults = [*taken.faults, *(fault for reader in readers for fault in reader.faults)]
    return PastReading(returns, tuple(sorted(faults, key=lambda fault: fault.row)))


class _Agency:
    """What the rows of one agency say, read once; `faults` gathers what is wrong with them."""

    def __init__(
        self,
        edition: Edition,
        rows: Sequence[Cells],
        place: Place | None,
        known: Mapping[str, Place],
        create: bool,
    ) -> None:
        self.edition, self.rows, self.place = edition, rows, place
        self.known, self.create = known, create
        self.first = rows[0]
        self.faults: list[Fault] = []

    def read(self) -> PastReturn | None:
        """The agency's return; None where it has faults."""
        self.faults += self._faults_of_agency()
        agency_type = self._agency_type()
        said = self._said()
        answers = {key: answer for key, (_, answer) in said.items()}
        if agency_type is not None:
            self.faults += self._not_asked(agency_type, said)
        if self.faults or agency_type is None:
            return None
        view = View(self.edition, agency_type, answers)
        states = [view.state(question) for question in self.edition.questions()]
        return PastReturn(
            row=self.first.row,
            name=self.place.name if self.place else self.first.agency,
            slug=self.place.slug if self.place else None,
            agency_type=agency_type,
            answers=answers,
            counts={state: states.count(state) for state in QuestionState},
            score=overall_score(self.edition, agency_type, answers),
        )

    def _faults_of_agency(self) -> Iterator[Fault]:
        row, name = self.first.row, self.first.agency
        more = f" (in {len(self.rows)} rows)" if len(self.rows) > 1 else ""
        if self.place is not None:
            if self.place.why_not:
                yield Fault(row, AGENCY, f"{self.place.name} {self.place.why_not}{more}.")
        elif not self.create:
            near = closest(name, [one.name for one in self.known.values()])
            sentence = f"“{name}” is not an agency of this board{more}.{near}"
            yield Fault(row, AGENCY, sentence)
        elif len(name) > LONGEST_NAME:
            yield Fault(row, AGENCY, f"This has more than {LONGEST_NAME} letters.")

    def _agency_type(self) -> str | None:
        """The type as the file names it, else as the register does; None where neither will do."""
        types = self.edition.agency_types
        spelt = {same_name(word): key for key, words in types.items() for word in (key, words)}
        named = [one for one in self.rows if one.agency_type]
        found = {spelt.get(same_name(one.agency_type)): one for one in reversed(named)}
        for one in named:
            if same_name(one.agency_type) not in spelt:
                sentence = f"“{one.agency_type}” is not a type of agency. {_types(types)}"
                self.faults.append(Fault(one.row, TYPE, sentence))
        if None in found:
            return None
        if len(found) > 1:
            first, other = sorted(found.values(), key=lambda one: one.row)[:2]
            sentence = f"{first.agency} is {first.agency_type} in row {first.row}"
            sentence = f"{sentence} and {other.agency_type} here."
            self.faults.append(Fault(other.row, TYPE, sentence))
            return None
        return next((key for key in found if key), None) or self._type_of_register(types)

    def _type_of_register(self, types: Mapping[str, str]) -> str | None:
        if self.place is not None and (self.place.agency_type in types or not types):
            return self.place.agency_type
        if self.place is not None:
            sentence = f"This cycle does not know the type of {self.place.name}, so say it here."
            self.faults.append(Fault(self.first.row, TYPE, f"{sentence} {_types(types)}"))
        elif self.create:
            near = closest(self.first.agency, [one.name for one in self.known.values()])
            sentence = f"{self.first.agency} is new, so say its type.{near} {_types(types)}"
            self.faults.append(Fault(self.first.row, TYPE, sentence))
        return None

    def _said(self) -> dict[str, tuple[Said, Answer]]:
        """Each question's answer, with the cells that it stands in."""
        found: dict[str, tuple[Said, Answer]] = {}
        for cells in self.rows:
            for said in cells.said:
                try:
                    answer = answer_said(said)
                except Unreadable as fault:
                    column = cells.column(said.question.id, fault.part)
                    self.faults.append(Fault(said.row, column, str(fault)))
                    continue
                first, other = found.setdefault(said.question.id, (said, answer))
                if other != answer:
                    sentence = f"{said.question.id} is answered otherwise in row {first.row}."
                    self.faults.append(
                        Fault(said.row, cells.column(said.question.id, RATING), sentence)
                    )
        return found

    def _not_asked(
        self, agency_type: str, said: Mapping[str, tuple[Said, Answer]]
    ) -> Iterator[Fault]:
        """Answers to what this type is never asked and, once all is read, was not asked here."""
        whole = not self.faults
        view = View(self.edition, agency_type, {key: one for key, (_, one) in said.items()})
        for where, _ in said.values():
            question = where.question
            applies = question.applies_to is None or agency_type in question.applies_to
            if applies and (not whole or view.is_asked(question)):
                continue
            words = self.edition.agency_types.get(agency_type, agency_type)
            why = (
                f"is not asked of this type of agency ({words})"
                if not applies
                else self._opens(question)
            )
            column = self.first.column(question.id, QUESTION)
            yield Fault(where.row, column, f"{question.id} {why}. Leave it empty.")

    def _opens(self, question: Question) -> str:
        on = ", ".join(sorted(depends_on(self.edition, [question])))
        return f"is asked only after certain answers to {on}, which are not in the file"


def _types(types: Mapping[str, str]) -> str:
    return f"Types are: {', '.join(types)}."
