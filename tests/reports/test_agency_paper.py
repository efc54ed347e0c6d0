"""The agency's report on paper: tagged, whole, words where there is no figure, always the same."""

from __future__ import annotations

import io
import time
from dataclasses import replace
from pathlib import Path

import pytest
from pdfua import validate
from pypdf import PdfReader

from s11.domain.answers import Answer
from s11.domain.report import signed_report
from s11.domain.snapshot import SignedScore, sha256_of, to_json
from s11.reports.agency import agency_pdf
from tests.reports import making
from tests.reports.pdf_reading import Node, tree

EMOJI = {"😀": "[U+1F600]", "你": "[U+4F60]"}


@pytest.fixture(scope="module")
def paper() -> bytes:
    """The rich report, made once."""
    return agency_pdf(making.report())


@pytest.fixture(scope="module")
def top(paper: bytes) -> Node:
    return tree(paper)


def of_typed(text: str) -> bytes:
    signed = making.typed_document(text)
    return agency_pdf(signed_report(signed, making.edition(), sha256_of(to_json(signed))))


def table(top: Node, caption: str) -> list[list[str]]:
    """The rows of the table with this caption, as words."""
    found = next(one for one in top.all("Table") if one.all("Caption")[0].text == caption)
    return [[cell.text for cell in row.kids] for row in found.all("TR")]


@pytest.mark.parametrize("given", [None, {}], ids=["rich", "empty"])
def test_the_accessibility_checker_finds_no_fault(
    given: dict[str, Answer] | None, tmp_path: Path
) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(agency_pdf(making.report(given)))
    result = validate(str(path))
    assert [finding.message for finding in result.findings] == []
    assert [outcome.rule_id for outcome in result.outcomes if outcome.skipped_reason] == []


def test_the_same_return_gives_the_same_bytes(paper: bytes) -> None:
    assert agency_pdf(making.report()) == paper


def test_title_language_and_outline_are_set(paper: bytes) -> None:
    pdf = PdfReader(io.BytesIO(paper))
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Marlbridge Housing: Section 11, autumn 2026"
    assert pdf.trailer["/Root"]["/Lang"] == "en-GB"
    titles = [one["/Title"] for one in pdf.outline if not isinstance(one, list)]
    assert titles[0] == "Marlbridge Housing"


def test_every_page_but_the_cover_says_whose_it_is_and_which_of_how_many(paper: bytes) -> None:
    pages = PdfReader(io.BytesIO(paper)).pages
    for number, page in enumerate(pages[1:], start=2):
        words = " ".join(page.extract_text().split())
        assert f"Page {number} of {len(pages)}" in words
        assert "Marlbridge Housing" in words
        assert "Section 11, autumn 2026" in words


def test_the_cover_holds_the_hash_and_the_signature(top: Node) -> None:
    report = making.report()
    cover = " ".join(node.text for node in top.kids[:7])
    assert report.sha256 in cover
    assert "Signed by Dilys Rowe, Director of housing, on 20 November 2026 at 16:20" in cover
    assert "Reference MB-7F2K-9Q, version 1" in cover


def test_scores_counts_and_critical_questions_stand_in_one_table(top: Node) -> None:
    rows = table(top, "Each standard's score")
    assert rows[0] == [
        "Standard", "Score", "Band", "Asked", "Rated", "Not applicable", "Critical, lowest",
    ]  # fmt: skip
    assert len(rows) == 10
    (worst,) = [row for row in rows if row[0] == "d. Service development"]
    assert worst[2] == "Not assured"
    assert worst[-1] == "d.1"
    assert rows[-1][0] == "All standards"


def test_the_chart_says_in_words_all_that_its_bars_say(top: Node) -> None:
    (figure,) = top.all("Figure")
    for score in [row[1] for row in table(top, "Each standard's score")[1:-1]]:
        assert score in figure.raw["/Alt"]
        assert score in figure.text


def test_an_unfinished_or_inapplicable_standard_has_words_and_never_a_nought() -> None:
    given = making.answers()
    del given["c.lead"]
    report = making.report(given)
    nothing_ours = replace(report.standards[1], score=SignedScore("b", None, None, 4, 0, 4))
    standards = (report.standards[0], nothing_ours, *report.standards[2:])
    top = tree(agency_pdf(replace(report, standards=standards)))
    rows = {row[0]: row for row in table(top, "Each standard's score")}
    assert rows["b. A clear statement of responsibilities"][1:3] == ["Not rated", "No band"]
    assert rows["c. Lines of accountability"][1:3] == ["Incomplete", "No band"]
    assert rows["All standards"][1:3] == ["Incomplete", "No band"]
    assert "Not answered" in top.text
    assert "Incomplete: there is no overall score." in top.text


def test_every_action_stands_in_one_table_with_its_question_and_day(top: Node) -> None:
    actions = making.report().actions
    rows = table(top, f"{len(actions)} actions planned")
    assert len(rows) == len(actions) + 1
    assert ["b.1", making.ACTION.what, "Volunteer coordinator", "31 January 2027"] in rows


def test_a_file_is_told_from_another_of_its_name(top: Node) -> None:
    assert "Volunteer register audit, May.pdf – 212 KB, dated 14 May 2026, SHA-256 begins " in (
        top.text
    )
    assert "abababababab" in top.text
    assert "efefefefefef" in top.text


def test_a_return_brought_in_from_elsewhere_says_so() -> None:
    top = tree(agency_pdf(making.report(source="spreadsheet")))
    assert "Brought in from: spreadsheet" in top.text


@pytest.mark.parametrize(
    "text",
    [
        "<b>bold</b> <img src='file:///etc/passwd'> &amp; <para>",
        "=SUM(A1:A9) @cmd +1 -1",
        "Dŵr, tŷ, Ŵyl, Ŷd – 'Cymraeg'",
        "Zażółć gęślą jaźń, ŁÓDŹ",
        "שלום עולם",
        "Thanks 😀 你",
    ],
)
def test_what_was_typed_stands_on_paper_in_every_field(text: str) -> None:
    shown = text
    for letter, code in EMOJI.items():
        shown = shown.replace(letter, code)
    words = "".join(tree(of_typed(text)).text.split())
    assert words.count("".join(shown.split())) == making.FIELDS


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("A sentence about supervision & recording. " * 2_400, 20), ("word\n" * 10_000, 30)],
    ids=["100,000 characters", "10,000 lines"],
)
def test_very_long_answers_are_printed_whole_in_bounded_time(text: str, seconds: float) -> None:
    started = time.perf_counter()
    data = of_typed(text)
    assert time.perf_counter() - started < seconds
    letters = "".join(tree(data).text.split())
    once = "".join(text.split())
    assert letters.count(once) == making.LONG_FIELDS


def test_a_label_is_never_the_last_line_of_a_page(paper: bytes) -> None:
    labels = ("What shows this", "What difference it has made", "Action", "Files", "Answer")
    for page in PdfReader(io.BytesIO(paper)).pages:
        lines = [line.strip() for line in page.extract_text().splitlines() if line.strip()]
        said = [line for line in lines if not line.startswith(("Page ", "Reference MB"))]
        assert not said[-1].endswith(labels)
