"""The agency's pages of notes: what was shared, and room for an answer; nothing private."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from s11.domain.challenges import Anchor, ChallengeKind, Outcome
from s11.services import challenging
from s11.store.models import Person
from tests import factories
from tests.noted import ASKED, Noted, in_days, noted
from tests.rules import page as rules
from tests.web.test_panel_notes import post, typed, words


@pytest.fixture
def scene(app: Flask) -> Iterator[Noted]:
    return noted()


def browser(app: Flask, someone: Person) -> FlaskClient:
    made = app.test_client()
    factories.sign_in(made, someone)
    return made


@pytest.fixture
def lead(scene: Noted, app: Flask) -> FlaskClient:
    return browser(app, scene.at.lead)


def test_a_private_note_is_not_there_for_the_agency(scene: Noted, lead: FlaskClient) -> None:
    scene.raise_note("Between us.")
    assert lead.get(f"{scene.at.path}/notes/1").status_code == 404
    assert post(lead, f"{scene.at.path}/notes/1", text="Us.").status_code == 404
    assert "has not shared a note" in words(lead.get(f"{scene.at.path}/notes"))
    assert "Between us" not in lead.get(scene.at.path).text


def test_the_task_page_lists_open_notes_with_their_dates(scene: Noted, lead: FlaskClient) -> None:
    due = in_days(9)
    scene.raise_note("Who checks?", shared=True, due_on=due)
    scene.raise_note("And this?", about="b.1", shared=True)
    challenging.settle(scene.by(scene.member), scene.page, 2, Outcome.ANSWERED)
    page = lead.get(scene.at.path)
    assert rules.faults(page.text) == []
    said = words(page)
    assert "Who checks?" in said
    assert f"Answer due by {due.day} {due:%B %Y}" in said
    assert "Answer wanted" in said
    assert "And this?" not in said
    listed = words(lead.get(f"{scene.at.path}/notes"))
    assert "2 notes about the return" in listed
    assert listed.index("Who checks?") < listed.index("And this?")


def test_a_commendation_asks_for_nothing_so_it_is_not_open(scene: Noted, lead: FlaskClient) -> None:
    where = Anchor("a", "a.3")
    by, kind = scene.by(scene.member), ChallengeKind.COMMENDATION
    challenging.raise_note(by, scene.page, kind, where, "Well done.", shared=True)
    assert "0 still open" in words(lead.get(f"{scene.at.path}/notes"))
    scene.raise_note("Who checks?", shared=True)
    assert "1 still open" in words(lead.get(f"{scene.at.path}/notes"))


def test_an_answer_is_given_and_stands_in_the_thread_after_closing_too(
    scene: Noted, lead: FlaskClient
) -> None:
    scene.raise_note(shared=True)
    scene.close()
    url = f"{scene.at.path}/notes/1"
    answer = post(lead, url, text="The director does.")
    assert answer.status_code == 303
    said = words(lead.get(url))
    assert "The director does." in said
    assert "Add to your answer" in said


def test_an_answer_that_cannot_be_kept_stays_as_typed(scene: Noted, lead: FlaskClient) -> None:
    scene.raise_note(shared=True)
    url = f"{scene.at.path}/notes/1"
    empty = post(lead, url, text=" ")
    assert (empty.status_code, "Write your answer." in words(empty)) == (422, True)
    assert rules.faults(empty.text) == []
    long = "word " * 5000
    refused = post(lead, url, text=long)
    assert refused.status_code == 422
    assert typed(long.strip(), refused)
    challenging.settle(scene.by(scene.member), scene.page, 1, Outcome.ANSWERED)
    late = post(lead, url, text="One more thing.")
    assert late.status_code == 422
    assert "This note was settled." in words(late)
    assert typed("One more thing.", late)


def test_two_people_who_answer_both_stand(scene: Noted, lead: FlaskClient, app: Flask) -> None:
    scene.raise_note(shared=True)
    url = f"{scene.at.path}/notes/1"
    from_both = [lead, browser(app, scene.at.lead)]
    for number, client in enumerate(from_both):
        assert post(client, url, text=f"Answer {number}.").status_code == 303
    assert [one.text for one in scene.note().responses] == ["Answer 0.", "Answer 1."]


def test_the_others_of_the_agency_read_notes_and_do_not_answer(scene: Noted, app: Flask) -> None:
    scene.raise_note(shared=True)
    url = f"{scene.at.path}/notes/1"
    for someone in (scene.at.signatory, scene.at.contributor, scene.at.officer):
        client = browser(app, someone)
        page = client.get(url)
        assert "Who checks?" in words(page)
        assert "Send the answer" not in words(page)
        assert post(client, url, text="Us.").status_code == 403


def test_a_settled_note_says_what_came_of_it(scene: Noted, lead: FlaskClient) -> None:
    scene.raise_note(shared=True)
    by = scene.by(scene.member)
    challenging.settle(by, scene.page, 1, Outcome.NO_RESPONSE, "We asked twice.")
    said = words(lead.get(f"{scene.at.path}/notes/1"))
    assert "No response received" in said
    assert "We asked twice." in said
    assert "Send the answer" not in said


def test_what_was_carried_stands_on_the_next_cycles_task_page(
    scene: Noted, lead: FlaskClient
) -> None:
    for text, outcome in (("Ask again.", Outcome.CARRIED), ("Done.", Outcome.ANSWERED)):
        number = scene.raise_note(text, shared=True)
        challenging.settle(scene.by(scene.member), scene.page, number, outcome)
    scene.raise_note("Between us.")
    challenging.settle(scene.by(scene.member), scene.page, 3, Outcome.CARRIED)
    at = scene.at
    opens = at.cycle.opens_at + timedelta(days=1)
    following = factories.open_cycle(
        at.board, ASKED, "s11-2027", previous_id=at.cycle.id, opens_at=opens
    )
    factories.submission(following, at.agency, reference="S11-NEXT")
    page = lead.get(at.path.replace(at.cycle.slug, "s11-2027"))
    assert rules.faults(page.text) == []
    said = words(page)
    assert "Carried here from the last cycle" in said
    assert "Ask again." in said
    assert "Done." not in said
    assert "Between us." not in said
    assert f'href="{at.path}/notes/1"' in page.text


def test_the_list_of_returns_says_which_notes_wait_until_they_are_answered(
    scene: Noted, lead: FlaskClient
) -> None:
    scene.raise_note(shared=False)
    assert "from the panel wait" not in words(lead.get("/returns"))
    scene.raise_note("And when?", shared=True, due_on=in_days(3))
    page = lead.get("/returns")
    assert rules.faults(page.text) == []
    assert "1 note from the panel waits for you: your answer is due by" in words(page)
    assert f'href="{scene.at.path}/notes"' in page.text
    scene.close()
    assert "1 note from the panel waits" in words(lead.get("/returns"))
    challenging.respond(scene.by(scene.at.lead), scene.page, 2, "In May.")
    assert "from the panel wait" not in words(lead.get("/returns"))
