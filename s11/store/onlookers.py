"""What decides how much somebody sees where a cycle's agencies are compared, in one statement."""

from __future__ import annotations

from sqlalchemy import bindparam, literal, select, union_all

from s11.domain.comparing_rules import Onlooker
from s11.domain.panels import SessionStatus, Sharing
from s11.domain.permissions import Actor
from s11.store.cycles import CycleInHand
from s11.store.database import run
from s11.store.models import Agreement, Interest, Panel, PanelSeat, PanelSession, Review, Submission
from s11.store.models.base import table_of

_INTEREST, _REVIEW, _SEAT, _PANEL = (
    table_of(model) for model in (Interest, Review, PanelSeat, Panel)
)
_AGREEMENT, _SESSION, _SUBMISSION = (
    table_of(model) for model in (Agreement, PanelSession, Submission)
)

_INTERESTS = select(literal("interests").label("what"), _INTEREST.c.agency_id.label("id")).where(
    _INTEREST.c.board_id == bindparam("board"), _INTEREST.c.person_id == bindparam("person")
)
_REVIEWING = (
    select(literal("reviewing"), _REVIEW.c.submission_id)
    .join(_PANEL, _PANEL.c.id == _REVIEW.c.panel_id)
    .join(_SEAT, _SEAT.c.panel_id == _PANEL.c.id)
    .where(_PANEL.c.cycle_id == bindparam("cycle"), _SEAT.c.person_id == bindparam("person"))
)
# What a session that is not finished has agreed is still the panel's, whatever one agreed before.
_WEIGHED_AGAIN = (
    select(_AGREEMENT.c.submission_id)
    .join(_SESSION, _SESSION.c.id == _AGREEMENT.c.session_id)
    .where(_SESSION.c.status != SessionStatus.FINISHED)
)
_FINISHED = (
    select(literal("finished"), _AGREEMENT.c.submission_id)
    .join(_SESSION, _SESSION.c.id == _AGREEMENT.c.session_id)
    .join(_SUBMISSION, _SUBMISSION.c.id == _AGREEMENT.c.submission_id)
    .where(
        _SUBMISSION.c.cycle_id == bindparam("cycle"),
        _SESSION.c.status == SessionStatus.FINISHED,
        _SUBMISSION.c.id.not_in(_WEIGHED_AGAIN),
    )
)
_FACTS = union_all(_INTERESTS, _REVIEWING, _FINISHED)


def onlooker(actor: Actor, cycle: CycleInHand, seats: frozenset[int]) -> Onlooker:
    """Whoever asks, as somebody who compares the agencies of a cycle with these `seats`."""
    found: dict[str, set[int]] = {"interests": set(), "reviewing": set(), "finished": set()}
    its = {"cycle": cycle.id, "board": cycle.board.id, "person": actor.person_id}
    for row in run(_FACTS, its):
        found[row.what].add(row.id)
    return Onlooker(
        actor,
        cycle.board.id,
        seats,
        **{what: frozenset(ids) for what, ids in found.items()},
        names_peers=cycle.names_peers,
        shares_agreed=cycle.sharing is not Sharing.NOTHING,
    )
