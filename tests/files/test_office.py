"""Office and OpenDocument files: macros, programs, and what they fetch."""

from __future__ import annotations

import pytest

from s11.files import faults
from s11.files.office import CONTENT_TYPES, MAIN_TYPES, NOT_THIS_KIND
from tests.files import making
from tests.files.making import why


@pytest.mark.parametrize(
    "part",
    [
        "word/vbaProject.bin",
        "word/VBAPROJECT.BIN",
        "word/vbaData.xml",
        "xl/macrosheets/sheet1.xml",
        "word/activeX/activeX1.xml",
    ],
)
def test_a_document_with_macros_is_refused(part: str) -> None:
    assert faults.MACROS in why("a.docx", making.office("docx", {part: b"x"}))


@pytest.mark.parametrize(
    "kind",
    [
        "application/vnd.ms-word.document.macroEnabled.main+xml",
        "application/vnd.ms-office.vbaProject",
        "application/vnd.ms-office.vba&#80;roject",
    ],
)
def test_macros_under_another_name_are_found_by_their_declared_type(kind: str) -> None:
    types = making.content_types(MAIN_TYPES["docx"], kind)
    assert faults.MACROS in why("a.docx", making.office("docx", {CONTENT_TYPES: types}))


def test_a_declared_type_is_read_in_any_coding() -> None:
    types = making.content_types(MAIN_TYPES["docx"], "application/vnd.ms-office.vbaProject")
    content = making.office("docx", {CONTENT_TYPES: types.encode("utf-16")})
    assert faults.MACROS in why("a.docx", content)


@pytest.mark.parametrize(
    "part",
    [
        "word/embeddings/oleObject1.bin",
        "word/media/setup.exe",
        "word/a.js",
        "word/a",
        "a.html",
        "word/embeddings/Other.docm",
        "word/embeddings/Inner.pdf",
    ],
)
def test_a_program_or_an_object_inside_a_document_is_refused(part: str) -> None:
    assert faults.OTHER_INSIDE in why("a.docx", making.office("docx", {part: making.EXE}))


def test_macros_in_a_workbook_inside_a_document_are_found() -> None:
    inner = making.office("xlsx", {"xl/vbaProject.bin": b"x"})
    outer = making.office("docx", {"word/embeddings/Sheet.xlsx": inner})
    assert faults.MACROS in why("a.docx", outer)


def test_a_document_in_a_document_in_a_document_is_refused() -> None:
    inner = making.office("docx", {"word/embeddings/a.xlsx": making.workbook()})
    outer = making.office("docx", {"word/embeddings/a.docx": inner})
    assert faults.OTHER_INSIDE in why("a.docx", outer)


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("oleObject", "file://server/x.xlsx"),
        ("attachedTemplate", "https://bad.example/a.dotm"),
        ("attachedTemplate", "HTTP://bad.example/a.dotm"),
        ("frame", "https://bad.example"),
    ],
)
def test_a_document_that_fetches_a_part_of_itself_is_refused(kind: str, target: str) -> None:
    more = {"word/_rels/settings.xml.rels": making.relations((kind, target, "External"))}
    assert faults.REACHES_OUT in why("a.docx", making.office("docx", more))


def test_entities_in_a_package_are_not_read() -> None:
    laughs = '<!DOCTYPE t [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><Types>&b;</Types>'
    assert faults.DAMAGED in why("a.docx", making.office("docx", {CONTENT_TYPES: laughs}))


def test_a_word_file_named_as_a_workbook_is_refused() -> None:
    assert NOT_THIS_KIND in why("a.xlsx", making.office("docx"))


@pytest.mark.parametrize("part", ["Basic/Standard/Module1.xml", "Scripts/python/a.py"])
def test_an_opendocument_file_with_macros_is_refused(part: str) -> None:
    assert faults.MACROS in why("a.odt", making.opendocument("odt", {part: b"x"}))


@pytest.mark.parametrize("part", ["Object 1", "ObjectReplacements/run.exe", "Pictures/a.exe"])
def test_an_object_inside_an_opendocument_file_is_refused(part: str) -> None:
    assert faults.OTHER_INSIDE in why("a.odt", making.opendocument("odt", {part: making.EXE}))


def test_an_opendocument_file_with_a_password_is_refused() -> None:
    row = "<m:file-entry><m:encryption-data/></m:file-entry>"
    manifest = f'<m:manifest xmlns:m="urn:m">{row}</m:manifest>'
    content = making.opendocument("odt", {"META-INF/manifest.xml": manifest})
    assert faults.LOCKED in why("a.odt", content)
