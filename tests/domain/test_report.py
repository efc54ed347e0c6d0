"""A return as its reader meets it: numbers that stay, answers in words, never a 0 for nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from s11.domain.answers import Answer, PlannedAction, QuestionState
from s11.domain.objectives import Objective
from s11.domain.report import (
    answer_words,
    day_words,
    files_by_question,
    level_words,
    signed_report,
    standard_reports,
)
from s11.domain.scoring import overall_score
from s11.domain.snapshot import SignedDocument, SignedFile, SignOff, scores_to_keep
from s11.domain.standards import AnswerIn
from s11.domain.visibility import View
from tests.domain.making import (
    FOUR,
    PERCENT,
    RAG,
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

SPARES = {"may_be_not_applicable": True}
TRAIN = PlannedAction("Train the new team", "A. Lead", "2027-01-31")


def read(question, answer=None):
    """What the report says of one question."""
    given_answers = answers(answer) if answer else {}
    (part,) = standard_reports(edition(question), "police", given_answers, {}, {})
    (only,) = part.questions
    return only


# (what, question, answer) -> (words, tone)
WORDS = [
    ("a level, by its label and colour", rating("a.1"), gave("a.1", "amber"), ("Amber", "amber")),
    ("the worst level", rating("a.1"), gave("a.1", "red"), ("Red", "red")),
    ("a level without a colour", rating("a.1", FOUR), gave("a.1", "2"), ("Grade 2", "grey")),
    ("a rating in per cent", rating("a.1", PERCENT), gave("a.1", "75"), ("75%", "")),
    ("a rating of nought", rating("a.1", PERCENT), gave("a.1", "0"), ("0%", "")),
    ("criteria", criteria("a.1", 50, 30, 20), marked("a.1", "mnm"), ("2 of 3 met", "")),
    ("criteria, none met", criteria("a.1", 60, 40), marked("a.1", "nn"), ("0 of 2 met", "")),
    ("a choice, by its label", choice("a.1"), gave("a.1", "no"), ("No", "")),
    ("a number, as written", told("a.1", "number"), gave("a.1", "012.50"), ("012.50", "")),
    ("a number that is nought", told("a.1", "number"), gave("a.1", "0"), ("0", "")),
    ("a percentage", told("a.1", "percentage"), gave("a.1", "87.5"), ("87.5%", "")),
    ("a date", told("a.1", "date"), gave("a.1", "2026-10-05"), ("5 October 2026", "")),
    ("a text", told("a.1", "text"), gave("a.1", "Two\nlines"), ("Two\nlines", "")),
]
UNSAID = [
    ("a rating", rating("a.1", **SPARES)),
    ("a rating in per cent", rating("a.1", PERCENT, **SPARES)),
    ("criteria", criteria("a.1", 60, 40, **SPARES)),
    ("a choice", choice("a.1", **SPARES)),
    *((kind, told("a.1", kind, **SPARES)) for kind in ("number", "percentage", "date", "text")),
]


@pytest.mark.parametrize(
    ("question", "answer", "expected"), [row[1:] for row in WORDS], ids=[row[0] for row in WORDS]
)
def test_each_type_of_answer_has_its_words(question, answer, expected):
    told_of = read(question, answer)
    assert (told_of.words, told_of.tone) == expected
    assert told_of.state is QuestionState.ANSWERED
    assert answer_words(question, answer) == expected


@pytest.mark.parametrize("question", [row[1] for row in UNSAID], ids=[row[0] for row in UNSAID])
def test_what_was_not_answered_says_so_and_is_no_nought(question):
    for nothing in (None, Answer("a.1"), Answer("a.1", value="blue?")):
        if nothing and nothing.value and question.type == "text":
            continue
        told_of = read(question, nothing)
        assert (told_of.words, told_of.tone) == ("Not answered", "none")
        assert told_of.state is QuestionState.NOT_ANSWERED


@pytest.mark.parametrize("question", [row[1] for row in UNSAID], ids=[row[0] for row in UNSAID])
def test_what_does_not_apply_says_so_with_its_reason_and_is_no_nought(question):
    told_of = read(question, claimed("a.1", "No such work here."))
    assert (told_of.words, told_of.tone) == ("Does not apply", "na")
    assert told_of.na_reason == "No such work here."


def test_a_level_kept_while_the_question_was_claimed_not_to_apply_is_not_told():
    said = replace(claimed("a.1"), value="green", impact="Great", actions=(TRAIN,))
    told_of = read(rating("a.1", **SPARES), said)
    assert (told_of.words, told_of.tone) == ("Does not apply", "na")
    assert (told_of.impact, told_of.actions) == ("", ())


def test_a_reason_left_behind_by_a_claim_withdrawn_is_not_told():
    said = Answer("a.1", "green", na_reason="No such work here.")
    assert read(rating("a.1", **SPARES), said).na_reason == ""


def test_a_claim_without_a_reason_is_not_answered():
    told_of = read(rating("a.1", **SPARES), claimed("a.1", ""))
    assert (told_of.words, told_of.na_reason) == ("Not answered", "")


def test_criteria_that_none_apply_are_not_applicable():
    told_of = read(criteria("a.1", 60, 40), marked("a.1", "--"))
    assert told_of.words == "Does not apply"
    assert [(mark.words, mark.reason) for mark in told_of.marks] == [
        ("Does not apply", "Not ours.")
    ] * 2


def test_parts_of_criteria_come_in_their_order_with_their_words():
    told_of = read(criteria("a.1", 50, 30, 20), marked("a.1", "nm-"))
    assert [(mark.text, mark.words, mark.reason) for mark in told_of.marks] == [
        ("Part x.", "Not met", ""),
        ("Part y.", "Met", ""),
        ("Part z.", "Does not apply", "Not ours."),
    ]


def test_a_part_that_does_not_apply_is_not_counted_among_those_to_be_met():
    assert read(criteria("a.1", 50, 30, 20), marked("a.1", "mm-")).words == "2 of 2 met"


def test_words_evidence_impact_files_and_actions_stand_with_their_question():
    audit, plan = (SignedFile("a.2", name, 10, "f" * 64, None) for name in ("audit", "plan"))
    other = SignedFile("a.1", "other", 10, "f" * 64, date(2026, 5, 1))
    files = files_by_question((audit, other, plan))
    said = Answer("a.2", "red", evidence="Seen", impact="Felt", actions=(TRAIN,))
    asked = edition(rating("a.1"), rating("a.2", critical=True))
    (part,) = standard_reports(asked, "police", answers(said), files, {})
    first, second = part.questions
    assert (first.files, first.evidence, first.actions) == ((other,), "", ())
    assert second.files == (audit, plan)
    assert (second.evidence, second.impact, second.actions) == ("Seen", "Felt", (TRAIN,))
    assert (first.critical, second.critical) == (False, True)


HALF_ASKED = edition(
    standard(
        "b",
        choice("b.1"),
        rating("b.2", show_if=AnswerIn("b.1", ("yes",))),
        rating("b.3", applies_to=frozenset({"health"})),
        rating("b.9"),
    ),
    standard("a", rating("a.7"), rating("a.3")),
)


def test_what_is_not_asked_is_left_out_and_counted_and_the_rest_keep_their_numbers():
    parts = standard_reports(HALF_ASKED, "police", answers(b_1="no", b_2="red", b_3="red"), {}, {})
    assert [(part.key, part.not_asked) for part in parts] == [("b", 2), ("a", 0)]
    assert [[(q.number, q.id) for q in part.questions] for part in parts] == [
        [("b.1", "b.1"), ("b.4", "b.9")],
        [("a.1", "a.7"), ("a.2", "a.3")],
    ]


def test_a_question_that_an_answer_opens_takes_its_own_number():
    parts = standard_reports(HALF_ASKED, "health", answers(b_1="yes"), {}, {})
    assert [q.number for q in parts[0].questions] == ["b.1", "b.2", "b.3", "b.4"]


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_a_report_holds_exactly_what_is_asked_in_order_and_never_a_blank(data):
    asked = data.draw(editions())
    said = data.draw(answers_to(asked))
    view = View(asked, "police", said)
    parts = standard_reports(asked, "police", said, {}, {})
    held = [question for part in parts for question in part.questions]
    assert [q.id for q in held] == [q.id for q in asked.questions() if view.is_asked(q)]
    for question in held:
        assert question.words
        assert (question.words == "Not answered") is (question.state is QuestionState.NOT_ANSWERED)
        assert (question.words == "Does not apply") is (
            question.state is QuestionState.NOT_APPLICABLE
        )
    assert sum(part.not_asked for part in parts) + len(held) == len(list(asked.questions()))


@pytest.mark.parametrize(
    ("iso", "words"),
    [("2026-10-05", "5 October 2026"), ("2024-02-29", "29 February 2024"),
     ("2026-02-30", "2026-02-30"), ("next spring", "next spring"), ("", "")],
)  # fmt: skip
def test_a_day_in_words_or_as_it_was_typed(iso, words):
    assert day_words(iso) == words


@pytest.mark.parametrize(
    ("question", "value", "words"),
    [(rating("a.1"), "green", "Green"), (rating("a.1"), "blue", "blue"),
     (rating("a.1", PERCENT), "40", "40%")],
)  # fmt: skip
def test_a_rating_is_told_even_where_its_scale_has_it_no_more(question, value, words):
    assert level_words(question, value) == words


def signed(asked, said) -> SignedDocument:
    return SignedDocument(
        board="Marlbridge Safeguarding Children Partnership",
        cycle="Section 11, 2026",
        due_at=datetime(2026, 10, 30, 17, tzinfo=UTC),
        agency="Riverside Homes",
        agency_type="housing",
        reference="S11-DCH7-TSEY",
        version=2,
        edition_sha256="e" * 64,
        answers=said,
        files=(SignedFile("a.2", "audit.pdf", 10, "f" * 64, None),),
        objectives=(Objective(1, "Listen", "Heard"),),
        last_objectives=(Objective(1, "Train", "Trained", "We did", "They can"),),
        scores=scores_to_keep(overall_score(asked, "housing", said)),
        contributors=("Ann Able",),
        sign_off=SignOff("Cat Chief", "Director", datetime(2026, 10, 5, 13, tzinfo=UTC), "I have."),
        source="spreadsheet",
    )


TWO = edition(
    standard("a", rating("a.1"), rating("a.2", FOUR)),
    standard("b", rating("b.1"), choice("b.2")),
    agency_types={"housing": "Housing provider"},
)
SAID = answers(
    replace(gave("a.2", "3"), actions=(TRAIN,)),
    replace(gave("b.1", "red"), actions=(replace(TRAIN, what="Write"), replace(TRAIN, what="Ask"))),
    a_1="green",
    b_2="yes",
)


def test_a_signed_report_says_what_the_document_says():
    document = signed(TWO, SAID)
    report = signed_report(document, TWO, "c" * 64)
    for name in ("board", "cycle", "agency", "due_at", "reference", "version", "objectives",
                 "last_objectives", "contributors", "sign_off", "source"):  # fmt: skip
        assert getattr(report, name) == getattr(document, name), name
    assert (report.sha256, report.agency_type) == ("c" * 64, "Housing provider")
    assert report.framework == TWO.title
    assert report.overall == document.score()
    assert [part.score for part in report.standards] == [document.score("a"), document.score("b")]
    assert report.standards[0].questions[1].files == document.files


def test_actions_come_in_the_order_of_the_return_each_with_its_question():
    report = signed_report(signed(TWO, SAID), TWO, "")
    assert [(question.number, action.what) for question, action in report.actions] == [
        ("a.2", "Train the new team"),
        ("b.1", "Write"),
        ("b.1", "Ask"),
    ]


def test_a_type_that_the_edition_has_no_words_for_is_told_as_it_is():
    document = replace(signed(TWO, SAID), agency_type="borderforce")
    assert signed_report(document, TWO, "").agency_type == "borderforce"


def test_each_scale_of_levels_is_explained_once_best_first():
    asked = edition(rating("a.1"), rating("a.2", FOUR), rating("a.3", PERCENT), rating("a.4"))
    report = signed_report(signed(asked, {}), asked, "")
    assert [name for name, _ in report.levels] == [RAG.name, FOUR.name]
    assert [[label for label, _, _ in levels] for _, levels in report.levels] == [
        ["Green", "Amber", "Red"],
        ["Grade 1", "Grade 2", "Grade 3", "Grade 4"],
    ]
    assert report.bands == ((85, "Assured"), (60, "Partly assured"), (0, "Not assured"))


def test_an_unfinished_standard_has_no_percentage_in_place_of_one():
    report = signed_report(signed(TWO, answers(a_1="green")), TWO, "")
    assert report.overall.percent is None
    assert [part.score.percent for part in report.standards] == [None, None]
