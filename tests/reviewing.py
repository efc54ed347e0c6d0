"""A signed return with a year behind it, and the panel that reads it."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from s11.domain.answers import Answer, PlannedAction
from s11.domain.permissions import Role
from s11.files import EXTENSION
from s11.services import answering, evidence, signing
from s11.services.evidence import Posted, Upload
from s11.store import evidence as evidence_store
from s11.store.database import db
from s11.store.models import EvidenceFile, Person
from s11.store.submissions import ReturnInHand
from tests import factories
from tests.domain.making import (
    PERCENT,
    criteria,
    edition,
    gave,
    marked,
    rating,
    standard,
    told,
)
from tests.services.cycles_of_one import History

ASKED = edition(
    standard(
        "a",
        rating("a.1", action_below="amber"),
        rating("a.2", may_be_not_applicable=True),
        criteria("a.3", 60, 40),
        rating("a.4", PERCENT),
    ),
    standard("b", rating("b.1", critical=True), told("b.2", "text")),
    agency_types={"housing": "Housing provider"},
)
HOUSING = "Marlbridge Housing"
REVIEW = "/boards/marlbridge/cycles/now/reviews/marlbridge-housing"


def said(**values: str) -> dict[str, Answer]:
    """A whole return, with the values given in place of the usual ones."""
    usual = {"a.1": "green", "a.2": "amber", "a.4": "65", "b.1": "green", "b.2": "We moved."}
    usual |= {key.replace("_", "."): value for key, value in values.items()}
    found = {key: gave(key, value) for key, value in usual.items()}
    return found | {"a.3": marked("a.3", "mn")}


def signed_twice() -> History:
    """Marlbridge Housing signed last year, with an action for its red rating, and now."""
    history = History()
    history.cycle("then", ASKED)
    history.cycle("now", ASKED, previous="then")
    planned = PlannedAction("Name a deputy", "Chief executive", "2020-01-31")
    then = said(a_1="red") | {"a.1": replace(gave("a.1", "red"), actions=(planned,))}
    history.sign("then", then)
    history.sign("now", said())
    return history


class Reviewed:
    """Marlbridge Housing signed last year and now; a panel of two is to read it."""

    def __init__(self, app: Flask) -> None:
        self.history = signed_twice()
        self.kept = app.extensions[EXTENSION]
        self.board = self.history.board
        member = (Role.PANEL_MEMBER, self.board, None)
        self.emyr = factories.person(member, name="Emyr Panel")
        self.oyin = factories.person(member, name="Oyin Panel")
        self.officer = factories.person((Role.OFFICER, self.board, None), name="Ottoline Officer")
        self.chair = factories.person((Role.CHAIR, self.board, None), name="Desmond Chair")
        self.panel = factories.panel(self.history.cycles["now"], self.emyr, self.oyin)
        factories.review(self.panel, self.history.expects("now"), self.emyr)
        db.session.commit()

    @property
    def page(self) -> ReturnInHand:
        return self.history.page("now")

    @property
    def lead(self) -> Person:
        return self.history.people[HOUSING][0]

    def reader(self, app: Flask, who: Person) -> FlaskClient:
        """A browser in which `who` is signed in."""
        client = app.test_client()
        factories.sign_in(client, who)
        return client

    def add_file(self) -> EvidenceFile:
        """The agency takes its return up again, adds a file, and signs anew."""
        by = factories.by(self.lead)
        signing.reopen(factories.by(self.officer), self.page, "Show it.")
        upload = Upload("minutes.txt", BytesIO(b"Minutes of May."))
        evidence.add(
            by, self.page, ASKED, {"a.1": Posted((upload,))}, files=self.kept, max_bytes=1000
        )
        signing.ask_to_sign(by, self.page, ASKED)
        signatory = factories.by(self.history.people[HOUSING][1])
        signing.sign(signatory, self.page, ASKED, name="Ade", role="Chief")
        return evidence_store.files_of(self.page.id)[0]

    def draft(self, answer: Answer) -> None:
        """The agency writes in a return that was reopened, and does not sign."""
        signing.reopen(factories.by(self.officer), self.page, "Look at it again.")
        stands = answering.store.answers_of(self.page.id)[answer.question]
        save = answering.Save(answer, stands.version)
        answering.save(factories.by(self.lead), self.page, ASKED, [save])


def rate(
    client: FlaskClient, question: str, value: str = "", reason: str = "", version: int = 0
) -> TestResponse:
    """Send the panel's rating of a question, as its form on the page would."""
    typed = {"version": str(version), "value": value, "reason": reason}
    posted = {f"{question}-{name}": what for name, what in typed.items()}
    return factories.post(client, f"{REVIEW}/questions/{question}/rating", posted)


def mark_read(client: FlaskClient, question: str) -> TestResponse:
    """Press "Next question"."""
    return factories.post(client, f"{REVIEW}/questions/{question}/read")
