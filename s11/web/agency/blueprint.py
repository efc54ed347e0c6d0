"""The blueprint, and how its addresses find a return and a standard."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, g

from s11.domain.errors import WrongState
from s11.domain.permissions import Action, Subject, may
from s11.domain.standards import Edition, Question, Standard
from s11.domain.submissions import Step, can
from s11.services.editions import frozen
from s11.services.looking_back import LastReturn, last_return
from s11.store.submissions import ReturnInHand, return_in_hand
from s11.web import identity

bp = Blueprint("agency", __name__)
RETURN = "/boards/<board>/cycles/<cycle>/returns/<agency>"


@dataclass(frozen=True, slots=True)
class Opened:
    """A return in hand with the edition that it answers."""

    page: ReturnInHand
    edition: Edition

    @property
    def subject(self) -> Subject:
        """What the permission table decides about."""
        return self.page.subject

    @property
    def last(self) -> LastReturn | None:
        """What the agency said when it last signed."""
        return last_return(self.page.last_signed_sha256)

    def numbered(self) -> list[tuple[str, str]]:
        """(key, title) of each standard."""
        return [(standard.key, standard.title) for standard in self.edition.standards]

    @property
    def is_changeable(self) -> bool:
        """Whether the return is where answers may be changed, whoever asks."""
        return self.page.is_open(identity.by().at) and can(self.page.status, Step.SAVE)


@dataclass(frozen=True, slots=True)
class OpenedStandard:
    """One standard of a return in hand."""

    opened: Opened
    standard: Standard

    @property
    def page(self) -> ReturnInHand:
        """The return."""
        return self.opened.page

    @property
    def subject(self) -> Subject:
        """What the permission table decides about: the return, and who helps with the standard."""
        return self.page.subject_of(self.standard.key)

    @property
    def applying(self) -> tuple[Question, ...]:
        """The questions for this type of agency, those behind a condition included."""
        its_type = self.page.agency_type
        return tuple(
            question
            for question in self.standard.questions
            if question.applies_to is None or its_type in question.applies_to
        )

    @property
    def numbers(self) -> dict[str, str]:
        """Each question's number, such as "f.3": the same for every type of agency."""
        key = self.standard.key
        return {q.id: f"{key}.{n}" for n, q in enumerate(self.standard.questions, start=1)}

    @property
    def may_answer(self) -> bool:
        """Whether the person who asks may change answers here, now."""
        allowed = may(identity.actor(), Action.ANSWER_STANDARD, self.subject)
        return allowed and self.opened.is_changeable


def load_return(board: str, cycle: str, agency: str) -> Opened | None:
    """The return at this address; its cycle must have been opened once."""
    page = return_in_hand(board, cycle, agency)
    if page is None or page.edition_sha256 is None:
        return None
    g.board = page.board
    return Opened(page, frozen(page.edition_sha256))


def load_standard(board: str, cycle: str, agency: str, standard: str) -> OpenedStandard | None:
    """One standard of the return at this address."""
    opened = load_return(board, cycle, agency)
    found = opened.edition.standard(standard) if opened else None
    return OpenedStandard(opened, found) if opened and found else None


def must_be_changeable(opened: Opened) -> None:
    """Refuse, in words, what may only be done while answers can be changed."""
    if not opened.is_changeable:
        raise WrongState("This return cannot be changed now. It can still be read.")
