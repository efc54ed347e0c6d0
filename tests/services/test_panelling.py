"""Making panels: who sits, who leaves, and what a cycle's agencies are shown."""

from __future__ import annotations

import pytest
from flask import Flask

from s11.domain.errors import NotFound, Refused, WrongState
from s11.domain.panels import Sharing
from s11.domain.permissions import Role
from s11.services import assigning, panelling
from s11.store import agendas, record, seats
from s11.store import panels as store
from s11.store.database import db
from s11.store.models import EnquiryDismissal
from tests import factories
from tests.services.panels import Panelled
from tests.services.running import NOW


@pytest.fixture
def scene(app: Flask) -> Panelled:
    return Panelled()


def test_a_panel_is_made_with_its_people_in_one_step(scene: Panelled) -> None:
    panel = scene.panel(scene.lead, scene.lay)
    assert scene.members(panel) == ["Lea of Housing", "Una"]
    event = record.page("marlbridge", limit=1)[0]
    assert (event.kind, event.subject) == ("panel made", "marlbridge/s11-2026")
    assert "Lea of Housing, Una" in event.detail


def test_members_are_shown_with_the_agency_that_they_come_from(scene: Panelled) -> None:
    away = factories.board("vale")
    acts = factories.person((Role.LEAD, away, scene.agencies["police"])).roles[0]
    scene.other.roles.append(acts)
    factories.interest(scene.board, scene.lay, scene.agencies["health"])
    db.session.commit()
    found = {one.member.name: one.member for one in seats.who_may_sit(scene.board.id)}
    assert {name: member.place for name, member in found.items()} == {
        "Lea of Housing": "Housing",
        "Una": "Acts for no agency, with an interest in Health",
        "Wren": "Police",
    }
    assert not found["Wren"].may_review(scene.agencies["police"].id)
    assert found["Una"].is_lay


def test_who_sits_costs_the_same_few_statements_for_many_panels(scene: Panelled) -> None:
    for number in range(5):
        scene.panel(scene.lead, scene.lay, scene.other, name=f"Panel {number}")
    cycle = scene.cycle
    db.session.commit()
    with factories.statements() as seen:
        assert len(seats.sitting(cycle)) == 5
    assert len(seen) == 3


@pytest.mark.parametrize("who", ["the officer", "nobody at all", "somebody disabled"])
def test_only_panel_members_of_the_board_are_seated(scene: Panelled, who: str) -> None:
    scene.other.disabled_at = NOW
    db.session.commit()
    numbers = {
        "the officer": scene.officer.id,
        "nobody at all": 9999,
        "somebody disabled": scene.other.id,
    }
    with pytest.raises(Refused) as refused:
        panelling.make(scene.cycle, "Panel A", [scene.lay.id, numbers[who]], scene.by)
    assert refused.value.field == "people"
    assert store.panels_of(scene.cycle) == []


def test_a_name_is_given_once_in_a_cycle(scene: Panelled) -> None:
    first = scene.panel()
    with pytest.raises(Refused) as refused:
        scene.panel(name="panel  a")
    assert refused.value.field == "name"
    second = scene.panel(name="Panel B")
    with pytest.raises(Refused):
        panelling.change(second, "Panel A", [], scene.by)
    panelling.change(first, "Panel  A", [], scene.by)
    assert [one.name for one in store.panels_of(scene.cycle)] == ["Panel A", "Panel B"]


def test_whoever_leaves_gives_back_what_they_had_and_the_gap_is_named(scene: Panelled) -> None:
    panel = scene.panel(scene.lead, scene.lay)
    assigning.assign(panel, "police", [scene.lead.id], scene.by)
    assigning.assign(panel, "health", [scene.lead.id, scene.lay.id], scene.by)
    gaps = panelling.change(panel, "Panel Z", [scene.lay.id, scene.other.id], scene.by)
    assert gaps == ("Police",)
    assert scene.members(scene.seen(panel.id)) == ["Una", "Wren"]
    assert scene.reads() == {("Health", "Una")}
    assert scene.kinds()[-3:] == [
        "panel renamed",
        "panel members seated",
        "panel members unseated",
    ]


def test_changing_nothing_is_not_recorded(scene: Panelled) -> None:
    panel = scene.panel(scene.lay)
    assert panelling.change(panel, "Panel A", [scene.lay.id], scene.by) == ()
    assert scene.kinds()[-1] == "panel made"


def test_somebody_who_may_not_be_seated_now_keeps_the_seat_they_have(scene: Panelled) -> None:
    panel = scene.panel(scene.lay, scene.other)
    scene.other.roles.clear()
    db.session.commit()
    panelling.change(panel, "Panel A", [scene.lay.id, scene.other.id], scene.by)
    there = {one.member.name: one.note for one in seats.sitting(scene.cycle)[panel.id]}
    assert there == {
        "Una": "Invitation not used yet",
        "Wren": "No longer a panel member of this board",
    }


def test_a_panel_without_words_is_removed_with_its_sessions(scene: Panelled) -> None:
    panel = scene.panel(scene.lay)
    assigning.assign(panel, "health", [scene.lay.id], scene.by)
    row = store.panel_for_update(panel.id)
    assert row
    factories.session(row, scene.returns["health"])
    panelling.remove(panel, scene.by)
    assert store.panels_of(scene.cycle) == []
    assert agendas.sessions_of(scene.cycle.id) == {}
    assert scene.reads() == set()
    with pytest.raises(NotFound):
        panelling.remove(panel, scene.by)


@pytest.mark.parametrize("begun", ["said", "held"])
def test_a_panel_that_said_something_stays(scene: Panelled, begun: str) -> None:
    panel = scene.panel(scene.lay)
    assigning.assign(panel, "health", [scene.lay.id], scene.by)
    row = store.panel_for_update(panel.id)
    assert row
    if begun == "held":
        session = factories.session(row, scene.returns["health"])
        agendas.items_of(session.id)[0].taken_up_at = NOW
    else:
        said = {"line": "raised:a.1", "version": 1, "dismissed": True}
        who = {"said_by": scene.lay.id, "said_at": NOW}
        db.session.add(EnquiryDismissal(submission_id=scene.returns["health"].id, **said, **who))
    db.session.commit()
    with pytest.raises(WrongState, match="has begun its work"):
        panelling.remove(panel, scene.by)


def test_someone_new_is_invited_and_seated_in_one_step(scene: Panelled) -> None:
    panel = scene.panel()
    added = panelling.invite(panel, "Nia Newcomer", " Nia@Example.org ", scene.by)
    assert added.invited
    assert scene.members(panel) == ["Nia Newcomer"]
    assert [(one.to_address, one.subject) for one in scene.mail()] == [
        ("nia@example.org", "Your account with Marlbridge Safeguarding Partnership")
    ]
    assert "panel members seated" in scene.kinds()


def test_someone_known_is_seated_by_address_without_an_invitation(scene: Panelled) -> None:
    panel = scene.panel()
    chair = factories.person((Role.CHAIR, scene.board, None), name="Chair")
    for who in (scene.lay, chair):
        assert panelling.invite(panel, "Some Name", who.email.upper(), scene.by).was_known
    assert scene.members(panel) == ["Chair", "Una"]
    with pytest.raises(Refused, match="sits on this panel already"):
        panelling.invite(panel, "Una", scene.lay.email, scene.by)


def test_an_address_that_cannot_be_read_seats_nobody(scene: Panelled) -> None:
    panel = scene.panel()
    with pytest.raises(Refused) as refused:
        panelling.invite(panel, "Nia", "nia at example", scene.by)
    assert refused.value.field == "email"
    assert scene.members(panel) == []


def test_what_agencies_see_is_decided_and_recorded_once(scene: Panelled) -> None:
    assert (scene.cycle.sharing, scene.cycle.names_peers) == (Sharing.AGREED, False)
    for _ in range(2):
        panelling.set_sharing(scene.cycle, Sharing.BOTH, names_peers=True, by=scene.by)
    assert (scene.cycle.sharing, scene.cycle.names_peers) == (Sharing.BOTH, True)
    assert scene.kinds() == ["sharing of ratings decided"]


def test_on_both_databases_a_panel_is_made_changed_and_removed(each_database: Flask) -> None:
    scene = Panelled()
    panel = scene.panel(scene.lead, scene.lay)
    assigning.assign(panel, "health", [scene.lead.id], scene.by)
    assert panelling.change(panel, "Panel B", [scene.lay.id], scene.by) == ("Health",)
    panelling.remove(scene.seen(panel.id), scene.by)
    assert store.panels_of(scene.cycle) == []
