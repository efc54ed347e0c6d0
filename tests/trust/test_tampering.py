"""Whatever a thief with the database's password alters, reading the record back names it."""

from __future__ import annotations

import random

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from s11.app import create_app
from s11.cli import s11
from s11.config import Config
from s11.domain.answers import Answer
from s11.domain.merging import Save
from s11.services import answering, signing
from s11.services.editions import frozen
from s11.store.database import db
from s11.store.models import GUARDED, Base, Event
from s11.store.submissions import return_in_hand
from tests import factories
from tests.trust import panel_said, signed_board, tampering
from tests.trust.signed_board import BOARD
from tests.trust.tampering import ATTACKS, SALTED, cut_off_with_the_head, faults, rows

ANSWERED_FOR = [model.__tablename__ for model in SALTED]


@pytest.fixture
def board(each_database: Flask) -> Flask:
    signed_board.build()
    panel_said.build()
    return each_database


def undo() -> None:
    """Put everything back, the triggers too: both databases undo what changes tables."""
    db.session.rollback()
    db.session.expire_all()


def test_what_was_written_by_the_platform_has_no_fault(board: Flask) -> None:
    assert faults() == []
    assert len(rows(Event)) > 20


@pytest.mark.parametrize("deed", ["UPDATE {} SET id = id + 1000", "DELETE FROM {}"])
def test_the_database_refuses_to_change_what_was_written(board: Flask, deed: str) -> None:
    for model in GUARDED:
        before = rows(model)
        with pytest.raises(DBAPIError, match="is append-only"):
            db.session.execute(text(deed.format(model.__tablename__)))
        db.session.rollback()
        assert before
        assert rows(model) == before


@pytest.mark.parametrize("times", [50, pytest.param(10_000, marks=pytest.mark.soak)])
def test_every_tampering_is_named(board: Flask, times: int) -> None:
    done = 0
    for seed in range(times * 2):
        chance, attack = random.Random(seed), ATTACKS[seed % len(ATTACKS)]
        before = [rows(model) for model in (*GUARDED, tampering.ChainHead)]
        tampering.drop_triggers()
        try:
            attack(chance)
        except IntegrityError:
            undo()  # a constraint held: nothing was altered
            continue
        if [rows(model) for model in (*GUARDED, tampering.ChainHead)] != before:
            done += 1
            assert faults(), (seed, attack.__name__)
        undo()
        if done == times:
            break
    assert done == times
    assert faults() == []


BY_COMMAND = (
    tampering.an_event_deleted,
    tampering.a_signed_return_edited_with_a_hash_that_fits,
    tampering.history_edited,
)


@pytest.mark.parametrize("attack", BY_COMMAND, ids=lambda attack: attack.__name__)
def test_the_command_names_it_too_and_ends_with_1(
    file_config: Config, attack: tampering.Attack, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (
        ("S11_ENVIRONMENT", "test"),
        ("S11_SECRET_KEY", file_config.secret_key),
        ("S11_DATA_DIR", str(file_config.data_dir)),
        ("S11_DATABASE_URL", file_config.database),
        ("S11_MAIL", "memory"),
    ):
        monkeypatch.setenv(name, value)
    app = create_app(file_config)
    with app.app_context():
        Base.metadata.create_all(db.engine)
        signed_board.build()
        panel_said.build()
        whole = CliRunner().invoke(s11, ["audit", "verify"])
        tampering.drop_triggers()
        attack(random.Random(1))
        db.session.commit()
        broken = CliRunner().invoke(s11, ["audit", "verify"])
        db.session.remove()
        db.engine.dispose()
    assert (whole.exit_code, broken.exit_code) == (0, 1), whole.output
    assert broken.stderr.strip().endswith(".")


def receipt() -> str:
    """The event's hash in the newest receipt that was mailed."""
    body = db.session.scalars(
        text("SELECT body FROM outbox_message WHERE key LIKE 'signed/%' ORDER BY id DESC LIMIT 1")
    ).one()
    return str(body).partition("Fingerprint of the record (event ")[2].split()[1]


def test_an_end_that_was_cut_off_with_its_head_is_seen_by_the_receipt_only(board: Flask) -> None:
    """The chain cannot tell that it was longer; a receipt, kept outside the database, can."""
    head, whole = receipt(), len(rows(Event))
    assert faults(head) == []
    tampering.drop_triggers()
    for table in ("signed_return", "answer_history", *ANSWERED_FOR):
        db.session.execute(text(f"DELETE FROM {table}"))
    cut_off_with_the_head(whole // 2)
    db.session.execute(text("DELETE FROM event WHERE kind = 'return signed'"))
    cut_off_with_the_head(5)
    assert faults() == []
    assert faults(head) == [f"no event has the hash {head}"]


def test_a_signature_cut_off_with_its_event_is_named_where_the_return_is_left(
    board: Flask,
) -> None:
    tampering.drop_triggers()
    cut_off_with_the_head(5)
    assert any("is not what was signed" in fault for fault in faults())


def test_a_record_that_is_gone_as_a_whole_is_seen_by_the_receipt(board: Flask) -> None:
    head = receipt()
    tampering.drop_triggers()
    for table in ("event", "chain_head", "signed_return", *ANSWERED_FOR):
        db.session.execute(text(f"DELETE FROM {table}"))
    assert faults() == []
    assert faults(head) == [f"no event has the hash {head}"]


def test_words_saved_after_the_last_signature_are_guarded_by_the_triggers_alone(
    board: Flask,
) -> None:
    """They are nobody's signed word yet. The next signature takes them into the record."""
    page = return_in_hand(BOARD, "s11-2026", "harbour-homes")
    assert page
    signing.reopen(factories.By(None, factories.NOON), page, "One more question.")
    lead = signed_board.person("lead@harbour-homes.example")
    later = factories.by(lead, factories.NOON)
    page = return_in_hand(BOARD, "s11-2026", "harbour-homes")
    assert page
    asked = frozen(page.edition_sha256 or "")
    answering.save(later, page, asked, [Save(Answer("a.2", "Words not yet signed."), 2)])
    change = text(
        "UPDATE answer_history SET value = 'Not what was saved.' "
        "WHERE value = 'Words not yet signed.'"
    )
    with pytest.raises(DBAPIError, match="is append-only"):
        db.session.execute(change)
    undo()
    tampering.drop_triggers()
    assert db.session.execute(change).rowcount == 1  # type: ignore[attr-defined]
    assert faults() == []
    undo()
    signed_board.answer_and_sign("s11-2026", "harbour-homes", factories.NOON, "amber")
    tampering.drop_triggers()
    db.session.execute(change)
    assert len(faults()) == 1
