"""Moderating: proposed by a member, agreed in session, and nothing of it lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from s11 import clock
from s11.domain.answers import Answer
from s11.domain.errors import Refused, WrongState
from s11.domain.merging import Save
from s11.domain.moderation import PanelRating, ScoreKind
from s11.domain.panels import SessionStatus, Sharing
from s11.domain.permissions import Role
from s11.domain.snapshot import SignedDocument, from_json
from s11.services import answering, moderating, signing
from s11.services.moderating import Collided
from s11.store import moderation as store
from s11.store import signing as signing_store
from s11.store import standing
from s11.store.database import db
from s11.store.models import Agreement, Event, Moderation, PanelSession, Person
from s11.store.submissions import ReturnInHand, return_in_hand
from tests import factories, journey
from tests.domain.making import edition, rating
from tests.journey import Place
from tests.services.test_signing import at_once

ASKED = edition(rating("a.1"), rating("a.2"), agency_types={"housing": "Housing"})
LOWER = PanelRating("a.1", "red", reason="The minutes name nobody.")


class Reviewing:
    """A signed return with the panel that reads it."""

    def __init__(self) -> None:
        self.at: Place = journey.place(ASKED)
        member = (Role.PANEL_MEMBER, self.at.board, None)
        self.emyr = factories.person(member, name="Emyr Panel")
        self.oyin = factories.person(member, name="Oyin Panel")
        self.panel = factories.panel(self.at.cycle, self.emyr, self.oyin)
        self.answer("green", "amber")
        self.sign()

    @property
    def page(self) -> ReturnInHand:
        found = return_in_hand(self.at.board.slug, self.at.cycle.slug, self.at.agency.slug)
        assert found
        return found

    @property
    def document(self) -> SignedDocument:
        newest = signing_store.signed_versions(self.at.submission.id)[0]
        return from_json(newest.document)

    def answer(self, *values: str) -> None:
        for number, value in enumerate(values, 1):
            kept = answering.store.answers_of(self.page.id).get(f"a.{number}")
            save = Save(Answer(f"a.{number}", value), kept.version if kept else 0)
            answering.save(factories.by(self.at.lead), self.page, ASKED, [save])

    def sign(self) -> None:
        signing.ask_to_sign(factories.by(self.at.lead), self.page, ASKED)
        by = factories.by(self.at.signatory)
        signing.sign(by, self.page, ASKED, name="Ade", role="Director")

    def sign_anew(self, *values: str) -> None:
        signing.reopen(factories.by(self.at.officer), self.page, "A question.")
        self.answer(*values)
        self.sign()

    def propose(self, rating: PanelRating, read: int = 0, by: Person | None = None) -> PanelRating:
        who = factories.by(by or self.emyr)
        return moderating.propose(who, self.page, ASKED, self.document, rating, read)

    def session(self) -> PanelSession:
        row = PanelSession(panel_id=self.panel.id, title="First session", held_at=clock.now())
        db.session.add(row)
        db.session.flush()
        return row

    def agree(self, *changes: PanelRating, session: PanelSession | None = None) -> PanelSession:
        session = session or self.session()
        by = factories.by(self.at.officer, clock.now() + timedelta(seconds=1))
        moderating.agree(by, self.page, ASKED, self.document, session.id, changes)
        db.session.commit()
        return session

    def percent(self, kind: ScoreKind) -> float | None:
        kept = standing.scores_of(self.at.submission.id, kind.value)
        return kept[""].percent if kept else None

    def said(self) -> list[tuple[str, str, int]]:
        rows = db.session.scalars(select(Moderation).order_by(Moderation.id))
        return [(row.question, row.kind.value, row.version) for row in rows]


@pytest.fixture
def panel(app: Flask) -> Reviewing:
    return Reviewing()


def test_a_rating_is_proposed_with_its_reason_and_its_member_s_name(panel: Reviewing) -> None:
    panel.propose(LOWER)
    found = moderating.ratings(panel.at.submission.id, ScoreKind.PANEL)["a.1"]
    assert (found.value, found.reason, found.by) == ("red", LOWER.reason, "Emyr Panel")
    assert (found.version, found.signed_version) == (1, 1)


def test_self_panel_and_agreed_scores_are_kept_apart(panel: Reviewing) -> None:
    assert panel.percent(ScoreKind.PANEL) is None
    panel.propose(LOWER)
    assert panel.percent(ScoreKind.AGREED) is None
    panel.agree(PanelRating("a.2", "green", reason="Seen on the visit."))
    kinds = (ScoreKind.SELF, ScoreKind.PANEL, ScoreKind.AGREED)
    assert [panel.percent(kind) for kind in kinds] == [75, 25, 50]


def test_what_is_refused_writes_nothing(panel: Reviewing) -> None:
    with pytest.raises(Refused) as refused:
        panel.propose(replace(LOWER, reason=""))
    assert refused.value.field == "reason"
    assert panel.said() == []
    assert panel.percent(ScoreKind.PANEL) is None


def test_a_second_thought_is_a_new_version_and_the_first_stays(panel: Reviewing) -> None:
    panel.propose(LOWER)
    panel.propose(PanelRating("a.1", accepts=True), read=1)
    assert panel.said() == [("a.1", "panel", 1), ("a.1", "panel", 2)]
    assert moderating.ratings(panel.at.submission.id, ScoreKind.PANEL)["a.1"].accepts
    assert panel.percent(ScoreKind.PANEL) == 75


def test_a_stale_proposal_collides_with_what_was_said_meanwhile(panel: Reviewing) -> None:
    panel.propose(LOWER)
    mine = PanelRating("a.1", "amber", reason="The lead is named, not the deputy.")
    with pytest.raises(Collided) as collided:
        panel.propose(mine, read=0, by=panel.oyin)
    assert collided.value.theirs.reason == LOWER.reason
    assert panel.said() == [("a.1", "panel", 1)]
    panel.propose(mine, read=1, by=panel.oyin)
    assert panel.said()[-1] == ("a.1", "panel", 2)


def test_saying_the_same_twice_is_said_once(panel: Reviewing) -> None:
    panel.propose(LOWER)
    panel.propose(LOWER)
    panel.propose(PanelRating("a.2", accepts=True))
    assert panel.said() == [("a.1", "panel", 1)]


def test_the_record_names_the_question_and_never_the_words(panel: Reviewing) -> None:
    panel.propose(LOWER)
    event = db.session.scalars(select(Event).where(Event.kind == "panel rating proposed")).one()
    assert '"question":"a.1"' in event.detail
    assert "minutes" not in event.detail
    assert event.actor_name == "Emyr Panel"


def test_a_rating_of_a_version_that_was_signed_over_is_not_kept(panel: Reviewing) -> None:
    page, document = panel.page, panel.document
    panel.sign_anew("amber")
    with pytest.raises(WrongState, match="new version"):
        moderating.propose(factories.by(panel.emyr), page, ASKED, document, LOWER, 0)
    assert panel.said() == []


def test_a_new_signed_version_recomputes_all_three_scores(panel: Reviewing) -> None:
    panel.propose(LOWER)
    panel.agree()
    panel.sign_anew("green", "green")
    kinds = (ScoreKind.SELF, ScoreKind.PANEL, ScoreKind.AGREED)
    assert [panel.percent(kind) for kind in kinds] == [100, 50, 50]


def test_without_a_word_from_the_panel_a_new_version_keeps_no_score_of_its_kinds(
    panel: Reviewing,
) -> None:
    panel.sign_anew("amber")
    assert panel.percent(ScoreKind.PANEL) is None
    assert panel.percent(ScoreKind.AGREED) is None


def test_agreeing_copies_what_was_proposed_and_writes_who_agreed_what(panel: Reviewing) -> None:
    panel.propose(LOWER)
    session = panel.agree()
    assert panel.said() == [("a.1", "panel", 1), ("a.1", "agreed", 1)]
    row = db.session.scalars(select(Agreement)).one()
    assert (row.session_id, row.signed_version) == (session.id, 1)
    panel.agree(session=session)
    assert panel.said() == [("a.1", "panel", 1), ("a.1", "agreed", 1)]


def test_agreeing_where_nobody_disputed_anything_agrees_the_self_score(panel: Reviewing) -> None:
    panel.agree()
    assert panel.said() == []
    assert panel.percent(ScoreKind.AGREED) == 75


def test_a_change_that_cannot_be_kept_agrees_nothing(panel: Reviewing) -> None:
    with pytest.raises(Refused):
        panel.agree(PanelRating("a.2", "red"))
    db.session.rollback()
    assert store.agreement_of(panel.at.submission.id) is None


def share(panel: Reviewing, sharing: Sharing, status: SessionStatus) -> dict[str, list[str]]:
    panel.at.cycle.sharing = sharing
    panel.propose(LOWER)
    session = panel.agree(PanelRating("a.1", "amber", reason="A deputy is named."))
    session.status = status
    if status is SessionStatus.FINISHED:
        session.finished_at = clock.now() + timedelta(seconds=2)
    db.session.commit()
    shared = moderating.shared_with_agency(panel.at.submission.id)
    assert not any(one.by for said in shared.values() for one in said.values())
    return {kind.value: [one.value for one in said.values()] for kind, said in shared.items()}


@pytest.mark.parametrize(
    ("sharing", "shared"),
    [
        (Sharing.NOTHING, {}),
        (Sharing.AGREED, {"agreed": ["amber"]}),
        (Sharing.BOTH, {"panel": ["red"], "agreed": ["amber"]}),
    ],
)
def test_after_the_session_the_agency_sees_what_its_board_shares(
    panel: Reviewing, sharing: Sharing, shared: dict[str, list[str]]
) -> None:
    assert share(panel, sharing, SessionStatus.FINISHED) == shared


@pytest.mark.parametrize("sharing", list(Sharing))
def test_before_the_session_is_finished_the_agency_sees_nothing(
    panel: Reviewing, sharing: Sharing
) -> None:
    assert share(panel, sharing, SessionStatus.PLANNED) == {}


def test_what_is_weighed_after_the_session_is_not_shared_until_the_next_one_finishes(
    panel: Reviewing,
) -> None:
    share(panel, Sharing.BOTH, SessionStatus.FINISHED)
    later = factories.by(panel.emyr, clock.now() + timedelta(days=1))
    second = PanelRating("a.2", "red", reason="STILL-BEING-WEIGHED")
    moderating.propose(later, panel.page, ASKED, panel.document, second, 0)
    moderating.agree(later, panel.page, ASKED, panel.document, panel.session().id, ())
    db.session.commit()
    shared = moderating.shared_with_agency(panel.at.submission.id)
    assert {key for said in shared.values() for key in said} == {"a.1"}
    next_one = db.session.scalars(select(PanelSession).order_by(PanelSession.id.desc())).first()
    assert next_one
    next_one.status = SessionStatus.FINISHED
    next_one.finished_at = clock.now() + timedelta(days=2)
    db.session.commit()
    shared = moderating.shared_with_agency(panel.at.submission.id)
    assert {key for said in shared.values() for key in said} == {"a.1", "a.2"}


def test_twenty_members_rating_one_question_at_once_lose_nothing(each_database: Flask) -> None:
    panel = Reviewing()
    page, document, by = panel.page, panel.document, factories.by(panel.emyr)
    db.session.commit()
    reasons = iter([f"Reason {number}" for number in range(20)])

    def propose() -> str:
        mine = replace(LOWER, reason=next(reasons))
        try:
            return moderating.propose(by, page, ASKED, document, mine, 0).reason
        except Collided as collided:
            return f"not {collided.theirs.reason}"

    outcomes = at_once(each_database, 20, propose)
    (kept,) = (one for one in outcomes if one in {f"Reason {n}" for n in range(20)})
    assert outcomes.count(f"not {kept}") == 19, outcomes
    assert panel.said() == [("a.1", "panel", 1)]


def test_ratings_of_two_questions_at_once_both_reach_the_score(each_database: Flask) -> None:
    panel = Reviewing()
    page, document, by = panel.page, panel.document, factories.by(panel.emyr)
    db.session.commit()
    both = iter([LOWER, PanelRating("a.2", "red", reason="Nobody was asked.")])
    at_once(
        each_database,
        2,
        lambda: moderating.propose(by, page, ASKED, document, next(both), 0),
    )
    assert sorted(panel.said()) == [("a.1", "panel", 1), ("a.2", "panel", 1)]
    assert panel.percent(ScoreKind.PANEL) == 0
