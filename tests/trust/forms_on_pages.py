"""Every form that somebody can find on their pages, ready to be sent with something else in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from s11.domain.answers import Answer, CriterionMark, Mark
from s11.domain.merging import Save
from s11.services import answering, signing
from s11.store.database import db
from s11.store.models import Person
from s11.store.submissions import return_in_hand
from tests import factories
from tests.conftest import Browser
from tests.rules.world import ANSWERS, World, small_edition

OPEN = "/boards/marlbridge/cycles/open"
RETURN = f"{OPEN}/returns/harbour-homes"
WAITING = f"{OPEN}/returns/marlbridge-police"
# The panel of the closed cycle, and its session, are the first that the world makes.
PANEL = "/boards/marlbridge/cycles/closed/panels/1"
PAGES: dict[str, Sequence[str]] = {
    "a lead": (
        f"{RETURN}",
        f"{RETURN}/standards/a",
        f"{RETURN}/standards/b",
        f"{RETURN}/objectives",
        f"{RETURN}/objectives?more=1",
        f"{RETURN}/helpers",
        f"{RETURN}/check",
        "/account",
    ),
    "a neighbour's signatory": (f"{WAITING}/sign",),
    "an officer": (
        "/boards/marlbridge/cycles/new",
        "/boards/marlbridge/cycles/draft/edit",
        "/boards/marlbridge/cycles/draft",
        f"{OPEN}",
        f"{OPEN}/close",
        f"{OPEN}/extend",
        f"{OPEN}/expect",
        f"{OPEN}/expected/harbour-homes",
        f"{OPEN}/expected/harbour-homes/extend",
        f"{OPEN}/expected/marlbridge-police/withdraw",
        "/boards/marlbridge/agencies",
        "/boards/marlbridge/agencies/new",
        "/boards/marlbridge/agencies/import",
        "/boards/marlbridge/agencies/harbour-homes",
        "/boards/marlbridge/agencies/harbour-homes/edit",
        "/boards/marlbridge/people",
        "/boards/marlbridge/people/new",
        "/boards/marlbridge/record",
        "/boards/marlbridge/interests",
        f"{OPEN}/panels/new",
        f"{OPEN}/panels/sharing",
        f"{PANEL}/edit",
        f"{PANEL}/invite",
        f"{PANEL}/share-out",
        f"{PANEL}/returns/harbour-homes",
        f"{PANEL}/sessions/new",
        f"{PANEL}/sessions/1",
        f"{PANEL}/sessions/1/cancel",
    ),
    "nobody": ("/sign-in", "/reset"),
}
# Ending one's session, or somebody's account, ends the test and not the platform.
LEFT_OUT = ("/sign-out", "/end", "/disable", "/theme")


@dataclass(frozen=True)
class FoundForm:
    """A form as its page shows it: where it goes, how, and what its fields hold."""

    who: str
    page: str
    action: str
    posts: bool
    fields: tuple[tuple[str, str], ...]
    typed: frozenset[str]

    def filled(self, words: str, only: str | None = None) -> MultiDict[str, str]:
        """The fields as they are, but for `words` where somebody can type (or in one field)."""
        wanted = {only} if only else self.typed
        return MultiDict([(name, words if name in wanted else said) for name, said in self.fields])


def _fields(form: Tag) -> list[tuple[str, str, str]]:
    """(name, what it holds, kind) of every control that has a name."""
    found = []
    for control in form.select("input[name], textarea[name], select[name]"):
        kind = str(control.get("type", control.name))
        held = control.text if control.name == "textarea" else str(control.get("value", ""))
        if control.name == "select":
            chosen = control.select_one("option[selected]") or control.select_one("option[value]")
            held = str(chosen.get("value", "")) if chosen else ""
        if kind not in {"submit", "file", "button"} and control["name"] != "csrf_token":
            found.append((str(control["name"]), held, kind))
    return found


def forms_of(client: FlaskClient, who: str, page: str) -> list[FoundForm]:
    """The forms of one page."""
    shown = client.get(page)
    assert shown.status_code == 200, (who, page, shown.status_code, shown.location)
    made = []
    for form in BeautifulSoup(shown.text, "html5lib").find_all("form"):
        action = str(form.get("action") or page)
        if any(part in action for part in LEFT_OUT):
            continue
        fields = _fields(form)
        made.append(
            FoundForm(
                who,
                page,
                action,
                str(form.get("method", "get")).lower() == "post",
                tuple((name, held) for name, held, _ in fields),
                # Hidden fields and choices too: nothing keeps somebody from changing them.
                frozenset(name for name, _, kind in fields),
            )
        )
    return made


def ask_for_a_signature(world: World) -> None:
    """Bring the neighbour's return to where its signatory reads and signs it."""
    lead = db.session.scalars(select(Person).where(Person.name == "A Neighbour'S Lead")).one()
    marks = {key: CriterionMark(Mark.MET) for key in "xy"}
    page, asked = return_in_hand("marlbridge", "open", "marlbridge-police"), small_edition()
    assert page
    said = (*ANSWERS, Answer("a.4", marks=marks))
    answering.save(factories.by(lead), page, asked, [Save(one, 0) for one in said])
    page = return_in_hand("marlbridge", "open", "marlbridge-police")
    assert page
    signing.ask_to_sign(factories.by(lead), page, asked)


def everybody(app: Flask, world: World) -> dict[str, FlaskClient]:
    """A browser for each role of PAGES, and for a stranger."""
    app.test_client_class = Browser
    made = {who: world.client(who) for who in PAGES}
    strangers = ("somebody without a role", "our lead elsewhere")
    return made | {who: world.client(who) for who in strangers}


def all_forms(clients: dict[str, FlaskClient]) -> list[FoundForm]:
    return [
        form
        for who, pages in PAGES.items()
        for page in pages
        for form in forms_of(clients[who], who, page)
    ]


def send(client: FlaskClient, form: FoundForm, fields: MultiDict[str, str]) -> TestResponse:
    """Send the form with these fields, from this browser."""
    if not form.posts:
        return client.get(form.action, query_string=fields)
    fields = MultiDict(fields)
    fields["csrf_token"] = factories.csrf(client)
    return client.post(form.action, data=fields)
