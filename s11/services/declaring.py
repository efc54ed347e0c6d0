"""Declaring interests: an agency whose return somebody must not review, beside their own."""

from __future__ import annotations

from s11.domain.errors import NotFound, Refused
from s11.services.recording import By, record
from s11.store import interests as store
from s11.store import panels, people
from s11.store.database import db
from s11.store.interests import Declared, TakenBack
from s11.store.models import Interest
from s11.store.people import BoardLook


def declare(board: BoardLook, person_id: int, agency: str, by: By) -> tuple[TakenBack, ...]:
    """Keep that the person has an interest in the agency (its slug); what they were to read of it.

    Those returns are taken from them, in every cycle of the board. Raises Refused.
    """
    people.lock_board(board.id)
    name = dict(store.who_may_declare(board.id)).get(person_id)
    if name is None:
        raise Refused("Choose someone who reads returns for this board.", "person")
    found = people.agency_by_slug(board.id, agency)
    if found is None:
        raise Refused("Choose an agency of this board.", "agency")
    there = store.interests_of(board.id)
    if any((one.person_id, one.agency_id) == (person_id, found.id) for one in there):
        raise Refused(f"{name} has declared an interest in {found.name} already.", "agency")
    panels.add(Interest(board_id=board.id, person_id=person_id, agency_id=found.id))
    taken = store.take_returns(board.id, person_id, found.id)
    subject, facts = f"person/{person_id}", {"name": name, "agency": found.name}
    record(by, "interest declared", subject, board=board.slug, **facts, taken_back=len(taken))
    db.session.commit()
    return tuple(taken)


def withdraw(board: BoardLook, interest_id: int, by: By) -> Declared:
    """End an interest that no longer stands; whose it was, and in what. Raises NotFound."""
    people.lock_board(board.id)
    found = next((one for one in store.interests_of(board.id) if one.id == interest_id), None)
    if found is None:
        raise NotFound
    store.withdraw(found.id)
    subject, facts = f"person/{found.person_id}", {"name": found.person_name}
    record(by, "interest withdrawn", subject, board=board.slug, **facts, agency=found.agency_name)
    db.session.commit()
    return found
