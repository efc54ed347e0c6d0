"""A real server in a process of its own, to be killed; and a browser that speaks HTTP to it.

Run as a script it is a nursery: it has everything imported, and forks a server for each line that
it reads. A server is so up again in a fraction of a second, and is a process like any other.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode

import waitress
from flask import Flask

from s11.app import create_app
from s11.config import Config, read_config
from s11.store.models import Person
from tests import factories

HOST = "127.0.0.1"
ROOT = Path(__file__).resolve().parents[2]
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
# What a client sees of a server that is killed while it answers.
CUT_OFF = (OSError, HTTPException)


@dataclass
class Server:
    """A running server: where, and how to end it as a power cut would."""

    pid: int
    port: int

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        for _ in range(500):
            try:
                os.kill(self.pid, 0)
            except ProcessLookupError:
                return
            time.sleep(0.01)
        raise AssertionError("the server outlived its end")


@dataclass
class Nursery:
    """The script below, waiting to fork servers."""

    process: subprocess.Popen[str]
    running: list[Server] = field(default_factory=list)

    def start(self) -> Server:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("start\n")
        self.process.stdin.flush()
        pid, port = self.process.stdout.readline().split()
        self.running.append(Server(int(pid), int(port)))
        return self.running[-1]

    def kill(self, server: Server) -> None:
        self.running.remove(server)
        server.kill()


@contextmanager
def nursery(app: Flask, **settings: str) -> Iterator[Nursery]:
    """Servers on the same installation as `app`; whatever still runs is ended at the end."""
    config: Config = app.extensions["s11"]
    environ = {
        **{name: value for name, value in os.environ.items() if not name.startswith("S11_")},
        "S11_ENVIRONMENT": "development",
        "S11_SECRET_KEY": config.secret_key,
        "S11_DATABASE_URL": config.database,
        "S11_DATA_DIR": str(config.data_dir),
        "S11_BASE_URL": config.base_url,
        "S11_MAIL": "memory",
        **settings,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.trust.serving"],
        cwd=ROOT,
        env=environ,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    made = Nursery(process)
    try:
        yield made
    finally:
        for server in list(made.running):
            made.kill(server)
        process.communicate()


@dataclass(frozen=True)
class Answered:
    """What came back."""

    status: int
    text: str

    @property
    def said(self) -> dict[str, object]:
        return dict(json.loads(self.text))


@dataclass
class HttpBrowser:
    """One signed-in person's browser; each request is a connection of its own."""

    port: int
    cookie: str
    token: str = ""

    def get(self, path: str) -> Answered:
        page = self._ask("GET", path)
        if found := TOKEN.search(page.text):
            self.token = found[1]
        return page

    def post(self, path: str, fields: Mapping[str, str], *, script: bool = False) -> Answered:
        """Post a form as a person does, or as the page's script (`script`), which wants JSON."""
        body = urlencode({"csrf_token": self.token, **fields})
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if script:
            headers["Accept"] = "application/json"
        return self._ask("POST", path, body, headers)

    def _ask(
        self, method: str, path: str, body: str = "", headers: Mapping[str, str] | None = None
    ) -> Answered:
        connection = HTTPConnection(HOST, self.port, timeout=30)
        try:
            connection.request(method, path, body, {"Cookie": self.cookie, **(headers or {})})
            response = connection.getresponse()
            if given := response.getheader("Set-Cookie"):
                self.cookie = given.partition(";")[0]
            return Answered(response.status, response.read().decode())
        finally:
            connection.close()


def cookie_of(app: Flask, someone: Person) -> str:
    """The cookie of a new session of this person's."""
    client = app.test_client()
    factories.sign_in(client, someone)
    cookie = client.get_cookie("s11")
    assert cookie is not None
    return f"s11={cookie.value}"


def _serve(app: Flask) -> None:
    listening = socket.create_server((HOST, 0))
    sys.stdout.write(f"{os.getpid()} {listening.getsockname()[1]}\n")
    sys.stdout.flush()
    waitress.serve(app, sockets=[listening], threads=8)


def _main() -> None:
    """Read settings, make the app and compile its pages once; no connection is opened here."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    app = create_app(read_config())
    for name in app.jinja_env.list_templates(extensions=["html"]):
        app.jinja_env.get_template(name)
    while sys.stdin.readline():
        if os.fork() == 0:
            _serve(app)


if __name__ == "__main__":
    _main()
