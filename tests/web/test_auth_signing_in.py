"""Signing in and out: passwords, codes, locks, sessions."""

from __future__ import annotations

import re

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from s11 import clock
from s11.domain.permissions import Role
from s11.services import accounts, second_factor, signing_in
from s11.store.database import db
from s11.store.models import SignedInSession
from s11.web.auth import arriving
from s11.web.auth.blueprint import limiter
from tests import factories
from tests.web import getting_in
from tests.web.getting_in import code, get_in, give_code, give_password, is_in, kinds


def without_token(page: str) -> str:
    return re.sub(r'name="csrf_token" value="[^"]*"', "", page)


def test_a_password_and_a_code_lead_to_the_persons_work(client: FlaskClient) -> None:
    lead = getting_in.a_lead()
    assert give_password(client, lead.email.upper()).location == "/sign-in/code"
    assert not is_in(client)
    assert give_code(client, code()).location == "/"
    assert client.get("/").location == "/returns"
    assert kinds("board-1") == ["signed in"]


def test_known_unknown_locked_and_disabled_people_get_the_same_answer(client: FlaskClient) -> None:
    known, locked, disabled = (getting_in.a_lead() for _ in range(3))
    locked.locked_until = clock.now() + signing_in.LOCKED_FOR
    disabled.disabled_at = clock.now()
    db.session.commit()
    tries = [
        (known.email, "not the password"),
        ("nobody@example.org", getting_in.PASSWORD),
        (locked.email, getting_in.PASSWORD),
        (disabled.email, getting_in.PASSWORD),
    ]
    answers = [give_password(client, email, password) for email, password in tries]
    pages = {
        without_token(answer.text).replace(email, "")
        for answer, (email, _) in zip(answers, tries, strict=True)
    }
    assert {answer.status_code for answer in answers} == {422}
    assert len(pages) == 1


def test_every_refusal_takes_one_slow_hash(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead = getting_in.a_lead()
    checked: list[bool] = []
    real = signing_in.passwords.fits
    monkeypatch.setattr(
        signing_in.passwords,
        "fits",
        lambda password, kept: (
            checked.append(db.session().in_transaction()) or real(password, kept)
        ),
    )
    give_password(client, lead.email, "wrong")
    give_password(client, "nobody@example.org", "wrong")
    # Each was checked once, and with no transaction open that would make others wait.
    assert checked == [False, False]


def test_the_tenth_wrong_password_locks_for_a_quarter_of_an_hour(client: FlaskClient) -> None:
    lead = getting_in.a_lead()
    for _ in range(10):
        give_password(client, lead.email, "a guess")
    assert give_password(client, lead.email).status_code == 422
    assert kinds("board-1").count("account locked") == 1
    with time_machine.travel(clock.now() + signing_in.LOCKED_FOR):
        assert give_password(client, lead.email).status_code == 303


def test_a_right_password_gives_no_further_guesses_at_the_code(client: FlaskClient) -> None:
    lead = getting_in.a_lead()
    for _ in range(9):
        give_password(client, lead.email)
        assert give_code(client, "000000").status_code == 422
    give_password(client, lead.email)
    give_code(client, "000000")
    assert give_code(client, code()).status_code == 422
    assert not is_in(client)


def test_a_code_lets_in_once(app: Flask, client: FlaskClient) -> None:
    lead, other = getting_in.a_lead(), app.test_client()
    typed = code()
    give_password(client, lead.email)
    assert give_code(client, typed).status_code == 303
    give_password(other, lead.email)
    assert give_code(other, typed).status_code == 422
    assert give_code(other, code(later=1)).status_code == 303


def test_a_recovery_code_lets_in_once(app: Flask, client: FlaskClient) -> None:
    lead, other = getting_in.a_lead(), app.test_client()
    recovery = second_factor.renew_codes(lead)[3]
    db.session.commit()
    give_password(client, lead.email)
    assert give_code(client, recovery.upper().replace("-", " ")).status_code == 303
    give_password(other, lead.email)
    assert give_code(other, recovery).status_code == 422


def test_a_recovery_code_of_somebody_else_is_refused(client: FlaskClient) -> None:
    lead, other = getting_in.a_lead(), getting_in.a_lead()
    theirs = second_factor.renew_codes(other)[0]
    db.session.commit()
    give_password(client, lead.email)
    assert give_code(client, theirs).status_code == 422


def test_a_copied_cookie_is_dead_after_signing_out(app: Flask, client: FlaskClient) -> None:
    lead, thief = getting_in.a_lead(), app.test_client()
    get_in(client, lead)
    cookie = client.get_cookie("s11")
    assert cookie is not None
    thief.set_cookie("s11", cookie.value)
    assert is_in(thief)
    assert factories.post(client, "/sign-out").location == "/signed-out"
    assert not is_in(client)
    assert not is_in(thief)
    assert kinds("board-1")[-1] == "signed out"


def test_the_cookie_from_before_the_code_opens_nothing_after_it(
    app: Flask, client: FlaskClient
) -> None:
    lead, thief = getting_in.a_lead(), app.test_client()
    give_password(client, lead.email)
    cookie = client.get_cookie("s11")
    assert cookie is not None
    thief.set_cookie("s11", cookie.value)
    give_code(client, code())
    assert is_in(client)
    assert thief.get("/sign-in/code").status_code == 303
    assert not is_in(thief)


def test_a_session_ends_after_thirty_idle_minutes(client: FlaskClient) -> None:
    lead = getting_in.a_lead()
    with time_machine.travel(factories.NOON, tick=False) as time:
        get_in(client, lead)
        for _ in range(3):
            time.shift(29 * 60)
            assert is_in(client)
        time.shift(30 * 60 + 1)
        assert not is_in(client)


def test_a_session_ends_after_twelve_hours_however_busy(client: FlaskClient) -> None:
    lead = getting_in.a_lead()
    with time_machine.travel(factories.NOON, tick=False) as time:
        get_in(client, lead)
        for _ in range(12 * 60 // 20):
            time.shift(20 * 60)
            last = is_in(client)
        assert last
        time.shift(1)
        assert not is_in(client)


def test_use_is_written_down_at_most_once_a_minute(client: FlaskClient) -> None:
    lead = getting_in.a_lead()
    with time_machine.travel(factories.NOON, tick=False) as time:
        get_in(client, lead)
        time.shift(59)
        client.get("/account")
        assert db.session.query(SignedInSession).one().seen_at == factories.NOON
        time.shift(1)
        client.get("/account")
        assert (db.session.query(SignedInSession).one().seen_at - factories.NOON).seconds == 60


def test_asking_after_the_session_is_not_activity_but_keeping_it_is(client: FlaskClient) -> None:
    lead = getting_in.a_lead()
    with time_machine.travel(factories.NOON, tick=False) as time:
        get_in(client, lead)
        for _ in range(4):
            time.shift(7 * 60)
            state = client.get("/session").json
        assert state["signed_in"]
        assert state["idle_seconds_left"] == 120
        assert factories.post(client, "/session/keep").status_code == 200
        assert client.get("/session").json["idle_seconds_left"] == 30 * 60
        time.shift(30 * 60 + 1)
        assert client.get("/session").json == {
            "signed_in": False,
            "csrf": None,
            "idle_seconds_left": 0,
            "same_person": False,
        }


def test_disabling_and_role_changes_hold_at_the_next_click(client: FlaskClient) -> None:
    lead = getting_in.a_lead()
    officer = factories.person((Role.OFFICER, None, None))
    get_in(client, lead)
    held = lead.roles[0]
    accounts.take_role(lead, Role.LEAD, factories.by(officer), board=held.board, agency=held.agency)
    db.session.commit()
    assert "You have an account but no role yet." in client.get("/").text
    accounts.disable(lead, factories.by(officer))
    assert not is_in(client)
    assert give_password(client, lead.email).status_code == 422


@pytest.mark.parametrize(
    "wanted",
    ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x", "/a\nb", "/\t/x"],
)
def test_only_addresses_of_this_site_are_gone_on_to(wanted: str) -> None:
    assert arriving.safe_next(wanted) == ""


def test_the_page_that_was_wanted_comes_after_signing_in(client: FlaskClient) -> None:
    lead = getting_in.a_lead()
    first = client.get("/account?done=x").location
    page = client.get(first)
    wanted = getting_in.hidden(page, "next")
    answer = give_password(client, lead.email, next=wanted)
    page = client.get(answer.location)
    answer = give_code(client, code(), next=getting_in.hidden(page, "next"))
    assert answer.location == "/account?done=x"


def test_someone_with_several_places_chooses(client: FlaskClient) -> None:
    board, other = factories.board(name="North Board"), factories.board(name="South Board")
    person = factories.person((Role.OFFICER, board, None), (Role.CHAIR, other, None))
    factories.sign_in(client, person)
    links = [link["href"] for link in getting_in.soup(client.get("/")).main.find_all("a")]
    assert links[:2] == [f"/boards/{board.slug}/cycles", f"/boards/{other.slug}/cycles"]


def test_many_attempts_from_one_address_are_slowed(app: Flask, client: FlaskClient) -> None:
    app.config["TESTING"] = False
    limiter.reset()
    answers = [give_password(client, f"{n}@example.org").status_code for n in range(31)]
    assert answers[:30] == [422] * 30
    assert answers[30] == 429
    limiter.reset()


def test_a_faulty_form_says_what_is_missing_and_keeps_the_address(client: FlaskClient) -> None:
    answer = give_password(client, "someone@example.org", "")
    assert "Enter your password." in answer.text
    assert 'value="someone@example.org"' in answer.text
    assert answer.status_code == 422


def test_the_whole_way_in_and_out_holds_on_each_database(each_database: Flask) -> None:
    lead, client = getting_in.a_lead(), each_database.test_client()
    with time_machine.travel(factories.NOON, tick=False) as time:
        give_password(client, lead.email, "wrong")
        get_in(client, lead)
        time.shift(61)
        assert is_in(client)
        assert (db.session.query(SignedInSession).one().seen_at - factories.NOON).seconds == 61
        answer = factories.post(client, "/reset", {"email": lead.email})
        answer.close()
        assert len(each_database.extensions["s11_mail"].sent) == 1
        factories.post(client, "/sign-out")
        assert not is_in(client)
    assert kinds("board-1") == ["sign-in refused", "signed in", "reset asked", "signed out"]
