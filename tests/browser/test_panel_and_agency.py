"""What the panel asks of an agency: the answer, a revision of one question, and the letter."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from s11 import clock
from s11.domain.challenges import Anchor, ChallengeKind
from s11.domain.cycles import london
from s11.services import challenging, holding
from s11.store.database import db
from tests.browser.conftest import Visit
from tests.browser.filling import choose
from tests.browser.serving import Served
from tests.browser.visitor import Visitor
from tests.meeting import Meeting
from tests.reports.pdf_reading import reader
from tests.services.test_moderating import ASKED, LOWER

pytestmark = pytest.mark.browser
# Words that nobody else writes: what only the panel may ever read.
PRIVATE, BESIDE = "kestrelbane", "owlbane"
QUESTION = "Who stands in when the lead is away?"
ANSWER = "The deputy head stands in."
ADDED = "We are glad of the deputy."


@pytest.fixture
def meeting(served: Served) -> Meeting:
    """A session that is over: a question was shared, and other things were not."""
    made = Meeting()
    page, about = made.page, Anchor("a", "a.1")
    made.propose(LOWER)
    due = london(clock.now()).date() + timedelta(days=14)
    raised = (made.by(), page, ChallengeKind.QUESTION, about)
    number = challenging.raise_note(*raised, QUESTION, shared=True, due_on=due)
    challenging.note(made.by(), page, number, BESIDE, private=True)
    challenging.raise_note(made.by(), page, ChallengeKind.CONCERN, about, PRIVATE)
    standing = holding.standing(page.id)
    holding.agree(made.by(), made.running, page, ASKED, made.document, [LOWER], standing)
    made.decide("The board asks again in May.")
    made.finish()
    db.session.remove()
    return made


def test_an_agency_answers_revises_one_question_and_reads_the_letter(
    meeting: Meeting, served: Served, visit: Visit
) -> None:
    at = meeting.at
    lead, officer, member = (visit(one) for one in (at.lead, at.officer, meeting.emyr))
    answer_the_note(lead, meeting)
    reopen_one_question(officer, meeting)
    revise_it_alone(lead, meeting)
    signatory = visit(at.signatory)
    sign_version_2(signatory, meeting)
    see_the_difference_and_settle(member, meeting)
    write_and_issue_the_letter(officer, meeting)
    assert served.mail_to(at.lead, "letter")
    letter = read_the_letter(lead, meeting)
    for words in (*lead.seen, *signatory.seen, letter):
        assert PRIVATE not in words
        assert BESIDE not in words
    assert any(PRIVATE in page for page in member.seen)


def answer_the_note(lead: Visitor, meeting: Meeting) -> None:
    lead.open(meeting.at.path)
    lead.sees(QUESTION)
    lead.follow(re.compile("^Note 1"))
    expect(lead.page.locator("main")).not_to_contain_text("Emyr Panel")
    lead.press("Send the answer")
    lead.sees("There is a problem")
    lead.type("Your answer", ANSWER)
    lead.press("Send the answer")
    lead.sees("Your answer is with the panel")
    lead.sees(ANSWER)


def reopen_one_question(officer: Visitor, meeting: Meeting) -> None:
    officer.open(f"{meeting.review_path}/notes")
    officer.follow(re.compile("^Note 1"))
    officer.sees(ANSWER)
    officer.follow("Reopen questions for a revision")
    officer.press("Reopen the questions")
    officer.sees("There is a problem")
    officer.page.get_by_role("checkbox", name=re.compile(r"^a\.1 ")).check()
    officer.type("What should be revised", "Say in it who stands in.")
    officer.press("Reopen the questions")
    officer.sees("Questions are reopened, and no new version is signed yet.")


def revise_it_alone(lead: Visitor, meeting: Meeting) -> None:
    """The question that was named can be changed; the other can be read and no more."""
    lead.open(meeting.at.path)
    lead.sees("Say in it who stands in.")
    lead.follow("a.1")
    expect(lead.question("a.1")).to_be_in_viewport()
    other = lead.page.locator("#q-a-2")
    expect(other).to_contain_text("Amber")
    expect(other.get_by_role("radio").or_(other.get_by_role("textbox"))).to_have_count(0)
    choose(lead.question("a.1"), "Amber")
    lead.type("What shows this?", ANSWER, lead.question("a.1"))
    lead.press("Save and continue")
    lead.sees("Everything that is asked has been answered.")
    lead.press("Ask for the signature")
    lead.sees(re.compile("It waits for Ade Signatory to sign"))


def sign_version_2(signatory: Visitor, meeting: Meeting) -> None:
    signatory.open(meeting.at.path)
    signatory.follow("Read and sign")
    signatory.sees(ANSWER)
    signatory.type("Your role in the agency", "Director")
    signatory.page.get_by_label("I have read this return and declare").check()
    signatory.press("Sign and submit")
    assert signatory.heading == "Return submitted"


def see_the_difference_and_settle(member: Visitor, meeting: Meeting) -> None:
    member.open(meeting.review_path)
    member.sees(PRIVATE)
    member.follow(re.compile("^Note 1"))
    member.follow("What changed in version 2")
    member.sees(re.compile("1 question was answered otherwise in version 2"))
    changed = member.page.get_by_role("region", name=re.compile(r"^a\.1 "))
    expect(changed).to_contain_text(re.compile("Green.*became.*Amber", re.DOTALL))
    expect(changed.locator("ins")).to_contain_text(ANSWER)
    member.open(f"{meeting.review_path}/notes/1/settle")
    choose(member.page.locator("main"), "Answered")
    member.type("In your words", "Thank you: that is clear now.")
    member.press("Settle the note")
    member.sees("The note is settled.")


def write_and_issue_the_letter(officer: Visitor, meeting: Meeting) -> None:
    """The draft has the question and its answer, and nothing that was private."""
    officer.open(meeting.path)
    officer.follow(meeting.at.agency.name, officer.page.locator("main"))
    officer.follow("Write the letter")
    body = officer.page.get_by_label("The letter")
    draft = body.input_value()
    for words in (QUESTION, ANSWER, "The board asks again in May."):
        assert words in draft
    assert PRIVATE not in draft
    assert BESIDE not in draft
    body.fill(draft.replace("The board asks again in May.", ADDED))
    officer.press("Save and look at it")
    officer.sees(ADDED)
    officer.press("Issue the letter")
    officer.sees("There is a problem")
    officer.page.get_by_label("I have read the letter").check()
    officer.press("Issue the letter")
    officer.sees("Letter 1 is issued.")


def read_the_letter(lead: Visitor, meeting: Meeting) -> str:
    """On the platform, then as a PDF; what the PDF says. Then all else that there is to read."""
    lead.open(meeting.at.path)
    lead.follow("The panel’s letter")
    for words in (QUESTION, ANSWER, ADDED):
        lead.sees(words)
    pdf = lead.download("Open as a PDF")
    text = " ".join("\n".join(page.extract_text() for page in reader(pdf).pages).split())
    for words in (QUESTION, ANSWER, ADDED):
        assert words in text
    for page in ("", "/notes", "/notes/1", "/report", "/versions/1", "/check", "/history"):
        assert lead.open(f"{meeting.at.path}{page}") == 200
    lead.allowed.append("status of 404")
    assert lead.open(f"{meeting.at.path}/notes/2") == 404
    return text
