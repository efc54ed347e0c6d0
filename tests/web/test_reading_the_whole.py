"""The whole working return on one page: who reads it, who changes it, and where its links lead."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from s11.services import signing
from s11.store.models import Person
from tests import factories, journey
from tests.journey import Place
from tests.reviewing import REVIEW, Reviewed


@pytest.fixture
def at(app: Flask) -> Place:
    return journey.place()


def whole(app: Flask, at: Place, who: Person) -> BeautifulSoup:
    client = app.test_client()
    factories.sign_in(client, who)
    return BeautifulSoup(client.get(f"{at.path}/check").data, "html.parser")


def test_the_lead_checks_answers_and_is_led_to_what_is_missing(app: Flask, at: Place) -> None:
    page = whole(app, at, at.lead)
    assert page.h1
    assert page.h1.text == "Check your answers"
    links = [link["href"] for link in page.select(".s11-missing a")]
    assert f"{at.path}/standards/a#q-a-lead" in links


def test_who_cannot_change_an_answer_is_led_to_it_on_the_same_page(app: Flask, at: Place) -> None:
    for who in (at.contributor, at.signatory):
        page = whole(app, at, who)
        assert page.h1
        assert page.h1.text == "The whole return"
        links = [str(link["href"]) for link in page.select(".s11-missing a")]
        assert "#told-a-1" in links
        assert all(page.find(id=link.removeprefix("#")) for link in links)


def test_a_fingerprint_is_told_of_a_signed_file_only(app: Flask) -> None:
    scene = Reviewed(app)
    scene.add_file()
    lead, its_return = scene.reader(app, scene.lead), REVIEW.replace("/reviews/", "/returns/")
    assert "SHA-256 begins" in lead.get(f"{its_return}/report").text
    signing.reopen(factories.by(scene.officer), scene.page, "Once more.")
    working = lead.get(f"{its_return}/check").text
    assert "minutes.txt" in working
    assert "1 KB" in working
    assert "SHA-256" not in working
