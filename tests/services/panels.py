"""A scene for the tests of panels: a cycle with four returns, and people of every kind."""

from __future__ import annotations

from s11.domain.permissions import Role
from s11.services import panelling
from s11.services.recording import By
from s11.store import cycles as cycle_store
from s11.store import outbox, record, seats
from s11.store import panels as store
from s11.store.cycles import CycleInHand
from s11.store.database import db
from s11.store.models import OutboxMessage, Person
from s11.store.panels import PanelInHand
from tests import factories
from tests.services.running import NOW


class Panelled:
    """Housing and health have returned, police and probation not; three may sit on panels."""

    def __init__(self) -> None:
        self.board = factories.board("marlbridge")
        self.officer = factories.person((Role.OFFICER, self.board, None), name="Ottoline")
        its_cycle = factories.cycle(self.board)
        self.agencies, self.returns = {}, {}
        for name, signed in (("housing", 1), ("health", 1), ("police", 0), ("probation", 0)):
            its_agency = factories.agency(self.board, name, name.title())
            its = factories.submission(its_cycle, its_agency, name, signed_version=signed)
            self.agencies[name], self.returns[name] = its_agency, its
        sits = (Role.PANEL_MEMBER, self.board, None)
        self.lead = factories.person(sits, (Role.LEAD, self.board, self.agencies["housing"]))
        self.lead.name = "Lea of Housing"
        self.lay, self.other = (factories.person(sits, name=name) for name in ("Una", "Wren"))
        db.session.commit()

    @property
    def by(self) -> By:
        return factories.by(self.officer, NOW)

    @property
    def cycle(self) -> CycleInHand:
        found = cycle_store.cycle_in_hand("marlbridge", "s11-2026")
        assert found
        return found

    def panel(self, *people: Person, name: str = "Panel A") -> PanelInHand:
        number = panelling.make(self.cycle, name, [one.id for one in people], self.by)
        return self.seen(number)

    def seen(self, number: int) -> PanelInHand:
        found = store.panel_in_hand(self.cycle, number)
        assert found
        return found

    def members(self, panel: PanelInHand) -> list[str]:
        return [one.member.name for one in seats.sitting(self.cycle).get(panel.id, [])]

    def reads(self) -> set[tuple[str, str]]:
        """(agency, name) of every return that is given to somebody."""
        names = {one.submission_id: one.agency_name for one in store.reviewables(self.cycle.id)}
        people = {one.id: one.name for one in (self.lead, self.lay, self.other)}
        return {
            (names[one.assignment.submission_id], people[one.assignment.person_id])
            for one in store.given_in(self.cycle.id)
        }

    def kinds(self) -> list[str]:
        return [event.kind for event in reversed(record.page("marlbridge", limit=99))]

    def mail(self) -> list[OutboxMessage]:
        """What waits to be sent, in the order in which it was written."""
        found = [outbox.message(number) for number in outbox.queued(99)]
        return [one for one in found if one]
