"""The demo's switch, and pages that anyone may read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from s11.app import create_app
from s11.config import Config, Environment
from s11.domain.permissions import Role
from s11.domain.submissions import Status
from s11.store.database import db
from s11.store.models import Base
from tests import factories
from tests.conftest import Browser
from tests.web import getting_in


@pytest.fixture
def demo(config: Config) -> Iterator[Flask]:
    app = create_app(Config(**{**config.__dict__, "environment": Environment.DEMO}))
    app.test_client_class = Browser
    with app.app_context():
        Base.metadata.create_all(db.engine)
        yield app
        db.session.remove()
        db.engine.dispose()


def people_of_demo() -> dict[str, int]:
    board = factories.board()
    cycle = factories.cycle(board)
    waiting, started = factories.agency(board), factories.agency(board)
    factories.submission(cycle, waiting, status=Status.WITH_SIGNATORY)
    factories.submission(cycle, started, status=Status.IN_PROGRESS)
    made = [
        factories.person((Role.LEAD, board, waiting), name="Lead Waiting"),
        factories.person((Role.SIGNATORY, board, started), name="Signatory Idle"),
        factories.person((Role.OFFICER, board, None), name="Officer"),
        factories.person((Role.LEAD, board, started), name="Lead Writing"),
        factories.person((Role.SIGNATORY, board, waiting), name="Signatory Asked"),
        factories.person((Role.READER, board, None), name="Reader"),
    ]
    return {person.name: person.id for person in made}


def test_the_demo_offers_the_people_worth_being(demo: Flask) -> None:
    people_of_demo()
    page = getting_in.soup(demo.test_client().get("/sign-in"))
    names = [name.text for name in page.select(".s11-demo__person strong")]
    assert names == ["Officer", "Lead Writing", "Signatory Asked", "Reader"]


def test_one_click_signs_in_without_a_second_factor(demo: Flask) -> None:
    ids = people_of_demo()
    client = demo.test_client()
    for name, start in (("Officer", "/boards/board-1/cycles"), ("Lead Writing", "/returns")):
        answer = factories.post(client, f"/demo/become/{ids[name]}")
        assert answer.location == "/"
        assert client.get("/").location == start
    assert client.get(f"/demo/become/{ids['Officer']}").status_code == 405


def test_outside_the_demo_there_is_no_such_address(app: Flask) -> None:
    person = factories.person()
    assert factories.post(app.test_client(), f"/demo/become/{person.id}").status_code == 404


def test_a_boards_colour_is_a_stylesheet_that_may_be_kept_an_hour(app: Flask) -> None:
    board = factories.board("marlbridge")
    board.colour = "#ff0000}body{display:none"[:7]
    db.session.commit()
    answer = app.test_client().get("/boards/marlbridge/theme.css")
    assert answer.content_type == "text/css; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert answer.text == ":root{--board:#e60000;--board-dark:#ac0000}\n"
    assert app.test_client().get("/boards/nowhere/theme.css").status_code == 404


@pytest.mark.parametrize("address", ["/accessibility", "/privacy", "/sign-in", "/reset"])
def test_strangers_may_read(app: Flask, address: str) -> None:
    page = getting_in.soup(app.test_client().get(address))
    assert len(page.find_all("h1")) == 1


def test_a_strangers_home_is_the_sign_in_page(app: Flask) -> None:
    assert app.test_client().get("/").location == "/sign-in"
