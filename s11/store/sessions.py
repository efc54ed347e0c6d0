"""Queries about panels' sessions: the one in hand, its agenda, decisions, and who was there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select, update

from s11.domain.panels import SessionStatus, Sharing
from s11.domain.permissions import Role, Subject
from s11.domain.sessions import Decided, Item, Present
from s11.store.database import db
from s11.store.models import (
    Agency,
    AgendaItem,
    Board,
    Cycle,
    Decision,
    Interest,
    Panel,
    PanelSeat,
    PanelSession,
    Person,
    PersonRole,
    Presence,
    Review,
    Submission,
)
from s11.store.people import BoardLook


@dataclass(frozen=True, slots=True)
class SessionInHand:
    """A session with its panel, cycle and board: what every page about it starts from.

    `seats` are the ids of the people on its panel.
    """

    id: int
    board: BoardLook
    cycle_slug: str
    cycle_title: str
    sharing: Sharing
    panel_id: int
    panel_name: str
    title: str
    held_at: datetime
    place: str
    status: SessionStatus
    finished_at: datetime | None
    finished_by: str
    seats: frozenset[int]

    @property
    def subject(self) -> Subject:
        """What the permission table decides about: no agency of its own."""
        return Subject(self.board.id, seated=self.seats)

    @property
    def is_finished(self) -> bool:
        """Whether it is a record now."""
        return self.status is SessionStatus.FINISHED

    @property
    def address(self) -> dict[str, Any]:
        """The session's place in addresses: the arguments of `url_for`."""
        return {"board": self.board.slug, "session": self.id}

    @property
    def path(self) -> str:
        """The session's name in the record."""
        return f"{self.board.slug}/{self.cycle_slug}/session-{self.id}"


def session_in_hand(board: str, session: int) -> SessionInHand | None:
    """The board's session with this number; None if it has none such."""
    row = db.session.execute(
        select(PanelSession, Panel, Cycle, Board, Person.name)
        .join(Panel, PanelSession.panel_id == Panel.id)
        .join(Cycle, Panel.cycle_id == Cycle.id)
        .join(Board, Cycle.board_id == Board.id)
        .outerjoin(Person, PanelSession.finished_by == Person.id)
        .where(PanelSession.id == session, Board.slug == board)
    ).first()
    if row is None:
        return None
    found, panel, cycle, its_board, finished_by = row
    seats = db.session.scalars(select(PanelSeat.person_id).where(PanelSeat.panel_id == panel.id))
    return SessionInHand(
        id=found.id,
        board=BoardLook(its_board.id, its_board.slug, its_board.name, its_board.colour),
        cycle_slug=cycle.slug,
        cycle_title=cycle.title,
        sharing=cycle.sharing,
        panel_id=panel.id,
        panel_name=panel.name,
        title=found.title,
        held_at=found.held_at,
        place=found.place,
        status=found.status,
        finished_at=found.finished_at,
        finished_by=finished_by or "",
        seats=frozenset(seats),
    )


def hold(session_id: int) -> PanelSession | None:
    """The session's row, locked until the transaction ends, so that changes take turns."""
    return db.session.scalar(
        select(PanelSession)
        .where(PanelSession.id == session_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def items_of(session_id: int) -> list[Item]:
    """The agenda, in its order."""
    rows = db.session.execute(
        select(AgendaItem, Agency.id, Agency.name, Agency.slug)
        .outerjoin(Submission, AgendaItem.submission_id == Submission.id)
        .outerjoin(Agency, Submission.agency_id == Agency.id)
        .where(AgendaItem.session_id == session_id)
        .order_by(AgendaItem.position, AgendaItem.id)
        .execution_options(populate_existing=True)
    )
    return [
        Item(
            id=item.id,
            title=name or item.title,
            minutes=item.minutes,
            taken_up_at=item.taken_up_at,
            left_at=item.left_at,
            earlier_seconds=item.earlier_seconds,
            submission_id=item.submission_id,
            agency_id=agency_id,
            agency_slug=slug or "",
        )
        for item, agency_id, name, slug in rows
    ]


def keep_times(items: Iterable[Item]) -> None:
    """Keep when these items were taken up and left."""
    for item in items:
        db.session.execute(
            update(AgendaItem)
            .where(AgendaItem.id == item.id)
            .values(
                taken_up_at=item.taken_up_at,
                left_at=item.left_at,
                earlier_seconds=item.earlier_seconds,
            )
        )


def subjects(session: SessionInHand, items: Sequence[Item]) -> dict[int, Subject]:
    """What the permission table decides about each item, by its id, in two statements.

    A return on the agenda is for those who sit on this panel and on one that reviews the return,
    and for nobody who is tied to its agency.
    """
    returns = [item.submission_id for item in items if item.submission_id is not None]
    seated = _pairs(
        select(Review.submission_id, PanelSeat.person_id)
        .join(PanelSeat, PanelSeat.panel_id == Review.panel_id)
        .where(Review.submission_id.in_(returns))
    )
    interested = _pairs(
        select(Interest.agency_id, Interest.person_id).where(
            Interest.board_id == session.board.id,
            Interest.agency_id.in_([item.agency_id for item in items if item.agency_id]),
        )
    )
    return {
        item.id: session.subject
        if item.submission_id is None
        else Subject(
            session.board.id,
            item.agency_id,
            seated=session.seats & seated.get(item.submission_id, frozenset()),
            interested=interested.get(item.agency_id or 0, frozenset()),
        )
        for item in items
    }


def _pairs(query: Any) -> Mapping[int, frozenset[int]]:
    found: dict[int, frozenset[int]] = {}
    for key, person_id in db.session.execute(query):
        found[key] = found.get(key, frozenset()) | {person_id}
    return found


def decisions_of(session_id: int) -> list[Decided]:
    """What the session decided, oldest first."""
    return _decisions(Decision.session_id == session_id)


def decisions_about(submission_id: int, *, finished: bool = True) -> list[Decided]:
    """What sessions (finished ones alone, unless told) decided about a return, oldest first."""
    about = AgendaItem.submission_id == submission_id
    if finished:
        return _decisions(about, PanelSession.status == SessionStatus.FINISHED)
    return _decisions(about)


def _decisions(*conditions: ColumnElement[bool]) -> list[Decided]:
    rows = db.session.execute(
        select(Decision, Person.name)
        .join(Person, Decision.decided_by == Person.id)
        .join(AgendaItem, Decision.item_id == AgendaItem.id)
        .join(PanelSession, Decision.session_id == PanelSession.id)
        .where(*conditions)
        .order_by(Decision.id)
    )
    return [
        Decided(row.id, row.item_id, row.text, name, row.decided_by, row.decided_at)
        for row, name in rows
    ]


def add_decision(session_id: int, item_id: int, text: str, by_id: int, at: datetime) -> Decision:
    """Add what was decided."""
    said = {"text": text, "decided_by": by_id, "decided_at": at}
    row = Decision(session_id=session_id, item_id=item_id, **said)
    db.session.add(row)
    db.session.flush()
    return row


def present_at(session_id: int) -> list[Present]:
    """Who is recorded as present, by name; guests last."""
    rows = db.session.execute(
        select(Presence.name, Presence.person_id)
        .where(Presence.session_id == session_id)
        .order_by(Presence.person_id.is_(None), Presence.name)
    )
    return [Present(row.name, row.person_id) for row in rows]


def change_presence(session_id: int, joins: Iterable[Present], goes: Collection[Present]) -> None:
    """Record who joins and strike who goes."""
    if goes:
        names = [one.name for one in goes]
        db.session.execute(
            delete(Presence).where(Presence.session_id == session_id, Presence.name.in_(names))
        )
    db.session.add_all(
        Presence(session_id=session_id, person_id=one.person_id, name=one.name) for one in joins
    )
    db.session.flush()


def of_the_board(board_id: int) -> list[Present]:
    """The board's officers and chair, who may come to any session, by name."""
    rows = db.session.execute(
        select(Person.name, Person.id)
        .join(PersonRole, PersonRole.person_id == Person.id)
        .where(
            PersonRole.board_id == board_id,
            or_(PersonRole.role == Role.OFFICER, PersonRole.role == Role.CHAIR),
            Person.disabled_at.is_(None),
        )
        .distinct()
        .order_by(Person.name, Person.id)
    )
    return [Present(row.name, row.id) for row in rows]


def last_session_about(submission_id: int) -> tuple[str, datetime] | None:
    """(title, when it ended) of the newest finished session with this return on its agenda."""
    row = db.session.execute(
        select(PanelSession.title, PanelSession.finished_at)
        .join(AgendaItem, AgendaItem.session_id == PanelSession.id)
        .where(
            AgendaItem.submission_id == submission_id,
            PanelSession.status == SessionStatus.FINISHED,
        )
        .order_by(PanelSession.finished_at.desc(), PanelSession.id.desc())
        .limit(1)
    ).first()
    return (row.title, row.finished_at) if row else None
