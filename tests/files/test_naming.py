"""Names of files: readable, and harmless wherever they are shown or saved."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s11.files.naming import MAX_NAME, shown_name

NAMES = [
    ("Policy.pdf", "Policy.pdf"),
    ("C:\\Users\\sam\\Policy.pdf", "Policy.pdf"),
    ("../../etc/passwd", "passwd"),
    ("minutes\r\nSet-Cookie: a=b.pdf", "minutes Set-Cookie: a=b.pdf"),
    ("in\u202evoice\u2066.pdf", "invoice.pdf"),
    ("a\0b\x7f\u200b\ufeff.pdf", "ab.pdf"),
    (" . Polisi  diogelu ŵ ż 子供.pdf. ", "Polisi diogelu ŵ ż 子供.pdf"),
    ("\ud800a.pdf", "a.pdf"),
    ("e\u0301.pdf", "é.pdf"),
    ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ("x" * 300, "x" * 200),
    ("..", ""),
    ("", ""),
]


@pytest.mark.parametrize(("raw", "shown"), NAMES)
def test_a_name_is_shown_without_what_could_mislead(raw: str, shown: str) -> None:
    assert shown_name(raw) == shown


@given(st.text(max_size=400))
def test_no_name_keeps_a_folder_an_invisible_letter_or_more_than_its_room(raw: str) -> None:
    shown = shown_name(raw)
    assert len(shown) <= MAX_NAME
    assert not {"/", "\\"} & set(shown)
    assert all(unicodedata.category(letter)[0] != "C" for letter in shown)
    assert shown == shown_name(shown)
