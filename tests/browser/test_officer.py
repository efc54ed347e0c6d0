"""An officer runs a cycle: sets it up, opens it, extends one agency, takes the list away."""

import csv
import io
import re
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, expect

from s11 import clock
from s11.domain.permissions import Role
from tests import factories
from tests.browser.conftest import Visit
from tests.browser.serving import Served
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser


def test_an_officer_opens_a_cycle_extends_one_agency_and_exports(served: Served, visit: Visit):
    board = factories.board("marlbridge", "Marlbridge Safeguarding Children Partnership")
    for name, kind in (("Marlbridge Housing", "housing"), ("Harbour Ambulance", "ambulance")):
        agency = factories.agency(board, kind, name)
        factories.person((Role.LEAD, board, agency), name=f"Lead of {name}")
        factories.person((Role.SIGNATORY, board, agency), name=f"Chief of {name}")
    officer = visit(factories.person((Role.OFFICER, board, None), name="Olu Bright"))
    officer.open("/")
    officer.sees("There is no cycle yet.")
    set_up(officer)
    officer.press("Open the cycle")
    officer.sees("The cycle is open.")
    extend_one(officer)
    find_and_export(officer)


def set_up(officer: Visitor) -> None:
    officer.follow("Set up a cycle")
    main = officer.page.get_by_role("main")
    officer.type("Title", "Section 11, the year 2026")
    fill_day(officer, main, "Opens on", -1)
    officer.press("Save")
    officer.sees("There is a problem")
    officer.page.get_by_role("link", name="Enter the day by which returns are due.").click()
    fill_day(officer, main, "Due by", 30)
    officer.press("Save")
    assert officer.heading == "Section 11, the year 2026"
    officer.sees("Everything is ready")


def fill_day(officer: Visitor, within: Locator, legend: str, days: int) -> None:
    day = clock.now() + timedelta(days=days)
    officer.date(legend, str(day.day), str(day.month), str(day.year), within)


def extend_one(officer: Visitor) -> None:
    officer.follow("Harbour Ambulance")
    officer.follow("Extend the due date")
    fill_day(officer, officer.page.get_by_role("main"), "New due date", 44)
    officer.press("Extend for Harbour Ambulance")
    officer.sees("There is a problem")
    officer.type("Reason", "The lead has left and the post is filled in a month.")
    officer.press("Extend for Harbour Ambulance")
    officer.sees("Harbour Ambulance now has until")
    officer.sees("The lead has left and the post is filled in a month.")
    officer.follow("Section 11, the year 2026")


def find_and_export(officer: Visitor) -> None:
    rows = officer.page.get_by_role("row")
    expect(rows).to_have_count(3)
    officer.type("Agency or person", "lead of harbour")
    officer.press("Find")
    expect(rows).to_have_count(2)
    expect(rows.last).to_contain_text("Harbour Ambulance")
    officer.follow(re.compile("^Agency"), officer.page.get_by_role("table"))
    officer.follow("Show all")
    sheet = officer.download("Download as a spreadsheet").decode("utf-8-sig")
    told = {row["Agency"]: row for row in csv.DictReader(io.StringIO(sheet))}
    assert {name: row["Extended"] for name, row in told.items()} == {
        "Harbour Ambulance": "yes",
        "Marlbridge Housing": "no",
    }
