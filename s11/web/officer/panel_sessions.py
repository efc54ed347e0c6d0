"""A panel's sessions, planned: setting one, moving it, its agenda, cancelling it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.panel import SessionForm, session_form
from s11.domain.agendas import USUAL_MINUTES, check_cancelling, check_planned
from s11.domain.cycles import london
from s11.domain.errors import Refused
from s11.domain.permissions import Action, Subject
from s11.services import planning
from s11.store import agendas
from s11.store import panels as store
from s11.store.agendas import ItemPlanned, SessionPlanned
from s11.store.panels import PanelInHand
from s11.web import identity
from s11.web.access import allows
from s11.web.layout import moment
from s11.web.officer.blueprint import bp
from s11.web.officer.loading import load_panel, posted


@dataclass(frozen=True, slots=True)
class SessionInHand:
    """A panel's session, as what is asked about."""

    panel: PanelInHand
    session: SessionPlanned

    @property
    def subject(self) -> Subject:
        """What the permission table decides about."""
        return self.panel.subject


def load_session(board: str, cycle: str, panel: int, session: int) -> SessionInHand | None:
    """The session at this address."""
    found = load_panel(board, cycle, panel)
    if found is None:
        return None
    sessions = agendas.sessions_of(found.cycle.id).get(found.id, ())
    return next((SessionInHand(found, one) for one in sessions if one.id == session), None)


@bp.route("/cycles/<cycle>/panels/<int:panel>/sessions/new", methods=["GET", "POST"])
@allows(Action.RUN_PANELS, load=load_panel)
def new_session(found: PanelInHand) -> ResponseReturnValue:
    """Set a session of the panel."""
    lines, names = _return_lines(found, ())
    form = session_form(posted(), lines, ())
    if request.method == "POST" and form.validate():
        try:
            meeting = form.meeting()
            planning.plan(found, meeting, identity.by())
        except Refused as fault:
            form.refuse(fault.field, fault.sentence)
        else:
            flash(f"The session is set for {moment(meeting.held_at)}. Members have been told.")
            return redirect(url_for("officer.panel", **found.address), 303)
    return _page(form, found, names, f"Set a session of {found.name}")


@bp.route("/cycles/<cycle>/panels/<int:panel>/sessions/<int:session>", methods=["GET", "POST"])
@allows(Action.RUN_PANELS, load=load_session)
def edit_session(found: SessionInHand) -> ResponseReturnValue:
    """Move a session, or change its agenda."""
    check_planned(found.session.status)
    form, names = _filled(found)
    if request.method == "POST" and form.validate():
        try:
            moved = planning.change(found.panel, found.session, form.meeting(), identity.by())
        except Refused as fault:
            form.refuse(fault.field, fault.sentence)
        else:
            flash("The session has moved. Members have been told." if moved else "Saved.")
            return redirect(url_for("officer.panel", **found.panel.address), 303)
    return _page(form, found.panel, names, f"Change “{found.session.title}”", found.session)


@bp.route(
    "/cycles/<cycle>/panels/<int:panel>/sessions/<int:session>/cancel", methods=["GET", "POST"]
)
@allows(Action.RUN_PANELS, load=load_session)
def cancel_session(found: SessionInHand) -> ResponseReturnValue:
    """Ask whether to cancel a session; then cancel it."""
    check_planned(found.session.status)
    check_cancelling(has_begun=found.session.has_begun)
    if request.method == "POST":
        planning.cancel(found.panel, found.session, identity.by())
        flash("The session is cancelled. Members have been told.")
        return redirect(url_for("officer.panel", **found.panel.address), 303)
    return render_template(
        "officer/panel_session_cancel.html",
        h1=f"Cancel “{found.session.title}”?",
        panel=found.panel,
        session=found.session,
    )


def _filled(found: SessionInHand) -> tuple[SessionForm, dict[str, str]]:
    """The form with what the session is now, and the names of the returns in it."""
    session, held_at = found.session, london(found.session.held_at)
    lines, names = _return_lines(found.panel, session.agenda)
    others = [
        {"item": str(one.id), "title": one.title, "place": str(place), "minutes": str(one.minutes)}
        for place, one in enumerate(session.agenda, start=1)
        if one.submission_id is None
    ]
    said = {
        "title": session.title,
        "held_on": held_at.date(),
        "held_time": f"{held_at:%H:%M}",
        "place": session.place,
    }
    return session_form(posted(), lines, others, **said), names


def _return_lines(
    panel: PanelInHand, agenda: Sequence[ItemPlanned]
) -> tuple[list[dict[str, str]], dict[str, str]]:
    """A line for each return that the panel reads or that is on the agenda, and their names.

    A session that has no agenda yet starts with those that came in and have no session.
    """
    places = {one.submission_id: (place, one) for place, one in enumerate(agenda, start=1)}
    reads = {
        one.assignment.submission_id
        for one in store.given_in(panel.cycle.id)
        if one.panel_id == panel.id
    }
    wanted = [
        one for one in store.reviewables(panel.cycle.id) if one.submission_id in reads | set(places)
    ]
    start = (
        {}
        if agenda
        else _suggested(panel, [one.submission_id for one in wanted if one.is_returned])
    )
    lines = []
    for one in wanted:
        place, item = places.get(one.submission_id, (start.get(one.submission_id, ""), None))
        minutes = item.minutes if item else USUAL_MINUTES
        lines.append({"agency": one.agency_slug, "place": str(place), "minutes": str(minutes)})
    return lines, {one.agency_slug: one.agency_name for one in wanted}


def _suggested(panel: PanelInHand, returned: Sequence[int]) -> dict[int, int]:
    """A place for each return that no session of the panel has on its agenda."""
    sessions = agendas.sessions_of(panel.cycle.id).get(panel.id, ())
    taken = {item.submission_id for session in sessions for item in session.agenda}
    free = [number for number in returned if number not in taken]
    return {number: place for place, number in enumerate(free, start=1)}


def _page(
    form: SessionForm,
    panel: PanelInHand,
    names: dict[str, str],
    h1: str,
    session: SessionPlanned | None = None,
) -> ResponseReturnValue:
    page = render_template(
        "officer/panel_session.html",
        h1=h1,
        panel=panel,
        session=session,
        form=form,
        names=names,
        errors=form.faults(),
    )
    return page, 422 if form.errors else 200
