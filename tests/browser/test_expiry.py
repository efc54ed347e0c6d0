"""A session that ends in the middle of a sentence: not a word is lost."""

import re

import pytest
from playwright.sync_api import expect

from s11 import clock
from s11.store import accounts, answers
from s11.store.database import db
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


def sign_in(visitor: Visitor, at: Place) -> None:
    visitor.type("Email address", at.lead.email)
    visitor.type("Password", PASSWORD)
    visitor.press("Continue")
    visitor.type("Code from your authenticator app", code())
    visitor.press("Sign in")


def saved_words(at: Place) -> str:
    said = answers.answers_of(at.submission.id)["a.lead"].evidence
    db.session.commit()
    return said.replace("\r\n", "\n")


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
    sign_in(tab, at)
    lead.page.bring_to_front()
    expect(lead.says()).to_have_text(re.compile(r"^Saved at \d\d:\d\d"), timeout=15_000)
    assert saved_words(at) == WORDS
    lead.press("Save and continue")
    assert lead.heading == "b. Standard b"


def test_without_scripts_a_page_sent_too_late_goes_through_signing_in_with_its_words(
    at: Place, visit: Visit
):
    lead = visit(at.lead, script=False)
    lead.open(f"{at.path}/standards/a")
    lead.type("What shows this?", WORDS, lead.question("a.1"))
    end_the_session(at)
    lead.press("Save and continue")

    lead.sees("You need to sign in again before this is saved.")
    sign_in(lead, at)
    assert lead.heading == "Your changes have not been saved yet"
    lead.press("Save my changes now")
    assert saved_words(at) == WORDS
