"""Who of a panel reads which return: shared out evenly, or given by hand."""

from __future__ import annotations

import secrets

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.base import choices
from forms.panel import AssignForm, ShareOutForm, numbers_in
from s11.domain.cycles import listed
from s11.domain.errors import NotFound, Refused
from s11.domain.panels import Member, Reviewable, why_not
from s11.domain.permissions import Action
from s11.domain.report_words import counted
from s11.domain.sampling import Drawing
from s11.services import assigning
from s11.services.assigning import Shared
from s11.store import panels as store
from s11.store import seats
from s11.store.panels import PanelInHand
from s11.web import identity
from s11.web.access import allows
from s11.web.officer.blueprint import bp
from s11.web.officer.loading import load_panel, posted, was_ticked

HIGHEST_SEED = 1_000_000


@bp.route("/cycles/<cycle>/panels/<int:panel>/share-out", methods=["GET", "POST"])
@allows(Action.RUN_PANELS, load=load_panel)
def share_out(found: PanelInHand) -> ResponseReturnValue:
    """Share returns out among the panel's members, evenly."""
    form, returns = ShareOutForm(posted()), store.reviewables(found.cycle.id)
    form.chosen.choices = choices((one.agency_slug, one.agency_name) for one in returns)
    if request.method == "POST" and form.validate():
        how = form.drawing(secrets.randbelow(HIGHEST_SEED))
        try:
            shared = assigning.share_out(found, how, int(form.readers.data), identity.by())
        except Refused as fault:
            form.refuse(fault.field, fault.sentence)
        else:
            flash(_shared_words(shared, how))
            return redirect(url_for("officer.panel", **found.address), 303)
    page = render_template(
        "officer/panel_share_out.html",
        h1=f"Share returns out to {found.name}",
        panel=found,
        form=form,
        errors=form.faults(),
        members=seats.seats_of(found).members,
        returned=sum(one.is_returned for one in returns),
    )
    return page, 422 if form.errors else 200


def _shared_words(shared: Shared, how: Drawing) -> str:
    count, given = len(shared.returns), len(shared.out.assignments)
    words = counted(count, "return")
    said = [f"{words} shared out." if given else f"{words}: each had its readers already."]
    if how.is_drawn:
        said.append(f"They were drawn by lot with the number {how.seed}, which the record keeps.")
    if shared.out.short:
        names = listed([one.agency_name for one in shared.out.short])
        said.append(f"Too few members may read {names}: the others are tied to it.")
    return " ".join(said)


@bp.route("/cycles/<cycle>/panels/<int:panel>/returns/<agency>", methods=["GET", "POST"])
@allows(Action.RUN_PANELS, load=load_panel)
def assign(found: PanelInHand, agency: str) -> ResponseReturnValue:
    """Say who of the panel reads one return."""
    one = _return_of(found, agency)
    there, elsewhere = _readers(found, one)
    members = sorted(seats.seats_of(found).members.values(), key=lambda member: member.name)
    shut = [(member, _why_shut(member, one, elsewhere)) for member in members]
    ticked = [str(number) for number in sorted(there)]
    form = AssignForm(posted(), data={"people": ticked})
    form.people.choices = choices((str(member.person_id), member.name) for member in members)
    if request.method == "POST" and form.validate():
        try:
            shown = numbers_in(request.form.getlist("was"))
            assigning.assign(found, agency, form.people.numbers, identity.by(), shown)
        except Refused as fault:
            form.refuse(fault.field, fault.sentence)
        else:
            flash(f"Saved who reads the return of {one.agency_name}.")
            return redirect(url_for("officer.panel", **found.address), 303)
    page = render_template(
        "officer/panel_assign.html",
        h1=f"Who reads the return of {one.agency_name}?",
        panel=found,
        one=one,
        form=form,
        errors=form.faults(),
        free=[member for member, why in shut if not why],
        was=was_ticked(ticked),
        shut=[(member, why) for member, why in shut if why],
    )
    return page, 422 if form.errors else 200


def _return_of(found: PanelInHand, agency: str) -> Reviewable:
    for one in store.reviewables(found.cycle.id):
        if one.agency_slug == agency:
            return one
    raise NotFound


def _readers(found: PanelInHand, one: Reviewable) -> tuple[set[int], set[int]]:
    """Who reads the return on this panel, and who on another."""
    given = [
        given
        for given in store.given_in(found.cycle.id)
        if given.assignment.submission_id == one.submission_id
    ]
    here = {given.assignment.person_id for given in given if given.panel_id == found.id}
    return here, {given.assignment.person_id for given in given if given.panel_id != found.id}


def _why_shut(member: Member, one: Reviewable, elsewhere: set[int]) -> str:
    """Why the member cannot be given this return; "" where nothing keeps them from it."""
    if not member.may_review(one.agency_id):
        return why_not(member, one.agency_name)
    if member.person_id in elsewhere:
        return f"{member.name} reads this return on another panel already."
    return ""
