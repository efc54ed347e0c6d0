"""Who is chased, when and why: each rule by itself."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from s11.domain.chasing import FOREVER, next_chase
from s11.domain.cycles import london_instant
from s11.domain.ladder import Channel, Recipient
from s11.domain.submissions import Status
from tests.domain.rosters import (
    ASHA,
    CAI,
    CALENDAR,
    LADDER,
    OPENED,
    TOM,
    at,
    due,
    keys,
    someone,
    standing,
    step,
)

LEAD, CONTRIBUTORS, SIGNATORY = Recipient.LEAD, Recipient.CONTRIBUTORS, Recipient.SIGNATORY


def test_a_step_is_due_on_its_day_and_says_why() -> None:
    (chase,) = due(at(11, 27))
    assert chase.key == (1, "before", ASHA)
    assert chase.channel is Channel.EMAIL
    assert not chase.needs_approval
    assert chase.reason == "3 days before the due date, 30 November 2026: in progress."


def test_nothing_is_due_before_the_first_step() -> None:
    assert due(at(11, 26)) == ()


def test_a_missed_day_sends_one_late_reminder_which_says_so() -> None:
    (chase,) = due(at(12, 2))
    assert chase.step.key == "late"
    assert chase.reason.endswith("in progress (this was to go on 1 December 2026).")


def test_three_steps_that_were_missed_send_the_last_one_only() -> None:
    assert keys(due(at(12, 10))) == ["later"]


def test_a_step_that_was_done_is_never_due_again_and_nor_are_those_before_it() -> None:
    assert due(at(12, 2), standing(done=frozenset({"late"}))) == ()
    assert keys(due(at(12, 7), standing(done=frozenset({"late"})))) == ["later"]


def test_all_steps_of_the_last_day_are_due() -> None:
    ladder = (step("mail", 1), step("call", 1, by=Channel.TELEPHONE), step("before", -3))
    assert keys(due(at(12, 1), ladder=ladder)) == ["mail", "call"]


@pytest.mark.parametrize(
    ("days", "day"),
    [
        (-1, date(2026, 11, 27)),  # the 29th is a Sunday
        (-2, date(2026, 11, 27)),
        (5, date(2026, 12, 7)),  # the 5th is a Saturday
        (25, date(2026, 12, 29)),  # Christmas Day
        (33, date(2027, 1, 4)),
    ],
)
def test_a_reminder_goes_before_the_weekend_and_a_late_one_after(days: int, day: date) -> None:
    ladder = (step("only", days),)
    noon = london_instant(day, time(12))
    assert keys(due(noon, ladder=ladder)) == ["only"]
    assert due(noon - timedelta(days=1), ladder=ladder) == ()


def test_what_falls_due_on_a_saturday_is_said_on_the_friday() -> None:
    saturday = standing(due_at=at(12, 5, 17))
    assert keys(due(at(12, 4), saturday, ladder=(step("day", 0),))) == ["day"]


def test_two_steps_that_one_weekend_brings_together_are_one_reminder() -> None:
    ladder = (step("two", -2), step("one", -1))
    assert keys(due(at(11, 27), ladder=ladder)) == ["one"]


@pytest.mark.parametrize("day", [at(11, 28), at(11, 29), at(12, 25)])
def test_nothing_goes_on_a_day_of_rest(day: datetime) -> None:
    assert due(day) == ()


def test_days_are_counted_from_the_return_s_own_date() -> None:
    extended = standing(due_at=at(12, 14, 17))
    assert due(at(12, 1), extended) == ()
    assert keys(due(at(12, 11), extended)) == ["before"]


def test_the_due_day_is_london_s() -> None:
    # 23:30 UTC on 30 June is 1 July in London.
    summer = standing(due_at=at(7, 1, 0))
    assert due(at(7, 1), summer, open_from=at(1, 5), ladder=(step("late", 1),)) == ()
    assert keys(due(at(7, 2), summer, open_from=at(1, 5), ladder=(step("late", 1),))) == ["late"]


@pytest.mark.parametrize(
    "values",
    [
        {"status": Status.SUBMITTED},
        {"status": Status.IN_PROGRESS, "signed_version": 1},
        {"is_non_return": True},
        {"has_left_board": True},
    ],
)
def test_what_is_not_waited_for_is_not_chased(values: dict[str, object]) -> None:
    assert due(at(12, 7), standing(**values)) == ()
    assert next_chase(LADDER, standing(**values), at(11, 2), CALENDAR, open_from=OPENED) is None


@pytest.mark.parametrize("status", [Status.NOT_STARTED, Status.WITH_SIGNATORY])
def test_the_reason_says_where_the_return_stands(status: Status) -> None:
    (chase,) = due(at(12, 1), standing(status=status))
    assert status.value.split("_")[-1] in chase.reason.replace("accountable officer", "signatory")


def test_nothing_is_due_in_a_cycle_that_is_not_open() -> None:
    assert due(at(12, 7), open_from=None) == ()
    assert due(at(12, 7), open_from=at(12, 7, 11)) == ()


def test_a_step_whose_day_was_before_the_opening_is_not_made_up_for() -> None:
    assert due(at(11, 28), open_from=at(11, 28, 9)) == ()
    assert due(at(11, 30), open_from=at(11, 28, 9)) == ()
    assert keys(due(at(12, 1), open_from=at(11, 28, 9))) == ["late"]


def test_a_paused_cycle_chases_nobody() -> None:
    assert due(at(12, 7), paused=True) == ()


@pytest.mark.parametrize("field", ["paused_until", "promise_on"])
def test_a_pause_and_a_promise_hold_to_the_end_of_their_day(field: str) -> None:
    quiet = standing(**{field: date(2026, 12, 8)})
    assert due(at(12, 7), quiet) == due(at(12, 8), quiet) == ()
    assert keys(due(at(12, 9), quiet)) == ["later"]


def test_a_pause_without_an_end_holds() -> None:
    assert due(at(12, 7, year=2030), standing(paused_until=FOREVER)) == ()


def test_somebody_who_has_left_is_never_written_to() -> None:
    chases = due(at(12, 1), standing(someone(ASHA, left=True), someone(TOM)))
    assert [chase.person.name for chase in chases if chase.person] == ["Tom Bell"]


def test_where_nobody_is_left_the_officer_is_to_call_and_told_why() -> None:
    gone, back = someone(ASHA, left=True), someone(TOM, bounced=True)
    (chase,) = due(at(12, 1), standing(gone, back))
    assert (chase.channel, chase.person) == (Channel.TELEPHONE, None)
    assert chase.reason.endswith("Asha Rowe has left, and mail to Tom Bell came back.")


def test_where_nobody_was_ever_named_the_reason_says_so() -> None:
    ladder = (step("any", 1, LEAD, CONTRIBUTORS),)
    (chase,) = due(at(12, 1), standing(someone(TOM, SIGNATORY)), ladder=ladder)
    assert chase.reason.endswith("there is no safeguarding lead or contributor.")


def test_a_call_waits_for_no_approval() -> None:
    ladder = (step("chief", 1, SIGNATORY, needs_approval=True),)
    (chase,) = due(at(12, 1), standing(someone()), ladder=ladder)
    assert not chase.needs_approval
    reached = standing(someone(TOM, SIGNATORY))
    (chase,) = due(at(12, 1), reached, ladder=ladder)
    assert chase.needs_approval


def test_a_letter_reaches_whom_mail_does_not() -> None:
    ladder = (step("letter", 1, SIGNATORY, by=Channel.LETTER, needs_approval=True),)
    (chase,) = due(at(12, 1), standing(someone(TOM, SIGNATORY, bounced=True)), ladder=ladder)
    assert (chase.channel, chase.key) == (Channel.LETTER, (1, "letter", TOM))


def test_a_call_is_one_task_that_names_whom_to_call() -> None:
    ladder = (step("call", 1, by=Channel.TELEPHONE),)
    (chase,) = due(at(12, 1), standing(someone(ASHA), someone(TOM)), ladder=ladder)
    assert chase.person is None
    assert chase.reason.endswith("Call Asha Rowe and Tom Bell.")


def test_one_person_with_two_parts_gets_one_message() -> None:
    both = someone(ASHA, LEAD, CONTRIBUTORS)
    ladder = (step("all", 1, LEAD, CONTRIBUTORS),)
    assert len(due(at(12, 1), standing(both, both), ladder=ladder)) == 1


def test_two_steps_of_a_day_write_to_one_person_once_even_when_decided_apart() -> None:
    chief = step("chief", 1, SIGNATORY, needs_approval=True)
    ladder = (chief, step("lead", 1, LEAD))
    both = standing(someone(ASHA, LEAD, SIGNATORY))
    assert keys(due(at(12, 1), both, ladder=ladder)) == ["lead"]
    later = standing(someone(ASHA, LEAD, SIGNATORY), done=frozenset({"lead"}))
    assert due(at(12, 1), later, ladder=ladder) == ()


def test_someone_who_left_one_part_is_reached_in_another() -> None:
    left, stays = someone(ASHA, LEAD, left=True), someone(ASHA, CONTRIBUTORS)
    assert due(at(12, 1), standing(left, stays))[0].person is None
    ladder = (step("all", 1, LEAD, CONTRIBUTORS),)
    (chase,) = due(at(12, 1), standing(left, stays), ladder=ladder)
    assert chase.person == stays


def test_what_the_officer_took_out_is_not_due_while_the_rest_is() -> None:
    struck = frozenset({("late", ASHA)})
    chases = due(at(12, 1), standing(someone(ASHA), someone(CAI), struck=struck))
    assert [chase.key for chase in chases] == [(1, "late", CAI)]
    gone = standing(someone(ASHA, left=True), struck=frozenset({("late", None)}))
    assert due(at(12, 1), gone) == ()


@pytest.mark.parametrize(
    ("now", "values", "day", "key"),
    [
        (at(11, 2), {}, date(2026, 11, 27), "before"),
        (at(11, 27), {}, date(2026, 11, 27), "before"),
        (at(11, 27), {"done": frozenset({"before"})}, date(2026, 12, 1), "late"),
        (at(11, 28), {}, date(2026, 11, 30), "before"),
        (at(11, 27), {"promise_on": date(2026, 12, 4)}, date(2026, 12, 7), "later"),
        (at(11, 27), {"paused_until": date(2026, 12, 2)}, date(2026, 12, 3), "late"),
    ],
)
def test_the_next_chase_is_foretold(
    now: datetime, values: dict[str, object], day: date, key: str
) -> None:
    told = next_chase(LADDER, standing(**values), now, CALENDAR, open_from=OPENED)
    assert told is not None
    assert (told.day, [one.key for one in told.steps]) == (day, [key])


def test_after_the_last_step_nothing_comes_next() -> None:
    done = standing(done=frozenset({"later"}))
    assert next_chase(LADDER, done, at(12, 8), CALENDAR, open_from=OPENED) is None
    still = standing(paused_until=FOREVER)
    assert next_chase(LADDER, still, at(11, 2), CALENDAR, open_from=OPENED) is None
