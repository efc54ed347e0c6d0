"""Nobody's typing is lost: a form that comes after the session has ended."""

from __future__ import annotations

import io
import random

import pytest
import time_machine
from flask import Flask, request
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from s11 import clock
from s11.services import sealing
from s11.store.models import Person
from s11.web import identity
from s11.web.access import signed_in
from tests import factories
from tests.web import getting_in
from tests.web.getting_in import (
    PASSWORD,
    code,
    get_in,
    give_code,
    give_password,
    hidden,
    is_in,
    soup,
)

TYPED = "Line one\r\n  Łódź – “plant” cŵn 😀 <b>&amp;</b>\r\n\r\n\tend "
desk_rows: list[list[tuple[str, str]]] = []


@pytest.fixture(autouse=True)
def desk(app: Flask) -> None:
    """A page of the test's own that saves what is typed."""
    desk_rows.clear()

    @signed_in
    def save() -> str:
        desk_rows.append(
            [pair for pair in request.form.items(multi=True) if pair[0] != "csrf_token"]
        )
        return f"saved by {identity.actor().name}"

    app.add_url_rule("/desk", "desk", save, methods=["POST"])


def token_on_page(client: FlaskClient) -> str:
    return hidden(client.get("/account"), "csrf_token")


def post_desk(client: FlaskClient, token: str, **more: object) -> TestResponse:
    data = {"csrf_token": token, "evidence": TYPED, "tick": ["a", "b"], **more}
    return client.post("/desk?part=2", data=data)


def in_again(client: FlaskClient, person: Person, late: TestResponse) -> TestResponse:
    """From the page that answered the late form, through both factors."""
    page = give_password(client, person.email, kept=hidden(late, "kept"))
    assert page.status_code == 200
    return give_code(client, code(), kept=hidden(page, "kept"))


def resend(client: FlaskClient, page: TestResponse) -> TestResponse:
    """Press the one button of the page, as a browser would."""
    form = soup(page).main.form
    data: dict[str, list[str]] = {}
    for field in form.find_all("input"):
        # A browser reads every line end as \n and sends each as \r\n.
        data.setdefault(field["name"], []).append(field["value"].replace("\n", "\r\n"))
    return client.post(form["action"], data=data)


@pytest.mark.parametrize("hours", [1, 13, 40])
def test_a_form_after_the_session_ended_is_offered_again_word_for_word(
    client: FlaskClient, hours: int
) -> None:
    lead = getting_in.a_lead()
    with time_machine.travel(factories.NOON) as time:
        get_in(client, lead)
        token = token_on_page(client)
        time.shift(hours * 3600)
        late = post_desk(client, token, new_password="a secret")
        assert late.status_code == 401
        assert "Łódź" not in late.text
        page = in_again(client, lead, late)
        assert "have not been saved yet" in page.text
        assert desk_rows == []
        assert resend(client, page).text == f"saved by {lead.name}"
        assert desk_rows == [[("evidence", TYPED), ("tick", "a"), ("tick", "b")]]
        assert soup(page).main.form["action"] == "/desk?part=2"


def test_wrong_attempts_on_the_way_lose_nothing(client: FlaskClient) -> None:
    lead = getting_in.a_lead()
    get_in(client, lead)
    token = token_on_page(client)
    with time_machine.travel(clock.now().timestamp() + 3600):
        late = post_desk(client, token)
        again = give_password(client, lead.email, "wrong", kept=hidden(late, "kept"))
        page = give_password(client, lead.email, kept=hidden(again, "kept"))
        page = give_code(client, "000000", kept=hidden(page, "kept"))
        page = give_code(client, code(), kept=hidden(page, "kept"))
        resend(client, page)
    assert desk_rows[0][0] == ("evidence", TYPED)


def test_somebody_else_who_signs_in_is_not_offered_the_words(client: FlaskClient) -> None:
    lead, other = getting_in.a_lead(), getting_in.a_lead()
    get_in(client, lead)
    token = token_on_page(client)
    factories.post(client, "/sign-out")
    late = post_desk(client, token)
    answer = in_again(client, other, late)
    assert answer.status_code == 303
    assert "Łódź" not in client.get("/").text
    assert desk_rows == []


def test_a_page_left_open_saves_nothing_as_the_next_person(client: FlaskClient) -> None:
    lead, other = getting_in.a_lead(), getting_in.a_lead()
    get_in(client, lead)
    token = token_on_page(client)
    factories.post(client, "/sign-out")
    get_in(client, other)
    late = post_desk(client, token)
    assert late.status_code == 401
    assert "Łódź" not in late.text
    assert desk_rows == []
    state = client.get("/session", headers={"X-CSRFToken": token}).json
    assert (state["signed_in"], state["same_person"]) == (True, False)


def test_who_signed_in_again_in_another_tab_sends_the_old_page_on(client: FlaskClient) -> None:
    lead = getting_in.a_lead()
    get_in(client, lead)
    token = token_on_page(client)
    factories.post(client, "/sign-out")
    get_in(client, lead, later=1)
    assert client.get("/session", headers={"X-CSRFToken": token}).json["same_person"]
    page = post_desk(client, token)
    assert page.status_code == 409
    resend(client, page)
    assert desk_rows[0][0] == ("evidence", TYPED)


def test_a_form_that_no_page_of_ours_wrote_is_not_kept(client: FlaskClient) -> None:
    lead = getting_in.a_lead()
    late = client.post("/desk", data={"evidence": "planted", "csrf_token": "made-up.by.them"})
    assert late.status_code == 401
    assert hidden(late, "kept") == ""
    assert hidden(client.post("/desk", data={"evidence": "planted"}), "kept") == ""
    give_password(client, lead.email)
    assert give_code(client, code(), kept=sealing.seal("{}", "another purpose")).status_code == 303


def test_passwords_are_never_carried(client: FlaskClient) -> None:
    lead = getting_in.a_lead()
    get_in(client, lead)
    token = token_on_page(client)
    with time_machine.travel(clock.now().timestamp() + 3600):
        data = {"csrf_token": token, "current_password": PASSWORD, "password": "a new one"}
        late = client.post("/account/password", data=data)
        assert (late.status_code, hidden(late, "kept")) == (401, "")


def test_files_are_said_to_be_lost(client: FlaskClient) -> None:
    lead = getting_in.a_lead()
    get_in(client, lead)
    token = token_on_page(client)
    with time_machine.travel(clock.now().timestamp() + 3600):
        late = post_desk(client, token, file=(io.BytesIO(b"words"), "minutes.pdf"))
        page = in_again(client, lead, late)
    assert "Add again: minutes.pdf." in page.text


def test_a_very_long_text_comes_through(client: FlaskClient) -> None:
    lead = getting_in.a_lead()
    get_in(client, lead)
    token = token_on_page(client)
    # Letters that hardly compress, close to the most that a form may hold.
    long = random.Random(11).randbytes(1_400_000).hex()
    with time_machine.travel(clock.now().timestamp() + 3600):
        late = client.post("/desk", data={"csrf_token": token, "evidence": long})
        resend(client, in_again(client, lead, late))
    assert desk_rows == [[("evidence", long)]]


def test_someone_between_password_and_code_keeps_their_words(client: FlaskClient) -> None:
    lead = getting_in.a_lead()
    get_in(client, lead)
    token = token_on_page(client)
    factories.post(client, "/sign-out")
    give_password(client, lead.email)
    # The page's own token is of the session before, so the way leads past the sign-in page.
    late = post_desk(client, token)
    page = in_again_from_code(client, late)
    resend(client, page)
    assert desk_rows[0][0] == ("evidence", TYPED)


def in_again_from_code(client: FlaskClient, late: TestResponse) -> TestResponse:
    return give_code(client, code(later=1), kept=hidden(late, "kept"))


def test_a_script_is_told_in_json(client: FlaskClient) -> None:
    lead = getting_in.a_lead()
    get_in(client, lead)
    token = token_on_page(client)
    with time_machine.travel(clock.now().timestamp() + 3600):
        answer = client.post(
            "/desk",
            data={"csrf_token": token, "evidence": TYPED},
            headers={"Accept": "application/json"},
        )
    assert (answer.status_code, answer.json) == (
        401,
        {"sign_in": True, "sentence": "Sign in to go on."},
    )
    assert not is_in(app_client_without_cookies(client))


def app_client_without_cookies(client: FlaskClient) -> FlaskClient:
    return client.application.test_client()


def test_signing_out_works_from_a_page_of_any_age(client: FlaskClient) -> None:
    lead = getting_in.a_lead()
    get_in(client, lead)
    assert client.post("/sign-out", data={"csrf_token": "an old one"}).location == "/signed-out"
    assert not is_in(client)
    assert client.post("/sign-out").location == "/signed-out"


def test_an_old_page_with_nothing_to_keep_says_so_to_who_is_signed_in(client: FlaskClient) -> None:
    lead = getting_in.a_lead()
    get_in(client, lead)
    answer = client.post("/account/sessions/end-others", data={"csrf_token": "an old one"})
    assert answer.status_code == 409
    assert "nothing was changed" in answer.text
