"""The officer's returns: one sentence, filters in the address, a spreadsheet, a fixed cost."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from s11 import clock
from s11.domain.permissions import Role
from s11.domain.submissions import Status
from s11.store import cycles as store
from s11.store.database import db
from s11.store.models import Board, Cycle, Score, SignRequest, Submission
from s11.web.officer.exporting import inert
from s11.web.officer.returns import query_of, read_choice
from tests import factories
from tests.domain.making import edition, rating

EDITION = edition(rating("q1"))
URL = "/boards/marlbridge/cycles/s11-2026"


class Scene:
    """An open cycle with one return in each state, and its officer signed in."""

    def __init__(self, client: FlaskClient, role: Role = Role.OFFICER) -> None:
        self.client, self.now = client, clock.now()
        self.board: Board = factories.board("marlbridge")
        self.cycle: Cycle = factories.open_cycle(self.board, EDITION)
        self.cycle.due_at = self.now - timedelta(days=3)
        later = self.now + timedelta(days=5, hours=1)
        at = self.now - timedelta(days=4)
        came = {"signed_version": 1, "returned_at": at, "submitted_at": at, "answered": 60}
        self.add("Untouched Trust")
        self.add("Working Homes", Status.IN_PROGRESS, answered=33)
        self.add("Waiting College", Status.WITH_SIGNATORY, answered=60, extended_due_at=later)
        done = self.add("Done Police", Status.SUBMITTED, **came)
        self.score(done, 80.6)
        factories.sign_in(client, factories.person((role, self.board, None)))

    def add(self, name: str, status: Status = Status.NOT_STARTED, **values: object) -> Submission:
        its_agency = factories.agency(self.board, name=name)
        factories.person((Role.LEAD, self.board, its_agency), name=f"Lead of {name}")
        return factories.submission(self.cycle, its_agency, status=status, asked=60, **values)

    def score(self, row: Submission, percent: float, kind: str = "signed") -> None:
        counts = {"asked": 60, "rated": 60, "not_applicable": 0, "not_answered": 0}
        db.session.add(
            Score(
                submission_id=row.id,
                standard="",
                kind=kind,
                percent=percent,
                capped=False,
                **counts,
            )
        )
        db.session.commit()

    def page(self, query: str = "") -> BeautifulSoup:
        answer = self.client.get(URL + query)
        assert answer.status_code == 200
        return BeautifulSoup(answer.data, "html.parser")

    def agencies(self, query: str = "") -> list[str]:
        return [link.text for link in self.page(query).select("tbody th a")]


@pytest.fixture
def scene(client: FlaskClient) -> Scene:
    return Scene(client)


def test_the_page_starts_with_where_things_stand(scene: Scene) -> None:
    lede = scene.page().select_one(".s11-lede")
    assert lede
    assert lede.text == (
        "1 of 4 agencies has returned. 2 are late and 1 is with its accountable officer."
    )


def test_every_return_says_status_progress_days_and_score_in_words(scene: Scene) -> None:
    rows = [row.get_text(" ", strip=True) for row in scene.page().select("tbody tr")]
    assert "Late, not started 0 of 60 3 days late" in rows[0]
    assert "Late, in progress 33 of 60 3 days late" in rows[1]
    assert "With the accountable officer 60 of 60 5 days left extended to" in rows[2]
    assert "Returned 60 of 60 1 day early" in rows[3]
    assert rows[3].endswith("80 : report of Done Police")


def test_a_revised_return_keeps_its_day_and_the_score_that_was_signed(scene: Scene) -> None:
    came = scene.now - timedelta(days=4)
    row = scene.add("Revised Homes", Status.IN_PROGRESS, signed_version=1, returned_at=came)
    scene.score(row, 61.2)
    scene.score(row, 12.0, "self")
    said = scene.page("?q=revised").select("tbody tr")[0].get_text(" ", strip=True)
    assert "Returned, being revised" in said
    assert "1 day early" in said
    assert "61" in said
    assert "12" not in said
    sheet = scene.client.get(f"{URL}/returns.csv?q=revised").text.splitlines()
    assert "First returned,Newest signature,Score" in sheet[0]
    assert f"{came:%Y-%m-%d}" in sheet[1]
    assert ",61," in sheet[1]


def test_what_was_sent_back_is_told_from_what_is_in_progress(scene: Scene) -> None:
    row = db.session.query(Submission).filter_by(status=Status.IN_PROGRESS).one()
    asked = {"submission_id": row.id, "asked_by": 1, "asked_at": scene.now, "ended_at": scene.now}
    db.session.add(SignRequest(**asked, outcome="taken back"))
    db.session.add(SignRequest(**asked, outcome="sent back"))
    db.session.commit()
    assert scene.agencies("?show=sent-back") == ["Working Homes"]
    assert "Late, sent back" in scene.page("?show=sent-back").text
    db.session.add(SignRequest(**asked, outcome="taken back"))
    db.session.commit()
    assert scene.agencies("?show=sent-back") == []


def test_only_a_submitted_return_links_to_its_report(scene: Scene) -> None:
    links = [link["href"] for link in scene.page().select("tbody td a")]
    assert links == [f"{URL}/returns/done-police/report"]


def test_chips_filter_and_show_their_counts(scene: Scene) -> None:
    chips = {" ".join(chip.text.split()): chip["href"] for chip in scene.page().select(".s11-chip")}
    assert list(chips) == [
        "All 4",
        "Late 2",
        "Not started 1",
        "In progress 1",
        "With the accountable officer 1",
        "Returned 1",
    ]
    assert scene.agencies("?show=late") == ["Untouched Trust", "Working Homes"]
    assert scene.agencies("?show=returned") == ["Done Police"]


def test_words_and_type_narrow_and_nothing_found_says_so(scene: Scene) -> None:
    assert scene.agencies("?q=lead+of+working") == ["Working Homes"]
    assert scene.agencies("?type=housing&q=trust") == ["Untouched Trust"]
    assert "No return fits" in scene.page("?q=nobody").text


def test_a_column_sorts_both_ways_by_its_link(scene: Scene) -> None:
    assert scene.agencies("?sort=agency")[0] == "Done Police"
    assert scene.agencies("?sort=agency&order=desc")[0] == "Working Homes"
    heads = scene.page("?sort=agency").select("thead th")
    assert heads[0]["aria-sort"] == "ascending"
    assert heads[0].a
    assert "order=desc" in heads[0].a["href"]


def test_what_the_address_says_wrongly_is_taken_as_not_said(scene: Scene) -> None:
    assert len(scene.agencies("?show=nonsense&sort=<b>&order=up&type=")) == 4


def test_a_choice_survives_its_own_address() -> None:
    said = {"show": "late", "type": "police", "q": "a b", "sort": "score", "order": "desc"}
    assert query_of(read_choice(said)) == said
    assert query_of(read_choice({})) == {}


def test_the_spreadsheet_holds_the_same_returns_with_a_mark_for_excel(scene: Scene) -> None:
    answer = scene.client.get(f"{URL}/returns.csv?show=returned")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [(row["Agency"], row["Status"], row["Score"]) for row in rows] == [
        ("Done Police", "Returned", "80")
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", " =", "＝"])
def test_no_cell_is_a_formula(scene: Scene, start: str) -> None:
    name = f"{start}HYPERLINK(1)"
    assert inert(name) == f"'{name}"
    scene.add("Plain")
    row = db.session.query(Submission).order_by(Submission.id.desc()).first()
    assert row
    row.agency.name = name
    db.session.commit()
    text = scene.client.get(f"{URL}/returns.csv").data.decode("utf-8-sig")
    cells = [cell for line in csv.reader(io.StringIO(text, newline="")) for cell in line]
    assert f"'{name}" in cells
    assert not [cell for cell in cells if cell.lstrip(" ").startswith(("=", "+", "@", "＝"))]


def test_a_page_costs_the_same_statements_at_24_and_at_240_agencies(scene: Scene) -> None:
    costs = []
    for target in (24, 240):
        there = db.session.query(Submission).count()
        _fill(scene, there, target)
        with factories.statements() as few:
            assert len(scene.agencies()) == target
        costs.append(len(few))
    assert costs[0] == costs[1]
    assert costs[0] <= 8


def _fill(scene: Scene, there: int, target: int) -> None:
    for number in range(there, target):
        its_agency = factories.Agency(name=f"School {number}", slug=f"school-{number}")
        db.session.add(its_agency)
        db.session.flush()
        facts = {"agency_type": "housing", "reference": f"R{number}", "asked": 60}
        db.session.add(Submission(cycle_id=scene.cycle.id, agency_id=its_agency.id, **facts))
    db.session.commit()


@pytest.mark.parametrize("role", [Role.CHAIR, Role.READER])
def test_those_who_only_read_see_no_button_that_they_cannot_use(
    client: FlaskClient, role: Role
) -> None:
    scene = Scene(client, role)
    assert not scene.page().select("main .s11-doing")
    one = client.get(f"{URL}/expected/untouched-trust").text
    assert "Extend the due date" not in one
    assert factories.post(client, f"{URL}/close").status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/cycles",
        "/cycles/s11-2026",
        "/cycles/s11-2026/returns.csv",
        "/cycles/s11-2026/expected/untouched-trust",
        "/agencies",
        "/people",
        "/record",
    ],
)
def test_the_officer_of_another_board_is_told_that_there_is_nothing(
    app: Flask, client: FlaskClient, path: str
) -> None:
    Scene(client)
    stranger = app.test_client()
    vale = factories.board("vale", "Vale Partnership")
    factories.sign_in(stranger, factories.person((Role.OFFICER, vale, None)))
    answer = stranger.get(f"/boards/marlbridge{path}")
    assert answer.status_code == 404
    assert "Marlbridge" not in answer.text


def test_one_return_shows_dates_people_extensions_and_history_but_no_answer(scene: Scene) -> None:
    later = clock.now() + timedelta(days=30)
    answer = factories.post(
        scene.client,
        f"{URL}/expected/working-homes/extend",
        {
            "due_on-day": str(later.day),
            "due_on-month": str(later.month),
            "due_on-year": str(later.year),
            "due_time": "5pm",
            "reason": "The post is vacant",
        },
    )
    assert answer.status_code == 303
    page = scene.client.get(f"{URL}/expected/working-homes").text
    assert "Lead of Working Homes" in page
    assert "The post is vacant" in page
    assert "Due date extended" in page
    row = store.positions(scene.cycle.id, {})[3]
    assert row.is_extended


def test_an_extension_that_says_nothing_keeps_what_was_typed(scene: Scene) -> None:
    answer = factories.post(
        scene.client,
        f"{URL}/extend",
        {"due_on-day": "31", "due_on-month": "2", "due_on-year": "2027", "due_time": "25:00"},
    )
    assert answer.status_code == 422
    summary = BeautifulSoup(answer.data, "html.parser").select(".govuk-error-summary__list li")
    assert [item.text for item in summary] == [
        "There is no such day. Check the day and the month.",
        "Write the time as hours and minutes, such as 17:00.",
        "Say why the date is extended: the record keeps it.",
    ]
    assert 'value="31"' in answer.text
