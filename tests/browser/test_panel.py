"""A panel's whole work: it is made, given a return, reads it by one key, and asks about it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, expect

from s11 import clock
from s11.domain.permissions import Role
from s11.store.database import db
from s11.store.models import Person
from tests import factories
from tests.browser.conftest import Visit
from tests.browser.filling import choose
from tests.browser.serving import Served
from tests.browser.visitor import Visitor
from tests.reviewing import ASKED, HOUSING, signed_twice

pytestmark = pytest.mark.browser
PANELS = "/boards/marlbridge/cycles/now/panels"
REASON = "The minutes name nobody."
PRIVATE = "Two of us remember it otherwise."
ASKED_OF_AGENCY = "Who stands in when the deputy is away?"


class Scene:
    """Marlbridge Housing signed last year and now. Of three panel members one leads it."""

    def __init__(self) -> None:
        history = signed_twice()
        board, sits = history.board, (Role.PANEL_MEMBER, history.board, None)
        ambulance = factories.agency(board, "ambulance", "Harbour Ambulance")
        self.officer = factories.person((Role.OFFICER, board, None), name="Olu Bright")
        self.emyr = factories.person(sits, (Role.LEAD, board, ambulance), name="Emyr Vale")
        tied = (Role.LEAD, board, history.agencies[HOUSING])
        self.people: tuple[Person, ...] = (
            self.emyr,
            factories.person(sits, tied, name="Lia Tied"),
            factories.person(sits, name="Oyin Lay"),
        )
        db.session.commit()


def test_a_panel_is_made_reads_a_return_and_asks_about_it(served: Served, visit: Visit) -> None:
    scene = Scene()
    officer = visit(scene.officer)
    make_panel(officer, scene.people)
    give_the_return_out(officer)
    set_a_session(officer)
    assert served.mail_to(scene.emyr, "session")
    member = visit(scene.emyr)
    find_the_return(member)
    read_a_standard_with_one_key(member)
    rate_a_question_lower(member)
    put_a_line_aside(member)
    write_a_private_note(member)
    ask_the_agency(member)
    what_was_said_stands_on_the_review(member)


def make_panel(officer: Visitor, people: tuple[Person, ...]) -> None:
    officer.open("/boards/marlbridge/cycles/now")
    officer.follow("Panels")
    officer.follow("Make a panel")
    officer.press("Save")
    officer.sees("There is a problem")
    officer.type("Name", "Panel A")
    for person in people:
        officer.page.get_by_label(person.name, exact=True).check()
    officer.press("Save")
    rows = officer.page.get_by_role("table", name="Members").get_by_role("row")
    for name, place in (
        ("Emyr Vale", "Harbour Ambulance"),
        ("Lia Tied", HOUSING),
        ("Oyin Lay", "Acts for no agency"),
    ):
        expect(rows.filter(has_text=name)).to_contain_text(place)


def give_the_return_out(officer: Visitor) -> None:
    """The member who leads the agency has no box to tick, and a sentence that says why."""
    officer.page.get_by_text("Returns that this panel does not read").click()
    officer.follow(f"Give a reader to {HOUSING}")
    officer.sees(f"Lia Tied acts for {HOUSING}, and nobody reviews their own agency.")
    expect(officer.page.get_by_role("checkbox")).to_have_count(2)
    for name in ("Emyr Vale", "Oyin Lay"):
        officer.page.get_by_label(name).check()
    officer.press("Save")
    table = officer.page.get_by_role("table", name="Returns and who reads them")
    expect(table.get_by_role("row", name=HOUSING)).to_contain_text("Emyr Vale, Oyin Lay")


def set_a_session(officer: Visitor) -> None:
    officer.follow("Set a session")
    day = clock.now() + timedelta(days=7)
    officer.type("Title", "First challenge session")
    officer.date("Day", str(day.day), str(day.month), str(day.year), officer.page.locator("main"))
    officer.type("Place", "The town hall")
    officer.type(f"Number: {HOUSING}", "1")
    officer.type(f"Minutes: {HOUSING}", "soon")
    officer.press("Set the session")
    officer.sees("There is a problem")
    officer.type(f"Minutes: {HOUSING}", "25")
    officer.press("Set the session")
    officer.sees(re.compile(f"{HOUSING}, 25 min"))


def find_the_return(member: Visitor) -> None:
    member.open("/")
    member.follow("Reviews")
    row = member.page.get_by_role("row", name=HOUSING)
    expect(row).to_contain_text("First challenge session")
    expect(row).to_contain_text("New")
    member.follow(HOUSING, row)
    assert member.heading.startswith(HOUSING)
    member.follow(re.compile(r"^a\. "))


def read_tag(member: Visitor, number: str) -> Locator:
    return member.question(number).locator("[data-read-tag]")


def read_a_standard_with_one_key(member: Visitor) -> None:
    """`n` reads on to the last question; once more, and the next standard is there."""
    numbers = [f"a.{place}" for place, _ in enumerate(ASKED.standards[0].questions, 1)]
    for number in numbers:
        expect(read_tag(member, number)).to_be_hidden()
        member.page.keyboard.press("n")
        expect(member.question(number).get_by_role("heading", level=2)).to_be_focused()
        expect(member.question(number)).to_be_in_viewport()
    with member.going():
        member.page.keyboard.press("n")
    assert member.heading == "b. Standard b"
    member.follow(re.compile(r"\ba\b"), member.page.get_by_role("navigation", name="Standards"))
    for number in numbers:
        expect(read_tag(member, number)).to_be_visible()


def rate_a_question_lower(member: Visitor) -> None:
    """A lower rating without its reason says so at the field, with what was typed still there."""
    card = member.question("a.1")
    card.get_by_text("Rate it differently").click()
    choose(card, "Red")
    member.press("Keep the panel’s rating", card)
    member.sees("There is a problem")
    member.page.get_by_role("alert").get_by_role("link").click()
    card = member.question("a.1")
    expect(card.get_by_label("Why it differs")).to_be_focused()
    expect(card.get_by_role("radio", name="Red", exact=True)).to_be_checked()
    expect(card.locator(".govuk-error-message")).to_have_count(1)
    member.type("Why it differs", REASON, card)
    member.press("Keep the panel’s rating", card)
    member.sees("The panel’s rating of a.1 is kept.")
    expect(member.question("a.1").locator("dl").first).to_contain_text("Red differs")


def put_a_line_aside(member: Visitor) -> None:
    """It stays where it was, with the reason; without one it is asked for."""
    lines = member.page.get_by_role("list", name="Lines of enquiry for question a.1")
    line = lines.get_by_role("listitem").first
    line.get_by_text("Put it aside").first.click()
    member.press("Put it aside", line)
    member.sees("There is a problem")
    member.type("Why it needs no question", "The chief executive told us in May.")
    member.press("Put it aside")
    expect(lines).to_contain_text("Put aside by Emyr Vale")
    expect(lines).to_contain_text("The chief executive told us in May.")


def write_a_private_note(member: Visitor) -> None:
    member.follow("Write a note about question a.1")
    choose(member.page.locator("main"), "Concern")
    member.type("The note", PRIVATE)
    member.press("Continue")
    member.sees("Only the panel reads it.")
    member.sees(f"{HOUSING} cannot see this note.")


def ask_the_agency(member: Visitor) -> None:
    """What is to be shared is shown before it is, and can be changed."""
    member.open("/boards/marlbridge/cycles/now/reviews/marlbridge-housing/standards/a")
    member.follow("Write a note about question a.1")
    main = member.page.locator("main")
    choose(main, "Question")
    member.type("The note", "Who stands in?")
    main.get_by_role("radio", name="Shared").check()
    day = clock.now() + timedelta(days=10)
    member.date("Answer due by", str(day.day), str(day.month), str(day.year), main)
    member.press("Continue")
    assert member.heading == "Check what the agency will read"
    expect(member.page.locator("main")).not_to_contain_text("Emyr Vale")
    member.press("Change it")
    expect(member.page.get_by_label("The note")).to_have_value("Who stands in?")
    member.type("The note", ASKED_OF_AGENCY)
    member.press("Continue")
    member.press("Share it with the agency")
    member.sees("The note is shared, and the agency has been told by e-mail.")
    member.sees(f"{day.day} {day:%B %Y}")


def what_was_said_stands_on_the_review(member: Visitor) -> None:
    member.open("/boards/marlbridge/cycles/now/reviews/marlbridge-housing")
    main = member.page.locator("main")
    for words in (PRIVATE, ASKED_OF_AGENCY, "Private to the panel", "The agency reads this"):
        expect(main).to_contain_text(words)
    row = member.page.get_by_role("row", name="a. Standard a")
    expect(row).to_contain_text("4 of 4")
