"""What a command that works on the installation stands in: the app, and who does it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from s11 import clock
from s11.app import create_app
from s11.cli.saying import WrongUsage
from s11.config import read_config
from s11.domain.permissions import Actor, Role
from s11.services import mailing
from s11.services.recording import By
from s11.store import people
from s11.store.cycles import CycleInHand, boards_with_cycle, cycle_in_hand
from s11.store.people import BoardLook

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


def must_find_board(slug: str) -> BoardLook:
    """The board with this slug; ends the command (exit code 2) if there is none."""
    look = people.look_of(slug)
    if look is None:
        raise WrongUsage(f"There is no board {slug!r}. `s11 board list` names them.")
    return look


def must_find_cycle(board: str | None, slug: str) -> CycleInHand:
    """The cycle of this name, of this board or the only one that has it; else ends the command."""
    boards = [board] if board else boards_with_cycle(slug)
    if len(boards) > 1:
        raise WrongUsage(f"Several boards have such a cycle: {', '.join(boards)}. Say --board.")
    found = cycle_in_hand(boards[0], slug) if boards else None
    if found is None:
        raise WrongUsage(f"There is no cycle {slug}{f' at {board}' if board else ''}.")
    return found


def by_officer(board: BoardLook, email: str) -> By:
    """An officer of the board as the one who does it, now; ends the command if they are not."""
    person = people.person_by_email(email)
    held = {role.role for role in person.roles if role.board_id == board.id} if person else set()
    if person is None or person.disabled_at or Role.OFFICER not in held:
        raise WrongUsage(f"{email} is no officer of {board.slug}.")
    return By(Actor(person.id, person.name, person.email), clock.now())
