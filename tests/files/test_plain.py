"""Text and pictures: what only looks like them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from s11.files import faults
from s11.files.inspection import WEB_PAGE
from s11.files.packages import CHUNK
from s11.files.plain import COMMANDS, NOT_TEXT, NOT_UTF8, TOO_MANY_POINTS
from tests.files import making
from tests.files.making import look, why


@pytest.mark.parametrize(
    "content", [making.HTML, making.SVG, b" \n\xef\xbb\xbf<HTML>", b"<?xml version='1.0'?>"]
)
def test_a_web_page_named_as_text_is_refused(content: bytes) -> None:
    name = "a.txt"
    if content.startswith(b" \n"):
        content = content.replace(b" \n\xef\xbb\xbf", b"\xef\xbb\xbf \n")
    assert WEB_PAGE in why(name, content)


@pytest.mark.parametrize(
    "content",
    [making.EXE, b"%PDF-1.4 words", b"{\\rtf1 x}", b"#!/bin/sh\nrm", b"a\x1b[31m", making.jpeg()],
)
def test_what_is_not_plain_text_is_refused_as_text(content: bytes) -> None:
    sentence = why("a.txt", content)
    assert NOT_TEXT in sentence or NOT_UTF8 in sentence


@pytest.mark.parametrize(
    "content", ["Cost £5".encode("cp1252"), b"half a letter \xc3", b"x" * CHUNK + b"\xff"]
)
def test_text_that_is_not_utf_8_is_refused(content: bytes) -> None:
    assert NOT_UTF8 in why("a.csv", content)


def test_a_letter_across_two_readings_of_the_file_is_whole() -> None:
    assert look("a.txt", b"x" * (CHUNK - 1) + "ŵ".encode() + b"y")


@pytest.mark.parametrize(
    "cell", ["=cmd|'/C calc'!A0", '=HYPERLINK("x")', "@SUM|x", "+cmd|' /C'!A", "= SUM(A1)"]
)
@pytest.mark.parametrize("before", ["", "Role,", "Role\r\n", 'Role,"'])
def test_a_table_whose_cell_is_a_command_is_refused(before: str, cell: str) -> None:
    assert COMMANDS in why("a.csv", (before + cell).encode())


@pytest.mark.parametrize("more", [making.HTML, making.office(), b"\0"])
def test_a_png_with_something_after_its_end_is_refused(more: bytes) -> None:
    assert "“a.png”" in why("a.png", making.png() + more)


def test_a_photograph_that_is_also_a_package_is_refused() -> None:
    assert faults.TWO_IN_ONE in why("a.jpg", making.jpeg() + making.office())


@pytest.mark.parametrize(("name", "make"), [("a.png", making.png), ("a.jpg", making.jpeg)])
def test_a_picture_of_monstrous_size_is_refused(name: str, make: Callable[..., bytes]) -> None:
    assert TOO_MANY_POINTS in why(name, make(60_000, 60_000))


def test_a_png_whose_chunks_lead_beyond_its_end_is_refused() -> None:
    assert faults.DAMAGED in why("a.png", making.png(more=b"\xff\xff\xff\xffIDAT"))
