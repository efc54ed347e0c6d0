"""A signed return is reopened by the officer, revised by the agency, and both see what changed."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from s11.domain.cycles import CycleStatus
from s11.services import signing
from s11.services.editions import frozen
from s11.store.database import db
from s11.store.submissions import return_in_hand
from tests import factories, journey
from tests.journey import Place, fields, save


@pytest.fixture
def at(app: Flask) -> Place:
    made = journey.place()
    lead = app.test_client()
    factories.sign_in(lead, made.lead)
    journey.complete(lead, made)
    edition = frozen(in_hand(made).edition_sha256 or "")
    signing.ask_to_sign(factories.by(made.lead), in_hand(made), edition)
    by = factories.by(made.signatory)
    signing.sign(by, in_hand(made), edition, name="Ade", role="Chief")
    return made


def in_hand(at: Place):  # type: ignore[no-untyped-def]
    page = return_in_hand(at.board.slug, at.cycle.slug, at.agency.slug)
    assert page is not None
    return page


def reopen(client: FlaskClient, at: Place, reason: str) -> int:
    address = at.path.replace("/returns/", "/expected/") + "/reopen"
    return factories.post(client, address, {"reason": reason}).status_code


def test_the_officer_reopens_with_a_reason_that_the_agency_reads(app: Flask, at: Place) -> None:
    officer, lead = app.test_client(), app.test_client()
    factories.sign_in(officer, at.officer)
    factories.sign_in(lead, at.lead)
    assert reopen(officer, at, " ") == 422
    assert reopen(officer, at, "Say more about supervision.") == 303
    page = lead.get(at.path).text
    assert "This return was reopened to be revised." in page
    assert "Say more about supervision." in page


def test_nothing_is_said_to_be_missing_from_a_return_that_is_signed(app: Flask, at: Place) -> None:
    lead = app.test_client()
    factories.sign_in(lead, at.lead)
    at.cycle.status = CycleStatus.CLOSED
    db.session.commit()
    page = lead.get(at.path).text
    assert "Read the whole return" in page
    for untrue in ("Before it is signed", "still missing", "People helping"):
        assert untrue not in page


def test_nobody_but_the_officer_reopens(client: FlaskClient, at: Place) -> None:
    factories.sign_in(client, at.lead)
    assert reopen(client, at, "I would like to.") in {403, 404}
    assert in_hand(at).status == "submitted"


def test_a_standard_that_was_changed_since_it_was_signed_says_so(
    client: FlaskClient, at: Place
) -> None:
    signing.reopen(factories.by(at.officer), in_hand(at), "Say more.")
    factories.sign_in(client, at.lead)
    assert "Changed since signed" not in client.get(at.path).text
    save(client, at, "a", fields("a", {"a.share": 1}, **{"a.share-value": "93"}))
    assert client.get(at.path).text.count("Changed since signed") == 1
