"""Choosing which returns a panel reads, where it cannot read all: openly, and so that it repeats.

A draw goes by a fingerprint of the seed and the agency's slug, so whoever knows the seed, which
the record keeps, can draw the same sample again; and one more return changes no other's place.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from s11.domain.errors import Refused
from s11.domain.panels import Reviewable


class Base(StrEnum):
    """Which returns there are to choose from."""

    RETURNED = "returned"
    EXPECTED = "expected"
    CHOSEN = "chosen"


class Sample(StrEnum):
    """How many of them are taken."""

    ALL = "all"
    NTH = "nth"
    TYPES = "types"
    RANDOM = "random"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A way of choosing returns. `every`, `count` and `seed` matter for NTH, RANDOM and draws."""

    base: Base = Base.RETURNED
    chosen: frozenset[str] = frozenset()
    sample: Sample = Sample.ALL
    every: int = 2
    count: int = 1
    seed: int = 0

    @property
    def is_drawn(self) -> bool:
        """Whether the seed decides, so that the record must keep it."""
        return self.sample in {Sample.TYPES, Sample.RANDOM}


def draw(returns: Iterable[Reviewable], how: Drawing) -> tuple[Reviewable, ...]:
    """The returns that are taken, by agency name. Refuses a drawing that takes none."""
    there = sorted(
        (one for one in returns if _is_in(one, how)),
        key=lambda one: (one.agency_name.casefold(), one.submission_id),
    )
    if not there:
        raise Refused(NONE_THERE[how.base], "base" if how.base is not Base.CHOSEN else "chosen")
    taken = {
        Sample.ALL: lambda: there,
        Sample.NTH: lambda: there[:: max(1, how.every)],
        Sample.TYPES: lambda: _one_of_each_type(there, how.seed),
        Sample.RANDOM: lambda: _by_lot(there, how.seed)[: max(1, how.count)],
    }[how.sample]()
    ids = {one.submission_id for one in taken}
    return tuple(one for one in there if one.submission_id in ids)


NONE_THERE = {
    Base.RETURNED: "No return that is with no other panel has come in yet.",
    Base.EXPECTED: "Every return that is expected is with another panel.",
    Base.CHOSEN: "Tick at least one return.",
}


def _is_in(one: Reviewable, how: Drawing) -> bool:
    return {
        Base.RETURNED: one.is_returned,
        Base.EXPECTED: True,
        Base.CHOSEN: one.agency_slug in how.chosen,
    }[how.base]


def _by_lot(returns: Iterable[Reviewable], seed: int) -> list[Reviewable]:
    def lot(one: Reviewable) -> str:
        return hashlib.sha256(f"{seed}/{one.agency_slug}".encode()).hexdigest()

    return sorted(returns, key=lot)


def _one_of_each_type(returns: Iterable[Reviewable], seed: int) -> list[Reviewable]:
    first: dict[str, Reviewable] = {}
    for one in _by_lot(returns, seed):
        first.setdefault(one.agency_type, one)
    return list(first.values())
