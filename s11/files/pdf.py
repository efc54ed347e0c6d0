"""PDF files: a document to read, without programs, attachments or locks."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import IO

from s11.files.faults import DAMAGED, LOCKED, UNPACKS_TOO_LARGE, Unfit
from s11.files.packages import CHUNK, MIB, inflated

RUNS = "holds a script or starts a program. Print it to a new PDF and choose that."
ATTACHMENTS = "has other files attached inside it. Print it to a new PDF and choose that."
UNCHECKABLE = "is packed in a way that cannot be checked. Print it to a new PDF and choose that."
OVERLAP = 4096
MAX_OBJECTS = 64 * MIB
SPACE = rb"[\x00\t\n\f\r ]"


def _name(*names: str) -> bytes:
    """A pattern for PDF names, any letter of which may be written as #hh (ISO 32000, 7.3.5)."""
    spelled = (
        b"".join(b"(?:%c|#(?i:%02x))" % (ord(letter), ord(letter)) for letter in name)
        for name in names
    )
    return rb"/(?:" + b"|".join(spelled) + rb")(?=[\x00\t\n\f\r ()<>\[\]{}/%]|$)"


FORBIDDEN = (
    (re.compile(_name("JavaScript", "Launch", "RichMedia", "XFA")), RUNS),
    (re.compile(_name("EmbeddedFile", "EmbeddedFiles")), ATTACHMENTS),
    (re.compile(_name("Encrypt")), LOCKED),
)
# Objects packed together: the one place outside plain sight where a script can be.
PACKED = re.compile(
    _name("ObjStm") + rb"(?:(?!endobj).){0,2048}?>>" + SPACE + rb"*stream\r?\n", re.DOTALL
)


def check_pdf(stream: IO[bytes], size: int) -> None:
    """Refuse a PDF that runs something, carries files, or cannot be looked into; raises Unfit."""
    stream.seek(max(0, size - OVERLAP))
    if b"%%EOF" not in stream.read():
        raise Unfit(DAMAGED)
    packed: set[int] = set()
    for start, window in _windows(stream):
        _check_words(window)
        packed.update(start + found.end() for found in PACKED.finditer(window))
    room = MAX_OBJECTS
    for at in sorted(packed):
        room = _check_packed(stream, at, room)


def _windows(stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """(offset, bytes) through the whole file; each begins with the end of the one before."""
    start, window = 0, b""
    stream.seek(0)
    while piece := stream.read(CHUNK):
        kept = window[-OVERLAP:]
        start += len(window) - len(kept)
        window = kept + piece
        yield start, window


def _check_words(text: bytes) -> None:
    for pattern, words in FORBIDDEN:
        if pattern.search(text):
            raise Unfit(words)


def _check_packed(stream: IO[bytes], at: int, room: int) -> int:
    """Look through the objects that are packed from `at` on; what is left of the room."""
    stream.seek(at)
    before = b""
    try:
        for piece in inflated(iter(lambda: stream.read(CHUNK), b"")):
            room -= len(piece)
            if room < 0:
                raise Unfit(UNPACKS_TOO_LARGE)
            _check_words(before + piece)
            before = piece[-64:]
    except zlib.error:
        raise Unfit(UNCHECKABLE) from None
    return room
