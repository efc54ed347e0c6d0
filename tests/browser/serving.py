"""The platform served for a test: waitress in a thread, SQLite in a file, mail kept in memory."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from waitress import wasyncore
from waitress.server import create_server

from s11.app import create_app
from s11.config import Config, Environment
from s11.mail.adapters import MemorySender
from s11.mail.message import Message
from s11.store.database import db
from s11.store.models import Base, Person
from tests import factories

HOST = "127.0.0.1"
MAIL_SECONDS = 10


@dataclass(frozen=True)
class Served:
    """A running platform: the test may look into `app`, people only at `url`."""

    app: Flask
    url: str

    def mail_to(self, person: Person, subject: str) -> Message:
        """The newest message to this person that has these words in its subject."""
        return self.all_mail_to(person.email, subject)[-1]

    def all_mail_to(self, address: str, subject: str) -> list[Message]:
        """Every such message, oldest first; mail goes after the response, so wait for the first."""
        sender = self.app.extensions["s11_mail"]
        assert isinstance(sender, MemorySender)
        waited_until = time.monotonic() + MAIL_SECONDS
        while time.monotonic() < waited_until:
            found = [m for m in sender.sent if m.to_address == address and subject in m.subject]
            if found:
                return found
            time.sleep(0.05)
        told = [(message.to_address, message.subject) for message in sender.sent]
        raise AssertionError(f"no message “{subject}” to {address}; there were {told}")

    def cookie_of(self, person: Person) -> str:
        """The session cookie of this person, signed in without the pages."""
        client = self.app.test_client()
        factories.sign_in(client, person)
        cookie = client.get_cookie("s11")
        assert cookie is not None
        return cookie.value


@contextmanager
def serving(folder: Path) -> Iterator[Served]:
    """Serve a platform with empty tables, inside an app context of the test's own."""
    held = socket.create_server((HOST, 0))
    url = f"http://{HOST}:{held.getsockname()[1]}"
    app = create_app(
        Config(
            environment=Environment.TEST,
            secret_key="a-secret-for-tests-of-at-least-32-letters",
            database_url=f"sqlite:///{folder / 's11.db'}",
            data_dir=folder,
            mail="memory",
            base_url=url,
        )
    )
    with app.app_context():
        Base.metadata.create_all(db.engine)
        # What the test made stays readable without asking the database, which it would lock.
        db.session().expire_on_commit = False
        server = create_server(app, sockets=[held], threads=4)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        try:
            yield Served(app, url)
        finally:
            server.trigger.pull_trigger(lambda: wasyncore.close_all(server._map))
            thread.join(timeout=10)
            server.task_dispatcher.shutdown()
            held.close()
            db.session.remove()
            db.engine.dispose()
