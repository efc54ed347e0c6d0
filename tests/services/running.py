"""A board with an officer, two agencies that are fit to return, and a small edition."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from s11.catalogue import Catalogue
from s11.domain.permissions import Role
from s11.services import cycles
from s11.services.cycles import Setting
from s11.services.recording import By
from s11.store import cycles as store
from s11.store import people, record, submissions
from s11.store.cycles import CycleInHand
from s11.store.models import Board
from s11.store.people import BoardLook
from tests import factories
from tests.domain.making import edition, rating

OPENS = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
DUE = datetime(2026, 11, 30, 17, 0, tzinfo=UTC)
NOW = datetime(2026, 10, 5, 12, 0, tzinfo=UTC)
TYPES = {"housing": "Housing", "police": "Police"}
EDITION = replace(
    edition(rating("q1"), rating("q2", applies_to=frozenset({"police"}))),
    framework="section-11",
    agency_types=TYPES,
)
CATALOGUE = Catalogue({("section-11", "2026"): EDITION})
SETTING = Setting("Section 11, 2026", "section-11", "2026", OPENS, DUE)


class Scene:
    """A board with its officer and two agencies that are fit to return."""

    def __init__(self) -> None:
        self.board: Board = factories.board("marlbridge")
        self.housing = factories.agency(self.board, "housing", "Marlbridge Housing")
        self.police = factories.agency(self.board, "police", "Marlbridge Police")
        for its_agency in (self.housing, self.police):
            factories.person((Role.LEAD, self.board, its_agency))
            factories.person((Role.SIGNATORY, self.board, its_agency))
        self.officer = factories.person((Role.OFFICER, self.board, None))

    @property
    def look(self) -> BoardLook:
        found = people.look_of("marlbridge")
        assert found
        return found

    @property
    def by(self) -> By:
        return factories.by(self.officer, NOW)

    def create(self, setting: Setting = SETTING, slug: str = "s11-2026") -> CycleInHand:
        cycles.create(self.look, slug, setting, CATALOGUE, self.by)
        return self.cycle(slug)

    def cycle(self, slug: str = "s11-2026") -> CycleInHand:
        found = store.cycle_in_hand("marlbridge", slug)
        assert found
        return found

    def opened(self) -> CycleInHand:
        cycles.open_cycle(self.create(), CATALOGUE, self.by)
        return self.cycle()

    def page(self, agency: str = "marlbridge-housing") -> submissions.ReturnInHand:
        found = submissions.return_in_hand("marlbridge", "s11-2026", agency)
        assert found
        return found

    def kinds(self) -> list[str]:
        return [event.kind for event in reversed(record.page("marlbridge", limit=99))]
