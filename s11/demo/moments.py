"""Moments: something happens, on a working day counted from today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from s11.demo.acts import Act
from s11.domain.cycles import london_instant


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happens: when, and what."""

    at: datetime
    act: Act


def instant(today: date, day: int, at: time) -> datetime:
    """`day` days from today, or the Friday before where that is a weekend."""
    then = today + timedelta(days=day)
    return london_instant(then - timedelta(days=max(0, then.weekday() - 4)), at)
