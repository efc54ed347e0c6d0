"""The panels of a cycle: the list, making one, its people, what agencies see of its ratings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.base import choices
from forms.panel import (
    NAMED,
    PEER_WORDS,
    UNNAMED,
    InviteForm,
    PanelForm,
    SharingForm,
    numbers_in,
)
from s11.domain.agendas import length
from s11.domain.cycles import listed
from s11.domain.errors import Refused
from s11.domain.panel_words import gap, reading, where_it_stands
from s11.domain.panels import SHARING_WORDS, Member, Reviewable, Sharing
from s11.domain.permissions import Action, Subject
from s11.services import panelling as services
from s11.services.people import Added
from s11.store import agendas, interests, seats
from s11.store import panels as store
from s11.store.agendas import SessionPlanned
from s11.store.cycles import CycleInHand
from s11.store.panels import Given, PanelInHand
from s11.store.seats import Sitting
from s11.web import identity
from s11.web.access import allows
from s11.web.officer.blueprint import bp
from s11.web.officer.loading import can, load_cycle, load_panel, posted, was_ticked


@dataclass(frozen=True, slots=True)
class Line:
    """A return in a panel's table, with those who read it, by name."""

    one: Reviewable
    readers: tuple[Member, ...] = ()

    @property
    def tied(self) -> list[str]:
        """The names of readers who must not read it: they came to act for the agency later."""
        return [one.name for one in self.readers if not one.may_review(self.one.agency_id)]


@dataclass(frozen=True, slots=True)
class PanelListed:
    """A panel as the list shows it."""

    panel: PanelInHand
    members: tuple[Sitting, ...]
    lines: tuple[Line, ...]
    sessions: tuple[SessionPlanned, ...]

    @property
    def returned(self) -> int:
        """How many of its returns have come in."""
        return sum(line.one.is_returned for line in self.lines)

    def load(self, member: Member) -> int:
        """How many returns the member reads."""
        return sum(member in line.readers for line in self.lines)


def listed_panels(found: CycleInHand) -> tuple[list[PanelListed], list[Reviewable], list[Given]]:
    """The cycle's panels with all that a page shows of them, its returns, and who has which."""
    people, given = seats.sitting(found), store.given_in(found.id)
    returns, sessions = store.reviewables(found.id), agendas.sessions_of(found.id)
    panels = [
        PanelListed(
            one,
            tuple(people.get(one.id, ())),
            tuple(_lines(one, returns, people.get(one.id, ()), given)),
            tuple(sessions.get(one.id, ())),
        )
        for one in store.panels_of(found)
    ]
    return panels, returns, given


def _lines(
    panel: PanelInHand,
    returns: Iterable[Reviewable],
    members: Iterable[Sitting],
    given: Iterable[Given],
) -> Iterable[Line]:
    by_id = {one.member.person_id: one.member for one in members}
    readers: dict[int, list[int]] = {}
    for one in given:
        if one.panel_id == panel.id and one.assignment.person_id in by_id:
            readers.setdefault(one.assignment.submission_id, []).append(one.assignment.person_id)
    for its in returns:
        if its.submission_id in readers:
            who = [by_id[number] for number in readers[its.submission_id]]
            yield Line(its, tuple(sorted(who, key=lambda member: member.name.casefold())))


@bp.get("/cycles/<cycle>/panels")
@allows(Action.SEE_PANELS, load=load_cycle)
def panels(found: CycleInHand) -> ResponseReturnValue:
    """The cycle's panels: who sits, what they read, when they meet."""
    listing, returns, given = listed_panels(found)
    with_somebody = {one.assignment.submission_id for one in given}
    return render_template(
        "officer/panels.html",
        h1="Panels",
        cycle=found,
        listing=listing,
        sentence=where_it_stands(len(listing), returns, with_somebody),
        unread=[one for one in returns if one.submission_id not in with_somebody],
        shared=SHARING_WORDS[found.sharing],
        peers=PEER_WORDS[NAMED if found.names_peers else UNNAMED],
        may_run=can(Action.RUN_PANELS, found.subject),
    )


@bp.get("/cycles/<cycle>/panels/<int:panel>")
@allows(Action.SEE_PANELS, load=load_panel)
def panel(found: PanelInHand) -> ResponseReturnValue:
    """One panel: its members, the returns and who reads each, its sessions."""
    listing, returns, _ = listed_panels(found.cycle)
    own = next(one for one in listing if one.panel.id == found.id)
    there = {line.one.submission_id for line in own.lines}
    return render_template(
        "officer/panel.html",
        h1=found.name,
        panel=found,
        own=own,
        sentence=reading(len(own.members), [line.one for line in own.lines]),
        readable=_readable(found, own),
        others=[one for one in returns if one.submission_id not in there],
        elsewhere={
            line.one.submission_id: one.panel.name
            for one in listing
            for line in one.lines
            if one.panel.id != found.id
        },
        length=length,
        listed=listed,
        may_run=can(Action.RUN_PANELS, found.subject),
    )


def _readable(found: PanelInHand, own: PanelListed) -> set[int]:
    """The returns that the person who asks may read as the panel does."""
    me, board = identity.actor().person_id, found.cycle.board
    mine = {one.agency_id for one in interests.interests_of(board.id) if one.person_id == me}
    return {
        line.one.submission_id
        for line in own.lines
        if line.one.is_returned
        and line.one.agency_id not in mine
        and can(Action.SEE_REVIEW, Subject(board.id, line.one.agency_id))
    }


@bp.route("/cycles/<cycle>/panels/new", methods=["GET", "POST"])
@allows(Action.RUN_PANELS, load=load_cycle)
def new_panel(found: CycleInHand) -> ResponseReturnValue:
    """Make a panel with its people."""
    form = PanelForm(posted())
    free = _give_people(form, found)
    if request.method == "POST" and form.validate():
        try:
            number = services.make(found, form.name.data, form.people.numbers, identity.by())
        except Refused as fault:
            form.refuse(fault.field, fault.sentence)
        else:
            flash(f"{form.name.data} was made.")
            return redirect(url_for("officer.panel", **found.address, panel=number), 303)
    back = (url_for("officer.panels", **found.address), "Panels")
    return _panel_page(form, free, "Make a panel", back)


@bp.route("/cycles/<cycle>/panels/<int:panel>/edit", methods=["GET", "POST"])
@allows(Action.RUN_PANELS, load=load_panel)
def edit_panel(found: PanelInHand) -> ResponseReturnValue:
    """Change the panel's name and who sits on it."""
    there = seats.sitting(found.cycle).get(found.id, [])
    now = {"name": found.name, "people": [str(one.member.person_id) for one in there]}
    form = PanelForm(posted(), data=now)
    free = _give_people(form, found.cycle, there)
    if request.method == "POST" and form.validate():
        try:
            shown = numbers_in(request.form.getlist("was"))
            gaps = services.change(found, form.name.data, form.people.numbers, identity.by(), shown)
        except Refused as fault:
            form.refuse(fault.field, fault.sentence)
        else:
            flash(f"The panel was changed. {gap(gaps)}".strip())
            return redirect(url_for("officer.panel", **found.address), 303)
    back = (url_for("officer.panel", **found.address), found.name)
    return _panel_page(form, free, "Change the panel", back, was_ticked(now["people"]))


def _give_people(
    form: PanelForm, found: CycleInHand, there: Collection[Sitting] = ()
) -> list[Sitting]:
    """Let the form choose among whoever may sit or sits already; who they are."""
    known = {one.member.person_id for one in there}
    free = [one for one in seats.who_may_sit(found.board.id) if one.member.person_id not in known]
    everyone = sorted([*there, *free], key=lambda one: one.member.name.casefold())
    form.people.choices = choices((str(one.member.person_id), one.member.name) for one in everyone)
    return everyone


def _panel_page(
    form: PanelForm,
    free: list[Sitting],
    h1: str,
    back: tuple[str, str],
    was: Sequence[str] = (),
) -> ResponseReturnValue:
    words = {"form": form, "free": free, "errors": form.faults(), "back": back, "was": was}
    page = render_template("officer/panel_form.html", h1=h1, **words)
    return page, 422 if form.errors else 200


@bp.route("/cycles/<cycle>/panels/<int:panel>/invite", methods=["GET", "POST"])
@allows(Action.RUN_PANELS, load=load_panel)
def invite_to_panel(found: PanelInHand) -> ResponseReturnValue:
    """Seat someone by their address, with an invitation if they have no account yet."""
    form = InviteForm(posted())
    if request.method == "POST" and form.validate():
        try:
            added = services.invite(found, form.name.data, form.email.data, identity.by())
        except Refused as fault:
            form.refuse(fault.field, fault.sentence)
        else:
            flash(_added_words(added))
            return redirect(url_for("officer.panel", **found.address), 303)
    page = render_template(
        "officer/panel_invite.html",
        h1=f"Add someone new to {found.name}",
        panel=found,
        form=form,
        errors=form.faults(),
    )
    return page, 422 if form.errors else 200


def _added_words(added: Added) -> str:
    if added.invited:
        return f"{added.name} sits on the panel, and an invitation is on its way."
    return f"{added.name} has an account already and now sits on the panel."


@bp.route("/cycles/<cycle>/panels/<int:panel>/remove", methods=["GET", "POST"])
@allows(Action.RUN_PANELS, load=load_panel)
def remove_panel(found: PanelInHand) -> ResponseReturnValue:
    """Ask whether to remove the panel; then remove it."""
    if request.method == "POST":
        services.remove(found, identity.by())
        flash(f"{found.name} was removed.")
        return redirect(url_for("officer.panels", **found.cycle.address), 303)
    listing, _, _ = listed_panels(found.cycle)
    return render_template(
        "officer/panel_remove.html",
        h1=f"Remove {found.name}?",
        panel=found,
        own=next(one for one in listing if one.panel.id == found.id),
    )


@bp.route("/cycles/<cycle>/panels/sharing", methods=["GET", "POST"])
@allows(Action.RUN_PANELS, load=load_cycle)
def sharing(found: CycleInHand) -> ResponseReturnValue:
    """What agencies see of the panel's ratings, and panels of the agency's peers."""
    peers = NAMED if found.names_peers else UNNAMED
    now = {"sharing": found.sharing.value, "peers": peers}
    form = SharingForm(posted(), data=now)
    if request.method == "POST" and form.validate():
        services.set_sharing(
            found,
            Sharing(form.sharing.data),
            names_peers=form.names_peers,
            by=identity.by(),
        )
        flash("Saved.")
        return redirect(url_for("officer.panels", **found.address), 303)
    page = render_template(
        "officer/panel_sharing.html",
        h1="What agencies and panels are shown",
        cycle=found,
        form=form,
        errors=form.faults(),
    )
    return page, 422 if form.errors else 200
