"""The adapters: console, file, and a real conversation with a mail server."""

from __future__ import annotations

import email
import email.policy
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, Session

from s11.app import create_app
from s11.config import Config, SettingsFault
from s11.mail.adapters import ConsoleSender, FileSender, sender_for
from s11.mail.message import MailFault, Message
from s11.mail.smtp import SmtpSender

MESSAGE = Message("sian@example.org", "Siân Łuc", "Wrth eich gwaith – ŵ", "Łódź\n.\nend\n")


class Inbox:
    """A mail server's handler that keeps what it takes, and may refuse."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []
        self.answer = "250 OK"

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:
        self.taken.append(envelope)
        return self.answer


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def server(inbox: Inbox) -> Iterator[Controller]:
    controller = Controller(inbox, hostname="127.0.0.1", port=a_free_port())
    controller.start()
    yield controller
    controller.stop()


def sender(server: Controller, **values: Any) -> SmtpSender:
    return SmtpSender(
        **{
            "host": "127.0.0.1",
            "port": server.port,
            "sent_from": "no-reply@s11.example.org",
            "tls": False,
            "timeout": 3,
            **values,
        }
    )


def test_a_mail_server_gets_the_message_word_for_word(server: Controller, inbox: Inbox) -> None:
    sender(server).send(MESSAGE)
    [envelope] = inbox.taken
    assert envelope.rcpt_tos == ["sian@example.org"]
    content = envelope.content
    assert isinstance(content, bytes)
    read = email.message_from_bytes(content, policy=email.policy.default)
    assert read["Subject"] == MESSAGE.subject
    assert read["To"].addresses[0].display_name == "Siân Łuc"
    assert read["Auto-Submitted"] == "auto-generated"
    assert read.get_content().replace("\r\n", "\n") == MESSAGE.body


def test_a_refusal_of_the_server_is_a_fault(server: Controller, inbox: Inbox) -> None:
    inbox.answer = "554 no such mailbox"
    with pytest.raises(MailFault, match="no such mailbox"):
        sender(server).send(MESSAGE)


def test_nothing_is_sent_in_the_clear_where_encryption_is_asked_for(
    server: Controller, inbox: Inbox
) -> None:
    with pytest.raises(MailFault, match="STARTTLS"):
        sender(server, tls=True).send(MESSAGE)
    assert inbox.taken == []


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_it_signs_in_where_there_is_a_user(inbox: Inbox) -> None:
    seen: list[bytes] = []

    def check(_server: Any, _session: Any, _envelope: Any, _how: Any, given: Any) -> AuthResult:
        seen.append(given.login)
        return AuthResult(success=given.password == b"right")

    controller = Controller(
        inbox,
        hostname="127.0.0.1",
        port=a_free_port(),
        authenticator=check,
        auth_require_tls=False,
        auth_required=True,
    )
    controller.start()
    try:
        sender(controller, user="board", password="right").send(MESSAGE)
        with pytest.raises(MailFault) as fault:
            sender(controller, user="board", password="a-wrong-one").send(MESSAGE)
    finally:
        controller.stop()
    assert seen[0] == b"board"
    assert len(inbox.taken) == 1
    assert "a-wrong-one" not in str(fault.value)


def test_a_server_that_is_not_there_is_a_fault() -> None:
    gone = SmtpSender("127.0.0.1", a_free_port(), "no-reply@example.org", timeout=1)
    with pytest.raises(MailFault, match="ConnectionRefused"):
        gone.send(MESSAGE)


def test_a_silent_server_is_not_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        slow = SmtpSender("127.0.0.1", port, "no-reply@example.org", timeout=0.2)
        with pytest.raises(MailFault, match=r"[Tt]ime"):
            slow.send(MESSAGE)


def test_the_file_sender_writes_a_message_that_mail_programs_open(tmp_path: Path) -> None:
    FileSender(tmp_path / "mail", "no-reply@example.org").send(MESSAGE)
    [path] = (tmp_path / "mail").glob("*.eml")
    read = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert read["Subject"] == MESSAGE.subject
    assert read.get_content().replace("\r\n", "\n") == MESSAGE.body


def test_the_console_sender_shows_the_message(capsys: pytest.CaptureFixture[str]) -> None:
    ConsoleSender().send(MESSAGE)
    assert "Wrth eich gwaith – ŵ" in capsys.readouterr().err


def test_a_sender_that_does_not_exist_stops_the_start(config: Config) -> None:
    wrong = Config(**{**config.__dict__, "mail": "pigeon"})
    with pytest.raises(SettingsFault, match="pigeon"):
        sender_for(wrong)
    with pytest.raises(SettingsFault, match="S11_MAIL"):
        create_app(wrong)
