"""My reviews: what waits to be read, what was talked about, and what is new."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from s11.domain.panels import SessionStatus
from s11.store.database import db
from tests import factories
from tests.reviewing import HOUSING, REVIEW, Reviewed, rate
from tests.web.getting_in import soup


@pytest.fixture
def scene(app: Flask) -> Reviewed:
    return Reviewed(app)


@pytest.fixture
def emyr(app: Flask, scene: Reviewed) -> FlaskClient:
    return scene.reader(app, scene.emyr)


def words(client: FlaskClient, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, response.text
    return " ".join(soup(response).main.get_text(" ").split())


def test_my_reviews_lists_what_is_given_to_me_and_what_else_my_panel_reads(
    app: Flask, scene: Reviewed, emyr: FlaskClient
) -> None:
    session = factories.session(scene.panel, scene.history.expects("now"))
    text = words(emyr, "/reviews")
    assert "Given to you" in text
    assert HOUSING in text
    assert "New Not opened yet" in text
    assert session.title in text
    others = words(scene.reader(app, scene.oyin), "/reviews")
    assert "Given to you" not in others
    assert "Before your panel" in others


def test_what_was_talked_about_stands_apart_and_does_not_wait_to_be_read(
    scene: Reviewed, emyr: FlaskClient
) -> None:
    factories.session(scene.panel, scene.history.expects("now"), status=SessionStatus.FINISHED)
    db.session.commit()
    text = words(emyr, "/reviews")
    assert "Nothing waits to be read" in text
    assert "Given to you" not in text
    assert "Talked about already" in text
    assert "New Not opened yet" not in text


def test_without_anything_to_review_the_page_says_what_will_come(
    app: Flask, scene: Reviewed
) -> None:
    assert "Nothing is given to you to review yet" in words(
        scene.reader(app, scene.officer), "/reviews"
    )


def test_a_panel_member_lands_on_their_reviews_and_finds_them_in_the_header(
    emyr: FlaskClient,
) -> None:
    assert emyr.get("/").location == "/reviews"
    assert "Reviews" in soup(emyr.get("/reviews")).find(id="navigation").get_text()


def test_what_is_new_is_new_until_it_was_looked_at(
    app: Flask, scene: Reviewed, emyr: FlaskClient
) -> None:
    words(emyr, REVIEW)
    assert "Nothing since" in words(emyr, "/reviews")
    rate(scene.reader(app, scene.oyin), "a.1", "red", "Nobody is named.")
    assert "1 rating by others" in words(emyr, "/reviews").replace("Rating", "rating")
    assert "New since you looked" in words(emyr, REVIEW)
    assert "New since you looked" not in words(emyr, REVIEW)
