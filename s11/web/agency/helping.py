"""Who helps: contributors of the agency, and the standards that each answers."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.agency import HelperForm
from s11.domain.errors import Refused
from s11.domain.permissions import Action, Role
from s11.services import helping
from s11.store import people
from s11.store.models import Person
from s11.web import identity
from s11.web.access import allows
from s11.web.agency.blueprint import RETURN, Opened, bp, load_return, must_be_changeable


@bp.get(f"{RETURN}/helpers")
@allows(Action.RUN_RETURN, load_return)
def helpers(opened: Opened) -> ResponseReturnValue:
    """The contributors, with a box for each standard."""
    return _page(opened, HelperForm())


@bp.post(f"{RETURN}/helpers")
@allows(Action.RUN_RETURN, load_return)
def save_helpers(opened: Opened) -> ResponseReturnValue:
    """Keep who helps with what."""
    must_be_changeable(opened)
    keys = {key for key, _ in opened.numbered()}
    contributors = _contributors(opened)
    shares = {
        person.id: [key for key in request.form.getlist(f"standards-{person.id}") if key in keys]
        for person in contributors
    }
    helping.share_out(identity.by(), opened.page, opened.edition, shares)
    flash("Saved. Whoever was asked to help with something new has been told by e-mail.")
    return redirect(url_for("agency.helpers", **opened.page.address), 303)


@bp.post(f"{RETURN}/helpers/new")
@allows(Action.RUN_RETURN, load_return)
def add_helper(opened: Opened) -> ResponseReturnValue:
    """Invite a colleague."""
    must_be_changeable(opened)
    form = HelperForm(request.form)
    if not form.validate():
        return _page(opened, form), 422
    try:
        who = helping.ask_colleague(
            identity.by(), opened.page, name=form.name.data, email=form.email.data
        )
    except Refused as refused:
        form.refuse(refused.field, refused.sentence)
        return _page(opened, form), 422
    flash(f"{who} can now help. Tick the standards that they should answer.")
    return redirect(url_for("agency.helpers", **opened.page.address), 303)


def _contributors(opened: Opened) -> list[Person]:
    page = opened.page
    return list(people.people_of_agency(page.board.id, page.agency_id, Role.CONTRIBUTOR))


def _page(opened: Opened, form: HelperForm) -> str:
    return render_template(
        "agency/helpers.html",
        h1="People helping",
        page=opened.page,
        opened=opened,
        form=form,
        errors=form.faults(),
        contributors=_contributors(opened),
    )
