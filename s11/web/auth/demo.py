"""The demo's switch: be somebody else by one click. Nothing here is wired outside the demo."""

from __future__ import annotations

from flask import Flask, url_for
from flask.typing import ResponseReturnValue

from s11 import clock
from s11.domain.permissions import ROLE_WORDS, Role
from s11.domain.submissions import Status
from s11.services import signing_in
from s11.store import accounts
from s11.store.models import Person
from s11.web import identity
from s11.web.access import public
from s11.web.auth import arriving

# The people worth being: the first who holds the role and whose return stands so (None: any).
WORTH_BEING: tuple[tuple[Role, Status | None], ...] = (
    (Role.OFFICER, None),
    (Role.LEAD, Status.IN_PROGRESS),
    (Role.LEAD, Status.NOT_STARTED),
    (Role.CONTRIBUTOR, Status.IN_PROGRESS),
    (Role.SIGNATORY, Status.WITH_SIGNATORY),
    (Role.PANEL_MEMBER, None),
    (Role.CHAIR, None),
    (Role.READER, None),
)


def init_app(app: Flask) -> None:
    """Add the switch's route and its names."""
    app.add_url_rule(
        "/demo/become/<int:person_id>", "auth.become", view_func=become, methods=["POST"]
    )
    app.context_processor(lambda: {"demo_people": demo_people()})


@public("the demo only: everyone in it is invented")
def become(person_id: int) -> ResponseReturnValue:
    """Sign in as this person."""
    token = signing_in.become(person_id, identity.browser(), clock.now())
    return arriving.password_accepted(token)


def demo_people() -> list[tuple[str, str, str, str]]:
    """(name, role, agency, address that becomes them) of a handful of people."""
    holders = accounts.holders()
    chosen: dict[int, tuple[str, str, str, str]] = {}
    for wanted, status in WORTH_BEING:
        for person, role, agency, stands in holders:
            fits = role is wanted and (status is None or stands is status)
            if fits and person.id not in chosen:
                chosen[person.id] = _entry(person, role, agency)
                break
    return list(chosen.values())


def _entry(person: Person, role: Role, agency: str | None) -> tuple[str, str, str, str]:
    url = url_for("auth.become", person_id=person.id)
    return (person.name, ROLE_WORDS[role], agency or "", url)
