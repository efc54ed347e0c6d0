"""Contacting: calls, promises, pauses, who has left, and the returns that will not come.

Each commits once, is recorded, and leaves an entry in the return's log that nothing changes.
"""

from __future__ import annotations

from datetime import date

from s11.domain import chase_log as rules
from s11.domain.chase_log import CallOutcome, ContactKind
from s11.domain.chasing import ChaseStatus
from s11.domain.cycles import check_running, london
from s11.domain.errors import NotFound, WrongState
from s11.domain.ladder import CONTACT_LEFT, Channel
from s11.domain.permissions import ROLE_WORDS
from s11.domain.submissions import Status
from s11.services.cycles import locked
from s11.services.imprinting import imprints
from s11.services.recording import By, record
from s11.store import accounts, cycles, people
from s11.store import chases as store
from s11.store.cycles import CycleInHand
from s11.store.database import db
from s11.store.models import Chase, ChasePause, ContactLog, NonReturn, Person
from s11.store.submissions import ReturnInHand

# After these a call has been made; after the others it is still to be made.
REACHED = frozenset({CallOutcome.SPOKE, CallOutcome.MESSAGE})


def record_call(
    by: By,
    page: ReturnInHand,
    outcome: CallOutcome,
    text: str = "",
    promise_on: date | None = None,
    person_id: int | None = None,
) -> None:
    """Write down a telephone call, perhaps with a promise: nothing goes until its day is over.

    Whoever was reached ends the calls that were to be made. Raises Refused with the field.
    """
    rules.check_call(text, promise_on, london(by.at).date())
    _hold(page)
    entry = _entry(by, page, ContactKind.CALL, text, outcome, promise_on, person_id)
    if outcome in REACHED:
        store.end_calls(page.id, by.at, by.person_id)
    facts: dict[str, object] = {"outcome": outcome.value}
    if promise_on:
        facts["promised"] = promise_on.isoformat()
    _record(by, page, "call made", entry, **facts)
    db.session.commit()


def note(by: By, page: ReturnInHand, text: str) -> None:
    """Write a note into the return's log. Raises Refused."""
    rules.check_reason(text, "Write the note.")
    _record(by, page, "contact noted", _entry(by, page, ContactKind.NOTE, text))
    db.session.commit()


def pause(
    by: By, cycle: CycleInHand, reason: str, until: date | None, page: ReturnInHand | None = None
) -> None:
    """Chase nobody (or, with `page`, not this agency) to the end of `until`, or until resumed.

    It takes the place of an earlier pause. Raises Refused, WrongState.
    """
    today = london(by.at).date()
    rules.check_pause(reason, until, today)
    check_running(locked(cycle).status)
    submission_id = page.id if page else None
    store.end_pauses(cycle.id, submission_id, by.at, today)
    store.add(
        ChasePause(
            cycle_id=cycle.id,
            submission_id=submission_id,
            until=until,
            reason=reason.strip(),
            paused_by=by.person_id,
            paused_at=by.at,
        )
    )
    facts: dict[str, object] = {"reason": reason.strip()}
    if until:
        facts["until"] = until.isoformat()
    _told(by, cycle, page, ContactKind.PAUSE, "chasing paused", reason, facts)
    db.session.commit()


def resume(by: By, cycle: CycleInHand, page: ReturnInHand | None = None) -> None:
    """End the pause of the cycle, or (with `page`) of one agency. Raises WrongState."""
    locked(cycle)
    today = london(by.at).date()
    if not store.end_pauses(cycle.id, page.id if page else None, by.at, today):
        db.session.rollback()
        raise WrongState("The chasing is not paused.")
    _told(by, cycle, page, ContactKind.RESUME, "chasing resumed", "", {})
    db.session.commit()


def _told(
    by: By,
    cycle: CycleInHand,
    page: ReturnInHand | None,
    kind: ContactKind,
    event: str,
    text: str,
    facts: dict[str, object],
) -> None:
    """Record what was done about one agency, in its log too, or about the whole cycle."""
    if page is None:
        record(by, event, cycle.path, board=cycle.board.slug, **facts)
    else:
        _record(by, page, event, _entry(by, page, kind, text), **facts)


def contact_left(by: By, page: ReturnInHand, person_id: int, text: str = "") -> None:
    """Say that somebody no longer acts for the agency: their roles for it open nothing any more.

    Nothing is written to them; the officer is to call for somebody new while the return is waited
    for. Raises NotFound for who holds no role there.
    """
    rules.check_call(text, None, london(by.at).date())
    _hold(page)
    people.lock_board(page.board.id)
    person = accounts.for_update(person_id)
    held = store.roles_at(page.board.id, page.agency_id, person_id)
    if person is None or not held:
        db.session.rollback()
        raise NotFound
    for role in held:
        role.left_at = by.at
    db.session.flush()
    if not store.holds_any_role(person_id):
        accounts.end_sessions(person_id, by.at)
        accounts.end_links(person_id, by.at)
    entry = _entry(by, page, ContactKind.LEFT, text, person_id=person_id)
    _call_for_another(by, page, person)
    roles = [ROLE_WORDS[role.role] for role in held]
    _record(by, page, "contact left", entry, person=person_id, name=person.name, roles=roles)
    db.session.commit()


def _call_for_another(by: By, page: ReturnInHand, gone: Person) -> None:
    """A call for the officer to make, where the return is waited for."""
    if page.status is Status.SUBMITTED or page.signed_version:
        return
    reason = f"{gone.name} has left. Ask {page.agency_name} who takes their place."
    add_call(by, page, CONTACT_LEFT, gone.id, reason)


def add_call(by: By, page: ReturnInHand, task: str, person_id: int, reason: str) -> None:
    """Set the officer a call about somebody, once for each `task` (ladder.RESERVED); no commit.

    Where it was made before, it is to be made again.
    """
    row = store.chase_by_key(page.cycle_id, (page.id, task, person_id))
    if row is None:
        row = Chase(
            submission_id=page.id, step=task, person_id=person_id, channel=Channel.TELEPHONE
        )
    row.status, row.reason = ChaseStatus.QUEUED, reason
    row.decided_at, row.decided_by = by.at, by.person_id
    store.add(row)


def mark_non_return(by: By, page: ReturnInHand, reason: str) -> None:
    """Decide that the return will not come, with the reason that the report prints.

    It may still come in, late. Raises Refused without a reason, WrongState where it has come.
    """
    rules.check_reason(reason, "Say why: the board's report prints it.")
    _hold(page)
    submission = cycles.submission_for_update(page.id)
    if submission is None:
        raise NotFound
    if submission.status is Status.SUBMITTED or submission.signed_version:
        db.session.rollback()
        raise WrongState("This agency has returned, so it is no non-return.")
    row = store.non_return(page.id)
    if row is not None and row.withdrawn_at is None:
        db.session.rollback()
        raise WrongState("This return is marked as a non-return already.")
    row = row or NonReturn(submission_id=page.id)
    row.reason, row.withdrawn_at = reason.strip(), None
    row.decided_by, row.decided_at = by.person_id, by.at
    store.add(row)
    entry = _entry(by, page, ContactKind.NON_RETURN, reason)
    _record(by, page, "marked as non-return", entry, reason=reason.strip())
    db.session.commit()


def withdraw_non_return(by: By, page: ReturnInHand, reason: str) -> None:
    """Wait for the return after all. Raises Refused without a reason, WrongState."""
    rules.check_reason(reason, "Say why: the record keeps it.")
    _hold(page)
    row = store.non_return(page.id)
    if row is None or row.withdrawn_at is not None:
        db.session.rollback()
        raise WrongState("This return is not marked as a non-return.")
    row.withdrawn_at = by.at
    entry = _entry(by, page, ContactKind.WITHDRAWN, reason)
    _record(by, page, "non-return withdrawn", entry, reason=reason.strip())
    db.session.commit()


def _hold(page: ReturnInHand) -> None:
    """Let one change to a cycle's chasing go at a time."""
    if cycles.cycle_for_update(page.cycle_id) is None:
        raise NotFound


def _entry(
    by: By,
    page: ReturnInHand,
    kind: ContactKind,
    text: str = "",
    outcome: str = "",
    promise_on: date | None = None,
    person_id: int | None = None,
) -> ContactLog:
    """One more entry in the return's log; no commit."""
    entry = ContactLog(
        submission_id=page.id,
        kind=kind,
        person_id=person_id,
        outcome=outcome,
        text=text.strip(),
        promise_on=promise_on,
        logged_by=by.person_id,
        logged_at=by.at,
    )
    store.add(entry)
    return entry


def _record(by: By, page: ReturnInHand, kind: str, entry: ContactLog, **facts: object) -> None:
    rows = imprints(entry)
    record(by, kind, page.path, board=page.board.slug, **facts, rows=rows)
