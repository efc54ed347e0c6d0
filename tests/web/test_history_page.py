"""An agency through all cycles, on its page: lines, tables, gaps, and who may open it."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from s11.domain.cycles import CycleStatus
from s11.domain.permissions import Role
from s11.store.database import db
from s11.store.models import Person
from tests import factories
from tests.domain.making import FOUR, answers, edition, rating, standard
from tests.domain.test_history import NEW, OLD, SAID_NEW, SAID_OLD
from tests.services.cycles_of_one import History
from tests.web.heat_scene import words

AGENCY = "Marlbridge Housing"
URL = "/boards/marlbridge/cycles/c3/returns/marlbridge-housing/history"
REVIEW = "/boards/marlbridge/cycles/c3/reviews/marlbridge-housing/history"


@pytest.fixture
def three(app: Flask) -> History:
    """Three cycles, half a year and two years apart; the second was missed."""
    history = History()
    history.cycle("c1", OLD)
    history.cycle("c2", OLD, "c1")
    history.cycle("c3", NEW, "c2")
    history.sign("c1", SAID_OLD)
    history.expects("c2")
    history.cycles["c2"].status = CycleStatus.CLOSED
    history.sign("c3", SAID_NEW)
    db.session.commit()
    return history


def signed_in(client: FlaskClient, history: History, role: Role) -> Person:
    someone = factories.person((role, history.board, None))
    factories.sign_in(client, someone)
    return someone


def page(client: FlaskClient, url: str = URL) -> BeautifulSoup:
    answer = client.get(url)
    assert answer.status_code == 200, answer.text
    return BeautifulSoup(answer.data, "lxml")


def test_the_lead_sees_every_cycle_in_the_order_of_its_date(
    three: History, client: FlaskClient
) -> None:
    factories.sign_in(client, three.people[AGENCY][0])
    shown = page(client)
    assert words(shown.select_one("h1")) == "Marlbridge Housing over time"
    heads = [words(head) for head in shown.select(".s11-history__questions")[0].select("thead th")]
    assert heads == ["Question", "Audit c1", "Audit c2 Not returned", "Audit c3"]


def test_a_cycle_that_was_missed_breaks_the_line(three: History, client: FlaskClient) -> None:
    signed_in(client, three, Role.OFFICER)
    svg = page(client).select(".s11-trends svg")[0]
    assert len(svg.select(".s11-lines__dot")) == 2
    assert svg.select(".s11-lines__stroke") == []
    assert len(svg.select(".s11-lines__gap")) == 1


def test_each_line_says_its_finding_and_stands_beside_its_table(
    three: History, client: FlaskClient
) -> None:
    signed_in(client, three, Role.READER)
    figure = page(client).select(".s11-trends figure")[0]
    assert words(figure.select_one(".s11-trend__finding")) == (
        "Up 50 points since Audit c1, like for like over 1 of 3 questions"
    )
    title, told = figure.select_one("svg title"), figure.select_one("svg desc")
    svg = figure.select_one("svg")
    assert svg
    assert title
    assert told
    assert svg["aria-labelledby"] == f"{title['id']} {told['id']}"
    assert "Audit c2: Not returned" in words(told)
    rows = [[words(cell) for cell in row.select("td")] for row in figure.select("tbody tr")]
    assert [row[0] for row in rows][1:] == ["Not returned", "66.6%, Partly assured"]
    assert rows[2][1] == "▲ up 50 1 of 3"


def test_what_is_not_compared_stands_apart_with_its_why(
    three: History, client: FlaskClient
) -> None:
    signed_in(client, three, Role.CHAIR)
    shown = page(client)
    apart = [words(one) for one in shown.select("#apart ~ details")]
    assert apart[0].startswith("New: 1 question a.3")
    assert apart[1].startswith("No longer in the questions: 1 question a.3")
    assert "(Another question now.)" in apart[2]
    assert "New scale in edition 2026" in shown.text
    assert "Reworded in edition 2026: Shorter." in shown.text


def test_a_return_that_was_brought_in_is_marked(app: Flask, client: FlaskClient) -> None:
    history = History()
    history.cycle("c3", OLD)
    its_return = history.bring_in("c3", SAID_OLD, source="spreadsheet")
    assert its_return.signed_version == 1
    signed_in(client, history, Role.OFFICER)
    assert "Brought in from: spreadsheet" in words(page(client))


def test_a_seated_member_opens_it_from_the_review_and_nobody_else_on_a_panel(
    three: History, client: FlaskClient
) -> None:
    member = signed_in(client, three, Role.PANEL_MEMBER)
    assert client.get(REVIEW).status_code == 404
    panel = factories.panel(three.cycles["c3"], member)
    factories.review(panel, three.expects("c3"), member)
    db.session.commit()
    assert "The review of Marlbridge Housing" in words(page(client, REVIEW))
    assert client.get(URL).status_code in {403, 404}
    other = factories.person((Role.LEAD, three.board, three.agency("Another")))
    factories.sign_in(client, other)
    assert client.get(URL).status_code == 404


def test_other_boards_and_other_frameworks_are_not_in_it(
    three: History, client: FlaskClient
) -> None:
    other = factories.open_cycle(
        three.board, edition(standard("a", rating("a.1", FOUR))), "schools", framework="schools"
    )
    factories.submission(other, three.agencies[AGENCY])
    away = factories.board("elsewhere")
    theirs = factories.open_cycle(away, OLD, "theirs", title="Theirs", framework="tiny")
    factories.submission(theirs, three.agencies[AGENCY])
    signed_in(client, three, Role.OFFICER)
    shown = page(client)
    assert len(shown.select(".s11-trends figure")[0].select("tbody tr")) == 3
    assert "Theirs" not in shown.text


def test_the_page_before_anything_is_signed_says_so(app: Flask, client: FlaskClient) -> None:
    history = History()
    history.cycle("c3", OLD)
    history.expects("c3")
    factories.sign_in(client, history.people[AGENCY][0])
    shown = page(client)
    assert "Nothing has been signed yet" in words(shown.select_one(".s11-lede"))
    assert shown.select("svg.s11-lines") == []


def test_a_page_of_more_cycles_costs_no_more_statements(app: Flask, client: FlaskClient) -> None:
    history = History(days=180)
    counts = []
    for number in range(1, 6):
        slug = f"c{number}"
        history.cycle(slug, OLD, f"c{number - 1}" if number > 1 else "")
        history.sign(slug, answers(a_1="green", a_2="amber", a_old="red", b_1="3"))
        factories.sign_in(client, history.people[AGENCY][0])
        url = URL.replace("c3", slug)
        page(client, url)
        with factories.statements() as seen:
            page(client, url)
        counts.append(len(seen))
    assert len(set(counts)) == 1
    assert counts[0] <= 4
