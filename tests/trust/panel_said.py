"""What a panel said of two returns of the signed board, made through the services."""

from __future__ import annotations

from datetime import timedelta

from s11.domain.challenges import Anchor, ChallengeKind, Outcome
from s11.domain.moderation import PanelRating
from s11.domain.permissions import Role
from s11.domain.snapshot import SignedDocument, from_json
from s11.domain.standards import Edition
from s11.services import challenging, enquiring, holding, lettering, moderating
from s11.services.editions import frozen
from s11.services.enquiring import LineSeen
from s11.services.imprinting import imprints
from s11.services.recording import By, record
from s11.store import sessions, signing
from s11.store.database import db
from s11.store.models import Board, ContactLog, Cycle, Person, Submission
from s11.store.submissions import ReturnInHand, return_in_hand
from tests import factories
from tests.trust.signed_board import BOARD, person

AT = factories.NOON + timedelta(days=200)
ABOUT = Anchor("a", "a.1")


def build() -> None:
    """Two panel members rate, ask, put aside, agree and decide; an officer writes two letters."""
    board = db.session.query(Board).one()
    cycle = db.session.query(Cycle).filter_by(slug="s11-2027").one()
    people = [factories.person((Role.PANEL_MEMBER, board, None), name=one) for one in ("Em", "Oy")]
    officer = factories.person((Role.OFFICER, board, None), name="Ott")
    panel = factories.panel(cycle, *people)
    returns = db.session.query(Submission).filter_by(cycle_id=cycle.id).all()
    for one in returns:
        factories.review(panel, one, people[0], by=officer)
    meeting = factories.session(panel, *returns, held_at=AT)
    db.session.commit()
    for number, agency in enumerate(("harbour-homes", "quay-homes")):
        work = Work(agency, people, officer)
        work.notes()
        work.rate()
        work.put_aside()
        work.meet(meeting.id, number)
        work.write()
        work.log()


class Work:
    """What is done about one agency's return, in the order of a panel's work."""

    def __init__(self, agency: str, people: list[Person], officer: Person) -> None:
        self.agency = agency
        self.lead = factories.by(person(f"lead@{agency}.example"), AT)
        self.first, self.second = (factories.by(one, AT) for one in people)
        self.officer: By = factories.by(officer, AT)

    @property
    def page(self) -> ReturnInHand:
        found = return_in_hand(BOARD, "s11-2027", self.agency)
        assert found
        return found

    @property
    def signed(self) -> tuple[ReturnInHand, Edition, SignedDocument]:
        page = self.page
        newest = signing.signed_versions(page.id)[0]
        return page, frozen(page.edition_sha256 or ""), from_json(newest.document)

    def notes(self) -> None:
        kind = ChallengeKind.QUESTION
        challenging.raise_note(self.first, self.page, kind, ABOUT, "Who checks?", shared=True)
        challenging.respond(self.lead, self.page, 1, "The board does.")
        challenging.note(self.second, self.page, 1, "Ask again.", private=True)
        challenging.settle(self.first, self.page, 1, Outcome.ANSWERED, "Thank you.")

    def rate(self) -> None:
        rating = PanelRating("a.1", "red", reason="No minutes.")
        moderating.propose(self.first, *self.signed, rating, 0)
        better = PanelRating("a.1", "amber", reason="Some minutes.")
        moderating.propose(self.second, *self.signed, better, 1)

    def line(self) -> LineSeen:
        return enquiring.lines(*self.signed)[0]

    def put_aside(self) -> None:
        key = self.line().line.key
        enquiring.dismiss(self.first, *self.signed, key, "It was said.", 0)
        enquiring.take_up(self.second, self.page, key, 1)

    def meet(self, session_id: int, item: int) -> None:
        found = sessions.session_in_hand(BOARD, session_id)
        assert found
        read = holding.standing(self.page.id)
        holding.agree(self.first, found, *self.signed, [], read)
        holding.decide(self.second, found, sessions.items_of(session_id)[item], "Agreed.", 0)

    def write(self) -> None:
        for version, body in enumerate(("Dear all,\n\nThank you.", "Dear all,\n\nOnce more."), 1):
            lettering.save(self.officer, self.page, body, version - 1)
            lettering.issue(self.officer, self.page, version)

    def log(self) -> None:
        entry = ContactLog(
            submission_id=self.page.id,
            kind="note",
            outcome="",
            text="They were on leave.",
            logged_by=self.officer.person_id,
            logged_at=AT,
        )
        db.session.add(entry)
        db.session.flush()
        record(self.officer, "contact noted", self.page.path, board=BOARD, rows=imprints(entry))
        db.session.commit()
