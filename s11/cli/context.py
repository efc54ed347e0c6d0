"""What a command that works on the installation stands in: the app, and who does it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from s11 import clock
from s11.app import create_app
from s11.config import read_config
from s11.services import mailing
from s11.services.recording import By

P = ParamSpec("P")
R = TypeVar("R")


def with_app(command: Callable[P, R]) -> Callable[P, R]:
    """Run the command inside the app that the environment describes; then send its mail."""

    @wraps(command)
    def wrapped(*given: P.args, **named: P.kwargs) -> R:
        with create_app(read_config()).app_context():
            done = command(*given, **named)
            mailing.send_queued()
            return done

    return wrapped


def by_command() -> By:
    """Whoever runs the command, now: the record calls them the command line."""
    return By(None, clock.now(), "The command line")
