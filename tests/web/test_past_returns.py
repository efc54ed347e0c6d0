"""A return from a spreadsheet says so wherever it shows, on every page and on paper."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader

from s11.domain.permissions import Role
from tests import factories
from tests.domain.making import answers
from tests.services.cycles_of_one import History
from tests.services.test_bringing_in import ROWS, bring_in, history, officer

CYCLE = "/boards/marlbridge/cycles/s11-2025"
RETURN = f"{CYCLE}/returns/marlbridge-housing"
SENTENCE = "Imported from a spreadsheet by Ines Okafor on"


@pytest.fixture
def two(app: Flask) -> History:
    """A past cycle with one return from a spreadsheet, and a cycle that looks back on it."""
    made = history()
    bring_in(ROWS, officer(made))
    made.sign("s11-2026", answers(a_1="green", a_2="amber"))
    return made


@pytest.fixture
def clerk(two: History, client: FlaskClient) -> FlaskClient:
    """The board's officer at a browser."""
    factories.sign_in(client, factories.person((Role.OFFICER, two.board, None)))
    return client


@pytest.fixture
def lead(two: History, client: FlaskClient) -> FlaskClient:
    """The agency's lead at a browser."""
    factories.sign_in(client, two.people["Marlbridge Housing"][0])
    return client


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (CYCLE, "From a spreadsheet"),
        (f"{CYCLE}/returns.csv", "Brought in from"),
        (f"{CYCLE}/expected/marlbridge-housing", "From a spreadsheet"),
        (f"{CYCLE}/expected/marlbridge-housing", "nobody signed it here"),
        ("/boards/marlbridge/agencies/marlbridge-housing", "brought in from a spreadsheet"),
        (f"{RETURN}/report", SENTENCE),
        (f"{CYCLE}/compare", "Brought in from: spreadsheet"),
        (f"{RETURN}/history", "Brought in from: spreadsheet"),
    ],
)
def test_the_board_s_pages_say_where_it_came_from(
    clerk: FlaskClient, path: str, words: str
) -> None:
    page = clerk.get(path)
    assert page.status_code == 200
    assert words in page.text


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/returns", "Brought in from a spreadsheet"),
        (RETURN, "was brought in from a spreadsheet; nobody signed it here."),
        (f"{RETURN}/report", SENTENCE),
        (f"{RETURN}/history", "Brought in from: spreadsheet"),
    ],
)
def test_the_agency_s_pages_say_where_it_came_from(
    lead: FlaskClient, path: str, words: str
) -> None:
    assert words in lead.get(path).text


def test_its_paper_says_that_nobody_signed_it(lead: FlaskClient) -> None:
    data = lead.get(f"{RETURN}/versions/1/report.pdf").data
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    words = " ".join(text.split())
    assert SENTENCE in words
    assert "; nobody signed it here." in words
    assert "Brought in by Ines Okafor" in words
    assert "Signed by" not in words


def test_the_next_report_moves_against_it(lead: FlaskClient) -> None:
    page = lead.get("/boards/marlbridge/cycles/s11-2026/returns/marlbridge-housing/report").text
    assert "Since Audit s11-2025" in page
    assert "Up 50 points overall" in page
