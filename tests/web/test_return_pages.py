"""The pages around a return's standards: checking, objectives, helpers, signing, looking back."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from s11 import clock
from s11.domain.cycles import CycleStatus
from s11.services import mailing
from s11.store import answers as store
from s11.store.database import db
from s11.store.models import Cycle
from tests import factories, journey
from tests.journey import Place, fields, save


@pytest.fixture
def at(app: Flask) -> Place:
    return journey.place()


@pytest.fixture
def lead(client: FlaskClient, at: Place) -> FlaskClient:
    factories.sign_in(client, at.lead)
    return client


def objectives(*rows: tuple[str, str], last: tuple[str, str] | None = None) -> dict[str, str]:
    posted: dict[str, str] = {}
    for index, (intention, outcome) in enumerate(rows):
        posted |= {
            f"next-{index}-number": str(index + 1),
            f"next-{index}-version": "0",
            f"next-{index}-intention": intention,
            f"next-{index}-outcome": outcome,
        }
    if last:
        posted |= {
            "last-0-number": "1",
            "last-0-version": "0",
            "last-0-done": last[0],
            "last-0-difference": last[1],
        }
    return posted


def objectives_in(lead: FlaskClient, at: Place) -> str:
    """The words of the task list's line about objectives."""
    lines = re.findall(r"<li class=\"govuk-task-list__item.*?</li>", lead.get(at.path).text, re.S)
    line = next(one for one in lines if ">Objectives<" in one)
    return " ".join(re.sub(r"<[^>]+>", " ", line).split())


def sign_the_whole(app: Flask, at: Place) -> None:
    """The lead answers and asks, the signatory signs."""
    lead, signatory = app.test_client(), app.test_client()
    factories.sign_in(lead, at.lead)
    factories.sign_in(signatory, at.signatory)
    journey.complete(lead, at)
    factories.post(lead, f"{at.path}/objectives", objectives(("Ask children", "They feel heard")))
    assert factories.post(lead, f"{at.path}/ask-to-sign").status_code == 303
    declared = {"name": "Ade Signatory", "role": "Chief executive", "agree": "y"}
    assert factories.post(signatory, f"{at.path}/sign", declared).status_code == 303


def next_cycle(at: Place) -> Place:
    """The same people, a cycle later."""
    at.cycle.status = CycleStatus.CLOSED
    db.session.commit()
    later = factories.open_cycle(
        at.board, journey.every_type("2027"), "s11-2027", previous_id=at.cycle.id
    )
    submission = factories.submission(later, at.agency)
    return Place(**{**at.__dict__, "cycle": later, "submission": submission})


def test_the_check_page_links_to_each_thing_that_is_missing(lead: FlaskClient, at: Place) -> None:
    save(lead, at, "a", fields("a", **{"a.lead-value": "amber"}))
    page = lead.get(f"{at.path}/check").text
    assert "7 things are still missing" in page
    assert f'href="{at.path}/standards/a#q-a-lead">a.1: Add an action' in page
    assert f'href="{at.path}/standards/b#q-b-policy">b.1: Answer this question.' in page


def test_a_rating_at_the_top_asks_for_what_shows_it(lead: FlaskClient, at: Place) -> None:
    save(lead, at, "a", fields("a", **{"a.lead-value": "green"}))
    assert "a.1: Say what shows this, or add a file." in lead.get(f"{at.path}/check").text


def test_the_signature_cannot_be_asked_for_while_something_is_missing(
    lead: FlaskClient, at: Place
) -> None:
    save(lead, at, "a", fields("a", **{"a.lead-value": "green"}))
    answer = factories.post(lead, f"{at.path}/ask-to-sign")
    assert answer.status_code == 422
    assert "Something is still missing." in answer.text


def test_objectives_are_kept_and_shown_again(lead: FlaskClient, at: Place) -> None:
    rows = objectives(("Train every driver", "Drivers know whom to ring"), ("Ask children", ""))
    assert factories.post(lead, f"{at.path}/objectives", rows).status_code == 303
    page = lead.get(f"{at.path}/objectives").text
    assert "Train every driver" in page
    assert "Drivers know whom to ring" in page
    assert "Ask children" in page


def test_objectives_that_nothing_asks_for_are_optional(lead: FlaskClient, at: Place) -> None:
    assert objectives_in(lead, at).endswith("Optional")
    factories.post(lead, f"{at.path}/objectives", objectives(("Ask children", "")))
    assert objectives_in(lead, at).endswith("Complete")


def test_two_leads_with_different_objectives_see_both_texts(app: Flask, at: Place) -> None:
    mine, theirs = app.test_client(), app.test_client()
    factories.sign_in(mine, at.lead)
    factories.sign_in(theirs, at.lead)
    factories.post(theirs, f"{at.path}/objectives", objectives(("Theirs", "")))
    answer = factories.post(mine, f"{at.path}/objectives", objectives(("Mine", "")))
    assert answer.status_code == 409
    assert "Theirs" in answer.text
    assert "Mine" in answer.text
    version = re.search(r'name="next-0-version" value="(\d+)"', answer.text)
    assert version
    again = {**objectives(("Mine and theirs", "")), "next-0-version": version[1]}
    assert factories.post(mine, f"{at.path}/objectives", again).status_code == 303
    kept = store.answers_of(at.submission.id)["objectives:1"]
    assert (kept.value, kept.version) == ("Mine and theirs", 2)


def test_the_signatory_reads_everything_and_declares(app: Flask, at: Place) -> None:
    lead, signatory = app.test_client(), app.test_client()
    factories.sign_in(lead, at.lead)
    factories.sign_in(signatory, at.signatory)
    journey.complete(lead, at)
    factories.post(lead, f"{at.path}/ask-to-sign")
    page = signatory.get(f"{at.path}/sign").text
    assert "Young people chose the opening hours." in page
    without = factories.post(signatory, f"{at.path}/sign", {"name": "Ade", "role": ""})
    assert without.status_code == 422
    assert "Write your role" in without.text
    assert "Tick the box" in without.text
    assert 'value="Ade"' in without.text


def test_the_lead_cannot_sign(lead: FlaskClient, at: Place) -> None:
    declared = {"name": "Priya", "role": "Lead", "agree": "y"}
    assert factories.post(lead, f"{at.path}/sign", declared).status_code == 403


def test_signing_twice_leads_to_the_one_receipt(app: Flask, at: Place) -> None:
    sign_the_whole(app, at)
    signatory = app.test_client()
    factories.sign_in(signatory, at.signatory)
    again = factories.post(signatory, f"{at.path}/sign", {"name": "A", "role": "B", "agree": "y"})
    assert again.location == f"{at.path}/submitted"
    receipt = signatory.get(again.location).text
    assert at.submission.reference in receipt
    assert "Version</dt><dd>1" in receipt


def test_after_the_cycle_closed_a_return_is_read_but_not_changed(app: Flask, at: Place) -> None:
    lead = app.test_client()
    factories.sign_in(lead, at.lead)
    save(lead, at, "a", fields("a", **{"a.lead-value": "green"}))
    row = db.session.get_one(Cycle, at.cycle.id)
    row.status = CycleStatus.CLOSED
    db.session.commit()
    assert save(lead, at, "a", fields("a", **{"a.lead-value": "red"})).status_code == 409
    assert lead.get(at.path).status_code == 200
    assert store.answers_of(at.submission.id)["a.lead"].value == "green"


def test_a_return_is_not_worked_on_before_its_cycle_opens(app: Flask) -> None:
    at = journey.place(opens_at=clock.now() + timedelta(seconds=60))
    lead = app.test_client()
    factories.sign_in(lead, at.lead)
    assert save(lead, at, "a", fields("a", **{"a.lead-value": "red"})).status_code == 409
    assert store.answers_of(at.submission.id) == {}


def test_last_cycles_answer_stands_beside_the_question(app: Flask, at: Place) -> None:
    sign_the_whole(app, at)
    now = next_cycle(at)
    lead = app.test_client()
    factories.sign_in(lead, now.lead)
    page = lead.get(f"{now.path}/standards/a").text
    assert re.search(r'class="s11-strip".*?Green.*?“Minutes of May\.”', page, re.DOTALL)


def test_an_offered_answer_counts_only_once_it_is_confirmed(app: Flask, at: Place) -> None:
    sign_the_whole(app, at)
    now = next_cycle(at)
    lead = app.test_client()
    factories.sign_in(lead, now.lead)
    page = lead.get(f"{now.path}/standards/a").text
    assert "It counts only once you have checked it." in page
    assert re.search(r'name="a.volunteers-value" type="radio" value="no" checked', page)
    left = fields("a", **{"a.volunteers-value": "no"})
    save(lead, now, "a", left)
    assert "a.volunteers" not in store.answers_of(now.submission.id)
    save(lead, now, "a", {**left, "a.volunteers-confirm": "y"})
    assert store.answers_of(now.submission.id)["a.volunteers"].value == "no"


def test_an_offered_answer_that_is_changed_needs_no_confirming(app: Flask, at: Place) -> None:
    sign_the_whole(app, at)
    now = next_cycle(at)
    lead = app.test_client()
    factories.sign_in(lead, now.lead)
    save(lead, now, "a", fields("a", **{"a.volunteers-value": "yes"}))
    assert store.answers_of(now.submission.id)["a.volunteers"].value == "yes"


def test_last_cycles_objectives_are_reported_on_before_signing(app: Flask, at: Place) -> None:
    sign_the_whole(app, at)
    now = next_cycle(at)
    lead = app.test_client()
    factories.sign_in(lead, now.lead)
    journey.complete(lead, now)
    page = lead.get(f"{now.path}/objectives").text
    assert "Ask children" in page
    assert objectives_in(lead, now) == (
        "Objectives Before it is signed, say what came of 1 of the last cycle’s 1 Not started"
    )
    answer = factories.post(lead, f"{now.path}/ask-to-sign")
    assert "Say what was done about this objective" in answer.text
    told = objectives(last=("We asked 40", "Hours were changed"))
    factories.post(lead, f"{now.path}/objectives", told)
    assert objectives_in(lead, now).endswith("Complete")
    save(lead, now, "a", fields("a", **{"a.volunteers-value": "no", "a.volunteers-confirm": "y"}))
    assert factories.post(lead, f"{now.path}/ask-to-sign").status_code == 303


def test_a_colleague_is_invited_and_given_a_standard(app: Flask, at: Place) -> None:
    lead = app.test_client()
    factories.sign_in(lead, at.lead)
    named = {"name": "Ŵyn Łukasz", "email": "wyn@example.org"}
    assert factories.post(lead, f"{at.path}/helpers/new", named).status_code == 303
    page = lead.get(f"{at.path}/helpers").text
    assert "Ŵyn Łukasz" in page
    box = re.search(r'name="standards-(\d+)"[^>]*value="a"[^>]*>\s*<label[^>]*>a\. ', page)
    people = re.findall(r'name="standards-(\d+)"', page)
    assert box
    shares = {f"standards-{people[-1]}": ["a", "no-such-standard"]}
    assert factories.post(lead, f"{at.path}/helpers", shares).status_code == 303
    assert "helping" in lead.get(at.path).text
    mailing.send_queued()
    subjects = [message.subject for message in app.extensions["s11_mail"].sent]
    assert sum("asked to help" in subject for subject in subjects) == 1


def test_an_address_that_is_none_is_named_where_it_was_typed(lead: FlaskClient, at: Place) -> None:
    answer = factories.post(
        lead, f"{at.path}/helpers/new", {"name": "Wyn", "email": "not an address"}
    )
    assert answer.status_code == 422
    assert 'value="not an address"' in answer.text
