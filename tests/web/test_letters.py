"""The letter's pages: written, looked at and issued by the officer, read by the agency."""

from __future__ import annotations

import pytest
from flask import Flask

from s11.domain.challenges import Anchor, ChallengeKind
from s11.domain.permissions import Role
from s11.services import challenging, lettering
from s11.store.models import IssuedLetter
from tests import factories
from tests.meeting import Meeting
from tests.web.test_session_page import browser, post

CANARY = "canary-90be"


@pytest.fixture
def meeting(app: Flask) -> Meeting:
    return Meeting()


def letter_path(meeting: Meeting) -> str:
    return f"{meeting.review_path}/letter"


def issue(app: Flask, meeting: Meeting, body: str = "Dear all.", read: str = "0") -> None:
    officer, url = browser(app, meeting.at.officer), letter_path(meeting)
    page = post(officer, url, body=body, read=read, then="look")
    assert "Look at the letter" in page.text
    number = str(int(read) + 1)
    assert post(officer, f"{url}/issue", read=number, sure="y").status_code == 200


def test_the_officer_begins_with_a_draft_of_what_is_shared(app: Flask, meeting: Meeting) -> None:
    kind = ChallengeKind.COMMENDATION
    challenging.raise_note(
        meeting.by(), meeting.page, kind, Anchor("a"), "Well & truly led.", shared=True
    )
    challenging.raise_note(meeting.by(), meeting.page, kind, Anchor("a"), CANARY)
    page = browser(app, meeting.at.officer).get(letter_path(meeting)).text
    assert "## What the panel commends" in page
    assert "Well &amp; truly led." in page
    assert CANARY not in page


def test_a_letter_is_written_looked_at_and_issued(app: Flask, meeting: Meeting) -> None:
    officer, url = browser(app, meeting.at.officer), letter_path(meeting)
    body = "Dear all,\n\n## Thanks\n\n- **Well** <b>done</b>."
    looked = post(officer, url, body=body, read="0", then="look").text
    assert "<strong>Well</strong> &lt;b&gt;done&lt;/b&gt;." in looked
    assert "Tick the box" in post(officer, f"{url}/issue", read="1").text
    issued = post(officer, f"{url}/issue", read="1", sure="y").text
    assert "Letter 1 is issued." in issued
    again = post(officer, f"{url}/issue", read="1", sure="y")
    assert again.status_code == 409
    assert "issued already, as letter 1" in again.text


def test_two_officers_who_write_at_once_lose_nothing(app: Flask, meeting: Meeting) -> None:
    second = factories.person((Role.OFFICER, meeting.at.board, None), name="Ola Second")
    url = letter_path(meeting)
    post(browser(app, meeting.at.officer), url, body="First words.", read="0", then="stay")
    late = post(browser(app, second), url, body="Second words.", read="0", then="look")
    assert late.status_code == 409
    assert "Olu Officer saved this letter" in late.text
    assert "First words." in late.text
    assert "Second words." in late.text
    assert 'name="read" value="1"' in late.text
    stale = post(browser(app, second), f"{url}/issue", read="0", sure="y")
    assert stale.status_code == 409
    assert "not issued yet" in stale.text


def test_an_empty_letter_is_refused_where_it_was_typed(app: Flask, meeting: Meeting) -> None:
    page = post(browser(app, meeting.at.officer), letter_path(meeting), body=" \n", read="0")
    assert page.status_code == 422
    assert 'href="#body">Write the letter.' in page.text


def test_nobody_looks_at_a_letter_that_was_not_written(app: Flask, meeting: Meeting) -> None:
    officer, url = browser(app, meeting.at.officer), letter_path(meeting)
    assert officer.get(f"{url}/preview").status_code == 303
    assert post(officer, f"{url}/issue", read="0", sure="y").status_code == 422


def test_the_agency_reads_every_letter_on_screen_and_on_paper(app: Flask, meeting: Meeting) -> None:
    lead = browser(app, meeting.at.lead)
    assert lead.get(f"{meeting.at.path}/letters").status_code == 404
    assert "The panel’s letter" not in lead.get(meeting.at.path).text
    issue(app, meeting, "The first.")
    issue(app, meeting, "The second.", read="1")
    assert f'href="{meeting.at.path}/letters"' in lead.get(meeting.at.path).text
    newest = lead.get(f"{meeting.at.path}/letters").text
    assert "The second." in newest
    assert "This letter replaces letter 1 of" in newest
    first = lead.get(f"{meeting.at.path}/letters/1").text
    assert "The first." in first
    assert "Letter 2 replaces this one." in first
    paper = lead.get(f"{meeting.at.path}/letters/2/letter.pdf")
    assert paper.mimetype == "application/pdf"
    assert paper.data.startswith(b"%PDF")


def test_an_officer_who_is_tied_to_the_agency_writes_it_no_letter(
    app: Flask, meeting: Meeting
) -> None:
    factories.interest(meeting.at.board, meeting.at.officer, meeting.at.agency)
    officer = browser(app, meeting.at.officer)
    assert officer.get(letter_path(meeting)).status_code == 403


def test_a_letter_that_was_altered_is_shown_with_a_warning_and_not_printed(
    app: Flask, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue(app, meeting, "The first.")
    kept = lettering.store.issued

    def altered(submission_id: int, kind: str) -> list[IssuedLetter]:
        (row,) = kept(submission_id, kind)
        document = row.document.replace("The first.", "Another.")
        return [IssuedLetter(document=document, sha256=row.sha256)]

    monkeypatch.setattr(lettering.store, "issued", altered)
    lead = browser(app, meeting.at.lead)
    assert "no longer has the SHA-256" in lead.get(f"{meeting.at.path}/letters").text
    assert lead.get(f"{meeting.at.path}/letters/1/letter.pdf").status_code == 409
