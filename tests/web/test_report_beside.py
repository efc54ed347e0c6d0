"""The report with its panel and its movement: page and paper the same, and nothing private."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pdfua import validate
from pypdf import PdfReader

from s11 import clock
from s11.domain.challenges import Anchor, ChallengeKind, Outcome
from s11.domain.moderation import PanelRating
from s11.domain.panels import SessionStatus, Sharing
from s11.domain.snapshot import from_json
from s11.services import challenging, moderating
from s11.store import signing
from s11.store.database import db
from s11.store.models import PanelSession
from tests import factories
from tests.reports import comparing
from tests.reviewing import ASKED, HOUSING, Reviewed

PLACE = "/boards/marlbridge/cycles/now/returns/marlbridge-housing"
CANARY, UNSHARED = "CANARY-PRIVATE-NOTE", "CANARY-UNSHARED-RATING"


@pytest.fixture
def reviewed(app: Flask) -> Reviewed:
    return Reviewed(app)


@pytest.fixture
def lead(reviewed: Reviewed, app: Flask) -> FlaskClient:
    return reviewed.reader(app, reviewed.lead)


def paper(client: FlaskClient, version: int = 1) -> bytes:
    return client.get(f"{PLACE}/versions/{version}/report.pdf").data


def words_of(data: bytes) -> str:
    pages = PdfReader(io.BytesIO(data)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def moderate(reviewed: Reviewed, *, finished: bool = True, sharing: Sharing = Sharing.BOTH) -> None:
    """The panel rates, a session agrees, and perhaps finishes."""
    reviewed.history.cycles["now"].sharing = sharing
    by, page = factories.by(reviewed.emyr), reviewed.page
    document = from_json(signing.signed_versions(page.id)[0].document)
    lower = PanelRating("a.1", "red", reason=f"The minutes stop. {UNSHARED}")
    moderating.propose(by, page, ASKED, document, lower, 0)
    session = factories.session(reviewed.panel, reviewed.history.expects("now"))
    change = PanelRating("a.1", "amber", reason="A deputy is named.")
    moderating.agree(by, page, ASKED, document, session.id, [change])
    if finished:
        finish(session)
    db.session.commit()


def finish(session: PanelSession) -> None:
    session.status = SessionStatus.FINISHED
    session.finished_at = clock.now() + timedelta(seconds=5)


def ask(reviewed: Reviewed) -> None:
    """One note with an answer and an outcome, one that is private, a private word in the first."""
    by, page, kind = factories.by(reviewed.emyr), reviewed.page, ChallengeKind.CONCERN
    due = clock.now().date() + timedelta(days=9)
    number = challenging.raise_note(
        by, page, kind, Anchor("a", "a.1"), "Who checks <the> list?", shared=True, due_on=due
    )
    challenging.note(by, page, number, f"They always say so. {CANARY}", private=True)
    challenging.respond(factories.by(reviewed.lead), page, number, "The deputy does, each May.")
    challenging.settle(by, page, number, Outcome.ACTION_AGREED, "To be shown in spring.")
    challenging.raise_note(by, page, kind, Anchor("b"), CANARY)


def test_page_and_paper_say_the_same_of_panel_notes_and_movement(
    reviewed: Reviewed, lead: FlaskClient, tmp_path: Path
) -> None:
    moderate(reviewed)
    ask(reviewed)
    page, data = lead.get(f"{PLACE}/report").text, paper(lead)
    on_screen, on_paper = comparing.of_page(page), comparing.of_pdf(data)
    assert [heading for heading, _ in on_screen] == [heading for heading, _ in on_paper]
    for (heading, screen), (_, sheet) in zip(on_screen, on_paper, strict=True):
        assert screen == sheet, heading
    for expected in (
        "What the panel said",
        "The agreed rating Amber Why A deputy is named.",
        "Note 1, concern: a.1 How well is a.1 met?",
        "Who checks <the> list?",
        "The deputy does, each May.",
        "Outcome: action agreed.",
        "Since Audit",
        "5 of 5 like for like",
        "1 improved, 0 declined and 4 stayed the same.",
    ):
        assert expected in words_of(data)
    path = tmp_path / "report.pdf"
    path.write_bytes(data)
    assert [finding.message for finding in validate(str(path)).findings] == []


@pytest.mark.parametrize("who", ["lead", "signatory", "officer", "chair"])
def test_private_words_are_on_nobody_s_report(reviewed: Reviewed, app: Flask, who: str) -> None:
    moderate(reviewed, sharing=Sharing.AGREED)
    ask(reviewed)
    signatory = reviewed.history.people[HOUSING][1]
    people = {
        "lead": reviewed.lead,
        "signatory": signatory,
        "officer": reviewed.officer,
        "chair": reviewed.chair,
    }
    client = reviewed.reader(app, people[who])
    page, sheet = client.get(f"{PLACE}/report").text, words_of(paper(client))
    for text in (page, sheet):
        assert "A deputy is named." in text
        assert CANARY not in text
        assert UNSHARED not in text
        assert "Emyr" not in text


@pytest.mark.parametrize(("sharing", "finished"), [(Sharing.NOTHING, True), (Sharing.BOTH, False)])
def test_ratings_that_are_not_shared_leave_no_trace(
    reviewed: Reviewed, lead: FlaskClient, sharing: Sharing, finished: bool
) -> None:
    before = paper(lead)
    moderate(reviewed, sharing=sharing, finished=finished)
    assert paper(lead) == before
    assert "What the panel said" not in lead.get(f"{PLACE}/report").text


def test_paper_follows_what_is_shared_at_once(reviewed: Reviewed, lead: FlaskClient) -> None:
    assert "Note 1" not in words_of(paper(lead))
    ask(reviewed)
    noted = words_of(paper(lead))
    assert "Note 1, concern" in noted
    assert "The agreed rating" not in noted
    moderate(reviewed)
    assert "The agreed rating" in words_of(paper(lead))
    assert paper(lead) == paper(lead)


def test_an_older_version_stands_alone(reviewed: Reviewed, lead: FlaskClient) -> None:
    moderate(reviewed)
    ask(reviewed)
    reviewed.add_file()
    assert "What the panel said" not in words_of(paper(lead, 1))
    newer = words_of(paper(lead, 2))
    assert "What the panel said" in newer
    assert "on version 1 of this return." in newer
    assert "Since Audit" not in lead.get(f"{PLACE}/versions/1").text
