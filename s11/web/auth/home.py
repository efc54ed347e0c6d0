"""The front door: everyone goes to where their work is."""

from __future__ import annotations

from dataclasses import dataclass

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from s11.domain.permissions import AGENCY_ROLES, ROLE_WORDS, Role
from s11.store import accounts
from s11.store.people import RoleHeld, SignedIn
from s11.web import identity
from s11.web.access import public
from s11.web.auth.blueprint import bp

# The page that each board role starts from; a panel member's holds every board.
STARTS: dict[Role, str] = {
    Role.OFFICER: "officer.cycles",
    Role.CHAIR: "officer.cycles",
    Role.READER: "officer.cycles",
}


@dataclass(frozen=True, slots=True)
class Door:
    """One place to go: its address, its name and as what one goes there."""

    url: str
    name: str
    roles: str


@bp.get("/")
@public("sends strangers to sign in")
def home() -> ResponseReturnValue:
    """One place: go there. Several: choose. A stranger signs in."""
    signed = identity.who()
    if signed is None or not signed.verified:
        return redirect(url_for("auth.code" if signed else "auth.sign_in"), 303)
    doors = _doors(signed)
    if len(doors) == 1:
        return redirect(doors[0].url, 303)
    held = sorted({ROLE_WORDS[role.grant.role].lower() for role in signed.roles})
    h1 = "Where do you want to go?" if doors else "Nothing to open yet"
    return render_template("auth/home.html", h1=h1, doors=doors, held=held)


def _doors(signed: SignedIn) -> list[Door]:
    doors: dict[str, Door] = {}
    for held in signed.roles:
        door = _door(held)
        if door:
            # A person who is the chair and a reader of one board has one door there.
            doors.setdefault(door.url, door)
    if any(held.grant.role is Role.ADMIN for held in signed.roles):
        for board in accounts.all_boards():
            url = url_for("officer.people", board=board.slug)
            doors.setdefault(url, Door(url, f"People of {board.name}", ROLE_WORDS[Role.ADMIN]))
    return list(doors.values())


def _door(held: RoleHeld) -> Door | None:
    role, words = held.grant.role, ROLE_WORDS[held.grant.role]
    if role in AGENCY_ROLES:
        return Door(url_for("agency.home"), "Your returns", f"{words}, {held.agency_name}")
    if role is Role.PANEL_MEMBER:
        return Door(url_for("panel.reviews"), "Your reviews", words)
    if held.board and role in STARTS:
        return Door(url_for(STARTS[role], board=held.board.slug), held.board.name, words)
    return None
