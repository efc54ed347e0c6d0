"""Lettering: the panel's letter to an agency, from its draft to the versions that were issued."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from s11.domain import letters as rules
from s11.domain.agreeing import proposals
from s11.domain.cycles import london
from s11.domain.errors import NotFound, Refused, S11Error, WrongState
from s11.domain.letters import FEEDBACK, Addressee, Letter, Material, RatingTold
from s11.domain.moderation import Ratings, ScoreKind
from s11.domain.permissions import ROLE_WORDS, Role
from s11.domain.snapshot import SignedDocument, sha256_of
from s11.domain.standards import Edition
from s11.reports.letter import letter_pdf
from s11.services import mailing, moderating
from s11.services.imprinting import imprints
from s11.services.recording import By, record
from s11.store import challenges, cycles, people, sessions
from s11.store import letters as store
from s11.store.database import db
from s11.store.letters import Draft
from s11.store.models import IssuedLetter, Person
from s11.store.submissions import ReturnInHand

CHANGED = (
    "The stored letter no longer matches the SHA-256 that was kept when it was issued, so it is "
    "not printed. Tell the board's officer."
)
GOES_TO = (Role.LEAD, Role.SIGNATORY)


@dataclass
class Collided(S11Error):
    """Another officer saved the letter since the page was read; nothing was changed."""

    theirs: Draft
    sentence: str = "Somebody else saved this letter while you had it open."


@dataclass(frozen=True, slots=True)
class LetterReading:
    """An issued letter as its document tells it."""

    letter: Letter
    document: str
    sha256: str

    @property
    def intact(self) -> bool:
        """Whether the stored document still has the hash that was kept when it was issued."""
        return sha256_of(self.document) == self.sha256


def drafted(by: By, page: ReturnInHand, edition: Edition, document: SignedDocument) -> str:
    """A letter to begin with, from what the agency may read of its panel's work."""
    session = sessions.last_session_about(page.id)
    return rules.draft(
        Material(
            board=page.board.name,
            cycle=page.cycle_title,
            agency=page.agency_name,
            officer=by.who,
            edition=edition,
            notes=challenges.shared_of(page.id),
            ratings=_ratings(page, edition, document),
            decisions=[one.text for one in sessions.decisions_about(page.id)],
            held_on=london(session[1]).date() if session else None,
        )
    )


def _ratings(
    page: ReturnInHand, edition: Edition, document: SignedDocument
) -> list[RatingTold] | None:
    """The agreed ratings that are not the agency's own; None where they are not shared."""
    agreed: Ratings | None = moderating.shared_with_agency(page.id).get(ScoreKind.AGREED)
    if agreed is None:
        return None
    return [
        RatingTold(
            one.number,
            one.question.text,
            one.own_words[0],
            one.words_of(rating)[0],
            rating.reason,
        )
        for one in proposals(edition, document.answers, {}, agreed)
        if (rating := one.agreed)
    ]


def save(by: By, page: ReturnInHand, body: str, read: int) -> Draft:
    """Save the draft; `read` is the version that the page showed, 0 for none.

    Raises Refused, and Collided where somebody else saved meanwhile. The same words again are
    nothing new.
    """
    body = rules.check_body(body)
    cycles.submission_for_update(page.id)
    stands = store.draft_of(page.id, FEEDBACK)
    if stands and stands.body == body:
        db.session.rollback()
        return stands
    version = stands.version if stands else 0
    if stands and version != read:
        db.session.rollback()
        raise Collided(stands)
    draft = Draft(body, version + 1, by.who, by.at)
    store.keep_draft(page.id, FEEDBACK, draft, by.person_id or 0)
    record(by, "letter draft saved", page.path, board=page.board.slug, version=draft.version)
    db.session.commit()
    return draft


def issue(by: By, page: ReturnInHand, read: int) -> Letter:
    """Issue the draft as the next letter; `read` is the version of it that was seen.

    Raises Collided where the draft was saved again since, Refused where there is none, WrongState
    where the same letter was issued already: a button pressed twice sends one letter.
    """
    cycles.submission_for_update(page.id)
    draft = store.draft_of(page.id, FEEDBACK)
    before = next(iter(readings(page.id)), None)
    if draft is None:
        raise Refused("Write and save the letter first.", field="body")
    if before and before.letter.body == draft.body:
        raise WrongState(f"This letter was issued already, as letter {before.letter.version}.")
    if draft.version != read:
        db.session.rollback()
        raise Collided(draft)
    letter = as_letter(by, page, draft, before.letter if before else None)
    _tell(page, letter, _keep(by, page, letter))
    db.session.commit()
    return letter


def _tell(page: ReturnInHand, letter: Letter, row: IssuedLetter) -> None:
    """Tell whom it goes to that a letter waits, one message each and no word of it."""
    for person, _ in _addressees(page):
        mailing.write(
            f"letter/{row.id}/person/{person.id}",
            board=page.board,
            to=person,
            subject=f"A letter from the challenge panel: {page.cycle_title}",
            template="letter",
            page=page,
            letter=letter,
        )


def preview(by: By, page: ReturnInHand, draft: Draft) -> Letter:
    """The letter as it would be issued now."""
    before = next(iter(readings(page.id)), None)
    return as_letter(by, page, draft, before.letter if before else None)


def as_letter(by: By, page: ReturnInHand, draft: Draft, before: Letter | None) -> Letter:
    """The draft as the letter that follows `before`."""
    return Letter(
        board=page.board.name,
        cycle=page.cycle_title,
        agency=page.agency_name,
        reference=page.reference,
        version=before.version + 1 if before else 1,
        issued_at=by.at,
        issued_by=by.who,
        to=tuple(one for _, one in _addressees(page)),
        body=draft.body,
        replaced_on=london(before.issued_at).date() if before else None,
    )


def _addressees(page: ReturnInHand) -> list[tuple[Person, Addressee]]:
    """The agency's leads and accountable officers; nobody twice."""
    found: dict[int, tuple[Person, Addressee]] = {}
    for role in GOES_TO:
        for one in people.people_of_agency(page.board.id, page.agency_id, role):
            found.setdefault(one.id, (one, Addressee(one.name, ROLE_WORDS[role].lower())))
    return list(found.values())


def _keep(by: By, page: ReturnInHand, letter: Letter) -> IssuedLetter:
    text = rules.to_json(letter)
    row = IssuedLetter(
        submission_id=page.id,
        kind=letter.kind,
        version=letter.version,
        document=text,
        sha256=sha256_of(text),
        issued_by=by.person_id,
        issued_at=by.at,
    )
    store.add(row)
    facts = {"version": letter.version, "sha256": row.sha256, "rows": imprints(row)}
    record(by, "letter issued", page.path, board=page.board.slug, **facts)
    return row


def readings(submission_id: int) -> list[LetterReading]:
    """Every letter that was issued, newest first."""
    return [
        LetterReading(rules.from_json(row.document), row.document, row.sha256)
        for row in store.issued(submission_id, FEEDBACK)
    ]


def reading(submission_id: int, version: int | None = None) -> LetterReading:
    """One letter, or the newest; raises NotFound."""
    for one in readings(submission_id):
        if version in {None, one.letter.version}:
            return one
    raise NotFound


def pdf(found: LetterReading, colour: str) -> bytes:
    """The letter on paper, in the board's colour; raises WrongState where it is not intact."""
    if not found.intact:
        raise WrongState(CHANGED)
    return _pdf(found.document, found.sha256, colour)


@lru_cache(maxsize=32)
def _pdf(document: str, sha256: str, colour: str) -> bytes:
    return letter_pdf(rules.from_json(document), sha256, colour)
