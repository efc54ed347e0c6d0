"""What panels said is answered for row by row: a sentence for each that was tampered with."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text

from s11.domain.imprints import imprint_of
from s11.services import auditing
from s11.store import imprints, people
from s11.store.database import db
from s11.store.models import Event, Submission
from tests import factories
from tests.trust import panel_said, signed_board, tampering
from tests.trust.signed_board import BOARD
from tests.trust.tampering import SALTED

DEEDS = {
    "UPDATE challenge_entry SET text = 'Nobody.' WHERE id = 2": [
        "entry 2 of {about} is not what was recorded"
    ],
    "DELETE FROM challenge_entry WHERE id = 3": ["entry 3 of {about} is not there any more"],
    "UPDATE challenge_entry SET id = 900 WHERE id = 4": [
        "entry 4 of {about} is not there any more",
        "entry 4 of {about} is there, but the record does not know it",
    ],
    "UPDATE challenge SET question = 'a.2' WHERE id = 1": [
        f"entry {number} of {{about}} is not what was recorded" for number in (1, 2, 3, 4, 5)
    ],
    "UPDATE agenda_item SET submission_id = NULL WHERE id = 1": [
        "decision 1 about item 1 of session 1 is not what was recorded"
    ],
    "UPDATE issued_letter SET salt = 'x' WHERE id = 1": [
        "letter 1 (feedback) about {reference} is not what was recorded"
    ],
    "UPDATE moderation SET value = 'green' WHERE id = 1": [
        "rating 1 (panel) of question a.1 of {reference} is not what was recorded"
    ],
    "DELETE FROM agreement WHERE id = 1": [
        "agreement 1 of session 1 about {reference} is not there any more"
    ],
    "UPDATE enquiry_dismissal SET dismissed = FALSE WHERE id = 1": [
        "statement 1 about the line of enquiry critical:a.1 of {reference} is not what was recorded"
    ],
    "UPDATE contact_log SET logged_by = NULL WHERE id = 1": [
        "entry 1 of the contact log of {reference} is not what was recorded"
    ],
}


@pytest.fixture
def board(app: Flask) -> Flask:
    signed_board.build()
    panel_said.build()
    return app


@pytest.mark.parametrize("deed", DEEDS)
def test_each_deed_is_named_in_a_sentence_of_its_own(board: Flask, deed: str) -> None:
    first = db.session.query(Submission).order_by(Submission.id.desc()).all()[1].reference
    tampering.drop_triggers()
    db.session.execute(text(deed))
    names = {"about": f"note 1 about {first}", "reference": first}
    assert tampering.faults() == [sentence.format(**names) for sentence in DEEDS[deed]]


def test_every_table_that_must_not_change_is_answered_for() -> None:
    """A new one is salted and known to store.imprints, or has an answer of its own."""
    its_own = {"event", "answer_history", "signed_return", "frozen_edition"}
    salted = {model.__tablename__ for model in SALTED}
    assert salted == set(imprints.TABLES)
    assert salted | its_own == {model.__tablename__ for model in tampering.GUARDED}


def test_an_imprint_holds_every_column_of_its_row(board: Flask) -> None:
    for model in SALTED:
        columns = {column.name for column in model.__table__.columns}
        said = list(imprints.every(model.__tablename__, BOARD))
        assert said
        assert all(columns <= set(one) for one in said)


def test_the_record_says_no_word_of_what_was_written(board: Flask) -> None:
    record = " ".join(event.detail for event in db.session.query(Event))
    for words in ("Who checks?", "Ask again.", "Some minutes.", "Once more.", "on leave"):
        assert words not in record


def test_no_words_can_be_found_by_hashing_guesses(board: Flask) -> None:
    """Whoever reads the record and guesses every word of a row still lacks its salt."""
    record = " ".join(event.detail for event in db.session.query(Event))
    rows = [(table, said) for table in imprints.TABLES for said in imprints.every(table)]
    for table, said in rows:
        assert imprint_of(table, said).sha256 in record
        assert imprint_of(table, {**said, "salt": None}).sha256 not in record
    salts = {said["salt"] for _, said in rows}
    assert len(salts) == len(rows) == 30
    assert {len(salt) for salt in salts} == {32}


def test_another_boards_rows_are_another_boards_matter(board: Flask) -> None:
    factories.board("kelder")
    looks = [people.look_of(slug) for slug in (BOARD, "kelder")]
    tampering.drop_triggers()
    db.session.execute(text("DELETE FROM agreement"))
    assert [len(auditing.verify_documents(look)) for look in looks] == [2, 0]
