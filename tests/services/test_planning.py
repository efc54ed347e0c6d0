"""Planning a panel's sessions: set, moved, cancelled, and members told of each."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from s11.domain.agendas import Meeting, Planned
from s11.domain.errors import NotFound, Refused, WrongState
from s11.domain.panels import SessionStatus
from s11.services import assigning, planning
from s11.store import agendas
from s11.store.agendas import SessionPlanned
from s11.store.database import db
from s11.store.models import PersonRole
from s11.store.panels import PanelInHand
from tests.services.panels import Panelled
from tests.services.running import NOW

MEETING = Meeting(
    "First session",
    NOW + timedelta(days=7),
    "Town hall",
    (Planned(10, title="Welcome"), Planned(20, "health"), Planned(25, "police")),
)


class Planning(Panelled):
    """The panel reads health and police; its session is planned."""

    def __init__(self) -> None:
        super().__init__()
        self.a_panel = self.panel(self.lay, self.other)
        for agency in ("health", "police"):
            assigning.assign(self.a_panel, agency, [self.lay.id], self.by)
        self.told_before = len(self.mail())

    def plan(self, meeting: Meeting = MEETING) -> SessionPlanned:
        planning.plan(self.a_panel, meeting, self.by)
        return self.session()

    def session(self, panel: PanelInHand | None = None) -> SessionPlanned:
        return agendas.sessions_of(self.cycle.id)[(panel or self.a_panel).id][0]

    def agenda(self) -> list[tuple[str, int]]:
        return [(item.title, item.minutes) for item in self.session().agenda]

    def told(self) -> list[str]:
        return [one.subject for one in self.mail()[self.told_before :]]


@pytest.fixture
def scene(app: Flask) -> Planning:
    return Planning()


def test_a_session_is_set_with_its_agenda_and_every_member_told_once(scene: Planning) -> None:
    session = scene.plan()
    assert (session.title, session.place) == ("First session", "Town hall")
    assert session.held_at == MEETING.held_at
    assert scene.agenda() == [("Welcome", 10), ("Health", 20), ("Police", 25)]
    assert scene.told() == ["A panel session is set: First session"] * 2
    body = scene.mail()[-1].body
    assert "on 12 October 2026 at 13:00. Place: Town hall." in body
    assert "Health" not in body
    assert scene.kinds()[-1] == "session planned"


def test_its_agenda_changes_without_telling_anybody_and_keeps_its_items(scene: Planning) -> None:
    before = {item.title: item.id for item in scene.plan().agenda}
    agenda = (
        Planned(30, "police"),
        Planned(15, title="Welcome and notes", item_id=before["Welcome"]),
        Planned(5, title="Close"),
    )
    changed = replace(MEETING, agenda=agenda, title="Challenge")
    assert not planning.change(scene.a_panel, scene.session(), changed, scene.by)
    assert scene.agenda() == [("Police", 30), ("Welcome and notes", 15), ("Close", 5)]
    after = {item.title: item.id for item in scene.session().agenda}
    assert after["Police"] == before["Police"]
    assert after["Welcome and notes"] == before["Welcome"]
    assert len(scene.told()) == 2
    assert scene.kinds()[-1] == "session changed"


@pytest.mark.parametrize(
    "moved", [{"held_at": MEETING.held_at + timedelta(hours=1)}, {"place": "Library"}]
)
def test_moving_it_in_time_or_place_tells_everybody(
    scene: Planning, moved: dict[str, object]
) -> None:
    session = scene.plan()
    meeting = replace(MEETING, agenda=(), **moved)  # type: ignore[arg-type]
    assert planning.change(scene.a_panel, session, meeting, scene.by)
    assert scene.told()[2:] == ["A panel session has moved: First session"] * 2
    assert scene.kinds()[-1] == "session moved"


def test_cancelling_it_tells_everybody_and_leaves_what_they_read(scene: Planning) -> None:
    planning.cancel(scene.a_panel, scene.plan(), scene.by)
    assert agendas.sessions_of(scene.cycle.id) == {}
    assert scene.told()[2:] == ["A panel session is cancelled: First session"] * 2
    assert "will not take place" in scene.mail()[-1].body
    assert len(scene.reads()) == 2


@pytest.mark.parametrize(
    ("meeting", "field"),
    [
        (replace(MEETING, title=""), "title"),
        (replace(MEETING, held_at=NOW), "held_on"),
        (replace(MEETING, agenda=(Planned(20, "housing"),)), ""),
    ],
)
def test_what_cannot_be_held_is_refused_and_nothing_is_kept(
    scene: Planning, meeting: Meeting, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        scene.plan(meeting)
    assert refused.value.field == field
    assert agendas.sessions_of(scene.cycle.id) == {}
    session = scene.plan()
    with pytest.raises(Refused):
        planning.change(scene.a_panel, session, meeting, scene.by)
    assert scene.session() == session


def test_a_session_that_is_set_twice_is_there_once(scene: Planning) -> None:
    scene.plan()
    with pytest.raises(Refused, match="set already"):
        scene.plan(replace(MEETING, title=" First  session "))
    assert len(scene.told()) == 2
    scene.plan(replace(MEETING, title="Second session"))
    assert len(agendas.sessions_of(scene.cycle.id)[scene.a_panel.id]) == 2


def test_whoever_is_no_panel_member_any_more_is_told_of_no_session(scene: Planning) -> None:
    db.session.query(PersonRole).filter_by(person_id=scene.lay.id).delete()
    scene.plan()
    assert [one.to_name for one in scene.mail()[scene.told_before :]] == ["Wren"]


def test_what_began_after_the_officer_looked_counts(scene: Planning) -> None:
    looked = scene.plan()
    agendas.items_of(looked.id)[1].taken_up_at = NOW
    db.session.commit()
    less = replace(MEETING, agenda=(Planned(25, "police"),))
    with pytest.raises(Refused, match="“Health” was taken up already"):
        planning.change(scene.a_panel, looked, less, scene.by)
    with pytest.raises(WrongState, match="has begun"):
        planning.cancel(scene.a_panel, looked, scene.by)
    assert len(scene.session().agenda) == 3


def test_what_was_taken_up_stays_on_the_agenda(scene: Planning) -> None:
    session = scene.plan()
    agendas.items_of(session.id)[1].taken_up_at = NOW
    db.session.commit()
    less = replace(MEETING, agenda=(Planned(25, "police"),))
    with pytest.raises(Refused, match="“Health” was taken up already"):
        planning.change(scene.a_panel, scene.session(), less, scene.by)
    with pytest.raises(WrongState, match="has begun"):
        planning.cancel(scene.a_panel, scene.session(), scene.by)


def test_a_finished_session_is_only_read(scene: Planning) -> None:
    session = scene.plan()
    row = agendas.session_for_update(session.id)
    assert row
    row.status = SessionStatus.FINISHED
    db.session.commit()
    for refused in (
        lambda: planning.change(scene.a_panel, session, MEETING, scene.by),
        lambda: planning.cancel(scene.a_panel, session, scene.by),
    ):
        with pytest.raises(WrongState, match="finished"):
            refused()


def test_another_panel_s_session_is_not_found(scene: Planning) -> None:
    session, other = scene.plan(), scene.panel(scene.lead, name="Panel B")
    with pytest.raises(NotFound):
        planning.change(other, session, MEETING, scene.by)


def test_on_both_databases_a_session_is_set_and_changed(each_database: Flask) -> None:
    scene = Planning()
    session = scene.plan()
    later = replace(MEETING, held_at=MEETING.held_at + timedelta(days=1))
    assert planning.change(scene.a_panel, session, later, scene.by)
    assert scene.session().held_at == later.held_at
    assert not scene.session().has_begun
    planning.cancel(scene.a_panel, scene.session(), scene.by)
