"""Queries about sessions as they are planned: when, where, and with what on the agenda."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select

from s11.domain.panels import SessionStatus
from s11.store.database import db
from s11.store.models import (
    Agency,
    AgendaItem,
    Agreement,
    Decision,
    Panel,
    PanelSession,
    Presence,
    Submission,
)


@dataclass(frozen=True, slots=True)
class ItemPlanned:
    """An item of an agenda: a return (`submission_id`, `agency_slug`) or something else."""

    id: int
    submission_id: int | None
    agency_slug: str
    title: str
    minutes: int
    was_taken_up: bool


@dataclass(frozen=True, slots=True)
class SessionPlanned:
    """A panel's session and its agenda, in order. `has_begun`: something happened in it."""

    id: int
    panel_id: int
    title: str
    held_at: datetime
    place: str
    status: SessionStatus
    has_begun: bool
    agenda: tuple[ItemPlanned, ...] = ()

    @property
    def ends_at(self) -> datetime:
        """When it would end if every item took as long as it is planned to."""
        return self.held_at + timedelta(minutes=sum(item.minutes for item in self.agenda))

    @property
    def is_planned(self) -> bool:
        """Whether it is still to be finished."""
        return self.status is SessionStatus.PLANNED


def sessions_of(cycle_id: int) -> dict[int, list[SessionPlanned]]:
    """The sessions of every panel of the cycle, by panel and then by date; two statements."""
    of_cycle = Panel.cycle_id == cycle_id
    rows = db.session.execute(
        select(PanelSession, _has_begun())
        .join(Panel, Panel.id == PanelSession.panel_id)
        .where(of_cycle)
        .order_by(PanelSession.held_at, PanelSession.id)
    ).all()
    agendas = _agendas(of_cycle)
    found: dict[int, list[SessionPlanned]] = {}
    for row, has_begun in rows:
        its_agenda = tuple(agendas.get(row.id, ()))
        planned = SessionPlanned(
            row.id,
            row.panel_id,
            row.title,
            row.held_at,
            row.place,
            row.status,
            bool(has_begun),
            its_agenda,
        )
        found.setdefault(row.panel_id, []).append(planned)
    return found


def _has_begun() -> ColumnElement[bool]:
    started = select(AgendaItem.id).where(
        AgendaItem.session_id == PanelSession.id, AgendaItem.taken_up_at.is_not(None)
    )
    others: list[Any] = [
        select(model.id).where(model.session_id == PanelSession.id)
        for model in (Decision, Agreement, Presence)
    ]
    return or_(*(one.correlate(PanelSession).exists() for one in (started, *others)))


def _agendas(of_cycle: ColumnElement[bool]) -> dict[int, list[ItemPlanned]]:
    decided = select(Decision.id).where(Decision.item_id == AgendaItem.id)
    taken_up = or_(AgendaItem.taken_up_at.is_not(None), decided.correlate(AgendaItem).exists())
    rows = db.session.execute(
        select(AgendaItem, Agency.slug, Agency.name, taken_up)
        .join(PanelSession, PanelSession.id == AgendaItem.session_id)
        .join(Panel, Panel.id == PanelSession.panel_id)
        .outerjoin(Submission, Submission.id == AgendaItem.submission_id)
        .outerjoin(Agency, Agency.id == Submission.agency_id)
        .where(of_cycle)
        .order_by(AgendaItem.session_id, AgendaItem.position, AgendaItem.id)
    )
    found: dict[int, list[ItemPlanned]] = {}
    for row, slug, name, was_taken_up in rows:
        item = ItemPlanned(
            row.id, row.submission_id, slug or "", name or row.title, row.minutes, was_taken_up
        )
        found.setdefault(row.session_id, []).append(item)
    return found


def session_for_update(session_id: int) -> PanelSession | None:
    """The session, locked until the transaction ends, as the database has it now."""
    return db.session.scalar(
        select(PanelSession)
        .where(PanelSession.id == session_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def items_of(session_id: int) -> list[AgendaItem]:
    """The items of a session's agenda, in order."""
    found = db.session.scalars(
        select(AgendaItem)
        .where(AgendaItem.session_id == session_id)
        .order_by(AgendaItem.position, AgendaItem.id)
    )
    return list(found)


def add(row: PanelSession | AgendaItem) -> None:
    """Add a session or an item."""
    db.session.add(row)
    db.session.flush()


def take_off(items: Collection[int]) -> None:
    """Delete these items."""
    db.session.execute(delete(AgendaItem).where(AgendaItem.id.in_(items)))


def cancel(sessions: Collection[int]) -> None:
    """Delete sessions in which nothing happened, with their agendas."""
    db.session.execute(delete(AgendaItem).where(AgendaItem.session_id.in_(sessions)))
    db.session.execute(delete(PanelSession).where(PanelSession.id.in_(sessions)))
