"""The panels of the small world: what the addresses of panels, sessions and interests need."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from s11.services import lettering
from s11.store import sessions
from s11.store.database import db
from s11.store.models import Agency, Board, Cycle, Person, Submission
from s11.store.submissions import return_in_hand
from tests import factories

# The officer's pages about a panel: they are of the cycle whose return is signed.
SCENES = {
    f"officer.{page}": {"cycle": "closed"}
    for page in (
        "panel",
        "edit_panel",
        "remove_panel",
        "invite_to_panel",
        "share_out",
        "assign",
        "new_session",
        "edit_session",
        "cancel_session",
    )
} | {f"agency.{page}": {"cycle": "closed"} for page in ("letter", "letter_version", "letter_pdf")}


def own(home: Board, closed: Cycle, ours: Agency, people: Mapping[str, Person]) -> dict[str, Any]:
    """A panel of the closed cycle that reviews its one return; some of its members are tied to it.

    Its session is to come, with that return on its agenda.
    """
    names = ("a panel member", "a panel member with an interest", "a lead with a seat")
    panel = factories.panel(closed, *(people[name] for name in names))
    interests = [
        factories.interest(home, people[f"{who} with an interest"], ours)
        for who in ("a panel member", "an officer", "a chair")
    ]
    its_return = _returns(closed)[0]
    factories.review(panel, its_return, people["a panel member"], by=people["an officer"])
    session = factories.session(panel, its_return)
    _write_letter(home, closed, ours, people["an officer"])
    return {
        "panel": panel.id,
        "session": session.id,
        "item": sessions.items_of(session.id)[0].id,
        "interest": interests[0].id,
        "question": "a.1",
    }


def _write_letter(home: Board, closed: Cycle, ours: Agency, officer: Person) -> None:
    """A letter that is issued, and words of a next one."""
    page = return_in_hand(home.slug, closed.slug, ours.slug)
    assert page
    by = factories.by(officer)
    draft = lettering.save(by, page, "Dear colleagues,\n\n## Thanks\n\n- **Well** done.", 0)
    lettering.issue(by, page, draft.version)
    lettering.save(by, page, "Dear colleagues,\n\nOne thing more.", draft.version)


def foreign(away: Board, elsewhere: Cycle, people: Mapping[str, Person]) -> dict[str, Any]:
    """A panel of the other board, its session, and an interest declared to that board."""
    officer, its_return = people["an officer elsewhere"], _returns(elsewhere)[0]
    panel = factories.panel(elsewhere, officer)
    factories.review(panel, its_return, officer)
    session = factories.session(panel, its_return)
    interest = factories.interest(away, officer, its_return.agency)
    return {
        "panel": panel.id,
        "session": session.id,
        "item": sessions.items_of(session.id)[0].id,
        "interest": interest.id,
        "question": "z.9",
    }


def _returns(of: Cycle) -> list[Submission]:
    query = select(Submission).where(Submission.cycle_id == of.id).order_by(Submission.id)
    return list(db.session.scalars(query))
