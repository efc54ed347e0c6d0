"""A cycle compared as a page, as JSON and as CSV: three tellings of the same figures."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from lxml import html

from s11.app import create_app
from s11.cli import s11
from s11.config import Config
from s11.domain.compare_report import CompareReport
from s11.domain.standards import Standard
from s11.reports.compare import compare_csv, compare_json
from s11.services import reporting
from s11.store.cycles import CycleInHand, cycle_in_hand
from s11.store.database import db
from s11.store.models import Base
from tests import factories
from tests.domain.making import answers, claimed, criteria, edition, gave, marked, rating
from tests.services.cycles_of_one import History

POLICE = frozenset({"police"})
HOSTILE = '=HYPERLINK("http://evil")<script>alert(1)</script>'
ASKED = edition(
    Standard(
        "a",
        "Leadership & <b>commitment</b>",
        (
            rating("a.1", may_be_not_applicable=True),
            rating("a.2", applies_to=POLICE),
            criteria("a.3", 40, 35, 25),
        ),
    ),
    Standard("b", "Statement", (rating("b.1"),)),
    agency_types={"housing": "Housing", "police": "Police"},
)


def told(history: History) -> CycleInHand:
    """Two cycles: three agencies signed the second, two of them the first, one nothing."""
    history.cycle("s11-2025", ASKED)
    history.cycle("s11-2026", ASKED, "s11-2025")
    everything = marked("a.3", "mmn")
    history.bring_in("s11-2025", answers(everything, a_1="amber", b_1="green"))
    history.bring_in("s11-2026", answers(everything, a_1="green", b_1="amber"))
    history.bring_in("s11-2025", answers(gave("a.1", "red")), "Vale Housing")
    claims = answers(claimed("a.1"), everything, gave("b.1", "green"))
    history.bring_in("s11-2026", claims, "Vale Housing")
    police = answers(everything, a_1="red", a_2="red", b_1="red")
    brought = history.bring_in("s11-2026", police, HOSTILE, "police")
    brought.source = "spreadsheet"
    history.expects("s11-2026", "Harbour Trust")
    db.session.commit()
    found = cycle_in_hand("marlbridge", "s11-2026")
    assert found
    return found


@pytest.fixture
def report(app: Flask) -> CompareReport:
    return reporting.compared(told(History()))


def test_the_json_has_the_shape_that_was_agreed(report: CompareReport) -> None:
    found = json.loads(compare_json(report))
    assert (found["cycle"], found["previous"]) == ("s11-2026", "s11-2025")
    first = found["questions"][0]
    assert first == {
        "id": "a.1",
        "standard": "a",
        "text": "How well is a.1 met?",
        "asked": 3,
        "rated": 2,
        "levels": {"green": 1, "amber": 0, "red": 1},
        "not_applicable": 1,
        "not_answered": 0,
        "not_asked": 0,
        "mean": 50.0,
        "n": 2,
        "kinds": {
            "self": {"mean": 50.0, "n": 2},
            "panel": {"mean": None, "n": 0},
            "agreed": {"mean": None, "n": 0},
        },
    }
    assert found["questions"][1]["not_asked"] == 2
    rows = {row["agency"]: row for row in found["matrix"]}
    assert rows["Marlbridge Housing"]["standards"] == {"a": 87.5, "b": 50.0}
    assert rows["Marlbridge Housing"]["overall"] == 68.7
    assert rows["Harbour Trust"]["standards"] == {"a": None, "b": None}
    assert (rows["Harbour Trust"]["overall"], rows["Harbour Trust"]["returned"]) == (None, False)
    assert (rows[HOSTILE]["source"], found["imported"]) == ("spreadsheet", [rows[HOSTILE]["slug"]])
    ways = found["movement"]["questions"]
    assert ways["a.1"] == {"improved": 1, "same": 0, "declined": 0, "not_comparable": 2}
    assert ways["a.2"] == {"improved": 0, "same": 0, "declined": 0, "not_comparable": 1}
    assert ways["b.1"] == {"improved": 0, "same": 0, "declined": 1, "not_comparable": 2}
    assert found["movement"]["standards"]["b"]["declined"] == 1
    assert (found["expected"], found["returned"]) == (4, 3)


def test_a_first_cycle_has_nothing_before_it(app: Flask) -> None:
    history = History()
    history.cycle("s11-2026", ASKED)
    history.bring_in("s11-2026", answers(a_1="green"))
    cycle = cycle_in_hand("marlbridge", "s11-2026")
    assert cycle
    report = reporting.compared(cycle)
    found = json.loads(compare_json(report))
    assert (found["previous"], found["matrix"][0]["movement"]) == (None, None)
    assert (found["movement"]["questions"], found["movement"]["standards"]) == ({}, {})
    assert found["questions"][2]["not_answered"] == 1
    assert "No earlier cycle" in reporting.compared_page(report)
    assert sheet(report)["a.1"]["Improved"] == ""


def sheet(report: CompareReport) -> dict[str, dict[str, str]]:
    rows = csv.DictReader(io.StringIO(compare_csv(report)))
    return {row["Question"]: row for row in rows}


def tables(report: CompareReport) -> dict[str, dict[str, list[str]]]:
    """Every table of the page: its caption, then its rows by their first cell."""
    page = html.fromstring(reporting.compared_page(report))
    found: dict[str, dict[str, list[str]]] = {}
    for table in page.iter("table"):
        rows = {
            " ".join(cells[0].split()): [" ".join(cell.split()) for cell in cells[1:]]
            for line in table.xpath(".//tbody/tr|.//tfoot/tr")
            if (cells := [cell.text_content() for cell in line])
        }
        found[table.xpath("./caption")[0].text_content()] = rows
    return found


def test_page_sheet_and_data_tell_the_same_figures(report: CompareReport) -> None:
    data = json.loads(compare_json(report))
    rows, page = sheet(report), tables(report)
    captions = {"a": "a. Leadership & <b>commitment</b>", "b": "b. Statement"}
    for one in data["questions"]:
        row = rows[one["id"]]
        cells = page[captions[one["standard"]]][f"{one['text']} {one['id']}"]
        assert [int(row[name]) for name in ("Asked", "Rated", "Not asked")] == [
            one["asked"],
            one["rated"],
            one["not_asked"],
        ]
        levels = {value: int(row[f"Rated {value}"]) for value in one["levels"]}
        assert levels == one["levels"]
        said = ", ".join(f"{value.title()} {count}" for value, count in levels.items())
        assert cells[0] == (said or "–")
        assert cells[1:5] == [row[name] for name in STATES] == [str(one[key]) for key in STATE_KEYS]
        assert row["Mean, self"] == ("" if one["mean"] is None else str(one["mean"]))
        assert figure(cells[5]) == one["mean"]
        ways = data["movement"]["questions"][one["id"]]
        assert cells[6:] == [row[name] for name in WAYS] == [str(count) for count in ways.values()]
    scores = page["Self-rating: scores by agency and standard, 0 to 100"]
    for agency in data["matrix"]:
        if agency["returned"]:
            named = agency["agency"] + (" Brought in from: spreadsheet" if agency["source"] else "")
            expected = [*agency["standards"].values(), agency["overall"]]
            assert [figure(cell) for cell in scores[named]] == expected
    assert "Harbour Trust" not in scores
    moved = page["How many agencies moved which way, by standard"]["b. Statement"]
    assert moved[:4] == [str(n) for n in data["movement"]["standards"]["b"].values()]


STATES = ("Rated", "Not applicable", "Not answered", "Not asked")
STATE_KEYS = ("rated", "not_applicable", "not_answered", "not_asked")
WAYS = ("Improved", "Same", "Declined", "Not comparable")


def figure(cell: str) -> Any:
    return None if cell.startswith("–") else float(cell.split()[0].removesuffix("%"))


def test_the_page_stands_alone_and_nothing_in_it_runs(report: CompareReport) -> None:
    page = reporting.compared_page(report)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "src=" not in page
    assert "href=" not in page
    assert "@font-face" not in page
    assert "Not returned: Harbour Trust." in page
    assert "Not made on this platform, but brought in" in page
    found = html.fromstring(page)
    assert found.xpath("//h1/text()") == ["Audit s11-2026, compared"]
    assert found.xpath("string(//html/@lang)") == "en-GB"


def test_a_sheet_s_cells_start_no_formula(app: Flask) -> None:
    history = History()
    question = replace(rating("a.1"), text="=1+1")
    history.cycle("s11-2026", edition(question))
    cycle = cycle_in_hand("marlbridge", "s11-2026")
    assert cycle
    assert sheet(reporting.compared(cycle))["a.1"]["Text"] == "'=1+1"


@pytest.fixture
def installation(file_config: Config, monkeypatch: pytest.MonkeyPatch) -> Any:
    """An installation that commands find by the environment, with the two cycles."""
    app = create_app(file_config)
    for name, value in (
        ("S11_ENVIRONMENT", "test"),
        ("S11_DATABASE_URL", file_config.database_url),
        ("S11_DATA_DIR", str(file_config.data_dir)),
        ("S11_MAIL", "memory"),
    ):
        monkeypatch.setenv(name, value)
    with app.app_context():
        Base.metadata.create_all(db.engine)
        told(History())
        factories.cycle(factories.board("elsewhere"), "s11-2025")
        yield app
        db.session.remove()
        db.engine.dispose()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(s11, list(arguments))


@pytest.mark.parametrize("form", ["json", "csv", "html"])
def test_the_command_prints_what_it_would_write(
    installation: Flask, tmp_path: Path, form: str
) -> None:
    wanted = ("report", "compare", "--cycle", "s11-2026", "--format", form)
    printed = run(*wanted)
    assert printed.exit_code == 0, printed.output
    out = tmp_path / f"compare.{form}"
    said = run(*wanted, "--out", str(out))
    assert said.output == f"{out}: Audit s11-2026, 3 of 4 returned\n"
    assert out.read_bytes().decode("utf-8-sig") == printed.stdout_bytes.decode()
    assert not printed.stdout.startswith("\ufeff")


def test_what_cannot_be_compared_is_said_in_a_sentence(installation: Flask, tmp_path: Path) -> None:
    for arguments, exit_code, sentence in (
        (("--cycle", "no-such"), 2, "There is no cycle no-such."),
        (("--cycle", "s11-2026", "--board", "elsewhere"), 2, "no cycle s11-2026 at elsewhere."),
        (("--cycle", "s11-2025"), 2, "Several boards have such a cycle: elsewhere, marlbridge."),
        (("--cycle", "s11-2025", "--board", "elsewhere"), 1, "has not been opened yet"),
        (("--cycle", "s11-2026", "--format", "pdf"), 2, "pdf"),
    ):
        done = run("report", "compare", *arguments)
        assert (done.exit_code, sentence in done.output) == (exit_code, True), done.output


def test_scores_are_rebuilt_by_a_command(installation: Flask) -> None:
    done = run("scores", "rebuild", "--board", "marlbridge", "--cycle", "s11-2026")
    assert done.exit_code == 0, done.output
    # The self scores of what was brought in were never kept: two standards, and one for all.
    assert done.output == "3 signed returns worked out again: 9 rows differed.\n"
    again = run("scores", "rebuild", "--cycle", "s11-2026")
    assert again.output == "3 signed returns worked out again: 0 rows differed.\n"
    assert run("scores", "rebuild", "--board", "nowhere").exit_code == 2
