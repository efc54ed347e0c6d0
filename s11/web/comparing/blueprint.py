"""The blueprint of the pages that compare agencies, and its loader."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint

from s11.domain.heat_words import in_short
from s11.domain.permissions import Subject
from s11.store import panels
from s11.store.cycles import CycleInHand
from s11.web.officer.loading import load_cycle

bp = Blueprint("comparing", __name__, url_prefix="/boards/<board>/cycles/<cycle>/compare")
# Wherever a movement stands in a small place, it is shortened alike.
bp.add_app_template_filter(in_short)


@dataclass(frozen=True, slots=True)
class Compared:
    """A cycle whose agencies are compared."""

    cycle: CycleInHand
    subject: Subject


def load_compared(board: str, cycle: str) -> Compared | None:
    """The cycle at this address; None while it is being set up."""
    found = load_cycle(board, cycle)
    if found is None or found.edition_sha256 is None:
        return None
    return Compared(found, Subject(found.board.id, seated=panels.seated_in_cycle(found.id)))
