"""Two people at the same question: both texts on one page, nothing lost."""

import re

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.browser.conftest import Visit
from tests.browser.serving import Served
from tests.journey import Place, place

pytestmark = pytest.mark.browser


@pytest.fixture
def two(served: Served) -> Place:
    """A return whose first standard a lead and a helper may both answer."""
    at = place()
    factories.help_with(at.submission, "a", at.contributor)
    return at


def test_two_texts_for_one_question_stand_side_by_side_and_can_be_made_one(
    two: Place, visit: Visit
):
    priya, sam = visit(two.lead), visit(two.contributor)
    for person in (priya, sam):
        person.open(f"{two.path}/standards/a")

    sam.type("What shows this?", "Sam counted twelve audits.", sam.question("a.1"))
    expect(sam.says()).to_have_text(re.compile(r"Saved at \d\d:\d\d"))

    box = priya.question("a.1").get_by_label("What shows this?")
    box.press_sequentially("Priya read the board minutes.")
    expect(priya.says()).to_contain_text("Someone else changed the same question.")
    priya.is_asked_before_leaving("Your return")
    priya.press("See both texts")

    assert priya.heading == "Someone else changed this too"
    priya.sees("Nothing is lost.")
    words = priya.page.get_by_role("definition")
    assert words.filter(has_text="Priya read the board minutes.").count() == 1
    assert words.filter(has_text="Sam counted twelve audits.").count() == 1
    both = priya.page.get_by_label("What shows this", exact=True)
    expect(both).to_have_value("Sam counted twelve audits.\n\nPriya read the board minutes.")
    priya.press("Save what I chose")

    for person in (priya, sam):
        person.open(f"{two.path}/standards/a")
        expect(person.question("a.1").get_by_label("What shows this?")).to_have_value(
            re.compile(r"Sam counted twelve audits\.\s+Priya read the board minutes\.")
        )
