"""Spreadsheets to download: the right letters in every program, and nothing that runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from flask import Response, make_response

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_file(name: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Response:
    """A CSV download; UTF-8 with a mark at its start, which Excel needs to read the letters."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([heads, *([inert(cell) for cell in row] for row in rows)])
    response = make_response(text.getvalue().encode("utf-8-sig"))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def inert(cell: str) -> str:
    """The cell, with an apostrophe before what a spreadsheet would read as a formula."""
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA_STARTS) else cell
