"""The register's rules: slugs, and a spreadsheet read into a plan or into faults."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s11.domain.cycles import SLUG
from s11.domain.permissions import Role
from s11.domain.register import (
    COLUMNS,
    Change,
    Known,
    plan,
    read_rows,
    readable_email,
    slug_of,
)

TYPES = {"housing": "Housing", "nhs-provider": "NHS provider"}
GOOD = [
    "Marlbridge Housing",
    "housing",
    "Asha Rowe",
    "asha@example.org",
    "Tom Bell",
    "tom@example.org",
]


def faults(*rows: list[str]) -> list[str]:
    return [str(fault) for fault in read_rows([list(COLUMNS), *rows], TYPES).faults]


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Marlbridge Housing", "marlbridge-housing"),
        ("Gwasanaeth Tŷ Łódź", "gwasanaeth-ty-lodz"),
        ("  St John's & St Mary’s  ", "st-johns-st-marys"),
        ("学校", "agency"),
        ("New", "new-2"),
    ],
)
def test_a_name_becomes_a_slug(name: str, slug: str) -> None:
    assert slug_of(name) == slug


@given(st.text(max_size=80), st.sets(st.text("ab-2", min_size=1), max_size=4))
def test_every_name_gets_a_slug_that_stands_in_addresses_and_is_not_taken(
    name: str, taken: set[str]
) -> None:
    slug = slug_of(name, taken)
    assert SLUG.fullmatch(slug)
    assert slug not in taken
    assert len(slug) <= 60


@pytest.mark.parametrize(
    "text", ["", "asha", "asha@", "a b@example.org", "a@b", "a@b..org", "<a@b.org>"]
)
def test_what_is_no_address_is_not_read_as_one(text: str) -> None:
    assert readable_email(text) is None


def test_an_address_is_kept_in_lower_case() -> None:
    assert readable_email(" Asha.Rowe@Example.org ") == "asha.rowe@example.org"


def test_a_good_row_is_read_by_its_heads_in_any_order_and_spelling() -> None:
    heads = [
        "Signatory Email",
        "Agency name",
        "TYPE",
        "Lead name",
        "lead e-mail",
        "Accountable officer name",
    ]
    row = [
        "TOM@example.org",
        " Marlbridge  Housing ",
        "Housing",
        "Asha Rowe",
        "asha@example.org",
        "Tom Bell",
    ]
    reading = read_rows([heads, row], TYPES)
    assert not reading.faults
    entry = reading.entries[0]
    assert (entry.row, entry.name, entry.agency_type) == (2, "Marlbridge Housing", "housing")
    assert entry.contacts[Role.SIGNATORY].email == "tom@example.org"


def test_every_fault_is_named_by_row_and_column_at_once() -> None:
    assert faults(
        ["", "housing", "", "", "", ""],
        ["Vale Trust", "spaceship", "Bo Lund", "", "", "sig@example.org"],
        ["vale  trust", "housing", "Al", "not-an-address", "", ""],
    ) == [
        "Row 2, name: The agency has no name.",
        "Row 3, type: “spaceship” is not a type of agency. Types are: housing, nhs-provider.",
        "Row 3, lead e-mail: Bo Lund has no e-mail address.",
        "Row 3, signatory name: sig@example.org has no name.",
        "Row 4, lead e-mail: “not-an-address” is not an e-mail address.",
        "Row 4, name: vale trust is already in row 3.",
    ]


def test_blank_rows_are_passed_over_but_counted() -> None:
    assert faults(["", "", "", "", "", ""], ["Vale Trust", "", "", "", "", ""])[0].startswith(
        "Row 3, type: The agency has no type."
    )


def test_one_address_under_two_names_is_a_fault() -> None:
    second = ["Vale Trust", "housing", "Asha Roe", "asha@example.org", "", ""]
    assert faults(GOOD, second) == [
        "Row 3, lead name: asha@example.org is called Asha Rowe in row 2 and Asha Roe here."
    ]


def test_a_missing_an_unknown_and_a_doubled_head_are_each_named() -> None:
    heads = ["name", "name", "sort", "lead name", "lead e-mail", "signatory name"]
    said = [str(fault) for fault in read_rows([heads, GOOD], TYPES).faults]
    assert said == [
        "Row 1, column 3: “sort” is not a column we know.",
        "Row 1, name: There are two columns with this head.",
        "Row 1, type: There is no column headed “type”.",
        "Row 1, signatory e-mail: There is no column headed “signatory e-mail”.",
    ]


@pytest.mark.parametrize("rows", [[], [[]], [["", ""]], [list(COLUMNS)]])
def test_a_file_without_agencies_is_a_fault(rows: list[list[str]]) -> None:
    assert read_rows(rows, TYPES).faults


@given(st.lists(st.lists(st.text(max_size=12), max_size=8), max_size=6))
def test_no_file_ever_breaks_the_reading(rows: list[list[str]]) -> None:
    reading = read_rows(rows, TYPES)
    assert reading.faults or reading.entries


def test_a_plan_says_what_is_added_changed_and_left() -> None:
    rows = [
        list(COLUMNS),
        GOOD,
        ["Vale Trust", "nhs-provider", "Asha Rowe", "asha@example.org", "", ""],
        ["Oak School", "housing", "", "", "", ""],
    ]
    register = [
        Known("vale", "VALE trust", "housing", has_left=True),
        Known(
            "oak", "Oak School", "housing", holders={Role.LEAD: frozenset({"other@example.org"})}
        ),
    ]
    made = plan(read_rows(rows, TYPES).entries, register, TYPES)
    assert [line.change for line in made.lines] == [Change.ADDED, Change.CHANGED, Change.UNCHANGED]
    assert made.lines[1].said == (
        "rejoins the board",
        "type changes from “Housing” to “NHS provider”",
        "Asha Rowe becomes safeguarding lead",
    )
    assert made.people == 3


def test_someone_who_holds_the_role_already_is_no_change() -> None:
    holders = {
        Role.LEAD: frozenset({"asha@example.org"}),
        Role.SIGNATORY: frozenset({"tom@example.org"}),
    }
    known = Known("housing", "Marlbridge Housing", "housing", holders=holders)
    made = plan(read_rows([list(COLUMNS), GOOD], TYPES).entries, [known], TYPES)
    assert made.count(Change.UNCHANGED) == 1
