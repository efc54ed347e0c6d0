"""Agencies by standards: the shapes that comparison reads, and what they count up to.

Every count is of returns, every mean says of how many. Nothing here is rounded.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from s11.domain.comparison import Movement, ScoreMovement
from s11.domain.moderation import ScoreKind
from s11.domain.submissions import Status

OVERALL = ""
"""The key of all standards together, among the keys of standards."""


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One agency of a cycle. `scores` are 0–100 by kind and standard ("" for all together).

    They are those of the newest signed version: empty where none was signed. `source` names where
    a return came from that was not made on the platform.
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
