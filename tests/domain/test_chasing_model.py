"""Chasing over generated boards, day by day, against a plain specification of it.

The worker misses days at random; meanwhile people leave, mail comes back, dates are extended,
agencies return, promise and are paused. Summers and winters, and both clock changes.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from s11.domain.chasing import ChaseDue, Contact, Standing, due_chases, next_chase
from s11.domain.cycles import london, london_instant
from s11.domain.ladder import Channel, LadderStep, Recipient, check_ladder
from s11.domain.submissions import Status
from s11.domain.working_days import Calendar
from tests.domain.chasing_spec import File, Somebody, told
from tests.domain.rosters import step

# Easter, Christmas and both clock changes of two winters are within reach of these openings.
FIRST_DAYS = st.dates(date(2026, 9, 20), date(2027, 10, 20))
CLOCK_CHANGES = (date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31))
HOLIDAYS = st.frozensets(st.dates(date(2026, 9, 20), date(2028, 1, 10)), max_size=60)
TIMES = st.sampled_from([time(0), time(0, 30), time(1, 30), time(9), time(17), time(23, 59, 59)])
PEOPLE = st.integers(1, 6)
PARTS = st.sampled_from(list(Recipient))


@st.composite
def ladders(draw: st.DrawFn) -> list[LadderStep]:
    made: list[LadderStep] = []
    for number in range(draw(st.integers(1, 6))):
        to = draw(st.frozensets(PARTS, min_size=1, max_size=3))
        by = draw(st.sampled_from([Channel.EMAIL, Channel.EMAIL, *Channel]))
        one = step(f"step-{number}", draw(st.integers(-12, 12)), *to, by=by)
        approval = one.is_escalation or draw(st.booleans())
        made.append(step(one.key, one.days, *to, by=by, needs_approval=approval))
    assert not check_ladder(made)
    return made


@st.composite
def files(draw: st.DrawFn, opened: date) -> list[File]:
    cards = st.lists(st.builds(Somebody, PEOPLE, PARTS, st.just(False)), max_size=5)
    return [
        File(
            number,
            london_instant(opened + timedelta(days=draw(st.integers(1, 25))), draw(TIMES)),
            draw(cards),
        )
        for number in range(1, draw(st.integers(1, 3)) + 1)
    ]


@dataclass
class World:
    """A cycle as the officer's folders hold it, and what has gone out."""

    opened_at: datetime
    holidays: frozenset[date]
    ladder: list[LadderStep]
    files: list[File]
    bounced: set[int] = field(default_factory=set)
    paused: bool = False
    closed: bool = False
    gone: Counter[tuple[int, str, int | None]] = field(default_factory=Counter)

    @property
    def open_from(self) -> datetime | None:
        return None if self.closed else self.opened_at

    def standings(self) -> list[Standing]:
        return [
            Standing(
                submission_id=file.number,
                agency_id=file.number,
                agency_name=f"Agency {file.number}",
                status=Status.SUBMITTED if file.returned else Status.IN_PROGRESS,
                due_at=file.due_at,
                people=tuple(self._contacts(file)),
                done=frozenset(key for key, _ in file.sent),
                paused_until=file.quiet_until,
            )
            for file in self.files
        ]

    def _contacts(self, file: File) -> list[Contact]:
        """A contact for all the parts that somebody has, and one for all that they left."""
        made = []
        for person in sorted({card.person for card in file.cards}):
            for left in (False, True):
                held = {c.part for c in file.cards if c.person == person and c.left is left}
                kept = {c.part for c in file.cards if c.person == person and not c.left}
                if held and not (left and held <= kept):
                    name, bounced = f"Person {person}", person in self.bounced
                    said = (person, name, f"p{person}@example.org", frozenset(held))
                    made.append(Contact(*said, left=left, bounced=bounced))
        return made

    def due(self, now: datetime) -> tuple[ChaseDue, ...]:
        calendar, options = Calendar(self.holidays), {"paused": self.paused}
        returns = self.standings()
        return due_chases(self.ladder, returns, now, calendar, open_from=self.open_from, **options)


def change(draw: st.DrawFn, world: World, today: date) -> None:
    """Something that happens between two days."""
    file = draw(st.sampled_from(world.files))
    what = draw(st.sampled_from(["leaves", "joins", "bounces", "mended", "extended", "returns"]))
    what = draw(st.sampled_from([what, "promises", "paused", "closed"]))
    if what == "leaves" and file.cards:
        draw(st.sampled_from(file.cards)).left = True
    elif what == "joins":
        file.cards.append(Somebody(draw(PEOPLE), draw(PARTS)))
    elif what == "bounces":
        world.bounced.add(draw(PEOPLE))
    elif what == "mended":
        world.bounced.clear()
    elif what == "extended":
        file.due_at += timedelta(days=draw(st.integers(1, 12)))
    elif what == "returns":
        file.returned = draw(st.booleans())
    elif what == "promises":
        file.quiet_until = today + timedelta(days=draw(st.integers(-1, 6)))
    elif what == "paused":
        world.paused = not world.paused
    elif what == "closed":
        world.closed = draw(st.integers(0, 9)) == 0
    event(what)


def check_day(world: World, now: datetime) -> None:
    """The domain says what the specification says, and breaks none of the promises."""
    chases = world.due(now)
    said = {(chase.key, chase.channel, chase.needs_approval) for chase in chases}
    assert len(said) == len(chases)
    assert said == told(
        world.ladder,
        world.files,
        world.bounced,
        now,
        world.holidays,
        world.open_from,
        world.paused,
    )
    by_mail = [chase for chase in chases if chase.channel is Channel.EMAIL]
    people = [(one.submission_id, one.person.person_id) for one in by_mail if one.person]
    assert len(people) == len(set(people))
    for chase in chases:
        assert chase.reason.endswith(".")
        if chase.person and chase.channel is Channel.EMAIL:
            assert chase.person.person_id not in world.bounced
            cards = world.files[chase.submission_id - 1].cards
            assert any(c.person == chase.person.person_id and not c.left for c in cards)
        assert chase.needs_approval or not (chase.person and chase.step.is_escalation)
        world.gone[chase.key] += 1
        world.files[chase.submission_id - 1].sent.append(chase.key[1:])
    assert not world.due(now), "the second of two runs finds nothing"


def live(draw: st.DrawFn, days: int) -> None:
    """Make a board, and live through it a day at a time."""
    opened = draw(st.one_of(FIRST_DAYS, st.sampled_from(CLOCK_CHANGES)))
    opened_at = london_instant(opened, draw(TIMES))
    world = World(opened_at, draw(HOLIDAYS), draw(ladders()), draw(files(opened)))
    for number in range(-1, days):
        today = opened + timedelta(days=number)
        for _ in range(draw(st.sampled_from([0, 0, 0, 1, 2]))):
            change(draw, world, today)
        if draw(st.integers(0, 3)):  # one day in four the worker is not there
            check_day(world, london_instant(today, draw(TIMES)))
    assert all(count == 1 for count in world.gone.values()), world.gone
    event(f"chases: {min(len(world.gone), 8)}")


@pytest.mark.parametrize("examples", [60, pytest.param(6000, marks=pytest.mark.soak)])
def test_chasing_is_what_the_specification_says_day_by_day(examples: int) -> None:
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=examples < 1000,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def run(data: st.DataObject) -> None:
        live(data.draw, days=40)

    run()


@settings(max_examples=60, deadline=None, database=None, derandomize=True)
@given(st.data())
def test_what_is_foretold_is_what_comes_when_nothing_changes(data: st.DataObject) -> None:
    opened = data.draw(FIRST_DAYS)
    opened_at = london_instant(opened, time(8))
    world = World(opened_at, data.draw(HOLIDAYS), data.draw(ladders()), data.draw(files(opened)))
    calendar, now = Calendar(world.holidays), opened_at
    foretold = {
        one.submission_id: next_chase(world.ladder, one, now, calendar, open_from=opened_at)
        for one in world.standings()
    }
    come: dict[int, tuple[date, set[str]]] = {}
    for number in range(90):
        noon = london_instant(opened + timedelta(days=number), time(12))
        for chase in world.due(noon):
            come.setdefault(chase.submission_id, (london(noon).date(), set()))
            if come[chase.submission_id][0] == london(noon).date():
                come[chase.submission_id][1].add(chase.step.key)
    for number, one in foretold.items():
        assert come.get(number) == (one and (one.day, {step.key for step in one.steps}))


@pytest.mark.parametrize("missed", range(12))
@pytest.mark.parametrize("changed", [date(2026, 10, 25), date(2027, 3, 28)])
def test_however_many_days_are_missed_one_late_reminder_goes(missed: int, changed: date) -> None:
    """Steps on the Monday, Tuesday and Wednesday after a clock change, and a worker away."""
    opened = london_instant(changed - timedelta(days=20), time(8))
    due = london_instant(changed, time(1, 30))
    ladder = [step(f"step-{days}", days) for days in (1, 2, 3)]
    file = File(1, due, [Somebody(1, Recipient.LEAD)])
    world = World(opened, frozenset(), ladder, [file])
    for number in range(missed, 15):
        check_day(world, london_instant(changed + timedelta(days=1 + number), time(12)))
    expected = ["step-1", "step-2", "step-3"][min(missed, 2) :]
    assert [key for _, key, _ in world.gone] == expected
