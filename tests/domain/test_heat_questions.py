"""One standard of a cycle, question by question: a cell says what was rated, or why nothing was."""

from __future__ import annotations

from dataclasses import replace

import pytest

from s11.domain.answers import QuestionState
from s11.domain.comparison import Movement
from s11.domain.heat_questions import cell, column, weakest, words_of
from s11.domain.moderation import ScoreKind
from s11.domain.standing import Standing
from tests.domain.making import PERCENT, edition, rating

EDITION = edition(rating("a.1"), rating("a.2", PERCENT))
SELF, PANEL = ScoreKind.SELF, ScoreKind.PANEL
GREEN = Standing(
    "a.1", "a", QuestionState.ANSWERED, "green", 100, 50, 0, Movement.IMPROVED, 50, 100
)


def test_a_question_s_cell_is_the_level_s_word_on_its_tone_by_each_kind() -> None:
    question = EDITION.question("a.1")
    assert question
    by_kind = [cell(question, GREEN, kind, "Audit 2025") for kind in ScoreKind]
    assert [(one.words, one.tone) for one in by_kind] == [
        ("Green", "green"),
        ("Amber", "amber"),
        ("Red", "red"),
    ]
    assert [one.points for one in by_kind] == [50, None, None]
    assert by_kind[0].reason.startswith("Green. Up from Amber in Audit 2025.")


@pytest.mark.parametrize(
    ("state", "words", "tone"),
    [
        (QuestionState.NOT_ASKED, "Not asked", "unasked"),
        (QuestionState.NOT_APPLICABLE, "N/A", "na"),
        (QuestionState.NOT_ANSWERED, "No answer", "none"),
    ],
)
def test_the_three_ways_of_no_rating_are_told_apart(
    state: QuestionState, words: str, tone: str
) -> None:
    question = EDITION.question("a.1")
    assert question
    found = cell(question, Standing("a.1", "a", state), SELF, "")
    assert (found.words, found.tone) == (words, tone)
    assert (cell(question, None, SELF, "").words, cell(question, None, SELF, "").tone) == (
        "–",
        "none",
    )


def test_a_question_that_cannot_be_compared_says_why() -> None:
    question = EDITION.question("a.1")
    assert question
    new = replace(GREEN, movement=Movement.NOT_COMPARABLE, before=None, now=None, why="reworded")
    found = cell(question, new, SELF, "Audit 2025")
    assert found.points is None
    assert "Not comparable with last time: reworded." in found.reason


def test_a_percentage_is_a_figure_without_a_tone() -> None:
    question = EDITION.question("a.2")
    assert question
    assert words_of(question, 85.0) == ("85%", "")


def test_a_column_counts_each_return_once_and_says_of_how_many_its_mean_is() -> None:
    question = EDITION.question("a.1")
    assert question
    others = [
        Standing("a.1", "a", state)
        for state in QuestionState
        if state is not QuestionState.ANSWERED
    ]
    found = column(question, "a", [GREEN, GREEN, *others], SELF)
    assert found.mean == "100% (n = 2)"
    assert found.levels == "Green 2, Amber 0, Red 0"
    assert found.states == "1 N/A, 1 no answer, 1 not asked"
    assert column(question, "a", [GREEN], PANEL).levels == ""


def test_the_weakest_question_has_the_lowest_mean() -> None:
    better = Standing("a.2", "a", QuestionState.ANSWERED, "90", 90)
    found = weakest(EDITION.questions(), [replace(GREEN, score=50), better], SELF)
    assert found is EDITION.question("a.1")
    assert weakest(EDITION.questions(), [], SELF) is None
