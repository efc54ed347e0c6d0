"""One standard of the heat map, opened into its questions."""

from __future__ import annotations

import csv
import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from s11.domain.permissions import Role
from s11.store.database import db
from s11.store.models import QuestionStanding
from tests.web.heat_scene import HOUSING, LATE, POLICE, URL, Scene, cells, words


@pytest.fixture
def scene(app: Flask, client: FlaskClient) -> Scene:
    return Scene(client)


def test_a_standard_opens_into_its_questions_in_words(scene: Scene) -> None:
    scene.person(Role.OFFICER)
    page = scene.page(url=f"{URL}/standards/a")
    assert cells(page) == {
        HOUSING: ["Green", "Amber", "75"],
        POLICE: ["N/A", "Green", "100"],
        LATE: ["Not returned"],
    }
    assert [words(cell) for cell in page.select("tfoot td")][:2] == [
        "100% (n = 1) Green 1, Amber 0, Red 0 1 N/A",
        "75% (n = 2) Green 1, Amber 1, Red 0",
    ]
    assert "100% (n\u00a0=\u00a01)" in page.select("tfoot td")[0].text
    assert page.select("tbody tr")[2].td["colspan"] == "3"
    other = scene.page(url=f"{URL}/standards/b", query="?sort=b.1&order=desc")
    assert cells(other)[POLICE] == ["Not asked", "n/a"]
    assert scene.client.get(f"{URL}/standards/z").status_code == 404


def test_a_question_s_cell_leads_to_its_place_in_the_review_or_the_report(scene: Scene) -> None:
    for role in (Role.OFFICER, Role.READER):
        scene.person(role)
        (place,) = {
            str(link["href"])
            for link in scene.page(url=f"{URL}/standards/a").select("tbody tr:first-child td a")[:1]
        }
        path, _, anchor = place.partition("#")
        opened = scene.page(url=path)
        assert opened.find(id=anchor), place


def test_the_standard_s_sheet_says_each_answer_in_words(scene: Scene) -> None:
    scene.person(Role.OFFICER)
    answer = scene.client.get(f"{URL}/standards/a/agencies.csv")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [(row["Agency"], row["a.1"], row["a.2"]) for row in rows] == [
        (HOUSING, "Green", "Amber"),
        (POLICE, "N/A", "Green"),
        (LATE, "", ""),
    ]


def test_the_panel_s_ratings_of_a_question_are_for_those_who_may_see_them(scene: Scene) -> None:
    its_return = scene.history.expects("now", HOUSING)
    db.session.execute(
        update(QuestionStanding)
        .where(QuestionStanding.submission_id == its_return.id)
        .values(panel=0, agreed=0)
    )
    db.session.commit()
    for role, told in ((Role.OFFICER, True), (Role.READER, False)):
        scene.person(role)
        shown = words(scene.page(url=f"{URL}/standards/a"))
        assert ("Panel’s rating: Red." in shown, "Agreed rating: Red." in shown) == (told, told)
