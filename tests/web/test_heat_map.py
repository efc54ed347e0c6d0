"""The heat map: what is shown to whom, in which order, at a fixed cost."""

from __future__ import annotations

import csv
import io

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from s11.domain.answers import QuestionState
from s11.domain.permissions import Role
from s11.domain.submissions import Status
from s11.store.database import db
from s11.store.models import QuestionStanding, StandardMovement
from tests import factories
from tests.web.heat_scene import HOUSING, LATE, POLICE, URL, Scene, cells, name_of, score, words


@pytest.fixture
def scene(app: Flask, client: FlaskClient) -> Scene:
    return Scene(client)


def test_the_page_shows_every_agency_with_its_figures_and_what_is_missing(scene: Scene) -> None:
    scene.person(Role.OFFICER)
    page = scene.page()
    assert cells(page) == {
        HOUSING: ["75", "0", "37"],
        POLICE: ["100", "n/a", "100"],
        LATE: ["Not returned"],
    }
    assert "2 of 3 agencies returned" in words(page.select_one(".s11-lede"))
    late = page.select(".s11-heat tbody tr")[2]
    assert words(late).count("Not returned") == 1
    (across,) = late.select("td")
    assert across["colspan"] == str(len(page.select(".s11-heat thead th")) - 1)


def test_the_mean_says_of_how_many(scene: Scene) -> None:
    scene.person(Role.OFFICER)
    foot = [words(cell) for cell in scene.page().select("tfoot td")]
    assert foot == ["87 n 2", "0 n 1", "68 n 2"]


def test_bands_are_said_in_words_beside_every_tint(scene: Scene) -> None:
    scene.person(Role.OFFICER)
    page = scene.page()
    for cell in page.select("tbody .s11-heat__cell--high"):
        assert "Assured" in words(cell.select_one(".govuk-visually-hidden:not(.s11-movement *)"))
    assert [words(one) for one in page.select(".s11-swatches strong")][:3] == [
        "Assured",
        "Partly assured",
        "Not assured",
    ]


def test_the_movement_s_cells_say_how_much_could_be_compared(scene: Scene) -> None:
    scene.person(Role.OFFICER)
    page = scene.page("?show=movement")
    rows = page.select(".s11-heat tbody tr")
    assert [words(cell) for cell in rows[0].select(".s11-heat__under")] == [
        "2 of 2",
        "1 of 1",
        "3 of 3",
    ]
    assert words(rows[0].select_one(".s11-movement")) == "▲ up 25"
    assert cells(page)[POLICE] == ["n/c", "n/a", "n/c"]


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("", [HOUSING, POLICE, LATE]),
        ("?sort=agency&order=desc", [LATE, POLICE, HOUSING]),
        ("?sort=type&order=desc", [POLICE, HOUSING, LATE]),
        ("?sort=all&order=desc", [POLICE, HOUSING, LATE]),
        ("?sort=a", [HOUSING, POLICE, LATE]),
        ("?sort=movement", [HOUSING, POLICE, LATE]),
        ("?type=police", [POLICE]),
        ("?sort=nonsense&show=nonsense&order=sideways", [HOUSING, POLICE, LATE]),
    ],
)
def test_rows_sort_and_filter_by_the_address(scene: Scene, query: str, order: list[str]) -> None:
    scene.person(Role.OFFICER)
    assert list(cells(scene.page(query))) == order


def test_the_head_that_sorts_says_which_way_and_leads_the_other_way(scene: Scene) -> None:
    scene.person(Role.OFFICER)
    page = scene.page("?sort=a&order=desc")
    sorted_heads = page.select("th[aria-sort]")
    assert [(words(head)[0], head["aria-sort"]) for head in sorted_heads] == [("a", "descending")]
    link = sorted_heads[0].select_one("a.s11-sort")
    assert link
    assert "sort=a" in str(link["href"])
    assert "order=desc" not in str(link["href"])


def test_the_sheet_holds_what_the_page_shows(scene: Scene) -> None:
    scene.person(Role.OFFICER)
    answer = scene.client.get(f"{URL}/agencies.csv?sort=all&order=desc&type=housing")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [(row["Agency"], row["Returned"], row["a"], row["All, band"]) for row in rows] == [
        (HOUSING, "yes", "75", "Not assured"),
        (LATE, "no", "", ""),
    ]


def test_an_officer_s_cells_lead_to_the_review_and_a_reader_s_to_the_report(scene: Scene) -> None:
    scene.person(Role.OFFICER)
    links = [str(link["href"]) for link in scene.page().select("tbody td a")[:3]]
    review = "/boards/marlbridge/cycles/now/reviews/harbour-homes"
    assert links == [f"{review}/standards/a", f"{review}/standards/b", review]
    scene.person(Role.READER)
    links = [str(link["href"]) for link in scene.page().select("tbody td a")[:3]]
    report = "/boards/marlbridge/cycles/now/returns/harbour-homes/report"
    assert links == [f"{report}#standard-a", f"{report}#standard-b", report]
    assert all(scene.client.get(link).status_code == 200 for link in links)


def test_a_panel_member_does_not_see_the_agency_that_they_act_for(scene: Scene) -> None:
    member = scene.person(Role.PANEL_MEMBER, acts_for=POLICE)
    factories.panel(scene.cycle, member)
    scene.cycle.names_peers = True
    db.session.commit()
    page = scene.page()
    assert list(cells(page)) == [HOUSING, LATE]
    assert POLICE not in page.text
    assert "nobody weighs their own agency" in page.text
    assert next(words(cell) for cell in page.select("tfoot td")) == "75 n 1"
    assert POLICE not in scene.client.get(f"{URL}/agencies.csv").text
    drilled = scene.page(url=f"{URL}/standards/a")
    assert list(cells(drilled)) == [HOUSING, LATE]


def test_a_member_reads_other_agencies_without_names_unless_the_board_names_them(
    scene: Scene,
) -> None:
    member = scene.person(Role.PANEL_MEMBER)
    panel = factories.panel(scene.cycle, member)
    factories.review(panel, scene.history.expects("now", POLICE), member)
    db.session.commit()
    for url in (URL, f"{URL}/standards/a"):
        page = scene.page(url=url)
        assert [name_of(row) for row in page.select(".s11-heat tbody tr")] == [
            "Another agency",
            "Another agency",
            POLICE,
        ]
        assert "2 agencies that your panel does not review are shown without" in page.text
    pages = ("", "?show=movement", "/standards/a", "/agencies.csv", "/standards/a/agencies.csv")
    for text in (scene.client.get(URL + page).text for page in pages):
        assert not any(name in text for name in (HOUSING, LATE, "harbour-homes", "never-trust"))
    scene.cycle.names_peers = True
    db.session.commit()
    assert list(cells(scene.page())) == [HOUSING, POLICE, LATE]


def test_a_member_links_only_to_what_their_own_panel_reviews(scene: Scene) -> None:
    member = scene.person(Role.PANEL_MEMBER)
    panel = factories.panel(scene.cycle, member)
    factories.review(panel, scene.history.expects("now", POLICE), member)
    db.session.commit()
    rows = scene.page().select(".s11-heat tbody tr")
    assert [len(row.select("td a")) for row in rows] == [0, 0, 3]


def shown(page: BeautifulSoup) -> list[str]:
    return [words(link) for link in page.select(".s11-segment")]


def test_a_reader_sees_what_was_agreed_once_its_session_is_finished(scene: Scene) -> None:
    scene.weigh(HOUSING, 50)
    scene.person(Role.READER)
    assert shown(scene.page()) == ["Self", "Since last cycle"]
    assert "50" not in cells(scene.page("?show=panel"))[HOUSING]
    scene.weigh(POLICE, 60, finished=True)
    assert shown(scene.page()) == ["Self", "Agreed", "Since last cycle", "Self against panel"]
    assert cells(scene.page("?show=agreed")) == {
        HOUSING: ["–", "–", "–"],
        POLICE: ["60", "n/a", "60"],
        LATE: ["Not returned"],
    }
    scene.agree(POLICE)
    assert shown(scene.page()) == ["Self", "Since last cycle"]


def test_the_officer_sees_where_agencies_over_rate_themselves(scene: Scene) -> None:
    scene.weigh(HOUSING, 50)
    scene.weigh(POLICE, 60)
    scene.person(Role.OFFICER)
    page = scene.page("?show=gap")
    assert words(page.select_one("h1")) == "Agencies over-rate themselves most in a. Standard a"
    assert cells(page)[HOUSING] == ["+25", "−50", "−12"]
    assert "2 of 2" not in words(page.select_one(".s11-lede"))
    assert "1 of 2 rate themselves higher than the panel found and 1 lower" in page.text


def test_agreed_ratings_come_first_once_every_return_has_them(scene: Scene) -> None:
    scene.weigh(HOUSING, 50)
    scene.weigh(POLICE, 60)
    scene.person(Role.OFFICER)
    current = scene.page().select_one(".s11-segment[aria-current]")
    assert words(current) == "Agreed"


def test_a_cycle_that_is_being_set_up_has_nothing_to_compare(scene: Scene) -> None:
    scene.person(Role.OFFICER)
    factories.cycle(scene.history.board, "later")
    assert scene.client.get("/boards/marlbridge/cycles/later/compare").status_code == 404


def more_agencies(scene: Scene, count: int) -> None:
    for number in range(count):
        agency = factories.agency(scene.history.board, name=f"More {number} of {count}")
        row = factories.submission(scene.cycle, agency, status=Status.SUBMITTED, signed_version=1)
        db.session.add_all(score(row, key, 70) for key in ("", "a", "b"))
        db.session.add_all(
            StandardMovement(
                submission_id=row.id, standard=key, before=60, now=70, compared=2, asked=2
            )
            for key in ("", "a", "b")
        )
        db.session.add_all(
            QuestionStanding(
                submission_id=row.id,
                standard="a",
                question=key,
                state=QuestionState.ANSWERED,
                value="green",
                score=100,
            )
            for key in ("a.1", "a.2")
        )
    db.session.commit()


@pytest.mark.parametrize("path", ["", "?show=movement", "/agencies.csv", "/standards/a"])
def test_the_cost_in_statements_does_not_grow_with_the_agencies(scene: Scene, path: str) -> None:
    scene.person(Role.OFFICER)
    counts = []
    for more in (0, 2, 45):
        more_agencies(scene, more)
        scene.client.get(URL + path)
        with factories.statements() as seen:
            assert scene.client.get(URL + path).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] == counts[2] <= 8
