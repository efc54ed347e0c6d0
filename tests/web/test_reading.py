"""A signed return is read on screen and on paper, by those who may, whichever version it is."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from markupsafe import escape
from pypdf import PdfReader

from s11.domain.cycles import CycleStatus
from s11.domain.permissions import Role
from s11.domain.snapshot import SignedDocument, sha256_of, to_json
from s11.domain.submissions import Status
from s11.services.editions import freeze
from s11.store.database import db
from s11.store.models import Agency, Board, Person, SignedReturn, Submission
from tests import factories
from tests.reports import comparing, making

PLACE = "/boards/marlbridge/cycles/s11-2026/returns/marlbridge-housing"


@dataclass
class Scene:
    """A board with a housing agency whose return can be signed, and another agency."""

    board: Board
    agency: Agency
    other: Agency
    submission: Submission
    lead: Person
    edition_sha256: str

    def sign(self, document: SignedDocument) -> SignedReturn:
        """Keep a document as signed, at its version."""
        text = to_json(replace(document, edition_sha256=self.edition_sha256))
        row = SignedReturn(
            submission_id=self.submission.id,
            version=document.version,
            document=text,
            sha256=sha256_of(text),
            signed_by=self.lead.id,
            signed_at=document.sign_off.at,
        )
        self.submission.signed_version = document.version
        db.session.add(row)
        db.session.commit()
        return row


@pytest.fixture
def scene(app: Flask) -> Scene:
    board = factories.board("marlbridge", making.BOARD)
    agency = factories.agency(board, name="Marlbridge Housing")
    other = factories.agency(board, name="Anchor Youth Project")
    frozen = freeze(making.edition(), factories.NOON)
    cycle = factories.cycle(board, status=CycleStatus.OPEN, frozen=frozen)
    submission = factories.submission(cycle, agency, status=Status.IN_PROGRESS)
    lead = factories.person((Role.LEAD, board, agency))
    return Scene(board, agency, other, submission, lead, frozen.sha256)


@pytest.fixture
def signed_in(client: FlaskClient, scene: Scene) -> FlaskClient:
    """The agency's lead at a browser."""
    factories.sign_in(client, scene.lead)
    return client


def pages(data: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def test_the_page_and_the_pdf_say_the_same_in_the_same_order(
    signed_in: FlaskClient, scene: Scene
) -> None:
    scene.sign(making.document())
    page = comparing.of_page(signed_in.get(f"{PLACE}/report").text)
    paper = comparing.of_pdf(signed_in.get(f"{PLACE}/versions/1/report.pdf").data)
    assert [heading for heading, _ in page] == [heading for heading, _ in paper]
    for (heading, on_screen), (_, on_paper) in zip(page, paper, strict=True):
        assert on_screen == on_paper, heading
    assert len(page) > 70


def test_an_unfinished_return_says_so_in_words_on_page_and_paper(
    signed_in: FlaskClient, scene: Scene
) -> None:
    given = {"a.reach": making.answers()["b.reach"], "b.lead": making.answers()["b.lead"]}
    given["a.reach"] = replace(given["a.reach"], question="a.reach")
    scene.sign(making.document(given, objectives=(), last_objectives=(), contributors=()))
    page = signed_in.get(f"{PLACE}/report").text
    assert comparing.of_page(page) == comparing.of_pdf(
        signed_in.get(f"{PLACE}/versions/1/report.pdf").data
    )
    for words in ("Incomplete", "Not answered", "Does not apply", "No objectives were set."):
        assert words in page


def test_a_page_has_one_h1_headings_in_order_and_captions(
    signed_in: FlaskClient, scene: Scene
) -> None:
    scene.sign(making.document())
    page = html.fromstring(signed_in.get(f"{PLACE}/report").text)
    levels = [int(one.tag[1]) for one in page.iter("h1", "h2", "h3", "h4")]
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))
    assert all(table.findtext("caption") for table in page.iter("table"))
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    targets = {link[1:] for link in page.xpath("//main//a/@href") if link.startswith("#")}
    assert targets <= set(ids)


def test_the_newest_version_is_shown_and_older_ones_stay_readable(
    signed_in: FlaskClient, scene: Scene
) -> None:
    scene.sign(making.document())
    later = making.answers()
    later["a.words"] = replace(later["a.words"], value="Rewritten after the panel asked.")
    when = datetime(2027, 1, 8, 10, 0, tzinfo=UTC)
    sign_off = replace(making.document().sign_off, at=when)
    scene.sign(making.document(later, version=2, sign_off=sign_off))
    newest, first = (signed_in.get(f"{PLACE}/{path}").text for path in ("report", "versions/1"))
    assert "Rewritten after the panel asked." in newest
    assert "Rewritten after the panel asked." not in first
    assert "version 2" in newest
    assert "version 1" in first
    for page in (newest, first):
        assert "signed on 8 January 2027" in page
        assert "signed on 20 November 2026" in page
    assert "Rewritten" not in pages(signed_in.get(f"{PLACE}/versions/1/report.pdf").data)
    assert "Rewritten" in pages(signed_in.get(f"{PLACE}/versions/2/report.pdf").data)


def test_nothing_signed_is_nothing_to_read(signed_in: FlaskClient, scene: Scene) -> None:
    for path in ("report", "versions/1", "versions/0", "versions/1/report.pdf"):
        assert signed_in.get(f"{PLACE}/{path}").status_code == 404


def test_a_version_that_there_is_not_is_not_found(signed_in: FlaskClient, scene: Scene) -> None:
    scene.sign(making.document())
    for version in (0, 2, 10**30):
        assert signed_in.get(f"{PLACE}/versions/{version}").status_code == 404
        assert signed_in.get(f"{PLACE}/versions/{version}/report.pdf").status_code == 404


def test_the_pdf_opens_in_the_browser_under_a_name_that_says_what_it_is(
    signed_in: FlaskClient, scene: Scene
) -> None:
    scene.sign(making.document())
    response = signed_in.get(f"{PLACE}/versions/1/report.pdf")
    assert response.mimetype == "application/pdf"
    assert response.headers["Content-Disposition"] == (
        "inline; filename=marlbridge-housing-s11-2026-version-1.pdf"
    )
    assert signed_in.get(f"{PLACE}/versions/1/report.pdf").data == response.data


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.OFFICER, 200), (Role.CHAIR, 200), (Role.READER, 200), (Role.ADMIN, 403)],
)
def test_the_board_reads_what_is_signed(
    client: FlaskClient, scene: Scene, role: Role, status: int
) -> None:
    scene.sign(making.document())
    held = None if role is Role.ADMIN else scene.board
    factories.sign_in(client, factories.person((role, held, None)))
    for path in ("report", "versions/1", "versions/1/report.pdf"):
        assert client.get(f"{PLACE}/{path}").status_code == status


def test_the_officer_sees_nothing_of_a_draft(client: FlaskClient, scene: Scene) -> None:
    factories.sign_in(client, factories.person((Role.OFFICER, scene.board, None)))
    assert client.get(f"{PLACE}/report").status_code == 404
    assert client.get(f"{PLACE}/blank.pdf").status_code == 403


def test_another_agency_and_another_board_are_told_of_nothing(
    client: FlaskClient, scene: Scene
) -> None:
    scene.sign(making.document())
    elsewhere = factories.board()
    for role, board, agency in (
        (Role.LEAD, scene.board, scene.other),
        (Role.OFFICER, elsewhere, None),
    ):
        factories.sign_in(client, factories.person((role, board, agency)))
        for path in ("report", "versions/1", "versions/1/report.pdf", "blank.pdf"):
            assert client.get(f"{PLACE}/{path}").status_code == 404


def test_a_return_changed_after_it_was_signed_is_shown_with_a_warning_and_not_printed(
    signed_in: FlaskClient, scene: Scene
) -> None:
    text = to_json(replace(making.document(), edition_sha256=scene.edition_sha256))
    changed = text.replace("46 of 52 records", "52 of 52 records")
    assert changed != text
    db.session.add(
        SignedReturn(
            submission_id=scene.submission.id,
            version=1,
            document=changed,
            sha256=sha256_of(text),
            signed_by=scene.lead.id,
            signed_at=factories.NOON,
        )
    )
    db.session.commit()
    page = signed_in.get(f"{PLACE}/report").text
    assert "it was changed after it was signed" in page
    assert "still has this SHA-256" not in page
    refused = signed_in.get(f"{PLACE}/versions/1/report.pdf")
    assert refused.status_code == 409
    assert "no longer matches the SHA-256" in refused.text


def test_an_intact_return_says_that_it_was_checked(signed_in: FlaskClient, scene: Scene) -> None:
    row = scene.sign(making.document())
    page = signed_in.get(f"{PLACE}/report").text
    assert row.sha256 in page
    assert "still has this SHA-256" in page


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script> <b>bold</b> &amp; </dd></section> {{ 7 * 7 }}",
        "=SUM(A1:A9) @cmd \"quoted\" 'single'",
        "Dŵr, tŷ, Ŵyl – Zażółć gęślą jaźń",
        "שלום עולם مرحبا 😀 你好",
        "one\ntwo\n\n   three",
        "A sentence about supervision & recording. " * 2_400,
    ],
    ids=["markup", "formula", "welsh and polish", "other writing", "lines", "long"],
)
def test_the_page_shows_what_was_typed_and_interprets_none_of_it(
    signed_in: FlaskClient, scene: Scene, text: str
) -> None:
    scene.sign(making.typed_document(text))
    page = signed_in.get(f"{PLACE}/report").text
    fields = making.FIELDS if len(text) <= 200 else making.LONG_FIELDS
    assert page.count(str(escape(text))) == fields
    tree = html.fromstring(page).find(".//main")
    assert tree.xpath(".//script | .//b | .//img") == []


def test_the_blank_holds_the_questions_of_this_type_of_agency(
    signed_in: FlaskClient, scene: Scene
) -> None:
    response = signed_in.get(f"{PLACE}/blank.pdf")
    words = pages(response.data)
    assert response.mimetype == "application/pdf"
    assert "Leaders answer for leadership and commitment" in words
    assert "Wards follow the same arrangements" not in words
    assert "Housing association" in words
