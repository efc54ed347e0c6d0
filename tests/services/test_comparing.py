"""Where signed returns stand: kept when they are signed, beside the panel and the cycle before."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from s11 import clock
from s11.domain.answers import Answers, QuestionState
from s11.domain.comparison import Comparison, Movement, ScoreMovement, compare
from s11.domain.moderation import PanelRating, ScoreKind
from s11.domain.permissions import Role
from s11.domain.scoring import overall_score
from s11.domain.snapshot import from_json
from s11.domain.standards import Change, Edition
from s11.domain.standing import NEW_QUESTION, NO_RETURN, Past, standings
from s11.services import answering, comparing, moderating, signing
from s11.services.editions import frozen
from s11.store import comparing as store
from s11.store import signing as signing_store
from s11.store import standing as score_store
from s11.store.database import db
from s11.store.models import PanelSession, QuestionStanding
from tests import factories
from tests.domain.making import answers, answers_to, claimed, edition, editions, rating
from tests.services.cycles_of_one import History

TYPES = {"housing": "Housing", "police": "Police"}
OLD = edition(rating("a.1"), rating("a.2"), name="2025", agency_types=TYPES)
NEW = replace(
    edition(rating("a.1"), rating("a.2"), rating("a.3"), name="2026", agency_types=TYPES),
    previous="2025",
    changes=(Change("a.3", "added"),),
)


@pytest.fixture
def two(app: Flask) -> History:
    """Two cycles of one edition, the second looking back on the first."""
    return two_cycles(OLD)


def two_cycles(now: Edition, before: Edition = OLD) -> History:
    history = History()
    history.cycle("s11-2025", before)
    history.cycle("s11-2026", now, "s11-2025")
    return history


def standing(history: History, slug: str = "s11-2026") -> dict[str, tuple[object, ...]]:
    found = store.standings_of(history.expects(slug).id)
    return {key: (one.value, one.score, one.movement, one.why) for key, one in found.items()}


def moved(history: History, slug: str = "s11-2026") -> ScoreMovement:
    """How the whole return of the one agency moved."""
    return store.matrix(history.cycles[slug].id)[0].movement[""]


def test_a_signature_keeps_where_every_question_stands(two: History) -> None:
    two.sign("s11-2025", answers(a_1="red", a_2="green"))
    assert standing(two, "s11-2025") == {
        "a.1": ("red", 0, None, ""),
        "a.2": ("green", 100, None, ""),
    }
    two.sign("s11-2026", answers(a_1="amber", a_2="amber"))
    assert standing(two) == {
        "a.1": ("amber", 50, Movement.IMPROVED, ""),
        "a.2": ("amber", 50, Movement.DECLINED, ""),
    }
    row = store.matrix(two.cycles["s11-2026"].id)[0]
    assert row.scores == {ScoreKind.SELF: {"": 50, "a": 50}}
    same = ScoreMovement(50, 50, 2, 2)
    assert row.movement == {"": same, "a": same}
    found = comparing.movement_of(two.page("s11-2026"))
    assert found is not None
    assert found.overall == same


def test_signing_an_earlier_cycle_again_moves_the_one_that_looks_back_on_it(two: History) -> None:
    two.sign("s11-2025", answers(a_1="red", a_2="green"))
    two.sign("s11-2026", answers(a_1="amber", a_2="amber"))
    two.sign("s11-2025", answers(a_1="green", a_2="green"))
    assert [one[2] for one in standing(two).values()] == [Movement.DECLINED, Movement.DECLINED]
    assert moved(two) == ScoreMovement(100, 50, 2, 2)


def test_history_brought_in_after_the_fact_is_compared_with(two: History) -> None:
    two.sign("s11-2026", answers(a_1="amber", a_2="amber"))
    assert {one[2:] for one in standing(two).values()} == {(Movement.NOT_COMPARABLE, NO_RETURN)}
    assert moved(two) == ScoreMovement(None, None, 0, 2)
    two.bring_in("s11-2025", answers(a_1="red"))
    assert standing(two)["a.1"] == ("amber", 50, Movement.IMPROVED, "")
    assert standing(two)["a.2"][3] == "not answered last time"
    assert moved(two) == ScoreMovement(0, 50, 1, 2)


def test_a_draft_under_revision_moves_nothing_that_is_compared(two: History) -> None:
    two.sign("s11-2026", answers(a_1="green", a_2="green"))
    lead, _ = two.people["Marlbridge Housing"]
    signing.reopen(factories.by(lead), two.page("s11-2026"), "The panel asked.")
    page = two.page("s11-2026")
    said = answering.store.answers_of(page.id)["a.1"]
    save = answering.Save(replace(said, value="red"), said.version)
    answering.save(factories.by(lead), page, frozen(page.edition_sha256 or ""), [save])
    row = store.matrix(two.cycles["s11-2026"].id)[0]
    assert score_store.scores_of(page.id)[""].percent == 50
    assert (row.score(), row.is_returned) == (100, True)
    assert standing(two)["a.1"][0] == "green"


def test_what_was_never_signed_stands_nowhere(two: History) -> None:
    two.expects("s11-2026")
    comparing.keep_standing(two.page("s11-2026"))
    assert standing(two) == {}
    assert comparing.movement_of(two.page("s11-2026")) is None
    row = store.matrix(two.cycles["s11-2026"].id)[0]
    assert (row.scores, row.movement, row.is_returned, row.moved()) == ({}, {}, False, None)


def test_a_question_not_asked_and_one_claimed_are_kept_as_such(app: Flask) -> None:
    asked = edition(
        rating("a.1", may_be_not_applicable=True),
        rating("a.2", applies_to=frozenset({"police"})),
        agency_types=TYPES,
    )
    history = two_cycles(asked, asked)
    history.bring_in("s11-2026", answers(claimed("a.1")))
    found = store.standings_of(history.expects("s11-2026").id)
    assert {key: (one.state, one.score, one.movement) for key, one in found.items()} == {
        "a.1": (QuestionState.NOT_APPLICABLE, None, Movement.NOT_COMPARABLE),
        "a.2": (QuestionState.NOT_ASKED, None, None),
    }


def test_an_added_question_is_apart_and_changes_no_movement(app: Flask) -> None:
    history = two_cycles(NEW)
    history.bring_in("s11-2025", answers(a_1="red", a_2="amber"))
    history.bring_in("s11-2026", answers(a_1="amber", a_2="amber", a_3="red"))
    assert standing(history)["a.3"] == ("red", 0, Movement.NOT_COMPARABLE, NEW_QUESTION)
    assert moved(history) == ScoreMovement(25, 50, 2, 3)


@pytest.mark.parametrize("days", [182, 730], ids=["six-monthly", "every two years"])
def test_a_cycle_is_not_a_year(app: Flask, days: int) -> None:
    history = History(days)
    for number, previous in enumerate(["", "c0", "c1"]):
        history.cycle(f"c{number}", OLD, previous)
    for slug, value in (("c0", "red"), ("c1", "amber"), ("c2", "green")):
        history.bring_in(slug, answers(a_1=value, a_2="red"))
    assert [moved(history, slug).difference for slug in ("c0", "c1", "c2")] == [None, 25, 25]


def test_an_agency_that_skipped_a_cycle_is_compared_with_nothing_older(app: Flask) -> None:
    history = History()
    for number, previous in enumerate(["", "c0", "c1"]):
        history.cycle(f"c{number}", OLD, previous)
    history.bring_in("c0", answers(a_1="red", a_2="red"))
    history.expects("c1")
    history.bring_in("c2", answers(a_1="green", a_2="green"))
    assert moved(history, "c2") == ScoreMovement(None, None, 0, 2)
    assert {one[3] for one in standing(history, "c2").values()} == {NO_RETURN}


def test_a_change_of_type_compares_what_both_types_are_asked(app: Flask) -> None:
    asked = edition(
        rating("a.1"), rating("a.2", applies_to=frozenset({"police"})), agency_types=TYPES
    )
    history = two_cycles(asked, asked)
    history.bring_in("s11-2025", answers(a_1="red"))
    history.bring_in("s11-2026", answers(a_1="red", a_2="green"), agency_type="police")
    assert standing(history)["a.2"][3] == "not asked last time"
    assert moved(history) == ScoreMovement(0, 0, 1, 2)


def test_editions_between_two_cycles_are_found_where_another_cycle_asked_them(app: Flask) -> None:
    last = replace(edition(rating("a.1"), rating("a.2"), name="2027"), previous="2026")
    history = History()
    history.cycle("c0", OLD)
    history.cycle("c1", last, "c0")
    history.bring_in("c0", answers(a_1="red", a_2="red"))
    history.bring_in("c1", answers(a_1="green", a_2="red"))
    assert standing(history, "c1")["a.1"][3] == "nothing says what edition 2027 follows from"
    history.cycle("elsewhere", NEW)
    comparing.keep_standing(history.page("c1"))
    assert moved(history, "c1") == ScoreMovement(0, 50, 2, 2)


def test_editions_between_two_are_found_in_the_standards_too(app: Flask) -> None:
    shipped = comparing.editions.catalogue(app.extensions["s11"])
    now = shipped.edition("section-11", "2026")
    later = replace(now, edition="2027", previous="2026", changes=())
    before = shipped.edition("section-11", "2025")
    assert comparing.lineage(before, later) == (now,)
    assert comparing.lineage(before, now) == ()
    assert comparing.lineage(now, now) == ()
    assert comparing.lineage(replace(before, edition="1999"), now) == ()
    assert comparing.lineage(replace(before, framework="another"), later) == ()


def test_the_panel_and_the_session_stand_beside_the_self_rating(two: History) -> None:
    two.sign("s11-2026", answers(a_1="green", a_2="green"))
    page = two.page("s11-2026")
    asked = frozen(page.edition_sha256 or "")
    document = from_json(signing_store.signed_versions(page.id)[0].document)
    member = factories.person((Role.PANEL_MEMBER, two.board, None))
    said = PanelRating("a.1", "red", reason="No minutes.")
    moderating.propose(factories.by(member), page, asked, document, said, read=0)
    kept = store.standings_of(page.id)
    assert {k: (s.score, s.panel, s.agreed) for k, s in kept.items()} == {
        "a.1": (100, 0, None),
        "a.2": (100, 100, None),
    }
    agree(two, [PanelRating("a.1", "amber", reason="Minutes were shown.")])
    kept = store.standings_of(page.id)
    assert (kept["a.1"].agreed, kept["a.2"].agreed) == (50, 100)
    row = store.matrix(two.cycles["s11-2026"].id)[0]
    assert {kind: scores[""] for kind, scores in row.scores.items()} == {
        ScoreKind.SELF: 100,
        ScoreKind.PANEL: 50,
        ScoreKind.AGREED: 75,
    }


def test_a_session_that_changes_nothing_agrees_with_the_self_rating(two: History) -> None:
    two.sign("s11-2026", answers(a_1="green", a_2="amber"))
    page = two.page("s11-2026")
    agree(two, [])
    comparing.keep_standing(page)
    kept = store.standings_of(page.id)
    assert {k: (s.panel, s.agreed) for k, s in kept.items()} == {
        "a.1": (None, 100),
        "a.2": (None, 50),
    }


def agree(history: History, changes: list[PanelRating]) -> None:
    """A session agrees about the one return, with these changes."""
    page = history.page("s11-2026")
    document = from_json(signing_store.signed_versions(page.id)[0].document)
    member = factories.person((Role.PANEL_MEMBER, history.board, None))
    panel = factories.panel(history.cycles["s11-2026"], member)
    session = PanelSession(panel_id=panel.id, title="Session", held_at=clock.now())
    db.session.add(session)
    db.session.flush()
    asked = frozen(page.edition_sha256 or "")
    moderating.agree(factories.by(member), page, asked, document, session.id, changes)
    db.session.commit()


@st.composite
def told_twice(draw: st.DrawFn) -> tuple[Edition, Answers, Answers]:
    asked = replace(draw(editions()), agency_types=TYPES)
    return asked, draw(answers_to(asked)), draw(answers_to(asked))


@given(told_twice())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_kept_is_what_a_comparison_of_the_documents_finds(
    app: Flask, told: tuple[Edition, Answers, Answers]
) -> None:
    asked, before, now = told
    history = History(board=factories.board())
    name = f"Agency of {history.board.slug}"
    history.cycle("s11-2025", asked)
    history.cycle("s11-2026", asked, "s11-2025")
    history.bring_in("s11-2025", before, name)
    submission = history.bring_in("s11-2026", now, name)
    again = compare(asked, now, asked, before, "housing", "housing")
    past = Past(again)
    expected = {one.question: one for one in standings(asked, "housing", now, past)}
    assert store.standings_of(submission.id) == expected
    assert _counted(again) == {k: s.movement for k, s in expected.items() if s.movement}
    row = store.matrix(history.cycles["s11-2026"].id)[0]
    assert row.movement == {**again.standards, "": again.overall}
    overall = overall_score(asked, "housing", now)
    scores = {part.key: part.percent for part in overall.standards}
    assert row.scores[ScoreKind.SELF] == {**scores, "": overall.percent}


def _counted(found: Comparison) -> dict[str, Movement]:
    return {one.question: one.movement for one in found.questions}


def test_rows_of_questions_that_are_asked_no_more_go(two: History) -> None:
    submission = two.bring_in("s11-2026", answers(a_1="red"))
    stray = QuestionStanding(
        submission_id=submission.id, standard="z", question="z.9", state=QuestionState.ANSWERED
    )
    db.session.add(stray)
    db.session.flush()
    comparing.keep_standing(two.page("s11-2026"))
    assert set(standing(two)) == {"a.1", "a.2"}
