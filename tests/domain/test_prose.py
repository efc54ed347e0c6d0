"""Prose: a small markup that reads any text and loses no word of it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s11.domain.prose import Bullets, Heading, Paragraph, Run, one_line, parse, words

MARKS = "#-*"


def test_headings_bullets_paragraphs_and_bold_are_told_apart() -> None:
    text = (
        "Dear all,\n\n## What went well\nThe staff, **all of them**, knew.\n- One\n- **Two**\n\nEnd"
    )
    assert parse(text) == (
        Paragraph((Run("Dear all,"),)),
        Heading("What went well"),
        Paragraph((Run("The staff, "), Run("all of them", is_bold=True), Run(", knew."))),
        Bullets(((Run("One"),), (Run("Two", is_bold=True),))),
        Paragraph((Run("End"),)),
    )


def test_line_ends_within_a_paragraph_are_kept_and_blank_lines_part_paragraphs() -> None:
    assert parse("12 Quay Street\nMarlbridge\r\n\r\n\r\nNext") == (
        Paragraph((Run("12 Quay Street\nMarlbridge"),)),
        Paragraph((Run("Next"),)),
    )


def test_a_line_beneath_a_bullet_belongs_to_it() -> None:
    assert parse("- One\n  and more\n- Two") == (Bullets(((Run("One\nand more"),), (Run("Two"),))),)


@pytest.mark.parametrize(
    "text",
    ["**", "****", "** a **", "**a", "a**b", "#", "##", "##a", "# a", "-", "-a", "- ", "<b>"],
)
def test_what_is_no_mark_stays_as_it_was_typed(text: str) -> None:
    assert parse(text) == (Paragraph((Run(text.strip()),)),)


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\t\r\n"])
def test_a_text_without_words_has_no_blocks(text: str) -> None:
    assert parse(text) == ()


@given(st.text(st.sampled_from("ab #-*\n\t\r<&é") | st.characters(exclude_categories=["Cs"])))
def test_no_character_but_marks_is_lost_and_none_is_added(text: str) -> None:
    before, after = "".join(text.split()), "".join(words(parse(text)).split())
    left = iter(before)
    assert all(character in left for character in after)  # in the same order
    assert [c for c in before if c not in MARKS] == [c for c in after if c not in MARKS]


def test_somebody_s_words_stand_on_one_line_within_a_piece() -> None:
    said = "## Note\nWe asked:\n\n- who **knows**?\n- since when?"
    assert one_line(said) == "Note We asked: who knows? since when?"


def test_a_text_of_nothing_but_marks_is_read_in_the_time_of_its_length() -> None:
    started = time.perf_counter()
    parse("**a " * 50_000 + "\n" + "- " * 50_000 + "\n## " * 20_000)
    assert time.perf_counter() - started < 2
