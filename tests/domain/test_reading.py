"""Reading as a panel: what counts as read, and how a rating and its neighbours are said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from s11.domain.answers import Answer
from s11.domain.comparison import Movement, QuestionMovement
from s11.domain.matrix import PeerStanding
from s11.domain.moderation import PanelRating
from s11.domain.reading import (
    Mark,
    Versions,
    movement_words,
    news_words,
    opinion,
    peer_value_words,
    peers_words,
    where_it_stands,
)
from s11.domain.snapshot import SignedDocument, SignedFile, SignOff
from tests.domain.making import PERCENT, answers, claimed, criteria, rating, told

AT = datetime(2026, 10, 5, 12, 0, tzinfo=UTC)
FIRST = SignedDocument(
    board="Marlbridge",
    cycle="Audit",
    due_at=AT,
    agency="An agency",
    agency_type="housing",
    reference="",
    version=1,
    edition_sha256="",
    answers=answers(a_1="green", a_2="amber"),
    files=(),
    objectives=(),
    last_objectives=(),
    scores=(),
    contributors=(),
    sign_off=SignOff("Ade", "Chief", AT, "True."),
)


def versions(*others: SignedDocument) -> Versions:
    documents = {one.version: one for one in (FIRST, *others)}
    return Versions(documents, max(documents))


MARKS = {"": Mark(1, AT), "a.1": Mark(1, AT), "a.2": Mark(1, AT)}


def test_what_was_read_in_the_newest_version_is_read():
    assert versions().read(MARKS) == {"a.1", "a.2"}


def test_a_question_whose_answer_changed_is_to_be_read_again():
    second = replace(FIRST, version=2, answers=answers(a_1="green", a_2="red"))
    assert versions(second).read(MARKS) == {"a.1"}


def test_an_answer_saved_again_in_the_same_words_stays_read():
    same = {"a.1": Answer("a.1", "green", version=7), "a.2": Answer("a.2", "amber", version=9)}
    assert versions(replace(FIRST, version=2, answers=same)).read(MARKS) == {"a.1", "a.2"}


def test_a_question_with_another_file_is_to_be_read_again():
    file = SignedFile("a.1", "minutes.pdf", 10, "f" * 64, None)
    assert versions(replace(FIRST, version=2, files=(file,))).read(MARKS) == {"a.2"}


def test_an_answer_that_is_gone_is_to_be_read_again():
    assert versions(replace(FIRST, version=2, answers=answers(a_2="amber"))).read(MARKS) == {"a.2"}


def test_a_rating_that_differs_says_so_and_one_that_accepts_repeats_the_agency():
    question, said = rating("a.1"), FIRST.answers["a.1"]
    lower = PanelRating("a.1", "red", reason="No minutes.", by="Emyr", signed_version=1)
    found = opinion(question, said, lower, versions())
    assert (found.words, found.tone, found.differs) == ("Red", "red", True)
    accepts = PanelRating("a.1", accepts=True, signed_version=1)
    found = opinion(question, said, accepts, versions())
    assert (found.words, found.tone, found.differs) == ("Green", "green", False)


def test_accepting_a_claim_says_that_it_does_not_apply():
    question = rating("a.1", may_be_not_applicable=True)
    accepts = PanelRating("a.1", accepts=True, signed_version=1)
    found = opinion(question, claimed("a.1"), accepts, versions())
    assert (found.words, found.tone) == ("Does not apply", "na")


def test_a_rating_is_stale_once_the_answer_that_it_is_about_has_changed():
    second = replace(FIRST, version=2, answers=answers(a_1="green", a_2="red"))
    about = [PanelRating(key, "amber", signed_version=1) for key in ("a.1", "a.2")]
    stale = [
        opinion(rating(one.question), second.answers[one.question], one, versions(second)).is_stale
        for one in about
    ]
    assert stale == [False, True]


def peers(*pairs: tuple[str, str], scores: tuple[float, ...] = ()) -> PeerStanding:
    values = [value for _, value in pairs]
    counts = {value: values.count(value) for value in set(values) if value}
    mean = sum(scores) / len(scores) if scores else 50
    return PeerStanding(mean, len(pairs), counts, scores, pairs)


NAMES = ("Homes", "Lets", "Harbour", "Quay", "Mill", "Lock")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("green green green green amber amber", "4 of 6 green, 2 amber."),
        ("red", "1 of 1 red."),
        ("amber red", "1 of 2 amber, 1 red."),
    ],
)
def test_similar_agencies_are_counted_level_by_level_best_first(given, said):
    pairs = zip(NAMES, given.split(), strict=False)
    assert peers_words(rating("a.1"), peers(*pairs)) == said


def test_similar_agencies_in_per_cent_are_a_range_with_its_mean():
    found = peers(("Homes", "40"), ("Lets", "80"), scores=(40.0, 80.0))
    assert peers_words(rating("a.1", PERCENT), found) == "2 others: 40% to 80%, 60% in the mean."
    alike = peers(("Homes", ""), ("Lets", ""), scores=(75.0, 75.0))
    assert peers_words(criteria("a.1", 50, 50), alike) == "2 others: 75%."


@pytest.mark.parametrize("found", [None, peers()])
def test_nobody_to_set_it_beside_is_said_in_words(found):
    assert peers_words(rating("a.1"), found) == "No other agency of this type has rated it yet."


def test_one_agency_s_rating_has_its_word_and_criteria_have_none():
    assert peer_value_words(rating("a.1"), "green") == "Green"
    assert peer_value_words(rating("a.1", PERCENT), "40") == "40%"
    assert peer_value_words(criteria("a.1", 50, 50), "") == ""


def test_movement_is_said_with_its_reason_where_there_is_none():
    up = QuestionMovement("a.1", "a", Movement.IMPROVED, 50, 100)
    assert movement_words(up) == "▲ Up since last time"
    why = QuestionMovement("a.1", "a", Movement.NOT_COMPARABLE, why="not rated")
    assert movement_words(why) == "Not comparable: not rated."
    assert movement_words(None) == ""


@pytest.mark.parametrize(
    ("facts", "begins", "ends"),
    [
        ((0, 9, 0, 0), "You have not read any of the 9 questions yet.", "on no rating."),
        ((4, 9, 1, 1), "You have read 4 of 9 questions. 1 line of enquiry is", "on 1 rating."),
        ((9, 9, 3, 2), "You have read all 9 questions. 3 lines of enquiry are", "on 2 ratings."),
    ],
)
def test_a_review_begins_with_where_it_stands(facts, begins, ends):
    words = where_it_stands(*facts)
    assert words.startswith(begins)
    assert words.endswith(ends)
    assert where_it_stands(None, *facts[1:]) == words.partition(". " if facts[0] else "yet. ")[2]


def test_what_is_new_is_said_in_a_few_words():
    assert news_words(version=0, said=0, rated=0) == []
    assert news_words(version=2, said=1, rated=3) == [
        "version 2 was signed",
        "1 entry in notes",
        "3 ratings by others on the panel",
    ]
    assert news_words(version=0, said=2, rated=0) == ["2 entries in notes"]


def test_a_told_question_without_a_rating_is_compared_like_any_other():
    second = replace(FIRST, version=2, answers=answers(a_1="green", a_2="amber", b_1="New."))
    assert not versions(second).says_the_same(told("b.1", "text").id, 1)
