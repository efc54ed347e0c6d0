"""Working days and hours, by London clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from s11.domain.working_days import Calendar
from tests.domain.rosters import CALENDAR, at


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 12, 24), True),
        (date(2026, 12, 25), False),
        (date(2026, 12, 26), False),
        (date(2026, 12, 28), False),
        (date(2026, 12, 29), True),
    ],
)
def test_offices_rest_at_weekends_and_on_bank_holidays(day: date, works: bool) -> None:
    assert CALENDAR.is_working(day) is works


def test_the_nearest_working_day_is_the_day_itself_where_it_is_one() -> None:
    friday = date(2026, 11, 27)
    assert CALENDAR.next_working(friday) == CALENDAR.previous_working(friday) == friday


def test_a_long_holiday_is_crossed_in_both_directions() -> None:
    assert CALENDAR.next_working(date(2026, 12, 25)) == date(2026, 12, 29)
    assert CALENDAR.previous_working(date(2026, 12, 28)) == date(2026, 12, 24)


@pytest.mark.parametrize(
    ("now", "inside"),
    [
        (datetime(2026, 11, 30, 8, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 30, 9, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 30, 16, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 30, 17, 0, tzinfo=UTC), False),
        # In summer London is an hour ahead of UTC.
        (datetime(2026, 7, 6, 8, 0, tzinfo=UTC), True),
        (datetime(2026, 7, 6, 16, 0, tzinfo=UTC), False),
        (at(11, 28), False),
        (at(12, 25), False),
    ],
)
def test_working_hours_are_nine_to_five_by_london_clocks(now: datetime, inside: bool) -> None:
    assert CALENDAR.in_hours(now) is inside


def test_without_known_holidays_weekends_are_kept_all_the_same() -> None:
    assert not Calendar().is_working(date(2040, 1, 7))
    assert Calendar().is_working(date(2040, 1, 9))
