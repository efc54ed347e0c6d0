"""The heat map: its figures, its order, its tints, and what it says in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s11.domain import heat_words
from s11.domain.comparison import ScoreMovement
from s11.domain.heat import (
    ALL,
    MOVED,
    NAME,
    TYPE,
    Choice,
    Showing,
    chosen,
    figure,
    mean_figure,
    on_offer,
    tints,
    usual,
)
from s11.domain.heat_words import Telling, finding, in_short, sentence
from s11.domain.matrix import MatrixRow
from s11.domain.moderation import ScoreKind
from s11.domain.standards import Band
from s11.domain.submissions import Status
from tests.domain.making import PERCENT, edition, rating, standard

EDITION = edition(
    standard("a", rating("a.1"), rating("a.2", PERCENT)), standard("b", rating("b.1"))
)
TYPES = {"police": "Police", "housing": "A housing provider"}
SELF, PANEL, AGREED = ScoreKind.SELF, ScoreKind.PANEL, ScoreKind.AGREED
Scores = Mapping[str, float | None]


def row(name: str, own: Scores | None = None, **more: object) -> MatrixRow:
    """An agency's row; without scores of its own it has not returned."""
    kinds = {SELF: own} if own is not None else {}
    for kind in (PANEL, AGREED):
        if kind.value in more:
            kinds[kind] = more.pop(kind.value)  # type: ignore[assignment]
    made = MatrixRow(
        submission_id=sum(map(ord, name)),
        agency_id=sum(map(ord, name)),
        slug=name.lower(),
        name=name,
        agency_type="police",
        status=Status.SUBMITTED,
        signed_version=int(own is not None),
        source="",
        scores=kinds,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def moved(before: float | None, now: float | None, compared: int = 4, asked: int = 5):
    return ScoreMovement(before, now, compared, asked)


ONE = row("One", {"": 90, "a": 95, "b": 60}, movement={"": moved(80, 90), "a": moved(95, 95)})
TWO = row("Two", {"": 70, "a": 90, "b": 10}, agency_type="housing", movement={"": moved(75, 70)})
NONE = row("Never")
ROWS = (NONE, ONE, TWO)


def names(**choice: object) -> list[str]:
    return [one.name for one in chosen(ROWS, Choice(**choice), TYPES)]


@pytest.mark.parametrize(
    ("choice", "order"),
    [
        ({}, ["Never", "One", "Two"]),
        ({"sort": NAME, "descending": True}, ["Two", "One", "Never"]),
        ({"sort": TYPE}, ["Two", "Never", "One"]),
        ({"sort": ALL}, ["Two", "One", "Never"]),
        ({"sort": ALL, "descending": True}, ["One", "Two", "Never"]),
        ({"sort": "b"}, ["Two", "One", "Never"]),
        ({"sort": MOVED}, ["Two", "One", "Never"]),
        ({"agency_type": "housing"}, ["Two"]),
        ({"agency_type": "church"}, []),
    ],
)
def test_rows_are_filtered_and_sorted_and_those_without_a_figure_come_last(
    choice: dict[str, object], order: list[str]
) -> None:
    assert names(**choice) == order


@given(st.lists(st.one_of(st.none(), st.floats(0, 100)), max_size=8), st.booleans())
def test_sorting_loses_nobody_and_keeps_the_order_of_equals(
    figures: list[float | None], descending: bool
) -> None:
    rows = [
        replace(row(f"Agency {number}", {"a": one}), submission_id=number)
        for number, one in enumerate(figures)
    ]
    found = chosen(rows, Choice(sort="a", descending=descending), TYPES)
    assert sorted(one.submission_id for one in found) == list(range(len(rows)))
    there = [one for one in found if one.score("a") is not None]
    assert found[: len(there)] == tuple(there)
    sign = -1 if descending else 1
    keys = [(sign * (one.score("a") or 0), one.submission_id) for one in there]
    assert keys == sorted(keys)


def test_a_gap_is_held_against_what_was_agreed_and_before_that_against_the_panel() -> None:
    by_panel = row("P", {"": 80, "a": 80}, panel={"": 70, "a": 75})
    agreed = row("A", {"": 80, "a": 80}, panel={"": 70, "a": 75}, agreed={"": 78, "a": 80})
    assert figure(by_panel, "", Showing.GAP) == 10
    assert (figure(agreed, "", Showing.GAP), figure(agreed, "a", Showing.GAP)) == (2, 0)
    assert figure(ONE, "", Showing.GAP) is None


def test_a_mean_says_of_how_many() -> None:
    found = mean_figure(ROWS, "a", Showing.SELF)
    assert (found.mean, found.n) == (92.5, 2)
    assert mean_figure([NONE], "a", Showing.SELF).n == 0


def test_only_what_there_is_can_be_looked_at() -> None:
    assert on_offer(ROWS, has_previous=False) == (Showing.SELF,)
    assert on_offer(ROWS, has_previous=True) == (Showing.SELF, Showing.MOVEMENT)
    both = (row("P", {"": 80}, panel={"": 70}), ONE)
    assert on_offer(both, has_previous=False) == (Showing.SELF, Showing.PANEL, Showing.GAP)


def test_agreed_ratings_are_shown_first_once_they_are_there_for_every_return() -> None:
    agreed = row("A", {"": 80}, agreed={"": 78})
    assert usual([agreed, NONE]) is Showing.AGREED
    assert usual([agreed, ONE]) is Showing.SELF
    assert usual([NONE]) is Showing.SELF


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["Met"], ["good"]),
        (["Met", "Not met"], ["high", "low"]),
        (["Assured", "Partly", "Not"], ["high", "fair", "low"]),
        (["1", "2", "3", "4"], ["high", "good", "fair", "low"]),
        (["1", "2", "3", "4", "5"], ["high", "good", "fair", "fair", "low"]),
    ],
)
def test_tints_follow_the_board_s_own_bands(labels: list[str], expected: list[str]) -> None:
    bands = [Band(100 - 10 * place, label) for place, label in enumerate(labels)]
    assert list(tints(bands).values()) == expected
    assert list(tints(bands)) == labels


def test_a_critical_question_that_holds_a_band_down_shows_whatever_the_figure() -> None:
    capped = replace(ONE, bands={SELF: {"a": "Not assured"}})
    found = Telling(EDITION, Showing.SELF, "Audit 2025").cell(capped, "a")
    assert (found.words, found.tint, found.band) == ("95", "low", "Not assured")
    assert "A critical question at its lowest level holds it down." in found.reason


def test_a_cell_says_its_band_and_what_moved_over_how_many_questions() -> None:
    found = Telling(EDITION, Showing.SELF, "Audit 2025").cell(ONE, "")
    assert (found.words, found.tint, found.band, found.points) == ("90", "high", "Assured", 10)
    assert found.reason == (
        "All standards: 90%, Assured. Up 10 points since Audit 2025, like for like over "
        "4 of 5 questions."
    )


def test_what_was_not_asked_not_scored_and_not_returned_stand_apart() -> None:
    unasked = replace(ONE, movement={"a": moved(None, None, 0, 0)})
    unscored = row("Three", {"a": None})
    telling = Telling(EDITION, Showing.SELF)
    cells = [telling.cell(one, "a") for one in (unasked, unscored, NONE)]
    assert [(one.words, one.tint) for one in cells] == [("n/a", "na"), ("–", "none"), ("–", "none")]
    assert [one.reason for one in cells] == [heat_words.NOT_ASKED, heat_words.NO_SCORE, ""]


def test_a_movement_cell_says_which_way_and_over_how_many() -> None:
    telling = Telling(EDITION, Showing.MOVEMENT, "Audit 2025")
    up, same = telling.cell(ONE, ""), telling.cell(ONE, "a")
    assert (up.tint, up.points, up.about) == ("high", 10, "4 of 5")
    assert (same.tint, same.points) == ("same", 0)
    assert telling.cell(TWO, "").tint == "low"
    assert telling.cell(TWO, "b").words == "n/c"


@pytest.mark.parametrize(
    ("own", "panel", "words", "tint"),
    [(80, 80, "0", "same"), (80, 76, "+4", "fair"), (80, 70, "+10", "low"), (70, 76, "−6", "good")],
)
def test_a_gap_is_tinted_by_how_far_a_rating_is_too_high(
    own: float, panel: float, words: str, tint: str
) -> None:
    found = Telling(EDITION, Showing.GAP).cell(row("P", {"a": own}, panel={"a": panel}), "a")
    assert (found.words, found.tint) == (words, tint)
    assert found.band


@pytest.mark.parametrize(
    ("points", "short"),
    [(None, None), (0, 0), (0.04, 0), (0.3, 0.3), (-0.5, -0.5), (0.96, 1), (-12.5, -12)],
)
def test_no_move_looks_like_none_in_a_small_place(
    points: float | None, short: float | None
) -> None:
    assert in_short(points) == short


def test_the_finding_names_where_agencies_differ_most_and_where_they_are_alike() -> None:
    assert finding(EDITION, ROWS, Showing.SELF) == "Agencies differ most in b.\u00a0Standard b"
    assert finding(EDITION, [ONE, ONE], Showing.SELF) == "Agencies stand alike in every standard"
    assert finding(EDITION, [ONE, NONE], Showing.SELF) == "1 agency to look at so far"
    assert finding(EDITION, [NONE], Showing.SELF) == "There is nothing to compare yet"


def test_the_finding_names_where_agencies_over_rate_themselves_most() -> None:
    high = row("H", {"": 80, "a": 80, "b": 90}, panel={"": 75, "a": 79, "b": 80})
    low = row("L", {"": 70, "a": 70, "b": 70}, panel={"": 75, "a": 75, "b": 75})
    assert finding(EDITION, [high], Showing.GAP).endswith("most in b.\u00a0Standard b")
    assert finding(EDITION, [low], Showing.GAP).startswith("Agencies do not over-rate")
    said = sentence(EDITION, [high, low, NONE], Showing.GAP, "Audit 2026", "")
    assert said == (
        "Audit 2026: 2 of 3 agencies returned. 1 of 2 rate themselves higher than the panel found "
        "and 1 lower: the same in the mean, and most in b.\u00a0Standard b, 2.5 points too high "
        "over 2 returns."
    )


def test_the_finding_names_the_standard_that_moved_most() -> None:
    down = replace(ONE, movement={"a": moved(80, 81), "b": moved(90, 70), "": moved(85, 75)})
    assert finding(EDITION, [down], Showing.MOVEMENT).startswith("Down 20 points in b.")
    said = sentence(EDITION, [down, NONE], Showing.MOVEMENT, "Audit 2026", "Audit 2025")
    assert said.endswith(
        "Since Audit 2025, 0 improved, 0 stayed the same and 1 declined, like for like over "
        "4 of 5 questions."
    )


def test_the_sentence_says_where_things_stand() -> None:
    assert sentence(EDITION, ROWS, Showing.SELF, "Audit 2026", "") == (
        "Audit 2026: 2 of 3 agencies returned. Their own ratings come to 80% in the mean of 2. "
        "In b they range from 10% to 60%."
    )
    assert sentence(EDITION, [NONE], Showing.SELF, "Audit 2026", "") == (
        "Audit 2026: 0 of 1 agency returned."
    )
