"""Noting: adding one entry to a challenge note's thread, telling who has to know; no commit.

Entries are numbered under the lock of their note's row, so that two people who write at once both
stand, one after the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from s11.domain.challenge_steps import check_step
from s11.domain.challenges import Challenge, Entry, Side, Step
from s11.domain.errors import NotFound
from s11.domain.permissions import Role
from s11.services import mailing
from s11.services.imprinting import imprints
from s11.services.recording import By, record
from s11.store import challenges as store
from s11.store import people
from s11.store.models import ChallengeEntry, ChallengeRow, Person
from s11.store.submissions import ReturnInHand


@dataclass(frozen=True, slots=True)
class Said:
    """What is to be added to a thread."""

    side: Side
    step: Step
    text: str = ""
    detail: str = ""
    is_private: bool = False


# How each step is named in the record; the words themselves never are.
KINDS = {
    Step.RAISED: "note raised",
    Step.NOTE: "note added to",
    Step.SHARED: "note shared",
    Step.DUE: "note’s date set",
    Step.RESPONSE: "note answered",
    Step.REOPENED: "note reopened questions",
    Step.REVISED: "note answered by a revision",
    Step.OUTCOME: "note settled",
    Step.UNSETTLED: "note opened again",
}
# What the agency's leads, and the panel's readers, are told by e-mail: that it was, never what.
TO_AGENCY = {
    Step.SHARED: "A note from the challenge panel",
    Step.NOTE: "The challenge panel added to a note",
    Step.DUE: "A new date for your answer to a note",
    Step.OUTCOME: "A note from the challenge panel was settled",
    Step.UNSETTLED: "A note from the challenge panel was opened again",
}
TO_PANEL = {
    Step.RESPONSE: "An agency answered a note",
    Step.REVISED: "An agency signed a revised return",
}


def hold(page: ReturnInHand, number: int) -> tuple[ChallengeRow, Challenge]:
    """A note of the return, locked until the commit, with its thread; raises NotFound."""
    row = store.held(page.id, number)
    thread = store.challenge(page.id, number)
    if row is None or thread is None:
        raise NotFound
    return row, thread


def add(by: By, page: ReturnInHand, row: ChallengeRow, thread: Challenge, said: Said) -> Challenge:
    """Add an entry to a note whose row is held; the thread with it. No commit.

    Raises WrongState where that side cannot take the step now.
    """
    check_step(thread, said.side, said.step)
    return write(by, page, row, thread, said)


def write(
    by: By, page: ReturnInHand, row: ChallengeRow, thread: Challenge, said: Said
) -> Challenge:
    """Write a thread's next entry without asking whether it may be, and record that it was."""
    number = len(thread.entries) + 1
    new = Entry(
        number, said.side, said.step, said.text, by.who, by.at, said.is_private, said.detail
    )
    entry = ChallengeEntry(
        challenge_id=row.id,
        number=number,
        side=new.side,
        step=new.step,
        text=new.text,
        detail=new.detail,
        is_private=new.is_private,
        said_by=by.person_id or 0,
        said_at=by.at,
    )
    store.add(entry)
    longer = replace(thread, entries=(*thread.entries, new))
    store.keep_standing(row, longer)
    facts = {"note": row.number, "rows": imprints(entry)}
    facts |= {"detail": said.detail} if said.detail else {}
    record(by, KINDS[said.step], page.path, board=page.board.slug, **facts)
    return longer


def tell_agency(page: ReturnInHand, thread: Challenge, step: Step) -> None:
    """Tell the agency's leads that a shared note has moved on, one message each."""
    if thread.is_shared and not thread.entries[-1].is_private:
        leads = people.people_of_agency(page.board.id, page.agency_id, Role.LEAD)
        _tell(page, thread, step, leads, TO_AGENCY[step], "note_to_agency")


def tell_panel(page: ReturnInHand, thread: Challenge, step: Step) -> None:
    """Tell those who read the return that the agency answered, one message each."""
    readers = store.readers_of(page.id, page.agency_id, page.board.id)
    _tell(page, thread, step, readers, TO_PANEL[step], "note_to_panel")


def _tell(
    page: ReturnInHand,
    thread: Challenge,
    step: Step,
    whom: Sequence[Person],
    subject: str,
    template: str,
) -> None:
    for to in whom:
        mailing.write(
            f"note/{thread.id}/{len(thread.entries)}/person/{to.id}",
            board=page.board,
            to=to,
            subject=f"{subject}: {page.cycle_title}",
            template=template,
            page=page,
            number=thread.number,
            step=step,
            due_on=thread.due_on,
        )


def revised(by: By, page: ReturnInHand, version: int) -> None:
    """Note in each thread that reopened questions that `version` was signed since; no commit."""
    for thread in store.challenges_of(page.id):
        if not thread.awaits_revision:
            continue
        row, now = hold(page, thread.number)
        said = Said(Side.AGENCY, Step.REVISED, detail=str(version))
        tell_panel(page, add(by, page, row, now, said), Step.REVISED)
