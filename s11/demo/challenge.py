"""When the challenge panels do what they do: from making them to the letters that follow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from s11.demo import acts, convening, reviewing
from s11.demo.acts import Part
from s11.demo.moments import Moment, instant
from s11.demo.panels import Gathering, Remark, Seating, Turn
from s11.demo.stage import Stage
from s11.domain.panels import Sharing

PAST, OPEN = "s11-2025", "s11-2026"
DECLARED = -345
# When a closed cycle's returns were read and rated, and when its letters were written and issued.
READ_FROM, READ_UNTIL = -320, -317
# How many bare ratings are doubted, in one return or another: a few readers let them all stand.
DOUBTS = (0, 1, 1, 2, 2)
LETTERS, ISSUED = -278, -275
# What is read in the open cycle so far, and how much of it.
BEGUN = {
    "Harrowmere Schools Trust": (-7, 1.0),
    "Vale Community Health NHS Trust": (-8, 0.7),
    "Marlbridge Council – Public Health": (-8, 0.4),
    "Kindle Young Carers": (-5, 0.5),
}
ASIDE = (
    "Kindle Young Carers",
    "same-words:d.fathers",
    "Dr Honora Thistlewood-Achebe",
    "Five people wrote this return between them, so the same words are no surprise. We ask about "
    "the action in another line.",
)


@dataclass(frozen=True)
class Calling:
    """The panels' part of the story, as seen from today; `parts` by cycle and agency."""

    stage: Stage
    today: date
    parts: Mapping[tuple[str, str], Part]

    def on(self, day: int, about: str) -> datetime:
        """An instant in working hours, `day` days from today, of this matter's own."""
        rng = Random(f"{about}/{day}")  # noqa: S311 - invented, not secret
        return instant(self.today, day, time(rng.randint(9, 15), rng.randint(0, 59)))

    def moments(self) -> Iterator[Moment]:
        """Everything that panels do in any cycle."""
        for number, (name, agency) in enumerate(self.stage.cast.interests):
            at = instant(self.today, DECLARED, time(10, 20 + number))
            yield Moment(at, reviewing.declare(name, agency))
        for cycle, day in ((PAST, -339), (OPEN, -19)):
            shared = reviewing.decide_sharing(cycle, Sharing.AGREED)
            yield Moment(instant(self.today, day, time(11, 5)), shared)
        for number, seating in enumerate(self.stage.panels.seatings):
            yield from self._seated(seating, number)
        for agency, (day, share) in BEGUN.items():
            yield from self._begun(agency, day, share)
        yield from self._put_aside()
        for remark in self.stage.panels.remarks:
            yield from self._noted(remark)
        for gathering in self.stage.panels.gatherings:
            yield from self._met(gathering)

    def _seated(self, seating: Seating, number: int) -> Iterator[Moment]:
        made = instant(self.today, seating.made, time(14, 10 + number))
        yield Moment(made, reviewing.make_panel(seating))
        for day, agencies in seating.returns.items():
            given = instant(self.today, day, time(16, 30 + number))
            yield Moment(given, reviewing.give_out(seating, agencies))
        if seating.cycle == PAST:
            for agency in seating.agencies:
                yield from self._reviewed(agency)

    def _reviewed(self, agency: str) -> Iterator[Moment]:
        """A return of the closed cycle is read and rated by its two readers."""
        company = self.stage.company(agency)
        rng = Random(f"{agency}/reviewed")  # noqa: S311 - invented, not secret
        day = rng.randint(READ_FROM, READ_UNTIL)
        at = self.on(day, agency)
        yield Moment(at, reviewing.read(PAST, company))
        opinions = self.stage.panels.opinions[PAST].get(agency, ())
        said = [reviewing.propose(PAST, company, one, 0) for one in opinions]
        # What is not spoken of is accepted.
        said += [reviewing.doubt(PAST, company, n, n) for n in range(rng.choice(DOUBTS))]
        for act in said:
            at += timedelta(minutes=rng.randint(4, 17))
            yield Moment(at, act)

    def _begun(self, agency: str, day: int, share: float) -> Iterator[Moment]:
        """A return of the open cycle that is being read."""
        company, at = self.stage.company(agency), self.on(day, agency)
        yield Moment(at, reviewing.read(OPEN, company, share))
        for turn, one in enumerate(self.stage.panels.opinions[OPEN].get(agency, ()), start=1):
            at += timedelta(minutes=9 * turn)
            yield Moment(at, reviewing.propose(OPEN, company, one, turn))

    def _put_aside(self) -> Iterator[Moment]:
        agency, line, who, reason = ASIDE
        act = reviewing.dismiss(OPEN, self.stage.company(agency), line, who, reason)
        yield Moment(self.on(-4, agency), act)

    def _noted(self, remark: Remark) -> Iterator[Moment]:
        """A note from its raising on, in order whatever weekends lie between."""
        company = self.stage.company(remark.agency)
        due_on = self._day(remark.due)
        at_once = remark.shared == remark.day and not remark.words
        # A panel raises a note after it has read: never in the same hours.
        at = instant(self.today, remark.day, time(16, len(remark.text) % 29))
        yield Moment(at, reviewing.raise_note(remark, company, due_on if at_once else None))
        if remark.shared is not None and not at_once:
            at = max(self.on(remark.shared, remark.text), at + timedelta(minutes=11))
            yield Moment(at, reviewing.share_note(remark, company, due_on))
        for turn in remark.then:
            at = max(self.on(turn.day, remark.text), at + timedelta(minutes=11))
            due_on = self._day(turn.words[0]) if turn.does == "due" else None
            yield Moment(at, reviewing.go_on(remark, company, turn, due_on))
            if turn.does == "reopen":
                yield from self._revised(remark, turn)

    def _revised(self, remark: Remark, turn: Turn) -> Iterator[Moment]:
        """The agency revises what a query reopened, and signs again within two weeks."""
        part = self.parts[remark.cycle, remark.agency]
        for place, question in enumerate(turn.words[0]):
            words = self.stage.panels.revised[question]
            at = instant(self.today, turn.day + 8, time(10, 10 + 20 * place))
            yield Moment(at, acts.improve(part, question, words))
        yield Moment(instant(self.today, turn.day + 9, time(11, 20)), acts.ask_to_sign(part))
        yield Moment(instant(self.today, turn.day + 12, time(9, 40)), acts.sign(part))

    def _day(self, day: int | None) -> date | None:
        return None if day is None else instant(self.today, day, time(12)).date()

    def _met(self, gathering: Gathering) -> Iterator[Moment]:
        held_at = instant(self.today, gathering.day, time(gathering.hour, 30))
        planned = instant(self.today, gathering.planned, time(17, gathering.hour))
        yield Moment(planned, convening.plan(gathering, held_at))
        if gathering.is_held:
            yield from self._held(gathering, held_at)
            yield from self._written_to(gathering)

    def _held(self, gathering: Gathering, at: datetime) -> Iterator[Moment]:
        """A session from its first item to its last, each in about its time."""
        rng = Random(gathering.seating.name)  # noqa: S311 - invented, not secret
        yield Moment(at, convening.gather(gathering))
        at += timedelta(minutes=2)
        yield Moment(at, convening.take_up(gathering, self.stage.panels.opening))
        at += timedelta(minutes=8)
        for turn, agency in enumerate(gathering.seating.agencies):
            company = self.stage.company(agency)
            yield Moment(at, convening.take_up(gathering, agency))
            at += timedelta(minutes=rng.randint(5, 15), seconds=rng.randint(0, 59))
            yield Moment(at, convening.decide(gathering, agency, turn))
            at += timedelta(seconds=40)
            yield Moment(at, convening.agree(gathering, company))
            at += timedelta(seconds=35)
        yield Moment(at, convening.take_up(gathering, self.stage.panels.closing))
        at += timedelta(minutes=13)
        yield Moment(at, convening.decide(gathering, self.stage.panels.closing, 0))
        yield Moment(at + timedelta(minutes=1), convening.finish(gathering))

    def _written_to(self, gathering: Gathering) -> Iterator[Moment]:
        cycle, unwritten = gathering.seating.cycle, self.stage.panels.letters["unwritten"]
        for place, agency in enumerate(gathering.seating.agencies):
            company = self.stage.company(agency)
            last = instant(self.today, ISSUED, time(16, place))
            yield Moment(last, reviewing.look_again(gathering.seating, company))
            if agency in unwritten:
                continue
            written = self.on(LETTERS, f"{agency}/letter")
            yield Moment(written, convening.write_letter(cycle, company))
            issued = instant(self.today, ISSUED, time(10 + gathering.hour % 4, 5 + 3 * place))
            yield Moment(issued, convening.issue_letter(cycle, company))
