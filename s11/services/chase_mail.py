"""The messages of chasing: written with the decision, one to each person, all in one go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from s11.domain.chasing import ChaseDue
from s11.domain.cycles import listed
from s11.domain.ladder import RECIPIENT_WORDS, Channel, Recipient
from s11.services import mailing
from s11.services.mailing import Addressee, Draft
from s11.store.chasing import Key
from s11.store.cycles import CycleInHand

OF_BOARD = frozenset({Recipient.OFFICER, Recipient.CHAIR})


@dataclass(frozen=True, slots=True)
class Listed:
    """A chase with all that a page, the command line or a message says of it.

    `subject` and `words` are filled, or the officer's own (`is_own`); `others` are the names of
    those who get the same.
    """

    chase: ChaseDue
    agency_name: str
    agency_slug: str
    agency_id: int
    due_at: datetime
    subject: str
    words: str
    is_own: bool
    others: tuple[str, ...]

    @property
    def key(self) -> Key:
        """What the chase is known by: return, step and person."""
        return self.chase.key

    @property
    def is_mail(self) -> bool:
        """Whether it goes out by e-mail."""
        return self.chase.channel is Channel.EMAIL and self.chase.person is not None

    def beside(self, others: Sequence[str]) -> Listed:
        """The same, with the names of these others who get it."""
        return replace(self, others=tuple(others))


def subject_of(cycle: CycleInHand, one: Listed) -> str:
    """The whole subject of the message: whose it is comes first."""
    return f"{cycle.board.name}: {one.subject}"


def write(cycle: CycleInHand, chases: Sequence[Listed]) -> dict[Key, int]:
    """Queue the messages of these chases; the messages' ids by chase. No commit."""
    drafts = {_message_key(cycle, one): one for one in chases}
    written = mailing.write_all(
        cycle.board, [_draft(cycle, key, one) for key, one in drafts.items()]
    )
    return {drafts[key].key: number for key, number in written.items()}


def _message_key(cycle: CycleInHand, one: Listed) -> str:
    """Unique by cycle, agency, step and person: no message is ever decided twice."""
    _, step, person = one.key
    return f"chase/{cycle.id}/{one.agency_id}/{step}/{person}"


def _draft(cycle: CycleInHand, key: str, one: Listed) -> Draft:
    person, step = one.chase.person, one.chase.step
    assert person is not None
    parts = [recipient for recipient in Recipient if recipient in person.recipients & step.to]
    return Draft(
        key,
        Addressee(person.name, person.email),
        subject_of(cycle, one),
        "chase_to_board" if set(parts) <= OF_BOARD else "chase_to_agency",
        {
            "cycle": cycle,
            "chase": one,
            "parts": listed([RECIPIENT_WORDS[part].lower() for part in parts]),
            "others": listed(one.others),
        },
    )
