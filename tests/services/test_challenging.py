"""Challenging: threads that only grow, who is told, and what a query reopens."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from s11.domain.challenges import Anchor, ChallengeKind, ChallengeState, Outcome, Step
from s11.domain.errors import NotFound, Refused, WrongState
from s11.domain.permissions import Role
from s11.services import challenging, people
from s11.store import challenges as store
from s11.store import people as people_store
from s11.store.database import db
from s11.store.models import ChallengeRow, Event, OutboxMessage
from tests import factories
from tests.noted import Noted, in_days, noted
from tests.services.test_signing import at_once


@pytest.fixture
def scene(app: Flask) -> Iterator[Noted]:
    return noted()


def messages() -> list[tuple[str, str]]:
    """(to whom, about what), in the order in which they were written; they are forgotten then."""
    rows = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
    found = [(row.to_name, row.subject.partition(":")[0]) for row in rows]
    db.session.query(OutboxMessage).delete()
    db.session.commit()
    return found


# Raising and sharing.


def test_a_note_is_private_until_it_is_shared_and_nobody_is_told(scene: Noted) -> None:
    number = scene.raise_note()
    assert number == 1
    assert scene.note().state is ChallengeState.PRIVATE
    assert store.shared_of(scene.page.id) == []
    assert messages() == []


def test_a_note_shared_at_once_tells_each_lead_once_with_its_date(scene: Noted) -> None:
    scene.raise_note(shared=True, due_on=in_days(14))
    note = store.shared(scene.page.id, 1)
    assert note is not None
    assert note.due_on == in_days(14)
    assert messages() == [("Priya Lead", "A note from the challenge panel")]


def test_sharing_in_other_words_leaves_the_first_with_the_panel(scene: Noted) -> None:
    scene.raise_note("Is this careless?")
    challenging.note(scene.by(scene.member), scene.page, 1, "It is.", private=True)
    challenging.share(scene.by(scene.at.officer), scene.page, 1, "How is this checked?")
    shared = store.shared(scene.page.id, 1)
    assert shared is not None
    assert [one.text for one in shared.entries] == ["How is this checked?"]
    assert [one.text for one in scene.note().entries if one.text] == [
        "Is this careless?",
        "It is.",
        "How is this checked?",
    ]


def test_sharing_in_the_same_words_is_sharing_what_was_raised(scene: Noted) -> None:
    scene.raise_note("Who checks?")
    challenging.share(scene.by(scene.member), scene.page, 1, " Who checks? ")
    shared = store.shared(scene.page.id, 1)
    assert shared is not None
    assert [(one.step, one.text) for one in shared.entries] == [
        (Step.RAISED, "Who checks?"),
        (Step.SHARED, ""),
    ]


@pytest.mark.parametrize(
    ("about", "words", "field"), [("a.3", "  ", "text"), ("z.9", "Words.", "about")]
)
def test_a_note_needs_words_and_a_place(scene: Noted, about: str, words: str, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        scene.raise_note(words, about)
    assert refusal.value.field == field
    assert store.challenges_of(scene.page.id) == []


def test_a_note_can_be_about_a_standard_or_the_whole_return(scene: Noted) -> None:
    by, kind = scene.by(scene.member), ChallengeKind.COMMENDATION
    for anchor in (Anchor("b"), Anchor()):
        challenging.raise_note(by, scene.page, kind, anchor, "Well done.")
    assert [one.anchor for one in store.challenges_of(scene.page.id)] == [Anchor("b"), Anchor()]


def test_a_date_that_has_passed_keeps_a_note_from_being_raised_at_all(scene: Noted) -> None:
    with pytest.raises(Refused):
        scene.raise_note(shared=True, due_on=in_days(-1))
    assert store.challenges_of(scene.page.id) == []


# Going on.


def test_the_agencys_answer_tells_the_reader_and_the_officer_but_nobody_with_a_tie(
    scene: Noted,
) -> None:
    at = scene.at
    tied = factories.person((Role.OFFICER, at.board, None), name="Tied Officer")
    factories.interest(at.board, tied, at.agency)
    acting = factories.person(
        (Role.OFFICER, at.board, None), (Role.LEAD, at.board, at.agency), name="Acting Officer"
    )
    scene.raise_note(shared=True)
    messages()
    challenging.respond(scene.by(at.lead), scene.page, 1, "The director does.")
    told = messages()
    assert told == [
        ("Emyr Member", "An agency answered a note"),
        ("Olu Officer", "An agency answered a note"),
    ]
    assert acting.name not in repr(told)
    assert scene.note().state is ChallengeState.RESPONDED


def test_a_reader_whose_role_was_taken_away_is_told_of_no_answer(scene: Noted) -> None:
    scene.raise_note(shared=True)
    (member,) = people_store.people_of_board(scene.page.board, scene.member.id)
    people.take(member, "panel_member/", scene.by(scene.at.officer))
    messages()
    challenging.respond(scene.by(scene.at.lead), scene.page, 1, "The deputy does.")
    assert [name for name, _ in messages()] == [scene.at.officer.name]


def test_an_answer_can_be_given_after_the_cycle_has_closed(scene: Noted) -> None:
    scene.raise_note(shared=True)
    scene.close()
    challenging.respond(scene.by(scene.at.lead), scene.page, 1, "The director does.")
    assert scene.note().answered_at


def test_nobody_answers_a_private_note_or_one_that_is_not_there(scene: Noted) -> None:
    scene.raise_note()
    with pytest.raises(WrongState):
        challenging.respond(scene.by(scene.at.lead), scene.page, 1, "Us.")
    db.session.rollback()
    with pytest.raises(NotFound):
        challenging.respond(scene.by(scene.at.lead), scene.page, 2, "Us.")


def test_a_button_pressed_twice_says_a_thing_once(scene: Noted) -> None:
    scene.raise_note(shared=True, due_on=in_days(3))
    messages()
    for _ in range(2):
        challenging.respond(scene.by(scene.at.lead), scene.page, 1, "The director does.")
    for _ in range(2):
        challenging.note(scene.by(scene.member), scene.page, 1, "Hm.", private=True)
    for _ in range(2):
        challenging.move_due(scene.by(scene.member), scene.page, 1, in_days(9))
    steps = [one.step for one in scene.note().entries]
    assert steps[3:] == [Step.RESPONSE, Step.NOTE, Step.DUE]
    assert len(messages()) == 3


@pytest.mark.parametrize("shared", [False, True])
def test_a_note_that_is_sent_twice_is_raised_once(scene: Noted, shared: bool) -> None:
    first = scene.raise_note(shared=shared)
    told = len(messages())
    assert scene.raise_note(" Who checks? ", shared=shared) == first
    assert (told, messages()) == (int(shared), [])
    assert len(store.challenges_of(scene.page.id)) == 1
    other = factories.person((Role.PANEL_MEMBER, scene.at.board, None), name="Oyin Member")
    page, anchor = scene.page, Anchor("a", "a.3")
    by = scene.by(other)
    assert challenging.raise_note(by, page, ChallengeKind.QUESTION, anchor, "Who checks?") == 2
    assert scene.raise_note("Who else?") == 3
    assert scene.raise_note(about="b.1") == 4


def test_a_private_comment_tells_nobody_and_a_shared_one_the_leads(scene: Noted) -> None:
    scene.raise_note(shared=True)
    messages()
    challenging.note(scene.by(scene.member), scene.page, 1, "Thin.", private=True)
    assert messages() == []
    challenging.note(scene.by(scene.member), scene.page, 1, "And who else?", private=False)
    assert messages() == [("Priya Lead", "The challenge panel added to a note")]


def test_a_comment_is_not_shared_in_a_private_note(scene: Noted) -> None:
    scene.raise_note()
    with pytest.raises(WrongState):
        challenging.note(scene.by(scene.member), scene.page, 1, "And?", private=False)


def test_moving_the_date_tells_the_leads_and_asks_again(scene: Noted) -> None:
    scene.raise_note(shared=True, due_on=in_days(3))
    challenging.respond(scene.by(scene.at.lead), scene.page, 1, "Us.")
    messages()
    challenging.move_due(scene.by(scene.member), scene.page, 1, in_days(9))
    assert scene.note().state is ChallengeState.WAITING
    assert messages() == [("Priya Lead", "A new date for your answer to a note")]


def test_settling_and_opening_again_tell_the_leads_of_a_shared_note_only(scene: Noted) -> None:
    by = scene.by(scene.member)
    scene.raise_note(shared=True)
    scene.raise_note("Between us.")
    messages()
    for number in (1, 2):
        challenging.settle(by, scene.page, number, Outcome.CARRIED, "Ask again next year.")
        challenging.unsettle(by, scene.page, number)
    assert messages() == [
        ("Priya Lead", "A note from the challenge panel was settled"),
        ("Priya Lead", "A note from the challenge panel was opened again"),
    ]
    challenging.settle(by, scene.page, 1, Outcome.CARRIED)
    assert [one.number for one in store.carried_from(scene.page.id)] == [1]


def test_an_answer_that_came_is_not_called_silence(scene: Noted) -> None:
    scene.raise_note(shared=True)
    challenging.respond(scene.by(scene.at.lead), scene.page, 1, "Us.")
    with pytest.raises(Refused) as refusal:
        challenging.settle(scene.by(scene.member), scene.page, 1, Outcome.NO_RESPONSE)
    assert refusal.value.field == "outcome"


def test_a_settled_note_takes_no_more_until_it_is_opened_again(scene: Noted) -> None:
    scene.raise_note(shared=True)
    challenging.settle(scene.by(scene.member), scene.page, 1, Outcome.ANSWERED)
    with pytest.raises(WrongState):
        challenging.respond(scene.by(scene.at.lead), scene.page, 1, "One more thing.")


def test_what_a_list_reads_of_a_note_is_what_its_entries_say(scene: Noted) -> None:
    scene.raise_note(shared=True, due_on=in_days(3))
    challenging.respond(scene.by(scene.at.lead), scene.page, 1, "Us.")
    challenging.settle(scene.by(scene.member), scene.page, 1, Outcome.ANSWERED)
    row, note = db.session.scalars(select(ChallengeRow)).one(), scene.note()
    assert (row.shared_at, row.responded_at) == (note.shared_at, note.answered_at)
    assert (row.due_on, row.outcome) == (note.due_on, note.outcome)


def test_the_record_keeps_that_things_were_said_and_never_what(scene: Noted) -> None:
    scene.raise_note("canary raised", shared=True, due_on=in_days(3))
    challenging.note(scene.by(scene.member), scene.page, 1, "canary private", private=True)
    challenging.respond(scene.by(scene.at.lead), scene.page, 1, "canary answer")
    challenging.settle(scene.by(scene.member), scene.page, 1, Outcome.ANSWERED, "canary outcome")
    events = db.session.scalars(select(Event).order_by(Event.id)).all()
    kinds = [event.kind for event in events if event.kind.startswith("note")]
    assert kinds == [
        "note raised",
        "note shared",
        "note’s date set",
        "note added to",
        "note answered",
        "note settled",
    ]
    assert "canary" not in repr([event.detail for event in events])


def test_the_database_lets_nobody_edit_a_thread(scene: Noted) -> None:
    scene.raise_note()
    for statement in ("UPDATE challenge_entry SET text = ''", "DELETE FROM challenge_entry"):
        with pytest.raises(DatabaseError, match="append-only"):
            db.session.execute(text(statement))
        db.session.rollback()


def test_people_who_write_at_once_all_stand(each_database: Flask) -> None:
    scene = noted()
    scene.raise_note(shared=True)
    page, lead, member = scene.page, scene.by(scene.at.lead), scene.by(scene.member)
    words = iter([f"Answer {number}" for number in range(10)])
    db.session.commit()
    outcomes = at_once(each_database, 10, lambda: challenging.respond(lead, page, 1, next(words)))
    assert outcomes == [None] * 10
    db.session.expire_all()
    assert len({one.text for one in scene.note().responses}) == 10
    db.session.commit()
    anchor, kind = Anchor(), ChallengeKind.CONCERN
    asks = iter([f"Why {n}?" for n in range(10)])
    raised = at_once(
        each_database,
        10,
        lambda: challenging.raise_note(member, page, kind, anchor, next(asks), shared=True),
    )
    assert sorted(map(str, raised)) == sorted(map(str, range(2, 12)))
