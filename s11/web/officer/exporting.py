"""Spreadsheets to download: the right letters in every program, and nothing that runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask import Response, make_response

# Spelt "as" because they are part of what this module offers.
from s11.reports.sheets import FORMULA_STARTS as FORMULA_STARTS
from s11.reports.sheets import csv_text
from s11.reports.sheets import inert as inert


def csv_file(name: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Response:
    """A CSV download; UTF-8 with a mark at its start, which Excel needs to read the letters."""
    response = make_response(csv_text(heads, rows).encode("utf-8-sig"))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
