"""People of the board: by role; adding, roles, invitations, disabling, ending sessions."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.base import choices, pairs
from forms.officer import PersonForm, RoleForm
from s11.domain.errors import Refused
from s11.domain.permissions import AGENCY_ROLES, BOARD_ROLES, ROLE_WORDS, Action, Role, Subject
from s11.services import people as services
from s11.services.people import Added
from s11.store import agencies, record
from s11.store import people as store
from s11.store.people import BoardLook, PersonOfBoard
from s11.web import identity
from s11.web.access import allows
from s11.web.officer.blueprint import bp
from s11.web.officer.loading import BoardInHand, can, load_board, load_person, posted
from s11.web.officer.telling import happened

ROLE_HINTS = {
    Role.OFFICER: "Runs cycles, keeps the register, looks after people.",
    Role.CHAIR: "Sees where every return stands and reads what was signed.",
    Role.READER: "Reads what was signed, such as an analyst from outside.",
    Role.PANEL_MEMBER: "Challenges returns with the panel.",
    Role.LEAD: "Completes the agency's return and asks for the signature.",
    Role.CONTRIBUTOR: "Helps with the standards they are asked to.",
    Role.SIGNATORY: "Reads the return and signs it for the agency.",
}
ROLE_ITEMS = [
    (role.value, ROLE_WORDS[role], ROLE_HINTS[role]) for role in (*AGENCY_ROLES, *BOARD_ROLES)
]


@bp.get("/people")
@allows(Action.MANAGE_PEOPLE, load=load_board)
def people(found: BoardInHand) -> ResponseReturnValue:
    """Everyone who holds a role in the board, by role."""
    everyone = store.people_of_board(found.board)
    by_role = [
        (role, [(one, held) for one in everyone for held in one.roles if held.role is role])
        for role in (*BOARD_ROLES, *AGENCY_ROLES)
    ]
    return render_template(
        "officer/people.html",
        h1="People",
        by_role=[(role, lines) for role, lines in by_role if lines],
        everyone=everyone,
        waiting=[one for one in everyone if not one.has_password and not one.disabled_at],
        slug=found.board.slug,
    )


@bp.route("/people/new", methods=["GET", "POST"])
@allows(Action.MANAGE_PEOPLE, load=load_board)
def new_person(found: BoardInHand) -> ResponseReturnValue:
    """Add someone, or give someone who has an account a role in this board."""
    form = PersonForm(posted(), data={"agency": request.args.get("agency", ""), "invite": True})
    _give_choices(form, found.board)
    if request.method == "POST" and form.validate():
        try:
            added = services.add(
                found.board,
                form.name.data,
                form.email.data,
                Role(form.role.data),
                form.agency.data,
                identity.by(),
                invite=bool(form.invite.data),
            )
        except Refused as fault:
            form.refuse(fault.field, fault.sentence)
        else:
            flash(_added_words(added))
            return _to_person(found.board, added.person_id)
    page = render_template(
        "officer/person_form.html",
        h1="Add a person",
        role_items=ROLE_ITEMS,
        form=form,
        errors=form.faults(),
        back=_came_from(form, found.board),
    )
    return page, 422 if form.errors else 200


def _came_from(form: PersonForm, board: BoardLook) -> tuple[str, str]:
    """The agency whose page asked for a new person, else everyone."""
    slug, names = request.args.get("agency", ""), dict(pairs(form.agency))
    if slug in names and slug and can(Action.SEE_AGENCIES, Subject(board.id)):
        return url_for("officer.agency", board=board.slug, agency=slug), names[slug]
    return url_for("officer.people", board=board.slug), "People"


def _added_words(added: Added) -> str:
    if added.invited:
        return f"{added.name} was added, and an invitation is on its way."
    if added.was_known:
        return f"{added.name} has an account already and now holds this role too."
    return f"{added.name} was added. No invitation has been sent."


def _give_choices(form: PersonForm | RoleForm, board: BoardLook) -> None:
    form.role.choices = choices((value, words) for value, words, _ in ROLE_ITEMS)
    members = [member for member in agencies.register(board) if member.left_at is None]
    form.agency.choices = choices([("", "No agency"), *((one.slug, one.name) for one in members)])


@bp.route("/people/<int:person>", methods=["GET", "POST"])
@allows(Action.MANAGE_PEOPLE, load=load_person)
def person(found: PersonOfBoard) -> ResponseReturnValue:
    """One person: what they hold here; posting gives one more role."""
    form = RoleForm(posted())
    _give_choices(form, found.board)
    if request.method == "POST" and form.validate():
        try:
            services.give(found, Role(form.role.data), form.agency.data, identity.by())
        except Refused as fault:
            form.refuse(fault.field, fault.sentence)
        else:
            flash(f"{found.name} now holds this role too.")
            return _back_to(found)
    page = render_template(
        "officer/person.html",
        h1=found.name,
        person=found,
        form=form,
        errors=form.faults(),
        role_items=ROLE_ITEMS,
        is_me=found.id == identity.actor().person_id,
        officer=Role.OFFICER,
        events=happened(record.about(found.board.slug, f"person/{found.id}", limit=10)),
    )
    return page, 422 if form.errors else 200


def _back_to(found: PersonOfBoard) -> ResponseReturnValue:
    return _to_person(found.board, found.id)


def _to_person(board: BoardLook, person_id: int) -> ResponseReturnValue:
    return redirect(url_for("officer.person", board=board.slug, person=person_id), 303)


@bp.post("/people/<int:person>/take")
@allows(Action.MANAGE_PEOPLE, load=load_person)
def take_role(found: PersonOfBoard) -> ResponseReturnValue:
    """Take a role away."""
    held = services.take(found, request.form.get("role", ""), identity.by())
    flash(f"{found.name} no longer holds: {held.words}.")
    if len(found.roles) == 1:
        return redirect(url_for("officer.people", board=found.board.slug), 303)
    return _back_to(found)


@bp.post("/people/<int:person>/invite")
@allows(Action.MANAGE_PEOPLE, load=load_person)
def invite(found: PersonOfBoard) -> ResponseReturnValue:
    """Send the invitation again."""
    services.invite_again(found, identity.by())
    flash(f"An invitation is on its way to {found.email}.")
    return _back_to(found)


@bp.post("/people/<int:person>/disable")
@allows(Action.MANAGE_PEOPLE, load=load_person)
def disable(found: PersonOfBoard) -> ResponseReturnValue:
    """Shut the person out."""
    services.disable(found, identity.by())
    flash(f"{found.name} can no longer sign in.")
    return _back_to(found)


@bp.post("/people/<int:person>/enable")
@allows(Action.MANAGE_PEOPLE, load=load_person)
def enable(found: PersonOfBoard) -> ResponseReturnValue:
    """Let the person sign in again."""
    services.enable(found, identity.by())
    flash(f"{found.name} can sign in again.")
    return _back_to(found)


@bp.post("/people/<int:person>/end-sessions")
@allows(Action.MANAGE_PEOPLE, load=load_person)
def end_sessions(found: PersonOfBoard) -> ResponseReturnValue:
    """Sign the person out everywhere."""
    ended = services.end_sessions(found, identity.by())
    flash(f"{found.name} was signed out of {ended} session{'' if ended == 1 else 's'}.")
    return _back_to(found)
