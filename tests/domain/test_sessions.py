"""Running a session: what is taken up and left, how long it takes, who is present."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s11.domain.errors import Refused, WrongState
from s11.domain.panels import SessionStatus
from s11.domain.sessions import (
    Attendance,
    Decided,
    Item,
    Overtaken,
    Present,
    attending,
    check_decision,
    check_finishing,
    in_hand,
    is_said,
    leaving,
    must_run,
    not_taken_up,
    taking_up,
    timetable,
    where_it_stands,
)

START = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
HOUSING, POLICE, BREAK = Item(1, "Housing", 20), Item(2, "Police", 30), Item(3, "Tea", 10)
AGENDA = [HOUSING, POLICE, BREAK]
EMYR, ANA = Present("Emyr", 7), Present("Ana", 8)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def run(items: list[Item], wanted: int, read: int, minutes: float) -> list[Item]:
    changed = {item.id: item for item in taking_up(items, wanted, read, at(minutes))}
    return [changed.get(item.id, item) for item in items]


def test_each_item_follows_the_one_before_from_the_start_of_the_session() -> None:
    slots = timetable(AGENDA, START)
    assert [(slot.starts_at, slot.ends_at, slot.running) for slot in slots] == [
        (at(0), at(20), 20),
        (at(20), at(50), 50),
        (at(50), at(60), 60),
    ]


def test_taking_up_an_item_leaves_the_one_before() -> None:
    items = run(run(AGENDA, 1, 0, 0), 2, 1, 24)
    assert items[0].left_at == at(24)
    assert in_hand(items) == items[1]
    assert items[0].time_words(at(60)) == "24 of 20 minutes, 4 over"
    assert items[1].time_words(at(30)) == "6 of 30 minutes"
    assert items[2].time_words(at(30)) == "10 minutes"


def test_an_item_that_is_taken_up_again_counts_both_times_and_not_the_time_between() -> None:
    items = run(run(run(AGENDA, 1, 0, 0), 2, 1, 10), 1, 2, 40)
    assert items[0].seconds(at(45)) == 15 * 60
    assert items[1].seconds(at(99)) == 30 * 60


def test_nothing_changes_where_the_item_is_in_hand_already() -> None:
    assert taking_up(run(AGENDA, 1, 0, 0), 1, 0, at(5)) == []


@pytest.mark.parametrize("read", [0, 3])
def test_whoever_did_not_see_what_is_in_hand_is_told_and_changes_nothing(read: int) -> None:
    with pytest.raises(Overtaken, match="“Police” was taken up"):
        taking_up(run(AGENDA, 2, 0, 0), 1, read, at(5))


def test_whoever_saw_an_item_in_hand_that_was_left_since_may_go_on() -> None:
    items = run(AGENDA, 1, 0, 0)
    left = [leaving(items, at(5))[0], *items[1:]]
    assert in_hand(run(left, 2, 1, 6)) is not None


@given(st.lists(st.tuples(st.integers(1, 3), st.floats(0.1, 30)), max_size=12))
def test_the_times_of_all_items_add_up_to_the_time_of_the_session(
    steps: list[tuple[int, float]],
) -> None:
    items, now = list(AGENDA), 0.0
    for wanted, lasts in steps:
        current = in_hand(items)
        items = run(items, wanted, current.id if current else 0, now)
        assert sum(item.is_in_hand for item in items) == 1
        now += lasts
    total = sum(item.seconds(at(now)) for item in items)
    assert abs(total - now * 60) <= len(steps)


def test_the_sentence_says_what_is_in_hand_and_how_far_the_session_is() -> None:
    assert where_it_stands(AGENDA, START) == "3 items on the agenda, 60 minutes."
    items = run(AGENDA, 2, 0, 0)
    said = "1 of 3 items taken up. In hand: Police, 31 of 30 minutes, 1 over."
    assert where_it_stands(items, at(31)) == said
    paused = [item.left(at(31)) if item.is_in_hand else item for item in items]
    assert where_it_stands(paused, at(40)).endswith("Nothing is in hand just now.")
    assert where_it_stands(paused, at(40), finished=True) == "1 of 3 items taken up."
    assert "agenda is empty" in where_it_stands([], START)
    assert not_taken_up(items) == [HOUSING, BREAK]


def test_a_finished_session_runs_no_more_and_is_finished_once() -> None:
    must_run(SessionStatus.PLANNED)
    check_finishing(SessionStatus.PLANNED, 1)
    with pytest.raises(WrongState):
        must_run(SessionStatus.FINISHED)
    with pytest.raises(WrongState):
        check_finishing(SessionStatus.FINISHED, 1)
    with pytest.raises(Refused, match="who is present"):
        check_finishing(SessionStatus.PLANNED, 0)


def test_a_decision_needs_words_and_not_too_many() -> None:
    assert check_decision("  Ask again in May. ") == "Ask again in May."
    for text in ("", "  ", "x" * 5001):
        with pytest.raises(Refused):
            check_decision(text)


def test_a_button_pressed_twice_says_one_thing() -> None:
    said = [Decided(1, 1, "Yes.", "Emyr", 7, START), Decided(2, 1, "No.", "Ana", 8, START)]
    assert is_said(said, "Yes.", 7)
    assert not is_said(said, "Yes.", 8)
    assert not is_said([*said, Decided(3, 1, "Later.", "Emyr", 7, START)], "Yes.", 7)


def told(shown: set[str], ticked: set[str], *guests: str) -> Attendance:
    return Attendance(frozenset(shown), frozenset(ticked), guests)


def test_a_page_changes_only_what_was_changed_on_it() -> None:
    # While this page was open, Ana was ticked by somebody else: she stays.
    joins, goes = attending(told(set(), {"person:7"}), [ANA], [EMYR, ANA])
    assert (joins, goes) == ([EMYR], [])
    joins, goes = attending(told({"person:7", "person:8"}, {"person:8"}), [EMYR, ANA], [EMYR, ANA])
    assert (joins, goes) == ([], [EMYR])


def test_whom_somebody_else_struck_meanwhile_does_not_come_back() -> None:
    said = told({"person:7"}, {"person:7", "person:8"})
    assert attending(said, [], [EMYR, ANA]) == ([ANA], [])


def test_guests_join_by_name_once_and_nobody_without_a_box_can_be_ticked() -> None:
    said = told(set(), {"person:99"}, " Bo  Lindqvist ", "bo lindqvist", "", "Cy")
    assert attending(said, [Present("Cy")], [EMYR]) == ([Present("Bo Lindqvist")], [])


@pytest.mark.parametrize("name", ["emyr", "x" * 181])
def test_a_guest_has_no_box_of_their_own_and_a_name_that_fits(name: str) -> None:
    with pytest.raises(Refused) as refused:
        attending(told(set(), set(), name), [], [EMYR])
    assert refused.value.field == "guests"


def test_two_members_of_one_name_are_two_people() -> None:
    twins = [Present("Sam Lee", 1), Present("Sam Lee", 2)]
    joins, _ = attending(told(set(), {"person:1", "person:2"}), [Present("Sam Lee", 1)], twins)
    assert joins == [Present("Sam Lee (2)", 2)]
