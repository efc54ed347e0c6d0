"""The connection goes while somebody types, and comes back."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.serving import Served
from tests.journey import place

pytestmark = pytest.mark.browser
WORDS = "Typed on a train, in a tunnel."


def test_words_typed_without_a_connection_stay_and_are_saved_when_it_is_back(
    served: Served, visit: Visit
):
    at = place()
    lead = visit(at.lead)
    lead.allowed.append("net::ERR_INTERNET_DISCONNECTED")
    lead.open(f"{at.path}/standards/a")

    lead.context.set_offline(True)
    box = lead.question("a.1").get_by_label("What shows this?")
    box.press_sequentially(WORDS)
    expect(lead.says()).to_contain_text("No connection.")
    expect(lead.says()).to_contain_text("What you typed is kept on this page")
    expect(box).to_have_value(WORDS)

    lead.is_asked_before_leaving("Your return")
    expect(box).to_have_value(WORDS)

    lead.context.set_offline(False)
    expect(lead.says()).to_contain_text("Saved at")
    lead.open(at.path)
    lead.open(f"{at.path}/standards/a")
    expect(lead.question("a.1").get_by_label("What shows this?")).to_have_value(WORDS)
