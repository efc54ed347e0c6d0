"""Lines of enquiry about what stands behind a rating: its words and its files."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from s11.domain.enquiry import Rule
from s11.domain.standards import Change, EvidenceRule, Level, LevelScale
from tests.domain.enquiring import LONG, OTHER, file, found, last, of, said, sentence, signed, tuned
from tests.domain.making import (
    PERCENT,
    claimed,
    criteria,
    edition,
    marked,
    rating,
    told,
)

ASKED = edition(rating("a.1"))
PERCENTAGE = edition(rating("a.1", PERCENT))
MARKED = edition(criteria("a.1", 40, 35, 25))


# Raised without new words or file


def test_a_rating_raised_on_the_same_words_without_a_new_file_is_asked_about():
    lines = found(
        signed(ASKED, said("a.1", "green", LONG)), last(ASKED, said("a.1", "amber", LONG))
    )
    assert [line.rule for line in lines] == [Rule.RAISED]
    assert lines[0].sentence == (
        "Rated green, up from amber, with the same words as last time and no new file."
    )
    assert lines[0].evidence == ("Now: Green", "Last time: Amber", f"Said now: “{LONG}”")
    assert (lines[0].standard, lines[0].question, lines[0].key) == ("a", "a.1", "raised:a.1")


@pytest.mark.parametrize("now", ["", "The named lead reports", LONG.upper(), f"  {LONG}\n\n"])
def test_words_of_which_none_is_new_are_no_new_words(now):
    lines = found(signed(ASKED, said("a.1", "green", now)), last(ASKED, said("a.1", "red", LONG)))
    assert len(of(Rule.RAISED, lines)) == 1


@pytest.mark.parametrize(
    ("now", "before", "files"),
    [
        ("green", "amber", [file("a.1", "new.pdf")]),
        ("amber", "amber", []),
        ("red", "amber", []),
    ],
    ids=["a new file", "not raised", "lowered"],
)
def test_a_rating_that_is_shown_anew_or_did_not_rise_is_not_asked_about(now, before, files):
    lines = found(
        signed(ASKED, said("a.1", now, LONG), files=files), last(ASKED, said("a.1", before, LONG))
    )
    assert not of(Rule.RAISED, lines)


def test_new_words_are_reason_enough_to_rise():
    lines = found(signed(ASKED, said("a.1", "green", OTHER)), last(ASKED, said("a.1", "red", LONG)))
    assert lines == []


def test_what_difference_it_made_counts_as_words():
    now = said("a.1", "green", LONG)
    more = signed(ASKED, replace(now, impact="Fewer children went missing."))
    assert found(more, last(ASKED, said("a.1", "amber", LONG))) == []


def test_a_file_of_last_time_under_another_name_is_no_new_file():
    kept = file("a.1", "audit.pdf", date(2025, 3, 1))
    renamed = replace(kept, name="audit 2026.pdf")
    lines = found(
        signed(ASKED, said("a.1", "green", LONG), files=[renamed]),
        last(ASKED, said("a.1", "amber", LONG), files=[kept]),
    )
    assert sentence(Rule.RAISED, lines).endswith("no new file.")
    assert "File kept from last time: audit 2026.pdf, dated 1 March 2025" in lines[0].evidence


def test_criteria_and_percentages_rise_as_levels_do():
    lines = found(
        signed(MARKED, marked("a.1", "mmn")),
        last(MARKED, marked("a.1", "mnn")),
    )
    assert sentence(Rule.RAISED, lines) == (
        "Marked 2 of 3 parts met, up from 1 of 3 parts met, with no words and no file."
    )
    lines = found(signed(PERCENTAGE, said("a.1", "90")), last(PERCENTAGE, said("a.1", "70")))
    assert sentence(Rule.RAISED, lines) == "Rated 90%, up from 70%, with no words and no file."


def test_a_rating_that_is_not_comparable_did_not_rise():
    changed = (Change("a.1", "reworded", comparable=False, note="Asks more now."),)
    now = edition(rating("a.1"), changes=changed, previous="2025")
    before = edition(rating("a.1"), name="2025")
    lines = found(signed(now, said("a.1", "green", LONG)), last(before, said("a.1", "amber", LONG)))
    assert not of(Rule.RAISED, lines)
    assert sentence(Rule.SAME_WORDS, lines) == "The words are the same as last time."


def test_a_first_cycle_has_nothing_to_rise_from():
    assert found(signed(ASKED, said("a.1", "green", LONG))) == []


# Top rating with nothing behind it


@pytest.mark.parametrize(
    ("asked", "answer", "rated"),
    [
        (ASKED, said("a.1", "green"), "Rated green"),
        (PERCENTAGE, said("a.1", "100"), "Rated 100%"),
        (MARKED, marked("a.1", "mm-"), "Marked 2 of 2 parts met"),
    ],
    ids=["level", "percentage", "criteria"],
)
def test_the_top_with_nothing_behind_it_is_asked_about(asked, answer, rated):
    lines = found(signed(asked, answer))
    assert [line.rule for line in lines] == [Rule.UNSHOWN]
    assert lines[0].sentence == f"{rated} with nothing behind it: no words and no file."


@pytest.mark.parametrize(
    ("asked", "answer", "files"),
    [
        (ASKED, said("a.1", "green", "Minutes."), []),
        (ASKED, said("a.1", "green"), [file("a.1")]),
        (ASKED, said("a.1", "amber"), []),
        (PERCENTAGE, said("a.1", "95"), []),
        (MARKED, marked("a.1", "mmn"), []),
        (edition(rating("a.1", may_be_not_applicable=True)), claimed("a.1"), []),
    ],
    ids=["words", "a file", "below", "95%", "a part not met", "not applicable"],
)
def test_what_is_shown_or_below_the_top_is_not(asked, answer, files):
    assert not of(Rule.UNSHOWN, found(signed(asked, answer, files=files)))


def test_blanks_are_no_words():
    assert of(Rule.UNSHOWN, found(signed(ASKED, said("a.1", "green", " \n "))))


def test_a_rise_to_the_top_with_nothing_behind_it_is_told_once():
    lines = found(signed(ASKED, said("a.1", "green")), last(ASKED, said("a.1", "amber", LONG)))
    assert [line.rule for line in lines] == [Rule.RAISED]
    assert lines[0].sentence == "Rated green, up from amber, with no words and no file."


def test_the_evidence_says_what_was_asked_for():
    asked = edition(rating("a.1", evidence=EvidenceRule("An audit of files")))
    assert found(signed(asked, said("a.1", "green")))[0].evidence == (
        "Now: Green",
        "What could show it: An audit of files",
    )


# Words identical to last cycle's


def test_the_same_words_under_the_same_rating_are_asked_about():
    lines = found(
        signed(ASKED, said("a.1", "amber", f"{LONG.upper()}  ")),
        last(ASKED, said("a.1", "amber", LONG)),
    )
    assert [line.rule for line in lines] == [Rule.SAME_WORDS]
    assert lines[0].sentence == "Rated amber as last time, with the same words."


def test_the_same_words_under_a_lower_rating_say_so():
    lines = found(signed(ASKED, said("a.1", "red", LONG)), last(ASKED, said("a.1", "amber", LONG)))
    assert sentence(Rule.SAME_WORDS, lines) == (
        "Rated red, down from amber, with the same words as last time."
    )


def test_a_level_that_is_called_otherwise_now_is_not_said_to_be_as_last_time():
    points = {"red": 0.0, "amber": 50.0, "green": 100.0}
    change = Change("a.1", "rescaled", comparable=True, points=points)
    now = edition(rating("a.1", PERCENT), changes=(change,), previous="2025")
    before = edition(rating("a.1"), name="2025")
    lines = found(signed(now, said("a.1", "50", LONG)), last(before, said("a.1", "amber", LONG)))
    assert sentence(Rule.SAME_WORDS, lines) == (
        "Rated 50%, which is no change, with the same words as last time."
    )


@pytest.mark.parametrize(
    ("now", "before"),
    [(OTHER, LONG), (f"{LONG} And more.", LONG), (LONG, ""), ("", ""), ("Minutes.", "Minutes.")],
    ids=["other words", "more words", "none before", "none at all", "too few to tell"],
)
def test_other_words_or_a_few_are_not_the_same_words(now, before):
    lines = found(
        signed(ASKED, said("a.1", "amber", now)), last(ASKED, said("a.1", "amber", before))
    )
    assert not of(Rule.SAME_WORDS, lines)


def test_an_edition_says_from_how_many_letters_words_are_compared():
    few = "Minutes of May, page 4."
    for least, count in ((len(few), 1), (len(few) + 1, 0)):
        asked = tuned(ASKED, same_words_from=least)
        lines = found(
            signed(asked, said("a.1", "amber", few)), last(asked, said("a.1", "amber", few))
        )
        assert len(of(Rule.SAME_WORDS, lines)) == count


def test_a_text_that_is_the_whole_answer_counts_as_words():
    asked = edition(rating("a.1"), told("a.2", "text"))
    lines = found(signed(asked, said("a.2", LONG)), last(asked, said("a.2", LONG)))
    assert sentence(Rule.SAME_WORDS, lines) == "The words are the same as last time."
    assert lines[0].evidence == (f"Said now: “{LONG}”",)


def test_how_a_figure_was_counted_may_be_said_in_the_same_words():
    asked = edition(told("a.1", "percentage"))
    lines = found(signed(asked, said("a.1", "91", LONG)), last(asked, said("a.1", "84", LONG)))
    assert lines == []
    lines = found(signed(asked, said("a.1", "84", LONG)), last(asked, said("a.1", "84", LONG)))
    assert of(Rule.SAME_WORDS, lines)[0].evidence[:2] == ("Now: 84%", "Last time: 84%")


def test_long_words_are_cut_between_words():
    long = " ".join(["safeguarding"] * 40)
    lines = found(signed(ASKED, said("a.1", "red", long)), last(ASKED, said("a.1", "red", long)))
    told_now = of(Rule.SAME_WORDS, lines)[0].evidence[-1]
    assert len(told_now) < 200
    assert told_now.endswith("safeguarding …”")


def test_a_label_that_begins_with_initials_keeps_its_capitals():
    levels = (Level("full", "NHS standard met", "", 1), Level("none", "Not met", "", 0))
    asked = edition(rating("a.1", LevelScale("nhs", levels)))
    lines = found(signed(asked, said("a.1", "full")))
    assert sentence(Rule.UNSHOWN, lines).startswith("Rated NHS standard met with nothing")
