"""The blueprint, and how its addresses find a return as its panel reads it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from flask import Blueprint, g

from s11.domain.permissions import Action, Subject, may
from s11.domain.snapshot import SignedDocument
from s11.domain.standards import Edition, Standard
from s11.services.editions import frozen
from s11.services.looking_back import LastReturn, last_return
from s11.store import panels, signing
from s11.store.models import SignedReturn
from s11.store.submissions import ReturnInHand, return_in_hand
from s11.web import identity

bp = Blueprint("panel", __name__)
REVIEW = "/boards/<board>/cycles/<cycle>/reviews/<agency>"


@dataclass(frozen=True)
class Reviewed:
    """A return as its panel reads it: the newest version that was signed, and nothing later."""

    page: ReturnInHand
    edition: Edition
    signed: SignedReturn
    subject: Subject

    @cached_property
    def document(self) -> SignedDocument:
        """What was signed, read once per process: it never changes."""
        found = last_return(self.signed.sha256)
        if found is None:
            raise LookupError(self.signed.sha256)
        return found.document

    @property
    def last(self) -> LastReturn | None:
        """What the agency signed in the cycle before."""
        return last_return(self.page.last_signed_sha256)

    @property
    def may_review(self) -> bool:
        """Whether the person who asks may rate and write notes."""
        return may(identity.actor(), Action.REVIEW_RETURN, self.subject)


@dataclass(frozen=True)
class ReviewedStandard:
    """One standard of a return that is reviewed."""

    review: Reviewed
    standard: Standard

    @property
    def subject(self) -> Subject:
        """What the permission table decides about."""
        return self.review.subject


def load_review(board: str, cycle: str, agency: str) -> Reviewed | None:
    """The return at this address with its newest signed version; None before one was signed."""
    page = return_in_hand(board, cycle, agency)
    if page is None or page.edition_sha256 is None or not page.signed_version:
        return None
    signed = signing.signed_version(page.id, page.signed_version)
    if signed is None:
        return None
    g.board = page.board
    subject = Subject(
        page.board.id,
        page.agency_id,
        seated=panels.seated(page.id),
        interested=panels.interested(page.id),
    )
    return Reviewed(page, frozen(page.edition_sha256), signed, subject)


def load_standard(board: str, cycle: str, agency: str, standard: str) -> ReviewedStandard | None:
    """One standard of the return at this address."""
    review = load_review(board, cycle, agency)
    found = review.edition.standard(standard) if review else None
    return ReviewedStandard(review, found) if review and found else None
