"""Messages: written with a change, sent once, never with a header of somebody else's."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from s11.mail.message import MailFault, Message, as_email
from s11.services import mailing
from s11.store import outbox
from s11.store.database import db
from s11.store.models import Board, OutboxMessage, Person
from tests import factories


class Failing:
    def __init__(self, fault: BaseException) -> None:
        self.fault = fault

    def send(self, message: Message) -> None:
        raise self.fault


def written(key: str = "reset/1", board: Board | None = None, to: Person | None = None) -> object:
    to = to or factories.person()
    return mailing.write(
        key, board=board, to=to, subject="Choose\n a  password", template="reset", path="/reset/x"
    )


def statuses() -> list[str]:
    db.session.expire_all()
    return list(db.session.scalars(select(OutboxMessage.status).order_by(OutboxMessage.id)))


def test_a_message_is_queued_with_its_change_and_undone_with_it(app: Flask) -> None:
    assert written() is not None
    db.session.rollback()
    assert mailing.send_queued() == 0
    assert app.extensions["s11_mail"].sent == []


def test_a_key_is_used_once(each_database: Flask) -> None:
    first = written("key")
    board = factories.board()  # commits the first
    board.name = "A change of the same transaction"
    assert written("key") is None
    db.session.commit()
    assert isinstance(first, OutboxMessage)
    assert statuses() == ["queued"]
    assert board.name == "A change of the same transaction"
    assert mailing.send_queued() == 1
    assert mailing.send_queued() == 0


def test_words_come_out_as_they_went_in(app: Flask) -> None:
    board = factories.board(name="Łódź & “Plant” <Board>")
    board.reply_to = "officer@example.org"
    person = factories.person(name="Siân O'Neill")
    written(board=board, to=person)
    db.session.commit()
    mailing.send_queued()
    [message] = app.extensions["s11_mail"].sent
    assert message.subject == "Choose a password"
    assert message.body.startswith("Dear Siân O'Neill,\n")
    assert "Łódź & “Plant” <Board>" in message.body
    assert "http://localhost/reset/x" in message.body
    assert message.reply_to == "officer@example.org"
    assert statuses() == ["sent"]


def test_a_crash_while_sending_leaves_it_sending_and_it_is_not_sent_again(app: Flask) -> None:
    written()
    db.session.commit()
    app.extensions["s11_mail"] = Failing(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        mailing.send_queued()
    db.session.rollback()
    assert statuses() == ["sending"]
    app.extensions["s11_mail"] = sender = type(app.extensions["s11_mail"])(MailFault("never asked"))
    assert mailing.send_queued() == 0
    assert statuses() == ["sending"]
    assert sender.fault.args == ("never asked",)
    [left] = outbox.unknown(factories.clock.now())
    assert left.attempts == 1


def test_a_failure_is_written_down_and_the_next_message_still_goes(app: Flask) -> None:
    memory = app.extensions["s11_mail"]
    written("one")
    db.session.commit()
    app.extensions["s11_mail"] = Failing(MailFault("The server said no."))
    assert mailing.send_queued() == 0
    app.extensions["s11_mail"] = memory
    written("two")
    db.session.commit()
    assert mailing.send_queued() == 1
    assert statuses() == ["failed", "sent"]
    assert db.session.scalars(select(OutboxMessage.failure)).first() == "The server said no."


def test_a_fault_of_the_sender_reaches_nobody(
    app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    written()
    db.session.commit()
    app.extensions["s11_mail"] = Failing(ZeroDivisionError())
    assert mailing.send_queued() == 0
    assert statuses() == ["failed"]
    assert "mail sender failed" in capsys.readouterr().err


def test_two_senders_send_a_message_once(each_database: Flask) -> None:
    written()
    db.session.commit()
    [waiting] = outbox.queued(10)
    assert [outbox.claim(waiting, factories.NOON) for _ in range(2)] == [True, False]


@pytest.mark.parametrize("field", ["to_address", "to_name", "subject", "reply_to"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\x00", "\x0b"])
def test_a_line_end_in_a_header_is_refused(field: str, end: str) -> None:
    values = {"to_address": "a@example.org", "to_name": "A", "subject": "S", "body": "B"}
    values[field] = f"x@example.org{end}Bcc: everyone@example.org"
    with pytest.raises(MailFault):
        Message(**values)


@pytest.mark.parametrize(
    "address", ["nobody", "a@b@c", "a, b@example.org", "a@example.org>, <c@example.org", ""]
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(MailFault):
        as_email(Message(address, "A", "S", "B"), "no-reply@example.org")


def test_a_name_of_many_marks_stays_one_name() -> None:
    email = as_email(Message("a@example.org", 'A "B" <c@d.org>, E', "S", "B"), "no@example.org")
    [address] = email["To"].addresses
    assert (address.display_name, address.addr_spec) == ('A "B" <c@d.org>, E', "a@example.org")
