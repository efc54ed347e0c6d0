"""One agency through all cycles: in the order of dates, gaps where it has none, like for like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from s11.domain import history_words as words
from s11.domain.answers import Answer, Answers
from s11.domain.comparison import compare
from s11.domain.history import History, Sitting, Step, steps_between
from s11.domain.scoring import overall_score
from s11.domain.snapshot import SignedDocument, SignOff, scores_to_keep
from s11.domain.standards import Change, Edition
from s11.domain.visibility import View
from tests.domain.making import (
    FOUR,
    answers,
    answers_to,
    claimed,
    edition,
    editions,
    rating,
    standard,
)

AT = datetime(2026, 10, 5, tzinfo=UTC)
OLD = edition(
    standard("a", rating("a.1"), rating("a.2"), rating("a.old")),
    standard("b", rating("b.1", FOUR)),
    name="2025",
)
NEW = edition(
    standard("a", rating("a.1"), rating("a.2"), rating("a.new")),
    standard("b", rating("b.1")),
    name="2026",
    previous="2025",
    changes=(
        Change("a.1", "reworded", True, "Shorter."),
        Change("a.2", "reworded", False, "Another question now."),
        Change("b.1", "rescaled", True, "", (), {"1": 0, "2": 50, "3": 100, "4": 100}),
        Change("a.old", "retired"),
        Change("a.new", "added"),
    ),
)
SAID_OLD = answers(a_1="amber", a_2="green", a_old="red", b_1="2")
SAID_NEW = answers(a_1="green", a_2="red", a_new="green", b_1="green")


def document(asked: Edition, said: Answers, source: str = "") -> SignedDocument:
    return SignedDocument(
        board="Board",
        cycle="Audit",
        due_at=AT,
        agency="Agency",
        agency_type="housing",
        reference="R",
        version=1,
        edition_sha256="",
        answers=said,
        files=(),
        objectives=(),
        last_objectives=(),
        scores=scores_to_keep(overall_score(asked, "housing", said)),
        contributors=(),
        sign_off=SignOff("Ade", "Chief", AT, "True."),
        source=source,
    )


def sitting(on: date, asked: Edition, said: Mapping[str, Answer] | None, **more: object) -> Sitting:
    signed = document(asked, said) if said is not None else None
    return Sitting(f"c{on:%Y%m}", f"Audit {on:%Y-%m}", on, asked, signed, **more)  # type: ignore[arg-type]


def history(*sittings: Sitting) -> History:
    """The history that services.tracing would build."""
    steps = []
    for before, at in steps_between(sittings):
        old, now = sittings[before], sittings[at]
        assert old.document
        assert now.document
        found = compare(
            now.edition,
            now.document.answers,
            old.edition,
            old.document.answers,
            "housing",
            "housing",
        )
        changed = () if old.edition == now.edition else (now.edition,)
        steps.append(Step(before, at, found, changed))
    return History(tuple(sittings), tuple(steps))


FIRST = sitting(date(2024, 11, 1), OLD, SAID_OLD)
MISSED = sitting(date(2025, 5, 1), OLD, None)
LAST = sitting(date(2026, 11, 1), NEW, SAID_NEW)
THREE = history(FIRST, MISSED, LAST)


def question(found: History, question_id: str):
    (line,) = [q for part in found.standards for q in part.questions if q.id == question_id]
    return line


def test_each_return_is_compared_with_the_one_before_that_there_is() -> None:
    assert [(step.before, step.at) for step in THREE.steps] == [(0, 2)]
    assert THREE.overall.moves[:2] == (None, None)
    assert THREE.overall.percents[1] is None
    assert words.cell_words(THREE.overall, 1, MISSED) == "Not returned"
    assert words.cell_words(THREE.overall, 1, replace(MISSED, is_open=True)) == "Not signed yet"


def test_a_score_moves_over_what_is_like_for_like_and_says_over_how_much() -> None:
    a, b = THREE.standards
    assert a.last_move
    assert (a.last_move.before, a.last_move.now) == (50, 100)
    assert words.coverage_words(a.last_move) == "1 of 3 like for like"
    assert b.last_move
    assert (b.last_move.before, b.last_move.now) == (50, 100)
    assert words.finding(a, THREE) == (
        "Up 50 points since Audit 2024-11, like for like over 1 of 3 questions"
    )


def test_a_rescaled_question_is_compared_on_the_new_scale_and_says_so() -> None:
    line = question(THREE, "b.1")
    assert [one and one.words for one in line.said] == ["Grade 2", None, "Green"]
    assert line.said[2]
    assert line.said[2].difference == 50
    assert [words.change_words(*pair) for pair in line.changes] == ["New scale in edition 2026."]


def test_a_reworded_question_says_so_and_one_that_is_another_question_says_why() -> None:
    same, other = question(THREE, "a.1"), question(THREE, "a.2")
    assert [words.change_words(*pair) for pair in same.changes] == [
        "Reworded in edition 2026: Shorter."
    ]
    assert other.said[2]
    assert (other.said[2].difference, other.said[2].why) == (None, "Another question now.")


def test_what_is_new_and_what_is_gone_stand_apart() -> None:
    (step,) = THREE.steps
    assert words.apart(step, THREE) == [
        ("New", ["a.3 How well is a.new met?"]),
        ("No longer in the questions", ["a.3 How well is a.old met?"]),
        ("Not comparable", ["a.2 How well is a.2 met? (Another question now.)"]),
    ]
    gone, new = question(THREE, "a.old"), question(THREE, "a.new")
    assert gone.is_retired
    assert not new.is_retired
    assert [one and one.words for one in gone.said] == ["Red", None, "Not in this edition"]
    assert [one and one.words for one in new.said] == ["Not in this edition", None, "Green"]


def test_the_questions_of_the_newest_edition_come_first_then_those_it_retired() -> None:
    assert [one.id for one in THREE.standards[0].questions] == ["a.1", "a.2", "a.new", "a.old"]


def test_n_a_and_no_answer_are_told_apart_and_break_nothing() -> None:
    asked = edition(rating("a.1", may_be_not_applicable=True), rating("a.2"))
    told = {**answers(claimed("a.1")), "a.2": Answer("a.2", "green")}
    unfinished = sitting(date(2024, 1, 1), asked, answers(a_1="green"))
    found = history(unfinished, sitting(date(2025, 1, 1), asked, told))
    (line,) = found.standards
    assert [one.tone if one else "" for one in line.questions[0].said] == ["green", "na"]
    assert [one.tone if one else "" for one in line.questions[1].said] == ["none", "green"]
    assert line.percents == (None, 100)
    assert words.cell_words(line, 0, unfinished) == "Incomplete"


def test_a_line_has_a_point_for_each_cycle_by_its_date_and_a_gap_where_there_is_none() -> None:
    chart = words.chart(THREE.standards[0], THREE)
    assert chart.dates == (date(2024, 11, 1), date(2025, 5, 1), date(2026, 11, 1))
    assert chart.labels == ("Nov 2024", "May 2025", "Nov 2026")
    (series,) = chart.series
    assert series.values[0] == 50
    assert series.values[1] is None
    assert chart.summary.startswith("Audit 2024-11: 50%, Not assured; Audit 2025-05: Not returned;")


def test_the_sentence_counts_returns_and_names_what_is_missing() -> None:
    assert words.sentence(THREE) == (
        "2 returns signed, none for Audit 2025-05. Since Audit 2024-11: up 50 points overall, like "
        "for like over 2 of 4 questions."
    )
    assert words.sentence(history(FIRST)).startswith("One return has been signed")
    assert words.sentence(history(MISSED)).startswith("Nothing has been signed yet")
    assert words.finding(history(FIRST).overall, history(FIRST)).endswith(
        "in the one return so far"
    )
    assert words.finding(history(MISSED).overall, history(MISSED)) == "No score yet"


def test_where_nothing_can_be_set_against_the_return_before_it_says_so() -> None:
    broken = replace(NEW, previous=None)
    found = history(FIRST, sitting(date(2026, 11, 1), broken, SAID_NEW))
    assert words.finding(found.overall, found) == "Nothing to set against the return before"
    assert words.move_words(found.overall.last_move) == "Not comparable"


@given(editions(), st.data())
def test_the_same_said_twice_moves_nothing_however_many_cycles(
    asked: Edition, data: st.DataObject
) -> None:
    said = data.draw(answers_to(asked, whole=True))
    days = sorted(data.draw(st.sets(st.integers(0, 2000), min_size=2, max_size=4)))
    found = history(*(sitting(date.fromordinal(738000 + day), asked, said) for day in days))
    for line in (found.overall, *found.standards):
        assert len(set(line.percents)) == 1
        moves = [one for one in line.moves[1:] if one]
        assert all(one.difference in {None, 0} for one in moves)
        assert len(moves) == len(days) - 1


@given(editions(), st.data())
def test_every_scored_question_that_was_ever_asked_stands_once_with_a_cell_for_each_cycle(
    asked: Edition, data: st.DataObject
) -> None:
    two = [data.draw(answers_to(asked)) for _ in range(2)]
    found = history(*(sitting(date(2024 + at, 1, 1), asked, said) for at, said in enumerate(two)))
    lines = [one for part in found.standards for one in part.questions]
    views = [View(asked, "housing", said) for said in two]
    put = [q.id for q in asked.questions() if q.is_scored and any(v.is_asked(q) for v in views)]
    assert [one.id for one in lines] == put
    assert all(len(one.said) == 2 and None not in one.said for one in lines)
