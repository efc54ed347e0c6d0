"""Planning: a panel's sessions, with date, place and agenda; members are told of each change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from s11.domain import agendas as rules
from s11.domain.agendas import Meeting, Planned
from s11.domain.errors import NotFound, Refused
from s11.domain.panels import SessionStatus
from s11.services import mailing
from s11.services.panelling import held
from s11.services.recording import By, record
from s11.store import agendas as store
from s11.store import panels, seats
from s11.store.agendas import ItemPlanned, SessionPlanned
from s11.store.database import db
from s11.store.models import AgendaItem, PanelSession
from s11.store.panels import PanelInHand


def plan(panel: PanelInHand, meeting: Meeting, by: By) -> int:
    """Set a session of the panel; its number. Members are told when and where. Raises Refused."""
    held(panel)
    rules.check_meeting(meeting, by.at)
    rules.check_new(meeting, [(one.title, one.held_at) for one in _sessions(panel)])
    submissions = _check(panel, meeting, ())
    row = PanelSession(panel_id=panel.id, status=SessionStatus.PLANNED)
    _write(row, meeting)
    store.add(row)
    _set_agenda(row.id, meeting.agenda, submissions)
    _record(panel, row, by, "session planned", items=len(meeting.agenda))
    _tell(panel, row, by, "set")
    db.session.commit()
    return row.id


def change(panel: PanelInHand, session: SessionPlanned, meeting: Meeting, by: By) -> bool:
    """Change a session; whether it moved, so that its members were told.

    Raises WrongState for a finished one, Refused, NotFound.
    """
    row, now = _session(panel, session.id)
    rules.check_meeting(meeting, by.at, before=row.held_at)
    submissions = _check(panel, meeting, now.agenda)
    place = " ".join(meeting.place.split())
    moved = (row.held_at, row.place) != (meeting.held_at, place)
    _write(row, meeting)
    _set_agenda(row.id, meeting.agenda, submissions)
    kind = "session moved" if moved else "session changed"
    _record(panel, row, by, kind, items=len(meeting.agenda))
    if moved:
        _tell(panel, row, by, "moved")
    db.session.commit()
    return moved


def cancel(panel: PanelInHand, session: SessionPlanned, by: By) -> None:
    """Cancel a session in which nothing has happened; members are told. Raises WrongState."""
    row, now = _session(panel, session.id)
    rules.check_cancelling(has_begun=now.has_begun)
    _record(panel, row, by, "session cancelled")
    _tell(panel, row, by, "cancelled")
    store.cancel([row.id])
    db.session.commit()


def _session(panel: PanelInHand, session_id: int) -> tuple[PanelSession, SessionPlanned]:
    """The session, held until the commit, and how it stands now: it may have begun meanwhile."""
    held(panel)
    row = store.session_for_update(session_id)
    now = next((one for one in _sessions(panel) if one.id == session_id), None)
    if row is None or now is None:
        raise NotFound
    rules.check_planned(row.status)
    return row, now


def _sessions(panel: PanelInHand) -> Sequence[SessionPlanned]:
    return store.sessions_of(panel.cycle.id).get(panel.id, ())


def _write(row: PanelSession, meeting: Meeting) -> None:
    row.title = " ".join(meeting.title.split())
    row.held_at = meeting.held_at
    row.place = " ".join(meeting.place.split())


def _check(
    panel: PanelInHand, meeting: Meeting, before: Sequence[ItemPlanned]
) -> Mapping[str, int]:
    """The returns that the agenda may hold, by agency: the panel's, and those on it already.

    Refuses others, and to take off what was taken up.
    """
    reads = {
        one.assignment.submission_id
        for one in panels.given_in(panel.cycle.id)
        if one.panel_id == panel.id
    } | {item.submission_id for item in before}
    submissions = {
        one.agency_slug: one.submission_id
        for one in panels.reviewables(panel.cycle.id)
        if one.submission_id in reads
    }
    agencies = {one.agency for one in meeting.agenda if one.agency}
    if not agencies <= set(submissions):
        raise Refused("Choose returns that this panel reads.")
    others = {one.item_id for one in meeting.agenda}
    for item in before:
        is_kept = item.agency_slug in agencies if item.submission_id else item.id in others
        if item.was_taken_up and not is_kept:
            raise rules.stays(item.title)
    return submissions


def _set_agenda(session_id: int, agenda: Sequence[Planned], submissions: Mapping[str, int]) -> None:
    """Make the agenda this one, keeping the row of each item that was on it already."""
    there = store.items_of(session_id)
    by_return = {item.submission_id: item for item in there if item.submission_id}
    others = {item.id: item for item in there if not item.submission_id}
    kept: set[int] = set()
    for position, one in enumerate(agenda, start=1):
        number = submissions[one.agency] if one.agency else None
        row = by_return.get(number) if number else others.pop(one.item_id or 0, None)
        row = row or AgendaItem(session_id=session_id, submission_id=number)
        row.position, row.minutes = position, one.minutes
        row.title = "" if number else " ".join(one.title.split())
        store.add(row)
        kept.add(row.id)
    store.take_off({item.id for item in there} - kept)


def _record(panel: PanelInHand, row: PanelSession, by: By, kind: str, **detail: object) -> None:
    facts = {"panel": panel.name, "session": row.title, "held": row.held_at.isoformat()}
    board = panel.cycle.board.slug
    record(by, kind, panel.cycle.path, board=board, **facts, place=row.place, **detail)


def _tell(panel: PanelInHand, row: PanelSession, by: By, what: str) -> None:
    """One message to each member of the panel: set, moved or cancelled."""
    for to in seats.people_to_tell(panel.id):
        mailing.write(
            f"session-{what}/{row.id}/{by.at.isoformat()}/person/{to.id}",
            board=panel.cycle.board,
            to=to,
            subject=f"{WORDS[what]}: {row.title}",
            template="session_set",
            by=by,
            panel=panel,
            session=row,
            what=what,
        )


WORDS = {
    "set": "A panel session is set",
    "moved": "A panel session has moved",
    "cancelled": "A panel session is cancelled",
}
