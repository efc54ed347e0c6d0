"""A board with an open cycle and agencies to chase."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select

from s11.domain.cycles import CycleStatus, london_instant
from s11.domain.ladder import LadderStep
from s11.domain.permissions import Role
from s11.services import chasing
from s11.services.recording import By
from s11.store import chasing as store
from s11.store import cycles
from s11.store.cycles import CycleInHand
from s11.store.database import db
from s11.store.models import Agency, Chase, OutboxMessage, Person, Submission
from s11.store.submissions import ReturnInHand, return_in_hand
from tests import factories

DUE = london_instant(date(2026, 11, 30), time(17))
OPENED = london_instant(date(2026, 9, 1), time(9))


def at(month: int, day: int, hour: int = 10, year: int = 2026) -> datetime:
    """The instant when London clocks show this hour of this day."""
    return london_instant(date(year, month, day), time(hour))


class Board:
    """A board, its officer and chair, an open cycle, and agencies with their people."""

    def __init__(self, *names: str, ladder: tuple[LadderStep, ...] = (), **values: Any) -> None:
        self.board = factories.board("marlbridge", "Marlbridge Board")
        self.officer = factories.person((Role.OFFICER, self.board, None), name="Ottoline Archer")
        self.chair = factories.person((Role.CHAIR, self.board, None), name="Desmond Quaye")
        said = {"status": CycleStatus.OPEN, "opens_at": OPENED, "opened_at": OPENED, "due_at": DUE}
        self.row = factories.cycle(self.board, **{**said, **values})
        self.agencies: dict[str, Agency] = {}
        self.returns: dict[str, Submission] = {}
        self.leads: dict[str, Person] = {}
        self.signatories: dict[str, Person] = {}
        for name in names or ("Harbour Homes",):
            self.add(name)
        if ladder:
            store.keep_ladder(self.row.id, ladder)
            db.session.commit()

    def add(self, name: str) -> None:
        made = factories.agency(self.board, name=name)
        self.agencies[name] = made
        self.leads[name] = factories.person((Role.LEAD, self.board, made))
        self.signatories[name] = factories.person((Role.SIGNATORY, self.board, made))
        self.returns[name] = factories.submission(self.row, made)

    @property
    def cycle(self) -> CycleInHand:
        found = cycles.cycle_in_hand("marlbridge", "s11-2026")
        assert found
        return found

    def page(self, name: str = "Harbour Homes") -> ReturnInHand:
        found = return_in_hand("marlbridge", "s11-2026", self.agencies[name].slug)
        assert found
        return found

    def by(self, now: datetime) -> By:
        return factories.by(self.officer, now)

    def decide(self, now: datetime, **options: Any) -> chasing.Decided:
        return chasing.decide(By(None, now), self.cycle, now, **options)

    def key(self, step: str, person: Person | None, name: str = "Harbour Homes") -> store.Key:
        return self.returns[name].id, step, person.id if person else None


def messages() -> list[OutboxMessage]:
    return list(db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


def chases() -> list[Chase]:
    query = select(Chase).order_by(Chase.id).execution_options(populate_existing=True)
    return list(db.session.scalars(query))
