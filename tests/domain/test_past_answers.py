"""One cell of a spreadsheet as an answer: values and labels, percentages, criteria, claims."""

from __future__ import annotations

import pytest

from s11.domain.answers import Answer, Mark
from s11.domain.past_answers import NO_REASON, Said, Unreadable, answer_said
from s11.domain.standards import Question
from tests.domain.making import FOUR, PERCENT, choice, claimed, criteria, rating, told

CLAIMABLE = rating("a.1", may_be_not_applicable=True)
PARTS = criteria("a.3", 40, 35, 25)


def read(question: Question, typed: str, **more: str) -> Answer:
    return answer_said(Said(2, question, typed, **more))


@pytest.mark.parametrize(
    ("question", "typed", "value"),
    [
        (rating("a.1"), "green", "green"),
        (rating("a.1"), "  GREEN ", "green"),
        (rating("a.1", FOUR), "grade 3", "3"),
        (rating("a.1", FOUR), "3", "3"),
        (rating("a.1", PERCENT), "85", "85"),
        (rating("a.1", PERCENT), "85 %", "85"),
        (rating("a.1", PERCENT), "85.0", "85"),
        (choice("a.1"), "YES", "yes"),
        (told("a.1", "percentage"), "82.50%", "82.5"),
        (told("a.1", "percentage"), "100", "100"),
        (told("a.1", "percentage"), "0%", "0"),
        (told("a.1", "number"), "12", "12"),
        (told("a.1", "date"), "2025-03-31", "2025-03-31"),
        (told("a.1", "date"), "2025-03-31T00:00:00", "2025-03-31"),
        (told("a.1", "date"), "31/3/2025", "2025-03-31"),
        (told("a.1", "text"), "=1+1 <b>\nn/a", "=1+1 <b>\nn/a"),
        (told("a.1", "text"), "n/a", "n/a"),
    ],
)
def test_an_answer_is_read_as_people_write_it(question: Question, typed: str, value: str) -> None:
    assert read(question, typed) == Answer("a.1", value)


@pytest.mark.parametrize(
    ("question", "typed", "words"),
    [
        (
            rating("a.1"),
            "purple",
            "“purple” is no level of a.1. Its levels are: Green, Amber, Red.",
        ),
        (choice("a.1"), "perhaps", "Its answers are: Yes, No."),
        (rating("a.1", PERCENT), "83", "in steps of 5, such as 95 or 95%."),
        (rating("a.1", PERCENT), "0.85", "no rating of a.1"),
        (rating("a.1", PERCENT), "105", "no rating of a.1"),
        (told("a.1", "percentage"), "101%", "no percentage"),
        (told("a.1", "number"), "a dozen", "no number"),
        (told("a.1", "date"), "31 March", "no date"),
        (told("a.1", "date"), "2025-02-30", "no date"),
        (told("a.1", "text"), "\x07", "cannot be seen or kept"),
        (rating("a.1"), "n/a", "a.1 may not be said not to apply"),
        (rating("a.1"), "", "neither an answer nor a reason"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(
    question: Question, typed: str, words: str
) -> None:
    with pytest.raises(Unreadable) as fault:
        read(question, typed)
    assert words in str(fault.value)
    assert fault.value.part == "rating"


@pytest.mark.parametrize("typed", ["n/a", "N/A", "na", "Not applicable", "does not apply", ""])
def test_a_claim_is_read_from_the_rating_or_its_reason(typed: str) -> None:
    assert read(CLAIMABLE, typed, na_reason="No such work.") == claimed("a.1", "No such work.")


def test_a_claim_may_bring_its_reason_along_or_none() -> None:
    assert read(CLAIMABLE, "n/a: No such work here.") == claimed("a.1")
    assert read(CLAIMABLE, "n/a") == claimed("a.1", NO_REASON)


def test_a_rating_and_a_reason_why_it_does_not_apply_are_not_both_kept() -> None:
    with pytest.raises(Unreadable, match="both an answer and a reason") as fault:
        read(CLAIMABLE, "green", na_reason="No such work.")
    assert fault.value.part == "na_reason"


def met(typed: str, question: Question = PARTS) -> set[str]:
    marks = read(question, typed).marks
    assert set(marks) == {part.id for part in question.criteria}
    return {key for key, given in marks.items() if given.mark is Mark.MET}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("x, y", {"x", "y"}),
        ("X;z", {"x", "z"}),
        ("x", {"x"}),
        ("none", set()),
        ("0%", set()),
        ("100", {"x", "y", "z"}),
        ("75%", {"x", "y"}),
        ("60", {"y", "z"}),
    ],
)
def test_criteria_are_named_or_told_by_the_one_way_to_their_sum(
    typed: str, expected: set[str]
) -> None:
    assert met(typed) == expected


def test_a_percentage_that_no_criteria_or_several_sets_of_them_reach_is_refused() -> None:
    with pytest.raises(Unreadable, match="“70%” cannot be reached exactly"):
        met("70%")
    with pytest.raises(Unreadable, match="can be reached in several ways"):
        met("40", criteria("a.3", 40, 40, 20))
    with pytest.raises(Unreadable, match="“q” is no criterion"):
        met("x, q")
