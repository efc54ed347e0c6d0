"""Deadlines are London's, wherever the server stands and whatever the clocks do."""

from __future__ import annotations

import time as clock_of_the_server
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s11.domain.cycles import (
    CYCLE_WORDS,
    Check,
    CycleStatus,
    Expected,
    after_closing,
    after_opening,
    before_opening,
    check_dates,
    check_extension,
    check_running,
    check_slug,
    check_withdrawal,
    deadline,
    is_open,
    listed,
    london,
    london_instant,
)
from s11.domain.errors import Refused, WrongState
from s11.domain.submissions import Status

SECOND = timedelta(seconds=1)
# Whole seconds of this century.
INSTANTS = st.integers(946_684_800, 4_102_444_799).map(lambda s: datetime.fromtimestamp(s, UTC))


@pytest.fixture(params=["UTC", "Europe/London", "Pacific/Auckland", "America/Los_Angeles"])
def server_zone(request, monkeypatch):
    """The server's own clock set to another part of the world."""
    monkeypatch.setenv("TZ", request.param)
    clock_of_the_server.tzset()
    yield request.param
    monkeypatch.undo()
    clock_of_the_server.tzset()


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


# The last Sundays of March and October in 2026 are the 29th and the 25th; in 2027 the 28th and
# the 31st. (what, day and time on London's clocks) -> the instant
LONDON_TIMES = [
    ("winter", date(2026, 1, 15), time(17), utc(2026, 1, 15, 17)),
    ("summer", date(2026, 7, 15), time(17), utc(2026, 7, 15, 16)),
    ("midnight in summer is yesterday's", date(2026, 7, 1), time(0), utc(2026, 6, 30, 23)),
    ("the last minute before summer", date(2026, 3, 29), time(0, 59), utc(2026, 3, 29, 0, 59)),
    ("skipped: forward by the hour", date(2026, 3, 29), time(1), utc(2026, 3, 29, 1)),
    ("skipped, in the middle", date(2026, 3, 29), time(1, 30), utc(2026, 3, 29, 1, 30)),
    ("the first minute of summer", date(2026, 3, 29), time(2), utc(2026, 3, 29, 1)),
    ("before the repeated hour", date(2026, 10, 25), time(0, 59), utc(2026, 10, 24, 23, 59)),
    ("comes twice: the first", date(2026, 10, 25), time(1), utc(2026, 10, 25, 0)),
    ("comes twice, in the middle", date(2026, 10, 25), time(1, 30), utc(2026, 10, 25, 0, 30)),
    ("after the hour that comes twice", date(2026, 10, 25), time(2), utc(2026, 10, 25, 2)),
    ("skipped, a year later", date(2027, 3, 28), time(1, 30), utc(2027, 3, 28, 1, 30)),
    ("comes twice, a year later", date(2027, 10, 31), time(1, 30), utc(2027, 10, 31, 0, 30)),
    ("the end of a day in summer", date(2026, 9, 30), time(23, 59), utc(2026, 9, 30, 22, 59)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "at", "instant"),
    [row[1:] for row in LONDON_TIMES],
    ids=[row[0] for row in LONDON_TIMES],
)
@pytest.mark.usefixtures("server_zone")
def test_a_time_on_londons_clocks_is_one_instant(day, at, instant):
    made = london_instant(day, at)
    assert made == instant
    assert made.utcoffset() == timedelta(0)


def test_the_skipped_half_hour_reads_an_hour_later():
    shown = london(london_instant(date(2026, 3, 29), time(1, 30)))
    assert (shown.hour, shown.minute) == (2, 30)


def test_a_time_taken_from_the_second_of_the_two_hours_means_the_first_too():
    again = time(1, 30, fold=1)
    assert london_instant(date(2026, 10, 25), again) == utc(2026, 10, 25, 0, 30)


@given(INSTANTS)
def test_every_instant_but_a_repeated_hour_comes_back_from_its_london_time(instant):
    shown = london(instant)
    # Python holds no instant of a repeated hour equal to one written in another zone.
    assert shown.timestamp() == instant.timestamp()
    back = london_instant(shown.date(), shown.time().replace(fold=0))
    assert back == instant - timedelta(hours=shown.fold)


DUE = utc(2026, 10, 30, 17)
SUMMER_DUE = utc(2026, 6, 30, 22, 59, 59)  # 23:59:59 on London's clocks

# (what, due, now) -> words
DEADLINES = [
    ("a second before", DUE, DUE - SECOND, "due today"),
    ("on the second", DUE, DUE, "due today"),
    ("a second after", DUE, DUE + SECOND, "late today"),
    ("half a second after", DUE, DUE + SECOND / 2, "late today"),
    ("the last second of the day before", DUE, utc(2026, 10, 29, 23, 59, 59), "1 day left"),
    ("the first second of the day", DUE, utc(2026, 10, 30), "due today"),
    ("the last second of the day", DUE, utc(2026, 10, 30, 23, 59, 59), "late today"),
    ("the first second of the next day", DUE, utc(2026, 10, 31), "1 day late"),
    ("by the end of a summer's day", SUMMER_DUE, SUMMER_DUE, "due today"),
    ("a second after a summer's day: tomorrow in London, today in UTC",
     SUMMER_DUE, SUMMER_DUE + SECOND, "1 day late"),
    ("the summer evening before, still that day in UTC",
     SUMMER_DUE, utc(2026, 6, 29, 22, 59, 59), "1 day left"),
    ("half past midnight of a summer's due day", SUMMER_DUE, utc(2026, 6, 29, 23, 30), "due today"),
    ("a week over the change to winter", utc(2026, 10, 28, 0, 30), utc(2026, 10, 20, 23, 30),
     "7 days left"),
    ("a week over the change to summer", utc(2026, 4, 1, 22, 30), utc(2026, 3, 25, 23, 30),
     "7 days left"),
    ("days late over the change to winter", utc(2026, 10, 24, 22, 30), utc(2026, 10, 25, 0),
     "1 day late"),
    ("twelve days", DUE, utc(2026, 10, 18, 9), "12 days left"),
    ("a month late", DUE, utc(2026, 11, 30, 9), "31 days late"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("due", "at", "words"), [row[1:] for row in DEADLINES], ids=[row[0] for row in DEADLINES]
)
@pytest.mark.usefixtures("server_zone")
def test_days_left_and_late_are_counted_on_londons_calendar(due, at, words):
    found = deadline(due, at)
    assert found.words == words
    assert found.late is (at > due)
    assert found.due == due


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "America/New_York", "Pacific/Kiritimati"])
@pytest.mark.parametrize(("due", "at"), [row[1:3] for row in DEADLINES])
def test_the_zone_that_an_instant_is_written_in_changes_nothing(zone, due, at):
    there = ZoneInfo(zone)
    assert deadline(due.astimezone(there), at.astimezone(there)).words == deadline(due, at).words


@given(INSTANTS, st.timedeltas(timedelta(days=-400), timedelta(days=400)))
def test_late_is_exactly_after_the_due_second_and_days_are_never_negative(due, by):
    found = deadline(due, due + by)
    assert found.late is (by > timedelta(0))
    assert found.days >= 0
    assert abs(found.days - abs(by) / timedelta(days=1)) < 1 + 1 / 23


OPENS = utc(2026, 9, 1, 8)


@pytest.mark.parametrize(
    ("status", "now", "expected"),
    [
        (CycleStatus.OPEN, OPENS - SECOND, False),
        (CycleStatus.OPEN, OPENS, True),
        (CycleStatus.OPEN, DUE + SECOND, True),
        (CycleStatus.OPEN, DUE + timedelta(days=400), True),
        (CycleStatus.DRAFT, OPENS + SECOND, False),
        (CycleStatus.CLOSED, OPENS + SECOND, False),
        (CycleStatus.OPEN, OPENS.astimezone(ZoneInfo("Asia/Tokyo")), True),
    ],
)
@pytest.mark.usefixtures("server_zone")
def test_a_cycle_is_open_from_its_second_until_it_is_closed_and_takes_late_returns(
    status, now, expected
):
    assert is_open(status, OPENS, now) is expected


def test_a_cycle_is_set_up_then_open_then_closed_for_good():
    opened = after_opening(CycleStatus.DRAFT)
    assert (opened, after_closing(opened)) == (CycleStatus.OPEN, CycleStatus.CLOSED)
    assert set(CYCLE_WORDS) == set(CycleStatus)


@pytest.mark.parametrize("status", [CycleStatus.OPEN, CycleStatus.CLOSED])
def test_a_cycle_opens_once(status):
    with pytest.raises(WrongState, match=f"already {CYCLE_WORDS[status].lower()}"):
        after_opening(status)


@pytest.mark.parametrize("status", [CycleStatus.DRAFT, CycleStatus.CLOSED])
def test_only_an_open_cycle_closes(status):
    with pytest.raises(WrongState, match="Only an open cycle"):
        after_closing(status)


def test_a_closed_cycle_can_only_be_read():
    with pytest.raises(WrongState, match="only be read"):
        check_running(CycleStatus.CLOSED)
    assert [check_running(one) for one in (CycleStatus.DRAFT, CycleStatus.OPEN)] == [None, None]


@pytest.mark.parametrize("due", [OPENS - SECOND, OPENS])
def test_a_cycle_is_due_after_it_opens(due):
    with pytest.raises(Refused) as refused:
        check_dates(OPENS, due)
    assert refused.value.field == "due_on"


@pytest.mark.parametrize(
    ("new", "reason", "field"),
    [
        (DUE - SECOND, "Ofsted came", "due_on"),
        (DUE, "Ofsted came", "due_on"),
        (DUE.astimezone(ZoneInfo("Asia/Tokyo")), "Ofsted came", "due_on"),
        (DUE + SECOND, "", "reason"),
        (DUE + SECOND, " \n\t", "reason"),
        (DUE, "", "due_on"),
    ],
)
def test_an_extension_extends_and_says_why(new, reason, field):
    with pytest.raises(Refused) as refused:
        check_extension(DUE, new, reason)
    assert refused.value.field == field


def test_a_second_is_enough_for_a_cycle_and_for_an_extension_with_a_reason():
    assert check_dates(OPENS, OPENS + SECOND) is None
    assert check_extension(DUE, DUE + SECOND, "Ofsted came") is None


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.NOT_STARTED}))
def test_only_an_agency_that_has_not_started_may_be_withdrawn(status):
    assert check_withdrawal(Status.NOT_STARTED) is None
    with pytest.raises(WrongState, match="stays part of the cycle"):
        check_withdrawal(status)


@pytest.mark.parametrize("slug", ["s11-2026", "a", "2026", "s175-autumn-2026"])
def test_slugs_of_small_letters_figures_and_hyphens_stand(slug):
    assert check_slug(slug) is None


@pytest.mark.parametrize(
    "slug",
    ["", "S11", "s11 2026", "s11_2026", "-s11", "s11-", "s11--26", "s11/26", "s11\n", "ŵ", "new"],
)  # fmt: skip
def test_other_slugs_are_refused_where_they_were_typed(slug):
    with pytest.raises(Refused) as refused:
        check_slug(slug)
    assert refused.value.field == "slug"


READY = Expected("Riverside Homes", has_lead=True, has_signatory=True, type_is_known=True)


def looked_at(*expected: Expected, left_out: tuple[str, ...] = (), there: bool = True, now=OPENS):
    return before_opening(expected, left_out, edition_is_there=there, due_at=DUE, now=now)


def test_a_cycle_that_is_ready_opens_without_a_word():
    assert looked_at(READY) == ()


def test_what_stops_an_opening_is_told_from_what_does_not():
    bare = Expected("Hill School", has_lead=False, has_signatory=False, type_is_known=False)
    found = looked_at(READY, bare, bare, left_out=("Vale Trust",), there=False, now=DUE)
    assert [(check.stops, check.sentence) for check in found] == [
        (True, "The edition is not among the standards any more."),
        (True, "The due date has passed already."),
        (True, "The edition does not know the type of Hill School and Hill School."),
        (False, "Hill School and Hill School have no safeguarding lead to complete the return."),
        (False, "Hill School and Hill School have no accountable officer to sign."),
        (False, "Not expected in this cycle: Vale Trust."),
    ]


def test_a_cycle_that_expects_nobody_does_not_open():
    assert looked_at() == (Check("No agency is expected. Choose at least one.", stops=True),)


def test_one_agency_has_and_two_have():
    alone = Expected("Hill School", has_lead=False, has_signatory=True, type_is_known=True)
    assert [check.sentence for check in looked_at(alone)] == [
        "Hill School has no safeguarding lead to complete the return."
    ]


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, ""), (1, "A1"), (2, "A1 and A2"), (3, "A1, A2 and A3"), (5, "A1, A2, A3, A4 and A5"),
     (6, "A1, A2, A3, A4 and 2 more"), (40, "A1, A2, A3, A4 and 36 more")],
)  # fmt: skip
def test_names_read_as_in_a_sentence(count, words):
    assert listed([f"A{n}" for n in range(1, count + 1)]) == words
