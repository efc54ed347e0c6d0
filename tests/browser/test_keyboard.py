"""A standard's page by keyboard only."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.keys import Keys
from tests.browser.serving import Served
from tests.browser.visitor import Visitor
from tests.journey import Place, place

pytestmark = pytest.mark.browser


@pytest.fixture
def at(served: Served) -> Place:
    return place()


@pytest.fixture
def lead(at: Place, visit: Visit) -> Visitor:
    """A lead on the first standard's page, who has no mouse."""
    visitor = visit(at.lead)
    visitor.open(f"{at.path}/standards/a")
    return visitor


def test_a_page_is_filled_and_saved_by_keyboard(lead: Visitor, at: Place):
    keys = Keys(lead)
    keys.go_to("Skip to main content")
    keys.press("Enter")
    keys.go_to("What good looks like")
    keys.press("Enter")
    lead.sees("Someone at board level leads.")
    keys.go_to("Green")
    keys.press("Space", "ArrowDown")
    keys.is_seen("Amber")
    expect(lead.question("a.1").get_by_role("radio", name="Amber")).to_be_checked()
    keys.go_to("What shows this?")
    keys.write("Minutes of May.")
    keys.go_to("What will be done")
    keys.write("Name a deputy")
    keys.go_to("Who will see to it")
    keys.write("Head of practice")
    for label, typed in (("Day", "31"), ("Month", "3"), ("Year", "2027")):
        keys.go_to(label)
        keys.write(typed)
    keys.go_to("Yes")
    keys.press("Space")
    expect(lead.question("a.3")).to_be_visible()
    keys.go_to("Percentage")
    keys.write("92")
    keys.go_to("Save and continue")
    with lead.going():
        keys.press("Enter")
    assert lead.heading == "b. Standard b"

    lead.open(f"{at.path}/standards/a")
    card = lead.question("a.1")
    expect(card.get_by_role("radio", name="Amber")).to_be_checked()
    expect(card.get_by_label("What will be done")).to_have_value("Name a deputy")
    expect(card.get_by_label("Year").last).to_have_value("2027")
    expect(lead.question("a.4").get_by_label("Percentage")).to_have_value("92")


def test_the_focus_goes_back_up_the_page_and_nothing_hides_it(lead: Visitor):
    keys = Keys(lead)
    keys.go_to("Save and come back later")
    for name in ("Percentage", "What good looks like", "Your return"):
        keys.go_to(name, "Shift+Tab")


def test_the_focus_lands_on_what_is_wrong_and_leads_to_it(lead: Visitor):
    keys = Keys(lead)
    keys.go_to("Percentage")
    keys.write("most")
    keys.go_to("Save and continue")
    with lead.going():
        keys.press("Enter")
    assert lead.page.title().startswith("Error: ")
    summary = lead.page.get_by_role("alert").locator("..")
    expect(summary).to_be_focused()
    keys.press("Tab", "Enter")
    box = lead.question("a.4").get_by_label("Percentage")
    expect(box).to_be_focused()
    expect(box).to_have_value("most")
    keys.press("Control+A")
    keys.write("92")
    expect(lead.says()).to_have_text(re.compile(r"^Saved at \d\d:\d\d$"))


def test_enter_in_a_text_box_saves_and_stays(lead: Visitor):
    keys = Keys(lead)
    keys.go_to("Percentage")
    keys.write("92")
    with lead.going():
        keys.press("Enter")
    assert lead.heading == "a. Standard a"
    expect(lead.question("a.4").get_by_label("Percentage")).to_have_value("92")
