"""Reopening what a query names: what may change, what stays shut, and the version after it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from s11.domain.challenges import ChallengeState, Side, Step
from s11.domain.errors import Refused, WrongState
from s11.domain.snapshot import from_json
from s11.domain.submissions import Status
from s11.services import challenging, signing
from s11.store import signing as signing_store
from s11.store.database import db
from s11.store.models import OutboxMessage
from tests.noted import ASKED, Noted, noted
from tests.services.test_challenging import messages
from tests.services.test_signing import at_once


@pytest.fixture
def scene(app: Flask) -> Iterator[Noted]:
    return noted()


def reopen(scene: Noted, *questions: str, number: int = 1) -> None:
    by = scene.by(scene.at.officer)
    challenging.reopen(by, scene.page, number, questions, "Look at this again.")


def test_a_query_reopens_the_questions_it_names_after_the_cycle_closed_too(scene: Noted) -> None:
    scene.raise_note(shared=True)
    scene.close()
    messages()
    reopen(scene, "a.3")
    assert scene.page.status is Status.IN_PROGRESS
    assert scene.page.revising == {"a.3"}
    assert scene.note().awaits_revision
    assert messages() == [("Priya Lead", "Your return was reopened")]
    scene.answer(a_3="green")


def test_no_other_question_can_be_changed_and_nothing_of_such_a_save_is_kept(scene: Noted) -> None:
    scene.raise_note(shared=True)
    reopen(scene, "a.3")
    with pytest.raises(Refused, match=r"Question b\.1 is not one"):
        scene.answer(a_3="green", b_1="red")
    db.session.rollback()
    with pytest.raises(Refused, match="no objectives"):
        scene.answer(**{"objectives:1": "Train everyone"})
    db.session.rollback()
    assert {k: v.value for k, v in signing.answer_store.answers_of(scene.page.id).items()} == {
        "a.1": "no",
        "a.3": "amber",
        "b.1": "green",
    }
    scene.answer(a_3="green", b_1="green")  # what is left as it was is no change


def test_what_a_revised_choice_opens_has_to_be_answered_and_may_be(scene: Noted) -> None:
    scene.raise_note(shared=True, about="a.1")
    reopen(scene, "a.1")
    scene.answer(a_1="yes")
    with pytest.raises(Refused, match="missing"):
        signing.ask_to_sign(scene.by(scene.at.lead), scene.page, ASKED)
    db.session.rollback()
    scene.answer(a_2="green")
    assert scene.sign().version == 2


def test_signing_closes_the_revision_is_noted_and_leaves_the_first_version(scene: Noted) -> None:
    scene.raise_note(shared=True)
    scene.raise_note("Something else.", about="b.1", shared=True)
    scene.close()
    reopen(scene, "a.3")
    scene.answer(a_3="green")
    messages()
    second = scene.sign()
    assert scene.page.revising == frozenset()
    assert scene.page.status is Status.SUBMITTED
    newest = scene.note().entries[-1]
    assert (newest.step, newest.side, newest.detail) == (Step.REVISED, Side.AGENCY, "2")
    assert scene.note().state is ChallengeState.RESPONDED
    assert [one.step for one in scene.note(2).entries] == [Step.RAISED, Step.SHARED]
    told = [(to, what) for to, what in messages() if "revised" in what]
    assert told == [
        ("Emyr Member", "An agency signed a revised return"),
        ("Olu Officer", "An agency signed a revised return"),
    ]
    first = signing_store.signed_version(scene.page.id, 1)
    assert first is not None
    assert from_json(first.document).answers["a.3"].value == "amber"
    assert from_json(second.document).answers["a.3"].value == "green"
    with pytest.raises(WrongState):
        scene.answer(a_3="red")


def test_a_second_query_adds_to_the_revision_under_way(scene: Noted) -> None:
    scene.raise_note(shared=True)
    scene.raise_note("This too.", about="b.1", shared=True)
    reopen(scene, "a.3")
    reopen(scene, "b.1", number=2)
    assert scene.page.revising == {"a.3", "b.1"}
    scene.answer(a_3="green", b_1="amber")
    scene.sign()
    assert not scene.note(1).awaits_revision
    assert not scene.note(2).awaits_revision


def test_a_query_that_is_sent_twice_reopens_once(scene: Noted) -> None:
    scene.raise_note(shared=True)
    reopen(scene, "a.3")
    waiting = db.session.query(OutboxMessage).count()
    reopen(scene, "a.3")
    assert db.session.query(OutboxMessage).count() == waiting
    assert [one.step for one in scene.note().entries].count(Step.REOPENED) == 1
    reopen(scene, "b.1")
    assert scene.page.revising == {"a.3", "b.1"}
    assert scene.note().reopened == ("b.1",)


def test_a_query_does_not_shut_a_return_that_is_open_whole(scene: Noted) -> None:
    scene.raise_note(shared=True)
    signing.reopen(scene.by(scene.at.officer), scene.page, "All of it.")
    with pytest.raises(WrongState, match="whole return"):
        reopen(scene, "a.3")
    db.session.rollback()
    assert scene.page.revising == frozenset()
    scene.answer(b_1="red")


@pytest.mark.parametrize(
    ("questions", "shared", "fault"),
    [
        ((), True, Refused),
        (("a.2",), True, Refused),
        (("z.9",), True, Refused),
        (("a.3",), False, WrongState),
    ],
)
def test_questions_are_reopened_by_a_shared_note_that_names_what_was_asked(
    scene: Noted, questions: tuple[str, ...], shared: bool, fault: type[Exception]
) -> None:
    scene.raise_note(shared=shared)
    with pytest.raises(fault):
        reopen(scene, *questions)
    db.session.rollback()
    assert scene.page.status is Status.SUBMITTED


def test_two_queries_at_once_both_reopen_what_they_name(each_database: Flask) -> None:
    scene = noted()
    for text, about in (("One.", "a.3"), ("Two.", "b.1"), ("Three.", "a.1")):
        scene.raise_note(text, about=about, shared=True)
    reopen(scene, "a.1", number=3)
    page, by = scene.page, scene.by(scene.at.officer)
    waiting = iter([(1, "a.3"), (2, "b.1")])
    db.session.commit()

    def ask() -> None:
        number, question = next(waiting)
        challenging.reopen(by, page, number, [question], "Look again.")

    assert at_once(each_database, 2, ask) == [None, None]
    db.session.expire_all()
    assert scene.page.revising == {"a.1", "a.3", "b.1"}
