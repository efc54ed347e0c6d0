"""PDF files: scripts, attachments and locks, in plain sight and packed."""

from __future__ import annotations

import pytest

from s11.files import faults
from s11.files.office import NOT_THIS_KIND
from s11.files.packages import CHUNK, MIB
from s11.files.pdf import ATTACHMENTS, RUNS, UNCHECKABLE
from tests.files import making
from tests.files.making import look, why


@pytest.mark.parametrize(
    ("object_", "words"),
    [
        (making.JAVASCRIPT, RUNS),
        (b"<</S /J#61vaScrip#74 /JS (x)>>", RUNS),
        (b"<</S/Launch/F(cmd.exe)>>", RUNS),
        (b"<</Subtype /RichMedia>>", RUNS),
        (b"<</XFA 4 0 R>>", RUNS),
        (b"<</Names <</EmbeddedFiles 3 0 R>>>>", ATTACHMENTS),
        (b"<</Type/EmbeddedFile>>", ATTACHMENTS),
    ],
)
def test_a_pdf_that_runs_or_carries_something_is_refused(object_: bytes, words: str) -> None:
    assert words in why("a.pdf", making.pdf_of(object_))
    assert words in why("a.pdf", making.pdf_of(b"<<>>", making.packed_objects(b"5 0 " + object_)))


def test_a_script_across_two_readings_of_the_file_is_found() -> None:
    for shift in (0, 5, 12):
        padding = b"%" + b"x" * (CHUNK - shift - 30) + b"\n"
        assert RUNS in why("a.pdf", making.pdf_of(padding + making.JAVASCRIPT))


def test_a_script_across_two_pieces_of_packed_objects_is_found() -> None:
    content = b"x" * (CHUNK - 8) + making.JAVASCRIPT
    assert RUNS in why("a.pdf", making.pdf_of(making.packed_objects(content)))


def test_a_pdf_whose_packed_objects_cannot_be_unpacked_is_refused() -> None:
    odd = b"<</Type /ObjStm /Filter /ASCIIHexDecode>>\nstream\n789c>\nendstream"
    assert UNCHECKABLE in why("a.pdf", making.pdf_of(odd))


def test_packed_objects_that_unpack_without_end_are_refused() -> None:
    content = making.pdf_of(making.packed_objects(b" " * (70 * MIB)))
    assert faults.UNPACKS_TOO_LARGE in why("a.pdf", content)


def test_a_pdf_with_a_password_is_refused() -> None:
    assert faults.LOCKED in why("a.pdf", making.pdf(encrypt="secret"))


def test_a_pdf_may_speak_of_scripts() -> None:
    words = "We removed JavaScript and Launch actions from our forms."
    assert look("a.pdf", making.pdf(words, pageCompression=0)).size


def test_a_pdf_that_is_also_a_package_or_a_web_page_is_refused() -> None:
    assert faults.TWO_IN_ONE in why("a.pdf", making.pdf() + making.package({"a.xml": "%%EOF"}))
    assert faults.TWO_IN_ONE in why("a.pdf", b"%PDF-1.4\n" + making.HTML + making.pdf())
    assert NOT_THIS_KIND in why("a.pdf", making.HTML + making.pdf())
