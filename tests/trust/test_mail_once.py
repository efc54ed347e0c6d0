"""A message goes once. A sender that dies leaves what is unknown as unknown, and sends no more."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask
from sqlalchemy import select

from s11 import clock
from s11.config import Config
from s11.services import mailing
from s11.store import outbox
from s11.store.database import db
from s11.store.models import OutboxMessage, Person
from tests import factories
from tests.trust.serving import HOST, ROOT


class PostOffice:
    """A mail server that counts what it accepts; it may kill whoever hands something in."""

    def __init__(self) -> None:
        self.accepted: Counter[str] = Counter()
        self.kill: int | None = None

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        [subject] = [line for line in content.decode().splitlines() if line.startswith("Subject")]
        self.accepted[subject.removeprefix("Subject: ")] += 1
        if self.kill is not None:
            os.kill(self.kill, signal.SIGKILL)
            self.kill = None
        return "250 Accepted"


@pytest.fixture
def office() -> Iterator[tuple[PostOffice, int]]:
    handler = PostOffice()
    with socket.create_server((HOST, 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(handler, hostname=HOST, port=port)
    controller.start()
    yield handler, port
    controller.stop()


@contextmanager
def sender(app: Flask, port: int) -> Iterator[subprocess.Popen[str]]:
    config: Config = app.extensions["s11"]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.trust.sending"],
        cwd=ROOT,
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith("S11_")},
            "S11_ENVIRONMENT": "development",
            "S11_SECRET_KEY": config.secret_key,
            "S11_DATABASE_URL": config.database,
            "S11_DATA_DIR": str(config.data_dir),
            "S11_MAIL": "smtp",
            "S11_MAIL_FROM": "no-reply@example.org",
            "S11_SMTP_HOST": HOST,
            "S11_SMTP_PORT": str(port),
            "S11_SMTP_TLS": "no",
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    yield process
    process.communicate()
    assert process.returncode == 0


def tell(process: subprocess.Popen[str], line: str) -> str:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{line}\n")
    process.stdin.flush()
    return process.stdout.readline().strip()


def write(name: str, to: Person) -> None:
    mailing.write(name, board=None, to=to, subject=name, template="reset", path="/reset/x")


def states() -> dict[str, str]:
    db.session.rollback()
    rows = db.session.execute(select(OutboxMessage.subject, OutboxMessage.status)).all()
    db.session.rollback()
    return {row.subject: row.status for row in rows}


@pytest.mark.parametrize("deaths", [20, pytest.param(200, marks=pytest.mark.soak)])
def test_a_sender_that_dies_sends_nothing_twice_and_leaves_what_is_unknown_as_unknown(
    each_database: Flask, office: tuple[PostOffice, int], deaths: int
) -> None:
    (post, port), chance = office, random.Random(deaths)
    someone = factories.person()
    written, became = list[str](), list[dict[str, str]]()
    with sender(each_database, port) as process:
        for death in range(deaths):
            for number in range(3):
                written.append(f"message {death}-{number}")
                write(written[-1], someone)
            db.session.commit()
            if death % 2:
                # Killed when its message has been accepted, before it hears of that.
                post.kill = int(tell(process, "0"))
                assert tell(process, "go") == "over"
            else:
                # Killed when it has heard that its first, second or third was accepted.
                tell(process, str(chance.randint(1, 3)))
                assert tell(process, "go") == "over"
        # A turn sends fifty at most: as many turns as there are left over, and one more.
        for _ in range(2 + len(written) // 50):
            tell(process, "0")
            assert tell(process, "go") == "over"
            became.append(states())
    assert became[-2] == became[-1]
    assert Counter(became[-1].values()) == {"sending": deaths, "sent": len(written) - deaths}
    assert post.accepted == Counter(written)
    later = clock.now() + timedelta(minutes=1)
    unknown = {one.subject for one in outbox.unknown(later)}
    assert unknown == {subject for subject, state in became[-1].items() if state == "sending"}
