"""Deciding who is chased: once, in one commit, with the message in the same transaction."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from flask import Flask

from s11.domain.chasing import ChaseStatus
from s11.domain.errors import NotFound, Refused, WrongState
from s11.domain.ladder import DEFAULT_LADDER, Channel, Recipient
from s11.domain.permissions import Role
from s11.domain.submissions import Status
from s11.services import agencies, auditing, chasing, contacting, laddering
from s11.services.recording import By
from s11.store import chases as kept
from s11.store import chasing as store
from s11.store import record
from s11.store.agencies import member
from s11.store.database import db
from s11.store.models import AddressFault
from tests import factories
from tests.domain.rosters import step
from tests.services.chased import Board, at, chases, messages

PROPOSED, QUEUED, SKIPPED = ChaseStatus.PROPOSED, ChaseStatus.QUEUED, ChaseStatus.SKIPPED
LATE = at(12, 1)
CHIEF = step("chief", 1, Recipient.SIGNATORY, needs_approval=True)


def test_a_reminder_is_decided_written_and_recorded_together(app: Flask) -> None:
    board = Board()
    decided = board.decide(LATE)
    (chase,), (message,) = chases(), messages()
    lead = board.leads["Harbour Homes"]
    assert [one.key for one in decided.queued] == [board.key("day-after", lead)]
    assert (chase.status, chase.outbox_id, chase.decided_at) == (QUEUED, message.id, LATE)
    cycle_id, agency_id = board.row.id, board.agencies["Harbour Homes"].id
    assert message.key == f"chase/{cycle_id}/{agency_id}/day-after/{lead.id}"
    assert (message.to_address, message.status) == (lead.email, "queued")
    newest = record.page("marlbridge", limit=1)[0]
    assert newest.kind == "chases decided"


def test_the_subject_names_board_cycle_and_deadline_and_the_words_name_no_answer(
    app: Flask,
) -> None:
    board = Board()
    helper = factories.person((Role.CONTRIBUTOR, board.board, board.agencies["Harbour Homes"]))
    board.decide(LATE)
    message, other = messages()
    for part in ("Marlbridge Board", "Section 11, 2026", "30 November 2026"):
        assert part in message.subject
    assert "was due on 30 November 2026 (1 day late)" in message.body
    assert message.body.count("http") == 1
    assert "/boards/marlbridge/cycles/s11-2026/returns/harbour-homes" in message.body
    assert "You will be asked to sign in." in message.body
    assert "the safeguarding lead of Harbour Homes" in message.body
    assert f"The same message went to {helper.name}." in message.body
    assert f"The same message went to {board.leads['Harbour Homes'].name}." in other.body


def test_a_second_run_finds_nothing(app: Flask) -> None:
    board = Board()
    assert len(board.decide(LATE)) == 1
    events = record.count("marlbridge")
    assert not board.decide(LATE)
    assert (len(messages()), record.count("marlbridge")) == (1, events)


@pytest.mark.parametrize("now", [at(12, 1, 8), at(12, 1, 17), at(11, 28, 12), at(12, 25, 12)])
def test_outside_working_hours_nothing_is_decided(app: Flask, now: object) -> None:
    board = Board()
    assert not board.decide(now)  # type: ignore[arg-type]
    assert chases() == []


def test_the_officer_may_send_before_nine(app: Flask) -> None:
    assert len(Board().decide(at(12, 1, 8), at_once=True)) == 1


def test_looking_changes_nothing(app: Flask) -> None:
    board = Board()
    with factories.statements() as seen:
        assert len(chasing.due(board.cycle, at(12, 1, 8))) == 1
    assert not any(line.startswith(("INSERT", "UPDATE", "DELETE")) for line in seen)


def test_an_escalation_waits_for_the_officer_and_goes_when_approved(app: Flask) -> None:
    board = Board(ladder=(CHIEF,))
    assert [one.key[1] for one in board.decide(LATE).proposed] == ["chief"]
    assert messages() == []
    assert not board.decide(at(12, 2))
    (chase,) = chases()
    chasing.approve(board.by(LATE), board.cycle, chase.id, LATE)
    (chase,), (message,) = chases(), messages()
    assert (chase.status, chase.outbox_id) == (QUEUED, message.id)
    assert chase.decided_by == board.officer.id
    assert message.to_address == board.signatories["Harbour Homes"].email
    with pytest.raises(WrongState):
        chasing.approve(board.by(LATE), board.cycle, chase.id, LATE)
    assert len(messages()) == 1


def test_what_came_in_meanwhile_is_not_escalated(app: Flask) -> None:
    board = Board(ladder=(CHIEF,))
    board.decide(LATE)
    (chase,) = chases()
    board.returns["Harbour Homes"].status = Status.SUBMITTED
    db.session.commit()
    with pytest.raises(WrongState, match="Nothing is waited for"):
        chasing.approve(board.by(LATE), board.cycle, chase.id, LATE)
    assert messages() == []


@pytest.mark.parametrize("how", ["left", "bounced"])
def test_whoever_cannot_be_reached_any_more_is_not_written_to(app: Flask, how: str) -> None:
    board = Board(ladder=(CHIEF,))
    board.decide(LATE)
    chief = board.signatories["Harbour Homes"]
    if how == "left":
        contacting.contact_left(board.by(LATE), board.page(), chief.id)
    else:
        fault = AddressFault(address=chief.email, kind="bounced", happened_at=LATE)
        db.session.add(fault)
        db.session.commit()
    with pytest.raises(WrongState):
        chasing.approve(board.by(LATE), board.cycle, chases()[0].id, LATE)
    assert messages() == []


def test_the_chair_is_sent_to_the_returns_and_not_into_one(app: Flask) -> None:
    board = Board(ladder=(step("chair", 1, Recipient.CHAIR, needs_approval=True),))
    board.decide(LATE)
    chasing.approve(board.by(LATE), board.cycle, chases()[0].id, LATE)
    (message,) = messages()
    assert message.to_name == "Desmond Quaye"
    assert "/cycles/s11-2026\n" in message.body
    assert "independent chair of Marlbridge Board" in message.body


def test_a_call_and_a_letter_are_the_officer_s_to_do(app: Flask) -> None:
    letter = replace(CHIEF, key="letter", by=Channel.LETTER)
    board = Board(ladder=(step("call", 1, by=Channel.TELEPHONE), letter))
    decided = board.decide(LATE)
    assert [one.key for one in decided.tasks] == [board.key("call", None)]
    (proposed,) = kept.decided(board.row.id, {PROPOSED})
    chasing.approve(board.by(LATE), board.cycle, proposed.id, LATE)
    assert {one.status for one in chases()} == {QUEUED}
    assert messages() == []


def test_mail_that_comes_back_is_no_address_and_becomes_a_call(app: Flask) -> None:
    board = Board()
    lead = board.leads["Harbour Homes"]
    db.session.add(AddressFault(address=lead.email, kind="bounced", happened_at=LATE))
    db.session.commit()
    (task,) = board.decide(LATE).tasks
    assert f"mail to {lead.name} came back" in task.chase.reason
    assert messages() == []


def test_a_disabled_account_is_not_written_to(app: Flask) -> None:
    board = Board()
    board.leads["Harbour Homes"].disabled_at = LATE
    db.session.commit()
    assert len(board.decide(LATE).tasks) == 1


def test_what_the_officer_takes_out_is_skipped_and_the_rest_goes(app: Flask) -> None:
    board = Board("Harbour Homes", "Vale Trust")
    out = board.key("day-after", board.leads["Vale Trust"], "Vale Trust")
    decided = board.decide(LATE, but={out})
    assert [one.key for one in decided.skipped] == [out]
    assert [one.to_name for one in messages()] == [board.leads["Harbour Homes"].name]
    assert not board.decide(at(12, 2))


def test_a_chase_can_be_skipped_before_it_is_decided(app: Flask) -> None:
    board = Board()
    key = board.key("day-after", board.leads["Harbour Homes"])
    chasing.skip(board.by(LATE), board.cycle, key, LATE)
    assert [one.status for one in chases()] == [SKIPPED]
    assert not board.decide(LATE)
    with pytest.raises(WrongState):
        chasing.skip(board.by(LATE), board.cycle, key, LATE)
    with pytest.raises(NotFound):
        chasing.skip(board.by(LATE), board.cycle, board.key("day-after", None), LATE)


def test_one_message_can_have_its_own_words_and_the_others_keep_theirs(app: Flask) -> None:
    board = Board("Harbour Homes", "Vale Trust")
    key = board.key("day-after", board.leads["Vale Trust"], "Vale Trust")
    with pytest.raises(Refused) as refused:
        chasing.edit(board.by(LATE), board.cycle, key, "Due", " ", LATE)
    assert refused.value.field == "words"
    db.session.rollback()
    chasing.edit(board.by(LATE), board.cycle, key, "Due", "As we said {agency}.", LATE)
    shown = {one.key: one for one in chasing.due(board.cycle, LATE)}
    assert (shown[key].words, shown[key].is_own) == ("As we said {agency}.", True)
    board.decide(LATE)
    plain, own = messages()
    assert (own.subject, "As we said {agency}." in own.body) == ("Marlbridge Board: Due", True)
    assert "As we said" not in plain.body
    assert [one.status for one in chases()] == [QUEUED, QUEUED]
    with pytest.raises(WrongState):
        chasing.edit(board.by(LATE), board.cycle, key, "Due", "Too late.", LATE)


def test_a_cycle_without_a_ladder_of_its_own_follows_the_default_and_then_keeps_it(
    app: Flask,
) -> None:
    board = Board()
    assert store.ladder_of(board.row.id) == ()
    board.decide(LATE)
    assert store.ladder_of(board.row.id) == DEFAULT_LADDER


def test_a_ladder_with_a_fault_is_refused(app: Flask) -> None:
    board = Board()
    with pytest.raises(Refused):
        laddering.set_ladder(board.by(LATE), board.cycle, [replace(CHIEF, needs_approval=False)])
    laddering.set_ladder(board.by(LATE), board.cycle, [CHIEF])
    assert store.ladder_of(board.row.id) == (CHIEF,)


def test_an_agency_that_has_left_the_board_is_not_chased(app: Flask) -> None:
    board = Board()
    its = member("marlbridge", "harbour-homes")
    assert its
    agencies.leave(its, board.by(LATE))
    assert not board.decide(LATE)


def test_two_schedulers_at_once_decide_each_chase_once(each_database: Flask) -> None:
    board = Board(*(f"Agency {letter}" for letter in "ABCDEFGH"))
    board.decide(at(11, 27))
    before, cycle = len(messages()), board.cycle
    db.session.commit()
    start, found, faults = threading.Barrier(4), [], []

    def run() -> None:
        with each_database.app_context():
            try:
                start.wait()
                found.append(len(chasing.decide(By(None, LATE), cycle, LATE)))
            except Exception as fault:  # noqa: BLE001 - whatever it is, the test shows it
                faults.append(fault)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert sorted(found) == [0, 0, 0, 8]
    assert (before, len(messages())) == (8, 16)
    assert auditing.verify_chain("marlbridge").fault is None


def test_sixty_agencies_cost_as_many_statements_as_six(each_database: Flask) -> None:
    board = Board(*(f"Agency {number:02}" for number in range(6)))
    counts = []
    for more in (60, 0):
        cycle = board.cycle
        db.session.commit()
        with factories.statements() as looking:
            looked = len(chasing.due(cycle, LATE))
        db.session.rollback()
        with factories.statements() as deciding:
            decided = len(chasing.decide(By(None, LATE), cycle, LATE))
        counts.append((looked, decided, len(looking), len(deciding)))
        for number in range(more):
            board.add(f"More {number:02}")
    assert [row[:2] for row in counts] == [(6, 6), (60, 60)]
    assert counts[0][2] == counts[1][2] == 6
    # The first pass also writes down the ladder that was the default until then.
    assert counts[1][3] < counts[0][3] <= 20, counts
