"""E-mailed links: opened without effect, used once, dead afterwards."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from s11 import clock
from s11.domain.permissions import Role
from s11.mail.message import Message
from s11.services import accounts, mailing
from s11.store.database import db
from s11.store.models import EmailedLink, OutboxMessage, Person
from tests import factories
from tests.web import getting_in
from tests.web.getting_in import PASSWORD, get_in, give_code, give_password, is_in, kinds

STRONG = "thistle marble oboe harbour"


def invited() -> tuple[Person, str]:
    """Someone new, and the path of their invitation."""
    board = factories.board(name="Marlbridge Safeguarding Children Partnership")
    officer = factories.person((Role.OFFICER, board, None))
    person = factories.person((Role.LEAD, board, factories.agency(board, name="Pebblewick Trust")))
    path = accounts.invite(person, factories.by(officer), board)
    db.session.commit()
    return person, path


def sent(app: Flask) -> list[Message]:
    mailing.send_queued()
    messages: list[Message] = app.extensions["s11_mail"].sent
    return messages


def path_in(message: Message) -> str:
    found = re.search(r"http://localhost(/\S+)", message.body)
    assert found
    return found[1]


def reset_path(app: Flask, client: FlaskClient, person: Person) -> str:
    factories.post(client, "/reset", {"email": person.email})
    return path_in(sent(app)[-1])


def test_an_invitation_sets_a_password_and_leads_to_the_authenticator(
    app: Flask, client: FlaskClient
) -> None:
    person, path = invited()
    page = client.get(path)
    assert "Marlbridge Safeguarding Children Partnership" in page.text
    assert person.name not in page.text
    assert factories.post(client, path, {"password": STRONG}).location == "/sign-in/code"
    assert client.get("/sign-in/code").location == "/sign-in/authenticator"
    assert not is_in(client)
    assert give_password(app.test_client(), person.email, STRONG).status_code == 303


def test_opening_an_invitation_changes_nothing(client: FlaskClient) -> None:
    person, path = invited()
    for _ in range(3):
        assert client.get(path).status_code == 200
        assert client.head(path).status_code == 200
    assert db.session.scalars(select(EmailedLink.used_at)).all() == [None]
    assert person.password_hash is None
    assert client.get_cookie("s11") is None or not is_in(client)


def test_an_invitation_works_once(app: Flask, client: FlaskClient) -> None:
    _, path = invited()
    factories.post(client, path, {"password": STRONG})
    again = factories.post(app.test_client(), path, {"password": "another harbour oboe thistle"})
    assert again.status_code == 410
    assert "no longer works" in again.text
    assert client.get(path).status_code == 410


def test_an_invitation_ends_after_fourteen_days_and_with_the_next_one(client: FlaskClient) -> None:
    person, path = invited()
    with time_machine.travel(clock.now() + timedelta(days=14)):
        assert client.get(path).status_code == 410
    newer = accounts.invite(person, factories.by(person), None)
    db.session.commit()
    assert client.get(path).status_code == 410
    assert client.get(newer).status_code == 200


def test_a_link_for_one_purpose_serves_no_other(client: FlaskClient) -> None:
    _, path = invited()
    assert client.get(path.replace("/invitation/", "/reset/")).status_code == 410
    assert client.get("/invitation/never-was").status_code == 410


def test_the_invitation_is_mailed_and_the_database_holds_no_working_link(app: Flask) -> None:
    person, path = invited()
    [message] = sent(app)
    assert message.to_address == person.email
    assert path_in(message) == path
    token = path.rpartition("/")[2]
    [row] = db.session.scalars(select(OutboxMessage))
    assert token not in row.body
    assert "{token:" not in message.body


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("short", "at least 12"),
        ("password1234", "easy to guess"),
        ("marlbridgepebblewick", "easy to guess"),
        ("x" * 201, "at most 200"),
    ],
)
def test_a_weak_password_is_refused_in_words_and_the_link_stays_good(
    client: FlaskClient, password: str, said: str
) -> None:
    person, path = invited()
    answer = factories.post(client, path, {"password": password})
    assert answer.status_code == 422
    assert said in answer.text
    assert person.password_hash is None
    assert client.get(path).status_code == 200


def test_a_long_password_is_used_to_its_end(app: Flask, client: FlaskClient) -> None:
    person, path = invited()
    long = STRONG * 7
    factories.post(client, path, {"password": long})
    assert give_password(app.test_client(), person.email, long[:-1]).status_code == 422
    assert give_password(app.test_client(), person.email, long).status_code == 303


def test_a_disabled_persons_link_is_dead(client: FlaskClient) -> None:
    person, path = invited()
    accounts.disable(person, factories.by(person))
    assert client.get(path).status_code == 410


def test_a_reset_sets_a_password_keeps_the_second_factor_and_ends_sessions(
    app: Flask, client: FlaskClient
) -> None:
    lead, elsewhere = getting_in.a_lead(), app.test_client()
    get_in(elsewhere, lead)
    path = reset_path(app, client, lead)
    assert client.get(path).status_code == 200
    assert is_in(elsewhere)
    assert factories.post(client, path, {"password": STRONG}).location == "/sign-in/code"
    assert not is_in(elsewhere)
    assert not is_in(client)
    assert give_code(client, getting_in.code(later=1)).status_code == 303
    assert is_in(client)
    assert give_password(app.test_client(), lead.email, PASSWORD).status_code == 422
    assert factories.post(client, path, {"password": STRONG}).status_code == 410


def test_a_reset_link_lasts_an_hour(app: Flask, client: FlaskClient) -> None:
    lead = getting_in.a_lead()
    path = reset_path(app, client, lead)
    with time_machine.travel(clock.now() + timedelta(hours=1)):
        assert client.get(path).status_code == 410


def test_a_reset_answers_the_same_whatever_the_address(app: Flask, client: FlaskClient) -> None:
    lead = getting_in.a_lead()
    known = factories.post(client, "/reset", {"email": lead.email})
    unknown = factories.post(client, "/reset", {"email": "nobody@example.org"})
    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
    assert [message.to_address for message in sent(app)] == [lead.email]
    assert kinds("board-1") == ["reset asked"]
    assert kinds("installation") == ["reset asked"]


def test_nobody_fills_somebody_elses_inbox(app: Flask, client: FlaskClient) -> None:
    lead = getting_in.a_lead()
    for _ in range(8):
        factories.post(client, "/reset", {"email": lead.email})
    assert len(sent(app)) == 3


def test_mail_goes_when_the_response_has_gone(app: Flask, client: FlaskClient) -> None:
    lead = getting_in.a_lead()
    answer = factories.post(client, "/reset", {"email": lead.email})
    assert app.extensions["s11_mail"].sent == []
    answer.close()
    assert len(app.extensions["s11_mail"].sent) == 1


def test_a_link_in_mail_ignores_the_host_that_a_browser_named(
    app: Flask, client: FlaskClient
) -> None:
    lead = getting_in.a_lead()
    token = factories.csrf(client)
    client.post(
        "/reset", data={"email": lead.email, "csrf_token": token}, headers={"Host": "evil.example"}
    )
    # The cookie is not for that host, so nothing may even be asked there.
    messages = sent(app)
    assert all("evil.example" not in message.body for message in messages)
    assert mailing.link("/x") == "http://localhost/x"
