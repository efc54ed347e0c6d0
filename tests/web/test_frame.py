"""The frame of every page: who may come, headers, errors in words."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from s11.domain.permissions import Role
from tests import factories, journey


def test_a_stranger_is_sent_to_sign_in_and_brought_back(client: FlaskClient) -> None:
    answer = client.get("/returns?x=1")
    assert answer.status_code == 303
    assert answer.location == "/sign-in?next=/returns?x%3D1"


def test_an_unknown_address_gets_a_page_in_words(client: FlaskClient) -> None:
    answer = client.get("/nothing-here")
    assert answer.status_code == 404
    assert b"Page not found" in answer.data


def test_every_response_forbids_inline_scripts_and_framing(client: FlaskClient) -> None:
    answer = client.get("/nothing-here")
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "'unsafe-inline'" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_live_session_signs_in_and_an_ended_one_does_not(app: Flask, client: FlaskClient) -> None:
    board = factories.board()
    lead = factories.person((Role.LEAD, board, factories.agency(board)))
    session = factories.sign_in(client, lead)
    assert client.get("/returns").status_code == 200
    session.ended_at = session.started_at
    factories.db.session.commit()
    assert client.get("/returns").status_code == 303


@pytest.mark.parametrize("page", ["", "/standards/a", "/check", "/notes"])
def test_the_header_marks_returns_within_a_return(client: FlaskClient, page: str) -> None:
    at = journey.place()
    factories.sign_in(client, at.lead)
    assert marked(client, at.path + page) == ["Returns"]


def test_the_header_marks_one_part_for_whoever_has_several(client: FlaskClient) -> None:
    at = journey.place()
    both = (Role.LEAD, at.board, at.agency), (Role.OFFICER, at.board, None)
    factories.sign_in(client, factories.person(*both))
    assert marked(client, at.path) == ["Returns"]
    assert marked(client, f"/boards/{at.board.slug}/cycles") == ["Cycles"]
    assert marked(client, f"/boards/{at.board.slug}/agencies") == ["Agencies"]


def marked(client: FlaskClient, address: str) -> list[str]:
    """The header's links that are marked as this page's part."""
    header = client.get(address).text.split("</header>")[0]
    found = re.findall(r"<a[^>]*aria-current[^>]*>(.*?)</a>", header, re.DOTALL)
    return [re.sub(r"<[^>]+>", "", one).strip() for one in found]
