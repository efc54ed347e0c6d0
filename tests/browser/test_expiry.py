"""A session that ends in the middle of a sentence: not a word is lost."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from s11 import clock
from s11.store import accounts, answers
from s11.store.database import db
from s11.store.models import SignedInSession
from tests import factories
from tests.browser.conftest import Visit
from tests.browser.visitor import Visitor
from tests.journey import Place, place
from tests.web.getting_in import PASSWORD, code, with_account

pytestmark = pytest.mark.browser
WORDS = "Łódź – “plant” cŵn 😀 <b>&amp;</b>\n\n  three lines,\tkept as they are"


@pytest.fixture
def at(served: object) -> Place:
    """A return whose lead can sign in through the pages."""
    made = place()
    with_account(made.lead)
    return made


def end_the_session(at: Place) -> None:
    accounts.end_sessions(at.lead.id, clock.now())
    db.session.commit()


def sign_in(visitor: Visitor, email: str) -> None:
    visitor.type("Email address", email)
    visitor.type("Password", PASSWORD)
    visitor.press("Continue")
    visitor.type("Code from your authenticator app", code())
    visitor.press("Sign in")


def saved_words(at: Place) -> str:
    said = answers.answers_of(at.submission.id)
    db.session.commit()
    return said["a.lead"].evidence.replace("\r\n", "\n") if "a.lead" in said else ""


def test_words_typed_as_the_session_ends_stay_and_are_saved_after_signing_in(
    at: Place, visit: Visit
):
    lead = visit(at.lead)
    lead.open(f"{at.path}/standards/a")
    lead.type("What shows this?", "The first half of", lead.question("a.1"))
    expect(lead.says()).to_contain_text("Saved at")

    end_the_session(at)
    lead.type("What shows this?", WORDS, lead.question("a.1"))
    expect(lead.says()).to_contain_text("You have been signed out.")
    expect(lead.says()).to_contain_text("What you typed is kept on this page.")
    expect(lead.question("a.1").get_by_label("What shows this?")).to_have_value(WORDS)
    assert saved_words(at) == "The first half of"

    tab = lead.another_tab()
    tab.open("/sign-in")
    sign_in(tab, at.lead.email)
    lead.page.bring_to_front()
    expect(lead.says()).to_have_text(re.compile(r"^Saved at \d\d:\d\d"))
    assert saved_words(at) == WORDS
    lead.press("Save and continue")
    assert lead.heading == "b. Standard b"


def test_words_are_not_saved_for_somebody_else_who_signs_in_meanwhile(at: Place, visit: Visit):
    with_account(at.contributor)
    factories.help_with(at.submission, "a", at.contributor)
    lead = visit(at.lead)
    lead.open(f"{at.path}/standards/a")
    end_the_session(at)
    lead.type("What shows this?", WORDS, lead.question("a.1"))
    expect(lead.says()).to_contain_text("You have been signed out.")

    tab = lead.another_tab()
    tab.open("/sign-in")
    sign_in(tab, at.contributor.email)
    with lead.page.expect_response("**/session", timeout=20_000) as asked:
        lead.page.bring_to_front()
    assert asked.value.json()["same_person"] is False
    lead.type("What difference has it made?", "More of the lead's own.", lead.question("a.1"))
    expect(lead.says()).to_contain_text("You have been signed out.")
    assert saved_words(at) == ""
    expect(lead.question("a.1").get_by_label("What shows this?")).to_have_value(WORDS)
    lead.press("Save and continue")
    lead.sees("You need to sign in again before this is saved.")


def test_a_warning_comes_before_the_session_ends_and_one_press_keeps_it(at: Place, visit: Visit):
    lead = visit(at.lead)
    lead.page.clock.install()
    lead.open(f"{at.path}/standards/a")
    row = db.session.query(SignedInSession).filter_by(person_id=at.lead.id).one()
    row.seen_at = clock.now() - timedelta(minutes=28, seconds=30)
    db.session.commit()

    lead.page.clock.fast_forward("01:05")
    dialog = lead.page.get_by_role("dialog", name="Are you still there?")
    expect(dialog).to_contain_text("You will be signed out in 2 minutes")
    expect(dialog.get_by_role("button", name="Stay signed in")).to_be_focused()
    lead.look()
    lead.page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    db.session.refresh(row)
    assert clock.now() - row.seen_at < timedelta(minutes=1)
    db.session.commit()


def test_without_scripts_a_page_sent_too_late_goes_through_signing_in_with_its_words(
    at: Place, visit: Visit
):
    lead = visit(at.lead, script=False)
    lead.open(f"{at.path}/standards/a")
    lead.type("What shows this?", WORDS, lead.question("a.1"))
    end_the_session(at)
    lead.press("Save and continue")

    lead.sees("You need to sign in again before this is saved.")
    sign_in(lead, at.lead.email)
    assert lead.heading == "Your changes have not been saved yet"
    lead.press("Save my changes now")
    assert saved_words(at) == WORDS
