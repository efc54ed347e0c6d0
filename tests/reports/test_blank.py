"""The printable questionnaire: the right questions, in words, with room to write."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pdfua import validate

from s11.domain.standards import (
    AgencyTypeIn,
    AllOf,
    AnswerAtLeast,
    Answered,
    AnswerIn,
    AnyOf,
    Condition,
    Edition,
    Not,
)
from s11.reports.blank import blank_pdf
from s11.reports.conditions import Spoken, for_type
from tests.domain.making import choice, edition, rating, told
from tests.reports import making
from tests.reports.pdf_reading import tree

YES = AnswerIn("a.1", ("yes",))
HEALTH = AgencyTypeIn(("health",))


def words(of: Edition, agency_type: str | None = None) -> str:
    return tree(blank_pdf(of, agency_type, making.BOARD)).text


@pytest.mark.parametrize("agency_type", [None, "housing"])
def test_the_accessibility_checker_finds_no_fault(agency_type: str | None, tmp_path: Path) -> None:
    path = tmp_path / "blank.pdf"
    path.write_bytes(blank_pdf(making.edition(), agency_type, making.BOARD))
    assert [finding.message for finding in validate(str(path)).findings] == []


def test_guidance_levels_and_prompts_stand_beside_each_question() -> None:
    said = words(making.edition(), "housing")
    assert "A named person sits on the governing body and speaks there for children." in said
    assert "☐ Green: In place and shown to work." in said
    assert "Name the register, audit or report." in said
    assert "Below Green: what will be done, who, by when?" in said
    assert "Per cent, in steps of 5" in said
    assert "This does not apply to us, because" in said


def test_only_what_concerns_the_agency_is_printed_and_numbers_stay() -> None:
    housing, health = words(making.edition(), "housing"), words(making.edition(), "health")
    assert "a.9 Wards follow the same arrangements at night." in health
    assert "Wards follow" not in housing
    everyone = words(making.edition())
    assert "Only for: Health trust." in everyone


def test_a_condition_is_said_in_words() -> None:
    assert "Only if the answer to a.4 is Yes." in words(making.edition(), "housing")


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (YES, "the answer to a.1 is Yes"),
        (Not(YES), "the answer to a.1 is not Yes"),
        (AnswerAtLeast("a.2", "amber"), "the answer to a.2 is at least Amber"),
        (Not(AnswerAtLeast("a.3", "90")), "the answer to a.3 is below 90%"),
        (Answered("a.2", expected=False), "a.2 is not answered"),
        (Not(Answered("a.2")), "a.2 is not answered"),
        (
            AnyOf((AllOf((YES, Answered("a.2"))), HEALTH)),
            "(the answer to a.1 is Yes and a.2 is answered) or your agency is of the type Health",
        ),
        (Not(AllOf((YES, HEALTH))), "the answer to a.1 is not Yes or your agency is not of the "
         "type Health"),
    ],
)  # fmt: skip
def test_every_kind_of_condition_has_its_words(condition: Condition, said: str) -> None:
    asked = edition(
        choice("a.1"), rating("a.2"), told("a.3", "percentage"), agency_types={"health": "Health"}
    )
    assert Spoken(asked, {})(condition) == said


@pytest.mark.parametrize(
    ("condition", "left"),
    [
        (None, True),
        (HEALTH, False),
        (Not(HEALTH), True),
        (Not(YES), Not(YES)),
        (AllOf((Not(HEALTH), YES)), AllOf((YES,))),
        (AllOf((HEALTH, YES)), False),
        (AnyOf((HEALTH, YES)), AnyOf((YES,))),
        (AnyOf((Not(HEALTH), YES)), True),
    ],
)
def test_what_the_agency_s_type_settles_is_left_out_of_a_condition(
    condition: Condition | None, left: Condition | bool
) -> None:
    assert for_type(condition, "housing") == left


def test_a_question_whose_condition_the_type_rules_out_is_not_printed() -> None:
    asked = edition(
        choice("a.1"),
        replace(rating("a.2"), show_if=HEALTH),
        agency_types={"health": "Health", "housing": "Housing"},
    )
    assert "How well is a.2 met?" in words(asked, "health")
    assert "How well is a.2 met?" not in words(asked, "housing")


def test_the_same_edition_gives_the_same_bytes() -> None:
    made = [blank_pdf(making.edition(), "housing", making.BOARD) for _ in range(2)]
    assert made[0] == made[1]
