"""Agencies by standards: the shapes that comparison reads, and what they count up to.

Every count is of returns, every mean says of how many. Nothing here is rounded.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from s11.domain.answers import QuestionState
from s11.domain.comparison import Movement, ScoreMovement, movement_of
from s11.domain.moderation import ScoreKind
from s11.domain.standards import LevelScale, Question, Scale
from s11.domain.standing import Standing
from s11.domain.submissions import Status

OVERALL = ""
"""The key of all standards together, among the keys of standards."""


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One agency of a cycle. `scores` are 0–100 by kind and standard ("" for all together).

    `bands` holds the words of each score. They are those of the newest signed version: empty where
    none was signed. `source` names where a return came from that was not made on the platform.
    """

    submission_id: int
    agency_id: int
    slug: str
    name: str
    agency_type: str
    status: Status
    signed_version: int
    source: str
    scores: Mapping[ScoreKind, Mapping[str, float | None]] = field(default_factory=dict)
    bands: Mapping[ScoreKind, Mapping[str, str]] = field(default_factory=dict)
    movement: Mapping[str, ScoreMovement] = field(default_factory=dict)

    @property
    def is_returned(self) -> bool:
        """Whether a signed version has come in."""
        return self.signed_version > 0

    def score(self, standard: str = OVERALL, kind: ScoreKind = ScoreKind.SELF) -> float | None:
        """One score, 0–100; None where there is none."""
        return self.scores.get(kind, {}).get(standard)

    def moved(self, standard: str = OVERALL) -> Movement | None:
        """Which way a standard went; None where nothing of it is asked, or nothing is signed."""
        found = self.movement.get(standard)
        return found.movement if found and found.asked else None


@dataclass(frozen=True, slots=True)
class PeerStanding:
    """How other agencies of a type rated one question: only those that rated it are counted.

    `levels` counts values; `scores` (0–100, lowest first) and `agencies` (name, value; by name) say
    the same agency by agency.
    """

    mean: float
    n: int
    levels: Mapping[str, int]
    scores: tuple[float, ...]
    agencies: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean (0–100) and of how many; None of none."""

    mean: float | None
    n: int


@dataclass(frozen=True, slots=True)
class MovementCounts:
    """How many returns went which way, of those to which it was put."""

    improved: int = 0
    same: int = 0
    declined: int = 0
    not_comparable: int = 0

    @property
    def compared(self) -> int:
        """How many could be set against the cycle before."""
        return self.improved + self.same + self.declined


@dataclass(frozen=True, slots=True)
class Difference:
    """Self against panel over the `n` returns that have both: how many rated higher than it."""

    self_rating: float | None
    panel: float | None
    over: int
    under: int
    n: int

    @property
    def points(self) -> float | None:
        """Percentage points by which agencies rate themselves higher than the panel does."""
        if self.self_rating is None or self.panel is None:
            return None
        return self.self_rating - self.panel


def mean_of(values: Iterable[float | None]) -> Mean:
    """The mean of the values that there are. The sum is exact, so their order never shows."""
    found = [value for value in values if value is not None]
    return Mean(math.fsum(found) / len(found) if found else None, len(found))


@dataclass(frozen=True, slots=True)
class QuestionCounts:
    """How the signed returns of a cycle stand in one scored question.

    Each return is counted once: as rated, not applicable, not answered or not asked. `levels`
    counts what was chosen, best level first, every level of the scale; percentages only
    those that were given; nothing for criteria. `labels` are their words. Means are of scores
    (0–100).
    """

    id: str
    standard: str
    text: str
    levels: Mapping[str, int]
    labels: Mapping[str, str]
    rated: int
    not_applicable: int
    not_answered: int
    not_asked: int
    means: Mapping[ScoreKind, Mean]
    movement: MovementCounts
    difference: Difference

    @property
    def asked(self) -> int:
        """To how many the question was put."""
        return self.rated + self.not_applicable + self.not_answered

    @property
    def mean(self) -> Mean:
        """The mean of the self-ratings."""
        return self.means[ScoreKind.SELF]


def count_question(
    question: Question, standard: str, standings: Sequence[Standing]
) -> QuestionCounts:
    """Count where the question stands in every signed return."""
    states = Counter(one.state for one in standings)
    values = Counter(one.value for one in standings if one.value)
    labels = _labels(question.scale, values)
    return QuestionCounts(
        id=question.id,
        standard=standard,
        text=question.text,
        levels={value: values[value] for value in labels},
        labels=labels,
        rated=states[QuestionState.ANSWERED],
        not_applicable=states[QuestionState.NOT_APPLICABLE],
        not_answered=states[QuestionState.NOT_ANSWERED],
        not_asked=states[QuestionState.NOT_ASKED],
        means={
            ScoreKind.SELF: mean_of(one.score for one in standings),
            ScoreKind.PANEL: mean_of(one.panel for one in standings),
            ScoreKind.AGREED: mean_of(one.agreed for one in standings),
        },
        movement=count_movements(one.movement for one in standings),
        difference=difference((one.score, one.panel) for one in standings),
    )


def _labels(scale: Scale | None, given: Iterable[str]) -> dict[str, str]:
    """The words of each value: of a whole scale, or of the percentages that were given."""
    if isinstance(scale, LevelScale):
        best_first = sorted(scale.levels, key=lambda level: -level.points)
        return {level.value: level.label for level in best_first}
    return {value: f"{value}%" for value in sorted(given, key=int, reverse=True)}


def count_movements(movements: Iterable[Movement | None]) -> MovementCounts:
    """Count the movements that there are."""
    ways = Counter(movements)
    return MovementCounts(
        improved=ways[Movement.IMPROVED],
        same=ways[Movement.SAME],
        declined=ways[Movement.DECLINED],
        not_comparable=ways[Movement.NOT_COMPARABLE],
    )


def difference(pairs: Iterable[tuple[float | None, float | None]]) -> Difference:
    """Self against panel, from (self, panel) of each return; those without both are left out."""
    both = [(own, panel) for own, panel in pairs if own is not None and panel is not None]
    ways = Counter(movement_of(panel, own) for own, panel in both)
    return Difference(
        self_rating=mean_of(own for own, _ in both).mean,
        panel=mean_of(panel for _, panel in both).mean,
        over=ways[Movement.IMPROVED],
        under=ways[Movement.DECLINED],
        n=len(both),
    )
