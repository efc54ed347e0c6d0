"""Packages: bombs, lies, ways out, and two files in one."""

from __future__ import annotations

import io
import struct
from zipfile import ZipFile

import pytest

from s11.files import faults
from s11.files.packages import MAX_ENTRIES
from tests.files import making
from tests.files.making import bomb, why


@pytest.mark.parametrize("megabytes", [40, 210])
def test_a_package_that_unpacks_to_far_more_than_its_size_is_refused(megabytes: int) -> None:
    assert faults.UNPACKS_TOO_LARGE in why("a.docx", bomb(megabytes))


def lying(content: bytes, claimed: int) -> bytes:
    """The package with its last entry claiming to unpack to `claimed` bytes, in both places."""
    made = bytearray(content)
    with ZipFile(io.BytesIO(content)) as archive:
        last = archive.infolist()[-1]
    central = made.rfind(b"PK\1\2")
    struct.pack_into("<L", made, central + 24, claimed)
    struct.pack_into("<L", made, last.header_offset + 22, claimed)
    return bytes(made)


@pytest.mark.parametrize("claimed", [1, 20])
def test_an_entry_that_unpacks_to_more_than_it_claims_is_refused(claimed: int) -> None:
    assert faults.UNPACKS_TOO_LARGE in why("a.docx", lying(bomb(40), claimed))


def test_a_package_of_too_many_entries_is_refused() -> None:
    many = {f"word/p{number}.xml": "" for number in range(MAX_ENTRIES)}
    assert faults.UNPACKS_TOO_LARGE in why("a.docx", making.office("docx", many))


def test_a_directory_that_is_too_long_to_read_is_refused_before_it_is_read() -> None:
    names = {f"word/{'n' * 60_000}{number}.xml": "" for number in range(40)}
    assert faults.UNPACKS_TOO_LARGE in why("a.docx", making.office("docx", names))


def test_an_entry_whose_checksum_is_wrong_is_refused() -> None:
    content = bytearray(making.office())
    struct.pack_into("<L", content, content.rfind(b"PK\1\2") + 16, 12345)
    assert faults.DAMAGED in why("a.docx", bytes(content))


def test_an_entry_that_has_another_name_in_its_own_header_is_refused() -> None:
    content = making.office().replace(b"word/document.xml", b"word/vbaProj.xmlx", 1)
    assert faults.DAMAGED in why("a.docx", content)


@pytest.mark.parametrize(
    "name",
    ["../../etc/a.xml", "/etc/a.xml", "C:/a.xml", "word\\a.xml", "word//a.xml", "word/./a.xml"],
)
def test_entries_whose_names_lead_elsewhere_are_refused(name: str) -> None:
    assert faults.DAMAGED in why("a.docx", making.office("docx", {name: "<a/>"}))


def test_two_entries_of_one_name_are_refused() -> None:
    assert faults.DAMAGED in why("a.docx", making.office("docx", {"Word/Document.XML": "<b/>"}))


def test_an_encrypted_entry_is_refused() -> None:
    content = bytearray(making.office())
    struct.pack_into("<H", content, content.rfind(b"PK\1\2") + 8, 1)
    assert faults.LOCKED in why("a.docx", bytes(content))


def test_a_file_in_the_old_office_format_or_locked_whole_is_refused() -> None:
    assert faults.OLD_OFFICE in why("a.docx", making.OLE)


@pytest.mark.parametrize("extra", [making.HTML, making.pdf(), making.office(), b"\0"])
def test_a_package_with_something_before_or_after_it_is_refused(extra: bytes) -> None:
    why("a.docx", extra + making.office())
    assert faults.DAMAGED in why("a.docx", making.office() + extra)
