"""What may come in as evidence: kinds, names, sizes, memory."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Callable
from tempfile import TemporaryFile
from zipfile import ZipFile

import pytest

from s11.domain.errors import Refused
from s11.files.inspection import KINDS, inspect
from s11.files.packages import MIB
from tests.files import making
from tests.files.making import LIMIT, bomb, look, why

EVERYDAY: dict[str, Callable[[], bytes]] = {
    "Policy.pdf": making.pdf,
    "Packed.pdf": lambda: making.pdf_of(b"<<>>", making.packed_objects(b"5 0 <</Type /Pages>>")),
    "Minutes of 12.05.2026.docx": making.office,
    "Training.xlsx": making.workbook,
    "Slides.PPTX": lambda: making.office("pptx"),
    "Report.odt": making.opendocument,
    "Figures.ods": lambda: making.opendocument("ods"),
    "Notes.txt": lambda: "Polisi diogelu – ŵ, ż, “quoted”, 子供\r\n\tnext\n".encode(),
    "With mark.csv": lambda: b"\xef\xbb\xbfRole,In date\r\nBMI clinic,-5\r\nVolunteers,88%\r\n",
    "Poster.png": making.png,
    "Photo.jpg": making.jpeg,
    "Photo.JPEG": lambda: making.jpeg() + b"what a camera adds at the end",
}


@pytest.mark.parametrize("name", EVERYDAY)
def test_everyday_evidence_is_taken_with_the_type_of_its_ending(name: str) -> None:
    content = EVERYDAY[name]()
    found = look(name, content)
    assert found.name == name
    assert found.size == len(content)
    assert found.media_type == KINDS[name.rpartition(".")[2].lower()].media_type


CHART = {"ppt/embeddings/Microsoft_Excel_Sheet.xlsx": making.workbook()}
LINK = {
    "word/_rels/document.xml.rels": making.relations(
        ("hyperlink", "https://marlbridge.example/policy", "External"),
    )
}
OWN_TEMPLATE = {
    "word/_rels/settings.xml.rels": making.relations(
        ("attachedTemplate", "file:///S:/Templates/Letter.dotx", "External"),
    )
}
PRINTER = {"xl/printerSettings/printerSettings1.bin": b"\0printer"}


@pytest.mark.parametrize(
    ("name", "more"),
    [("a.pptx", CHART), ("a.docx", LINK), ("a.docx", OWN_TEMPLATE), ("a.xlsx", PRINTER)],
)
def test_what_office_itself_puts_into_everyday_files_is_no_reason_to_refuse(name, more) -> None:
    assert look(name, making.office(name[2:], more)).name == name


OTHER_NAMES = [
    "a.exe",
    "a.svg",
    "a.html",
    "a.js",
    "a.docm",
    "a.zip",
    "a.doc",
    "a.msg",
    "a.heic",
    "a",
    "pdf",
    "a.pdf.exe",
    "invoice\u202efdp.exe",
    "a.pdf\0.exe",
    ".htaccess",
]


@pytest.mark.parametrize("name", OTHER_NAMES)
def test_only_the_kinds_in_the_table_are_taken_and_the_sentence_says_what_to_do(name) -> None:
    sentence = why(name, making.pdf())
    assert sentence.startswith("“")
    assert sentence.count(".") >= 2


@pytest.mark.parametrize("name", ["minutes.exe.pdf", "a.JS .pdf", "a.html.pdf"])
def test_a_second_ending_that_runs_is_refused_even_where_the_last_one_is_true(name) -> None:
    assert "two endings" in why(name, making.pdf())


@pytest.mark.parametrize("ending", [ending for ending in KINDS if ending not in {"txt", "csv"}])
@pytest.mark.parametrize(
    "content",
    [making.EXE, making.SVG, making.HTML, b"plain words", b"%PDF", b"PK\3\4", b"\xff\xd8\xff"],
)
def test_content_that_is_not_what_the_ending_says_is_refused(ending, content) -> None:
    assert f"“a.{ending}”" in why(f"a.{ending}", content)


@pytest.mark.parametrize(
    "one", ["Policy.pdf", "Training.xlsx", "Report.odt", "Poster.png", "Photo.jpg"]
)
@pytest.mark.parametrize("ending", ["pdf", "docx", "ods", "png", "jpg", "csv"])
def test_one_kind_is_not_taken_under_the_ending_of_another(one: str, ending: str) -> None:
    if one.endswith(ending):
        return
    why(f"a.{ending}", EVERYDAY[one]())


@pytest.mark.parametrize("name", EVERYDAY)
def test_an_empty_file_is_refused_whatever_its_kind(name: str) -> None:
    assert "is empty" in why(name, b"")


def test_a_file_of_the_limit_is_taken_and_one_byte_more_is_not() -> None:
    assert inspect("a.txt", io.BytesIO(b"x" * 100), 100).size == 100
    with pytest.raises(Refused, match="is larger than 0 MB"):
        inspect("a.txt", io.BytesIO(b"x" * 101), 100)


@pytest.mark.parametrize(
    "name", ["Policy.pdf", "Training.xlsx", "Report.odt", "Poster.png", "Photo.jpg"]
)
@pytest.mark.parametrize("part", [0.2, 0.5, 0.9])
def test_a_file_that_was_cut_short_is_refused(name: str, part: float) -> None:
    content = EVERYDAY[name]()
    cut = content[: int(len(content) * part)]
    if name == "Photo.jpg" and part == 0.9:
        return  # cut within the picture itself, which any viewer shows as far as it goes
    why(name, cut)


def large_office() -> bytes:
    stored = {"word/media/film.mp4": bytes(range(256)) * (4 * 1024 * 15)}
    made = io.BytesIO()
    with ZipFile(made, "w") as archive:
        for name, content in {**making.office_parts(), **stored}.items():
            archive.writestr(name, content)
    return made.getvalue()


LARGE: dict[str, Callable[[], bytes]] = {
    "a.txt": lambda: b"word " * (4 * MIB),
    "a.csv": lambda: b"word," * (4 * MIB),
    "a.pdf": lambda: making.pdf_of(b"<<>>\n%" + b"x" * (19 * MIB) + b"\n"),
    "a.docx": large_office,
    "bomb.docx": lambda: bomb(210),
    "even.docx": lambda: bomb(9),
    "a.png": lambda: making.png(more=(b"\0\1\0\0tEXt" + b"x" * 65540) * 300),
}


@pytest.mark.parametrize("name", LARGE)
def test_a_large_file_is_inspected_in_little_memory(name: str) -> None:
    with TemporaryFile() as stream:
        stream.write(LARGE[name]())
        tracemalloc.start()
        try:
            inspect(name, stream, LIMIT)
        except Refused:
            assert name.startswith("bomb")
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 6 * MIB
