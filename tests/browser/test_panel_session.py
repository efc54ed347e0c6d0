"""Two members in one session at once: nothing of either is lost, and what they agree stands."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from s11.store.database import db
from tests.browser.conftest import Visit
from tests.browser.filling import choose
from tests.browser.serving import Served
from tests.browser.visitor import Visitor
from tests.meeting import Meeting

pytestmark = pytest.mark.browser
HOUSING = "Marlbridge Housing"
EMYRS, OYINS = "The minutes name nobody.", "A deputy is named, for half the year."


@pytest.fixture
def meeting(served: Served) -> Meeting:
    made = Meeting()
    db.session.remove()
    return made


def test_two_members_hold_a_session_and_the_officer_finishes_it(
    meeting: Meeting, visit: Visit
) -> None:
    emyr, oyin, officer = (visit(one) for one in (meeting.emyr, meeting.oyin, meeting.at.officer))
    take_up_the_return(emyr, oyin, meeting)
    officer.open(meeting.path)
    rate_one_question_differently(emyr, oyin)
    decide_at_once(emyr, oyin, meeting)
    agree_what_stands(officer)
    late = say_something_too_late(emyr, meeting)
    finish(officer)
    the_page_is_a_record(officer, oyin, meeting)
    late_words_are_not_lost(late)


def take_up_the_return(emyr: Visitor, oyin: Visitor, meeting: Meeting) -> None:
    """Both open the agenda; one takes the return up, and the other is told when they do too."""
    for member in (emyr, oyin):
        member.open("/")
        member.follow("Reviews")
        member.follow("First session")
        member.sees("Choose an item to begin")
    oyin.follow("Tea")
    emyr.follow(HOUSING)
    emyr.press("Take up this item")
    expect(emyr.page.locator(".s11-session__time")).to_contain_text("In hand since")
    oyin.press("Take up this item")
    oyin.sees("Somebody was quicker")
    oyin.open(meeting.path)
    expect(oyin.page.get_by_role("heading", level=2, name=HOUSING)).to_be_visible()


def rate_one_question_differently(emyr: Visitor, oyin: Visitor) -> None:
    """The second sees both ratings with their reasons, and puts one in place of the other."""
    for member in (emyr, oyin):
        member.follow("Read the return")
        member.follow(re.compile(r"^a\. "))
    for member, level, reason in ((emyr, "Red", EMYRS), (oyin, "Amber", OYINS)):
        card = member.question("a.1")
        card.get_by_text("Rate it differently").click()
        choose(card, level)
        member.type("Why it differs", reason, card)
        member.press("Keep the panel’s rating", card)
    assert oyin.heading == "Another member rated this too"
    oyin.sees("Nothing is lost, and yours is not kept yet.")
    for words in (EMYRS, OYINS, "Emyr Panel"):
        expect(oyin.page.locator(".s11-versions")).to_contain_text(words)
    expect(oyin.page.get_by_label("Why it differs")).to_have_value(OYINS)
    oyin.press("Put this in its place")
    expect(oyin.question("a.1").locator("dl").first).to_contain_text("Amber differs, Oyin Panel")


def decide_at_once(emyr: Visitor, oyin: Visitor, meeting: Meeting) -> None:
    """Each has the page without the other's decision; both stand, in order, and it is said."""
    said = ((emyr, "Ask again in May."), (oyin, "The deputy is to be named."))
    for member, _ in said:
        member.open(meeting.path)
    for member, words in said:
        member.type("What was decided", words)
        member.press("Record the decision")
    oyin.sees("Emyr Panel recorded a decision meanwhile too: it stands above yours.")
    decisions = oyin.page.locator(".s11-decisions").get_by_role("listitem")
    expect(decisions).to_have_text([re.compile(words) for _, words in said])


def agree_what_stands(officer: Visitor) -> None:
    """The officer's page is older than the ratings: it agrees nothing that it did not show."""
    officer.press("Agree the self-ratings as they stand")
    officer.sees("A member rated this return while you had this page open")
    picks = officer.page.get_by_role("group", name="What is agreed on a.1?")
    expect(picks.get_by_role("radio", name="Agree the panel’s rating: Amber")).to_be_checked()
    picks.get_by_role("radio", name="Agree another rating").check()
    officer.press("Agree these ratings")
    officer.sees("There is a problem")
    officer.page.get_by_role("alert").get_by_role("link").first.click()
    expect(officer.page.get_by_label("Rating", exact=True)).to_be_focused()
    picks.get_by_role("radio", name="Agree the panel’s rating: Amber").check()
    officer.press("Agree these ratings")
    officer.sees(f"The ratings of {HOUSING} are agreed.")
    row = officer.page.get_by_role("table", name="Scores").get_by_role("row", name="a. ")
    expect(row.get_by_role("cell")).to_have_count(3)
    own, panel, agreed = row.get_by_role("cell").all_inner_texts()
    assert panel == agreed != own


def say_something_too_late(emyr: Visitor, meeting: Meeting) -> Visitor:
    """A member writes a decision, and has not recorded it when the session is finished."""
    emyr.open(meeting.path)
    emyr.type("What was decided", "See the plan in June.")
    return emyr


def finish(officer: Visitor) -> None:
    """Nobody is recorded as present: that is asked for first."""
    officer.follow("Finish the session")
    officer.press("Finish the session")
    officer.sees("There is a problem")
    officer.follow("Change who is present")
    for name in ("Emyr Panel", "Oyin Panel"):
        officer.page.get_by_label(name).check()
    officer.type("Guests", "Una Guest")
    officer.press("Save who is present")
    officer.follow("Finish the session")
    officer.sees(re.compile("were not taken up: .*Tea"))
    officer.press("Finish the session")
    officer.sees("The session is finished. This page is its record.")


def the_page_is_a_record(officer: Visitor, oyin: Visitor, meeting: Meeting) -> None:
    """Who was there and what was decided can be read, and nothing on it can be changed."""
    oyin.open(meeting.path)
    for reader in (officer, oyin):
        main = reader.page.locator("main")
        reader.sees("are its record and cannot be changed")
        expect(main).to_contain_text("Emyr Panel, Oyin Panel, Una Guest")
        for words in ("Ask again in May.", "The deputy is to be named."):
            expect(main).to_contain_text(words)
        expect(main.locator("form")).to_have_count(0)
        reader.follow(HOUSING, main)
        expect(main.get_by_text(re.compile("^Agreed on"))).to_be_visible()
        expect(main.locator("form")).to_have_count(0)


def late_words_are_not_lost(emyr: Visitor) -> None:
    emyr.press("Record the decision")
    emyr.sees("See the plan in June.")
