"""The working calendar: bank holidays of England and Wales, from data that came with a package.

Nothing is ever downloaded: a newer list comes with a newer version of the package.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from govuk_bank_holidays.bank_holidays import BankHolidays

from s11.domain.working_days import Calendar


@lru_cache(maxsize=1)
def calendar() -> Calendar:
    """The working days of England, read once."""
    return Calendar(_holidays())


def known_until() -> date:
    """The last day of the years whose bank holidays are known; later years have weekends only."""
    return date(max(_holidays()).year, 12, 31)


def _holidays() -> frozenset[date]:
    known = BankHolidays(use_cached_holidays=True)
    return frozenset(one["date"] for one in known.get_holidays(BankHolidays.ENGLAND_AND_WALES))
