"""The demo's words fit every question that is asked, and every agency that might say them."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from s11 import paths
from s11.catalogue import load
from s11.demo.cast import read_cast
from s11.demo.panels import read_panels
from s11.demo.story import ERAS, FRAMEWORK, PLANS
from s11.demo.words import Topic, Words, closing, fill, read_words, turn
from s11.domain.permissions import Role
from s11.domain.standards import AnswerType, Question

ON = date(2026, 11, 22)


@pytest.fixture(scope="module")
def words() -> Words:
    return read_words()


def asked() -> list[Question]:
    """Every question of the editions that the story uses."""
    known = load(paths.STANDARDS)
    editions = {era.edition for era in ERAS}
    return [q for name in sorted(editions) for q in known.edition(FRAMEWORK, name).questions()]


def texts(topic: Topic) -> list[str]:
    return [text for name in Topic.__slots__ for text in getattr(topic, name)]


def test_every_scored_question_has_three_things_to_show_and_an_action_where_one_is_asked(
    words: Words,
) -> None:
    thin = [
        question.id
        for question in asked()
        if (question.is_scored and len(words.topics[question.id].good) < 3)
        or (question.action_below and not words.topics[question.id].act)
        or (question.type is AnswerType.TEXT and not words.topics[question.id].good)
    ]
    assert thin == []


def test_nothing_is_said_about_a_question_that_nobody_asks(words: Words) -> None:
    known = {question.id for question in asked()}
    assert set(words.topics) <= known
    assert set(words.na) <= known


def test_every_reason_not_to_answer_is_there(words: Words) -> None:
    may = {
        question.id
        for question in asked()
        if question.may_be_not_applicable
        or any(part.may_be_not_applicable for part in question.criteria)
    }
    assert may <= set(words.na)


def test_every_text_can_be_said_by_every_type_of_agency(words: Words) -> None:
    said = [text for topic in words.topics.values() for text in texts(topic)]
    said += [*words.closings, *words.owners, *words.na.values()]
    for setting in words.settings.values():
        for text in said:
            filled = fill(text, setting, Random(1), ON)
            assert "{" not in filled
            assert filled[0] == filled[0].upper()


def test_every_agency_has_words_for_its_type_and_a_plan(words: Words) -> None:
    companies = read_cast().companies
    assert {company.type for company in companies} <= set(words.settings)
    assert {company.now for company in companies} == set(PLANS)


def test_names_and_addresses_are_nobody_elses_on_the_board() -> None:
    cast = read_cast()
    players = [*cast.people, *(one for company in cast.companies for one in company.players)]
    assert len({player.name for player in players}) == len(players)
    assert len({player.email for player in players}) == len(players)
    assert all(player.email.isascii() for player in players)


def test_whoever_the_panels_name_is_on_the_board() -> None:
    cast, panels = read_cast(), read_panels()
    may_sit = {one.name for one in cast.people if one.role is Role.PANEL_MEMBER} | set(cast.lent)
    agencies = {company.name for company in cast.companies}
    assert {name for one in panels.seatings for name in one.members} == may_sit
    assert {one.by for one in panels.remarks} <= may_sit | {""}
    assert {agency for one in panels.seatings for agency in one.agencies} <= agencies
    assert {one.agency for one in panels.remarks} <= agencies
    assert {name for name, _ in cast.interests} <= may_sit
    assert set(panels.letters["unwritten"]) <= agencies


def test_texts_take_turns() -> None:
    assert [turn(("one", "two"), number) for number in range(3)] == ["one", "two", "one"]
    assert turn((), 3) == ""


def test_a_closing_does_not_name_again_what_was_just_named() -> None:
    closings = ("Seen by {chief}.", "Filed.")
    assert closing("{chief} leads.", closings, 0) == "Filed."
    assert closing("Written down.", closings, 0) == "Seen by {chief}."


def test_sentences_begin_with_a_capital_whatever_fills_the_gap() -> None:
    filled = fill(
        "{people} know. {chief} asked.", {"people": "staff", "chief": "the head"}, Random(1), ON
    )
    assert filled == "Staff know. The head asked."
