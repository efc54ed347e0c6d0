"""Enquiring: what deserves asking of a signed return, and what a panel puts aside with its reason.

Lines are found anew from what was signed; only what the panel said of them is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from s11.domain.challenges import Outcome, Thread
from s11.domain.enquiry import Facts, Line, Told, lines_of_enquiry
from s11.domain.errors import Refused, WrongState
from s11.domain.snapshot import SignedDocument
from s11.domain.standards import Edition
from s11.services.comparing import movement_of
from s11.services.imprinting import imprints
from s11.services.looking_back import last_return
from s11.services.moderating import SIGNED_ANEW
from s11.services.recording import By, record
from s11.store import challenges, comparing, moderation
from s11.store import enquiry as store
from s11.store.database import db
from s11.store.enquiry import Dismissal
from s11.store.models import EnquiryDismissal
from s11.store.submissions import ReturnInHand

CHANGED = (
    "Another member of the panel changed this line of enquiry while you had the page open. "
    "Load it again."
)
GONE = "This line of enquiry does not apply to the return any more. Load the page again."


@dataclass(frozen=True, slots=True)
class LineSeen:
    """A line of enquiry with what the panel said of it.

    `version` counts what was said; `reason`, `by` and `at` are of the last time, and empty before.
    """

    line: Line
    dismissed: bool = False
    reason: str = ""
    by: str = ""
    at: datetime | None = None
    version: int = 0


def lines(page: ReturnInHand, edition: Edition, document: SignedDocument) -> tuple[LineSeen, ...]:
    """The lines of enquiry of the newest signed version, heaviest first; dismissed ones too."""
    said = store.dismissals_of(page.id)
    return tuple(_seen(line, said.get(line.key)) for line in _lines(page, edition, document))


def dismiss(
    by: By,
    page: ReturnInHand,
    edition: Edition,
    document: SignedDocument,
    key: str,
    reason: str,
    read: int,
) -> None:
    """Put a line aside; `read` is the version that the page showed.

    Raises Refused, at `reason`, without one; WrongState where somebody else changed it meanwhile
    or a new version was signed.
    """
    if not reason.strip():
        raise Refused("Say why this need not be asked.", field="reason")
    if moderation.hold(page.id) != document.version:
        raise _stopped(SIGNED_ANEW)
    _check_read(page, key, read)
    if key not in {line.key for line in _lines(page, edition, document)}:
        raise _stopped(GONE)
    _say(by, page, key, read + 1, reason.strip())


def take_up(by: By, page: ReturnInHand, key: str, read: int) -> None:
    """Take up again what was put aside. Raises WrongState where somebody else changed it."""
    moderation.hold(page.id)
    stands = _check_read(page, key, read)
    if stands is None or not stands.dismissed:
        raise _stopped("This line of enquiry has not been put aside.")
    _say(by, page, key, read + 1, "")


def _lines(page: ReturnInHand, edition: Edition, document: SignedDocument) -> tuple[Line, ...]:
    last = last_return(page.last_signed_sha256)
    return lines_of_enquiry(
        Facts(
            now=Told(edition, document),
            last=Told(last.edition, last.document) if last else None,
            comparison=movement_of(page),
            peers=comparing.peers(page.cycle_id, document.agency_type, page.id),
            carried=_carried(page),
        )
    )


def _carried(page: ReturnInHand) -> tuple[Thread, ...]:
    """The notes that were carried to this cycle, those that stayed private to the panel too."""
    before = challenges.submission_before(page.id)
    notes = challenges.challenges_of(before) if before else []
    return tuple(note for note in notes if note.outcome is Outcome.CARRIED)


def _seen(line: Line, said: Dismissal | None) -> LineSeen:
    if said is None:
        return LineSeen(line)
    return LineSeen(line, said.dismissed, said.reason, said.by, said.at, said.version)


def _check_read(page: ReturnInHand, key: str, read: int) -> Dismissal | None:
    """What stands of a line, if it is what the page showed; the return is to be held."""
    stands = store.dismissals_of(page.id).get(key)
    if (stands.version if stands else 0) != read:
        raise _stopped(CHANGED)
    return stands


def _stopped(sentence: str) -> WrongState:
    """The return is let go, and nothing was changed."""
    db.session.rollback()
    return WrongState(sentence)


def _say(by: By, page: ReturnInHand, key: str, version: int, reason: str) -> None:
    """Add to what was said of a line; one without a reason is taken up again."""
    said = EnquiryDismissal(
        submission_id=page.id,
        line=key,
        version=version,
        dismissed=bool(reason),
        reason=reason,
        said_by=by.person_id or 0,
        said_at=by.at,
    )
    store.add(said)
    kind = "line of enquiry put aside" if reason else "line of enquiry taken up again"
    facts = {"line": key, "version": version, "rows": imprints(said)}
    record(by, kind, page.path, board=page.board.slug, **facts)
    db.session.commit()
