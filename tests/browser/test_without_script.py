"""Everything that a return needs, in a browser that runs no scripts."""

import re

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.browser.conftest import Visit
from tests.browser.filling import act, choose, fill_standard
from tests.browser.serving import Served
from tests.browser.visitor import Visitor
from tests.journey import Place, every_type, place

pytestmark = pytest.mark.browser


@pytest.fixture
def at(served: Served) -> Place:
    """A return whose first standard a lead and a helper may both answer."""
    made = place()
    factories.help_with(made.submission, "a", made.contributor)
    return made


def test_a_return_is_filled_and_signed_without_scripts(at: Place, served: Served, visit: Visit):
    lead = visit(at.lead, script=False)
    lead.open(at.path)
    lead.follow(re.compile(r"^a\. "))
    fill_what_opens(lead)
    add_a_second_action(lead)
    add_a_file(lead)
    fill_standard(lead, every_type().standards[1], set())
    lead.press("Save and continue")
    lead.press("Save and continue")
    lead.sees("Everything that is asked has been answered.")
    lead.press("Ask for the signature")
    lead.sees("It waits for Ade Signatory to sign")
    sign(visit(at.signatory, script=False), at, served)
    lead.open(at.path)
    assert lead.download("PDF").startswith(b"%PDF")


def fill_what_opens(lead: Visitor) -> None:
    """Every type of the first standard; a question opens once the page was saved."""
    standard = every_type().standards[0]
    filled: set[str] = set()
    expect(lead.question("a.3")).to_be_hidden()
    fill_standard(lead, standard, filled)
    lead.press("Save and continue")
    lead.sees("Your answers opened 1 more question: see below.")
    expect(lead.question("a.3")).to_be_visible()
    assert fill_standard(lead, standard, filled) == 1


def add_a_second_action(lead: Visitor) -> None:
    lead.press("Add another action", lead.question("a.3"))
    boxes = lead.question("a.3").get_by_label("What will be done")
    expect(boxes).to_have_count(2)
    expect(boxes.first).to_have_value("Put a.checks right in every team")
    second = lead.question("a.3").locator(".s11-action__one").nth(1)
    act(lead, second, "Ask every team leader to report back")


def add_a_file(lead: Visitor) -> None:
    """One stays, one is taken out again, one is refused in words where it was chosen."""
    for name, content in (("minutes.txt", b"Minutes of May."), ("draft.txt", b"Not yet.")):
        choose_file(lead, name, content)
        lead.press("Add this file", lead.question("a.1"))
    files = lead.question("a.1").get_by_role("list", name="Files")
    expect(files.get_by_role("listitem")).to_have_count(2)
    lead.press("Remove draft.txt", files)
    expect(files.get_by_role("listitem")).to_have_count(1)
    expect(files).to_contain_text("minutes.txt")
    expect(lead.question("a.3").get_by_label("What will be done")).to_have_count(2)

    choose_file(lead, "plan.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    lead.press("Save and continue")
    summary = lead.page.get_by_role("alert")
    summary.get_by_role("link", name=re.compile("plan.svg")).click()
    expect(lead.question("a.1").get_by_label("File", exact=True)).to_be_in_viewport()
    lead.press("Save and continue")
    assert lead.heading == "b. Standard b"


def choose_file(lead: Visitor, name: str, content: bytes) -> None:
    card = lead.question("a.1")
    box = card.get_by_label("File", exact=True)
    if not box.is_visible():
        card.get_by_text("Add a file").click()
    box.set_input_files({"name": name, "mimeType": "text/plain", "buffer": content})


def sign(signatory: Visitor, at: Place, served: Served) -> None:
    served.mail_to(at.signatory, "sign")
    signatory.open(f"{at.path}/sign")
    signatory.sees("Ask every team leader to report back")
    signatory.type("Your role in the agency", "Director")
    signatory.page.get_by_label("I have read this return and declare").check()
    signatory.press("Sign and submit")
    assert signatory.heading == "Return submitted"


def test_two_texts_are_settled_without_scripts(at: Place, visit: Visit):
    lead, helper = (visit(person, script=False) for person in (at.lead, at.contributor))
    for person, level, words in (
        (helper, "Green", "Sam counted twelve audits."),
        (lead, "Amber", "Priya read the minutes."),
    ):
        person.open(f"{at.path}/standards/a")
        choose(person.question("a.1"), level)
        person.type("What shows this?", words, person.question("a.1"))
    helper.press("Save and come back later")
    lead.press("Save and come back later")
    assert lead.heading == "Someone else changed this too"
    lead.page.get_by_role("radio", name="Mine", exact=True).check()
    lead.press("Save what I chose")
    lead.open(f"{at.path}/standards/a")
    card = lead.question("a.1")
    expect(card.get_by_role("radio", name="Amber")).to_be_checked()
    expect(card.get_by_label("What shows this?")).to_have_value("Priya read the minutes.")
