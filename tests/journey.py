"""A small return to work on: one board, one agency with its people, an edition of every type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from s11.domain.permissions import Role
from s11.domain.standards import AnswerIn, CarryForward, Edition, EvidenceRule
from s11.store.models import Agency, Board, Cycle, Person, Submission
from tests import factories
from tests.domain.making import choice, criteria, edition, rating, standard, told


def every_type(name: str = "2026") -> Edition:
    """An edition with each answer type, a condition, evidence and action rules, a prefill."""
    return edition(
        standard(
            "a",
            rating(
                "a.lead",
                action_below="green",
                evidence=EvidenceRule("Minutes or a report", required_at="green"),
                may_be_not_applicable=True,
                guidance="Someone at board level leads.",
            ),
            choice("a.volunteers", carry_forward=CarryForward.PREFILL),
            rating("a.checks", show_if=AnswerIn("a.volunteers", ("yes",)), action_below="green"),
            told("a.share", "percentage"),
        ),
        standard(
            "b",
            criteria("b.policy", 40, 35, 25),
            told("b.dated", "date"),
            told("b.count", "number"),
            told("b.example", "text"),
        ),
        name=name,
        agency_types={"housing": "Housing"},
    )


@dataclass
class Place:
    """Who is who around one return."""

    board: Board
    agency: Agency
    cycle: Cycle
    submission: Submission
    lead: Person
    contributor: Person
    signatory: Person
    officer: Person

    @property
    def path(self) -> str:
        """The return's address."""
        return f"/boards/{self.board.slug}/cycles/{self.cycle.slug}/returns/{self.agency.slug}"


def place(asked: Edition | None = None, **cycle: Any) -> Place:
    """A board whose one agency has an open return that nobody has touched."""
    board = factories.board("marlbridge")
    agency = factories.agency(board, name="Marlbridge Housing")
    opened = factories.open_cycle(board, asked or every_type(), **cycle)
    return Place(
        board=board,
        agency=agency,
        cycle=opened,
        submission=factories.submission(opened, agency),
        lead=factories.person((Role.LEAD, board, agency), name="Priya Lead"),
        contributor=factories.person((Role.CONTRIBUTOR, board, agency), name="Sam Helper"),
        signatory=factories.person((Role.SIGNATORY, board, agency), name="Ade Signatory"),
        officer=factories.person((Role.OFFICER, board, None), name="Olu Officer"),
    )


WHOLE = {
    "a": {
        "a.lead-value": "green",
        "a.lead-evidence": "Minutes of May.",
        "a.volunteers-value": "no",
        "a.share-value": "92",
    },
    "b": {
        "b.policy-mark-x": "met",
        "b.policy-mark-y": "met",
        "b.policy-mark-z": "not met",
        "b.dated-value-day": "31",
        "b.dated-value-month": "3",
        "b.dated-value-year": "2026",
        "b.count-value": "4",
        "b.example-value": "Young people chose the opening hours.",
    },
}
QUESTIONS = {
    "a": ("a.lead", "a.volunteers", "a.checks", "a.share"),
    "b": ("b.policy", "b.dated", "b.count", "b.example"),
}


def fields(standard: str, versions: dict[str, int] | None = None, **more: str) -> dict[str, str]:
    """A posted page of the standard: every card's version (0 unless told), and `more` fields."""
    shown = {f"{q}-version": str((versions or {}).get(q, 0)) for q in QUESTIONS[standard]}
    return {**shown, **more}


def save(
    client: FlaskClient, at: Place, standard: str, posted: dict[str, str], **options: Any
) -> TestResponse:
    """Save a standard's page."""
    return factories.post(client, f"{at.path}/standards/{standard}", posted, **options)


def complete(client: FlaskClient, at: Place) -> None:
    """Answer everything that is asked, as whoever is signed in."""
    for key, answers in WHOLE.items():
        response = save(client, at, key, {**fields(key), **answers})
        assert response.status_code == 303, response.text
