"""Calls, promises, pauses, who has left, and returns that will not come."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from s11.domain.chase_log import CallOutcome, ContactKind
from s11.domain.chasing import ChaseStatus
from s11.domain.cycles import CycleStatus
from s11.domain.errors import NotFound, Refused, WrongState
from s11.domain.ladder import CONTACT_LEFT, Channel
from s11.domain.permissions import Role
from s11.domain.submissions import Status
from s11.services import auditing, contacting, people
from s11.store import chases as kept
from s11.store import people as people_store
from s11.store import record
from s11.store.database import db
from s11.store.models import NonReturn, SignedInSession
from tests import factories
from tests.domain.rosters import step
from tests.services.chased import Board, at, chases, messages

LATE = at(12, 1)
SPOKE, MISSED = CallOutcome.SPOKE, CallOutcome.NO_ANSWER


def kinds() -> list[str]:
    return [event.kind for event in record.page("marlbridge", limit=20)]


def test_a_promise_keeps_the_chasing_back_until_its_day_is_over(app: Flask) -> None:
    board = Board()
    contacting.record_call(board.by(LATE), board.page(), SPOKE, "By Friday.", date(2026, 12, 4))
    assert not board.decide(LATE)
    assert not board.decide(at(12, 4))
    assert len(board.decide(at(12, 7))) == 1
    ((entry, who),) = kept.log_of(board.page().id)
    assert (entry.kind, entry.outcome, who) == (ContactKind.CALL, "spoke", board.officer.name)
    assert "call made" in kinds()


def test_the_newest_promise_counts_and_a_call_without_one_leaves_it(app: Flask) -> None:
    board = Board()
    contacting.record_call(board.by(LATE), board.page(), SPOKE, "", date(2026, 12, 11))
    contacting.record_call(board.by(LATE), board.page(), SPOKE, "", date(2026, 12, 2))
    contacting.record_call(board.by(LATE), board.page(), MISSED)
    assert len(board.decide(at(12, 3))) == 1


@pytest.mark.parametrize("day", [date(2026, 11, 30), date(2027, 6, 1)])
def test_a_promise_is_neither_past_nor_far_away(app: Flask, day: date) -> None:
    board = Board()
    with pytest.raises(Refused) as refused:
        contacting.record_call(board.by(LATE), board.page(), SPOKE, "", day)
    assert refused.value.field == "promise_on"
    assert kept.log_of(board.page().id) == []


def test_whoever_was_reached_ends_the_call_that_was_to_be_made(app: Flask) -> None:
    board = Board(ladder=(step("call", 1, by=Channel.TELEPHONE),))
    board.decide(LATE)
    contacting.record_call(board.by(LATE), board.page(), MISSED)
    assert chases()[0].status is ChaseStatus.QUEUED
    contacting.record_call(board.by(LATE), board.page(), SPOKE)
    assert chases()[0].status is ChaseStatus.DONE


def test_the_log_cannot_be_changed(each_database: Flask) -> None:
    board = Board()
    contacting.note(board.by(LATE), board.page(), "The post is vacant.")
    for statement in ("UPDATE contact_log SET text = ''", "DELETE FROM contact_log"):
        with pytest.raises(DBAPIError, match="append-only"):
            db.session.execute(text(statement))
        db.session.rollback()


def test_one_agency_is_paused_while_the_other_is_chased(app: Flask) -> None:
    board = Board("Harbour Homes", "Vale Trust")
    contacting.pause(board.by(LATE), board.cycle, "Merging.", None, board.page())
    assert [one.agency_name for one in board.decide(LATE).queued] == ["Vale Trust"]
    contacting.resume(board.by(LATE), board.cycle, board.page())
    assert [one.agency_name for one in board.decide(LATE).queued] == ["Harbour Homes"]
    with pytest.raises(WrongState):
        contacting.resume(board.by(LATE), board.cycle, board.page())


def test_a_paused_cycle_chases_nobody_until_its_day_is_over(app: Flask) -> None:
    board = Board("Harbour Homes", "Vale Trust")
    contacting.pause(board.by(LATE), board.cycle, "Inspection.", None)
    contacting.pause(board.by(LATE), board.cycle, "Inspection.", date(2026, 12, 2))
    assert not board.decide(at(12, 2))
    assert len(board.decide(at(12, 3))) == 2


def test_a_pause_needs_a_reason_a_day_to_come_and_a_running_cycle(app: Flask) -> None:
    board = Board()
    for reason, until, field in ((" ", None, "reason"), ("So.", date(2026, 11, 30), "until")):
        with pytest.raises(Refused) as refused:
            contacting.pause(board.by(LATE), board.cycle, reason, until)
        assert refused.value.field == field
    board.row.status = CycleStatus.CLOSED
    db.session.commit()
    with pytest.raises(WrongState):
        contacting.pause(board.by(LATE), board.cycle, "So.", None)


def test_a_contact_who_left_is_shut_out_never_written_to_and_asked_after(
    app: Flask, client: FlaskClient
) -> None:
    board = Board()
    lead, page = board.leads["Harbour Homes"], board.page()
    session = factories.sign_in(client, lead)
    contacting.contact_left(board.by(LATE), page, lead.id, "Retired.")
    db.session.refresh(session)
    assert session.ended_at == LATE
    assert people_store.people_of_agency(page.board.id, page.agency_id, Role.LEAD) == []
    (task,) = [one for one in chases() if one.step == CONTACT_LEFT]
    assert (task.channel, task.status) == (Channel.TELEPHONE, ChaseStatus.QUEUED)
    assert task.reason == f"{lead.name} has left. Ask Harbour Homes who takes their place."
    (chase,) = board.decide(LATE).tasks
    assert f"{lead.name} has left" in chase.chase.reason
    assert messages() == []
    assert "contact left" in kinds()
    with pytest.raises(NotFound):
        contacting.contact_left(board.by(LATE), page, lead.id)


def test_somebody_with_work_elsewhere_stays_signed_in_without_the_role(
    app: Flask, client: FlaskClient
) -> None:
    board = Board("Harbour Homes", "Vale Trust")
    lead = board.leads["Harbour Homes"]
    people.add(
        board.cycle.board,
        lead.name,
        lead.email,
        Role.LEAD,
        "vale-trust",
        board.by(LATE),
        invite=False,
    )
    session = factories.sign_in(client, lead)
    contacting.contact_left(board.by(LATE), board.page(), lead.id)
    db.session.refresh(session)
    assert session.ended_at is None
    signed = people_store.signed_in(session.token_hash)
    assert signed
    assert [held.agency_slug for held in signed.roles] == ["vale-trust"]
    assert client.get("/boards/marlbridge/cycles/s11-2026/returns/harbour-homes").status_code == 404


def test_somebody_who_had_gone_can_come_back_and_leave_again(app: Flask) -> None:
    board = Board()
    lead, page = board.leads["Harbour Homes"], board.page()
    for day in (0, 2):
        now = LATE + timedelta(days=day)
        contacting.contact_left(board.by(now), page, lead.id)
        assert [one.status for one in chases()] == [ChaseStatus.QUEUED]
        people.add(
            page.board,
            lead.name,
            lead.email,
            Role.LEAD,
            page.agency_slug,
            board.by(now),
            invite=False,
        )
        contacting.record_call(board.by(now), page, SPOKE)
    assert len(people_store.people_of_agency(page.board.id, page.agency_id, Role.LEAD)) == 1
    assert len(board.decide(at(12, 3)).queued) == 1


def test_after_the_return_came_in_nobody_has_to_be_asked_after(app: Flask) -> None:
    board = Board()
    board.returns["Harbour Homes"].status = Status.SUBMITTED
    db.session.commit()
    contacting.contact_left(board.by(LATE), board.page(), board.leads["Harbour Homes"].id)
    assert chases() == []


def test_a_non_return_is_chased_no_more_and_can_be_taken_back(app: Flask) -> None:
    board = Board()
    with pytest.raises(Refused):
        contacting.mark_non_return(board.by(LATE), board.page(), " ")
    contacting.mark_non_return(board.by(LATE), board.page(), "The agency has closed.")
    assert not board.decide(LATE)
    with pytest.raises(WrongState):
        contacting.mark_non_return(board.by(LATE), board.page(), "Again.")
    db.session.rollback()
    contacting.withdraw_non_return(board.by(LATE), board.page(), "It has reopened.")
    assert len(board.decide(LATE)) == 1
    with pytest.raises(WrongState):
        contacting.withdraw_non_return(board.by(LATE), board.page(), "Again.")
    contacting.mark_non_return(board.by(LATE), board.page(), "Closed for good.")
    row = kept.non_return(board.page().id)
    assert isinstance(row, NonReturn)
    assert (row.reason, row.withdrawn_at) == ("Closed for good.", None)
    assert [entry.kind for entry, _ in kept.log_of(board.page().id)] == [
        ContactKind.NON_RETURN,
        ContactKind.WITHDRAWN,
        ContactKind.NON_RETURN,
    ]
    assert auditing.verify_documents() == []


@pytest.mark.parametrize("values", [{"status": Status.SUBMITTED}, {"signed_version": 1}])
def test_what_has_come_in_is_no_non_return(app: Flask, values: dict[str, object]) -> None:
    board = Board()
    for name, value in values.items():
        setattr(board.returns["Harbour Homes"], name, value)
    db.session.commit()
    with pytest.raises(WrongState):
        contacting.mark_non_return(board.by(LATE), board.page(), "Nothing came.")


def test_sessions_of_others_go_on(app: Flask, client: FlaskClient) -> None:
    board = Board()
    session = factories.sign_in(client, board.signatories["Harbour Homes"])
    contacting.contact_left(board.by(LATE), board.page(), board.leads["Harbour Homes"].id)
    again = db.session.get(SignedInSession, session.id)
    assert again
    assert again.ended_at is None
