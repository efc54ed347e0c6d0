"""Challenging: raising notes, sharing them, answering, settling, and reopening what they ask about.

A thread only grows: nothing in it is edited. Each service commits once.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from s11.domain.anchors import anchor_of, key_of
from s11.domain.challenge_steps import check_due
from s11.domain.challenges import (
    Anchor,
    Challenge,
    ChallengeKind,
    Outcome,
    Side,
    Step,
)
from s11.domain.cycles import london
from s11.domain.errors import Refused, WrongState
from s11.domain.revising import check_named
from s11.domain.submissions import Status
from s11.services import noting, signing
from s11.services.editions import frozen
from s11.services.noting import Said
from s11.services.recording import By
from s11.store import challenges as store
from s11.store import cycles
from s11.store.database import db
from s11.store.models import ChallengeRow
from s11.store.submissions import ReturnInHand

NOT_SIGNED = "This return has not been signed yet, so there is nothing to revise."
PANEL, AGENCY = Side.PANEL, Side.AGENCY


def raise_note(
    by: By,
    page: ReturnInHand,
    kind: ChallengeKind,
    anchor: Anchor,
    text: str,
    *,
    shared: bool = False,
    due_on: date | None = None,
) -> int:
    """Raise a note about a return and perhaps share it at once; its number within the return.

    `due_on` is the London day by which the agency is asked to answer; it counts only for a note
    that is shared. The same note by the same person again is the one that is there. Raises
    Refused, with the field that is at fault.
    """
    _must_say(text, "Write the note.")
    anchor = anchor_of(frozen(page.edition_sha256 or ""), key_of(anchor))
    if shared:
        check_due(kind, due_on, london(by.at).date())
    cycles.submission_for_update(page.id)
    if there := _raised_already(page, (by.who, kind, anchor, text.strip(), shared)):
        db.session.rollback()
        return there
    row, empty = _new_row(by, page, kind, anchor)
    thread = noting.write(by, page, row, empty, Said(PANEL, Step.RAISED, text.strip()))
    if shared:
        _share(by, page, row, thread, "", due_on)
    db.session.commit()
    return row.number


def _raised_already(page: ReturnInHand, note: tuple[object, ...]) -> int:
    """The number of this note (who, kind, anchor, words, whether shared), 0 if there is none."""
    for one in store.challenges_of(page.id):
        if (one.raised_by, one.kind, one.anchor, one.text, one.is_shared) == note:
            return one.number
    return 0


def _new_row(
    by: By, page: ReturnInHand, kind: ChallengeKind, anchor: Anchor
) -> tuple[ChallengeRow, Challenge]:
    """The row of the return's next note, and its empty thread; the return's own row is held."""
    row = ChallengeRow(
        submission_id=page.id,
        number=store.next_number(page.id),
        kind=kind,
        standard=anchor.standard,
        question=anchor.question,
        raised_by=by.person_id or 0,
        raised_at=by.at,
    )
    store.add(row)
    return row, Challenge(row.number, kind, anchor, (), row.id)


def share(
    by: By, page: ReturnInHand, number: int, words: str = "", due_on: date | None = None
) -> None:
    """Show a note to the agency: as it was raised, or ("" otherwise) in these words instead."""
    row, thread = noting.hold(page, number)
    check_due(thread.kind, due_on, london(by.at).date())
    # The same words again are no other words: then the agency reads what was raised.
    words = "" if words.strip() == thread.text else words.strip()
    _share(by, page, row, thread, words, due_on)
    db.session.commit()


def _share(
    by: By,
    page: ReturnInHand,
    row: ChallengeRow,
    thread: Challenge,
    words: str,
    due_on: date | None,
) -> None:
    """Share and set the day, in one message to the agency."""
    thread = noting.add(by, page, row, thread, Said(PANEL, Step.SHARED, words))
    if due_on:
        thread = noting.add(by, page, row, thread, _due(due_on))
    noting.tell_agency(page, thread, Step.SHARED)


def _due(day: date) -> Said:
    return Said(PANEL, Step.DUE, detail=day.isoformat())


def note(by: By, page: ReturnInHand, number: int, text: str, *, private: bool) -> None:
    """Add the panel's comment to a thread: private, or read by the agency where it is shared."""
    _must_say(text, "Write your comment.")
    row, thread = noting.hold(page, number)
    if not private and not thread.is_shared:
        raise WrongState("This note is private to the panel. Share it first.")
    said = Said(PANEL, Step.NOTE, text.strip(), is_private=private)
    if _is_said(by, thread, said):
        db.session.rollback()
        return
    noting.tell_agency(page, noting.add(by, page, row, thread, said), Step.NOTE)
    db.session.commit()


def move_due(by: By, page: ReturnInHand, number: int, due_on: date) -> None:
    """Set or move the day for the agency's answer; after an answer, this asks for another."""
    row, thread = noting.hold(page, number)
    check_due(thread.kind, due_on, london(by.at).date())
    if thread.entries[-1].step is Step.DUE and thread.due_on == due_on:
        db.session.rollback()
        return
    noting.tell_agency(page, noting.add(by, page, row, thread, _due(due_on)), Step.DUE)
    db.session.commit()


def respond(by: By, page: ReturnInHand, number: int, text: str) -> None:
    """Give the agency's answer to a note, after the cycle has closed too."""
    _must_say(text, "Write your answer.")
    row, thread = noting.hold(page, number)
    said = Said(AGENCY, Step.RESPONSE, text.strip())
    if _is_said(by, thread, said):
        db.session.rollback()
        return
    noting.tell_panel(page, noting.add(by, page, row, thread, said), Step.RESPONSE)
    db.session.commit()


def settle(by: By, page: ReturnInHand, number: int, outcome: Outcome, text: str = "") -> None:
    """Settle a note with what came of it; where it is shared, the agency reads `text`."""
    row, thread = noting.hold(page, number)
    if outcome is Outcome.NO_RESPONSE and thread.answered_at:
        raise Refused("The agency has answered this note.", field="outcome")
    said = Said(PANEL, Step.OUTCOME, text.strip(), detail=outcome.value)
    noting.tell_agency(page, noting.add(by, page, row, thread, said), Step.OUTCOME)
    db.session.commit()


def unsettle(by: By, page: ReturnInHand, number: int, text: str = "") -> None:
    """Open a settled note again; where it is shared, the agency reads `text`."""
    row, thread = noting.hold(page, number)
    said = Said(PANEL, Step.UNSETTLED, text.strip())
    noting.tell_agency(page, noting.add(by, page, row, thread, said), Step.UNSETTLED)
    db.session.commit()


def reopen(
    by: By, page: ReturnInHand, number: int, questions: Collection[str], reason: str
) -> None:
    """Reopen the named questions of a signed return, so that the agency can revise them.

    The signed version stays as it is; what the agency signs next is the version after it, and is
    noted in the thread. While a revision is under way its questions are added to. Raises Refused,
    with its field, or WrongState.
    """
    signed = signing.newest_document(page)
    if signed is None:
        raise WrongState(NOT_SIGNED)
    edition = frozen(page.edition_sha256 or "")
    named = check_named(edition, page.agency_type, signed.answers, questions)
    if not reason.strip():
        raise Refused("Say what should be revised: the agency reads it.", field="reason")
    # The return's row before the note's, as signing takes them: two people never wait in a ring.
    if page.status is Status.SUBMITTED:
        signing.open_again(by, page, reason, named)
    else:
        signing.open_more(by, page, reason, named)
    row, thread = noting.hold(page, number)
    said = Said(PANEL, Step.REOPENED, reason.strip(), detail=" ".join(named))
    if _is_said(by, thread, said):
        db.session.rollback()
        return
    noting.add(by, page, row, thread, said)
    db.session.commit()


def _must_say(text: str, sentence: str) -> None:
    if not text.strip():
        raise Refused(sentence, field="text")


def _is_said(by: By, thread: Challenge, said: Said) -> bool:
    """Whether the newest entry says this already: a button that was pressed twice."""
    newest = thread.entries[-1]
    before = (newest.step, newest.text, newest.detail, newest.is_private)
    return before == (said.step, said.text, said.detail, said.is_private) and newest.by == by.who
