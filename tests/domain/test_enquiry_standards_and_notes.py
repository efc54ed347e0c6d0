"""Lines of enquiry about critical questions, claims of N/A and notes that were carried over."""

from __future__ import annotations

from s11.domain.answers import PlannedAction
from s11.domain.challenges import Anchor
from s11.domain.enquiry import Rule
from tests.domain.enquiring import (
    LONG,
    OTHER,
    carried_note,
    found,
    last,
    of,
    said,
    sentence,
    signed,
)
from tests.domain.making import (
    PERCENT,
    claimed,
    criteria,
    edition,
    marked,
    rating,
    standard,
    told,
)

ASKED = edition(rating("a.1"))
NEW = PlannedAction("Ask parents each term", "Lead", "2027-02-01")


# A critical question below the top

CRITICAL = edition(rating("a.1", critical=True), rating("a.2"))


def test_a_critical_question_below_the_top_is_asked_about():
    lines = found(signed(CRITICAL, said("a.1", "amber", LONG, NEW), said("a.2", "red", LONG)))
    assert [line.rule for line in lines] == [Rule.CRITICAL]
    assert lines[0].sentence == "Rated amber, below the top, on a critical question."
    assert lines[0].evidence == (
        "Now: Amber",
        "Planned now: Ask parents each term (Lead, by 1 February 2027)",
    )


def test_a_critical_question_at_the_worst_level_says_what_it_does():
    assert sentence(Rule.CRITICAL, found(signed(CRITICAL, said("a.1", "red", LONG)))) == (
        "Rated red, the lowest there is, on a critical question: "
        "it holds the whole standard at “Not assured”."
    )


def test_critical_percentages_and_criteria_count_as_levels_do():
    asked = edition(rating("a.1", PERCENT, critical=True), criteria("a.2", 50, 50, critical=True))
    lines = found(signed(asked, said("a.1", "95", LONG), marked("a.2", "mn")))
    assert [line.sentence for line in of(Rule.CRITICAL, lines)] == [
        "Rated 95%, below the top, on a critical question.",
        "Marked 1 of 2 parts met, below the top, on a critical question.",
    ]


def test_a_critical_question_at_the_top_or_not_applicable_is_not():
    asked = edition(rating("a.1", critical=True, may_be_not_applicable=True))
    assert not of(Rule.CRITICAL, found(signed(asked, said("a.1", "green", LONG))))
    assert not of(Rule.CRITICAL, found(signed(asked, claimed("a.1"))))
    assert not of(Rule.CRITICAL, found(signed(asked)))


# Many N/A

PARTS = tuple(rating(f"a.{n}", may_be_not_applicable=True) for n in (1, 2, 3))


def test_a_standard_more_than_half_of_which_is_said_not_to_apply_is_asked_about():
    asked = edition(standard("a", *PARTS, told("a.4", "number")))
    lines = found(
        signed(asked, claimed("a.1"), said("a.2", "red", LONG), claimed("a.3", "No volunteers."))
    )
    assert [line.rule for line in lines] == [Rule.MANY_NA]
    line = lines[0]
    assert line.sentence == "2 of 3 scored questions in this standard are said not to apply."
    assert line.evidence == ("a.1: No such work here.", "a.3: No volunteers.")
    assert (line.standard, line.question, line.key) == ("a", "", "many-na:a")
    assert line.questions == ("a.1", "a.3")


def test_a_figure_that_does_not_apply_is_none_of_them():
    figure = told("a.4", "number", may_be_not_applicable=True)
    claims = [claimed(f"a.{n}") for n in (1, 2, 3, 4)]
    line = found(signed(edition(*PARTS, figure), *claims))[0]
    assert line.sentence == "3 of 3 scored questions in this standard are said not to apply."
    assert line.questions == ("a.1", "a.2", "a.3")


def test_half_of_a_standard_is_not_many():
    asked = edition(*PARTS[:2])
    assert not found(signed(asked, claimed("a.1"), said("a.2", "red", LONG)))


def test_a_question_of_criteria_of_which_none_applies_counts_with_its_reason():
    asked = edition(criteria("a.1", 50, 50))
    assert of(Rule.MANY_NA, found(signed(asked, marked("a.1", "--"))))[0].evidence == (
        "a.1: Not ours.",
    )


# A note of the last cycle that was carried over


def test_a_note_that_was_carried_over_is_asked_about():
    now, before = signed(ASKED, said("a.1", "red", LONG)), last(ASKED, said("a.1", "red", OTHER))
    lines = found(now, before, carried=[carried_note(3, Anchor("a", "a.1"))])
    assert [line.rule for line in lines] == [Rule.CARRIED]
    assert lines[0].sentence == "Note 3 was carried over from Section 11, 2025."
    assert lines[0].evidence == ("Concern: “Who covers absence?”",)
    assert lines[0].key == "carried:a.1"


def test_two_notes_on_one_thing_are_one_line():
    notes = [carried_note(5, Anchor("a")), carried_note(2, Anchor("a"), "Who reads it?")]
    lines = found(signed(ASKED), carried=notes)
    assert [line.sentence for line in lines] == [
        "Notes 2 and 5 were carried over from the last cycle."
    ]
    assert [line.key for line in lines] == ["carried:a"]


def test_a_note_on_what_is_not_asked_any_more_is_not_lost():
    before = last(
        edition(standard("a", rating("a.0"), rating("a.1")), standard("z", rating("z.1")))
    )
    notes = [
        carried_note(1, Anchor("a", "a.0")),
        carried_note(2, Anchor("", "a.0")),
        carried_note(3, Anchor("z", "z.1")),
        carried_note(4, Anchor()),
    ]
    lines = found(signed(ASKED), before, carried=notes)
    assert [(line.standard, line.question) for line in lines] == [("", ""), ("a", "")]
    assert [line.sentence[:14] for line in lines] == ["Notes 3 and 4 ", "Notes 1 and 2 "]


def test_a_note_on_a_question_that_this_agency_is_not_asked_stays_with_its_standard():
    asked = edition(rating("a.1"), rating("a.2", applies_to=frozenset({"police"})))
    lines = found(signed(asked), carried=[carried_note(1, Anchor("a", "a.2"))])
    assert [(line.standard, line.question) for line in lines] == [("a", "")]


def test_without_notes_nothing_is_carried():
    assert not of(Rule.CARRIED, found(signed(ASKED, said("a.1", "red", LONG))))
