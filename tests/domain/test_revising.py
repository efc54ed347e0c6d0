"""Revising named questions: what may change, what opens with it, and that it can be signed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s11.domain.completeness import missing
from s11.domain.errors import Refused
from s11.domain.revising import check_changes, check_named, may_change, may_save, reopenable
from s11.domain.standards import AnswerIn
from s11.domain.visibility import View
from tests.domain.making import answers, answers_to, choice, edition, editions, rating, standard

ASKED = edition(
    standard(
        "a",
        choice("a.1"),
        rating("a.2", show_if=AnswerIn("a.1", ("yes",))),
        rating("a.3", show_if=AnswerIn("a.2", ("red",))),
    ),
    standard("b", rating("b.1"), rating("b.2", applies_to=frozenset({"police"}))),
)
SIGNED = answers(a_1="no", b_1="green")


def test_only_what_was_named_may_change() -> None:
    assert may_change(ASKED, "housing", SIGNED, SIGNED, {"b.1"}) == {"b.1"}


def test_what_a_revised_choice_opens_may_be_answered_at_any_remove() -> None:
    now = {**SIGNED, **answers(a_1="yes")}
    assert may_change(ASKED, "housing", SIGNED, now, {"a.1"}) == {"a.1", "a.2"}
    now |= answers(a_2="red")
    assert may_change(ASKED, "housing", SIGNED, now, {"a.1"}) == {"a.1", "a.2", "a.3"}


def test_what_shuts_again_may_not_be_changed_any_more() -> None:
    opened = {**SIGNED, **answers(a_1="no", a_2="green")}
    assert may_change(ASKED, "housing", SIGNED, opened, {"a.1"}) == {"a.1"}


def test_one_save_may_hold_a_choice_and_what_it_opens() -> None:
    writing = answers(a_1="yes", a_2="red", a_3="green", b_1="red")
    allowed = may_save(ASKED, "housing", SIGNED, SIGNED, writing, {"a.1"})
    assert allowed == {"a.1", "a.2", "a.3"}


def test_a_change_to_anything_else_is_refused_by_its_number() -> None:
    check_changes(ASKED, ["a.1"], {"a.1"})
    with pytest.raises(Refused, match=r"Question b\.1 is not one\."):
        check_changes(ASKED, ["a.1", "b.1"], {"a.1"})
    with pytest.raises(Refused, match="no objectives"):
        check_changes(ASKED, ["objectives:1"], {"a.1"})


def test_questions_are_named_from_those_that_were_asked_and_at_least_one() -> None:
    assert check_named(ASKED, "housing", SIGNED, ["b.1", "a.1"]) == ("a.1", "b.1")
    for named in ([], ["a.2"], ["b.2"], ["c.9"]):
        with pytest.raises(Refused) as refusal:
            check_named(ASKED, "housing", SIGNED, named)
        assert refusal.value.field == "questions"
    assert reopenable(ASKED, "police", SIGNED)[-1] == ("b.2", "b.2 How well is b.2 met?")


@given(st.data())
def test_whatever_is_revised_everything_then_missing_may_be_answered(data: st.DataObject) -> None:
    """The law that keeps a revision from a dead end: it can always be completed and signed."""
    asked = data.draw(editions())
    signed = data.draw(answers_to(asked, whole=True))
    missing_before = {one.question for one in missing(asked, "housing", signed, {})}
    ids = [question.id for question in asked.questions()]
    named = set(data.draw(st.lists(st.sampled_from(ids), min_size=1)))
    revised = data.draw(answers_to(asked, whole=True))
    now = {**signed, **{key: revised[key] for key in named}}
    allowed = may_change(asked, "housing", signed, now, named)
    after = {one.question for one in missing(asked, "housing", now, {})}
    assert after <= allowed | missing_before


@given(st.data())
def test_a_save_lets_nothing_through_that_was_neither_named_nor_opened(
    data: st.DataObject,
) -> None:
    asked = data.draw(editions())
    signed = data.draw(answers_to(asked, whole=True))
    named = {data.draw(st.sampled_from([question.id for question in asked.questions()]))}
    writing = data.draw(answers_to(asked))
    allowed = may_save(asked, "housing", signed, signed, writing, named)
    before = View(asked, "housing", signed)
    shut = {question.id for question in asked.questions() if before.is_asked(question)} - named
    assert not allowed & shut
    assert named <= allowed
