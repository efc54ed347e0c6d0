"""What stands beside a signed return: only what is shared, in words, and how it moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from s11.domain import beside_words as words
from s11.domain.beside import NOTHING, Agreed, Before, Beside, beside
from s11.domain.challenges import (
    Anchor,
    Challenge,
    ChallengeKind,
    Entry,
    Outcome,
    SharedChallenge,
    Side,
    Step,
)
from s11.domain.comparison import Movement, compare
from s11.domain.moderation import PanelRating, ScoreKind, SharedRatings
from s11.domain.report import signed_report
from s11.domain.standards import Edition
from tests.domain.making import (
    answers,
    claimed,
    criteria,
    edition,
    marked,
    rating,
    standard,
)
from tests.reports import making

ASKED = edition(
    standard(
        "a", rating("a.1"), rating("a.2", may_be_not_applicable=True), criteria("a.3", 60, 40)
    ),
    standard("b", rating("b.1")),
)
SAID = answers(claimed("a.2"), marked("a.3", "mn"), a_1="green", b_1="amber")
DOCUMENT = making.document(SAID)
NOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
PANEL, AGREED = ScoreKind.PANEL, ScoreKind.AGREED


def said(question: str, value: str = "", **more: object) -> PanelRating:
    plain = {"reason": "Minutes stop in May.", "at": NOON, "version": 1, "signed_version": 1}
    return PanelRating(question, value, **{**plain, **more})  # type: ignore[arg-type]


def shared(**by_kind: list[PanelRating]) -> SharedRatings:
    return SharedRatings(
        {ScoreKind(kind): {one.question: one for one in given} for kind, given in by_kind.items()}
    )


def note(*more: Entry, private: bool = False) -> Challenge:
    raised = Entry(1, Side.PANEL, Step.RAISED, "Who checks?", "Emyr", NOON)
    secret = Entry(2, Side.PANEL, Step.NOTE, "CANARY", "Emyr", NOON, is_private=True)
    sharing = Entry(3, Side.PANEL, Step.SHARED, "", "Emyr", NOON + timedelta(hours=1))
    entries = (raised, secret) if private else (raised, secret, sharing, *more)
    return Challenge(4, ChallengeKind.CONCERN, Anchor("a", "a.1"), entries, 7)


def told(*notes: Challenge) -> list[SharedChallenge]:
    return [found for one in notes if (found := one.shared())]


def found(ratings: SharedRatings, *notes: Challenge, **more: object) -> Beside:
    return beside(DOCUMENT, ASKED, ratings, told(*notes), **more)  # type: ignore[arg-type]


def test_nothing_shared_and_nothing_before_is_nothing_beside() -> None:
    assert found(SharedRatings({}), note(private=True)) == NOTHING
    assert not NOTHING.has_panel


def test_each_shared_rating_that_differs_stands_with_its_reason() -> None:
    both = shared(
        panel=[said("a.1", "red"), said("a.3", met=frozenset({"x", "y"})), said("b.1", "amber")],
        agreed=[said("a.1", "amber", reason="A deputy is named."), said("b.1", accepts=True)],
    )
    first, second = found(both).ratings
    same = shared(panel=[said("a.1", "red")], agreed=[said("a.1", "red")])
    (alike,) = found(same).ratings
    assert [label for label, _ in words.rating_facts(alike)].count("Why") == 1
    assert (first.number, first.own.words) == ("a.1", "Green")
    assert words.rating_facts(first) == (
        ("The agency’s own rating", "Green"),
        ("The panel’s rating", "Red"),
        ("Why", "Minutes stop in May."),
        ("The agreed rating", "Amber"),
        ("Why", "A deputy is named."),
    )
    assert (second.own.words, second.by_kind[0][1].words) == ("1 of 2 met", "2 of 2 met")


def test_a_question_claimed_not_to_apply_may_be_rated_by_the_panel() -> None:
    (one,) = found(shared(agreed=[said("a.2", "red")])).ratings
    assert (one.own.words, one.by_kind[0][1].words) == ("Does not apply", "Red")


def test_scores_stand_side_by_side_and_a_panel_that_rated_nothing_has_none() -> None:
    here = found(shared(panel=[], agreed=[said("a.1", "red")]))
    report = signed_report(DOCUMENT, ASKED, "")
    report = replace(report, standards=tuple(replace(one, score=None) for one in report.standards))
    assert words.score_columns(here) == ("Standard", "Agency’s own", "Agreed")
    rows = words.score_rows(here, report)
    assert [row[2] for row in rows] == ["30%", "50%", "40%"]


def test_an_agreement_that_changed_nothing_is_told_too() -> None:
    here = found(shared(agreed=[]), agreed=Agreed(NOON, 1))
    lines = words.panel_lines(here, signed_report(DOCUMENT, ASKED, ""))
    assert lines[1:] == (
        "Ratings were agreed on 1 December 2026 at 12:00.",
        "Every rating stands as the agency gave it.",
    )
    assert here.as_of == NOON


def test_an_agreement_about_an_older_version_says_so_and_is_untold_where_it_is_not_shared() -> None:
    newer = signed_report(replace(DOCUMENT, version=2), ASKED, "")
    here = found(shared(agreed=[]), agreed=Agreed(NOON, 1))
    assert ", on version 1 of this return." in words.panel_lines(here, newer)[1]
    assert found(SharedRatings({}), agreed=Agreed(NOON, 1)) == NOTHING


def test_a_note_is_told_as_the_agency_reads_it_with_answer_and_outcome() -> None:
    answer = Entry(4, Side.AGENCY, Step.RESPONSE, "We do.", "Asha Rowe", NOON + timedelta(days=1))
    settled = Entry(
        5,
        Side.PANEL,
        Step.OUTCOME,
        "",
        "Emyr",
        NOON + timedelta(days=2),
        detail=Outcome.ACTION_AGREED.value,
    )
    here = found(SharedRatings({}), note(answer, settled))
    assert "CANARY" not in repr(here)
    assert "Emyr" not in repr(here)
    (one,) = here.notes
    assert words.note_title(one) == "Note 4, concern: a.1 How well is a.1 met?"
    assert [each.text for each in one.said if each.text] == ["Who checks?", "We do."]
    assert words.said_line(one.said[-2]) == "Asha Rowe, 2 December 2026 at 12:00: answered"
    assert words.outcome_line(one) == "Outcome: action agreed."
    assert here.as_of == NOON + timedelta(days=2)


def moved(before: Edition, then: dict[str, object]) -> Beside:
    earlier = making.document(then, cycle="Section 11, 2024")  # type: ignore[arg-type]
    comparison = compare(ASKED, SAID, before, earlier.answers, "housing", "housing")
    return found(SharedRatings({}), before=Before(earlier, before, comparison))


def test_movement_is_told_per_standard_and_question_with_its_coverage() -> None:
    then = answers(marked("a.3", "mn"), a_1="red", a_2="green", b_1="green")
    its = moved(ASKED, then).moved  # type: ignore[arg-type]
    assert its
    assert its.since == "Section 11, 2024"
    assert [(one.number, one.before, one.now, one.way) for one in its.questions] == [
        ("b.1", "Green", "Amber", Movement.DECLINED),
        ("a.1", "Red", "Green", Movement.IMPROVED),
    ]
    assert its.same == 1
    assert words.moved_rows(its) == [
        ("a. Standard a", "30%", "80%", "Up 50 points", "2 of 3 like for like"),
        ("b. Standard b", "100%", "50%", "Down 50 points", "1 of 1 like for like"),
        ("All standards", "65%", "65%", "No change", "3 of 4 like for like"),
    ]
    assert words.moved_lines(its)[1] == "Of those, 1 improved, 1 declined and 1 stayed the same."
    assert its.apart == (
        ("Not comparable", ("a.2 How well is a.2 met? (not applicable this time)",)),
    )


def test_added_and_retired_questions_stand_apart() -> None:
    older = replace(
        edition(
            standard("a", rating("a.1"), rating("a.9")), standard("b", rating("b.1")), name="2025"
        )
    )
    now = replace(ASKED, previous="2025")
    then = answers(a_1="green", a_9="green", b_1="amber")
    earlier = making.document(then)
    comparison = compare(now, SAID, older, earlier.answers, "housing", "housing")
    its = beside(DOCUMENT, now, SharedRatings({}), (), before=Before(earlier, older, comparison))
    assert its.moved
    apart = dict(its.moved.apart)
    assert apart["New"] == ("a.2 How well is a.2 met?", "a.3 How far is a.3 built in?")
    assert apart["No longer in the questions"] == ("a.2 How well is a.9 met?",)


def test_what_stands_beside_can_be_a_key_so_that_no_stale_paper_is_served() -> None:
    one, other = (found(shared(agreed=[said("a.1", value)])) for value in ("red", "amber"))
    assert len({one, other, found(shared(agreed=[said("a.1", "red")]))}) == 2


def test_a_commendation_wants_no_answer_and_a_question_stays_open_without_one() -> None:
    asked = note()
    praise = replace(asked, number=5, kind=ChallengeKind.COMMENDATION)
    lines = [words.outcome_line(one) for one in found(SharedRatings({}), asked, praise).notes]
    assert lines == ["Outcome: still open.", "Outcome: no answer needed."]
