"""A small world in which every address of the application can be filled in.

Two boards. In Marlbridge: two agencies, one draft, one open and one closed cycle whose one return
is signed. The first agency belongs to the other board too, where other people act for it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from io import BytesIO
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from s11 import clock
from s11.domain.answers import Answer, CriterionMark, Mark
from s11.domain.cycles import CycleStatus
from s11.domain.merging import Save
from s11.domain.permissions import Role
from s11.domain.standards import Edition
from s11.domain.submissions import Status
from s11.files import EXTENSION
from s11.files.port import FileStore
from s11.services import answering, evidence, signing
from s11.services.evidence import Posted, Upload
from s11.services.recording import By
from s11.store import evidence as evidence_store
from s11.store.database import db
from s11.store.models import Agency, Board, Cycle, Membership, Person
from s11.store.submissions import ReturnInHand, return_in_hand
from tests import factories
from tests.domain.making import PERCENT, choice, criteria, edition, rating, standard, told
from tests.rules import note_world, panel_world

_MET = CriterionMark(Mark.MET)
LONG = "Tell us of the places in which children, families and staff would notice that it is so."
STRANGER, HALF_IN = "a stranger", "a lead without the second factor"


def small_edition() -> Edition:
    """Two standards with a question of every type, as long as real questions are."""
    questions = (
        rating("a.1", may_be_not_applicable=True, action_below="green"),
        rating("a.2", PERCENT),
        choice("a.3"),
        criteria("a.4", 60, 40),
    )
    first = standard("a", *(replace(one, text=f"{one.text} {LONG}") for one in questions))
    others = (told(f"b.{n}", kind) for n, kind in enumerate(("text", "date", "number"), 1))
    types = {"housing": "Housing provider", "police": "Police"}
    return edition(first, standard("b", *others, rating("b.4")), agency_types=types)


ANSWERS = (
    Answer("a.1", "green", evidence="Checked every month."),
    Answer("a.2", "80"),
    Answer("a.3", "yes"),
    Answer("b.1", "Much was learned."),
    Answer("b.2", "2026-05-01"),
    Answer("b.3", "12"),
    Answer("b.4", "green"),
    Answer("objectives:1", "Train every volunteer", impact="Nobody works untrained"),
)


@dataclass
class World:
    """The application with the world in it; `restore` puts it back as it was made."""

    app: Flask
    ids: Mapping[str, Any]
    foreign: Mapping[str, Any]
    cookies: Mapping[str, str]

    @cached_property
    def connection(self) -> sqlite3.Connection:
        """The one connection of the database in memory."""
        with self.app.app_context():
            raw = db.engine.raw_connection().driver_connection
        assert isinstance(raw, sqlite3.Connection)
        return raw

    @cached_property
    def _as_made(self) -> sqlite3.Connection:
        copy = sqlite3.connect(":memory:")
        self.connection.backup(copy)
        return copy

    def restore(self) -> None:
        """Undo everything that was done since the world was made."""
        self._as_made.backup(self.connection)

    @property
    def changes(self) -> int:
        """How many rows were ever changed: the same before and after means nothing happened."""
        return self.connection.total_changes

    def client(self, who: str) -> FlaskClient:
        """A browser in which `who` is signed in."""
        client = self.app.test_client()
        if cookie := self.cookies.get(who):
            client.set_cookie("s11", cookie)
        return client

    @cached_property
    def rules(self) -> list[tuple[Rule, str]]:
        """(rule, method) of every address, in order; the server's own methods left out."""
        return sorted(
            (
                (rule, method)
                for rule in self.app.url_map.iter_rules()
                for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
            ),
            key=lambda pair: (pair[0].rule, pair[1]),
        )

    def path(self, rule: Rule, **other: Any) -> str:
        """The rule's address, filled in with this world's own things but for `other`."""
        part = rule.endpoint.partition(".")[0]
        wanted = SCENES.get(rule.endpoint, SCENES.get(part, {}))
        scene = {name: self.ids.get(is_, is_) for name, is_ in wanted.items()}
        values = {**self.ids, **scene, **other}
        with self.app.test_request_context():
            built = rule.build({name: values[name] for name in rule.arguments})
        assert built is not None
        return built[1]


# Where a page needs a cycle other than the open one, or a return that somebody has signed.
# A name without a dot speaks for every page of that part that has no line of its own.
SCENES: dict[str, dict[str, str]] = {
    "panel": {"cycle": "closed", "file": "signed_file"},
    "comparing": {"cycle": "closed"},
    "agency.download": {"cycle": "closed", "file": "signed_file"},
    "agency.report": {"cycle": "closed"},
    "agency.report_pdf": {"cycle": "closed"},
    "agency.report_version": {"cycle": "closed"},
    "agency.submitted": {"cycle": "closed"},
    "officer.edit_cycle": {"cycle": "draft"},
    "officer.open_cycle": {"cycle": "draft"},
    "officer.reopen": {"cycle": "closed"},
    **panel_world.SCENES,
    **note_world.SCENES,
}


def build(app: Flask) -> World:
    """Make the world in this app's empty database; an app context must be open."""
    home = factories.board("marlbridge", "Marlbridge Safeguarding Children Partnership")
    away = factories.board("otherton", "Otherton Safeguarding Partnership")
    ours = factories.agency(home, name="Harbour Homes")
    neighbour = factories.agency(home, "police", name="Marlbridge Police")
    stranger = factories.agency(away, "police", name="Otherton Police")
    db.session.add(Membership(board_id=away.id, agency_id=ours.id, agency_type="housing"))
    people = _people(home, away, ours, neighbour)
    asked = small_edition()
    closed, signed_file = _signed(app, home, ours, asked, people)
    panels = panel_world.own(home, closed, ours, people)
    notes = note_world.own(_in_hand("marlbridge", "closed", ours.slug), people)
    open_now = factories.open_cycle(home, asked, "open", previous_id=closed.id)
    mine = factories.submission(open_now, ours)
    factories.submission(open_now, neighbour, "police")
    factories.help_with(mine, "a", people["a contributor who was asked"])
    factories.cycle(home, "draft", edition="2026")
    elsewhere = factories.open_cycle(away, replace(asked, title="Elsewhere"), "elsewhere")
    factories.submission(elsewhere, stranger, "police")
    factories.submission(elsewhere, ours)
    files = [
        _file(app, people[name], _in_hand("marlbridge", "open", its.slug), asked)
        for name, its in (("a lead", ours), ("a neighbour's lead", neighbour))
    ]
    foreign_panels = panel_world.foreign(away, elsewhere, people)
    cookies, sessions = _sign_everyone_in(app, people)
    db.session.commit()
    return World(
        app,
        ids={
            "board": "marlbridge",
            "cycle": "open",
            "agency": ours.slug,
            "standard": "a",
            "version": 1,
            "person": people["a contributor who was not asked"].id,
            "session_id": sessions["an officer"],
            "file": files[0],
            **panels,
            **notes,
            "signed_file": signed_file,
            "token": "not-a-token",
            "filename": "build/manifest.json",
        },
        foreign={
            "board": "otherton",
            "cycle": "elsewhere",
            "agency": stranger.slug,
            "standard": "z",
            "version": 9,
            "person": people["an officer elsewhere"].id,
            "session_id": sessions["an officer elsewhere"],
            "file": files[1],
            **foreign_panels,
            "number": 99,
        },
        cookies=cookies,
    )


def _people(home: Board, away: Board, ours: Agency, neighbour: Agency) -> dict[str, Person]:
    held: dict[str, tuple[tuple[Role, Board | None, Agency | None], ...]] = {
        "an administrator": ((Role.ADMIN, None, None),),
        "an officer": ((Role.OFFICER, home, None),),
        "an officer with an interest": ((Role.OFFICER, home, None),),
        "a chair with an interest": ((Role.CHAIR, home, None),),
        "a chair": ((Role.CHAIR, home, None),),
        "a reader": ((Role.READER, home, None),),
        "a panel member": ((Role.PANEL_MEMBER, home, None),),
        "a panel member without a seat": ((Role.PANEL_MEMBER, home, None),),
        "a panel member with an interest": ((Role.PANEL_MEMBER, home, None),),
        "a lead with a seat": ((Role.PANEL_MEMBER, home, None), (Role.LEAD, home, ours)),
        "a lead": ((Role.LEAD, home, ours),),
        "a contributor who was asked": ((Role.CONTRIBUTOR, home, ours),),
        "a contributor who was not asked": ((Role.CONTRIBUTOR, home, ours),),
        "a signatory": ((Role.SIGNATORY, home, ours),),
        "a neighbour's lead": ((Role.LEAD, home, neighbour),),
        "a neighbour's signatory": ((Role.SIGNATORY, home, neighbour),),
        "a neighbour's contributor": ((Role.CONTRIBUTOR, home, neighbour),),
        "an officer elsewhere": ((Role.OFFICER, away, None),),
        "our lead elsewhere": ((Role.LEAD, away, ours),),
        "our signatory elsewhere": ((Role.SIGNATORY, away, ours),),
        "somebody without a role": (),
        HALF_IN: ((Role.LEAD, home, ours),),
    }
    return {name: factories.person(*roles, name=name.title()) for name, roles in held.items()}


def _sign_everyone_in(
    app: Flask, people: Mapping[str, Person]
) -> tuple[dict[str, str], dict[str, int]]:
    cookies, sessions = {}, {}
    for name, person in people.items():
        client = app.test_client()
        sessions[name] = factories.sign_in(client, person, verified=name != HALF_IN).id
        factories.csrf(client)
        cookie = client.get_cookie("s11")
        assert cookie is not None
        cookies[name] = cookie.value
    return cookies, sessions


def _signed(
    app: Flask, home: Board, ours: Agency, asked: Edition, people: Mapping[str, Person]
) -> tuple[Cycle, int]:
    """A closed cycle of last year with our one return, signed, and the number of its file."""
    lead, signatory = people["a lead"], people["a signatory"]
    at = clock.now() - timedelta(days=200)
    window = {"opens_at": at - timedelta(days=30), "due_at": at + timedelta(days=30)}
    cycle = factories.open_cycle(home, asked, "closed", **window)
    its_return = factories.submission(cycle, ours)
    where = (home.slug, cycle.slug, ours.slug)
    by_lead, by_signatory = factories.by(lead, at), factories.by(signatory, at)
    _answer(by_lead, _in_hand(*where), asked)
    file = _file(app, lead, _in_hand(*where), asked)
    signing.ask_to_sign(by_lead, _in_hand(*where), asked)
    signing.sign(by_signatory, _in_hand(*where), asked, name=signatory.name, role="Director")
    cycle.status, cycle.closed_at = CycleStatus.CLOSED, at
    assert its_return.status is Status.SUBMITTED
    return cycle, file


def _answer(by: By, page: ReturnInHand, asked: Edition) -> None:
    from_marks = Answer("a.4", marks={"x": _MET, "y": _MET})
    answering.save(by, page, asked, [Save(one, 0) for one in (*ANSWERS, from_marks)])


def _file(app: Flask, by: Person, page: ReturnInHand, asked: Edition) -> int:
    """Add a file to a return; its number."""
    posted = Posted((Upload("minutes.txt", BytesIO(page.agency_name.encode())),))
    kept: FileStore = app.extensions[EXTENSION]
    added = evidence.add(
        factories.by(by, page.opens_at + timedelta(days=1)),
        page,
        asked,
        {"a.1": posted},
        files=kept,
        max_bytes=1000,
    )
    assert added.count == 1, added.faults
    return evidence_store.files_of(page.id)[0].id


def _in_hand(board: str, cycle: str, agency: str) -> ReturnInHand:
    found = return_in_hand(board, cycle, agency)
    assert found is not None
    return found
