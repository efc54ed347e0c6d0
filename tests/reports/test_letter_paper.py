"""The letter on paper: who writes to whom, every word, and what a screen reader finds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pdfua import validate

from s11.domain.letters import Addressee, Letter
from s11.domain.prose import parse, words
from s11.reports.letter import letter_pdf
from tests.reports.pdf_reading import reader, tree

BODY = """Dear colleagues,

Thank you for a return that was **long & candid**.

## What the panel commends

- Children chose the opening hours, ŵ and ł included.
- Every ward knows its named nurse.

## What the panel asked

**Note 1: a.2 Is it so?**
The panel: Who trains volunteers?
Your answer on 5 October 2026: <b>the named nurse</b>.

With best wishes,
Olu Officer
"""
LETTER = Letter(
    board="Marlbridge Safeguarding Children Partnership",
    cycle="Section 11, 2026",
    agency="Harbour Homes",
    reference="MB-42",
    version=2,
    issued_at=datetime(2026, 11, 20, 14, 0, tzinfo=UTC),
    issued_by="Olu Officer",
    to=(
        Addressee("Ana Lead", "safeguarding lead"),
        Addressee("Ade Adeyemi", "accountable officer"),
    ),
    body=BODY,
    replaced_on=date(2026, 11, 1),
)
SHA = "ab" * 32


def paper(letter: Letter = LETTER) -> bytes:
    return letter_pdf(letter, SHA, "#7a1f5c")


def test_the_letter_says_who_writes_to_whom_and_when_before_its_words() -> None:
    found = tree(paper())
    said = [node.text for node in found.walk() if node.tag in {"P", "H1", "H2"}]
    assert said[:4] == [
        "Marlbridge Safeguarding Children Partnership",
        "Ana Lead, safeguarding lead Ade Adeyemi, accountable officer Harbour Homes",
        "20 November 2026 Reference MB-42, letter 2 "
        "This letter replaces letter 1 of 1 November 2026.",
        "Feedback on your return: Section 11, 2026",
    ]
    assert said[-1] == f"SHA-256 of this letter: {SHA}"


def test_every_word_of_the_letter_is_on_paper() -> None:
    told = "".join(tree(paper()).text.split()).replace("•", "")
    assert "".join(words(parse(BODY)).split()) in told
    assert [node.text for node in tree(paper()).all("H1")] == [LETTER.title]
    assert len(tree(paper()).all("LBody")) == 2


@pytest.mark.parametrize("times", [1, 25])
def test_the_checker_finds_no_fault_in_a_letter_of_any_length(times: int, tmp_path: Path) -> None:
    path = tmp_path / "letter.pdf"
    path.write_bytes(paper(replace(LETTER, body=BODY * times)))
    assert (len(reader(path.read_bytes()).pages) > 3) is (times > 1)
    result = validate(str(path))
    assert [finding.message for finding in result.findings] == []


def test_a_long_name_of_a_board_fits_its_letterhead() -> None:
    long = replace(LETTER, board="Marlbridge, Otherton and the Vales Safeguarding Partnership " * 3)
    assert "Vales Safeguarding" in tree(paper(long)).text


def test_the_same_letter_gives_the_same_bytes() -> None:
    assert paper() == paper()
