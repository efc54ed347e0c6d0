"""A signed return that a panel reads and asks about, made through the services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from s11 import clock
from s11.domain.answers import Answer
from s11.domain.challenges import Anchor, Challenge, ChallengeKind
from s11.domain.cycles import CycleStatus, london
from s11.domain.merging import Save
from s11.domain.permissions import Role
from s11.domain.standards import AnswerIn
from s11.services import answering, challenging, signing
from s11.services.recording import By
from s11.store import challenges as store
from s11.store.database import db
from s11.store.models import OutboxMessage, Person, SignedReturn
from s11.store.submissions import ReturnInHand, return_in_hand
from tests import factories, journey
from tests.domain.making import choice, edition, rating, standard
from tests.journey import Place

ASKED = edition(
    standard("a", choice("a.1"), rating("a.2", show_if=AnswerIn("a.1", ("yes",))), rating("a.3")),
    standard("b", rating("b.1")),
    agency_types={"housing": "Housing"},
)
FIRST = {"a.1": "no", "a.3": "amber", "b.1": "green"}
Q = ChallengeKind.QUESTION


@dataclass
class Noted:
    """The return with its agency's people, and the panel's: a member who reads it, an officer."""

    at: Place
    member: Person

    @property
    def page(self) -> ReturnInHand:
        """The return as it now stands."""
        found = return_in_hand(self.at.board.slug, self.at.cycle.slug, self.at.agency.slug)
        assert found is not None
        return found

    @property
    def review(self) -> str:
        """The address at which the panel reads the return."""
        return self.at.path.replace("/returns/", "/reviews/")

    def by(self, someone: Person) -> By:
        """That person, now."""
        return factories.by(someone)

    def note(self, number: int = 1) -> Challenge:
        """A note, whole."""
        found = store.challenge(self.page.id, number)
        assert found is not None
        return found

    def raise_note(self, text: str = "Who checks?", about: str = "a.3", **more: object) -> int:
        """A question by the member; shared if told so."""
        anchor = Anchor(about.partition(".")[0], about)
        return challenging.raise_note(self.by(self.member), self.page, Q, anchor, text, **more)  # type: ignore[arg-type]

    def answer(self, **values: str) -> None:
        """Save these answers, by question ("a_3"), as the lead."""
        read = {key: said.version for key, said in answering.store.answers_of(self.page.id).items()}
        named = {name.replace("_", "."): value for name, value in values.items()}
        saves = [Save(Answer(key, value), read.get(key, 0)) for key, value in named.items()]
        answering.save(self.by(self.at.lead), self.page, ASKED, saves)

    def sign(self) -> SignedReturn:
        """Ask for the signature and give it."""
        signing.ask_to_sign(self.by(self.at.lead), self.page, ASKED)
        by = self.by(self.at.signatory)
        return signing.sign(by, self.page, ASKED, name="Ade", role="Director")

    def close(self) -> None:
        """Close the cycle, as it is when panels meet."""
        self.at.cycle.status = CycleStatus.CLOSED
        db.session.commit()


def noted() -> Noted:
    """A return signed once, given to a member of its panel; no mail about it is left."""
    at = journey.place(ASKED)
    member = factories.person((Role.PANEL_MEMBER, at.board, None), name="Emyr Member")
    made = Noted(at, member)
    made.answer(**{key.replace(".", "_"): value for key, value in FIRST.items()})
    made.sign()
    factories.review(factories.panel(at.cycle, member), at.submission, member, by=at.officer)
    db.session.query(OutboxMessage).delete()
    db.session.commit()
    return made


def in_days(days: int) -> date:
    """The London day so many days from today."""
    return london(clock.now()).date() + timedelta(days=days)
