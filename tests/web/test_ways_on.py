"""Nobody is left standing: each page says where it leads, back and on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from s11 import clock
from s11.domain.permissions import Role
from s11.domain.submissions import Status
from s11.store.database import db
from s11.store.models import Person, PersonRole
from tests import factories, journey
from tests.journey import Place, fields, save

BOARD = "/boards/marlbridge"


@pytest.fixture
def at(app: Flask) -> Place:
    return journey.place()


def page(app: Flask, who: Person | None, path: str) -> BeautifulSoup:
    client = app.test_client()
    if who:
        factories.sign_in(client, who)
    return BeautifulSoup(client.get(path).data, "html.parser")


def way_back(shown: BeautifulSoup) -> tuple[str, str]:
    link = shown.select_one(".govuk-back-link")
    assert link
    return str(link["href"]), link.text


def sign(app: Flask, at: Place) -> None:
    lead, signatory = app.test_client(), app.test_client()
    factories.sign_in(lead, at.lead)
    factories.sign_in(signatory, at.signatory)
    journey.complete(lead, at)
    factories.post(lead, f"{at.path}/ask-to-sign")
    declared = {"name": "Ade Signatory", "role": "Chief executive", "agree": "y"}
    assert factories.post(signatory, f"{at.path}/sign", declared).status_code == 303


@pytest.mark.parametrize("read", ["report", "versions/1", "submitted"])
def test_a_signed_return_leads_back_to_where_its_reader_works(
    app: Flask, at: Place, read: str
) -> None:
    sign(app, at)
    assert way_back(page(app, at.lead, f"{at.path}/{read}")) == (at.path, "Your return")
    seen = f"{BOARD}/cycles/{at.cycle.slug}/expected/{at.agency.slug}"
    back = way_back(page(app, at.officer, f"{at.path}/{read}"))
    assert back == (seen, "Where Marlbridge Housing stands")


def test_two_texts_can_be_left_unsettled(app: Flask, at: Place) -> None:
    mine, theirs = app.test_client(), app.test_client()
    factories.sign_in(mine, at.lead)
    factories.sign_in(theirs, at.lead)
    save(theirs, at, "a", fields("a", **{"a.lead-evidence": "Theirs"}))
    answer = save(mine, at, "a", fields("a", **{"a.lead-evidence": "Mine"}))
    shown = BeautifulSoup(answer.data, "html.parser")
    address, words = way_back(shown)
    assert address == f"{at.path}/standards/a"
    assert words.startswith("a. ")
    assert "your own words for this question are not kept" in shown.get_text()


def test_past_returns_name_the_agency_only_where_there_are_several(app: Flask, at: Place) -> None:
    def heads() -> list[str]:
        return [head.text for head in page(app, at.lead, "/returns").select("thead th")]

    at.cycle.status = "closed"
    db.session.commit()
    assert heads() == ["Cycle", "Returned"]
    other = factories.agency(at.board, name="Other Homes")
    db.session.add(
        PersonRole(person_id=at.lead.id, role=Role.LEAD, board_id=at.board.id, agency_id=other.id)
    )
    factories.submission(at.cycle, other)
    assert heads() == ["Cycle", "Agency", "Returned"]


def test_a_return_that_waits_for_nobody_says_who_is_missing(app: Flask, at: Place) -> None:
    at.submission.status = Status.WITH_SIGNATORY
    at.signatory.roles.clear()
    db.session.commit()
    words = page(app, at.lead, at.path).get_text()
    assert "waits for an accountable officer, whom the board’s officer has yet to name, to" in words


def test_an_agencys_people_stand_in_the_order_in_which_they_are_looked_for(
    app: Flask, at: Place
) -> None:
    shown = page(app, at.officer, f"{BOARD}/agencies/{at.agency.slug}")
    roles = [role.text for role in shown.select(".s11-facts dt")]
    assert roles == ["Safeguarding lead", "Accountable officer", "Contributor"]


def test_no_agency_left_to_expect_leads_to_the_register(app: Flask, at: Place) -> None:
    shown = page(app, at.officer, f"{BOARD}/cycles/{at.cycle.slug}/expect")
    assert f"{BOARD}/agencies/new" in [link["href"] for link in shown.select("main a")]


def test_a_refusal_leads_on(app: Flask, at: Place) -> None:
    for who, path in ((None, "/nothing-here"), (at.officer, at.path)):
        assert page(app, who, path).select("main a[href='/']")


def test_a_late_lead_is_told_that_the_return_can_still_come(app: Flask, at: Place) -> None:
    said = "You can still complete it"
    assert said not in page(app, at.lead, at.path).get_text()
    at.cycle.due_at = clock.now() - timedelta(days=2)
    db.session.commit()
    assert said in page(app, at.lead, at.path).get_text()
    at.cycle.status = "closed"
    db.session.commit()
    assert said not in page(app, at.lead, at.path).get_text()


def test_a_return_with_nothing_missing_leads_to_the_signature(app: Flask, at: Place) -> None:
    lead = app.test_client()
    factories.sign_in(lead, at.lead)

    def next_step() -> list[object]:
        shown = BeautifulSoup(lead.get(at.path).data, "html.parser")
        return [link["href"] for link in shown.select(".s11-notice a")]

    assert next_step() == []
    journey.complete(lead, at)
    assert next_step() == [f"{at.path}/check"]
    factories.post(lead, f"{at.path}/ask-to-sign")
    assert next_step() == []


def test_an_extension_for_one_agency_is_not_listed_as_everybodys(app: Flask, at: Place) -> None:
    client = app.test_client()
    factories.sign_in(client, at.officer)
    due = clock.now() + timedelta(days=60)
    posted = {
        "due_on-day": str(due.day),
        "due_on-month": str(due.month),
        "due_on-year": str(due.year),
        "due_time": "17:00",
        "reason": "The lead is away.",
    }
    cycle = f"{BOARD}/cycles/{at.cycle.slug}"
    one = f"{cycle}/expected/{at.agency.slug}/extend"
    assert factories.post(client, one, posted).status_code == 303
    assert "The lead is away." in page(app, at.officer, one).get_text()
    shown = page(app, at.officer, f"{cycle}/extend").get_text()
    assert "The lead is away." not in shown
    assert "1 agency has a later date of its own" in shown


def test_who_has_no_authenticator_is_told_to_set_one_up(app: Flask, at: Place) -> None:
    heading = page(app, at.lead, "/account/authenticator").h1
    assert heading
    assert heading.text == "Set up an authenticator"
    words = page(app, at.lead, "/account").get_text()
    assert "None yet: they come with the authenticator" in words
    assert "0 left" not in words


def test_a_refusal_says_who_gives_roles(app: Flask, at: Place) -> None:
    refused = page(app, at.contributor, f"{at.path}/objectives")
    assert "ask the officer of your safeguarding board" in refused.get_text()
