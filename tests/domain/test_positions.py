"""Where returns stand: words, lateness in London days, filters, sorting, the sentence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from s11.domain.cycles import CycleStatus, Expected, before_opening, listed
from s11.domain.positions import Choice, Column, Position, Show, chosen, counts, summary
from s11.domain.submissions import Status

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
DUE = datetime(2026, 11, 30, 17, 0, tzinfo=UTC)
PAST = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)


def position(name: str = "Housing", **parts: Any) -> Position:
    usual: dict[str, Any] = {
        "agency_slug": name.lower(),
        "agency_name": name,
        "agency_type": "housing",
        "type_words": "Housing",
        "status": Status.NOT_STARTED,
        "asked": 60,
        "answered": 0,
        "due_at": DUE,
        "is_extended": False,
    }
    return Position(**usual | parts)


def returned(name: str = "Returned", **parts: Any) -> Position:
    return position(
        name, **{"status": Status.SUBMITTED, "signed_version": 1, "returned_at": NOW} | parts
    )


@pytest.mark.parametrize(
    ("one", "words", "tone"),
    [
        (position(), "Not started", "none"),
        (position(due_at=PAST), "Late, not started", "red"),
        (position(status=Status.IN_PROGRESS), "In progress", "grey"),
        (position(status=Status.IN_PROGRESS, due_at=PAST), "Late, in progress", "amber"),
        (position(status=Status.WITH_SIGNATORY), "With the accountable officer", "blue"),
        (position(status=Status.IN_PROGRESS, sent_back=True), "Sent back", "amber"),
        (
            position(status=Status.IN_PROGRESS, sent_back=True, due_at=PAST),
            "Late, sent back",
            "amber",
        ),
        (
            position(status=Status.WITH_SIGNATORY, sent_back=True),
            "With the accountable officer",
            "blue",
        ),
        (
            position(status=Status.IN_PROGRESS, signed_version=1, sent_back=True),
            "Returned, being revised",
            "green",
        ),
        (returned(due_at=PAST), "Returned", "green"),
        (
            position(status=Status.IN_PROGRESS, signed_version=1, due_at=PAST),
            "Returned, being revised",
            "green",
        ),
    ],
)
def test_a_status_is_said_in_words_and_a_revision_is_never_late(
    one: Position, words: str, tone: str
) -> None:
    assert (one.words(NOW), one.tone(NOW)) == (words, tone)


def test_a_revision_makes_no_return_late_neither_while_it_lasts_nor_once_it_is_signed() -> None:
    due = NOW - timedelta(days=40)
    came = due - timedelta(days=2)
    revised = returned(status=Status.IN_PROGRESS, due_at=due, returned_at=came)
    again = returned(signed_version=2, due_at=due, returned_at=came, submitted_at=NOW)
    for one in (revised, again):
        assert one.days(NOW) == "2 days early"
        assert one.seconds_left(NOW) == timedelta(days=2).total_seconds()


@pytest.mark.parametrize(
    ("one", "days"),
    [
        (position(), "7 days left"),
        (position(due_at=PAST), "3 days late"),
        (position(due_at=NOW), "due today"),
        (position(due_at=NOW - timedelta(seconds=1)), "late today"),
        (returned(), "7 days early"),
        (returned(due_at=NOW), "on the day"),
        (returned(due_at=NOW - timedelta(hours=1)), "late on the day"),
        (returned(due_at=NOW - timedelta(days=1)), "1 day late"),
    ],
)
def test_days_are_counted_to_now_or_to_the_signature(one: Position, days: str) -> None:
    assert one.days(NOW) == days


def test_a_day_is_london_s_day_on_both_sides_of_midnight() -> None:
    due = datetime(2026, 6, 30, 22, 59, tzinfo=UTC)  # 23:59 in London, in summer
    after_midnight = datetime(2026, 6, 30, 23, 1, tzinfo=UTC)
    assert position(due_at=due).days(after_midnight) == "1 day late"
    assert position(due_at=due).days(due) == "due today"


def test_each_filter_counts_what_it_shows() -> None:
    everyone = [
        position("A"),
        position("B", due_at=PAST),
        position("C", status=Status.IN_PROGRESS, due_at=PAST),
        position("D", status=Status.WITH_SIGNATORY),
        returned("E"),
        position("F", status=Status.IN_PROGRESS, signed_version=1),
        position("G", status=Status.IN_PROGRESS, sent_back=True),
    ]
    found = counts(everyone, Choice(), NOW)
    assert found == {
        Show.ALL: 7,
        Show.LATE: 2,
        Show.NOT_STARTED: 2,
        Show.IN_PROGRESS: 2,
        Show.SENT_BACK: 1,
        Show.WITH_SIGNATORY: 1,
        Show.RETURNED: 2,
    }
    for show, count in found.items():
        assert len(chosen(everyone, Choice(show=show), NOW)) == count


def test_words_are_found_in_the_agency_its_lead_and_its_reference() -> None:
    everyone = [
        position("Vale Trust", leads=("Asha Rowe",), reference="S11-AAAA-BBBB"),
        position("Oak School", agency_type="school-college"),
    ]
    for words in ("vale", "TRUST vale", "asha", "s11-aaaa"):
        assert [one.agency_name for one in chosen(everyone, Choice(words=words), NOW)] == [
            "Vale Trust"
        ]
    by_type = Choice(agency_type="school-college")
    assert [one.agency_name for one in chosen(everyone, by_type, NOW)] == ["Oak School"]
    assert counts(everyone, by_type, NOW)[Show.ALL] == 1


def test_by_status_the_late_come_first_and_the_returned_last() -> None:
    everyone = [
        returned("E"),
        position("D", status=Status.WITH_SIGNATORY),
        position("C", status=Status.IN_PROGRESS, due_at=PAST),
        position("B", due_at=PAST),
        position("A"),
    ]
    assert [one.agency_name for one in chosen(everyone, Choice(), NOW)] == ["B", "C", "A", "D", "E"]


@pytest.mark.parametrize(
    ("column", "up", "down"),
    [
        (Column.AGENCY, "ABC", "CBA"),
        (Column.SCORE, "BAC", "ABC"),
        (Column.PROGRESS, "CAB", "BAC"),
        (Column.ACTIVITY, "BAC", "ABC"),
        (Column.DAYS, "CAB", "BAC"),
    ],
)
def test_every_column_sorts_both_ways_with_blanks_last(column: Column, up: str, down: str) -> None:
    everyone = [
        returned("A", score=80, answered=30, last_activity_at=NOW, returned_at=NOW),
        returned("B", score=40, answered=60, last_activity_at=PAST, returned_at=PAST),
        position("C", due_at=PAST),
    ]
    for descending, order in ((False, up), (True, down)):
        shown = chosen(everyone, Choice(sort=column, descending=descending), NOW)
        assert "".join(one.agency_name for one in shown) == order


@pytest.mark.parametrize(
    ("everyone", "status", "sentence"),
    [
        ([], CycleStatus.OPEN, "No agency is expected to return yet."),
        (
            [position()],
            CycleStatus.OPEN,
            "The one agency has not returned yet. 1 has not started.",
        ),
        ([returned()], CycleStatus.OPEN, "The one agency has returned."),
        (
            [
                returned(),
                returned(),
                position("X", due_at=PAST),
                position(),
                position("Y", status=Status.WITH_SIGNATORY),
            ],
            CycleStatus.OPEN,
            "2 of 5 agencies have returned. "
            "1 is late, 1 is with its accountable officer and 1 has not started.",
        ),
        ([returned(), position("X")], CycleStatus.CLOSED, "1 of 2 agencies returned. X did not."),
    ],
)
def test_one_sentence_says_where_things_stand(
    everyone: list[Position], status: CycleStatus, sentence: str
) -> None:
    assert summary(everyone, status, NOW) == sentence


def test_progress_is_a_share_of_what_is_asked_and_nothing_asked_is_none() -> None:
    assert position(answered=33).percent == 55
    assert position(asked=0).percent == 0


def test_the_check_before_opening_names_what_stops_and_what_is_only_odd() -> None:
    expected = [Expected("A", False, True, True), Expected("B", True, False, False)]
    found = before_opening(expected, ["C"], edition_is_there=True, due_at=PAST, now=NOW)
    assert [(check.sentence, check.stops) for check in found] == [
        ("The due date has passed already.", True),
        ("The edition does not know the type of B.", True),
        ("A has no safeguarding lead to complete the return.", False),
        ("B has no accountable officer to sign.", False),
        ("Not expected in this cycle: C.", False),
    ]
    well = [Expected("A", True, True, True)]
    assert before_opening(well, [], edition_is_there=True, due_at=DUE, now=NOW) == ()


@pytest.mark.parametrize(
    ("names", "words"),
    [([], ""), (["A"], "A"), (["A", "B"], "A and B"), (list("ABCDEF"), "A, B, C, D and 2 more")],
)
def test_names_are_listed_as_in_a_sentence(names: list[str], words: str) -> None:
    assert listed(names) == words
