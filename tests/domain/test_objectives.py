"""An agency's objectives: set in one return, reported on in the next."""

from __future__ import annotations

import pytest

from s11.domain.answers import Answer
from s11.domain.objectives import (
    MOST,
    Objective,
    Stage,
    is_objective,
    key,
    objectives,
    report_key,
    reported,
    stage,
)
from tests.domain.making import answers


def sets(number: int, intention: str, outcome: str = "") -> Answer:
    return Answer(key(number), value=intention, impact=outcome)


def tells(number: int, done: str, difference: str = "") -> Answer:
    return Answer(report_key(number), evidence=done, impact=difference)


def test_objectives_come_in_the_order_of_their_numbers_with_emptied_ones_left_out():
    given = answers(sets(10, "Ten", "T"), sets(2, ""), sets(1, "Listen", "Heard"), sets(3, "", "X"))
    assert objectives(given) == (
        Objective(1, "Listen", "Heard"),
        Objective(3, "", "X"),
        Objective(10, "Ten", "T"),
    )


def test_an_objective_of_blanks_is_none():
    assert objectives(answers(sets(1, " \n", "\t"))) == ()


def test_there_are_at_most_ten():
    assert len(objectives(answers(*(sets(n, "More") for n in range(1, MOST + 5))))) == MOST == 10


def test_what_was_told_stands_beside_the_objective_it_is_told_of():
    last = (Objective(1, "Listen", "Heard"), Objective(3, "Train", "Trained"))
    told = answers(tells(3, "All teams", "Better plans"), tells(2, "Nothing set this"))
    assert reported(last, told) == (
        Objective(1, "Listen", "Heard"),
        Objective(3, "Train", "Trained", "All teams", "Better plans"),
    )


def test_telling_again_replaces_what_the_last_return_told():
    last = (Objective(1, "Listen", "Heard", "Old", "Old"),)
    assert reported(last, {}) == (Objective(1, "Listen", "Heard"),)


@pytest.mark.parametrize(
    ("done", "difference", "expected"),
    [
        ("We did", "It helped", True),
        ("We did", "", False),
        ("", "It helped", False),
        ("", "", False),
        (" \n", "It helped", False),
        ("We did", "\t", False),
    ],
)
def test_an_objective_is_reported_on_when_both_columns_say_something(done, difference, expected):
    assert Objective(1, "Listen", "Heard", done, difference).is_reported is expected


def test_keys_of_objectives_are_no_ids_of_questions_and_differ_from_each_other():
    keys = [make(number) for make in (key, report_key) for number in range(1, MOST + 1)]
    assert len(set(keys)) == 2 * MOST
    assert all(is_objective(one) for one in keys)
    assert not any(is_objective(one) for one in ("a.1", "objectives", "o.1", "last"))


TOLD, HALF, OPEN = (
    Objective(1, "Listen", "Heard", done, difference)
    for done, difference in [("We did", "It helped"), ("We did", ""), ("", "")]
)
SET = Objective(1, "Train", "Trained")


@pytest.mark.parametrize(
    ("last", "now", "expected"),
    [
        ((), (), Stage.OPTIONAL),
        ((), (SET,), Stage.COMPLETE),
        ((OPEN, OPEN), (), Stage.UNTOUCHED),
        ((OPEN,), (SET,), Stage.STARTED),
        ((OPEN, HALF), (), Stage.STARTED),
        ((OPEN, TOLD), (), Stage.STARTED),
        ((TOLD, TOLD), (), Stage.COMPLETE),
        ((TOLD, HALF), (SET,), Stage.STARTED),
    ],
)
def test_only_last_cycle_s_objectives_keep_the_objectives_from_being_complete(last, now, expected):
    assert stage(last, now) is expected
