"""Working days and hours, as London keeps them: no weekend, no bank holiday, nine to five."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from s11.domain.cycles import london

OPENS, CLOSES = time(9), time(17)
ONE_DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """The bank holidays that are known; later years have weekends only."""

    holidays: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        """Whether offices work on this day."""
        return day.weekday() < SATURDAY and day not in self.holidays

    def next_working(self, day: date) -> date:
        """This day if it is a working day, else the first one after it."""
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def previous_working(self, day: date) -> date:
        """This day if it is a working day, else the last one before it."""
        while not self.is_working(day):
            day -= ONE_DAY
        return day

    def in_hours(self, now: datetime) -> bool:
        """Whether London clocks show a working hour: from 09:00, before 17:00."""
        local = london(now)
        return self.is_working(local.date()) and OPENS <= local.time() < CLOSES
