"""A real server in a process of its own: the platform, and beside it a bare Flask route."""

from __future__ import annotations

import http.client
import multiprocessing
import re
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from waitress.server import create_server
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from s11.app import create_app
from s11.config import Config

FORM = "application/x-www-form-urlencoded"


def bare() -> Flask:
    """The least that Flask can do, as the measure of everything else."""
    app = Flask("bare")

    @app.route("/", methods=["GET", "POST"])
    def hello() -> str:
        return "hello"

    return app


def _serve(config: Config, port: int) -> None:
    both = DispatcherMiddleware(create_app(config), {"/bare": bare()})
    create_server(both, host="127.0.0.1", port=port, threads=2, channel_timeout=600).run()


@contextmanager
def served(config: Config) -> Iterator[Browser]:
    """The platform served on a free port, and a browser that keeps its connection."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = multiprocessing.get_context("spawn").Process(
        target=_serve, args=(config, port), daemon=True
    )
    process.start()
    browser = Browser(port)
    try:
        browser.wait()
        yield browser
    finally:
        process.terminate()
        process.join(10)


class Browser:
    """One kept connection to the server."""

    def __init__(self, port: int) -> None:
        self.cookie = ""
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def wait(self) -> None:
        """Until the server answers; raises OSError if it does not within 20 seconds."""
        for _ in range(200):
            try:
                self.get("/bare/")
            except OSError:
                self.connection.close()
                time.sleep(0.1)
            else:
                return
        raise OSError("the server did not start")

    def get(self, path: str, cookie: str = "") -> bytes:
        """The body at this address; raises AssertionError unless it is a page."""
        return self._ask("GET", path, None, {"Cookie": f"s11={cookie}"} if cookie else {})

    def post(self, path: str, cookie: str, fields: Mapping[str, Any], accept: str) -> bytes:
        """Post a form."""
        headers = {"Cookie": f"s11={cookie}", "Content-Type": FORM, "Accept": accept}
        return self._ask("POST", path, urlencode(fields, doseq=True), headers)

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> bytes:
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        # A page with a form gives the session its token: the cookie that comes back holds it.
        if found := re.search(r"s11=([^;]+)", answer.getheader("Set-Cookie", "")):
            self.cookie = found[1]
        assert answer.status < 300, (method, path, answer.status, content[:300])
        return content
