"""Which questions are asked, and in which of the four states each is."""

import pytest

from s11.domain.answers import Answer, CriterionMark, Mark, QuestionState
from s11.domain.standards import (
    AgencyTypeIn,
    AllOf,
    AnswerAtLeast,
    Answered,
    AnswerIn,
    AnyOf,
    Not,
)
from s11.domain.visibility import asked, holds, is_asked, reaches, state_of, states
from tests.domain.making import (
    PERCENT,
    answers,
    choice,
    claimed,
    criteria,
    edition,
    gave,
    marked,
    rating,
    standard,
    told,
)

YES = AnswerIn("a.1", ("yes",))

CONDITIONS = [
    ("is: the same value", YES, answers(a_1="yes"), True),
    ("is: another value", YES, answers(a_1="no"), False),
    ("is: no answer", YES, answers(), False),
    ("in: one of several", AnswerIn("a.1", ("yes", "no")), answers(a_1="no"), True),
    ("answered: yes", Answered("a.1"), answers(a_1="no"), True),
    ("answered: no answer", Answered("a.1"), answers(), False),
    ("answered: false without an answer", Answered("a.1", expected=False), answers(), True),
    ("answered: a value that is no option", Answered("a.1"), answers(a_1="perhaps"), False),
    ("at_least: a better level", AnswerAtLeast("a.2", "amber"), answers(a_2="green"), True),
    ("at_least: the same level", AnswerAtLeast("a.2", "amber"), answers(a_2="amber"), True),
    ("at_least: a worse level", AnswerAtLeast("a.2", "amber"), answers(a_2="red"), False),
    ("at_least: a number", AnswerAtLeast("a.3", "9"), answers(a_3="10"), True),
    ("at_least: numbers, not letters", AnswerAtLeast("a.3", "10"), answers(a_3="9"), False),
    ("at_least: no answer", AnswerAtLeast("a.3", "0"), answers(), False),
    ("agency_type: one of these", AgencyTypeIn(("police", "health")), answers(), True),
    ("agency_type: none of these", AgencyTypeIn(("health",)), answers(), False),
    ("all: every part", AllOf((YES, AgencyTypeIn(("police",)))), answers(a_1="yes"), True),
    ("all: one part fails", AllOf((YES, AgencyTypeIn(("health",)))), answers(a_1="yes"), False),
    ("any: one part", AnyOf((YES, AgencyTypeIn(("police",)))), answers(), True),
    ("any: no part", AnyOf((YES, AgencyTypeIn(("health",)))), answers(), False),
    ("not", Not(YES), answers(a_1="no"), True),
    ("not: nothing answered yet", Not(YES), answers(), True),
]


@pytest.mark.parametrize(
    ("condition", "given", "expected"),
    [row[1:] for row in CONDITIONS],
    ids=[r[0] for r in CONDITIONS],
)
def test_a_condition_says_whether_it_is_true(condition, given, expected):
    small = edition(choice("a.1"), rating("a.2"), told("a.3", "number"))
    assert holds(condition, "police", given, small) is expected


def test_a_question_that_is_not_applicable_has_not_been_answered():
    small = edition(rating("a.1", may_be_not_applicable=True))
    given = answers(claimed("a.1"))
    assert not holds(Answered("a.1"), "police", given, small)
    assert holds(Answered("a.1", expected=False), "police", given, small)


def test_an_answer_stored_under_a_hidden_question_does_not_open_another():
    small = edition(
        choice("a.1"), choice("a.2", show_if=YES), rating("a.3", show_if=AnswerIn("a.2", ("yes",)))
    )
    opened, closed = answers(a_1="yes", a_2="yes"), answers(a_1="no", a_2="yes")
    assert [q.id for q in asked(small, "police", opened)] == ["a.1", "a.2", "a.3"]
    assert [q.id for q in asked(small, "police", closed)] == ["a.1"]


def test_a_question_for_other_agency_types_is_not_asked_whatever_is_stored():
    question = rating("a.1", applies_to=frozenset({"health"}))
    small = edition(question)
    given = answers(a_1="green")
    assert state_of(question, "police", given, small) is QuestionState.NOT_ASKED
    assert state_of(question, "health", given, small) is QuestionState.ANSWERED
    assert not is_asked(question, "police", given, small)


def test_a_standard_may_depend_on_a_choice_in_an_earlier_one():
    first, second = standard("a", choice("a.1")), standard("b", rating("b.1", show_if=YES))
    small = edition(first, second)
    assert [q.id for q in asked(second, "police", answers(a_1="yes"), small)] == ["b.1"]
    assert asked(second, "police", answers(a_1="no"), small) == ()


NOT_ALLOWED = CriterionMark(Mark.NOT_APPLICABLE)
NA_QUESTION = rating("a.1", may_be_not_applicable=True)
ANSWERED, NOT_ANSWERED = QuestionState.ANSWERED, QuestionState.NOT_ANSWERED
NOT_APPLICABLE = QuestionState.NOT_APPLICABLE

STATES = [
    ("a level", rating("a.1"), gave("a.1", "green"), ANSWERED),
    ("no level of the scale", rating("a.1"), gave("a.1", "purple"), NOT_ANSWERED),
    ("words but no level", rating("a.1"), Answer("a.1", evidence="See the audit."), NOT_ANSWERED),
    ("a step of the percentage", rating("a.1", PERCENT), gave("a.1", "65"), ANSWERED),
    ("between two steps", rating("a.1", PERCENT), gave("a.1", "66"), NOT_ANSWERED),
    ("an option", choice("a.1"), gave("a.1", "no"), ANSWERED),
    ("no option", choice("a.1"), gave("a.1", "maybe"), NOT_ANSWERED),
    ("a number", told("a.1", "number"), gave("a.1", "-12.5"), ANSWERED),
    ("not a number", told("a.1", "number"), gave("a.1", "nan"), NOT_ANSWERED),
    ("digits of another script", told("a.1", "number"), gave("a.1", "٣"), NOT_ANSWERED),
    ("a percentage", told("a.1", "percentage"), gave("a.1", "99.5"), ANSWERED),
    ("over a hundred", told("a.1", "percentage"), gave("a.1", "101"), NOT_ANSWERED),
    ("a date", told("a.1", "date"), gave("a.1", "2026-02-28"), ANSWERED),
    ("a day that never was", told("a.1", "date"), gave("a.1", "2026-02-30"), NOT_ANSWERED),
    ("another way to write a date", told("a.1", "date"), gave("a.1", "20260228"), NOT_ANSWERED),
    ("text", told("a.1", "text"), gave("a.1", "We did."), ANSWERED),
    ("blanks", told("a.1", "text"), gave("a.1", " \n"), NOT_ANSWERED),
    ("N/A with its reason", NA_QUESTION, claimed("a.1"), NOT_APPLICABLE),
    ("N/A without a reason", NA_QUESTION, claimed("a.1", " "), NOT_ANSWERED),
    ("N/A where it may not be claimed", rating("a.1"), claimed("a.1"), NOT_ANSWERED),
    ("every criterion marked", criteria("a.1", 60, 40), marked("a.1", "mn"), ANSWERED),
    ("one criterion N/A", criteria("a.1", 60, 40), marked("a.1", "m-"), ANSWERED),
    ("a criterion without a mark", criteria("a.1", 60, 40), marked("a.1", "m"), NOT_ANSWERED),
    ("no criterion applies", criteria("a.1", 60, 40), marked("a.1", "--"), NOT_APPLICABLE),
    (
        "a criterion N/A without a reason",
        criteria("a.1", 100),
        Answer("a.1", marks={"x": NOT_ALLOWED}),
        NOT_ANSWERED,
    ),
]


@pytest.mark.parametrize(
    ("question", "answer", "expected"), [row[1:] for row in STATES], ids=[row[0] for row in STATES]
)
def test_a_question_that_is_asked_is_in_one_of_three_states(question, answer, expected):
    small = edition(question)
    assert state_of(question, "police", {"a.1": answer}, small) is expected
    assert state_of(question, "police", {}, small) is NOT_ANSWERED


def test_a_long_chain_of_conditions_costs_one_step_for_each_question():
    chain = [choice("a.0")]
    for number in range(1, 3000):
        chain.append(choice(f"a.{number}", show_if=AnswerIn(f"a.{number - 1}", ("yes",))))
    given = {question.id: gave(question.id, "yes") for question in chain}
    found = states(edition(*chain), "police", given)
    assert set(found.values()) == {ANSWERED}
    given["a.0"] = gave("a.0", "no")
    assert list(states(edition(*chain), "police", given).values()).count(ANSWERED) == 1


def test_criteria_reach_a_number_by_their_share_of_the_marks_that_apply():
    question = criteria("a.1", 60, 20, 20)
    assert reaches(question, marked("a.1", "mn-"), "75")
    assert not reaches(question, marked("a.1", "mn-"), "76")
