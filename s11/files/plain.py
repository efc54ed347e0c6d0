"""Text and pictures: the kinds that are whole in themselves."""

from __future__ import annotations

import codecs
import re
import struct
from collections.abc import Iterator
from typing import IO

from s11.files.faults import DAMAGED, Unfit
from s11.files.packages import CHUNK

NOT_UTF8 = (
    "is not text that every computer reads alike. Save it as “CSV UTF-8” or as UTF-8 text and "
    "choose that."
)
NOT_TEXT = "is not plain text, whatever its name says. Choose the file in its own format."
COMMANDS = (
    "has a cell that a spreadsheet would run as a command. Save it as an Excel workbook (.xlsx)."
)
TOO_MANY_POINTS = "is a picture of more than 250 million points. Save a smaller copy of it."
MAX_POINTS = 250_000_000
MAX_CHUNKS = 100_000
OTHER_STARTS = (b"%PDF-", b"%!PS", b"{\\rtf", b"#!", b"MIME-Version:")
# Everything below the space but tab, new line, form feed and carriage return.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f]")
# A formula's beginning in a cell: =word( or =word| (the second starts programs in old Excels).
FORMULA = re.compile(r"[,;\t\"\r\n][ \t]*(?:=[ +-]*[\w.]+\(|[=+@-][ +-]*[\w.]+\|)")
JPEG_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def check_text(stream: IO[bytes], size: int) -> None:
    """Refuse what is not UTF-8 text to its end; raises Unfit."""
    for _ in _texts(stream):
        pass


def check_csv(stream: IO[bytes], size: int) -> None:
    """The same, and no cell may be a formula."""
    before = "\n"
    for text in _texts(stream):
        if FORMULA.search(before + text):
            raise Unfit(COMMANDS)
        before = text[-256:]


def _texts(stream: IO[bytes]) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    stream.seek(0)
    if stream.read(16).removeprefix(codecs.BOM_UTF8).startswith(OTHER_STARTS):
        raise Unfit(NOT_TEXT)
    stream.seek(0)
    try:
        while piece := stream.read(CHUNK):
            text = decoder.decode(piece)
            if CONTROL.search(text):
                raise Unfit(NOT_TEXT)
            yield text
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise Unfit(NOT_UTF8) from None


def check_png(stream: IO[bytes], size: int) -> None:
    """Walk a PNG's chunks from IHDR to IEND, after which there is nothing; raises Unfit."""
    at = 8
    for number in range(MAX_CHUNKS):
        stream.seek(at)
        head = stream.read(16)
        if len(head) < 8:
            break
        length, kind = struct.unpack(">L4s", head[:8])
        if number == 0:
            if kind != b"IHDR" or length != 13:
                break
            _check_points(*struct.unpack(">LL", head[8:]))
        at += 12 + length
        if kind == b"IEND":
            if at == size:
                return
            break
    raise Unfit(DAMAGED)


def check_jpeg(stream: IO[bytes], size: int) -> None:
    """Walk a JPEG's segments up to its picture; raises Unfit."""
    at = 2
    while at + 4 <= size:
        stream.seek(at)
        head = stream.read(9)
        mark, kind, length = struct.unpack(">BBH", head[:4])
        if mark != 0xFF or length < 2:
            break
        if kind == 0xDA:
            return
        if kind in JPEG_SIZES and len(head) == 9:
            _check_points(*struct.unpack(">HH", head[5:]))
        at += 2 + length
    raise Unfit(DAMAGED)


def _check_points(one_side: int, other_side: int) -> None:
    if one_side * other_side > MAX_POINTS:
        raise Unfit(TOO_MANY_POINTS)
