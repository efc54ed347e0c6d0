"""Reading a return for its panel: what a member sees, what is remembered, what stays unseen."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from s11.domain.answers import Answer
from s11.domain.challenges import Anchor, ChallengeKind
from s11.domain.cycles import CycleStatus
from s11.domain.panels import SessionStatus
from s11.services import challenging
from s11.services import evidence as evidence_service
from s11.store import evidence as evidence_store
from s11.store.database import db
from s11.store.models import EnquiryDismissal, ReadMark
from tests import factories
from tests.reviewing import ASKED, REVIEW, Reviewed, mark_read, rate, said
from tests.web.getting_in import soup


@pytest.fixture
def scene(app: Flask) -> Reviewed:
    return Reviewed(app)


@pytest.fixture
def emyr(app: Flask, scene: Reviewed) -> FlaskClient:
    return scene.reader(app, scene.emyr)


def words(client: FlaskClient, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, response.text
    return " ".join(soup(response).main.get_text(" ").split())


def card(client: FlaskClient, question: str) -> BeautifulSoup:
    page = soup(client.get(f"{REVIEW}/standards/{question[0]}"))
    found = page.find(id="q-" + question.replace(".", "-"))
    assert found is not None
    return found


def card_words(client: FlaskClient, question: str) -> str:
    return " ".join(card(client, question).get_text(" ").split())


def is_read(client: FlaskClient, question: str) -> bool:
    tag = card(client, question).find(attrs={"data-read-tag": True})
    return not tag.has_attr("hidden")


def test_the_front_page_says_where_the_review_stands_and_what_deserves_a_question(
    emyr: FlaskClient,
) -> None:
    text = words(emyr, REVIEW)
    assert "You have not read any of the 6 questions yet." in text
    assert "No other rating yet" in text
    assert "Not agreed yet" in text
    assert "a.1" in text.partition("What deserves a question")[2].partition("The standards")[0]
    assert "0 of 4" in text


def test_only_who_was_given_the_return_or_read_in_it_is_told_of_reading(
    app: Flask, scene: Reviewed, emyr: FlaskClient
) -> None:
    chair = scene.reader(app, scene.chair)
    for reader in (chair, scene.reader(app, scene.oyin)):
        assert "You have" not in words(reader, REVIEW)
    mark_read(chair, "a.1")
    assert "You have read 1 of 6 questions." in words(chair, REVIEW)
    now = scene.history.cycles["now"]
    factories.session(scene.panel, scene.history.expects("now"), status=SessionStatus.FINISHED)
    now.status = CycleStatus.CLOSED
    db.session.commit()
    assert "You have" not in words(emyr, REVIEW)


def test_the_three_scores_stand_side_by_side(emyr: FlaskClient) -> None:
    rate(emyr, "b.1", "red", "Nobody checks at night.")
    text = words(emyr, REVIEW)
    assert "The panel differs from the agency on 1 rating." in text
    panel = text.partition("b. Standard b ")[2].split()
    assert panel[0] == "100%"
    assert "0%" in panel[1:5]


def test_a_card_shows_what_was_said_then_and_now(emyr: FlaskClient) -> None:
    text = card_words(emyr, "a.1")
    for part in ("Green", "▲ Up since last time", "Minutes of May.", "Audit then", "Red"):
        assert part in text
    assert "Name a deputy" in text
    assert "Day has passed" in text
    assert "No other agency of this type has rated it yet." in text


def test_similar_agencies_are_named_only_where_the_board_allows_it(
    scene: Reviewed, emyr: FlaskClient
) -> None:
    scene.history.sign("now", said(), "Quay Lets")
    assert "1 of 1 green." in card_words(emyr, "a.1")
    assert "Quay Lets" not in card_words(emyr, "a.1")
    scene.history.cycles["now"].names_peers = True
    db.session.commit()
    assert "Quay Lets: green" in card_words(emyr, "a.1")


def test_what_was_asked_last_time_stands_beside_its_question(
    scene: Reviewed, emyr: FlaskClient
) -> None:
    then = scene.history.page("then")
    by = factories.by(scene.officer)
    asked = (by, then, ChallengeKind.CONCERN, Anchor("a", "a.1"))
    challenging.raise_note(*asked, "Who stands in?", shared=True)
    challenging.raise_note(*asked, "PRIVATE-OF-LAST-YEAR")
    text = card_words(emyr, "a.1")
    assert "The panel asked then Who stands in? Left open" in text
    assert "PRIVATE-OF-LAST-YEAR" not in text


def test_a_note_stands_beside_the_question_that_it_is_about(
    scene: Reviewed, emyr: FlaskClient
) -> None:
    by = factories.by(scene.emyr)
    challenging.raise_note(by, scene.page, ChallengeKind.QUESTION, Anchor("a", "a.2"), "Which?")
    assert "Which?" in card_words(emyr, "a.2")
    assert "Which?" not in card_words(emyr, "a.1")


def test_a_draft_is_never_shown_to_the_panel(scene: Reviewed, emyr: FlaskClient) -> None:
    scene.draft(Answer("a.1", "red", evidence="DRAFT-OF-THE-AGENCY"))
    for path in (REVIEW, f"{REVIEW}/standards/a"):
        assert "DRAFT-OF-THE-AGENCY" not in emyr.get(path).text
    assert "Green" in card_words(emyr, "a.1")


def test_next_marks_the_question_read_and_leads_on(emyr: FlaskClient) -> None:
    assert not is_read(emyr, "a.1")
    assert mark_read(emyr, "a.1").location == f"{REVIEW}/standards/a#q-a-2"
    assert is_read(emyr, "a.1")
    assert not is_read(emyr, "a.2")
    assert mark_read(emyr, "a.4").location == f"{REVIEW}/standards/b#q-b-1"
    assert mark_read(emyr, "b.2").location == REVIEW
    assert "You have read 3 of 6 questions." in words(emyr, REVIEW)


def test_the_page_s_script_is_answered_in_json(emyr: FlaskClient) -> None:
    url = f"{REVIEW}/questions/a.1/read"
    answer = factories.post(emyr, url, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json) == (200, {"read": True})
    assert is_read(emyr, "a.1")


def test_what_one_member_read_is_not_read_for_another(
    app: Flask, scene: Reviewed, emyr: FlaskClient
) -> None:
    mark_read(emyr, "a.1")
    assert not is_read(scene.reader(app, scene.oyin), "a.1")
    assert len(db.session.scalars(select(ReadMark).where(ReadMark.question == "a.1")).all()) == 1


def test_after_a_new_version_only_what_changed_is_to_be_read_again(
    scene: Reviewed, emyr: FlaskClient
) -> None:
    for question in ("a.1", "a.2"):
        mark_read(emyr, question)
    scene.history.sign("now", said(a_2="red"))
    assert is_read(emyr, "a.1")
    assert not is_read(emyr, "a.2")
    assert "Changed since you read it" in card_words(emyr, "a.2")
    assert "Changed since you read it" not in card_words(emyr, "a.1")


def test_a_rating_of_an_answer_that_changed_says_so(scene: Reviewed, emyr: FlaskClient) -> None:
    rate(emyr, "a.1", "amber", "No deputy.")
    assert "The answer changed since" not in card_words(emyr, "a.1")
    scene.history.sign("now", said(a_1="amber"))
    assert "The answer changed since" in card_words(emyr, "a.1")


def test_a_chair_reads_and_is_offered_no_rating(app: Flask, scene: Reviewed) -> None:
    chair = scene.reader(app, scene.chair)
    page = soup(chair.get(f"{REVIEW}/standards/a"))
    assert page.find("form", attrs={"data-words": True}) is None
    assert "Write a note" not in page.main.get_text()
    assert mark_read(chair, "a.1").status_code == 303


def test_a_file_is_served_inert_and_gone_once_the_agency_takes_it_out(
    scene: Reviewed, emyr: FlaskClient
) -> None:
    row = scene.add_file()
    link = card(emyr, "a.1").find("a", string="minutes.txt")
    answer = emyr.get(link["href"], buffered=True)
    assert answer.data == b"Minutes of May."
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    scene.draft(Answer("a.2", "red"))
    evidence_service.remove(factories.by(scene.lead), scene.page, ASKED, row)
    assert emyr.get(link["href"]).status_code == 404
    assert "taken out by the agency since" in card_words(emyr, "a.1")


def test_a_file_that_nobody_has_signed_is_not_served(scene: Reviewed, emyr: FlaskClient) -> None:
    row = scene.add_file()
    link = card(emyr, "a.1").find("a", string="minutes.txt")["href"]
    row = evidence_store.file(scene.page.id, row.id)
    assert row is not None
    row.sha256 = "0" * 64
    db.session.commit()
    assert emyr.get(link).status_code == 404


def dismiss(client: FlaskClient, reason: str, version: int = 0) -> object:
    typed = {"line": "critical:b.1", "version": str(version), "reason": reason}
    return factories.post(client, f"{REVIEW}/lines/dismiss", typed)


def test_a_line_of_enquiry_is_put_aside_with_its_reason_and_taken_up_again(
    scene: Reviewed, emyr: FlaskClient
) -> None:
    scene.history.sign("now", said(b_1="amber"))
    assert "on a critical question" in card_words(emyr, "b.1")
    refused = dismiss(emyr, " ")
    assert refused.status_code == 422
    assert "Say why" in refused.text
    assert db.session.scalars(select(EnquiryDismissal)).all() == []
    assert dismiss(emyr, "Seen on the visit.").location == f"{REVIEW}/standards/b#q-b-1"
    text = card_words(emyr, "b.1")
    assert "Put aside by Emyr Panel" in text
    assert "Seen on the visit." in text
    assert dismiss(emyr, "Again.").status_code == 409
    taken = {"line": "critical:b.1", "version": "1"}
    assert factories.post(emyr, f"{REVIEW}/lines/take-up", taken).status_code == 303
    assert "Put aside by" not in card_words(emyr, "b.1")


def test_a_line_that_no_longer_applies_is_left_alone(emyr: FlaskClient) -> None:
    assert dismiss(emyr, "Why not.").status_code == 409


@pytest.mark.parametrize("path", [REVIEW, f"{REVIEW}/standards/a"])
def test_a_page_costs_the_same_few_statements_however_much_there_is(
    scene: Reviewed, emyr: FlaskClient, path: str
) -> None:
    emyr.get(path)
    with factories.statements() as first:
        emyr.get(path)
    by = factories.by(scene.oyin)
    for number in range(9):
        anchor = Anchor("a", "a.1")
        challenging.raise_note(by, scene.page, ChallengeKind.QUESTION, anchor, f"Note {number}")
        scene.history.sign("now", said(), f"Housing {number}")
    for question in ("a.1", "a.2", "b.1"):
        mark_read(emyr, question)
        rate(emyr, question, "red", "Why.")
    with factories.statements() as then:
        emyr.get(path)
    assert len(then) == len(first)
    assert len(then) <= 26
