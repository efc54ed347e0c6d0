"""The frame of every page: who may come, headers, errors in words."""

from flask import Flask
from flask.testing import FlaskClient

from s11.domain.permissions import Role
from tests import factories


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
