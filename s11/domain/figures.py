"""How a score is written: cut short and never rounded up, so that every place tells the same.

A score of 84.97 is below a band that begins at 85, and "85" beside that band would be untrue. Cut
to a decimal it is 84.9, to a whole number 84: both the beginning of the same figure.
"""

from __future__ import annotations

import math


def tenths(score: float) -> float:
    """A score with one decimal, the rest cut off."""
    # Sums are kept to six decimals (domain.scoring): what lies beyond is the machine's.
    return math.trunc(round(score * 10, 5)) / 10


def tenths_words(score: float) -> str:
    """A score with at most one decimal, such as "81.3" or "80"."""
    return f"{tenths(score):.1f}".removesuffix(".0")


def whole_words(score: float) -> str:
    """A score as a whole number, such as "81", where there is room for no more."""
    return str(math.trunc(round(score, 6)))
