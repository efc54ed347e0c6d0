"""Year on year: what is comparable, over which questions, and which way it went."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s11.domain.comparison import Comparison, Movement, compare
from s11.domain.standards import AnswerIn, AnswerType, Change, Edition
from tests.domain.making import (
    FOUR,
    PERCENT,
    answers,
    answers_to,
    choice,
    claimed,
    edition,
    editions,
    rating,
    standard,
    told,
)


def after(before: Edition, *parts, changes=(), name="2026") -> Edition:
    return edition(*parts, name=name, previous=before.edition, changes=tuple(changes))


def set_against(now, said_now, before, said_before, lineage=(), types=("police", "police")):
    return compare(now, said_now, before, said_before, *types, lineage)


def only(found: Comparison):
    assert len(found.questions) == 1
    return found.questions[0]


@pytest.mark.parametrize(
    ("was", "is_now", "way"),
    [
        ("red", "green", Movement.IMPROVED),
        ("amber", "amber", Movement.SAME),
        ("green", "amber", Movement.DECLINED),
    ],
)
def test_a_rating_improves_stays_or_declines(was, is_now, way):
    small = edition(rating("a.1"))
    found = set_against(small, answers(a_1=is_now), small, answers(a_1=was))
    assert only(found).movement is way
    assert found.overall.movement is way
    assert (found.overall.compared, found.overall.asked) == (1, 1)


OPEN = AnswerIn("a.0", ("yes",))
WHY = [
    ("no answer now", rating("a.1"), answers(), answers(a_1="red"), "not answered this time"),
    ("no answer before", rating("a.1"), answers(a_1="red"), answers(), "not answered last time"),
    (
        "claimed N/A before",
        rating("a.1", may_be_not_applicable=True),
        answers(a_1="red"),
        answers(claimed("a.1")),
        "not applicable last time",
    ),
    (
        "hidden before",
        rating("a.1", show_if=OPEN),
        answers(a_0="yes", a_1="red"),
        answers(a_0="no", a_1="red"),
        "not asked last time",
    ),
]


@pytest.mark.parametrize(
    ("question", "said_now", "said_before", "why"), [r[1:] for r in WHY], ids=[r[0] for r in WHY]
)
def test_a_question_not_rated_both_times_is_not_comparable(question, said_now, said_before, why):
    small = edition(choice("a.0"), question)
    found = set_against(small, said_now, small, said_before)
    assert (only(found).movement, only(found).why) == (Movement.NOT_COMPARABLE, why)
    assert (found.overall.before, found.overall.now, found.overall.compared) == (None, None, 0)
    assert found.overall.asked == 1


def test_a_change_of_agency_type_compares_what_both_types_are_asked():
    small = edition(rating("a.1"), rating("a.2", applies_to=frozenset({"police"})))
    said = answers(a_1="green", a_2="green")
    found = set_against(small, said, small, said, types=("police", "health"))
    assert [m.why for m in found.not_comparable] == ["not asked last time"]
    back = set_against(small, said, small, said, types=("health", "police"))
    assert (back.no_longer_asked, back.overall.asked) == (("a.2",), 1)


def test_both_scores_are_taken_over_the_same_questions():
    before = edition(rating("a.1"), rating("a.2"), rating("a.3"), name="2025")
    now = after(
        before,
        rating("a.1"),
        rating("a.2"),
        rating("a.4"),
        changes=[Change("a.3", "retired"), Change("a.4", "added")],
    )
    said_before = answers(a_1="red", a_2="amber", a_3="green")
    found = set_against(now, answers(a_1="amber", a_2="amber", a_4="red"), before, said_before)
    assert (found.overall.before, found.overall.now, found.overall.difference) == (25, 50, 25)
    assert (found.overall.compared, found.overall.asked) == (2, 3)
    assert (found.added, found.retired, found.not_comparable) == (("a.4",), ("a.3",), ())


def test_a_reworded_question_compares_only_where_the_edition_says_so():
    before = edition(rating("a.1"), name="2025")
    said = answers(a_1="green")
    for comparable, way in [(True, Movement.SAME), (False, Movement.NOT_COMPARABLE)]:
        change = Change("a.1", "reworded", comparable, note="" if comparable else "Asks for more.")
        found = set_against(after(before, rating("a.1"), changes=[change]), said, before, said)
        assert only(found).movement is way
        assert only(found).why == change.note


def test_a_rescaled_question_is_read_through_its_map():
    before = edition(rating("a.1"), name="2025")
    points = {"red": 0, "amber": 50, "green": 90}
    change = Change("a.1", "rescaled", comparable=True, points=points)
    now = after(before, rating("a.1", PERCENT), changes=[change])
    found = set_against(now, answers(a_1="90"), before, answers(a_1="green"))
    assert (only(found).before, only(found).now, only(found).movement) == (90, 90, Movement.SAME)


@pytest.mark.parametrize("changes", [(), (Change("a.1", "rescaled", comparable=True),)])
def test_a_rescaled_question_without_its_map_is_not_comparable(changes):
    before = edition(rating("a.1"), name="2025")
    now = after(before, rating("a.1", FOUR), changes=changes)
    found = set_against(now, answers(a_1="1"), before, answers(a_1="green"))
    assert only(found).movement is Movement.NOT_COMPARABLE


def test_a_moved_question_counts_in_the_standard_where_it_is_now():
    before = edition(standard("a", rating("a.1"), rating("a.2")), standard("b"), name="2025")
    now = after(
        before,
        standard("a", rating("a.1")),
        standard("b", rating("a.2")),
        changes=[Change("a.2", "moved", comparable=True)],
    )
    found = set_against(now, answers(a_1="red", a_2="green"), before, answers(a_1="red", a_2="red"))
    assert (found.standards["a"].before, found.standards["a"].now) == (0, 0)
    assert (found.standards["b"].before, found.standards["b"].now) == (0, 100)


def three_editions(first_link: Change, second_link: Change):
    one = edition(rating("a.1"), name="2024")
    two = after(one, rating("a.1", FOUR), changes=[first_link], name="2025")
    three = after(two, rating("a.1", PERCENT), changes=[second_link], name="2026")
    return one, two, three


TO_FOUR = Change("a.1", "rescaled", comparable=True, points={"red": 25, "amber": 60, "green": 100})
TO_PERCENT = Change("a.1", "rescaled", comparable=True, points={"1": 95, "2": 70, "3": 40, "4": 0})


def test_maps_of_several_editions_compose():
    one, two, three = three_editions(TO_FOUR, TO_PERCENT)
    found = {
        value: only(
            set_against(three, answers(a_1="50"), one, answers(a_1=value), lineage=[two])
        ).before
        for value in ("red", "amber", "green")
    }
    # Amber became 60 of 100, which lies 10/25 of the way from grade 3 (50) to grade 2 (75).
    assert found == {"red": 0, "amber": pytest.approx(40 + 30 * 10 / 25), "green": 95}


def test_one_link_that_is_not_comparable_breaks_the_chain():
    one, two, three = three_editions(TO_FOUR, Change("a.1", "rescaled", note="Now a share."))
    found = set_against(three, answers(a_1="50"), one, answers(a_1="red"), lineage=[two])
    assert (only(found).movement, only(found).why) == (Movement.NOT_COMPARABLE, "Now a share.")


def test_a_question_left_out_of_one_edition_between_is_not_comparable():
    one = edition(rating("a.1"), rating("a.2"), name="2024")
    two = after(one, rating("a.1"), name="2025")
    three = after(two, rating("a.1"), rating("a.2"), name="2026")
    said = answers(a_1="red", a_2="red")
    found = set_against(three, said, one, said, lineage=[two])
    assert [m.why for m in found.not_comparable] == ["it was not in edition 2025"]


def test_editions_that_do_not_follow_one_another_are_not_compared():
    one, two, three = three_editions(TO_FOUR, TO_PERCENT)
    found = set_against(three, answers(a_1="50"), one, answers(a_1="red"))
    assert [m.why for m in found.not_comparable] == ["nothing says what edition 2026 follows from"]
    stranger = replace(one, framework="another")
    found = set_against(two, answers(a_1="1"), stranger, answers(a_1="red"))
    assert only(found).movement is Movement.NOT_COMPARABLE


def test_what_is_told_and_not_scored_is_left_out_of_the_comparison():
    small = edition(choice("a.0"), told("a.1", "percentage"), rating("a.2"))
    said = answers(a_0="yes", a_1="50", a_2="red")
    found = set_against(small, said, small, said)
    assert (found.overall.asked, [m.question for m in found.questions]) == (1, ["a.2"])


@st.composite
def two_cycles(draw):
    small = draw(editions())
    return small, draw(answers_to(small)), draw(answers_to(small))


OPPOSITE = {
    Movement.IMPROVED: Movement.DECLINED,
    Movement.DECLINED: Movement.IMPROVED,
    Movement.SAME: Movement.SAME,
}


@given(two_cycles())
def test_swapping_the_cycles_negates_every_movement(cycles):
    small, one, two = cycles
    forth, back = set_against(small, one, small, two), set_against(small, two, small, one)
    ways = {m.question: m.movement for m in back.questions}
    for found in forth.questions:
        if found.movement is not Movement.NOT_COMPARABLE:
            assert ways[found.question] is OPPOSITE[found.movement]
    for key, score in [*forth.standards.items(), ("", forth.overall)]:
        other = back.standards.get(key, back.overall)
        assert (score.before, score.now) == (other.now, other.before)
        assert score.compared == other.compared


@given(two_cycles(), st.sampled_from(["red", "amber", "green"]))
def test_a_question_added_changes_no_movement(cycles, said):
    small, one, two = cycles
    first, *others = small.standards
    more = replace(first, questions=(*first.questions, rating("z.new")))
    now = replace(
        small,
        edition="2027",
        previous=small.edition,
        standards=(more, *others),
        changes=(Change("z.new", "added"),),
    )
    plain = set_against(small, one, small, two)
    found = set_against(now, one | answers(z_new=said), small, two)
    assert found.questions == plain.questions
    assert found.added == ("z.new",)
    for key, score in plain.standards.items():
        assert (found.standards[key].before, found.standards[key].now) == (score.before, score.now)
    assert (found.overall.before, found.overall.now) == (plain.overall.before, plain.overall.now)


@given(two_cycles(), st.integers(0, 3))
def test_coverage_adds_up(cycles, dropped):
    small, one, two = cycles
    first, *others = small.standards
    before = replace(
        small,
        edition="2025",
        standards=(replace(first, questions=first.questions[dropped:]), *others),
    )
    now = replace(small, previous="2025")
    found = set_against(now, one, before, two)
    assert found.overall.asked == (
        found.overall.compared + len(found.not_comparable) + len(found.added)
    )
    assert found.overall.compared == sum(s.compared for s in found.standards.values())
    assert found.overall.asked == sum(s.asked for s in found.standards.values())
    assert all(now.question(m.question).type is not AnswerType.CHOICE for m in found.questions)
