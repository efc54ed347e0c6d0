"""Moderation: what the panel's word changes in a score, and what it leaves as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from s11.domain.answers import Mark
from s11.domain.errors import Refused
from s11.domain.moderation import (
    PanelRating,
    ScoreKind,
    check_rating,
    differs,
    kinds_shared,
    moderated,
    moderated_score,
    rated,
    says_the_same,
    to_agree,
)
from s11.domain.panels import Sharing
from s11.domain.scoring import overall_score, score_of
from s11.domain.standards import AnswerIn, AnswerType
from s11.domain.visibility import asked
from tests.domain.making import (
    PERCENT,
    answers,
    answers_to,
    choice,
    claimed,
    criteria,
    edition,
    editions,
    marked,
    rating,
    standard,
    told,
    values_of,
)

THEN = datetime(2026, 10, 5, 12, 0, tzinfo=UTC)
SMALL = edition(
    standard("a", rating("a.1"), rating("a.2", PERCENT), criteria("a.3", 40, 35, 25)),
    standard("b", rating("b.1", may_be_not_applicable=True), told("b.2", "text")),
)
SAID = answers(marked("a.3", "mn-"), claimed("b.1"), a_1="green", a_2="65", b_2="Words.")


def question(id: str):
    found = SMALL.question(id)
    assert found
    return found


def score(*ratings: PanelRating):
    return moderated_score(SMALL, "police", SAID, {one.question: one for one in ratings})


@st.composite
def ratings_of(draw, asked_of, accepting: bool = False) -> PanelRating:
    """A panel's rating of this question, at random."""
    if accepting:
        return PanelRating(asked_of.id, accepts=True, reason=draw(st.sampled_from(["", "Yes."])))
    if asked_of.type is AnswerType.CRITERIA:
        return PanelRating(asked_of.id, met=frozenset(draw(st.sets(st.sampled_from("xyz")))))
    return PanelRating(asked_of.id, draw(st.sampled_from(values_of(asked_of.scale))))


@st.composite
def reviewed(draw):
    """An edition, its answers, and one of its scored questions that is asked."""
    made = draw(editions())
    said = draw(answers_to(made))
    scored = [one for one in asked(made, "police", said) if one.is_scored]
    assume(scored)
    return made, said, draw(st.sampled_from(scored))


@given(reviewed(), st.data())
def test_accepting_everything_gives_the_self_score(scene, data):
    made, said, _ = scene
    accepted = {
        one.id: data.draw(ratings_of(one, accepting=True))
        for one in made.questions()
        if one.is_scored
    }
    itself = overall_score(made, "police", said)
    assert moderated_score(made, "police", said, {}) == itself
    assert moderated_score(made, "police", said, accepted) == itself


@given(reviewed(), st.data())
def test_a_reason_is_asked_for_exactly_where_the_rating_differs(scene, data):
    made, said, one = scene
    rating = data.draw(ratings_of(one))
    assume(score_of(one, rated(one, said.get(one.id), rating)) is not None)
    other = differs(one, said.get(one.id), rating)
    if other:
        with pytest.raises(Refused) as refused:
            check_rating(made, "police", said, rating)
        assert refused.value.field == "reason"
    else:
        assert check_rating(made, "police", said, rating) is one
    assert check_rating(made, "police", said, replace(rating, reason="We saw the minutes.")) is one


@given(reviewed(), st.data())
def test_rating_one_question_moves_its_own_standard_and_the_whole_alone(scene, data):
    made, said, one = scene
    rating = data.draw(ratings_of(one))
    before = overall_score(made, "police", said)
    after = moderated_score(made, "police", said, {one.id: rating})
    own = next(part.key for part in made.standards if one in part.questions)
    for was, now in zip(before.standards, after.standards, strict=True):
        assert was == now or now.key == own


@given(reviewed(), st.data())
def test_moderated_twice_is_moderated_once(scene, data):
    made, said, one = scene
    ratings = {one.id: data.draw(ratings_of(one))}
    once = moderated(made, said, ratings)
    assert moderated(made, once, ratings) == once
    assert {key: value for key, value in once.items() if key != one.id} == {
        key: value for key, value in said.items() if key != one.id
    }


@given(reviewed(), st.data())
def test_the_panel_s_rating_is_what_the_question_then_scores(scene, data):
    _, said, one = scene
    assume(one.type is not AnswerType.CRITERIA)
    rating = data.draw(ratings_of(one))
    assert score_of(one, rated(one, said.get(one.id), rating)) == one.scale.share(rating.value)


def test_a_percentage_is_put_in_place_of_the_agency_s_own():
    assert score(PanelRating("a.2", "40")).standard("a").percent == pytest.approx(
        (100 + 40 + 100 * 40 / 75) / 3
    )


def test_a_criterion_claimed_not_to_apply_stays_so_unless_the_panel_finds_it_met():
    kept = rated(question("a.3"), SAID["a.3"], PanelRating("a.3", met=frozenset("xy")))
    assert (kept.marks["y"].mark, kept.marks["z"].mark) == (Mark.MET, Mark.NOT_APPLICABLE)
    found = rated(question("a.3"), SAID["a.3"], PanelRating("a.3", met=frozenset("xz")))
    assert (found.marks["z"].mark, found.marks["y"].mark) == (Mark.MET, Mark.NOT_MET)
    assert score_of(question("a.3"), found) == 65


def test_a_rating_of_a_question_claimed_not_applicable_says_that_it_does_apply():
    assert score().standard("b").percent is None
    disputed = PanelRating("b.1", "red", reason="It has two youth clubs.")
    assert check_rating(SMALL, "police", SAID, disputed) is question("b.1")
    now = score(disputed).standard("b")
    assert (now.percent, now.not_applicable, now.rated) == (0, 0, 1)


REFUSED = [
    ("a question that is not in the edition", PanelRating("z.9", "green"), "value"),
    ("a question that is told, not rated", PanelRating("b.2", "green"), "value"),
    ("nothing chosen", PanelRating("a.1"), "value"),
    ("not a level", PanelRating("a.1", "blue"), "value"),
    ("not a step of the percentage", PanelRating("a.2", "66"), "value"),
    ("not a criterion", PanelRating("a.3", met=frozenset({"q"})), "met"),
    ("another level without a reason", PanelRating("a.1", "red", reason=" "), "reason"),
    ("other criteria without a reason", PanelRating("a.3", met=frozenset("xy")), "reason"),
    ("a claim disputed without a reason", PanelRating("b.1", "green"), "reason"),
]


@pytest.mark.parametrize(
    ("given_rating", "field"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_what_cannot_be_kept_is_refused_at_its_field(given_rating, field):
    with pytest.raises(Refused) as refused:
        check_rating(SMALL, "police", SAID, given_rating)
    assert refused.value.field == field


def test_a_question_that_was_not_asked_is_not_rated():
    hidden = edition(choice("a.0"), rating("a.1", show_if=AnswerIn("a.0", ("yes",))))
    with pytest.raises(Refused, match="not asked"):
        check_rating(hidden, "police", answers(a_0="no"), PanelRating("a.1", "green", reason="x"))


def test_the_same_rating_of_an_other_hand_and_day_says_the_same():
    one = PanelRating("a.1", "red", reason="No minutes.", by="Emyr", at=THEN, version=3)
    assert says_the_same(one, PanelRating("a.1", "red", reason=" No minutes. "))
    assert not says_the_same(one, PanelRating("a.1", "red", reason="Other words."))
    assert not says_the_same(one, PanelRating("a.1", accepts=True, reason="No minutes."))


PROPOSED = PanelRating("a.1", "red", reason="No minutes.", at=THEN, version=1)


def test_a_session_agrees_what_was_proposed_and_what_it_changed_itself():
    changes = {"a.2": PanelRating("a.2", "40", reason="As counted.")}
    assert to_agree({"a.1": PROPOSED}, {}, {}) == (PROPOSED,)
    assert to_agree({"a.1": PROPOSED}, {}, changes) == (PROPOSED, changes["a.2"])


def test_what_is_left_as_it_was_agreed_is_not_agreed_again():
    agreed = {"a.1": replace(PROPOSED, at=THEN + timedelta(hours=1))}
    assert to_agree({"a.1": PROPOSED}, agreed, {}) == ()
    assert to_agree({"a.1": PROPOSED}, agreed, {"a.1": PROPOSED}) == ()


def test_a_session_s_own_word_is_not_undone_by_a_proposal_that_it_had_before_it():
    accepted = PanelRating("a.1", accepts=True)
    first = to_agree({"a.1": PROPOSED}, {}, {"a.1": accepted})
    assert first == (accepted,)
    agreed = {"a.1": replace(accepted, at=THEN + timedelta(hours=1))}
    assert to_agree({"a.1": PROPOSED}, agreed, {}) == ()
    later = replace(PROPOSED, at=THEN + timedelta(days=9))
    assert to_agree({"a.1": later}, agreed, {}) == (later,)


def test_accepting_what_nobody_disputed_says_nothing_new():
    assert to_agree({}, {}, {"a.1": PanelRating("a.1", accepts=True)}) == ()


@pytest.mark.parametrize("sharing", list(Sharing))
def test_nothing_of_the_panel_s_is_shared_before_its_session_is_finished(sharing):
    assert kinds_shared(sharing, finished=False) == frozenset()


def test_the_board_decides_what_is_shared_afterwards():
    assert kinds_shared(Sharing.NOTHING, finished=True) == frozenset()
    assert kinds_shared(Sharing.AGREED, finished=True) == {ScoreKind.AGREED}
    assert kinds_shared(Sharing.BOTH, finished=True) == {ScoreKind.AGREED, ScoreKind.PANEL}
