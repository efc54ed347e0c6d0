"""The register: agencies of the board, by type, with those who act for them."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.base import choices
from forms.officer import AgencyForm
from s11.domain.errors import Refused
from s11.domain.permissions import Action, Role
from s11.domain.submissions import STATUS_WORDS
from s11.services import agencies as services
from s11.services import editions
from s11.store import agencies as store
from s11.store import people as people_store
from s11.store.agencies import Member
from s11.web import identity
from s11.web.access import allows
from s11.web.officer.blueprint import bp
from s11.web.officer.loading import BoardInHand, can, load_agency, load_board, posted

# Whom an officer looks for first.
PEOPLE_ORDER = (Role.LEAD, Role.SIGNATORY, Role.CONTRIBUTOR)


def types() -> Mapping[str, str]:
    """The types of agency that the standards know."""
    return editions.agency_types(identity.settings())


@bp.get("/agencies")
@allows(Action.SEE_AGENCIES, load=load_board)
def agencies(found: BoardInHand) -> ResponseReturnValue:
    """The register, by type."""
    everyone, words = store.register(found.board), types()
    members = [member for member in everyone if member.left_at is None]
    by_type: dict[str, list[Member]] = {}
    for member in members:
        by_type.setdefault(words.get(member.agency_type, member.agency_type), []).append(member)
    return render_template(
        "officer/agencies.html",
        h1="Agencies",
        by_type=sorted(by_type.items()),
        members=members,
        left=[member for member in everyone if member.left_at],
        no_lead=[member for member in members if Role.LEAD not in member.people],
        no_signatory=[member for member in members if Role.SIGNATORY not in member.people],
        Role=Role,
        may_manage=can(Action.MANAGE_AGENCIES, found.subject),
    )


@bp.route("/agencies/new", methods=["GET", "POST"])
@allows(Action.MANAGE_AGENCIES, load=load_board)
def new_agency(found: BoardInHand) -> ResponseReturnValue:
    """Add an agency to the register."""
    form = AgencyForm(posted())
    words = _give_types(form)
    if request.method == "POST" and form.validate():
        try:
            made = services.add(
                found.board, form.name.data, form.agency_type.data, words, identity.by()
            )
        except Refused as fault:
            form.refuse(fault.field, fault.sentence)
        else:
            flash(f"{made.agency.name} was added. Add its people next.")
            slug = made.agency.slug
            return redirect(url_for("officer.agency", board=found.board.slug, agency=slug), 303)
    back = (url_for("officer.agencies", board=found.board.slug), "Agencies")
    return _form_page(form, "Add an agency", back)


@bp.get("/agencies/<agency>")
@allows(Action.SEE_AGENCIES, load=load_agency)
def agency(found: Member) -> ResponseReturnValue:
    """One agency: its people and its returns to this board."""
    everyone = people_store.people_of_board(found.board)
    return render_template(
        "officer/agency.html",
        h1=found.name,
        member=found,
        type_words=types().get(found.agency_type, found.agency_type),
        people=[
            (role, person)
            for role in PEOPLE_ORDER
            for person in everyone
            for held in person.roles
            if held.agency_id == found.agency_id and held.role is role
        ],
        returns=store.returns_of(found.board.id, found.agency_id),
        words=STATUS_WORDS,
        may_manage=can(Action.MANAGE_AGENCIES, found.subject),
        may_people=can(Action.MANAGE_PEOPLE, found.subject),
    )


@bp.route("/agencies/<agency>/edit", methods=["GET", "POST"])
@allows(Action.MANAGE_AGENCIES, load=load_agency)
def edit_agency(found: Member) -> ResponseReturnValue:
    """Change an agency's name or type."""
    form = AgencyForm(posted(), data={"name": found.name, "agency_type": found.agency_type})
    words = _give_types(form)
    if request.method == "POST" and form.validate():
        try:
            services.change(found, form.name.data, form.agency_type.data, words, identity.by())
        except Refused as fault:
            form.refuse(fault.field, fault.sentence)
        else:
            flash("The agency was changed.")
            return redirect(url_for("officer.agency", **found.address), 303)
    back = (url_for("officer.agency", **found.address), found.name)
    return _form_page(form, f"Change {found.name}", back)


@bp.route("/agencies/<agency>/leave", methods=["GET", "POST"])
@allows(Action.MANAGE_AGENCIES, load=load_agency)
def leave(found: Member) -> ResponseReturnValue:
    """Ask whether the agency has left the board; then record it."""
    address = url_for("officer.agency", **found.address)
    if request.method == "POST":
        services.leave(found, identity.by())
        flash(f"{found.name} has left the board. Its returns stay readable.")
        return redirect(address, 303)
    if found.left_at:
        return redirect(address, 303)
    h1 = f"Record that {found.name} has left the board?"
    return render_template("officer/leave.html", h1=h1, member=found)


@bp.post("/agencies/<agency>/rejoin")
@allows(Action.MANAGE_AGENCIES, load=load_agency)
def rejoin(found: Member) -> ResponseReturnValue:
    """Take the agency back into the board."""
    services.rejoin(found, identity.by())
    flash(f"{found.name} belongs to the board again.")
    return redirect(url_for("officer.agency", **found.address), 303)


def _give_types(form: AgencyForm) -> Mapping[str, str]:
    words = types()
    form.agency_type.choices = choices([("", "Choose one"), *words.items()])
    return words


def _form_page(form: AgencyForm, h1: str, back: tuple[str, str]) -> ResponseReturnValue:
    page = render_template(
        "officer/agency_form.html", h1=h1, form=form, errors=form.faults(), back=back
    )
    return page, 422 if form.errors else 200
