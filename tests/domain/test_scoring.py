"""Scores: the worked examples of the format, and what must hold of every score."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s11.domain.answers import CriterionMark as Marked
from s11.domain.answers import Mark
from s11.domain.scoring import overall_score, score_of, standard_score
from s11.domain.standards import AnswerIn, AnswerType, Standard
from s11.domain.visibility import asked
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
    values_of,
)

SCORES = [
    ("best of three levels", rating("a.1"), gave("a.1", "green"), 100),
    ("middle of three", rating("a.1"), gave("a.1", "amber"), 50),
    ("worst of three", rating("a.1"), gave("a.1", "red"), 0),
    ("four grades, 1 is best", rating("a.1", FOUR), gave("a.1", "1"), 100),
    ("four grades, 4 is a quarter", rating("a.1", FOUR), gave("a.1", "4"), 25),
    ("a percentage is itself", rating("a.1", PERCENT), gave("a.1", "65"), 65),
    ("criteria: the marks met", criteria("a.1", 40, 35, 25), marked("a.1", "mnm"), 65),
    ("criteria re-based", criteria("a.1", 40, 35, 25), marked("a.1", "mn-"), 100 * 40 / 75),
    ("criteria: none applies", criteria("a.1", 40, 60), marked("a.1", "--"), None),
    ("not applicable", rating("a.1", may_be_not_applicable=True), claimed("a.1"), None),
    ("not a level", rating("a.1"), gave("a.1", "blue"), None),
    ("a choice is told, not scored", choice("a.1"), gave("a.1", "yes"), None),
    ("a percentage that is told", told("a.1", "percentage"), gave("a.1", "65"), None),
]


@pytest.mark.parametrize(
    ("question", "answer", "expected"), [row[1:] for row in SCORES], ids=[row[0] for row in SCORES]
)
def test_one_answer_scores_its_share_of_the_best(question, answer, expected):
    assert score_of(question, answer) == (expected and pytest.approx(expected))


def score(*questions, **values):
    small = edition(*questions)
    return standard_score(small.standards[0], "police", answers(**values), small)


def test_weights_count_in_the_mean():
    found = score(rating("a.1", weight=3), rating("a.2"), a_1="green", a_2="red")
    assert (found.percent, found.band) == (75, "Partly assured")


def test_a_missing_rating_makes_the_standard_incomplete_and_is_never_nought():
    found = score(rating("a.1"), rating("a.2"), a_1="green")
    assert (found.percent, found.band, found.so_far) == (None, None, 100)
    assert (found.complete, found.missing, found.not_answered) == (False, ("a.2",), 1)


def test_a_choice_not_yet_made_leaves_the_standard_incomplete():
    found = score(choice("a.1"), rating("a.2"), a_2="green")
    assert (found.complete, found.percent, found.asked, found.not_answered) == (False, None, 1, 0)


def test_nothing_rated_is_not_rated():
    found = score(told("a.1", "text"), a_1="We are small.")
    assert (found.percent, found.so_far, found.band, found.complete) == (None, None, None, True)
    assert not found.is_rated


def test_questions_without_weight_leave_a_standard_not_rated():
    assert score(rating("a.1", weight=0), a_1="red").percent is None


def test_a_question_that_is_hidden_has_no_part_in_the_score():
    hidden = rating("a.2", show_if=AnswerIn("a.0", ("yes",)))
    found = score(choice("a.0"), rating("a.1"), hidden, a_0="no", a_1="green", a_2="red")
    assert (found.percent, found.asked, found.rated) == (100, 1, 1)


def claims(count):
    questions = [rating(f"a.{number}", may_be_not_applicable=True) for number in range(4)]
    small = edition(*questions)
    given = answers(a_0="amber", a_1="amber", a_2="amber", a_3="amber")
    given |= answers(*(claimed(f"a.{number}") for number in range(count)))
    return standard_score(small.standards[0], "police", given, small)


def test_a_standard_is_flagged_when_more_than_half_of_it_is_not_applicable():
    assert [claims(count).mostly_not_applicable for count in range(5)] == [False] * 3 + [True] * 2
    assert [claims(count).percent for count in range(5)] == [50, 50, 50, 50, None]
    assert claims(4).complete


def test_a_critical_question_at_its_worst_caps_the_band_and_keeps_the_percentage():
    others = [rating(f"a.{number}") for number in range(2, 11)]
    greens = {f"a_{number}": "green" for number in range(2, 11)}
    found = score(rating("a.1", critical=True), *others, a_1="red", **greens)
    assert (found.percent, found.band, found.critical) == (90, "Not assured", ("a.1",))
    better = score(rating("a.1", critical=True), *others, a_1="amber", **greens)
    assert (better.percent, better.band, better.critical) == (95, "Assured", ())


def test_a_critical_question_caps_on_every_kind_of_scale():
    for question, worst in [
        (rating("a.1", PERCENT, critical=True), gave("a.1", "0")),
        (rating("a.1", FOUR, critical=True), gave("a.1", "4")),
        (criteria("a.1", 60, 40, critical=True), marked("a.1", "n-")),
    ]:
        small = edition(question)
        found = standard_score(small.standards[0], "police", {"a.1": worst}, small)
        assert found.critical == ("a.1",), question


def test_thirds_that_add_up_to_the_edge_of_a_band_reach_it():
    scale = replace(PERCENT, step=1)
    questions = [rating(f"a.{n}", scale, weight=0.1) for n in range(3)]
    assert score(*questions, a_0="85", a_1="85", a_2="85").band == "Assured"


def test_standards_weigh_in_the_whole_and_one_not_rated_is_left_out():
    small = edition(
        standard("a", rating("a.1"), weight=3),
        standard("b", rating("b.1")),
        standard("c", rating("c.1", may_be_not_applicable=True), weight=9),
    )
    found = overall_score(small, "police", answers(claimed("c.1"), a_1="green", b_1="red"))
    assert (found.percent, found.band, found.complete) == (75, "Partly assured", True)
    assert found.standard("c").percent is None


def test_one_incomplete_standard_makes_the_whole_incomplete():
    small = edition(standard("a", rating("a.1")), standard("b", rating("b.1")))
    found = overall_score(small, "police", answers(a_1="green"))
    assert (found.percent, found.band, found.so_far, found.complete) == (None, None, 100, False)


def test_a_critical_question_caps_the_whole_and_says_which():
    small = edition(
        standard("a", rating("a.1", critical=True)), standard("b", rating("b.1"), weight=99)
    )
    found = overall_score(small, "police", answers(a_1="red", b_1="green"))
    assert (found.percent, found.band, found.critical) == (99, "Not assured", ("a.1",))


@st.composite
def returns(draw, whole=False):
    small = draw(editions())
    return small, draw(answers_to(small, whole=whole))


@given(returns())
def test_scores_lie_within_0_and_100_and_the_counts_add_up(pair):
    small, given_answers = pair
    whole = overall_score(small, "police", given_answers)
    for found in (whole, *whole.standards):
        for number in (found.percent, found.so_far):
            assert number is None or 0 <= number <= 100
    for found in whole.standards:
        assert found.asked == found.rated + found.not_applicable + found.not_answered


@given(returns())
def test_incomplete_is_never_a_number_pretending_to_be_complete(pair):
    small, given_answers = pair
    whole = overall_score(small, "police", given_answers)
    for found in (whole, *whole.standards):
        if not found.complete:
            assert found.percent is None
            assert found.band is None
        assert found.percent in (None, found.so_far)


@given(returns(whole=True), st.data())
def test_not_applicable_never_changes_what_the_rest_would_score(pair, data):
    small, given_answers = pair
    scored = [q for q in asked(small, "police", given_answers) if q.is_scored]
    if not scored:
        return
    dropped = data.draw(st.sampled_from(scored))
    without = replace(
        small,
        standards=tuple(
            replace(s, questions=tuple(q for q in s.questions if q != dropped))
            for s in small.standards
        ),
    )
    claim = given_answers | answers(claimed(dropped.id))
    found = overall_score(small, "police", claim)
    expected = overall_score(without, "police", given_answers)
    assert [s.percent for s in found.standards] == [s.percent for s in expected.standards]
    assert (found.percent, found.band) == (expected.percent, expected.band)


@given(returns(), st.data())
def test_a_better_answer_never_lowers_a_score(pair, data):
    small, given_answers = pair
    ratings = [
        q
        for q in asked(small, "police", given_answers)
        if q.type is AnswerType.RATING
        and score_of(q, given_answers.get(q.id, claimed(q.id))) is not None
    ]
    if not ratings:
        return
    question = data.draw(st.sampled_from(ratings))
    before = overall_score(small, "police", given_answers)
    value = max(values_of(question.scale), key=question.scale.share)
    after = overall_score(small, "police", given_answers | answers(gave(question.id, value)))
    for old, new in [(before, after), *zip(before.standards, after.standards, strict=True)]:
        assert old.so_far is None or new.so_far >= old.so_far


@given(returns(whole=True), st.data())
def test_a_criterion_met_after_all_never_lowers_a_score(pair, data):
    small, given_answers = pair
    marked_ids = [id for id, answer in given_answers.items() if answer.marks]
    if not marked_ids:
        return
    answer = given_answers[data.draw(st.sampled_from(marked_ids))]
    name = data.draw(st.sampled_from(sorted(answer.marks)))
    if answer.marks[name].mark is not Mark.NOT_MET:
        return
    better = replace(answer, marks={**answer.marks, name: Marked(Mark.MET)})
    before = overall_score(small, "police", given_answers)
    after = overall_score(small, "police", {**given_answers, answer.question: better})
    assert before.so_far is None or after.so_far >= before.so_far


@given(returns(), st.randoms(use_true_random=False))
def test_the_order_of_questions_never_matters(pair, chance):
    small, given_answers = pair

    def shuffled(part: Standard) -> Standard:
        return replace(part, questions=tuple(chance.sample(part.questions, len(part.questions))))

    other = replace(small, standards=tuple(shuffled(part) for part in small.standards))
    first = overall_score(small, "police", given_answers)
    second = overall_score(other, "police", given_answers)
    assert (first.percent, first.so_far, first.band) == (second.percent, second.so_far, second.band)
    for one, two in zip(first.standards, second.standards, strict=True):
        assert (one.percent, one.so_far, one.band) == (two.percent, two.so_far, two.band)
