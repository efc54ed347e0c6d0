"""A standard's page beside which stands what the panel said last cycle, and what it costs."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from s11 import clock
from s11.domain.challenges import Outcome
from s11.domain.cycles import london
from s11.domain.panels import Sharing
from s11.domain.standards import CarryForward
from s11.services import challenging, recalling
from tests import factories
from tests.domain.making import edition, rating, standard
from tests.recalled import LOWER, Recalled

HOUSING = {"housing": "Housing"}
KEPT = "The visit showed it & more."


@pytest.fixture
def then(app: Flask) -> Recalled:
    recalling._kept.cache_clear()
    return Recalled()


def page(app: Flask, then: Recalled, standard: str = "a") -> str:
    return lead(app, then).get(f"{then.next_path}/standards/{standard}").text


def lead(app: Flask, then: Recalled) -> FlaskClient:
    client = app.test_client()
    factories.sign_in(client, then.at.lead)
    return client


def strip(text: str, question: str = "a-1") -> str:
    """The words beside a question; "" where nothing is."""
    card = text.split(f'id="q-{question}"')[1].split("</section>")[0]
    found = re.search(r"<aside.*?</aside>", card, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split()) if found else ""


def agreed(then: Recalled) -> None:
    then.propose(LOWER)
    then.agree_in_session()
    then.finish()


def test_a_question_shows_what_the_panel_agreed_of_it_and_why(app: Flask, then: Recalled) -> None:
    agreed(then)
    text = page(app, then)
    assert f"The panel agreed Red not as you said. “{LOWER.reason}”" in strip(text)
    assert "The panel" not in strip(text, "a-2")


def test_ratings_that_the_board_does_not_share_are_not_there(app: Flask, then: Recalled) -> None:
    agreed(then)
    then.share_ratings(Sharing.NOTHING)
    assert "The panel agreed" not in page(app, then)
    then.share_ratings(Sharing.AGREED)
    assert "The panel agreed" in page(app, then)


def test_a_note_stands_beside_its_question_with_its_outcome(app: Flask, then: Recalled) -> None:
    number = then.raise_note("Who checks <references>?", shared=True)
    assert "The panel noted then Answer wanted Who checks &lt;references&gt;?" in strip(
        page(app, then)
    )
    challenging.settle(then.by(), then.page, number, Outcome.CARRIED)
    text = page(app, then)
    assert "The panel noted then Carried to this cycle Who checks" in strip(text)
    assert f'href="{then.at.path}/notes/{number}"' in text
    assert "Who checks" not in strip(text, "a-2")
    assert lead(app, then).get(f"{then.at.path}/notes/{number}").status_code == 200


def test_an_answer_that_is_overdue_becomes_so_without_anything_said(
    app: Flask, then: Recalled, monkeypatch: pytest.MonkeyPatch
) -> None:
    today: date = london(clock.now()).date()
    number = then.raise_note("Who checks?")
    challenging.share(then.by(), then.page, number, due_on=today + timedelta(days=1))
    assert "Answer wanted" in strip(page(app, then))
    client, real = lead(app, then), clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + timedelta(days=3))
    factories.sign_in(client, then.at.lead)
    assert "Answer overdue" in strip(client.get(f"{then.next_path}/standards/a").text)


def test_a_note_on_the_standard_stands_above_its_questions(app: Flask, then: Recalled) -> None:
    number = then.raise_note("Who leads all this?", about="", shared=True)
    challenging.settle(then.by(), then.page, number, Outcome.CARRIED)
    then.raise_note("Of the whole return.", about="", standard="", shared=True)
    head, _, cards = page(app, then).partition("<form")
    assert "What the panel noted on this standard last cycle" in head
    assert "Who leads all this?" in head
    assert "Carried to this cycle" in head
    assert "Who leads all this?" not in cards
    assert "Of the whole return." not in head + cards


def test_a_note_on_a_question_that_is_gone_stands_above_and_one_that_moved_goes_along(
    app: Flask,
) -> None:
    asked = edition(
        standard("a", rating("a.9")), standard("b", rating("a.2")), agency_types=HOUSING, name="27"
    )
    then = Recalled(asked)
    then.raise_note("Of what is gone.", "a.1", shared=True)
    then.raise_note("Of what moved.", "a.2", shared=True)
    head, _, cards = page(app, then).partition("<form")
    assert "Of what is gone." in head
    assert "Of what moved." not in head + cards
    assert "Of what moved." in strip(page(app, then, "b"), "a-2")


def test_where_last_answers_are_not_carried_forward_neither_is_what_was_agreed(app: Flask) -> None:
    asked = edition(rating("a.1", carry_forward=CarryForward.NONE), agency_types=HOUSING, name="27")
    then = Recalled(asked)
    agreed(then)
    then.raise_note("Who checks?", shared=True)
    beside = strip(page(app, then))
    assert "The panel agreed" not in beside
    assert "Who checks?" in beside


def test_nothing_private_to_the_panel_is_in_the_page(app: Flask, then: Recalled) -> None:
    then.raise_note("PRIVATE-NOTE")
    number = then.raise_note("PRIVATE-WORDS", about="")
    challenging.note(then.by(), then.page, number, "PRIVATE-TALK", private=True)
    challenging.share(then.by(), then.page, number, "SHARED-WORDS")
    agreed(then)
    then.share_ratings(Sharing.BOTH)
    text = page(app, then)
    assert "SHARED-WORDS" in text
    assert LOWER.reason in text
    assert "PRIVATE" not in text
    assert "Emyr" not in text


def test_the_page_of_another_s_return_recalls_nothing_of_this_one(
    app: Flask, then: Recalled
) -> None:
    agreed(then)
    then.raise_note("Who checks?", shared=True)
    assert "Who checks?" in page(app, then)
    other = factories.agency(then.at.board, "housing", name="Another Housing")
    factories.submission(then.next_cycle, other)
    stranger = app.test_client()
    its_lead = factories.person((factories.Role.LEAD, then.at.board, other))
    factories.sign_in(stranger, its_lead)
    path = then.next_path.replace("marlbridge-housing", other.slug)
    text = stranger.get(f"{path}/standards/a").text
    assert "How well is a.1 met?" in text
    assert "Who checks?" not in text
    assert "The panel" not in text
    assert stranger.get(f"{then.next_path}/standards/a").status_code == 404


def test_a_warm_page_still_costs_three_statements(app: Flask, then: Recalled) -> None:
    agreed(then)
    for about in ("a.1", "a.2", ""):
        then.raise_note(KEPT, about=about, shared=True)
    client = lead(app, then)
    address = f"{then.next_path}/standards/a"
    first = client.get(address).text
    with factories.statements() as seen:
        again = client.get(address).text
    assert len(seen) <= 3, seen
    assert first.count("The visit showed it &amp; more.") == 3
    assert [strip(again, key) for key in ("a-1", "a-2")] == [
        strip(first, key) for key in ("a-1", "a-2")
    ]
