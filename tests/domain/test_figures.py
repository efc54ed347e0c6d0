"""Writing scores: the same figure everywhere, and none that reaches a band the score did not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s11.domain.figures import tenths, tenths_words, whole_words

SCORES = st.floats(0, 100).map(lambda score: round(score, 6))


@pytest.mark.parametrize(
    ("score", "with_a_decimal", "whole"),
    [
        (84.97, "84.9", "84"),
        (89.967742, "89.9", "89"),
        (85, "85", "85"),
        (83.333333, "83.3", "83"),
        (84.3, "84.3", "84"),
        (99.999999, "99.9", "99"),
        (100, "100", "100"),
        (0, "0", "0"),
        (0.05, "0", "0"),
    ],
)
def test_a_score_is_cut_and_never_rounded_up(score: float, with_a_decimal: str, whole: str) -> None:
    assert (tenths_words(score), whole_words(score)) == (with_a_decimal, whole)


@given(SCORES, st.integers(0, 100))
def test_no_figure_reaches_a_band_that_the_score_did_not(score: float, begins: int) -> None:
    assert (tenths(score) >= begins) is (score >= begins)
    assert (int(whole_words(score)) >= begins) is (score >= begins)


@given(SCORES)
def test_the_short_figure_is_the_beginning_of_the_longer(score: float) -> None:
    assert tenths_words(score).partition(".")[0] == whole_words(score)


@given(st.integers(0, 1000))
def test_what_has_one_decimal_is_written_as_it_is(tens: int) -> None:
    assert tenths(tens / 10) == tens / 10
