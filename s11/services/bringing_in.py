"""Bringing in: past returns from a spreadsheet, looked at first, then all of them or none.

What is brought in stands like any signed return, so that comparison and history read it; its
document, its row and the record say that it came from a spreadsheet and that nobody signed it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from s11.domain.completeness import missing, progress
from s11.domain.cycles import CycleStatus
from s11.domain.errors import Refused, WrongState
from s11.domain.past_returns import PastReading, PastReturn, Place, read_past
from s11.domain.past_sheets import Rows
from s11.domain.report_words import moment_words
from s11.domain.snapshot import SignedDocument, SignOff, scores_to_keep, sha256_of, to_json
from s11.domain.standards import Edition
from s11.domain.submissions import Status, reference
from s11.services import agencies, comparing, editions
from s11.services.cycles import locked
from s11.services.recording import By, record
from s11.services.signing import history_hash
from s11.store import agencies as register
from s11.store import answers as answer_store
from s11.store import cycles as store
from s11.store import signing, standing
from s11.store.cycles import CycleInHand
from s11.store.database import db
from s11.store.models import SignedReturn, Submission

SOURCE = "spreadsheet"
NOT_CLOSED = (
    "Past returns go into a cycle that is closed, and this one is {}. For a year that is over, set "
    "a cycle up with `s11 cycle create` and its own dates, then run `s11 cycle open … --past`: it "
    "keeps the questions of that year and closes the cycle at once."
)
STATES = {CycleStatus.DRAFT: "being set up", CycleStatus.OPEN: "open"}


@dataclass(frozen=True)
class Seen:
    """What bringing a file in would do, or what is wrong with it; never both."""

    reading: PastReading

    @property
    def fingerprint(self) -> str:
        """What tells this plan from another one, so that what was seen is what is done."""
        return hashlib.sha256(repr(self.reading).encode()).hexdigest()


def look(cycle: CycleInHand, rows: Rows, *, create: bool) -> Seen:
    """Read the rows against the cycle's questions and the board's agencies; nothing is changed.

    Raises WrongState where the cycle is not closed. With `create`, unknown agencies are to be made.
    """
    if cycle.status is not CycleStatus.CLOSED or cycle.edition_sha256 is None:
        raise WrongState(NOT_CLOSED.format(STATES.get(cycle.status, "empty")))
    edition = editions.frozen(cycle.edition_sha256)
    return Seen(read_past(rows, edition, _places(cycle), create=create))


def bring_in(
    cycle: CycleInHand, rows: Rows, by: By, *, create: bool, seen: str | None = None
) -> PastReading:
    """Bring every return of the file in, in one commit; with `seen`, only if that is what was seen.

    Raises Refused where the file has faults, WrongState where the cycle is not closed or something
    was changed meanwhile.
    """
    register.lock_register(cycle.board.id)
    locked(cycle)
    found = look(cycle, rows, create=create)
    if found.reading.faults:
        raise Refused("The file has faults: nothing was imported.", "file")
    if seen is not None and seen != found.fingerprint:
        raise WrongState("The register or the cycle was changed meanwhile. Look at it again.")
    work = _Work(cycle, by)
    for past in found.reading.returns:
        work.carry_out(past)
    db.session.commit()
    return found.reading


def _places(cycle: CycleInHand) -> Iterator[Place]:
    """Every agency that is or was of the board, and whether its return can be brought in."""
    expected = {one.agency_id: one for one, _ in store.expected_with_membership(cycle.id)}
    for member in register.register(cycle.board):
        its = expected.get(member.agency_id)
        agency_type = its.agency_type if its else member.agency_type
        yield Place(member.slug, member.name, agency_type, _why_not(its))


def _why_not(its: Submission | None) -> str:
    if its is None:
        return ""
    if its.signed_version:
        return "has a signed return in this cycle already"
    return "" if its.status is Status.NOT_STARTED else "has begun its return in this cycle here"


class _Work:
    """One import under way: what is known of agencies and of the cycle's returns, read once."""

    def __init__(self, cycle: CycleInHand, by: By) -> None:
        self.cycle, self.by = cycle, by
        self.edition: Edition = editions.frozen(cycle.edition_sha256 or "")
        self.members = {one.slug: one.agency_id for one in register.register(cycle.board)}
        self.expected = {one.agency_id: one for one, _ in store.expected_with_membership(cycle.id)}
        self.slugs = set(register.slugs_like())

    def carry_out(self, past: PastReturn) -> None:
        """Keep one return as the platform would: answers, document, scores, event, comparison."""
        slug, agency_id = self._agency(past)
        submission = self._submission(past, slug, agency_id)
        said = list(past.answers.values())
        by_id, at = self.by.person_id, self.by.at
        answer_store.write(submission.id, said, saved_by=by_id, saved_at=at)
        gaps = missing(self.edition, past.agency_type, past.answers, {})
        far = progress(self.edition, past.agency_type, past.answers, gaps)
        standing.keep_standing(submission.id, far, scores_to_keep(past.score))
        self._keep(submission.id, self._document(past, submission), slug)
        comparing.keep_standing_of(submission.id)

    def _agency(self, past: PastReturn) -> tuple[str, int]:
        """The agency's short name and id; one that is new joins the register."""
        if past.slug is not None:
            return past.slug, self.members[past.slug]
        board = self.cycle.board
        made = agencies.add_one(board, past.name, past.agency_type, self.slugs, self.by)
        self.slugs.add(made.agency.slug)
        return made.agency.slug, made.agency_id

    def _submission(self, past: PastReturn, slug: str, agency_id: int) -> Submission:
        """The return's row: the one that was expected, or one that the file shows there was."""
        row = self.expected.get(agency_id) or Submission(
            cycle_id=self.cycle.id,
            agency_id=agency_id,
            reference=reference(self.cycle.board.slug, self.cycle.slug, slug),
        )
        row.agency_type, row.source = past.agency_type, SOURCE
        row.status, row.signed_version = Status.SUBMITTED, 1
        row.returned_at = row.submitted_at = row.extended_due_at or self.cycle.due_at
        row.last_activity_at = self.by.at
        row.asked, row.answered = past.asked, past.settled
        store.add(row)
        return row

    def _document(self, past: PastReturn, row: Submission) -> SignedDocument:
        due_at: datetime = row.extended_due_at or self.cycle.due_at
        came = f"Imported from a spreadsheet by {self.by.who} on {moment_words(self.by.at)}"
        return SignedDocument(
            board=self.cycle.board.name,
            cycle=self.cycle.title,
            due_at=due_at,
            agency=past.name,
            agency_type=past.agency_type,
            reference=row.reference,
            version=1,
            edition_sha256=self.cycle.edition_sha256 or "",
            answers={key: replace(one, version=1) for key, one in past.answers.items()},
            files=(),
            objectives=(),
            last_objectives=(),
            scores=scores_to_keep(past.score),
            contributors=(),
            # Whoever looks back asks what was true then: the day that it was due stands for it.
            sign_off=SignOff(self.by.who, "", due_at, f"{came}; nobody signed it here."),
            source=SOURCE,
        )

    def _keep(self, submission_id: int, document: SignedDocument, slug: str) -> None:
        text = to_json(document)
        signed = SignedReturn(
            submission_id=submission_id,
            version=document.version,
            document=text,
            sha256=sha256_of(text),
            signed_by=self.by.person_id,
            signed_at=self.by.at,
        )
        signing.add(signed)
        record(
            self.by,
            "return imported",
            f"{self.cycle.path}/{slug}",
            board=self.cycle.board.slug,
            reference=document.reference,
            version=document.version,
            sha256=signed.sha256,
            history=history_hash(submission_id, document),
        )
