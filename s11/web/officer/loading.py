"""Loaders: from the parts of an address to a small frozen value with its subject, or None."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import g, request
from werkzeug.datastructures import ImmutableMultiDict

from s11.domain.permissions import Action, Subject, may, sees_any
from s11.store import agencies, cycles, panels, people, submissions
from s11.store.agencies import Member
from s11.store.cycles import CycleInHand
from s11.store.panels import PanelInHand
from s11.store.people import BoardLook, PersonOfBoard
from s11.store.submissions import ReturnInHand
from s11.web import identity


@dataclass(frozen=True, slots=True)
class BoardInHand:
    """A board, as what is asked about."""

    board: BoardLook

    @property
    def subject(self) -> Subject:
        """What the permission table decides about."""
        return Subject(self.board.id)


def show(board: BoardLook) -> None:
    """Let the page's header be this board's, unless the person is a stranger to it."""
    if sees_any(identity.actor(), Subject(board.id)):
        g.board = board


def can(action: Action, subject: Subject) -> bool:
    """Whether the person who asks may do this, so that a page offers only what they can use."""
    return may(identity.actor(), action, subject)


def posted() -> ImmutableMultiDict[str, str] | None:
    """What was posted; None when the page is only asked for, so that fields keep their start."""
    return request.form if request.method == "POST" else None


def was_ticked(now: Sequence[str]) -> Sequence[str]:
    """Who was ticked when the page was made, by number: `now` unless the page is posted."""
    return request.form.getlist("was") if request.method == "POST" else now


def load_board(board: str) -> BoardInHand | None:
    """The board at this address."""
    look = people.look_of(board)
    if look is None:
        return None
    show(look)
    return BoardInHand(look)


def load_cycle(board: str, cycle: str) -> CycleInHand | None:
    """The cycle at this address."""
    found = cycles.cycle_in_hand(board, cycle)
    if found:
        show(found.board)
    return found


def load_panel(board: str, cycle: str, panel: int) -> PanelInHand | None:
    """The panel at this address."""
    found = load_cycle(board, cycle)
    return panels.panel_in_hand(found, panel) if found else None


@dataclass(frozen=True, slots=True)
class ReturnSeen:
    """A return as the board's officer sees it: who stands where, never what was answered."""

    page: ReturnInHand

    @property
    def subject(self) -> Subject:
        """The board: an agency's own people have pages of their own."""
        return Subject(self.page.board.id)

    @property
    def address(self) -> dict[str, Any]:
        """The return's place in addresses: the arguments of `url_for`."""
        return {**self.page.address}


def load_return(board: str, cycle: str, agency: str) -> ReturnSeen | None:
    """The return at this address."""
    found = submissions.return_in_hand(board, cycle, agency)
    if found is None:
        return None
    show(found.board)
    return ReturnSeen(found)


def load_agency(board: str, agency: str) -> Member | None:
    """The agency at this address, a member of this board now or once."""
    found = agencies.member(board, agency)
    if found:
        show(found.board)
    return found


def load_person(board: str, person: int) -> PersonOfBoard | None:
    """Someone who holds a role in this board."""
    look = people.look_of(board)
    found = people.people_of_board(look, person) if look else []
    if not found:
        return None
    show(found[0].board)
    return found[0]
