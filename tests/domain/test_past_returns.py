"""Past returns from a spreadsheet: both forms say the same, and every fault is named by its row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from s11.domain.answers import Answer, Answers
from s11.domain.past_returns import PastReading, Place, read_past
from s11.domain.standards import AnswerIn, AnswerType, Edition
from s11.domain.visibility import View
from tests.domain.making import (
    PERCENT,
    answers,
    answers_to,
    choice,
    claimed,
    criteria,
    edition,
    editions,
    marked,
    rating,
    standard,
)

TYPES = {"housing": "Housing association", "police": "Police"}
ASKED = edition(
    standard(
        "a", rating("a.1", may_be_not_applicable=True), choice("a.2"), criteria("a.3", 40, 35, 25)
    ),
    standard(
        "b",
        rating("b.1", PERCENT),
        rating("b.2", applies_to=frozenset({"police"})),
        rating("b.3", show_if=AnswerIn("a.2", ("yes",))),
    ),
    agency_types=TYPES,
)
HOUSING = Place("marlbridge-housing", "Marlbridge Housing", "housing")
POLICE = Place("marlshire-police", "Marlshire Police", "police")
LONG = ["agency", "question", "rating", "evidence", "na_reason"]
Row = Sequence[str]


def read(*rows: Row, asked: Edition = ASKED, create: bool = False) -> PastReading:
    return read_past(rows, asked, [HOUSING, POLICE], create=create)


def faults(*rows: Row, create: bool = False) -> list[str]:
    found = read(*rows, create=create)
    assert found.faults
    return [str(fault) for fault in found.faults]


def said(found: PastReading) -> dict[str, Answers]:
    assert found.faults == ()
    return {one.name: one.answers for one in found.returns}


def test_a_row_for_each_answer_is_read() -> None:
    found = read(
        LONG,
        ["Marlbridge Housing", "a.1", "Amber", "=cmd|' /c calc'!A1", ""],
        ["marlbridge  housing", "a.2", "yes", "", ""],
        [],
        ["marlshire-police", "A.1", "n/a", "", "No such work here."],
        ["Marlbridge Housing", "a.3", "x z", "", ""],
    )
    kept = replace(answers(a_1="amber")["a.1"], evidence="=cmd|' /c calc'!A1")
    assert said(found) == {
        "Marlbridge Housing": answers(kept, marked("a.3", "mnm"), a_2="yes"),
        "Marlshire Police": answers(claimed("a.1")),
    }
    housing, police = found.returns
    assert (housing.row, housing.slug, housing.agency_type) == (2, "marlbridge-housing", "housing")
    assert (housing.asked, housing.settled) == (5, 3)
    assert (police.row, police.settled) == (5, 1)


def test_a_column_for_each_question_is_read_by_its_id_or_its_words() -> None:
    heads = ["Agency name", "How well is A.1 met?", "a.1 evidence", "a.2", "b.1", "a.1: n/a reason"]
    found = read(
        heads,
        ["Marlbridge Housing", "green", "Minutes.", "NO", "", ""],
        ["Marlshire Police", "", "", "", "85%", "No such work here."],
    )
    kept = replace(answers(a_1="green")["a.1"], evidence="Minutes.")
    assert said(found) == {
        "Marlbridge Housing": answers(kept, a_2="no"),
        "Marlshire Police": answers(claimed("a.1"), b_1="85"),
    }


@st.composite
def facts(draw: st.DrawFn) -> tuple[Edition, dict[str, Answers]]:
    """What two agencies answered of what they were asked, each with words."""
    asked = replace(draw(editions()), agency_types=TYPES)
    told: dict[str, Answers] = {}
    for place in (HOUSING, POLICE):
        given = draw(answers_to(asked))
        view = View(asked, place.agency_type, given)
        words = draw(st.sampled_from(["", "Minutes of May.", "=1+1", "Two\nlines, with a comma"]))
        told[place.name] = {
            key: replace(one, evidence=words)
            for key, one in given.items()
            if (question := asked.question(key)) and view.is_asked(question) and _sayable(one)
        }
    return asked, {name: given for name, given in told.items() if given}


def _sayable(answer: Answer) -> bool:
    """A spreadsheet has no place for criteria that do not apply."""
    return all(given.mark != "not applicable" for given in answer.marks.values())


def cells(asked: Edition, answer: Answer) -> list[str]:
    question = asked.question(answer.question)
    typed = answer.value
    if question and question.type is AnswerType.CRITERIA:
        met = [key for key, given in answer.marks.items() if given.mark == "met"]
        typed = ", ".join(met) or "none"
    return ["" if answer.not_applicable else typed, answer.evidence, answer.na_reason]


@given(facts(), st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_long_and_wide_of_the_same_facts_give_the_same_returns(
    told: tuple[Edition, dict[str, Answers]], chance: object
) -> None:
    asked, by_agency = told
    long: list[Row] = [
        [name, key, *cells(asked, one)]
        for name, given in by_agency.items()
        for key, one in given.items()
    ]
    chance.shuffle(long)  # type: ignore[attr-defined]
    ids = [question.id for question in asked.questions()]
    heads = ["agency", *(f"{key}{end}" for key in ids for end in ("", " evidence", " na_reason"))]
    wide = [
        [
            name,
            *(
                cell
                for key in ids
                for cell in (cells(asked, given[key]) if key in given else [""] * 3)
            ),
        ]
        for name, given in by_agency.items()
    ]
    if not by_agency:
        return
    from_long = said(read(LONG, *long, asked=asked))
    assert from_long == said(read(heads, *wide, asked=asked)) == by_agency


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (
            ["Marlbridge Housng", "a.1", "green", "", ""],
            "Row 2, agency: “Marlbridge Housng” is not an agency of this board. "
            "Did you mean Marlbridge Housing?",
        ),
        (["", "a.1", "green", "", ""], "Row 2, agency: The row names no agency."),
        (
            ["Marlbridge Housing", "a.11", "green", "", ""],
            "Row 2, question: “a.11” is not a question of this cycle. Did you mean a.1?",
        ),
        (
            ["Marlbridge Housing", "", "green", "", ""],
            "Row 2, question: The row names no question.",
        ),
        (
            ["Marlbridge Housing", "b.2", "green", "", ""],
            "Row 2, question: b.2 is not asked of this type of agency (Housing association). "
            "Leave it empty.",
        ),
        (
            ["Marlbridge Housing", "b.3", "green", "", ""],
            "Row 2, question: b.3 is asked only after certain answers to a.2, "
            "which are not in the file. Leave it empty.",
        ),
        (
            ["Marlbridge Housing", "a.1", "blue", "", ""],
            "Row 2, rating: “blue” is no level of a.1. Its levels are: Green, Amber, Red.",
        ),
        (
            ["Marlbridge Housing", "a.1", "red", "", "Not ours."],
            "Row 2, na_reason: There is both an answer and a reason why it does not apply. "
            "Keep one of them.",
        ),
        (
            ["Marlbridge Housing", "a.1", "", "Minutes.", ""],
            "Row 2, rating: There is neither an answer nor a reason why it does not apply.",
        ),
        (
            ["Marlbridge Housing", "a.1", "green", "Minutes", " and more", "still more"],
            "Row 2, column 6: There are words under no head. "
            "Look for a comma without quotation marks in this row.",
        ),
    ],
)
def test_each_fault_is_named_by_row_and_column(row: Row, fault: str) -> None:
    assert fault in faults(LONG, row)


def test_every_fault_is_told_at_once_in_the_order_of_the_rows() -> None:
    found = faults(
        LONG,
        ["Marlbridge Housing", "a.1", "blue", "", ""],
        ["Marlshire Police", "a.1", "green", "", ""],
        ["Marlbridge Housing", "a.9", "green", "", ""],
        ["Nobody", "a.1", "green", "", ""],
        ["Marlbridge Housing", "b.2", "green", "", ""],
    )
    assert [fault.split(",")[0] for fault in found] == ["Row 2", "Row 4", "Row 5", "Row 6"]


def test_the_same_answer_twice_is_a_fault_only_where_the_words_differ() -> None:
    row = ["Marlbridge Housing", "a.1", "green", "Minutes.", ""]
    assert said(read(LONG, row, [*row[:2], "Green", *row[3:]]))
    other = [*row[:3], "Other minutes.", ""]
    assert faults(LONG, row, other) == ["Row 3, rating: a.1 is answered otherwise in row 2."]


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([], "Row 1, agency: The file is empty."),
        ([LONG], "Row 2, agency: There is no row under the heads."),
        (
            [["agency", "question"], ["x", "a.1"]],
            "Row 1, rating: There is no column headed “rating”.",
        ),
        ([["a.1"], ["green"]], "Row 1, agency: There is no column headed “agency”."),
        ([[*LONG, "notes"], ["x"]], "Row 1, column 6: “notes” is not a column we know."),
        (
            [["agency", "a.11"], ["x", "y"]],
            "Row 1, column 2: “a.11” is not a question of this cycle. Did you mean a.1?",
        ),
        (
            [["agency", "a.1", "How well is a.1 met?"], ["x", "y", "z"]],
            "Row 1, How well is a.1 met?: There are two columns for this.",
        ),
        (
            [["agency", "a.1"], ["Marlbridge Housing", ""]],
            "Row 2, agency: The row holds no answer.",
        ),
        (
            [["agency", "a.1"], ["Marlbridge Housing", "blue"]],
            "Row 2, a.1: “blue” is no level of a.1.",
        ),
    ],
)
def test_faults_of_heads_and_of_wide_rows_are_named_too(rows: list[Row], fault: str) -> None:
    assert any(found.startswith(fault) for found in faults(*rows))


def test_an_agency_that_is_new_is_made_only_if_that_is_asked_and_its_type_is_said() -> None:
    heads, row = ["agency", "type", "a.1"], ["Vale Trust", "Police", "green"]
    assert "not an agency of this board" in faults(heads, row)[0]
    made = read(heads, row, create=True)
    assert made.faults == ()
    assert (made.returns[0].slug, made.returns[0].agency_type) == (None, "police")
    assert (
        "Vale Trust is new, so say its type."
        in faults(heads, ["Vale Trust", "", "green"], create=True)[0]
    )
    assert (
        "“ship” is not a type of agency"
        in faults(heads, ["Vale Trust", "ship", "red"], create=True)[0]
    )


def test_one_agency_of_two_types_is_a_fault_and_the_file_decides_over_the_register() -> None:
    heads = [*LONG, "type"]
    first = ["Marlbridge Housing", "b.2", "green", "", "", "police"]
    assert read(heads, first).returns[0].agency_type == "police"
    other = ["Marlbridge Housing", "a.1", "green", "", "", "housing"]
    assert "Row 3, type: Marlbridge Housing is police in row 2 and housing here." in faults(
        heads, first, other
    )


def test_an_agency_that_takes_no_past_return_is_named() -> None:
    taken = replace(HOUSING, why_not="has a signed return in this cycle already")
    found = read_past([LONG, ["Marlbridge Housing", "a.1", "red", "", ""]], ASKED, [taken])
    assert [str(fault) for fault in found.faults] == [
        "Row 2, agency: Marlbridge Housing has a signed return in this cycle already."
    ]
    assert found.returns == ()
