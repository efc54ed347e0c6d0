"""Agencies, people and the record by their pages."""

from __future__ import annotations

import io
import json

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from s11.domain.permissions import Role
from s11.domain.register import COLUMNS
from s11.services.recording import record
from s11.store import agencies as store
from s11.store import people as people_store
from s11.store.agencies import Member
from s11.store.database import db
from s11.store.models import Board, Event, Person
from s11.store.people import BoardLook
from tests import factories

BASE = "/boards/marlbridge"
GOOD = "Vale Trust,nhs-provider,Asha Rowe,asha@example.org,Tom Bell,tom@example.org"


class Scene:
    def __init__(self, client: FlaskClient, role: Role = Role.OFFICER) -> None:
        self.client = client
        self.board: Board = factories.board("marlbridge")
        self.housing = factories.agency(self.board, "housing", "Marlbridge Housing")
        holds = (role, None if role is Role.ADMIN else self.board, None)
        self.me: Person = factories.person(holds, name="Ines Okafor")
        factories.sign_in(client, self.me)

    @property
    def look(self) -> BoardLook:
        found = people_store.look_of("marlbridge")
        assert found
        return found

    def register(self) -> list[Member]:
        return store.register(self.look)

    def post(self, path: str, **fields: object) -> TestResponse:
        return factories.post(self.client, f"{BASE}{path}", fields)

    def upload(self, *rows: str, heads: str = ",".join(COLUMNS)) -> TestResponse:
        content = io.BytesIO("\n".join([heads, *rows]).encode())
        return self.post("/agencies/import", file=(content, "agencies.csv"))


@pytest.fixture
def scene(client: FlaskClient) -> Scene:
    return Scene(client)


def soup(answer: TestResponse) -> BeautifulSoup:
    return BeautifulSoup(answer.data, "html.parser")


def test_the_register_says_what_is_missing_and_lists_by_type(scene: Scene) -> None:
    page = scene.client.get(f"{BASE}/agencies").text
    assert "1 agency belongs to the board. 1 has no safeguarding lead, 1 has no" in page
    assert "Marlbridge Housing" in page


def test_an_agency_is_added_changed_left_and_taken_back(scene: Scene) -> None:
    made = scene.post("/agencies/new", name="Vale Trust", agency_type="nhs-provider")
    assert made.location == f"{BASE}/agencies/vale-trust"
    scene.post("/agencies/vale-trust/edit", name="Vale Health", agency_type="mental-health")
    page = scene.client.get(made.location).text
    assert "Vale Health" in page
    assert "Mental health trust" in page
    asked = scene.client.get(f"{BASE}/agencies/vale-trust/leave").text
    assert "Record that Vale Health has left the board?" in asked
    assert "left the board (" not in scene.client.get(f"{BASE}/agencies").text
    scene.post("/agencies/vale-trust/leave")
    assert scene.client.get(f"{BASE}/agencies/vale-trust/leave").status_code == 303
    assert "have left the board (1)" in scene.client.get(f"{BASE}/agencies").text
    scene.post("/agencies/vale-trust/rejoin")
    assert "left the board" not in scene.client.get(f"{BASE}/agencies").text


def test_a_name_that_is_taken_is_said_beside_it_and_kept(scene: Scene) -> None:
    answer = scene.post("/agencies/new", name="marlbridge housing", agency_type="police")
    assert answer.status_code == 422
    assert "has an agency of this name already" in answer.text
    assert 'value="marlbridge housing"' in answer.text
    answer = scene.post("/agencies/new", name="", agency_type="spaceship")
    assert "Enter the agency&#39;s name." in answer.text


def test_an_import_is_previewed_then_done(scene: Scene) -> None:
    preview = scene.upload(GOOD, "Marlbridge Housing,Police,,,,")
    assert "1 will be added, 1 changed, 0 stay as they are." in preview.text
    assert len(scene.register()) == 1
    hidden = {field["name"]: field["value"] for field in soup(preview).select("form [type=hidden]")}
    done = scene.post(
        "/agencies/import/confirm", rows=hidden["rows"], seen=hidden["seen"], invite="y"
    )
    assert done.location == f"{BASE}/agencies"
    assert [(one.name, one.agency_type) for one in scene.register()] == [
        ("Marlbridge Housing", "police"),
        ("Vale Trust", "nhs-provider"),
    ]
    assert scene.post("/agencies/import/confirm", rows=hidden["rows"], seen="x").status_code == 409


def test_every_fault_of_the_file_is_shown_and_nothing_is_imported(scene: Scene) -> None:
    answer = scene.upload(GOOD, ",housing,,,,", "Oak,ship,,x@example.org,,")
    assert answer.status_code == 422
    rows = [[c.text for c in row.select("th, td")] for row in soup(answer).select("tbody tr")]
    assert [row[:2] for row in rows] == [["3", "name"], ["4", "type"], ["4", "lead name"]]
    assert "3 things need mending" in answer.text
    assert len(scene.register()) == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Choose a file."),
        ({"file": (io.BytesIO(b""), "a.csv")}, "The file is empty."),
        ({"file": (io.BytesIO(b"PK\x03\x04"), "a.xlsx")}, "damaged"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(
    scene: Scene, fields: dict[str, object], words: str
) -> None:
    answer = scene.post("/agencies/import", **fields)
    assert answer.status_code == 422
    assert words in answer.text


@pytest.mark.parametrize("rows", ["", "[1,", "7", '{"a": 1}', "[[null]]"])
def test_a_preview_that_was_tampered_with_imports_nothing(scene: Scene, rows: str) -> None:
    assert scene.post("/agencies/import/confirm", rows=rows, seen="").status_code in {409, 422}
    assert len(scene.register()) == 1


def test_words_from_a_file_come_out_as_words(scene: Scene) -> None:
    answer = scene.upload("<script>alert(1)</script>,housing,,,,")
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert" in answer.text


def test_the_example_file_can_be_imported(scene: Scene) -> None:
    example = scene.client.get(f"{BASE}/agencies/import/example.csv").data
    answer = scene.post("/agencies/import", file=(io.BytesIO(example), "agencies.csv"))
    assert answer.status_code == 200
    assert "1 changed" in answer.text


def test_a_person_is_added_given_and_taken_roles_by_the_pages(scene: Scene) -> None:
    made = scene.post(
        "/people/new",
        name="Asha Rowe",
        email="asha@example.org",
        role="lead",
        agency="marlbridge-housing",
        invite="y",
    )
    page = scene.client.get(made.location).text
    assert "an invitation is on its way" in page
    assert "Safeguarding lead, Marlbridge Housing" in page
    path = made.location.removeprefix(BASE)
    scene.post(path, role="reader", agency="")
    scene.post(f"{path}/take", role="lead/marlbridge-housing")
    page = scene.client.get(made.location).text
    assert "Reader" in soup(scene.client.get(made.location)).select("main ul")[0].text
    assert scene.post(f"{path}/invite").status_code == 303
    assert scene.post(f"{path}/end-sessions").status_code == 303
    scene.post(f"{path}/disable")
    assert "Enable the account" in scene.client.get(made.location).text
    scene.post(f"{path}/enable")
    last = scene.post(f"{path}/take", role="reader/")
    assert last.location == f"{BASE}/people"
    assert scene.client.get(made.location).status_code == 404


def test_my_own_officer_role_has_no_button_and_cannot_be_posted_away(scene: Scene) -> None:
    page = scene.client.get(f"{BASE}/people/{scene.me.id}").text
    assert "Take away" not in page
    assert "Disable" not in page
    assert scene.post(f"/people/{scene.me.id}/take", role="officer/").status_code == 409
    assert scene.post(f"/people/{scene.me.id}/disable").status_code == 409


def test_the_faults_of_a_new_person_are_said_beside_their_fields(scene: Scene) -> None:
    answer = scene.post("/people/new", name="", email="nonsense", role="admin", agency="")
    assert answer.status_code == 422
    assert "Enter the person&#39;s name." in answer.text
    answer = scene.post("/people/new", name="A", email="nonsense", role="reader", agency="")
    assert "Write the e-mail address in full" in answer.text


def test_an_administrator_may_look_after_people_and_read_the_record(client: FlaskClient) -> None:
    scene = Scene(client, Role.ADMIN)
    reader = factories.person((Role.READER, scene.board, None), name="Ruth Adler")
    assert "Ruth Adler" in client.get(f"{BASE}/people").text
    assert client.get(f"{BASE}/people/{reader.id}").status_code == 200
    assert client.get(f"{BASE}/record").status_code == 200
    assert client.get(f"{BASE}/agencies").status_code == 403


@pytest.mark.parametrize("role", [Role.CHAIR, Role.READER])
def test_those_who_only_read_see_agencies_without_buttons(client: FlaskClient, role: Role) -> None:
    scene = Scene(client, role)
    page = client.get(f"{BASE}/agencies/marlbridge-housing")
    assert page.status_code == 200
    assert not soup(page).select("main form, main .govuk-button")
    assert client.get(f"{BASE}/people").status_code == 403
    assert scene.post("/agencies/marlbridge-housing/leave").status_code == 403


def test_people_and_agencies_of_another_board_are_not_found(scene: Scene) -> None:
    vale = factories.board("vale")
    stranger = factories.person((Role.OFFICER, vale, None))
    factories.agency(vale, name="Vale Trust")
    assert scene.client.get(f"{BASE}/people/{stranger.id}").status_code == 404
    assert scene.client.get(f"{BASE}/agencies/vale-trust").status_code == 404
    assert scene.client.get("/boards/vale/people").status_code == 404
    assert scene.client.get("/boards/nowhere/people").status_code == 404


def test_the_record_is_filtered_paged_and_verified(scene: Scene) -> None:
    by = factories.by(scene.me)
    for number in range(60):
        record(by, "cycle changed", f"marlbridge/{number}", board="marlbridge", number=number)
    other = factories.by(factories.person(name="Tom Bell"))
    record(other, "agency added", "marlbridge/x", board="marlbridge", name="<b>x</b>")
    db.session.commit()
    page = soup(scene.client.get(f"{BASE}/record?verify=1"))
    assert "The chain is whole: 61 events." in page.text
    assert len(page.select("tbody tr")) == 50
    older = page.select_one("a[rel=next]")
    assert older
    assert len(soup(scene.client.get(str(older["href"]))).select("tbody tr")) == 11
    assert len(soup(scene.client.get(f"{BASE}/record?who=Tom+Bell")).select("tbody tr")) == 1
    assert len(soup(scene.client.get(f"{BASE}/record?kind=agency+added")).select("tbody tr")) == 1
    nothing = scene.client.get(f"{BASE}/record?kind=agency+added&who=Ines+Okafor").text
    assert "Nothing like this has been recorded." in nothing


def test_a_record_that_was_altered_says_where(app: Flask, scene: Scene) -> None:
    scene.post("/agencies/new", name="Vale Trust", agency_type="police")
    for trigger in ("event_no_update",):
        db.session.execute(db.text(f"DROP TRIGGER {trigger}"))
    event = db.session.query(Event).one()
    event.detail = json.dumps({"name": "Another"})
    db.session.commit()
    page = scene.client.get(f"{BASE}/record?verify=1").text
    assert (
        "The chain is broken: event 1 of chain marlbridge was changed after it was written." in page
    )


def test_adding_a_person_leads_back_to_the_page_that_asked_for_it(scene: Scene) -> None:
    agencies = f"{BASE}/agencies"
    slug = soup(scene.client.get(agencies)).select("tbody th a")[0]["href"].rpartition("/")[2]
    ways = {
        f"{BASE}/people/new": f"{BASE}/people",
        f"{BASE}/people/new?agency={slug}": f"{agencies}/{slug}",
        f"{BASE}/people/new?agency=nowhere": f"{BASE}/people",
    }
    for path, expected in ways.items():
        link = soup(scene.client.get(path)).select_one(".govuk-back-link")
        assert link
        assert link["href"] == expected, path
