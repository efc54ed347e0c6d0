"""Zip packages, which Office and OpenDocument files are: opened only when they are what they say.

Nothing is trusted before it is checked: the directory is measured before it is read, and every
entry is really unpacked, a piece at a time, and must come out as long as it claims to be.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator, Sequence
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from s11.files.faults import DAMAGED, LOCKED, UNPACKS_TOO_LARGE, Unfit

MIB = 1024 * 1024
CHUNK = 256 * 1024
MAX_DIRECTORY = 2 * MIB
MAX_ENTRIES = 5000
MAX_UNPACKED = 200 * MIB
MAX_RATIO = 200
# Small packages of very even content may be packed tighter than the ratio.
FREE_OF_RATIO = 10 * MIB
ENCRYPTED = 0x1 | 0x40
UTF8_NAME = 0x800
END, END_64, LOCATOR_64, LOCAL = b"PK\5\6", b"PK\6\6", b"PK\6\7", b"PK\3\4"
BAD_NAME = re.compile(r"^/|^[A-Za-z]:|\\|\0|(^|/)\.\.?(/|$)|//")
UNREADABLE = (BadZipFile, NotImplementedError, ValueError, EOFError, struct.error, zlib.error)


def ends_as_package(stream: IO[bytes], size: int) -> bool:
    """Whether the file can be read as a zip package, whatever it begins with."""
    try:
        return _directory(stream, size)[0] > 0
    except Unfit:
        return False


def open_package(stream: IO[bytes], size: int) -> ZipFile:
    """The package, checked through and through; raises Unfit."""
    length, offset, end = _directory(stream, size)
    if offset + length != end:
        raise Unfit(DAMAGED)
    if length > MAX_DIRECTORY:
        raise Unfit(UNPACKS_TOO_LARGE)
    try:
        package = ZipFile(stream)
    except UNREADABLE:
        raise Unfit(DAMAGED) from None
    entries = package.infolist()
    _check_directory(entries, size)
    for entry in entries:
        _check_entry(stream, entry)
    return package


def _directory(stream: IO[bytes], size: int) -> tuple[int, int, int]:
    """(length, offset, where it must end) of the directory, from the record at the file's end."""
    stream.seek(max(0, size - 22 - 0xFFFF - 76))
    tail = stream.read()
    at = tail.rfind(END)
    if at < 0 or len(tail) < at + 22:
        raise Unfit(DAMAGED)
    length, offset, comment = struct.unpack("<LLH", tail[at + 12 : at + 22])
    if at + 22 + comment != len(tail):
        raise Unfit(DAMAGED)
    if at >= 76 and tail[at - 20 : at - 16] == LOCATOR_64:
        at -= 76
        if tail[at : at + 4] != END_64:
            raise Unfit(DAMAGED)
        length, offset = struct.unpack("<QQ", tail[at + 40 : at + 56])
    return length, offset, size - len(tail) + at


def _check_directory(entries: Sequence[ZipInfo], size: int) -> None:
    if any(entry.flag_bits & ENCRYPTED for entry in entries):
        raise Unfit(LOCKED)
    names = {entry.filename.lower() for entry in entries}
    if len(names) != len(entries) or any(BAD_NAME.search(one.orig_filename) for one in entries):
        raise Unfit(DAMAGED)
    if any(entry.compress_type not in {ZIP_STORED, ZIP_DEFLATED} for entry in entries):
        raise Unfit(DAMAGED)
    room = min(MAX_UNPACKED, max(FREE_OF_RATIO, MAX_RATIO * size))
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > room:
        raise Unfit(UNPACKS_TOO_LARGE)


def _check_entry(stream: IO[bytes], entry: ZipInfo) -> None:
    """Unpack an entry: its name, length and checksum must be those of the directory."""
    stream.seek(entry.header_offset)
    header = stream.read(30)
    if len(header) < 30 or header[:4] != LOCAL:
        raise Unfit(DAMAGED)
    name_length, extra_length = struct.unpack("<HH", header[26:])
    coding = "utf-8" if entry.flag_bits & UTF8_NAME else "cp437"
    if stream.read(name_length).decode(coding, "replace") != entry.orig_filename:
        raise Unfit(DAMAGED)
    stream.seek(extra_length, 1)
    length = checksum = 0
    try:
        for piece in _unpacked(stream, entry):
            length += len(piece)
            checksum = zlib.crc32(piece, checksum)
            if length > entry.file_size:
                raise Unfit(UNPACKS_TOO_LARGE)
    except zlib.error:
        raise Unfit(DAMAGED) from None
    if (length, checksum) != (entry.file_size, entry.CRC):
        raise Unfit(DAMAGED)


def _unpacked(stream: IO[bytes], entry: ZipInfo) -> Iterator[bytes]:
    pieces = _pieces(stream, entry.compress_size)
    return pieces if entry.compress_type == ZIP_STORED else inflated(pieces, window=-zlib.MAX_WBITS)


def _pieces(stream: IO[bytes], length: int) -> Iterator[bytes]:
    while length and (piece := stream.read(min(CHUNK, length))):
        length -= len(piece)
        yield piece


def inflated(pieces: Iterator[bytes], window: int = zlib.MAX_WBITS) -> Iterator[bytes]:
    """What the pieces unpack to, never more than CHUNK bytes at a time; raises zlib.error."""
    unpacking = zlib.decompressobj(window)
    for piece in pieces:
        waiting = piece
        while True:
            made = unpacking.decompress(waiting, CHUNK)
            yield made
            waiting = unpacking.unconsumed_tail
            if unpacking.eof or (not waiting and len(made) < CHUNK):
                break
        if unpacking.eof:
            return
