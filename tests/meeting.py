"""A panel's session to run: one signed return, one that nobody has signed, and a break."""

from __future__ import annotations

from datetime import timedelta

from s11 import clock
from s11.domain.permissions import Role
from s11.domain.sessions import Item
from s11.services import holding
from s11.services.recording import By
from s11.store import sessions as store
from s11.store.database import db
from s11.store.models import AgendaItem, Person
from s11.store.sessions import SessionInHand
from tests import factories
from tests.services.test_moderating import Reviewing


class Meeting(Reviewing):
    """Emyr and Oyin sit on the panel; Lia does too, and leads the agency whose return is read."""

    def __init__(self) -> None:
        super().__init__()
        board, agency = self.at.board, self.at.agency
        tied = ((Role.PANEL_MEMBER, board, None), (Role.LEAD, board, agency))
        self.lia = factories.person(*tied, name="Lia Tied")
        self.panel = factories.panel(self.at.cycle, self.emyr, self.oyin, self.lia)
        police = factories.agency(board, "housing", name="Marlbridge Police")
        unsigned = factories.submission(self.at.cycle, police)
        for its_return in (self.at.submission, unsigned):
            factories.review(self.panel, its_return, self.emyr, by=self.at.officer)
        held = clock.now() - timedelta(minutes=30)
        row = factories.session(
            self.panel, self.at.submission, unsigned, title="First session", held_at=held
        )
        tea = AgendaItem(session_id=row.id, position=3, title="Tea", minutes=10)
        db.session.add(tea)
        db.session.commit()
        self.session_id = row.id

    @property
    def running(self) -> SessionInHand:
        found = store.session_in_hand(self.at.board.slug, self.session_id)
        assert found
        return found

    @property
    def items(self) -> list[Item]:
        return store.items_of(self.session_id)

    @property
    def path(self) -> str:
        return f"/boards/{self.at.board.slug}/sessions/{self.session_id}"

    def item_path(self, place: int = 0) -> str:
        return f"{self.path}/items/{self.items[place].id}"

    @property
    def review_path(self) -> str:
        return self.at.path.replace("/returns/", "/reviews/")

    def by(self, person: Person | None = None, minutes: float = 0) -> By:
        return factories.by(person or self.emyr, clock.now() + timedelta(minutes=minutes))

    def decide(self, text: str, person: Person | None = None, place: int = 0) -> None:
        holding.decide(self.by(person), self.running, self.items[place], text, 0)

    def finish(self) -> None:
        key = f"person:{self.emyr.id}"
        said = holding.Attendance(frozenset(), frozenset({key}))
        holding.set_presence(self.by(), self.running, said)
        holding.finish(self.by(), self.running)
