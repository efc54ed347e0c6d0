"""Setting up and running a cycle by the pages alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask.testing import FlaskClient

from forms.officer import read_time
from s11 import clock
from s11.domain.cycles import CycleStatus
from s11.domain.permissions import Role
from s11.store import cycles as store
from s11.store import submissions
from s11.store.cycles import CycleInHand
from tests import factories

BASE = "/boards/marlbridge/cycles"


def boxes(name: str, day: date) -> dict[str, str]:
    return {
        f"{name}-day": str(day.day),
        f"{name}-month": str(day.month),
        f"{name}-year": str(day.year),
    }


def setting(**other: str) -> dict[str, str]:
    today = clock.now().date()
    return {
        "edition": "section-11/2026",
        "title": "Section 11, 2026",
        "slug": "s11-2026",
        "opens_time": "09:00",
        "due_time": "17:00",
        "expected": "all",
        "previous": "",
        **boxes("opens_on", today - timedelta(days=1)),
        **boxes("due_on", today + timedelta(days=60)),
        **other,
    }


@pytest.fixture
def officer(client: FlaskClient) -> FlaskClient:
    board = factories.board("marlbridge")
    for name, kind in (("Housing", "housing"), ("Police", "police")):
        its_agency = factories.agency(board, kind, name)
        factories.person((Role.LEAD, board, its_agency), (Role.SIGNATORY, board, its_agency))
    factories.sign_in(client, factories.person((Role.OFFICER, board, None)))
    return client


def found() -> CycleInHand:
    cycle = store.cycle_in_hand("marlbridge", "s11-2026")
    assert cycle
    return cycle


def test_a_cycle_goes_from_set_up_to_closed_by_its_pages(officer: FlaskClient) -> None:
    assert "Section 11 self-assessment 2026" in officer.get(f"{BASE}/new").text
    made = factories.post(officer, f"{BASE}/new", setting())
    assert made.location == f"{BASE}/s11-2026"
    assert "Everything is ready" in officer.get(f"{BASE}/s11-2026").text
    assert factories.post(officer, f"{BASE}/s11-2026/open").status_code == 303
    page = officer.get(f"{BASE}/s11-2026").text
    assert "None of the 2 agencies has returned yet." in page
    positions = store.positions(found().id, {})
    assert all(one.asked > 40 for one in positions)
    assert "Close the cycle" in officer.get(f"{BASE}/s11-2026/close").text
    assert found().status is CycleStatus.OPEN
    factories.post(officer, f"{BASE}/s11-2026/close")
    assert found().status is CycleStatus.CLOSED
    assert "0 of 2 agencies returned" in officer.get(f"{BASE}/s11-2026").text
    assert factories.post(officer, f"{BASE}/s11-2026/close").status_code == 409


def test_times_are_london_s_on_both_sides_of_the_clock_change(officer: FlaskClient) -> None:
    dates = boxes("opens_on", date(2027, 3, 27)) | boxes("due_on", date(2027, 3, 28))
    factories.post(officer, f"{BASE}/new", setting(**dates))
    assert found().opens_at == datetime(2027, 3, 27, 9, 0, tzinfo=UTC)
    assert found().due_at == datetime(2027, 3, 28, 16, 0, tzinfo=UTC)


def test_only_ticked_agencies_are_expected(officer: FlaskClient) -> None:
    nobody = factories.post(officer, f"{BASE}/new", setting(expected="some"))
    assert "Choose at least one agency." in nobody.text
    factories.post(officer, f"{BASE}/new", setting(expected="some", agencies="police"))
    assert [one.agency_slug for one in store.positions(found().id, {})] == ["police"]
    page = officer.get(f"{BASE}/s11-2026").text
    assert "Not expected in this cycle: Housing." in page
    factories.post(officer, f"{BASE}/s11-2026/expect", {"agencies": "housing"})
    assert len(store.positions(found().id, {})) == 2


def test_what_is_wrong_is_said_beside_each_field_and_nothing_is_made(officer: FlaskClient) -> None:
    today = clock.now().date()
    answer = factories.post(
        officer, f"{BASE}/new", setting(slug="Not Good", **boxes("due_on", today))
    )
    assert answer.status_code == 422
    assert "small letters, figures and hyphens" in answer.text
    wrong = setting(title="", opens_time="noonish", edition="section-11/1999")
    answer = factories.post(officer, f"{BASE}/new", wrong)
    for sentence in ("Give the cycle a title.", "such as 17:00", 'href="#edition"'):
        assert sentence in answer.text
    assert "There is no cycle yet." in officer.get(BASE).text


def test_a_cycle_being_set_up_is_changed_and_an_open_one_is_not(officer: FlaskClient) -> None:
    factories.post(officer, f"{BASE}/new", setting())
    assert 'value="Section 11, 2026"' in officer.get(f"{BASE}/s11-2026/edit").text
    factories.post(officer, f"{BASE}/s11-2026/edit", setting(title="Section 11, again"))
    assert found().title == "Section 11, again"
    factories.post(officer, f"{BASE}/s11-2026/open")
    assert officer.get(f"{BASE}/s11-2026/edit").status_code == 409


def test_what_stops_the_opening_hides_the_button_and_refuses_the_post(officer: FlaskClient) -> None:
    past = boxes("opens_on", date(2020, 1, 1)) | boxes("due_on", date(2020, 2, 1))
    factories.post(officer, f"{BASE}/new", setting(**past))
    page = officer.get(f"{BASE}/s11-2026").text
    assert "The due date has passed already." in page
    assert "Open the cycle" not in page
    assert factories.post(officer, f"{BASE}/s11-2026/open").status_code == 422


def test_an_agency_that_has_not_started_is_withdrawn(officer: FlaskClient) -> None:
    factories.post(officer, f"{BASE}/new", setting())
    factories.post(officer, f"{BASE}/s11-2026/open")
    asked = officer.get(f"{BASE}/s11-2026/expected/police/withdraw")
    assert "will not be counted" in asked.text
    factories.post(officer, f"{BASE}/s11-2026/expected/police/withdraw")
    assert submissions.return_in_hand("marlbridge", "s11-2026", "police") is None
    assert officer.get(f"{BASE}/s11-2026/expected/police").status_code == 404


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("17:00", time(17)),
        ("9.30", time(9, 30)),
        ("0930", time(9, 30)),
        ("5pm", time(17)),
        ("12 AM", time(0)),
        ("12pm", time(12)),
        ("13pm", None),
        ("24:00", None),
        ("9:60", None),
        ("", None),
        ("noon", None),
    ],
)
def test_a_time_of_day_is_read_as_people_write_it(text: str, at: time | None) -> None:
    assert read_time(text) == at
