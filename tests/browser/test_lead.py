"""A lead's whole journey: from the officer's invitation to a signed return and its receipts."""

import re
from urllib.parse import urlsplit

import pyotp
import pytest
from playwright.sync_api import expect

from s11.domain.permissions import Role
from s11.domain.standards import Edition
from s11.mail.message import Message
from s11.store.database import db
from s11.store.models import Person, SignedReturn
from tests import factories
from tests.browser.conftest import Visit
from tests.browser.filling import fill_standard
from tests.browser.serving import Served
from tests.browser.visitor import Visitor
from tests.journey import Place
from tests.web.getting_in import PASSWORD, code, with_account

pytestmark = pytest.mark.browser
NEW_PASSWORD = "seven grey herons by the lock"
LEAD = "rowan.ashby@example.org"


def link_in(message: Message) -> str:
    """The one address of this platform in a message, without its host."""
    return next(
        urlsplit(line).path for line in message.body.splitlines() if line.startswith("http")
    )


@pytest.fixture
def board(standards_2026: Edition, served: Served) -> Place:
    """A board with one agency that has an accountable officer and no lead yet."""
    of = factories.board("marlbridge", "Marlbridge Safeguarding Children Partnership")
    agency = factories.agency(of, "housing", "Marlbridge Housing")
    cycle = factories.open_cycle(of, standards_2026)
    signatory = factories.person((Role.SIGNATORY, of, agency), name="Ade Okonjo")
    return Place(
        board=of,
        agency=agency,
        cycle=cycle,
        submission=factories.submission(cycle, agency),
        lead=signatory,
        contributor=signatory,
        signatory=with_account(signatory),
        officer=factories.person((Role.OFFICER, of, None), name="Olu Bright"),
    )


def test_a_lead_goes_from_the_invitation_to_a_signed_return(
    board: Place, served: Served, visit: Visit, standards_2026: Edition
):
    invite(visit(board.officer), board)
    lead = visit()
    set_up(lead, served)
    answer_everything(lead, standards_2026)
    set_an_objective(lead)
    ask_for_help(lead, served)
    mend_what_is_missing(lead)
    lead.press("Ask for the signature")
    signatory = send_back(visit(), served, board.signatory)
    mend_and_ask_again(lead, board)
    sign_twice(signatory, board)
    read_what_was_signed(lead, served, board)
    assert db.session.query(SignedReturn).count() == 1
    db.session.commit()


def invite(officer: Visitor, board: Place) -> None:
    officer.open(f"/boards/{board.board.slug}/people")
    officer.follow("Add a person")
    officer.type("Name", "Rowan Ashby")
    officer.type("Email address", LEAD)
    officer.page.get_by_role("radio", name="Safeguarding lead").check()
    officer.page.get_by_label("Agency", exact=True).select_option("Marlbridge Housing")
    officer.press("Add")


def set_up(lead: Visitor, served: Served) -> None:
    """The link, a password, an authenticator whose key is typed from the page."""
    lead.open(link_in(served.all_mail_to(LEAD, "")[0]))
    assert lead.heading == "Welcome: choose a password"
    lead.type("Choose a password", "password1234")
    lead.press("Continue")
    lead.sees("There is a problem")
    lead.type("Choose a password", NEW_PASSWORD)
    lead.press("Continue")

    assert lead.heading == "Set up your authenticator"
    lead.page.get_by_text("I cannot scan the picture").click()
    key = lead.page.get_by_text(re.compile(r"^([A-Z2-7]{4} ?)+$")).inner_text().replace(" ", "")
    lead.type("Six-figure code", pyotp.TOTP(key).now())
    lead.press("Continue")

    assert lead.heading == "Keep your recovery codes"
    expect(
        lead.page.get_by_role("list", name="Recovery codes").get_by_role("listitem")
    ).to_have_count(10)
    lead.follow("I have kept my codes: continue")
    assert lead.heading == "Your returns"
    lead.follow(re.compile("Marlbridge Housing"))
    lead.sees(re.compile("0 of 8 standards"))


def answer_everything(lead: Visitor, edition: Edition) -> None:
    """Every standard from a to h, with a file for the first question."""
    lead.follow(re.compile(r"^a\. "))
    card = lead.question("a.1")
    card.get_by_text("Add a file").click()
    card.get_by_label("File", exact=True).set_input_files(
        {"name": "minutes.txt", "mimeType": "text/plain", "buffer": b"Minutes of May."}
    )
    lead.date("Date of the evidence", "14", "5", "2026", card)
    lead.press("Add this file", card)
    expect(lead.question("a.1").get_by_role("list", name="Files")).to_contain_text("minutes.txt")

    for standard in edition.standards:
        assert lead.heading == f"{standard.key}. {standard.title}"
        filled: set[str] = set()
        while lead.heading.startswith(f"{standard.key}. "):
            assert fill_standard(lead, standard, filled), f"{standard.key} never comes to an end"
            lead.press("Save and continue")
    assert lead.heading == "Objectives"


def set_an_objective(lead: Visitor) -> None:
    lead.type("What we intend to do", "Every new tenancy visit asks who the children are.")
    lead.type("The outcome we want", "No child in our homes is unknown to us.")
    lead.press("Save and continue")
    assert lead.heading == "Check your answers"
    lead.sees("Everything that is asked has been answered.")


def ask_for_help(lead: Visitor, served: Served) -> None:
    lead.follow("Your return")
    lead.sees(re.compile("8 of 8 standards"))
    lead.follow("People helping")
    lead.type("Their name", "Sam Tully")
    lead.type("Their e-mail address", "sam.tully@example.org")
    lead.press("Invite")
    lead.page.get_by_role("group", name="Sam Tully").get_by_label(re.compile(r"^b\. ")).check()
    lead.press("Save")
    served.all_mail_to("sam.tully@example.org", "")
    lead.follow("Your return")
    lead.sees("Sam Tully helping")


def mend_what_is_missing(lead: Visitor) -> None:
    """Take away what shows a green answer; the check page leads to it and back."""
    lead.follow(re.compile(r"^h\. "))
    lead.type("What shows this?", "", lead.question("h.1"))
    lead.press("Save and come back later")
    lead.sees(re.compile("7 of 8 standards"))
    lead.follow("Check your answers")
    lead.sees("1 thing is still missing.")
    expect(lead.page.get_by_role("button", name="Ask for the signature")).to_have_count(0)
    lead.follow(re.compile("h.1: Say what shows this"))
    expect(lead.question("h.1")).to_be_in_viewport()
    lead.type("What shows this?", "The sharing agreement of June.", lead.question("h.1"))
    lead.press("Save and continue")
    lead.press("Save and continue")
    lead.sees("Everything that is asked has been answered.")


def send_back(signatory: Visitor, served: Served, person: Person) -> Visitor:
    """The accountable officer comes by the mail, signs in through the pages, sends it back."""
    signatory.open(link_in(served.mail_to(person, "sign")))
    assert signatory.heading == "Sign in"
    signatory.type("Email address", person.email)
    signatory.type("Password", PASSWORD)
    signatory.press("Continue")
    signatory.type("Code from your authenticator app", code())
    signatory.press("Sign in")
    assert signatory.heading == "Read and sign"
    signatory.sees("Every new tenancy visit asks who the children are.")
    signatory.press("Send back")
    signatory.sees("There is a problem")
    signatory.type("What needs to change", "Say in a.1 who stands in for the lead.")
    signatory.press("Send back")
    return signatory


def mend_and_ask_again(lead: Visitor, board: Place) -> None:
    lead.open(board.path)
    lead.sees("Ade Okonjo sent this back before signing.")
    lead.sees("Say in a.1 who stands in for the lead.")
    lead.follow(re.compile(r"^a\. "))
    lead.type("What shows this?", "The deputy stands in.", lead.question("a.1"))
    lead.press("Save and come back later")
    lead.follow("Check your answers")
    lead.press("Ask for the signature")
    lead.sees("It waits for Ade Okonjo to sign")


def sign_twice(signatory: Visitor, board: Place) -> None:
    """Sign, then press the same button in a tab that was left open: the same receipt comes."""
    left_open = signatory.another_tab()
    for tab in (signatory, left_open):
        tab.open(f"{board.path}/sign")
    signatory.press("Sign and submit")
    signatory.sees("There is a problem")
    for tab in (signatory, left_open):
        tab.type("Your full name", "Ade Okonjo")
        tab.type("Your role in the agency", "Chief executive")
        tab.page.get_by_label("I have read this return and declare").check()
    for tab in (signatory, left_open):
        tab.press("Sign and submit")
        assert tab.heading == "Return submitted"
        tab.sees(board.submission.reference)


def read_what_was_signed(lead: Visitor, served: Served, board: Place) -> None:
    """The report and its PDF, and a receipt for each of the two."""
    lead.open(board.path)
    lead.follow("The signed return")
    lead.sees("The deputy stands in.")
    lead.open(f"{board.path}/submitted")
    assert lead.download("download it as a PDF").startswith(b"%PDF")
    receipts = [
        served.all_mail_to(address, board.submission.reference)
        for address in (LEAD, board.signatory.email)
    ]
    assert [len(found) for found in receipts] == [1, 1]
