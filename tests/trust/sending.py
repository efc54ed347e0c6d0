"""A sender of mail in a process of its own, which dies when it is told to.

Reads a line such as "2": fork a sender that is killed as soon as the mail server has answered for
its second message, before anything can be written down; "0" sends all and lives. Its number is
printed; the next line lets it go; when it is over, that is printed.
"""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import dataclass

from s11.app import create_app
from s11.config import read_config
from s11.mail.message import Message, Sender
from s11.services import mailing


@dataclass
class Mortal:
    """Sends as the platform's own sender does, and dies after so many messages."""

    inner: Sender
    left: int

    def send(self, message: Message) -> None:
        self.inner.send(message)
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def _send(deaths: int, may_go: int) -> None:
    os.read(may_go, 1)
    with APP.app_context():
        APP.extensions["s11_mail"] = Mortal(APP.extensions["s11_mail"], deaths)
        mailing.send_queued()
    os._exit(0)


def _say(words: object) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def _main() -> None:
    while line := sys.stdin.readline():
        may_go, let_go = os.pipe()
        child = os.fork()
        if child == 0:
            _send(int(line), may_go)
        _say(child)
        sys.stdin.readline()
        os.write(let_go, b".")
        os.waitpid(child, 0)
        _say("over")


if __name__ == "__main__":
    APP = create_app(read_config())
    _main()
