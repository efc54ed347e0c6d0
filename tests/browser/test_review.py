"""A panel reads in a browser: one key goes on and marks read, and nothing typed is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect

from s11.store.database import db
from tests.browser.conftest import Visit
from tests.browser.serving import Served
from tests.browser.visitor import Visitor
from tests.reviewing import REVIEW, Reviewed

pytestmark = pytest.mark.browser


@pytest.fixture
def scene(served: Served) -> Reviewed:
    made = Reviewed(served.app)
    db.session.remove()
    return made


def at(visitor: Visitor, standard: str = "a") -> Page:
    visitor.open(f"{REVIEW}/standards/{standard}")
    return visitor.page


def head(page: Page, question: str) -> Locator:
    return page.locator(f"#q-{question.replace('.', '-')}-head")


def tag(page: Page, question: str) -> Locator:
    return page.locator(f"[data-card]:has(#q-{question.replace('.', '-')}) [data-read-tag]")


def test_one_key_goes_on_and_marks_read_and_another_goes_back(
    scene: Reviewed, visit: Visit
) -> None:
    visitor = visit(scene.emyr)
    page = at(visitor)
    page.keyboard.press("n")
    expect(head(page, "a.1")).to_be_focused()
    expect(tag(page, "a.1")).to_be_hidden()
    page.keyboard.press("n")
    expect(head(page, "a.2")).to_be_focused()
    expect(tag(page, "a.1")).to_be_visible()
    page.keyboard.press("p")
    expect(head(page, "a.1")).to_be_focused()
    at(visitor)
    expect(tag(page, "a.1")).to_be_visible()
    expect(tag(page, "a.2")).to_be_hidden()


def test_the_button_of_the_last_question_leads_to_the_next_standard(
    scene: Reviewed, visit: Visit
) -> None:
    visitor = visit(scene.emyr)
    page = at(visitor)
    visitor.press("Next standard")
    assert page.url.endswith("/standards/b")
    visitor.press("Back to the review")
    assert page.url.endswith("/reviews/marlbridge-housing")
    expect(page.locator(".s11-lede")).to_contain_text("You have read 2 of 6 questions.")


def test_the_keys_can_be_switched_off_and_stay_off(scene: Reviewed, visit: Visit) -> None:
    visitor = visit(scene.emyr)
    page = at(visitor)
    page.get_by_role("button", name="Switch these keys off").click()
    page.keyboard.press("n")
    expect(head(page, "a.1")).not_to_be_focused()
    at(visitor)
    page.keyboard.press("n")
    expect(head(page, "a.1")).not_to_be_focused()
    page.get_by_role("button", name="Switch these keys on").click()
    page.keyboard.press("n")
    expect(head(page, "a.1")).to_be_focused()


def test_a_letter_that_is_typed_goes_nowhere(scene: Reviewed, visit: Visit) -> None:
    page = at(visit(scene.emyr))
    page.locator("#q-a-1").get_by_text("Rate it differently").click()
    reason = page.locator('[id="a.1-reason"]')
    reason.press_sequentially("nobody knows")
    expect(reason).to_have_value("nobody knows")
    expect(reason).to_be_focused()


def test_moving_on_never_loses_a_reason_that_is_half_written(scene: Reviewed, visit: Visit) -> None:
    page = at(visit(scene.emyr))
    page.locator("#q-a-1").get_by_text("Rate it differently").click()
    page.locator('[id="a.1-reason"]').fill("Half a sen")
    page.get_by_role("button", name="Next question").first.click()
    expect(head(page, "a.2")).to_be_focused()
    expect(page.locator('[id="a.1-reason"]')).to_have_value("Half a sen")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.get_by_role("button", name="Next standard").click()
    expect(tag(page, "a.4")).to_be_visible()
    page.wait_for_timeout(200)
    assert asked == ["beforeunload"]
    assert page.url.endswith("/standards/a")
    expect(page.locator('[id="a.1-reason"]')).to_have_value("Half a sen")


def test_without_a_connection_the_page_says_that_it_is_not_marked(
    scene: Reviewed, visit: Visit
) -> None:
    visitor = visit(scene.emyr)
    page = at(visitor)
    visitor.allowed.append("ERR_INTERNET_DISCONNECTED")
    visitor.context.set_offline(True)
    page.get_by_role("button", name="Next question").first.click()
    words = page.locator("[data-card]").first.locator("[data-said]")
    expect(words).to_contain_text("not marked as read yet")
    expect(tag(page, "a.1")).to_be_hidden()


def test_without_script_a_member_reads_on_rates_and_puts_a_line_aside(
    scene: Reviewed, visit: Visit
) -> None:
    visitor = visit(scene.emyr, script=False)
    page = at(visitor)
    expect(page.locator("[data-keys]")).to_be_hidden()
    visitor.press("Next question")
    assert page.url.endswith("/standards/a#q-a-2")
    expect(tag(page, "a.1")).to_be_visible()

    card = visitor.question("a.3")
    card.get_by_text("Rate it differently").click()
    card.get_by_label("Mark its parts ourselves").check()
    for part in ("Part x", "Part y"):
        card.get_by_label(part).check()
    visitor.press("Keep the panel’s rating", card)
    visitor.sees("There is a problem")
    visitor.page.get_by_role("alert").get_by_role("link").click()
    expect(card.get_by_label("Why it differs")).to_be_in_viewport()
    expect(card.get_by_label("Mark its parts ourselves")).to_be_checked()
    visitor.type("Why it differs", "Both parts are met now.", card)
    visitor.press("Keep the panel’s rating", card)
    visitor.sees("The panel’s rating of a.3 is kept.")
    expect(visitor.question("a.3")).to_contain_text("Both parts are met now.")

    lines = page.get_by_role("list", name="Lines of enquiry for question a.1")
    line = lines.get_by_role("listitem").first
    line.get_by_text("Put it aside").first.click()
    line.get_by_label("Why it needs no question").fill("We know why.")
    visitor.press("Put it aside", line)
    expect(lines).to_contain_text("Put aside by Emyr Panel")

    visitor.press("Next standard")
    assert visitor.heading == "b. Standard b"
