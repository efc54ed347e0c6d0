"""The record in a reader's words: names and links instead of paths, files by name once signed."""

from __future__ import annotations

import io

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from s11.domain.permissions import Role
from s11.services import cycles, helping
from s11.services.recording import record
from s11.store.database import db
from s11.store.submissions import return_in_hand
from tests import factories, journey
from tests.journey import Place, fields, save

BOARD = "/boards/marlbridge"
SEEN = f"{BOARD}/cycles/s11-2026/expected/marlbridge-housing"


@pytest.fixture
def at(app: Flask) -> Place:
    return journey.place()


@pytest.fixture
def officer(client: FlaskClient, at: Place) -> FlaskClient:
    factories.sign_in(client, at.officer)
    return client


def rows(client: FlaskClient) -> list[tuple[str, str, str]]:
    """(what, about, address) of each event, the newest first."""
    page = BeautifulSoup(client.get(f"{BOARD}/record").data, "html.parser")
    found = []
    for row in page.select("tbody tr"):
        cell = row.select("td")[0]
        words = " ".join(cell.get_text(" ").split())
        found.append((row.select("th")[0].text, words, str(cell.a["href"]) if cell.a else ""))
    return found


def attach(app: Flask, at: Place, *names: str) -> None:
    lead = app.test_client()
    factories.sign_in(lead, at.lead)
    for name in names:
        posted = {**fields("a"), "file-a.lead": (io.BytesIO(name.encode()), name)}
        assert save(lead, at, "a", posted).status_code == 303


def happened(client: FlaskClient) -> list[str]:
    page = BeautifulSoup(client.get(SEEN).data, "html.parser")
    return [str(line.contents[0]) for line in page.select(".s11-events li")]


def test_each_subject_is_a_name_with_a_link(officer: FlaskClient, at: Place) -> None:
    by = factories.by(at.officer)
    for kind, subject in (
        ("board created", "marlbridge"),
        ("cycle changed", "marlbridge/s11-2026"),
        ("signature asked for", "marlbridge/s11-2026/marlbridge-housing"),
        ("agency changed", "marlbridge/agencies/marlbridge-housing"),
        ("role given", f"person/{at.lead.id}"),
        ("sign-in refused", "unknown address"),
        ("agency withdrawn", "marlbridge/s11-2026/gone-away"),
    ):
        record(by, kind, subject, board="marlbridge")
    db.session.commit()
    assert rows(officer)[::-1] == [
        ("Board created", "Marlbridge Safeguarding Partnership", ""),
        ("Cycle changed", "Section 11, 2026", f"{BOARD}/cycles/s11-2026"),
        ("Signature asked for", "Marlbridge Housing Section 11, 2026", SEEN),
        ("Agency changed", "Marlbridge Housing", f"{BOARD}/agencies/marlbridge-housing"),
        ("Role given", "Priya Lead", f"{BOARD}/people/{at.lead.id}"),
        ("Sign-in refused", "unknown address", ""),
        ("Agency withdrawn", "marlbridge/s11-2026/gone-away", ""),
    ]


def test_a_withdrawn_return_is_named_and_leads_nowhere(officer: FlaskClient, at: Place) -> None:
    page = return_in_hand("marlbridge", "s11-2026", "marlbridge-housing")
    assert page
    cycles.withdraw(page, factories.by(at.officer))
    assert rows(officer)[0] == ("Agency withdrawn", "Marlbridge Housing Section 11, 2026", "")


def test_an_administrator_is_led_only_where_they_may_go(client: FlaskClient, at: Place) -> None:
    record(factories.by(at.officer), "cycle changed", "marlbridge/s11-2026", board="marlbridge")
    record(factories.by(at.officer), "role given", f"person/{at.lead.id}", board="marlbridge")
    db.session.commit()
    factories.sign_in(client, factories.person((Role.ADMIN, None, None)))
    links = [address for _, _, address in rows(client)]
    assert links == [f"{BOARD}/people/{at.lead.id}", ""]


def test_who_helps_with_what_is_said_by_name(officer: FlaskClient, at: Place) -> None:
    page = return_in_hand("marlbridge", "s11-2026", "marlbridge-housing")
    assert page
    by = factories.by(at.lead)
    helping.share_out(by, page, journey.every_type(), {at.contributor.id: {"a", "b"}})
    assert "Sam Helper: a and b" in rows(officer)[0][1]


def test_an_agency_that_was_renamed_keeps_the_name_that_was_recorded(
    officer: FlaskClient, at: Place
) -> None:
    path = "marlbridge/agencies/marlbridge-housing"
    by = factories.by(at.officer)
    record(by, "agency added", path, board="marlbridge", name="Marlbridge Homes")
    record(by, "agency rejoined", path, board="marlbridge", name="Marlbridge Housing")
    db.session.commit()
    assert [about for _, about, _ in rows(officer)] == [
        "Marlbridge Housing",
        "Marlbridge Housing name: Marlbridge Homes",
    ]


def test_a_type_of_agency_is_said_in_words(officer: FlaskClient, at: Place) -> None:
    factories.post(officer, f"{BOARD}/agencies/new", {"name": "Vale", "agency_type": "police"})
    assert "type: Police" in rows(officer)[0][1]


def test_files_of_one_day_stand_in_one_line_without_names_before_the_signature(
    app: Flask, officer: FlaskClient, at: Place
) -> None:
    attach(app, at, "minutes.txt", "figures.txt")
    assert happened(officer) == ["Evidence added: 2 files"]
    assert "minutes.txt" not in officer.get(f"{BOARD}/record").text


def test_files_are_named_once_a_signed_return_holds_them(
    app: Flask, officer: FlaskClient, at: Place
) -> None:
    lead, signatory = app.test_client(), app.test_client()
    factories.sign_in(lead, at.lead)
    factories.sign_in(signatory, at.signatory)
    attach(app, at, "minutes.txt")
    journey.complete(lead, at)
    factories.post(lead, f"{at.path}/ask-to-sign")
    declared = {"name": "Ade Signatory", "role": "Chief executive", "agree": "y"}
    assert factories.post(signatory, f"{at.path}/sign", declared).status_code == 303
    assert happened(officer) == [
        "Return signed",
        "Signature asked for",
        "Evidence added: minutes.txt",
    ]
    assert "file: minutes.txt" in rows(officer)[2][1]


def test_the_reason_for_reopening_stands_beside_it(officer: FlaskClient, at: Place) -> None:
    reason = "The figures do not agree."
    path = "marlbridge/s11-2026/marlbridge-housing"
    record(factories.by(at.officer), "return reopened", path, board="marlbridge", reason=reason)
    db.session.commit()
    assert reason in officer.get(SEEN).text


def test_the_record_costs_the_same_however_many_agencies_it_names(
    officer: FlaskClient, at: Place
) -> None:
    by, costs = factories.by(at.officer), []
    for count in (1, 12):
        for _ in range(count):
            its_agency = factories.agency(at.board)
            path = f"marlbridge/agencies/{its_agency.slug}"
            record(by, "agency added", path, board="marlbridge", name=its_agency.name)
        db.session.commit()
        with factories.statements() as ran:
            rows(officer)
        costs.append(len(ran))
    assert costs[0] == costs[1]
