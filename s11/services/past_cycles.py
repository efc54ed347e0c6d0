"""Past cycles: those that were over before the platform was there, for their returns to go into."""

from __future__ import annotations

from s11.catalogue import Catalogue
from s11.domain import cycles as rules
from s11.domain.errors import Refused, WrongState
from s11.services import comparing, editions
from s11.services.cycles import locked
from s11.services.recording import By, record
from s11.store import cycles as store
from s11.store import standings
from s11.store.cycles import CycleInHand
from s11.store.database import db


def open_past(cycle: CycleInHand, catalogue: Catalogue, by: By) -> None:
    """Keep the questions of a cycle that is over, and close it at once: it asks nobody anything.

    Raises WrongState if it is not being set up, Refused if it is not over yet. UnknownEdition.
    """
    row = locked(cycle)
    status = rules.after_opening(row.status)
    if row.due_at > by.at:
        raise Refused("This cycle is not over yet: open it without --past.")
    frozen = editions.freeze(catalogue.edition(row.framework, row.edition), by.at)
    row.status, row.frozen_id = rules.after_closing(status), frozen.id
    row.opened_at = row.closed_at = by.at
    expected = len(store.expected_with_membership(row.id))
    facts = {"framework": row.framework, "edition": row.edition, "expected": expected}
    of = cycle.board.slug
    record(by, "cycle opened", cycle.path, board=of, sha256=frozen.sha256, **facts)
    record(by, "cycle closed", cycle.path, board=of, reason="over before it was kept here")
    db.session.commit()


def look_back(cycle: CycleInHand, previous: CycleInHand, by: By) -> int:
    """Let a cycle that looks back on none look back on this one.

    Returns how many of its returns were compared anew. Raises WrongState where it looks back on
    one already, Refused where `previous` is not older.
    """
    row = locked(cycle)
    if row.previous_id is not None:
        raise WrongState(f"{cycle.title} looks back on {cycle.previous_title} already.")
    if previous.due_at >= cycle.due_at:
        raise Refused("A cycle looks back on one that was due before it.", field="previous")
    row.previous_id = previous.id
    record(by, "cycle changed", cycle.path, board=cycle.board.slug, previous=previous.slug)
    db.session.flush()
    again = standings.bases_of(cycle.board.slug, cycle.slug)
    for one in again:
        comparing.keep_one(one)
    db.session.commit()
    return len(again)
