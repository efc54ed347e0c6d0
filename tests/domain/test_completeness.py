"""What a return still needs before it can be signed, and how far it is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from s11.domain.answers import Answer, PlannedAction, QuestionState
from s11.domain.completeness import (
    OBJECTIVES,
    Missing,
    missing,
    needs_action,
    needs_evidence,
    progress,
)
from s11.domain.objectives import Objective
from s11.domain.standards import AnswerIn, EvidenceRule
from s11.domain.visibility import states
from tests.domain.making import (
    FOUR,
    PERCENT,
    answers,
    answers_to,
    choice,
    claimed,
    criteria,
    edition,
    editions,
    gave,
    marked,
    rating,
    standard,
    told,
)

ANSWER = "Answer this question."
WHY = "Say why this does not apply."
MARK = "Mark every part of this question."
WHY_PART = "Give a reason for each part that does not apply."
SHOW = "Say what shows this, or add a file."
ACT = "Add an action: what will be done, by whom and by when."
WHOLE = "Give each action an owner and a date."
REPORT = "Say what was done about this objective, and what difference it made."

ACTS = {"action_below": "green"}
SHOWS = {"evidence": EvidenceRule("What shows it?", required_at="green")}
BOTH = {"action_below": "green", "evidence": EvidenceRule("What shows it?", required_at="amber")}
SPARES = {"may_be_not_applicable": True}
TRAIN = PlannedAction("Train the new team", "A. Lead", "2027-01-31")


def says(value: str, *actions: PlannedAction, evidence: str = "") -> Answer:
    return replace(gave("a.1", value), actions=actions, evidence=evidence)


# (what, question, answer, files) -> what is missing
GAPS = [
    ("nothing given", rating("a.1"), None, 0, [ANSWER]),
    ("saved, and emptied since", rating("a.1"), Answer("a.1", version=2), 0, [ANSWER]),
    ("words, but no rating", rating("a.1"), Answer("a.1", evidence="Audit"), 0, [ANSWER]),
    ("a level of another scale", rating("a.1"), gave("a.1", "blue"), 0, [ANSWER]),
    ("a percentage between the steps", rating("a.1", PERCENT), gave("a.1", "72"), 0, [ANSWER]),
    ("a number in words", told("a.1", "number"), gave("a.1", "twelve"), 0, [ANSWER]),
    ("a date that never comes", told("a.1", "date"), gave("a.1", "2026-02-30"), 0, [ANSWER]),
    ("a text of blanks", told("a.1", "text"), gave("a.1", " \n "), 0, [ANSWER]),
    ("a rating", rating("a.1"), gave("a.1", "red"), 0, []),
    ("nought per cent", told("a.1", "percentage"), gave("a.1", "0"), 0, []),
    ("a choice", choice("a.1"), gave("a.1", "no"), 0, []),
    ("does not apply, with a reason", rating("a.1", **SPARES), claimed("a.1"), 0, []),
    ("does not apply, without one", rating("a.1", **SPARES), claimed("a.1", " "), 0, [WHY]),
    ("does not apply, where it must", rating("a.1"), claimed("a.1"), 0, [ANSWER]),
    ("not one part marked", criteria("a.1", 60, 40), Answer("a.1"), 0, [ANSWER]),
    ("some parts marked", criteria("a.1", 50, 30, 20), marked("a.1", "mn"), 0, [MARK]),
    ("every part marked", criteria("a.1", 60, 40), marked("a.1", "mn"), 0, []),
    ("no part applies", criteria("a.1", 60, 40), marked("a.1", "--"), 0, []),
    ("below the top, no action", rating("a.1", **ACTS), says("amber"), 0, [ACT]),
    ("at the top, no action", rating("a.1", **ACTS), says("green"), 0, []),
    ("below the top, an action", rating("a.1", **ACTS), says("red", TRAIN), 0, []),
    ("an action nobody owns", rating("a.1", **ACTS),
     says("red", replace(TRAIN, owner=" ")), 0, [WHOLE]),
    ("an action without a date", rating("a.1", **ACTS),
     says("red", TRAIN, replace(TRAIN, due="")), 0, [WHOLE]),
    ("an action that says nothing", rating("a.1", **ACTS),
     says("red", replace(TRAIN, what="")), 0, [WHOLE]),
    ("an action is asked of no N/A", rating("a.1", **ACTS, **SPARES), claimed("a.1"), 0, []),
    ("an unowned action nobody asked for", rating("a.1"),
     says("red", replace(TRAIN, owner="")), 0, []),
    ("the top level, nothing shown", rating("a.1", **SHOWS), says("green"), 0, [SHOW]),
    ("the top level, blanks shown", rating("a.1", **SHOWS), says("green", evidence=" "), 0, [SHOW]),
    ("the top level, words", rating("a.1", **SHOWS), says("green", evidence="Audit"), 0, []),
    ("the top level, a file", rating("a.1", **SHOWS), says("green"), 1, []),
    ("below the level that is shown", rating("a.1", **SHOWS), says("amber"), 0, []),
    ("evidence prompted, never required",
     rating("a.1", evidence=EvidenceRule("What shows it?")), says("green"), 0, []),
    ("both at once, in order", rating("a.1", **BOTH), says("amber"), 0, [SHOW, ACT]),
    ("where 1 is the best grade", rating("a.1", FOUR, action_below="1"), says("2"), 0, [ACT]),
    ("where 1 is the best grade, at it", rating("a.1", FOUR, action_below="1"), says("1"), 0, []),
    ("a percentage below", rating("a.1", PERCENT, action_below="80"), says("75"), 0, [ACT]),
    ("a percentage at it", rating("a.1", PERCENT, action_below="80"), says("80"), 0, []),
    ("criteria below", criteria("a.1", 60, 40, action_below="60"), marked("a.1", "nm"), 0, [ACT]),
    ("criteria re-based", criteria("a.1", 60, 40, action_below="60"), marked("a.1", "-m"), 0, []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("question", "answer", "files", "expected"),
    [row[1:] for row in GAPS],
    ids=[row[0] for row in GAPS],
)
def test_each_gap_is_named_where_it_is(question, answer, files, expected):
    given = answers(answer) if answer else {}
    found = missing(edition(question), "police", given, {"a.1": files})
    assert list(found) == [Missing("a", "a.1", sentence) for sentence in expected]


def test_a_part_that_does_not_apply_needs_its_reason():
    given = marked("a.1", "m-")
    given = replace(given, marks={**given.marks, "y": replace(given.marks["y"], reason="")})
    found = missing(edition(criteria("a.1", 60, 40)), "police", answers(given), {})
    assert [gap.sentence for gap in found] == [WHY_PART]


def test_questions_that_are_not_asked_are_not_missing():
    asked = edition(
        choice("a.1"),
        rating("a.2", show_if=AnswerIn("a.1", ("yes",)), **ACTS),
        rating("a.3", applies_to=frozenset({"health"})),
    )
    assert missing(asked, "police", answers(a_1="no", a_2="red"), {}) == ()
    opened = missing(asked, "health", answers(a_1="yes", a_2="red"), {})
    assert [(gap.question, gap.sentence) for gap in opened] == [("a.2", ACT), ("a.3", ANSWER)]


def test_gaps_come_in_the_order_of_the_pages_with_objectives_last():
    asked = edition(standard("b", rating("b.1")), standard("a", rating("a.2"), rating("a.1")))
    last = (Objective(1, "Listen", "Heard"), Objective(2, "Train", "Trained", "We did", "They can"))
    found = missing(asked, "police", {}, {}, last)
    assert [(gap.standard, gap.question) for gap in found] == [
        ("b", "b.1"),
        ("a", "a.2"),
        ("a", "a.1"),
        (OBJECTIVES, "last-objectives:1"),
    ]
    assert found[-1].sentence == REPORT


def test_files_of_one_question_show_nothing_about_another():
    asked = edition(rating("a.1", **SHOWS), rating("a.2", **SHOWS))
    found = missing(asked, "police", answers(a_1="green", a_2="green"), {"a.2": 3})
    assert [gap.question for gap in found] == ["a.1"]


def test_progress_counts_only_what_is_asked():
    asked = edition(
        standard(
            "a",
            choice("a.1"),
            rating("a.2", show_if=AnswerIn("a.1", ("yes",))),
            rating("a.3", applies_to=frozenset({"health"})),
            rating("a.4", **ACTS),
            rating("a.5", **SPARES),
        ),
        standard("b", rating("b.1", applies_to=frozenset({"health"}))),
    )
    given = answers(claimed("a.5"), a_1="no", a_2="red", a_3="red", a_4="red", b_1="red")
    far = progress(asked, "police", given, missing(asked, "police", given, {}))
    assert [(one.standard, one.asked, one.settled, one.missing) for one in far] == [
        ("a", 3, 3, 1),
        ("b", 0, 0, 0),
    ]
    assert [(one.started, one.complete) for one in far] == [(True, False), (False, True)]


@st.composite
def demanding(draw):
    """An edition that asks for actions and evidence here and there, answers and files to it."""
    plain = draw(editions())
    rules = st.sampled_from([{}, ACTS, SHOWS, BOTH])
    parts = [
        replace(part, questions=tuple(replace(q, **draw(rules)) for q in part.questions))
        for part in plain.standards
    ]
    asked = replace(plain, standards=tuple(parts))
    given = draw(answers_to(asked))
    acts = st.sampled_from([(), (TRAIN,), (replace(TRAIN, due=""),)])
    given = {
        key: replace(said, actions=draw(acts), evidence=draw(st.sampled_from(["", " ", "Audit"])))
        for key, said in given.items()
    }
    files = draw(st.dictionaries(st.sampled_from([q.id for q in asked.questions()]), st.just(1)))
    return asked, given, files


@settings(max_examples=50)
@given(demanding())
def test_a_standard_is_complete_exactly_when_nothing_of_it_is_missing(made):
    asked, given, files = made
    gaps = missing(asked, "police", given, files)
    far = progress(asked, "police", given, gaps)
    assert [one.standard for one in far] == [part.key for part in asked.standards]
    assert sum(one.missing for one in far) == len(gaps)
    for one in far:
        assert one.complete is (one.standard not in {gap.standard for gap in gaps})
        assert 0 <= one.settled <= one.asked
        assert not one.complete or one.settled == one.asked


@settings(max_examples=50)
@given(demanding())
def test_only_what_is_asked_counts_or_is_missing(made):
    asked, given, files = made
    gaps = missing(asked, "police", given, files)
    state = states(asked, "police", given)
    hidden = {key for key, stands in state.items() if stands is QuestionState.NOT_ASKED}
    assert not hidden & {gap.question for gap in gaps}
    open_to_answer = {key for key, stands in state.items() if stands is QuestionState.NOT_ANSWERED}
    assert open_to_answer <= {gap.question for gap in gaps}
    without = {key: said for key, said in given.items() if key not in hidden}
    assert missing(asked, "police", without, files) == gaps
    assert progress(asked, "police", without, gaps) == progress(asked, "police", given, gaps)


@settings(max_examples=50)
@given(st.data())
def test_a_return_with_every_answer_words_and_whole_actions_misses_nothing(data):
    asked, _, files = data.draw(demanding())
    given = data.draw(answers_to(asked, whole=True))
    given = {key: replace(said, evidence="Audit", actions=(TRAIN,)) for key, said in given.items()}
    assert missing(asked, "police", given, files) == ()


def test_what_cannot_be_read_reaches_no_level():
    assert needs_action(rating("a.1", **ACTS), gave("a.1", "blue"))
    assert not needs_evidence(rating("a.1", **SHOWS), gave("a.1", "blue"))
    assert not needs_action(rating("a.1"), gave("a.1", "red"))
