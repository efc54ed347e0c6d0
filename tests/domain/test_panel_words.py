"""The sentences that an officer reads about panels."""

from __future__ import annotations

import pytest

from s11.domain import panel_words
from s11.domain.panels import Reviewable
from tests.domain.test_panels import RETURNS, one


@pytest.mark.parametrize(
    ("count", "given_to", "said"),
    [
        (0, {}, "There is no panel yet."),
        (1, {1, 2, 4, 5, 6}, "1 panel reads 5 of 6 returns."),
        (2, {1, 2, 4, 5}, "1 return has come in and nobody reads it yet."),
        (2, {1}, "4 returns have come in and nobody reads them yet."),
    ],
)
def test_the_sentence_above_the_panels(count: int, given_to: set[int], said: str) -> None:
    assert said in panel_words.where_it_stands(count, RETURNS, given_to)


@pytest.mark.parametrize(
    ("members", "returns", "said"),
    [
        (0, RETURNS, "Nobody sits on this panel yet."),
        (1, [], "1 member with nothing to read yet."),
        (1, RETURNS[:1], "1 member reads 1 return, which has come in."),
        (2, RETURNS[2:3], "2 members read 1 return, which has not come in yet."),
        (2, RETURNS[:2], "2 members read 2 returns, all of which have come in."),
        (2, [one(8, returned=False), RETURNS[2]], "2 returns, none of which is in yet."),
        (2, RETURNS[1:3], "2 members read 2 returns, of which 1 has come in."),
        (2, RETURNS, "2 members read 6 returns, of which 5 have come in."),
    ],
)
def test_the_sentence_above_one_panel(members: int, returns: list[Reviewable], said: str) -> None:
    assert said in panel_words.reading(members, returns)


def test_a_gap_is_named() -> None:
    assert panel_words.gap([]) == ""
    assert "of A and B any more" in panel_words.gap(["A", "B"])
