"""Challenge notes in words: where one stands, what was done, and what it is about."""

from __future__ import annotations

from datetime import date

import pytest

from s11.domain.anchors import WHOLE_RETURN, anchor_of, anchor_words, anchors, key_of
from s11.domain.challenge_words import deed_words, state_words, waiting_words
from s11.domain.challenges import Anchor, Entry, Step
from s11.domain.errors import Refused
from tests.domain.making import edition, rating, standard
from tests.domain.test_challenges import AGENCY, DUE, NOON, PANEL, SHARED, TODAY, thread


def test_each_state_has_its_words_for_each_side() -> None:
    overdue = thread(SHARED, DUE)
    assert state_words(overdue, date(2026, 10, 20), PANEL) == ("Answer overdue", "red")
    assert state_words(overdue, TODAY, PANEL) == ("Waiting for the agency", "amber")
    assert state_words(overdue, TODAY, AGENCY) == ("Answer wanted", "amber")
    assert state_words(thread(), TODAY, PANEL) == ("Private", "grey")
    revising = thread(SHARED, (Step.REOPENED, "", "a.1"))
    assert state_words(revising, TODAY, PANEL) == ("Waiting for a revision", "amber")
    assert state_words(revising, TODAY, AGENCY) == ("Revision wanted", "amber")
    silent = thread(SHARED, (Step.OUTCOME, "", "no response received"))
    assert state_words(silent, TODAY, AGENCY) == ("No response received", "red")


def test_every_step_is_told_in_words() -> None:
    details = {
        Step.DUE: ("2026-10-19", "Asked for an answer by 19 October 2026"),
        Step.REOPENED: ("a.1 a.2 b.x", "Reopened a.1, a.2 and b.7 to be revised"),
        Step.REVISED: ("2", "Signed version 2 of the return"),
        Step.OUTCOME: ("action agreed", "Settled the note: action agreed"),
    }
    for step in Step:
        detail, words = details.get(step, ("", ""))
        entry = Entry(1, PANEL, step, "", "Emyr", NOON, detail=detail)
        said = deed_words(entry, {"b.x": "b.7"})
        assert said == words if words else said


ASKED = edition(
    standard("a", rating("a.lead"), rating("a.police", applies_to=frozenset({"police"}))),
    standard("b", rating("b.one")),
)


def test_a_note_is_about_a_question_a_standard_or_the_whole_return() -> None:
    assert anchor_of(ASKED, "a.police") == Anchor("a", "a.police")
    assert anchor_words(ASKED, Anchor("a", "a.police")) == "a.2 How well is a.police met?"
    assert anchor_words(ASKED, anchor_of(ASKED, "b")) == "b. Standard b"
    assert anchor_words(ASKED, anchor_of(ASKED, "")) == WHOLE_RETURN
    with pytest.raises(Refused) as refusal:
        anchor_of(ASKED, "c.9")
    assert refusal.value.field == "about"


def test_what_a_note_can_be_about_leaves_out_questions_for_other_agencies() -> None:
    keys = [key for key, _ in anchors(ASKED, "housing")]
    assert keys == ["", "a", "a.lead", "b", "b.one"]
    assert [key_of(anchor_of(ASKED, key)) for key in keys] == keys


def test_what_waits_for_an_agency_is_said_with_its_first_day() -> None:
    today, later = date(2026, 11, 23), date(2026, 11, 26)
    assert waiting_words(0, later, today) == ""
    assert waiting_words(2, None, today) == "2 notes from the panel wait for you"
    assert waiting_words(1, later, today) == (
        "1 note from the panel waits for you: your answer is due by 26 November 2026"
    )
    assert waiting_words(2, today, later) == (
        "2 notes from the panel wait for you: the first answer was due by 23 November 2026"
    )
