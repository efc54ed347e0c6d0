"""Lines of enquiry about actions of last time and about similar agencies."""

from __future__ import annotations

import pytest

from s11.domain.answers import PlannedAction
from s11.domain.enquiry import Rule
from s11.domain.standards import Change
from tests.domain.enquiring import (
    LONG,
    OTHER,
    found,
    last,
    mean,
    of,
    said,
    sentence,
    signed,
    tuned,
)
from tests.domain.making import (
    PERCENT,
    claimed,
    criteria,
    edition,
    marked,
    rating,
)

ASKED = edition(rating("a.1"))
PAST = PlannedAction("Read ten files together", "Head of quality", "2026-05-03")
TO_COME = PlannedAction("Read ten files together", "Head of quality", "2027-05-03")
NEW = PlannedAction("Ask parents each term", "Lead", "2027-02-01")


# An action of last cycle, overdue or silent


def planned(*actions, now="amber", before="amber", words=OTHER, then=(PAST,), asked=ASKED):
    """What is found where `then` was planned last time, and `actions` are planned now."""
    return found(
        signed(asked, said("a.1", now, words, *actions)),
        last(asked, said("a.1", before, LONG, *then)),
    )


def test_an_overdue_action_under_a_rating_that_has_not_moved_is_asked_about():
    lines = planned(NEW)
    assert [line.rule for line in lines] == [Rule.OVERDUE]
    assert lines[0].sentence == "An action was due by 3 May 2026, and the rating is still amber."
    assert lines[0].evidence == (
        "Now: Amber",
        "Last time: Amber",
        "Planned last time: Read ten files together (Head of quality, by 3 May 2026)",
        "Planned now: Ask parents each term (Lead, by 1 February 2027)",
    )


def test_an_overdue_action_under_a_rating_that_fell_says_so():
    assert sentence(Rule.OVERDUE, planned(NEW, now="red")) == (
        "An action was due by 3 May 2026, and the rating has fallen from amber to red."
    )


def test_the_same_action_put_off_is_named_as_such():
    assert sentence(Rule.OVERDUE, planned(TO_COME)) == (
        "An action was due by 3 May 2026, and the rating is still amber; the same is planned again."
    )


def test_an_overdue_action_of_which_nothing_is_said_says_so():
    lines = planned(words=LONG)
    assert sentence(Rule.OVERDUE, lines) == (
        "An action was due by 3 May 2026, and the rating is still amber, "
        "with no new words and no action."
    )
    assert "Nothing is planned now." in lines[0].evidence
    assert not of(Rule.SAME_WORDS, lines), "said once is enough"


def test_several_overdue_actions_are_one_line():
    second = PlannedAction("Train everyone", "", "2026-07-01")
    lines = planned(NEW, then=(PAST, second))
    assert sentence(Rule.OVERDUE, lines) == (
        "2 actions were due, the last by 1 July 2026, and the rating is still amber."
    )
    assert "Planned last time: Train everyone (Nobody named, by 1 July 2026)" in lines[0].evidence


@pytest.mark.parametrize(
    "lines",
    [
        planned(NEW, then=(TO_COME,)),
        planned(NEW, now="green", before="amber"),
        planned(NEW, now="green", before="green"),
        planned(NEW, then=(PlannedAction("Read ten files", "Lead", "2026-11-20"),)),
        planned(NEW, then=(PlannedAction("Read ten files", "Lead", "soon"),)),
        planned(NEW, then=(PlannedAction("Read ten files"),)),
        planned(NEW, then=()),
    ],
    ids=["due later", "risen", "at the top", "due today", "no real date", "no date", "no action"],
)
def test_an_action_that_is_not_overdue_is_not_asked_about(lines):
    assert not of(Rule.OVERDUE, lines)


@pytest.mark.parametrize("words", [LONG, "", "The named lead reports"])
def test_an_action_passed_over_in_silence_is_asked_about_before_its_day(words):
    assert sentence(Rule.OVERDUE, planned(words=words, then=(TO_COME,))) == (
        "An action was planned last time, and nothing new is said of it now."
    )


def test_an_action_that_is_spoken_of_or_planned_again_before_its_day_is_not():
    assert not of(Rule.OVERDUE, planned(words=OTHER, then=(TO_COME,)))
    assert not of(Rule.OVERDUE, planned(TO_COME, words=LONG, then=(TO_COME,)))


def test_under_a_rating_that_cannot_be_compared_only_silence_is_asked_about():
    changes = (Change("a.1", "reworded", comparable=False),)
    now = edition(rating("a.1"), changes=changes, previous="2025")
    before = last(edition(rating("a.1"), name="2025"), said("a.1", "amber", LONG, PAST))
    assert not of(Rule.OVERDUE, found(signed(now, said("a.1", "amber", OTHER)), before))
    assert of(Rule.OVERDUE, found(signed(now, said("a.1", "amber", LONG)), before))


def test_a_question_that_is_said_not_to_apply_now_has_no_overdue_action():
    asked = edition(rating("a.1", may_be_not_applicable=True))
    before = last(asked, said("a.1", "amber", LONG, PAST))
    assert not of(Rule.OVERDUE, found(signed(asked, claimed("a.1")), before))


# Far from similar agencies


def beside(value, peers, asked=ASKED):
    return found(signed(asked, said("a.1", value, LONG)), peers={"a.1": peers})


def test_a_rating_far_above_similar_agencies_is_asked_about():
    lines = beside("green", mean(37.5, 4))
    assert [line.rule for line in lines] == [Rule.FAR]
    assert lines[0].sentence == (
        "Rated green (100%), far above the mean of similar agencies, which is 37.5%."
    )
    assert lines[0].evidence == ("Now: Green", "Mean of 4 other agencies of the same type: 37.5%")


def test_a_rating_far_below_them_is_too():
    asked = edition(rating("a.1", PERCENT))
    assert sentence(Rule.FAR, beside("40", mean(85, 3), asked)) == (
        "Rated 40%, far below the mean of similar agencies, which is 85%."
    )


def test_criteria_are_set_beside_them_too():
    lines = found(
        signed(edition(criteria("a.1", 50, 50)), marked("a.1", "nn")), peers={"a.1": mean(90, 3)}
    )
    assert sentence(Rule.FAR, lines) == (
        "Marked 0 of 2 parts met (0%), far below the mean of similar agencies, which is 90%."
    )


def test_far_begins_at_the_edition_s_distance_and_with_enough_agencies():
    asked = tuned(ASKED, far_from_peers=25, at_least_peers=2)
    assert of(Rule.FAR, beside("amber", mean(75, 2), asked))
    assert not of(Rule.FAR, beside("amber", mean(74.9, 2), asked))
    assert not of(Rule.FAR, beside("amber", mean(100, 1), asked))
    assert not of(Rule.FAR, beside("amber", mean(75, 2)))


def test_one_agency_alone_is_named_as_one():
    lines = beside("red", mean(100, 1), tuned(ASKED, at_least_peers=1))
    assert lines[0].evidence[-1] == "Mean of 1 other agency of the same type: 100%"


def test_what_is_not_rated_is_near_and_far_from_nobody():
    asked = edition(rating("a.1", may_be_not_applicable=True))
    assert found(signed(asked, claimed("a.1")), peers={"a.1": mean(0, 9)}) == found(
        signed(asked, claimed("a.1"))
    )
    assert not of(Rule.FAR, found(signed(ASKED, said("a.1", "green", LONG))))
