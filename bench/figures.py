"""A figure: a ratio of two medians from the same run, with what it should reach."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from typing import NamedTuple


class Figure(NamedTuple):
    """One ratio: what was measured, what it may be, what is hoped for, and how it came about.

    `limit` is the most the ratio may be, or with `at_least` the least.
    """

    name: str
    ratio: float
    limit: float
    aim: float
    detail: str
    at_least: bool = False

    @property
    def line(self) -> str:
        """The figure as one line of the table."""
        sign, good = (
            ("≥", self.ratio >= self.limit) if self.at_least else ("≤", self.ratio <= self.limit)
        )
        verdict = "reached" if good else "NOT reached"
        return (
            f"{self.name:<58} {self.ratio:>7.2f}   {sign} {self.limit:g} (aim {self.aim:g})  "
            f"{verdict:<11}  {self.detail}"
        )


def medians(deeds: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Median milliseconds of each deed; the deeds take turns, so that noise falls on all alike."""
    took: dict[str, list[float]] = {name: [] for name in deeds}
    for deed in deeds.values():
        deed()
    for _ in range(rounds):
        for name, deed in deeds.items():
            began = time.perf_counter()
            deed()
            took[name].append(1000 * (time.perf_counter() - began))
    return {name: statistics.median(times) for name, times in took.items()}
