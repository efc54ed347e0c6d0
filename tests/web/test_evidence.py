"""Evidence over the web: added with the page, served inert, and to nobody but its readers."""

from __future__ import annotations

import hashlib
import io
import tracemalloc
from typing import Any
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, stream_encode_multipart

from s11.domain.errors import NotFound
from s11.domain.permissions import Role
from s11.files.packages import MIB
from s11.services import signing
from s11.store import answers as answer_store
from s11.store import evidence as store
from s11.store import submissions
from s11.store.database import db
from s11.store.models import EvidenceFile
from s11.store.submissions import ReturnInHand, return_in_hand
from s11.web.agency.evidence import remove_posted
from tests import factories, journey
from tests.files import making
from tests.journey import Place, fields, save

ASKED = journey.every_type()


@pytest.fixture
def at(app: Flask) -> Place:
    return journey.place(ASKED)


@pytest.fixture
def lead(client: FlaskClient, at: Place) -> FlaskClient:
    factories.sign_in(client, at.lead)
    return client


def upload(content: bytes, name: str = "Minutes.pdf") -> FileStorage:
    return FileStorage(io.BytesIO(content), name, content_type="text/html")


def send(client: FlaskClient, at: Place, **more: Any) -> TestResponse:
    """Post standard a's page with files; fields are named as in the page, with dots."""
    return save(client, at, "a", {**fields("a"), "then": "later", **more})


def add(client: FlaskClient, at: Place, name: str = "Minutes.pdf") -> EvidenceFile:
    sent = send(client, at, **{"file-a.lead": upload(making.pdf(), name)})
    assert sent.status_code == 303, sent.text
    return store.files_of(at.submission.id)[-1]


def address(at: Place, row: EvidenceFile) -> str:
    return f"{at.path}/evidence/{row.id}"


def in_hand(at: Place) -> ReturnInHand:
    page = return_in_hand(at.board.slug, at.cycle.slug, at.agency.slug)
    assert page is not None
    return page


def sign(client: FlaskClient, at: Place) -> None:
    """Complete the return as its lead, around what is there, and sign it."""
    for key, said in journey.WHOLE.items():
        kept = answer_store.answers_of(at.submission.id)
        versions = {question: one.version for question, one in kept.items()}
        assert save(client, at, key, {**fields(key, versions), **said}).status_code == 303
    signing.ask_to_sign(factories.by(at.lead), in_hand(at), ASKED)
    signing.sign(factories.by(at.signatory), in_hand(at), ASKED, name="Ade", role="Chief executive")


def browser(app: Flask, role: Role, board: Any, agency: Any = None) -> FlaskClient:
    client = app.test_client()
    factories.sign_in(client, factories.person((role, board, agency)))
    return client


def test_files_and_their_date_come_with_the_page(lead: FlaskClient, at: Place) -> None:
    dated = {
        f"filedate-a.lead-{part}": text
        for part, text in (("day", "1"), ("month", "May"), ("year", "2026"))
    }
    sent = send(
        lead,
        at,
        **{
            "a.lead-value": "green",
            "file-a.lead": [upload(making.pdf("1")), upload(making.pdf("2"), "Report.PDF")],
            "file-a.share": upload(b"", ""),
        },
        **dated,
    )
    assert sent.status_code == 303, sent.text
    rows = store.files_of(at.submission.id)
    assert [(row.question, row.name, f"{row.dated_on}") for row in rows] == [
        ("a.lead", "Minutes.pdf", "2026-05-01"),
        ("a.lead", "Report.PDF", "2026-05-01"),
    ]
    assert answer_store.answers_of(at.submission.id)["a.lead"].value == "green"
    assert "Report.PDF" in lead.get(f"{at.path}/standards/a").text


def test_a_refused_file_is_said_in_the_page_and_the_answers_are_saved(lead, at: Place) -> None:
    sent = send(lead, at, **{"a.lead-value": "red", "file-a.lead": upload(making.HTML, "a.html")})
    assert sent.status_code == 422
    assert "“a.html” is a web page" in sent.text
    assert 'href="#file-a-lead"' in sent.text
    assert answer_store.answers_of(at.submission.id)["a.lead"].value == "red"
    assert store.files_of(at.submission.id) == []


HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, no-store",
    "Content-Type": "application/pdf",
}


def test_a_download_is_an_attachment_that_no_browser_opens_as_a_page(lead, at: Place) -> None:
    row = add(lead, at)
    answer = lead.get(address(at, row))
    assert answer.status_code == 200
    assert hashlib.sha256(answer.data).hexdigest() == row.sha256
    assert answer.headers["Content-Disposition"] == "attachment; filename=Minutes.pdf"
    assert answer.headers["Content-Length"] == str(row.size) == str(len(answer.data))
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert answer.headers.getlist("Content-Security-Policy") == [HEADERS["Content-Security-Policy"]]


ODD_NAMES = ["Polisi ŵ 子供.pdf", 'a"; filename="b.pdf', "50% a;b'c.pdf", "x" * 250 + ".pdf"]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_download_has_the_name_that_its_owner_gave_it(lead, at: Place, name: str) -> None:
    row = add(lead, at, name)
    given = lead.get(address(at, row)).headers["Content-Disposition"]
    if "filename*=UTF-8''" in given:
        shown = unquote(given.partition("filename*=UTF-8''")[2])
    else:
        shown = given.partition("filename=")[2].strip('"').replace('\\"', '"')
    assert given.startswith("attachment; filename")
    assert given.isascii()
    assert shown == row.name
    assert len(row.name) <= 200


def test_a_type_that_is_not_in_the_table_is_never_sent(lead: FlaskClient, at: Place) -> None:
    row = add(lead, at)
    row.media_type = "text/html"
    db.session.commit()
    assert lead.get(address(at, row)).headers["Content-Type"] == "application/octet-stream"


def test_everyone_of_the_agency_reads_a_file_in_the_making(app: Flask, lead, at: Place) -> None:
    row = add(lead, at)
    for role in (Role.LEAD, Role.CONTRIBUTOR, Role.SIGNATORY):
        assert browser(app, role, at.board, at.agency).get(address(at, row)).status_code == 200


def test_strangers_other_agencies_and_other_boards_are_told_of_nothing(app, lead, at) -> None:
    row = add(lead, at)
    other_agency, other_board = factories.agency(at.board), factories.board()
    outsiders = [
        browser(app, Role.LEAD, at.board, other_agency),
        browser(app, Role.SIGNATORY, other_board, at.agency),
        browser(app, Role.OFFICER, other_board),
    ]
    for outsider in outsiders:
        assert outsider.get(address(at, row)).status_code == 404
        assert factories.post(outsider, f"{address(at, row)}/remove").status_code == 404
    assert app.test_client().get(address(at, row)).status_code == 303
    assert store.counts(at.submission.id) == {"a.lead": 1}


def test_a_file_is_not_reached_through_another_return(app: Flask, lead, at: Place) -> None:
    row = add(lead, at)
    other = factories.agency(at.board, name="Other Housing")
    factories.submission(at.cycle, other)
    theirs = browser(app, Role.LEAD, at.board, other)
    path = at.path.replace("marlbridge-housing", "other-housing")
    assert theirs.get(f"{path}/evidence/{row.id}").status_code == 404
    assert factories.post(theirs, f"{path}/evidence/{row.id}/remove").status_code == 404


def test_the_board_reads_a_file_only_once_it_is_signed(app: Flask, lead, at: Place) -> None:
    row = add(lead, at)
    readers = [browser(app, role, at.board) for role in (Role.OFFICER, Role.CHAIR, Role.READER)]
    assert {one.get(address(at, row)).status_code for one in readers} == {404}
    sign(lead, at)
    for one in readers:
        answer = one.get(address(at, row))
        assert answer.status_code == 200
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
        assert factories.post(one, f"{address(at, row)}/remove").status_code == 403
    signing.reopen(factories.by(at.officer), in_hand(at), "The panel asked about supervision.")
    later = add(lead, at, "Later.pdf")
    assert {one.get(address(at, later)).status_code for one in readers} == {404}


def test_a_file_is_removed_and_the_page_goes_back_to_its_question(lead, at: Place) -> None:
    row = add(lead, at)
    answer = factories.post(lead, f"{address(at, row)}/remove")
    assert answer.status_code == 303
    assert answer.location == f"{at.path}/standards/a#q-a-lead"
    assert store.counts(at.submission.id) == {}
    assert "“Minutes.pdf” was removed." in lead.get(answer.location).text
    assert lead.get(address(at, row)).status_code == 404
    assert factories.post(lead, f"{address(at, row)}/remove").status_code == 404


@pytest.mark.parametrize("file", ["", "0", "-1", "x", "²", "9" * 40])
def test_a_button_that_names_no_file_of_the_return_removes_nothing(app, lead, at, file) -> None:
    add(lead, at)
    with app.test_request_context(), pytest.raises(NotFound):
        remove_posted(factories.by(at.lead), in_hand(at), ASKED, file)
    assert store.counts(at.submission.id) == {"a.lead": 1}


def test_a_button_within_the_page_removes_its_file(app: Flask, lead, at: Place) -> None:
    row = add(lead, at)
    with app.test_request_context():
        place = remove_posted(factories.by(at.lead), in_hand(at), ASKED, str(row.id))
    assert place == f"{at.path}/standards/a#q-a-lead"
    assert store.counts(at.submission.id) == {}


def test_removing_needs_the_page_s_own_token(lead: FlaskClient, at: Place) -> None:
    row = add(lead, at)
    assert lead.post(f"{address(at, row)}/remove").status_code in {400, 401, 409}
    assert store.counts(at.submission.id) == {"a.lead": 1}


def test_a_signed_file_stays(lead: FlaskClient, at: Place) -> None:
    row = add(lead, at)
    sign(lead, at)
    assert factories.post(lead, f"{address(at, row)}/remove").status_code == 409
    assert store.counts(at.submission.id) == {"a.lead": 1}


def test_a_contributor_removes_files_of_the_standards_they_help_with_alone(app, lead, at) -> None:
    row = add(lead, at)
    helper = app.test_client()
    factories.sign_in(helper, at.contributor)
    assert factories.post(helper, f"{address(at, row)}/remove").status_code == 403
    submissions.set_helpers(at.submission.id, "a", [at.contributor.id])
    db.session.commit()
    assert factories.post(helper, f"{address(at, row)}/remove").status_code == 303


def test_a_contributor_cannot_slip_a_file_onto_another_standard(app, lead, at: Place) -> None:
    submissions.set_helpers(at.submission.id, "a", [at.contributor.id])
    db.session.commit()
    helper = app.test_client()
    factories.sign_in(helper, at.contributor)
    sent = send(helper, at, **{"file-b.policy": upload(making.pdf())})
    assert sent.status_code == 422
    assert store.counts(at.submission.id) == {}


def test_a_request_beyond_all_limits_is_refused_in_words(app, lead, at: Place) -> None:
    assert app.config["MAX_CONTENT_LENGTH"] == 24 * MIB
    app.config["MAX_CONTENT_LENGTH"] = 10_000
    sent = send(lead, at, **{"file-a.lead": upload(b"x" * 20_000, "a.txt")})
    assert sent.status_code == 413
    assert "too large" in sent.text
    assert store.counts(at.submission.id) == {}


def test_a_file_of_20_mb_comes_and_goes_in_little_memory(lead: FlaskClient, at: Place) -> None:
    page = {**fields("a"), "then": "later", "csrf_token": factories.csrf(lead)}
    sent = {**page, "file-a.lead": upload(b"x" * (20 * MIB), "a.txt")}
    stream, length, boundary = stream_encode_multipart(sent)
    kind = f"multipart/form-data; boundary={boundary}"
    with stream:
        tracemalloc.start()
        answer = lead.post(
            f"{at.path}/standards/a", input_stream=stream, content_length=length, content_type=kind
        )
        sending = tracemalloc.get_traced_memory()[1]
    assert answer.status_code == 303, answer.text
    row = store.files_of(at.submission.id)[0]
    tracemalloc.reset_peak()
    received = sum(len(piece) for piece in lead.get(address(at, row)).iter_encoded())
    fetching = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (row.size, received) == (20 * MIB, 20 * MIB)
    assert sending < 8 * MIB
    assert fetching < 4 * MIB
