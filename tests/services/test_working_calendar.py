"""The bank holidays that came with the package, without a network."""

from __future__ import annotations

import socket
from datetime import date

import pytest

from s11.services import working_calendar


def no_network(*_: object) -> None:
    raise AssertionError("the network was asked")


def test_english_bank_holidays_are_known_without_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", no_network)
    working_calendar.calendar.cache_clear()
    calendar = working_calendar.calendar()
    # Easter Monday, the spring bank holiday, and what stands in for Boxing Day 2026.
    for day in (date(2026, 4, 6), date(2026, 5, 25), date(2026, 12, 28)):
        assert not calendar.is_working(day)
    # St Andrew's Day is Scotland's.
    assert calendar.is_working(date(2026, 11, 30))


def test_the_list_reaches_beyond_the_next_cycle_and_says_how_far() -> None:
    assert working_calendar.known_until() >= date(2027, 12, 31)


def test_the_list_is_read_once() -> None:
    assert working_calendar.calendar() is working_calendar.calendar()
