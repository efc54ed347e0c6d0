"""Boards: adding one."""

from __future__ import annotations

import re

from s11.domain.colours import HEX, USUAL, readable
from s11.domain.errors import Refused
from s11.domain.register import readable_email
from s11.domain.trail import INSTALLATION
from s11.services.recording import By, record
from s11.store import accounts, people
from s11.store.database import db
from s11.store.models import Board

SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LONGEST_SLUG = 60


def create(slug: str, by: By, *, name: str, colour: str = USUAL, reply_to: str = "") -> Board:
    """Add a board; raises Refused with the field at fault.

    `slug` stands in addresses and in the record for good; `colour` is #rrggbb, dark enough for
    white text.
    """
    name, colour, reply_to = name.strip(), colour.lower(), reply_to.strip()
    _check(slug, name, colour, reply_to)
    board = Board(slug=slug, name=name, colour=colour, reply_to=reply_to, created_at=by.at)
    accounts.add(board)
    record(by, "board created", slug, board=slug, name=board.name)
    db.session.commit()
    return board


def _check(slug: str, name: str, colour: str, reply_to: str) -> None:
    if not SLUG.fullmatch(slug) or len(slug) > LONGEST_SLUG or slug == INSTALLATION:
        raise Refused(
            f"{slug!r} cannot stand in addresses: use small letters, figures and hyphens.", "slug"
        )
    if people.board_by_slug(slug):
        raise Refused(f"There is a board {slug!r} already.", "slug")
    if not name:
        raise Refused("The board needs a name.", "name")
    if not HEX.fullmatch(colour):
        raise Refused(f"{colour!r} is no colour: write it as #rrggbb.", "colour")
    if readable(colour) != colour:
        raise Refused(
            f"White text cannot be read on {colour}: {readable(colour)} would do.", "colour"
        )
    if reply_to and not readable_email(reply_to):
        raise Refused(f"{reply_to!r} is no e-mail address.", "reply_to")
