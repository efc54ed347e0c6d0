"""Returns, their people and ladders for the tests of chasing."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from s11.domain.chasing import ChaseDue, Contact, Standing, due_chases
from s11.domain.cycles import london_instant
from s11.domain.ladder import Channel, LadderStep, Recipient
from s11.domain.submissions import Status
from s11.domain.working_days import Calendar

# A Monday in a month without bank holidays, at 17:00 London time.
DUE = london_instant(date(2026, 11, 30), time(17))
OPENED = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
# Christmas 2026: the 28th stands for Boxing Day, which is a Saturday.
CALENDAR = Calendar(frozenset({date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1)}))
ASHA, TOM, CAI = 1, 2, 3
NAMES = {ASHA: "Asha Rowe", TOM: "Tom Bell", CAI: "Cai Penry"}


def step(
    key: str,
    days: int,
    *to: Recipient,
    by: Channel = Channel.EMAIL,
    needs_approval: bool = False,
    subject: str = "{cycle}, due {due}",
    words: str = "Due on {due}.",
) -> LadderStep:
    reached = frozenset(to or (Recipient.LEAD,))
    return LadderStep(key, days, reached, by, subject, words, needs_approval)


def someone(person_id: int = ASHA, *parts: Recipient, **values: bool) -> Contact:
    name = NAMES.get(person_id, f"Person {person_id}")
    email = f"person{person_id}@example.org"
    return Contact(person_id, name, email, frozenset(parts or (Recipient.LEAD,)), **values)


def standing(*people: Contact, **values: object) -> Standing:
    said = {
        "submission_id": 1,
        "agency_id": 1,
        "agency_name": "Marlbridge Housing",
        "status": Status.IN_PROGRESS,
        "due_at": DUE,
        "people": people or (someone(),),
        **values,
    }
    return Standing(**said)  # type: ignore[arg-type]


def at(month: int, day: int, hour: int = 10, year: int = 2026) -> datetime:
    """The instant when London clocks show this hour of this day."""
    return london_instant(date(year, month, day), time(hour))


LADDER = (step("before", -3), step("late", 1), step("later", 7))


def due(
    now: datetime, *returns: Standing, ladder: tuple[LadderStep, ...] = LADDER, **values: object
) -> tuple[ChaseDue, ...]:
    """What is due now in a cycle that has been open for months."""
    options = {"open_from": OPENED, **values}
    return due_chases(ladder, returns or (standing(),), now, CALENDAR, **options)  # type: ignore[arg-type]


def keys(chases: tuple[ChaseDue, ...]) -> list[str]:
    return [chase.step.key for chase in chases]
