"""Spreadsheets as text: nothing in them runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_text(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The rows under their heads as CSV, every cell inert."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([heads, *([inert(cell) for cell in row] for row in rows)])
    return text.getvalue()


def inert(cell: str) -> str:
    """The cell, with an apostrophe before what a spreadsheet would read as a formula."""
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA_STARTS) else cell
