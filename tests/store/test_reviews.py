"""What a panel member has to read, and what is new in it since they looked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from s11.domain.challenges import ChallengeKind, Side, Step
from s11.domain.moderation import ScoreKind
from s11.domain.panels import SessionStatus
from s11.domain.permissions import Role
from s11.store.database import db
from s11.store.models import (
    AgendaItem,
    ChallengeEntry,
    ChallengeRow,
    Moderation,
    Panel,
    PanelSession,
    Person,
    PersonRole,
    ReadMark,
    Submission,
)
from s11.store.reviews import MyReview, my_reviews
from tests import factories
from tests.factories import NOON


class Scene:
    """A board's cycle with two returned agencies and a panel of two."""

    def __init__(self) -> None:
        self.board = factories.board("marlbridge")
        self.cycle = factories.cycle(self.board)
        self.housing = factories.agency(self.board, "housing", "Marlbridge Housing")
        self.police = factories.agency(self.board, "police", "Marlbridge Police")
        self.first = factories.submission(self.cycle, self.housing, signed_version=1)
        self.second = factories.submission(self.cycle, self.police, "police")
        self.me = factories.person((Role.PANEL_MEMBER, self.board, None), name="Me")
        self.other = factories.person((Role.PANEL_MEMBER, self.board, None), name="Other")
        self.panel = factories.panel(self.cycle, self.me, self.other, name="Panel A")
        factories.review(self.panel, self.first, self.me)
        factories.review(self.panel, self.second, self.other)

    def mine(self, of: Person | None = None) -> dict[str, MyReview]:
        return {one.agency_name: one for one in my_reviews((of or self.me).id)}

    def looked(self, version: int = 1) -> None:
        where = {"submission_id": self.first.id, "person_id": self.me.id, "question": ""}
        db.session.add(ReadMark(**where, signed_version=version, read_at=NOON))
        db.session.flush()

    def rate(self, question: str, hours: int, by: Person, version: int = 1) -> None:
        db.session.add(
            Moderation(
                submission_id=self.first.id,
                question=question,
                kind=ScoreKind.PANEL,
                version=version,
                value="green",
                signed_version=1,
                said_by=by.id,
                said_at=NOON + timedelta(hours=hours),
            )
        )
        db.session.flush()

    def note(self, number: int, *said: tuple[int, Person]) -> None:
        row = ChallengeRow(
            submission_id=self.first.id,
            number=number,
            kind=ChallengeKind.QUESTION,
            raised_by=said[0][1].id,
            raised_at=NOON + timedelta(hours=said[0][0]),
        )
        db.session.add(row)
        db.session.flush()
        db.session.add_all(
            ChallengeEntry(
                challenge_id=row.id,
                number=place,
                side=Side.PANEL,
                step=Step.RAISED,
                said_by=who.id,
                said_at=NOON + timedelta(hours=hours),
            )
            for place, (hours, who) in enumerate(said, 1)
        )
        db.session.flush()

    def session(self, hours: int, status: SessionStatus, panel: Panel, its: Submission) -> int:
        at = NOON + timedelta(hours=hours)
        row = PanelSession(panel_id=panel.id, title=f"At {hours}", held_at=at, status=status)
        db.session.add(row)
        db.session.flush()
        db.session.add(AgendaItem(session_id=row.id, position=1, submission_id=its.id, minutes=20))
        db.session.flush()
        return row.id


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene()


def test_a_member_sees_their_own_and_what_others_of_the_panel_read(scene: Scene) -> None:
    found = scene.mine()
    assert {name: one.is_mine for name, one in found.items()} == {
        "Marlbridge Housing": True,
        "Marlbridge Police": False,
    }
    assert found["Marlbridge Housing"].can_be_read
    assert not found["Marlbridge Police"].can_be_read
    assert found["Marlbridge Housing"].address["agency"] == "marlbridge-housing"


def test_one_statement_finds_it_all(scene: Scene) -> None:
    db.session.commit()
    me = scene.me.id
    with factories.statements() as seen:
        assert len(my_reviews(me)) == 2
    assert len(seen) == 1


def test_nobody_without_a_seat_has_anything(scene: Scene) -> None:
    stranger = factories.person((Role.PANEL_MEMBER, scene.board, None))
    assert my_reviews(stranger.id) == []


@pytest.mark.parametrize("tie", ["acts for it in another board", "has an interest in it"])
def test_an_agency_that_the_member_is_tied_to_is_left_out(scene: Scene, tie: str) -> None:
    if tie == "has an interest in it":
        factories.interest(scene.board, scene.me, scene.housing)
    else:
        away = factories.board("vale")
        acts_for = {"board_id": away.id, "agency_id": scene.housing.id}
        db.session.add(PersonRole(person_id=scene.me.id, role=Role.LEAD, **acts_for))
    db.session.commit()
    assert set(scene.mine()) == {"Marlbridge Police"}
    assert set(scene.mine(scene.other)) == {"Marlbridge Housing", "Marlbridge Police"}


def test_whoever_is_no_panel_member_any_more_has_nothing_left_to_read(scene: Scene) -> None:
    elsewhere = factories.board("otherbridge")
    db.session.query(PersonRole).filter_by(person_id=scene.me.id).delete()
    for board, role in ((scene.board, Role.READER), (elsewhere, Role.PANEL_MEMBER)):
        db.session.add(PersonRole(person_id=scene.me.id, role=role, board_id=board.id))
    db.session.flush()
    assert scene.mine() == {}
    assert len(scene.mine(scene.other)) == 2


def test_an_interest_declared_to_another_board_hides_nothing_here(scene: Scene) -> None:
    factories.interest(factories.board("vale"), scene.me, scene.housing)
    assert len(scene.mine()) == 2


def test_what_is_new_is_what_others_said_since_the_member_looked(scene: Scene) -> None:
    scene.rate("a.1", -2, scene.other)
    scene.rate("a.2", 1, scene.other)
    scene.rate("a.2", 2, scene.other, version=2)
    scene.rate("a.3", 3, scene.me)
    scene.note(1, (-1, scene.other), (1, scene.other), (2, scene.me))
    never = scene.mine()["Marlbridge Housing"]
    assert (never.looked_at, never.has_new_version, never.said, never.rated) == (None, True, 2, 2)
    scene.looked()
    since = scene.mine()["Marlbridge Housing"]
    assert (since.looked_at, since.has_new_version, since.said, since.rated) == (NOON, False, 1, 1)
    scene.first.signed_version = 2
    assert scene.mine()["Marlbridge Housing"].has_new_version


def test_the_next_session_with_the_return_counts_and_else_the_last(scene: Scene) -> None:
    done = scene.session(-9, SessionStatus.FINISHED, scene.panel, scene.first)
    last = scene.session(-5, SessionStatus.FINISHED, scene.panel, scene.first)
    assert scene.mine()["Marlbridge Housing"].session_id == last
    scene.session(50, SessionStatus.PLANNED, scene.panel, scene.first)
    soon = scene.session(20, SessionStatus.PLANNED, scene.panel, scene.first)
    found = scene.mine()["Marlbridge Housing"]
    assert (found.session_id, found.session_title) == (soon, "At 20")
    assert scene.mine()["Marlbridge Police"].session_id is None
    assert done != last


def test_a_return_on_two_of_the_member_s_panels_comes_once_as_their_own(scene: Scene) -> None:
    second = factories.panel(scene.cycle, scene.me, name="Panel B")
    factories.review(second, scene.second, scene.me)
    found = my_reviews(scene.me.id)
    assert len(found) == 2
    assert scene.mine()["Marlbridge Police"].panel_name == "Panel B"


def test_on_both_databases_the_same_is_found(each_database: Flask) -> None:
    scene = Scene()
    scene.looked()
    scene.rate("a.1", 1, scene.other)
    scene.note(1, (1, scene.other))
    scene.session(20, SessionStatus.PLANNED, scene.panel, scene.second)
    found = my_reviews(scene.me.id)
    assert [one.agency_name for one in found] == ["Marlbridge Police", "Marlbridge Housing"]
    assert (found[1].said, found[1].rated) == (1, 1)
