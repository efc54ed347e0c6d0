"""A cycle compared: agencies by standards, questions by level, and what moved since the last.

A frozen value from which every form of the report is written, so that their figures agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from s11.domain.matrix import (
    OVERALL,
    Difference,
    MatrixRow,
    Mean,
    MovementCounts,
    QuestionCounts,
    count_movements,
    count_question,
    difference,
    mean_of,
)
from s11.domain.moderation import ScoreKind
from s11.domain.standards import Band, Edition
from s11.domain.standing import Standing


@dataclass(frozen=True, slots=True)
class CycleNamed:
    """A cycle by its short name and its title."""

    slug: str
    title: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of how many questions asked, over all returns, how many could be compared."""

    compared: int
    asked: int


@dataclass(frozen=True, slots=True)
class StandardCounts:
    """One standard ("" for all together) over the signed returns of a cycle.

    Means are of scores (0–100); `before` and `now` are those of the like-for-like scores, of the
    returns that have both.
    """

    key: str
    title: str
    means: Mapping[ScoreKind, Mean]
    movement: MovementCounts
    before: Mean
    now: Mean
    coverage: Coverage
    difference: Difference

    @property
    def mean(self) -> Mean:
        """The mean of the self scores."""
        return self.means[ScoreKind.SELF]


@dataclass(frozen=True)
class CompareReport:
    """One cycle of a board, compared. `previous` is None for a first cycle.

    `rows` holds every agency that was expected, by name; `questions` every scored question and
    `standards` every standard, in the edition's order; `retired` those of the edition before that
    are asked no longer, and `added` those that are new.
    """

    board: str
    cycle: CycleNamed
    previous: CycleNamed | None
    framework: str
    edition: str
    edition_title: str
    agency_types: Mapping[str, str]
    bands: tuple[Band, ...]
    rows: tuple[MatrixRow, ...]
    questions: tuple[QuestionCounts, ...]
    standards: tuple[StandardCounts, ...]
    overall: StandardCounts
    added: tuple[str, ...]
    retired: tuple[str, ...]

    @property
    def returned(self) -> tuple[MatrixRow, ...]:
        """The agencies whose return was signed."""
        return tuple(row for row in self.rows if row.is_returned)

    @property
    def imported(self) -> tuple[MatrixRow, ...]:
        """The agencies whose return was not made on the platform."""
        return tuple(row for row in self.returned if row.source)

    @property
    def parts(self) -> tuple[StandardCounts, ...]:
        """Every standard, then all together."""
        return (*self.standards, self.overall)

    @property
    def has_panel(self) -> bool:
        """Whether the panel rated anything."""
        return any(row.scores.get(ScoreKind.PANEL) for row in self.rows)

    def strongest(self, how_many: int = 5) -> tuple[QuestionCounts, ...]:
        """The questions with the highest mean, highest first; the edition's order settles ties."""
        rated = [(one.mean.mean, one) for one in self.questions if one.mean.mean is not None]
        rated.sort(key=lambda pair: -pair[0])
        return tuple(one for _, one in rated[:how_many])

    def weakest(self, how_many: int = 5) -> tuple[QuestionCounts, ...]:
        """The questions with the lowest mean, lowest first; the edition's order settles ties."""
        rated = [(one.mean.mean, one) for one in self.questions if one.mean.mean is not None]
        rated.sort(key=lambda pair: pair[0])
        return tuple(one for _, one in rated[:how_many])


def compare_report(
    board: str,
    cycle: CycleNamed,
    edition: Edition,
    rows: Sequence[MatrixRow],
    standings: Iterable[Standing],
    before: tuple[CycleNamed, Edition | None] | None = None,
) -> CompareReport:
    """Count everything once. `before` is the cycle before with what it asked, if it was opened."""
    previous, old = before or (None, None)
    counted = [count_standard(part.key, part.title, rows) for part in edition.standards]
    overall = count_standard(OVERALL, "All standards", rows)
    if previous is None:
        counted, overall = [_alone(one) for one in counted], _alone(overall)
    return CompareReport(
        board=board,
        cycle=cycle,
        previous=previous,
        framework=edition.framework,
        edition=edition.edition,
        edition_title=edition.title,
        agency_types=edition.agency_types,
        bands=edition.bands,
        rows=tuple(rows),
        questions=count_questions(edition, standings),
        standards=tuple(counted),
        overall=overall,
        added=_scored_only_in(edition, old) if old else (),
        retired=_scored_only_in(old, edition) if old else (),
    )


def count_questions(edition: Edition, standings: Iterable[Standing]) -> tuple[QuestionCounts, ...]:
    """Count every scored question over the returns whose standings these are."""
    by_question: dict[str, list[Standing]] = {}
    for one in standings:
        by_question.setdefault(one.question, []).append(one)
    return tuple(
        count_question(question, part.key, by_question.get(question.id, ()))
        for part in edition.standards
        for question in part.questions
        if question.is_scored
    )


def count_standard(key: str, title: str, rows: Sequence[MatrixRow]) -> StandardCounts:
    """Count one standard over the agencies; those that are not asked about it do not move."""
    moved = [row.movement[key] for row in rows if key in row.movement]
    both = [one for one in moved if one.compared]
    return StandardCounts(
        key=key,
        title=title,
        means={kind: mean_of(row.score(key, kind) for row in rows) for kind in ScoreKind},
        movement=count_movements(row.moved(key) for row in rows),
        before=mean_of(one.before for one in both),
        now=mean_of(one.now for one in both),
        coverage=Coverage(sum(one.compared for one in moved), sum(one.asked for one in moved)),
        difference=difference((row.score(key), row.score(key, ScoreKind.PANEL)) for row in rows),
    )


def _alone(counts: StandardCounts) -> StandardCounts:
    """Nothing moves in a first cycle."""
    return replace(counts, movement=MovementCounts())


def _scored_only_in(one: Edition, other: Edition) -> tuple[str, ...]:
    there = {question.id for question in other.questions() if question.is_scored}
    return tuple(q.id for q in one.questions() if q.is_scored and q.id not in there)
