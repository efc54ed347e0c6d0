"""Setting up the authenticator, and one's own account."""

from __future__ import annotations

import pyotp
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from s11 import clock
from s11.domain.permissions import Role
from s11.store.database import db
from s11.store.models import Event, Person, RecoveryCode, SignedInSession
from tests import factories
from tests.web import getting_in
from tests.web.getting_in import PASSWORD, code, get_in, give_password, is_in, kinds, soup

NEW = "thistle marble oboe harbour"


def newcomer() -> Person:
    board = factories.board()
    return getting_in.with_account(
        factories.person((Role.OFFICER, board, None)), authenticator=False
    )


def key_of(page: str) -> str:
    text = soup_text(page)
    return "".join(text.split())


def soup_text(page: str) -> str:
    found = getting_in.BeautifulSoup(page, "html5lib").select_one(".govuk-details strong")
    assert found is not None
    return found.text


def test_nobody_gets_in_without_an_authenticator(client: FlaskClient) -> None:
    person = newcomer()
    give_password(client, person.email)
    assert client.get("/sign-in/code").location == "/sign-in/authenticator"
    assert client.get("/account").location.startswith("/sign-in/code")


def test_the_first_code_sets_the_authenticator_and_shows_ten_codes(client: FlaskClient) -> None:
    person = newcomer()
    give_password(client, person.email)
    page = client.get("/sign-in/authenticator")
    assert soup(page).main.img["src"].startswith("data:image/svg+xml")
    secret = key_of(page.text)
    sealed = getting_in.hidden(page, "key")
    wrong = factories.post(client, "/sign-in/authenticator", {"key": sealed, "code": "000000"})
    assert wrong.status_code == 422
    assert key_of(wrong.text) == secret
    answer = factories.post(
        client, "/sign-in/authenticator", {"key": sealed, "code": pyotp.TOTP(secret).now()}
    )
    codes = [item.text for item in soup(answer).select("main code")]
    assert len(set(codes)) == 10
    assert secret not in (person.authenticator or "")
    assert is_in(client)
    assert kinds("board-1") == ["authenticator set", "signed in"]
    kept = set(db.session.scalars(select(RecoveryCode.code_hash)))
    assert len(kept) == 10
    assert not kept & set(codes)


def test_a_password_alone_does_not_replace_the_authenticator(client: FlaskClient) -> None:
    lead = getting_in.a_lead()
    give_password(client, lead.email)
    before = lead.authenticator
    assert client.get("/sign-in/authenticator").location == "/sign-in/code"
    assert factories.post(client, "/sign-in/authenticator", {"code": "1"}).status_code == 303
    assert lead.authenticator == before


def test_a_key_sealed_for_one_person_serves_no_other(app: Flask, client: FlaskClient) -> None:
    first, second, other = newcomer(), newcomer(), app.test_client()
    give_password(client, first.email)
    give_password(other, second.email)
    page = client.get("/sign-in/authenticator")
    data = {"key": getting_in.hidden(page, "key"), "code": pyotp.TOTP(key_of(page.text)).now()}
    factories.post(other, "/sign-in/authenticator", data)
    assert second.authenticator is None
    assert not is_in(other)


def test_replacing_the_authenticator_needs_the_password_and_ends_other_sessions(
    app: Flask, client: FlaskClient
) -> None:
    lead, other = getting_in.a_lead(), app.test_client()
    get_in(client, lead)
    get_in(other, lead, later=1)
    page = client.get("/account/authenticator")
    secret, sealed = key_of(page.text), getting_in.hidden(page, "key")
    data = {"key": sealed, "code": pyotp.TOTP(secret).now(), "current_password": "not it"}
    assert factories.post(client, "/account/authenticator", data).status_code == 422
    data["current_password"] = PASSWORD
    assert factories.post(client, "/account/authenticator", data).status_code == 200
    assert is_in(client)
    assert not is_in(other)
    third = app.test_client()
    give_password(third, lead.email)
    with time_machine.travel(clock.now().timestamp() + 60):
        assert getting_in.give_code(third, code()).status_code == 422
        assert getting_in.give_code(third, pyotp.TOTP(secret).now()).status_code == 303


def test_a_new_password_ends_other_sessions_and_the_old_password(
    app: Flask, client: FlaskClient
) -> None:
    lead, other = getting_in.a_lead(), app.test_client()
    get_in(client, lead)
    get_in(other, lead, later=1)
    data = {"current_password": "not it", "password": NEW}
    answer = factories.post(client, "/account/password", data)
    assert "This is not your current password." in answer.text
    data["current_password"] = PASSWORD
    assert factories.post(client, "/account/password", data).location == "/account?done=password"
    assert is_in(client)
    assert not is_in(other)
    assert give_password(other, lead.email).status_code == 422
    assert give_password(other, lead.email, NEW).status_code == 303


def test_guesses_at_the_current_password_lock_the_account(client: FlaskClient) -> None:
    lead = getting_in.a_lead()
    get_in(client, lead)
    for _ in range(10):
        factories.post(client, "/account/recovery-codes", {"current_password": "guess"})
    answer = factories.post(client, "/account/recovery-codes", {"current_password": PASSWORD})
    assert answer.status_code == 422
    assert "account locked" in kinds("board-1")


def test_new_recovery_codes_replace_the_old(client: FlaskClient) -> None:
    lead = getting_in.a_lead()
    get_in(client, lead)
    for _ in range(2):
        answer = factories.post(client, "/account/recovery-codes", {"current_password": PASSWORD})
        assert len(soup(answer).select("main code")) == 10
    assert db.session.query(RecoveryCode).count() == 10


def test_my_sessions_are_listed_and_can_be_ended(app: Flask, client: FlaskClient) -> None:
    lead, phone, laptop = getting_in.a_lead(), app.test_client(), app.test_client()
    get_in(client, lead)
    get_in(phone, lead, later=1)
    factories.sign_in(laptop, lead)
    page = soup(client.get("/account"))
    assert len(page.select("tbody tr")) == 3
    row = db.session.scalars(select(SignedInSession).order_by(SignedInSession.id)).all()[1]
    assert factories.post(client, f"/account/sessions/{row.id}/end").status_code == 303
    assert not is_in(phone)
    assert is_in(laptop)
    factories.post(client, "/account/sessions/end-others")
    assert not is_in(laptop)
    assert is_in(client)


def test_nobody_ends_somebody_elses_session(app: Flask, client: FlaskClient) -> None:
    lead, other, victim = getting_in.a_lead(), getting_in.a_lead(), app.test_client()
    get_in(client, lead)
    row = factories.sign_in(victim, other)
    assert factories.post(client, f"/account/sessions/{row.id}/end").status_code == 404
    assert is_in(victim)


def test_the_record_holds_no_secret(client: FlaskClient) -> None:
    lead = getting_in.a_lead()
    typed = code()
    give_password(client, lead.email, "a wrong password")
    give_password(client, lead.email)
    getting_in.give_code(client, typed)
    written = " ".join(event.detail + event.subject for event in db.session.scalars(select(Event)))
    for secret in ("a wrong password", PASSWORD, typed, lead.email):
        assert secret not in written
