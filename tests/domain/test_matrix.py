"""Agencies by standards: each return counted once, means with their n, movements that add up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from s11.domain.answers import Answers, QuestionState
from s11.domain.compare_report import (
    CompareReport,
    CycleNamed,
    compare_report,
    count_questions,
    count_standard,
)
from s11.domain.comparison import Movement, ScoreMovement, compare
from s11.domain.matrix import MatrixRow, MovementCounts, count_question, difference, mean_of
from s11.domain.moderation import PanelRating, ScoreKind
from s11.domain.scoring import overall_score
from s11.domain.standards import Change, Edition
from s11.domain.standing import NEW_QUESTION, NO_RETURN, Past, Standing, standings
from s11.domain.submissions import Status
from tests.domain.making import (
    PERCENT,
    answers,
    answers_to,
    claimed,
    criteria,
    edition,
    editions,
    gave,
    marked,
    rating,
)

POLICE = frozenset({"police"})
SMALL = edition(
    rating("a.1", may_be_not_applicable=True),
    rating("a.2", PERCENT),
    rating("a.3", applies_to=POLICE),
    criteria("a.4", 40, 35, 25),
)
BEFORE, NOW = CycleNamed("s11-2025", "Audit 2025"), CycleNamed("s11-2026", "Audit 2026")


def row(number: int, said: Answers, asked: Edition, past: Past, **more: object) -> MatrixRow:
    """The agency's row, as the store reads it."""
    overall = overall_score(asked, "housing", said)
    found = standings(asked, "housing", said, past)
    made = MatrixRow(
        submission_id=number,
        agency_id=number,
        slug=f"agency-{number}",
        name=f"Agency {number}",
        agency_type="housing",
        status=Status.SUBMITTED,
        signed_version=1,
        source="",
        scores={
            ScoreKind.SELF: {
                "": overall.percent,
                **{part.key: part.percent for part in overall.standards},
            }
        },
        movement=past.scores(found, asked),
    )
    return replace(made, **more)  # type: ignore[arg-type]


def told(asked: Edition, *said: Answers) -> list[Standing]:
    """Where these returns stand, in a first cycle."""
    first = Past(is_first=True)
    return [one for each in said for one in standings(asked, "housing", each, first)]


def test_each_return_is_counted_once_by_its_state_and_its_level() -> None:
    found = {
        one.id: one
        for one in count_questions(
            SMALL,
            told(
                SMALL,
                answers(a_1="green", a_2="85"),
                answers(claimed("a.1"), gave("a.2", "5"), marked("a.4", "mmn")),
                answers(a_1="green", a_2="100"),
            ),
        )
    }
    one = found["a.1"]
    assert (one.rated, one.not_applicable, one.not_answered, one.not_asked) == (2, 1, 0, 0)
    assert list(one.levels.items()) == [("green", 2), ("amber", 0), ("red", 0)]
    assert (one.asked, one.mean.mean, one.mean.n) == (3, 100, 2)
    assert list(found["a.2"].levels) == ["100", "85", "5"]
    assert found["a.2"].labels["85"] == "85%"
    assert found["a.3"].not_asked == 3
    assert (found["a.3"].mean.mean, found["a.3"].mean.n) == (None, 0)
    assert (found["a.4"].levels, found["a.4"].not_answered, found["a.4"].mean.mean) == ({}, 2, 75)


def test_a_mean_is_exact_and_says_of_how_many() -> None:
    assert mean_of([None, 0.1, 0.2, 0.3, None]).n == 3
    assert mean_of([0.1] * 10).mean == pytest.approx(0.1, abs=0)
    assert (mean_of([None]).mean, mean_of([]).n) == (None, 0)


def test_self_is_set_against_the_panel_where_there_are_both() -> None:
    found = difference([(100, 50), (50, 50), (0, 50), (100, 0), (None, 50), (50, None)])
    assert (found.over, found.under, found.n) == (2, 1, 4)
    assert (found.self_rating, found.panel, found.points) == (62.5, 37.5, 25)
    assert difference([]).points is None


def test_the_panel_s_ratings_and_the_agreed_ones_stand_apart() -> None:
    asked = edition(rating("a.1", may_be_not_applicable=True), rating("a.2"))
    said = answers(claimed("a.1"), gave("a.2", "green"))
    panel: Mapping[str, PanelRating] = {"a.1": PanelRating("a.1", "red")}
    agreed: Mapping[str, PanelRating] = {"a.2": PanelRating("a.2", "amber")}
    first = Past(is_first=True)
    found = standings(asked, "housing", said, first, panel=panel, agreed=agreed)
    assert [(one.score, one.panel, one.agreed) for one in found] == [
        (None, 0, None),
        (100, 100, 50),
    ]
    assert {one.movement for one in found} == {None}
    silent = standings(asked, "housing", said, first)
    assert {(one.panel, one.agreed) for one in silent} == {(None, None)}


def test_why_nothing_can_be_compared_is_told_apart() -> None:
    asked = edition(rating("a.1"), rating("a.2", applies_to=POLICE))
    none = standings(asked, "housing", answers(a_1="red"), Past())
    assert [(one.movement, one.why) for one in none] == [
        (Movement.NOT_COMPARABLE, NO_RETURN),
        (None, ""),
    ]
    old = edition(name="2025")
    new = replace(asked, previous="2025", changes=(Change("a.1", "added"),))
    against = compare(new, answers(a_1="red"), old, {}, "housing", "housing")
    found = standings(new, "housing", answers(a_1="red"), Past(against))
    assert found[0].why == NEW_QUESTION
    assert Past().scores(none, asked) == {
        "a": ScoreMovement(None, None, 0, 1),
        "": ScoreMovement(None, None, 0, 1),
    }


def test_an_agency_that_is_asked_nothing_of_a_standard_does_not_move_in_it() -> None:
    moves = {"a": ScoreMovement(0, 50, 1, 1), "b": ScoreMovement(None, None, 0, 0)}
    rows = [row(1, {}, SMALL, Past(), movement={**moves, "": moves["a"]})]
    assert count_standard("a", "A", rows).movement == MovementCounts(improved=1)
    assert count_standard("b", "B", rows).movement == MovementCounts()
    missing = [row(2, {}, SMALL, Past(), signed_version=0, scores={}, movement={})]
    assert count_standard("a", "A", missing).movement == MovementCounts()


def test_the_strongest_and_the_weakest_keep_the_edition_s_order_where_they_tie() -> None:
    asked = edition(rating("a.1"), rating("a.2"), rating("a.3"))
    found = report(asked, [(answers(a_1="green", a_2="red", a_3="green"), {})])
    assert [one.id for one in found.strongest(2)] == ["a.1", "a.3"]
    assert [one.id for one in found.weakest(2)] == ["a.2", "a.1"]


def report(asked: Edition, told_twice: list[tuple[Answers, Answers]]) -> CompareReport:
    """The report over agencies that said the one now and the other before."""
    rows, found = [], []
    for number, (now, before) in enumerate(told_twice):
        past = Past(compare(asked, now, asked, before, "housing", "housing"))
        rows.append(row(number, now, asked, past))
        found += standings(asked, "housing", now, past)
    return compare_report("Board", NOW, asked, rows, found, (BEFORE, asked))


@st.composite
def boards(draw: st.DrawFn) -> tuple[Edition, list[tuple[Answers, Answers]]]:
    asked = draw(editions())
    pairs = st.tuples(answers_to(asked), answers_to(asked))
    return asked, draw(st.lists(pairs, min_size=1, max_size=4))


Board = tuple[Edition, list[tuple[Answers, Answers]]]


@settings(max_examples=30)
@given(boards())
def test_coverage_adds_up_over_the_board(board: Board) -> None:
    asked, said = board
    found = report(asked, said)
    for one in found.questions:
        counts = one.movement
        assert one.asked + one.not_asked == len(said)
        assert counts.compared + counts.not_comparable == one.asked
        assert sum(one.levels.values()) == (one.rated if one.levels else 0)
        assert one.mean.n == one.rated
        assert counts.compared <= one.rated
    for part in found.standards:
        its = [one for one in found.questions if one.standard == part.key]
        assert part.coverage.asked == sum(one.asked for one in its)
        assert part.coverage.compared == sum(one.movement.compared for one in its)
    assert found.overall.coverage.asked == sum(part.coverage.asked for part in found.standards)
    assert found.overall.coverage.compared == sum(
        part.coverage.compared for part in found.standards
    )


@settings(max_examples=30)
@given(boards())
def test_swapping_the_cycles_negates_the_board_s_movement(board: Board) -> None:
    asked, said = board
    forth = report(asked, said)
    back = report(asked, [(before, now) for now, before in said])
    for one, other in zip(forth.questions, back.questions, strict=True):
        assert (one.movement.improved, one.movement.same, one.movement.declined) == (
            other.movement.declined,
            other.movement.same,
            other.movement.improved,
        )
    for part, other_part in zip(forth.parts, back.parts, strict=True):
        assert (part.before.mean, part.now.mean) == (other_part.now.mean, other_part.before.mean)
        assert part.movement.improved == other_part.movement.declined


@settings(max_examples=30)
@given(boards())
def test_a_question_added_changes_no_count_of_another(board: Board) -> None:
    asked, said = board
    first, *others = asked.standards
    more = replace(first, questions=(*first.questions, rating("z.new")))
    now = replace(asked, edition="2027", standards=(more, *others), previous=asked.edition)
    now = replace(now, changes=(Change("z.new", "added"),))
    rows, found = [], []
    for number, (one, before) in enumerate(said):
        past = Past(compare(now, one, asked, before, "housing", "housing"))
        rows.append(row(number, one, now, past))
        found += standings(now, "housing", one, past)
    wider = compare_report("Board", NOW, now, rows, found, (BEFORE, asked))
    plain = report(asked, said)
    counts = {one.id: one.movement for one in wider.questions}
    assert counts.pop("z.new") == MovementCounts(not_comparable=len(said))
    assert counts == {one.id: one.movement for one in plain.questions}
    assert wider.added == ("z.new",)
    for part, other in zip(plain.parts, wider.parts, strict=True):
        assert (part.before, part.now) == (other.before, other.now)


@settings(max_examples=30)
@given(boards(), st.randoms(use_true_random=False))
def test_the_order_of_agencies_never_shows(board: Board, random: object) -> None:
    asked, said = board
    turned = list(said)
    random.shuffle(turned)  # type: ignore[attr-defined]
    one, other = report(asked, said), report(asked, turned)
    assert one.questions == other.questions
    assert (one.standards, one.overall) == (other.standards, other.overall)


def test_a_first_cycle_moves_nothing() -> None:
    asked = edition(rating("a.1"))
    first = Past(is_first=True)
    said = answers(a_1="red")
    found = compare_report(
        "Board", NOW, asked, [row(1, said, asked, first)], standings(asked, "housing", said, first)
    )
    assert found.previous is None
    assert {part.movement for part in found.parts} == {MovementCounts()}
    assert found.questions[0].movement == MovementCounts()
    assert found.questions[0].rated == 1
    empty = count_question(asked.standards[0].questions[0], "a", [])
    assert (empty.asked, empty.not_asked) == (0, 0)
    assert QuestionState.ANSWERED in {one.state for one in told(asked, said)}
