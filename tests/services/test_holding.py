"""Holding a session: two members at once, what is kept, and what nobody can change after."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from s11.domain.errors import Refused, WrongState
from s11.domain.moderation import PanelRating, ScoreKind
from s11.domain.panels import SessionStatus, Sharing
from s11.domain.sessions import Attendance, Overtaken, Present, in_hand
from s11.services import holding, moderating
from s11.store import sessions as store
from s11.store.database import db
from s11.store.models import Event
from tests.meeting import Meeting
from tests.services.test_moderating import ASKED, LOWER
from tests.services.test_signing import at_once

KEPT = PanelRating("a.1", accepts=True, reason="Shown in the room.")


@pytest.fixture
def meeting(app: Flask) -> Meeting:
    return Meeting()


def kinds() -> list[str]:
    return list(db.session.scalars(select(Event.kind).order_by(Event.id)))


def take_up(meeting: Meeting, place: int, read: int = 0, minutes: float = 0) -> None:
    by = meeting.by(minutes=minutes)
    holding.take_up(by, meeting.running, meeting.items[place], read)


def tick(meeting: Meeting, *guests: str, shown: object = (), ticked: object = ()) -> None:
    said = Attendance(frozenset(shown), frozenset(ticked), guests)  # type: ignore[arg-type]
    holding.set_presence(meeting.by(), meeting.running, said)


def agree(meeting: Meeting, *changes: PanelRating, read: str | None = None) -> None:
    standing = holding.standing(meeting.page.id) if read is None else read
    by = meeting.by(meeting.oyin, minutes=1)
    holding.agree(by, meeting.running, meeting.page, ASKED, meeting.document, changes, standing)


def test_an_item_s_time_runs_until_another_is_taken_up(meeting: Meeting) -> None:
    first = meeting.items[0].id
    take_up(meeting, 0)
    take_up(meeting, 2, first, minutes=12)
    items = meeting.items
    assert items[0].seconds(meeting.by().at) == pytest.approx(720, abs=3)
    assert in_hand(items) == items[2]
    assert kinds()[-3:] == ["agenda item taken up", "agenda item left", "agenda item taken up"]


def test_a_pause_leaves_what_is_in_hand(meeting: Meeting) -> None:
    take_up(meeting, 0)
    holding.leave(meeting.by(minutes=5), meeting.running)
    assert in_hand(meeting.items) is None
    assert meeting.items[0].was_taken_up


def test_two_who_take_up_different_items_at_once_do_not_undo_each_other(meeting: Meeting) -> None:
    take_up(meeting, 0)
    with pytest.raises(Overtaken, match="Marlbridge Housing"):
        take_up(meeting, 2)
    db.session.rollback()
    assert in_hand(meeting.items) == meeting.items[0]


def test_every_decision_is_kept_and_the_later_one_is_told_of_the_earlier(meeting: Meeting) -> None:
    item = meeting.items[0]
    assert holding.decide(meeting.by(), meeting.running, item, "Ask in May.", 0) == []
    by = meeting.by(meeting.oyin)
    (other,) = holding.decide(by, meeting.running, item, "Visit in June.", 0)
    assert (other.text, other.by) == ("Ask in May.", "Emyr Panel")
    found = store.decisions_of(meeting.session_id)
    assert [one.text for one in found] == ["Ask in May.", "Visit in June."]


def test_a_button_pressed_twice_records_one_decision(meeting: Meeting) -> None:
    for _ in range(2):
        meeting.decide("Ask in May.")
    assert len(store.decisions_of(meeting.session_id)) == 1
    assert kinds().count("decision recorded") == 1


def test_no_decision_is_lost_when_many_write_at_once(each_database: Flask) -> None:
    meeting = Meeting()
    by = [meeting.by(meeting.emyr), meeting.by(meeting.oyin)]
    running, item = meeting.running, meeting.items[0]
    numbers = iter(range(16))
    db.session.commit()

    def write() -> object:
        number = next(numbers)
        return holding.decide(by[number % 2], running, item, f"Decision {number}.", 0)

    came = at_once(each_database, 16, write)
    assert [one for one in came if isinstance(one, Exception)] == []
    found = {one.text for one in store.decisions_of(running.id)}
    assert found == {f"Decision {number}." for number in range(16)}


def test_presence_from_two_pages_adds_up(meeting: Meeting) -> None:
    emyr, oyin = f"person:{meeting.emyr.id}", f"person:{meeting.oyin.id}"
    tick(meeting, ticked=[emyr])
    tick(meeting, "Guest One", ticked=[oyin])
    present = store.present_at(meeting.session_id)
    assert present == [
        Present("Emyr Panel", meeting.emyr.id),
        Present("Oyin Panel", meeting.oyin.id),
        Present("Guest One"),
    ]
    tick(meeting, shown=[emyr, oyin, "guest:Guest One"], ticked=[oyin])
    assert [one.name for one in store.present_at(meeting.session_id)] == ["Oyin Panel"]


def test_the_panel_and_the_board_s_officer_have_a_box(meeting: Meeting) -> None:
    names = [one.name for one in holding.boxes(meeting.running)]
    assert names == ["Emyr Panel", "Lia Tied", "Oyin Panel", "Olu Officer"]
    assert [one.name for one in holding.members(meeting.running)] == names[:3]


def test_what_is_proposed_can_be_agreed_put_back_or_changed(meeting: Meeting) -> None:
    meeting.propose(LOWER)
    agree(meeting)
    agreed = moderating.ratings(meeting.page.id, ScoreKind.AGREED)
    assert agreed["a.1"].value == "red"
    agree(meeting, KEPT)
    assert moderating.ratings(meeting.page.id, ScoreKind.AGREED)["a.1"].accepts


def test_nothing_is_agreed_unseen(meeting: Meeting) -> None:
    read = holding.standing(meeting.page.id)
    meeting.propose(LOWER)
    with pytest.raises(Overtaken):
        agree(meeting, read=read)
    assert moderating.ratings(meeting.page.id, ScoreKind.AGREED) == {}
    read = holding.standing(meeting.page.id)
    agree(meeting, KEPT)
    with pytest.raises(Overtaken):
        agree(meeting, read=read)


def test_the_agency_sees_agreed_ratings_once_the_session_is_finished(meeting: Meeting) -> None:
    meeting.propose(LOWER)
    agree(meeting)
    assert moderating.shared_with_agency(meeting.page.id) == {}
    meeting.finish()
    shared = moderating.shared_with_agency(meeting.page.id)
    assert set(shared) == {ScoreKind.AGREED}
    meeting.at.cycle.sharing = Sharing.NOTHING
    db.session.commit()
    assert moderating.shared_with_agency(meeting.page.id) == {}


def test_a_session_that_nobody_was_at_is_not_finished(meeting: Meeting) -> None:
    with pytest.raises(Refused, match="who is present"):
        holding.finish(meeting.by(), meeting.running)
    db.session.rollback()
    assert meeting.running.status is SessionStatus.PLANNED


def test_a_finished_session_is_a_record(meeting: Meeting) -> None:
    take_up(meeting, 0)
    meeting.decide("Ask in May.")
    meeting.finish()
    running, item = meeting.running, meeting.items[0]
    assert running.is_finished
    assert running.finished_by == "Emyr Panel"
    assert item.left_at is not None
    event = db.session.scalars(select(Event).order_by(Event.id.desc())).first()
    assert event is not None
    assert event.kind == "session finished"
    assert "Emyr Panel" in event.detail
    assert "Ask in May" not in event.detail
    deeds = (
        lambda: holding.take_up(meeting.by(), running, item, 0),
        lambda: holding.leave(meeting.by(), running),
        lambda: holding.decide(meeting.by(), running, item, "Later.", 0),
        lambda: tick(meeting, "Late Guest"),
        lambda: agree(meeting),
        lambda: holding.finish(meeting.by(), running),
    )
    before = kinds()
    for deed in deeds:
        with pytest.raises(WrongState):
            deed()
        db.session.rollback()
    assert kinds() == before
