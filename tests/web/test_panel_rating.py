"""The panel's rating on the page: kept with its reason, refused at its field, never overwritten."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from s11.domain.moderation import ScoreKind
from s11.services import moderating
from s11.store.database import db
from s11.store.models import Moderation, PersonRole
from tests import factories
from tests.reviewing import REVIEW, Reviewed, rate, said
from tests.web.getting_in import soup


@pytest.fixture
def scene(app: Flask) -> Reviewed:
    return Reviewed(app)


@pytest.fixture
def emyr(app: Flask, scene: Reviewed) -> FlaskClient:
    return scene.reader(app, scene.emyr)


def card_words(client: FlaskClient, question: str) -> str:
    page = soup(client.get(f"{REVIEW}/standards/{question[0]}"))
    return " ".join(page.find(id="q-" + question.replace(".", "-")).get_text(" ").split())


def kept() -> list[tuple[str, str, str]]:
    rows = db.session.scalars(select(Moderation).order_by(Moderation.id))
    return [(row.question, row.value, row.reason) for row in rows]


def test_a_rating_with_its_reason_stands_beside_the_agency_s_own(emyr: FlaskClient) -> None:
    answer = rate(emyr, "a.1", "red", "The minutes name nobody.")
    assert (answer.status_code, answer.location) == (303, f"{REVIEW}/standards/a#q-a-1")
    text = card_words(emyr, "a.1")
    assert "Agency’s own Green" in text
    assert "Panel Red differs, Emyr Panel" in text
    assert "The minutes name nobody." in text


def test_another_rating_without_a_reason_is_refused_at_its_field_and_keeps_what_was_chosen(
    emyr: FlaskClient,
) -> None:
    answer = rate(emyr, "a.1", "red")
    assert answer.status_code == 422
    page = soup(answer)
    assert page.find(class_="govuk-error-summary").find("a")["href"] == "#a.1-reason"
    assert "Say why" in page.find(id="a.1-reason-error").get_text()
    assert page.find("input", attrs={"name": "a.1-value", "value": "red"}).has_attr("checked")
    assert page.find(id="rate-q-a-1").has_attr("open")
    assert kept() == []


def test_a_reason_that_cannot_be_kept_stays_as_it_was_typed(emyr: FlaskClient) -> None:
    answer = rate(emyr, "a.1", "blue", "Words that must not be lost.")
    assert answer.status_code == 422
    assert "Words that must not be lost." in answer.text
    assert kept() == []


def test_left_blank_the_agency_s_rating_is_accepted_and_nothing_is_written(
    emyr: FlaskClient,
) -> None:
    assert rate(emyr, "a.1").status_code == 303
    assert kept() == []
    assert "Panel Accepted so far" in card_words(emyr, "a.1")


def test_a_rating_is_taken_back_by_leaving_it_blank(emyr: FlaskClient) -> None:
    rate(emyr, "a.1", "red", "No minutes.")
    rate(emyr, "a.1", version=1)
    assert len(kept()) == 2
    assert "Panel Green as the agency says" in card_words(emyr, "a.1")


def test_a_percentage_is_rated_in_its_steps(emyr: FlaskClient) -> None:
    assert rate(emyr, "a.4", "66", "Counted.").status_code == 422
    assert rate(emyr, "a.4", "40", "Counted again.").status_code == 303
    assert "Panel 40%" in card_words(emyr, "a.4")


def test_criteria_are_marked_by_the_panel_itself(scene: Reviewed, emyr: FlaskClient) -> None:
    url = f"{REVIEW}/questions/a.3/rating"
    typed = {"a.3-version": "0", "a.3-value": "rate", "a.3-met": ["x", "y"], "a.3-reason": "Seen."}
    assert factories.post(emyr, url, typed).status_code == 303
    found = moderating.ratings(scene.page.id, ScoreKind.PANEL)["a.3"]
    assert found.met == {"x", "y"}
    assert "Panel 2 of 2 met" in card_words(emyr, "a.3")
    assert factories.post(emyr, url, {**typed, "a.3-met": ["q"]}).status_code == 422


def test_a_told_question_has_no_rating_to_give(emyr: FlaskClient) -> None:
    assert "Rate it differently" not in card_words(emyr, "b.2")
    assert rate(emyr, "b.2", "green", "Why.").status_code == 422
    assert kept() == []


def test_two_members_at_once_both_see_both_and_neither_is_lost(
    app: Flask, scene: Reviewed, emyr: FlaskClient
) -> None:
    oyin = scene.reader(app, scene.oyin)
    rate(oyin, "a.1", "red", "Nobody is named at all.")
    answer = rate(emyr, "a.1", "amber", "The deputy is missing.")
    assert answer.status_code == 409
    page = soup(answer)
    text = " ".join(page.main.get_text(" ").split())
    for words in ("Nobody is named at all.", "The deputy is missing.", "Oyin Panel", "Yours"):
        assert words in text
    assert len(kept()) == 1
    form = page.main.find("form")
    assert form.find("textarea").get_text().strip() == "The deputy is missing."
    again = {one["name"]: one.get("value", "") for one in form.find_all("input", type="hidden")}
    again |= {"a.1-value": "amber", "a.1-reason": "The deputy is missing, as Oyin says."}
    assert factories.post(emyr, form["action"], again).status_code == 303
    assert [value for _, value, _ in kept()] == ["red", "amber"]


def test_a_rating_sent_from_before_a_new_version_waits_for_it_to_be_read(
    scene: Reviewed, emyr: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = scene.page
    scene.history.sign("now", said(a_1="amber"))
    monkeypatch.setattr("s11.web.panel.blueprint.return_in_hand", lambda *_: before)
    answer = rate(emyr, "a.1", "red", "No minutes.")
    assert answer.status_code == 409
    assert "signed a new version" in answer.text
    assert kept() == []


@pytest.mark.parametrize("standard", ["a", "b"])
def test_the_forms_of_a_page_carry_their_own_names(emyr: FlaskClient, standard: str) -> None:
    page = soup(emyr.get(f"{REVIEW}/standards/{standard}"))
    ids = [one["id"] for one in page.find_all(id=True)]
    assert len(ids) == len(set(ids))


def test_what_was_typed_is_given_back_where_nothing_could_be_saved(
    app: Flask, scene: Reviewed, emyr: FlaskClient
) -> None:
    typed = {"line": "raised:a.1", "version": "7", "reason": "<b>Seen</b> in May."}
    late = factories.post(emyr, f"{REVIEW}/lines/dismiss", typed | {"line": "gone:z.9"})
    assert late.status_code == 409
    assert "What you typed was not saved" in late.text
    assert "&lt;b&gt;Seen&lt;/b&gt; in May." in late.text
    db.session.query(PersonRole).filter_by(person_id=scene.emyr.id).delete()
    db.session.commit()
    struck = rate(emyr, "a.1", "red", "The minutes name nobody.")
    assert struck.status_code == 404
    assert "The minutes name nobody." in struck.text
    assert "What you typed" not in emyr.get(f"{REVIEW}?reason=two+words").text
