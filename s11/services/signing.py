"""Signing: asking for the signature, giving it, sending back, and reopening for a revision."""

from __future__ import annotations

from collections.abc import Collection

from s11.domain.answers import Answers
from s11.domain.cycles import deadline
from s11.domain.errors import Refused, WrongState
from s11.domain.objectives import objectives
from s11.domain.permissions import Role
from s11.domain.scoring import overall_score
from s11.domain.snapshot import (
    SignedDocument,
    SignedFile,
    SignOff,
    from_json,
    scores_to_keep,
    sha256_of,
    to_json,
)
from s11.domain.standards import Edition
from s11.domain.submissions import Status, Step, after
from s11.domain.trail import hash_of_rows
from s11.services import answering, comparing, mailing, moderating, noting
from s11.services.answering import MOVED_ON
from s11.services.recording import By, record
from s11.store import answers as answer_store
from s11.store import cycles, evidence, people, signing, submissions
from s11.store.database import db
from s11.store.models import Event, Person, SignedReturn, SignRequest
from s11.store.submissions import ReturnInHand

DECLARATION = (
    "I have read this return. To the best of my knowledge it is a true account of how this agency "
    "safeguards children and promotes their welfare, and the actions in it will be carried out."
)


def ask_to_sign(by: By, page: ReturnInHand, edition: Edition) -> None:
    """Ask the agency's accountable officers to sign; raises Refused while anything is missing."""
    answering.must_be_open(by, page)
    left = answering.gaps(page, edition, answer_store.answers_of(page.id))
    signatories = people.people_of_agency(page.board.id, page.agency_id, Role.SIGNATORY)
    if not signatories:
        raise Refused(
            "Nobody is named as this agency's accountable officer. Ask the board's officer to "
            "add one, then ask for the signature."
        )
    if left:
        raise Refused("Something is still missing. It is listed on this page.")
    _move(page, Step.ASK_TO_SIGN, last_activity_at=by.at)
    request = SignRequest(submission_id=page.id, asked_by=by.person_id, asked_at=by.at)
    signing.add(request)
    record(by, "signature asked for", page.path, board=page.board.slug)
    for signatory in signatories:
        _write(
            f"sign-request/{request.id}",
            page,
            signatory,
            "sign_request",
            f"A return waits for your signature: {page.cycle_title}",
            by=by,
        )
    db.session.commit()


def take_back(by: By, page: ReturnInHand) -> None:
    """The lead takes the return back to change something."""
    _end_request(by, page, Step.TAKE_BACK, "taken back", "")
    db.session.commit()


def send_back(by: By, page: ReturnInHand, reason: str) -> None:
    """The signatory sends the return back, with a reason that the lead reads on the platform."""
    request = _end_request(by, page, Step.SEND_BACK, "sent back", reason)
    for lead in people.people_of_agency(page.board.id, page.agency_id, Role.LEAD):
        _write(
            f"sent-back/{request.id}",
            page,
            lead,
            "sent_back",
            f"Your return was sent back: {page.cycle_title}",
            by=by,
        )
    db.session.commit()


def sign(by: By, page: ReturnInHand, edition: Edition, *, name: str, role: str) -> SignedReturn:
    """Sign the return: one document, one reference, one hash, however often the button is pressed.

    Raises WrongState where it does not wait for a signature (any more).
    """
    answering.must_be_open(by, page)
    version = page.signed_version + 1
    signed_now = {"submitted_at": by.at, "signed_version": version, "revising": "", "source": ""}
    came = page.returned_at or by.at
    _move(page, Step.SIGN, last_activity_at=by.at, returned_at=came, **signed_now)
    request = _close_request(page.id, by, "signed", "")
    document = _document(by, page, edition, SignOff(name, role, by.at, DECLARATION), version)
    signed = _keep(by, page, document)
    moderating.recompute(page)
    comparing.keep_standing(page)
    event = record(
        by,
        "return signed",
        page.path,
        board=page.board.slug,
        reference=page.reference,
        version=version,
        sha256=signed.sha256,
        history=history_hash(page.id, document),
    )
    _send_receipts(by, page, request, signed=signed, event=event)
    noting.revised(by, page, version)
    db.session.commit()
    return signed


def _keep(by: By, page: ReturnInHand, document: SignedDocument) -> SignedReturn:
    text = to_json(document)
    signed = SignedReturn(
        submission_id=page.id,
        version=document.version,
        document=text,
        sha256=sha256_of(text),
        signed_by=by.person_id,
        signed_at=by.at,
    )
    signing.add(signed)
    return signed


def _send_receipts(
    by: By, page: ReturnInHand, request: SignRequest, *, signed: SignedReturn, event: Event
) -> None:
    """To the signatory and to whoever asked, one each."""
    wanted = {request.asked_by, by.person_id or 0}
    for to in filter(None, (people.person(one) for one in sorted(wanted))):
        _write(
            f"signed/{page.id}/{signed.version}",
            page,
            to,
            "signed",
            f"Return submitted: {page.cycle_title}, reference {page.reference}",
            by=by,
            signed=signed,
            event=event,
            deadline=deadline(page.due_at, page.returned_at or by.at),
        )


def history_hash(submission_id: int, document: SignedDocument) -> str:
    """The hash of every version of every answer up to what was signed: the record keeps it."""
    versions = {key: said.version for key, said in document.answers.items()}
    return hash_of_rows(answer_store.history_up_to(submission_id, versions))


def reopen(by: By, page: ReturnInHand, reason: str) -> None:
    """The officer reopens a signed return for a revision; the signed version stays readable."""
    answering.must_be_open(by, page)
    open_again(by, page, reason)
    db.session.commit()


def open_again(by: By, page: ReturnInHand, reason: str, questions: Collection[str] = ()) -> None:
    """Reopen a signed return, all of it or the named questions alone; no commit.

    A panel's query may name questions after the cycle has closed too.
    """
    if not reason.strip():
        raise Refused("Say why the return is reopened: the agency reads it.", field="reason")
    named = " ".join(questions)
    _move(page, Step.REOPEN, submitted_at=None, last_activity_at=by.at, revising=named)
    _tell_reopened(by, page, reason, named)


def open_more(by: By, page: ReturnInHand, reason: str, questions: Collection[str]) -> None:
    """Add questions to those that a revision under way may change; no commit.

    Raises WrongState where no such revision is under way.
    """
    row = cycles.submission_for_update(page.id)
    if row is None or row.status is not Status.IN_PROGRESS or not row.revising:
        raise WrongState("The agency has its whole return open at present, or has yet to sign it.")
    # As the row has it now: another query may have added to it since the page was read.
    named = " ".join(sorted({*row.revising.split(), *questions}))
    submissions.touch(page.id, revising=named)
    _tell_reopened(by, page, reason, " ".join(questions))


def _tell_reopened(by: By, page: ReturnInHand, reason: str, questions: str) -> None:
    facts = {"reason": reason.strip()} | ({"questions": questions} if questions else {})
    event = record(by, "return reopened", page.path, board=page.board.slug, **facts)
    for lead in people.people_of_agency(page.board.id, page.agency_id, Role.LEAD):
        _write(
            f"reopened/{event.number}",
            page,
            lead,
            "reopened",
            f"Your return was reopened: {page.cycle_title}",
            by=by,
            named=bool(questions),
        )


def newest_document(page: ReturnInHand) -> SignedDocument | None:
    """What the return said when it was last signed; None before it was."""
    signed = signing.signed_version(page.id, page.signed_version)
    return from_json(signed.document) if signed else None


def _move(page: ReturnInHand, step: Step, **values: object) -> None:
    to = after(page.status, step)
    if not submissions.move(page.id, expected=[page.status], to=to, **values):
        raise WrongState(MOVED_ON)


def _end_request(by: By, page: ReturnInHand, step: Step, outcome: str, reason: str) -> SignRequest:
    answering.must_be_open(by, page)
    _move(page, step, last_activity_at=by.at)
    request = _close_request(page.id, by, outcome, reason)
    record(by, f"return {outcome}", page.path, board=page.board.slug)
    return request


def _close_request(submission_id: int, by: By, outcome: str, reason: str) -> SignRequest:
    request = signing.waiting_request(submission_id)
    if request is None:
        raise WrongState(MOVED_ON)
    request.ended_at, request.outcome = by.at, outcome
    request.decided_by, request.reason = by.person_id, reason
    return request


def _document(
    by: By, page: ReturnInHand, edition: Edition, sign_off: SignOff, version: int
) -> SignedDocument:
    answers: Answers = answer_store.answers_of(page.id)
    return SignedDocument(
        board=page.board.name,
        cycle=page.cycle_title,
        due_at=page.due_at,
        agency=page.agency_name,
        agency_type=page.agency_type,
        reference=page.reference,
        version=version,
        edition_sha256=page.edition_sha256 or "",
        answers=answers,
        files=tuple(
            SignedFile(one.question, one.name, one.size, one.sha256, one.dated_on)
            for one in evidence.files_of(page.id)
        ),
        objectives=objectives(answers),
        last_objectives=answering.last_objectives(page, answers),
        scores=scores_to_keep(overall_score(edition, page.agency_type, answers)),
        contributors=answer_store.contributors(page.id),
        sign_off=sign_off,
    )


def _write(
    key: str, page: ReturnInHand, to: Person, template: str, subject: str, **words: object
) -> None:
    mailing.write(
        f"{key}/person/{to.id}",
        board=page.board,
        to=to,
        subject=subject,
        template=template,
        page=page,
        **words,
    )
