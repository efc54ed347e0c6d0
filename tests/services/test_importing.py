"""Importing agencies: files of every kind, all of it or nothing, what was seen is what is done."""

from __future__ import annotations

import io
import zipfile

import pytest
import xlsxwriter
from flask import Flask

from s11.domain.errors import Refused, WrongState
from s11.domain.permissions import Role
from s11.domain.register import COLUMNS, Change
from s11.services import importing, spreadsheets
from s11.services.spreadsheets import read_table
from s11.store import agencies as store
from s11.store import people, record
from s11.store.database import db
from s11.store.models import Agency, EmailedLink, Person
from tests import factories

TYPES = {"housing": "Housing", "police": "Police"}
HEADS = list(COLUMNS)
HOUSING = [
    "Marlbridge Housing",
    "Housing",
    "Asha Rowe",
    "asha@example.org",
    "Tŵm Bell",
    "twm@example.org",
]
POLICE = ["Marlbridge Police", "police", "Asha Rowe", "asha@example.org", "", ""]


def workbook(*rows: list[str], sheets: int = 1) -> bytes:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True}) as book:
        for _ in range(sheets):
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return packed.getvalue()


def comma(*rows: list[str], separator: str = ",") -> str:
    return "\r\n".join(separator.join(row) for row in rows)


@pytest.mark.parametrize(
    "content",
    [
        comma(HEADS, HOUSING).encode(),
        comma(HEADS, HOUSING).encode("utf-8-sig"),
        comma(HEADS, HOUSING, separator=";").encode(),
        comma(HEADS, HOUSING, separator="\t").encode("utf-16"),
        workbook(HEADS, HOUSING, sheets=2),
    ],
    ids=["utf-8", "with a mark", "semicolons", "utf-16 with tabs", "xlsx"],
)
def test_a_table_is_read_whatever_program_wrote_it(content: bytes) -> None:
    assert read_table(content) == [HEADS, HOUSING]


def test_windows_letters_are_read_where_the_file_is_no_utf8() -> None:
    assert read_table("name\nSt Aldhelm’s Café".encode("cp1252"))[1] == ["St Aldhelm’s Café"]


def test_numbers_and_dates_of_a_workbook_come_as_text() -> None:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True}) as book:
        book.add_worksheet().write_row(0, 0, [7, 7.5, True])
    assert read_table(packed.getvalue()) == [["7", "7.5", "True"]]


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", b"0" * (spreadsheets.LARGEST_UNPACKED + 1))
    return packed.getvalue()


def lying_bomb() -> bytes:
    """The same, with a directory that says it unpacks to ten bytes."""
    content, size = bytearray(bomb()), spreadsheets.LARGEST_UNPACKED + 1
    return bytes(content.replace(size.to_bytes(4, "little"), (10).to_bytes(4, "little")))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"name\0type", "neither"),
        (b'name,type\n"never closed', "quotation mark"),
        (b"PK\x03\x04 broken", "damaged"),
        (b"a," * 60, "larger than"),
        (b"a\n" * (spreadsheets.MOST_ROWS + 1), "larger than"),
        (b"a" * (spreadsheets.LARGEST_BYTES + 1), "larger than 2 MB"),
        (workbook(["a"] * 60), "larger than"),
        (bomb(), "unpacks"),
        (lying_bomb(), "damaged"),
    ],
)
def test_what_is_no_table_of_agencies_is_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises(Refused, match=words) as refused:
        read_table(content)
    assert refused.value.field == "file"


def test_a_table_of_past_returns_may_have_a_column_for_each_question() -> None:
    heads = ["agency", *(f"a.{number}" for number in range(99))]
    rows = [heads, ["Marlbridge Housing", "-5 =A1", *["Tŵm"] * 98]]
    assert read_table(workbook(*rows), spreadsheets.RETURNS) == rows
    assert read_table(comma(*rows).encode(), spreadsheets.RETURNS) == rows
    with pytest.raises(Refused, match="larger than 60000 rows or 400 columns"):
        read_table(workbook(["a"] * 401), spreadsheets.RETURNS)


@pytest.fixture
def look(app: Flask) -> people.BoardLook:
    factories.board("marlbridge")
    found = people.look_of("marlbridge")
    assert found
    return found


def officer(look: people.BoardLook) -> importing.By:
    board = people.board_by_slug(look.slug)
    return factories.by(factories.person((Role.OFFICER, board, None), name="Ines Okafor"))


def test_a_preview_changes_nothing(look: people.BoardLook) -> None:
    found = importing.preview(look, [HEADS, HOUSING, POLICE], TYPES)
    assert found.plan.count(Change.ADDED) == 2
    assert store.register(look) == []


def test_importing_adds_agencies_people_and_roles_in_one_go(look: people.BoardLook) -> None:
    done = importing.carry_out(look, [HEADS, HOUSING, POLICE], TYPES, officer(look), invite=True)
    assert done.people == 3
    housing, police = store.register(look)
    assert housing.people == {Role.LEAD: ("Asha Rowe",), Role.SIGNATORY: ("Tŵm Bell",)}
    assert police.people == {Role.LEAD: ("Asha Rowe",)}
    assert db.session.query(EmailedLink).count() == 2  # each is invited once
    assert record.page("marlbridge", limit=1)[0].kind == "agencies imported"


def test_the_same_file_again_changes_nothing_and_invites_nobody_new(look: people.BoardLook) -> None:
    by = officer(look)
    importing.carry_out(look, [HEADS, HOUSING], TYPES, by, invite=False)
    before = record.count("marlbridge")
    again = importing.carry_out(look, [HEADS, HOUSING], TYPES, by, invite=True)
    assert again.count(Change.UNCHANGED) == 1
    assert record.count("marlbridge") == before + 1
    assert db.session.query(EmailedLink).count() == 0


def test_an_agency_that_left_rejoins_with_its_new_type(look: people.BoardLook) -> None:
    by = officer(look)
    importing.carry_out(look, [HEADS, HOUSING], TYPES, by, invite=False)
    member = store.member("marlbridge", "marlbridge-housing")
    assert member
    importing.agencies.leave(member, by)
    row = ["marlbridge  HOUSING", "police", "", "", "", ""]
    importing.carry_out(look, [HEADS, row], TYPES, by, invite=False)
    found = store.member("marlbridge", "marlbridge-housing")
    assert found
    assert (found.left_at, found.agency_type, found.name) == (None, "police", "Marlbridge Housing")


def test_one_fault_anywhere_imports_nothing(look: people.BoardLook) -> None:
    with pytest.raises(Refused):
        importing.carry_out(
            look,
            [HEADS, HOUSING, ["", "housing", "", "", "", ""]],
            TYPES,
            officer(look),
            invite=True,
        )
    db.session.rollback()
    assert store.register(look) == []
    assert db.session.query(Agency).count() == 0


def test_a_plan_that_is_no_longer_true_is_not_carried_out(look: people.BoardLook) -> None:
    by, rows = officer(look), [HEADS, HOUSING]
    seen = importing.preview(look, rows, TYPES).fingerprint
    importing.agencies.add(look, "Marlbridge Housing", "police", TYPES, by)
    with pytest.raises(WrongState, match="meanwhile"):
        importing.carry_out(look, rows, TYPES, by, invite=False, seen=seen)
    db.session.rollback()
    assert store.register(look)[0].people == {}


def test_someone_with_an_account_keeps_name_and_is_not_invited(look: people.BoardLook) -> None:
    by = officer(look)
    db.session.add(
        Person(email="asha@example.org", name="Asha J. Rowe", password_hash="x", created_at=by.at)
    )
    importing.carry_out(look, [HEADS, POLICE], TYPES, by, invite=True)
    assert store.register(look)[0].people == {Role.LEAD: ("Asha J. Rowe",)}
    assert db.session.query(EmailedLink).count() == 0


def test_on_both_databases_sixty_schools_are_imported_whole(each_database: Flask) -> None:
    factories.board("marlbridge")
    look = people.look_of("marlbridge")
    assert look
    rows = [
        [f"School {n}", "housing", f"Lead {n}", f"lead{n}@example.org", "", ""] for n in range(60)
    ]
    importing.carry_out(look, [HEADS, *rows], TYPES, officer(look), invite=False)
    assert len(store.register(look)) == 60
