"""Reading a spreadsheet that someone hands in: CSV or XLSX, into rows of text."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass
from datetime import date, datetime

from python_calamine import CalamineError, CalamineWorkbook

from s11.domain.errors import Refused

LARGEST_BYTES = 2 * 1024 * 1024
LARGEST_UNPACKED = 40 * 1024 * 1024
MOST_ROWS = 3000
MOST_COLUMNS = 50


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest table that makes sense for what it is to hold."""

    size: int
    rows: int
    columns: int


REGISTER = Limits(LARGEST_BYTES, MOST_ROWS, MOST_COLUMNS)
# An answer a row, of six hundred agencies to a hundred questions; or a column for each question.
RETURNS = Limits(24 * 1024 * 1024, 60_000, 400)


def read_table(content: bytes, limits: Limits = REGISTER) -> list[list[str]]:
    """The rows of a CSV file, or of an XLSX workbook's first sheet, as text.

    The content decides, not the name. Raises Refused (field "file") for anything else, and for
    more than the table can need.
    """
    if not content.strip():
        raise Refused("The file is empty.", "file")
    if len(content) > limits.size:
        size = limits.size // (1024 * 1024)
        raise Refused(f"The file is larger than {size} MB: is it the right one?", "file")
    rows = _read_workbook(content, limits) if content.startswith(b"PK") else _read_csv(content)
    _check_size(len(rows), max(map(len, rows), default=0), limits)
    return rows


def _check_size(rows: int, columns: int, limits: Limits) -> None:
    if rows > limits.rows or columns > limits.columns:
        sentence = f"The table is larger than {limits.rows} rows or {limits.columns} columns."
        raise Refused(sentence, "file")


def _read_csv(content: bytes) -> list[list[str]]:
    text = _decoded(content)
    if "\0" in text:
        raise Refused("This is neither a CSV file nor an XLSX workbook.", "file")
    head = text.lstrip().split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        sentence = "The file cannot be read as CSV: look for a quotation mark that is not closed."
        raise Refused(sentence, "file") from None


def _decoded(content: bytes) -> str:
    """Spreadsheets write UTF-8 or, on older computers, Windows' own letters."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _read_workbook(content: bytes, limits: Limits) -> list[list[str]]:
    _refuse_bomb(content)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = workbook.get_sheet_by_index(0)
        _check_size(sheet.total_height, sheet.total_width, limits)
        rows = sheet.to_python(skip_empty_area=False)
    except (CalamineError, IndexError):
        raise Refused("The workbook cannot be opened. Save it as XLSX or CSV.", "file") from None
    return [[_text(cell) for cell in row] for row in rows]


def _refuse_bomb(content: bytes) -> None:
    """Refuse a workbook that unpacks to more than fits, whatever sizes it declares."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > LARGEST_UNPACKED:
                raise Refused("The workbook unpacks to more than 40 MB.", "file")
            # Reads each part only as far as its declared size: a lie fails its checksum.
            broken = packed.testzip()
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError):
        broken = "all of it"
    if broken:
        raise Refused("The workbook is damaged or locked. Save it again as XLSX.", "file")


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date | datetime):
        return cell.isoformat()
    return str(cell).replace("\0", "")
