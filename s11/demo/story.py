"""The story: who did what on which day, in three cycles, told from a given today.

Everything lies before today, so that the record of a board made at any hour holds nothing that
has not happened yet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from s11.demo import acts
from s11.demo.acts import Part
from s11.demo.answering import Teller
from s11.demo.challenge import Calling
from s11.demo.moments import Moment, instant
from s11.demo.stage import Stage
from s11.services.cycles import Setting

STANDARDS = "abcdefgh"
FRAMEWORK = "section-11"
OPEN = "s11-2026"
RECOUNTED = "Counted again at the end of {month}, with agency workers included."
# Until when, counted from today, and why some agencies have longer in the open cycle.
LONGER = 14
WHY_LONGER = (
    "An inspection falls in the same weeks.",
    "The lead is new to the post, and needs some weeks to find what shows the answers.",
    "The figures of the quarter come out after the due date.",
)
LONG_AGO = datetime(1989, 11, 16, tzinfo=UTC)
MORE = (
    "Since we first signed, {sample} more were looked at, and {most} of them were as they "
    "should be."
)


@dataclass(frozen=True, slots=True)
class Era:
    """A cycle of the story; the days count from today, and are negative before it."""

    slug: str
    title: str
    edition: str
    opens: int
    due: int
    closes: int | None
    previous: str | None


ERAS = (
    Era("s11-2024", "Section 11 audit 2024", "2025", -776, -713, -670, None),
    Era("s11-2025", "Section 11 audit 2025", "2025", -412, -349, -305, "s11-2024"),
    Era("s11-2026", "Section 11 audit 2026", "2026", -59, -4, None, "s11-2025"),
)


@dataclass
class Telling:
    """One agency's part in one cycle. `last` is when it last did something."""

    part: Part
    era: Era
    today: date
    rng: Random
    last: datetime = LONG_AGO

    def on(self, day: int) -> datetime:
        """An instant in working hours, `day` days from today, after all that came before."""
        at = instant(self.today, day, time(self.rng.randint(9, 15), self.rng.randint(0, 59)))
        self.last = max(at, self.last + timedelta(minutes=self.rng.randint(9, 40)))
        return self.last

    def written(self, start: int, end: int, how_many: int = 8) -> Iterator[Moment]:
        """The first standards, saved between two days, and what shows them."""
        # In the past two at a time: half the saves, and nobody looks at their hours.
        step = 1 if self.era.closes is None else 2
        for place in range(0, how_many, step):
            day = start + (end - start) * place // len(STANDARDS)
            yield Moment(self.on(day), acts.answer(self.part, STANDARDS[place : place + step]))
        yield Moment(self.on(end), acts.attach(self.part))

    def signed(self, start: int, end: int) -> Iterator[Moment]:
        """A whole return, signed on the day `end`."""
        yield from self.asked(start, end - 2)
        yield Moment(self.on(end), acts.sign(self.part))

    def asked(self, start: int, end: int) -> Iterator[Moment]:
        """A whole return, whose signature is asked for on the day `end`."""
        yield from self.written(start, end - 2)
        yield Moment(self.on(end - 1), acts.set_objectives(self.part))
        yield Moment(self.on(end), acts.ask_to_sign(self.part))


def story(stage: Stage, today: date) -> list[Moment]:
    """Everything that happens on the board, in order."""
    tellings = [one for era in ERAS for one in _tellings(stage, era, today)]
    parts = {(one.era.slug, one.part.company.name): one.part for one in tellings}
    moments = [moment for era in ERAS for moment in _running(era, today)]
    for one in tellings:
        moments += _now(one) if one.era.slug == OPEN else _closed(one)
    moments += Calling(stage, today, parts).moments()
    return sorted(moments, key=lambda moment: moment.at)


def _tellings(stage: Stage, era: Era, today: date) -> Iterator[Telling]:
    edition = stage.catalogue.edition(FRAMEWORK, era.edition)
    for company in stage.cast.companies:
        on = today + timedelta(days=min(era.due, -1))
        teller = Teller(company, edition, ERAS.index(era), on, stage.words)
        rng = Random(f"{company.name}/{era.slug}")  # noqa: S311 - invented, not secret
        yield Telling(Part(era.slug, company, teller), era, today, rng)


def _running(era: Era, today: date) -> Iterator[Moment]:
    setting = Setting(
        title=era.title,
        framework=FRAMEWORK,
        edition=era.edition,
        opens_at=instant(today, era.opens, time(9)),
        due_at=instant(today, era.due, time(17)),
        previous=era.previous,
    )
    yield Moment(instant(today, era.opens - 21, time(10, 5)), acts.set_up(era.slug, setting))
    yield Moment(instant(today, era.opens, time(9)), acts.open_cycle(era.slug))
    if era.closes is not None:
        yield Moment(instant(today, era.closes, time(15, 30)), acts.close(era.slug))
    if era.slug == "s11-2025":
        later = instant(today, era.due + 7, time(17))
        why = "Floods kept many services busy for a week. Everybody has seven more days."
        yield Moment(instant(today, era.due - 5, time(11)), acts.extend_all(era.slug, later, why))


def _closed(telling: Telling) -> Iterable[Moment]:
    era, rng, company = telling.era, telling.rng, telling.part.company
    if era.slug in company.missing:
        return ()
    late = rng.randint(10, 24) if era.slug in company.late else -rng.randint(1, 16)
    return telling.signed(era.opens + rng.randint(4, 20), era.due + late)


def _now(telling: Telling) -> Iterator[Moment]:
    company = telling.part.company
    if company.longer:
        later = instant(telling.today, LONGER, time(17))
        why = WHY_LONGER[company.number % len(WHY_LONGER)]
        asked = instant(telling.today, telling.era.due - 8, time(16, company.number))
        yield Moment(asked, acts.extend_one(telling.part, later, why))
    yield from PLANS[company.now](telling)


def _untouched(telling: Telling) -> Iterable[Moment]:
    return ()


def _begun(telling: Telling) -> Iterator[Moment]:
    end = -telling.rng.randint(5, 19)
    yield from telling.written(-30, end - 1, how_many=1)
    yield Moment(telling.on(end), acts.answer(telling.part, "b", share=0.5))


def _half(telling: Telling) -> Iterator[Moment]:
    how_many, end = telling.rng.randint(3, 5), -telling.rng.randint(2, 11)
    yield from telling.written(-35, end - 1, how_many)
    yield Moment(telling.on(end), acts.answer(telling.part, STANDARDS[how_many], share=0.6))


def _nearly(telling: Telling) -> Iterator[Moment]:
    shares = dict(zip((one.name for one in telling.part.company.contributors), "gh", strict=True))
    yield Moment(telling.on(-36), acts.share_out(telling.part, shares))
    yield from telling.written(-34, -6, how_many=7)
    yield Moment(telling.on(-3), acts.set_objectives(telling.part))
    yield Moment(telling.on(-1), acts.answer(telling.part, "h", share=0.7))


def _shared(telling: Telling) -> Iterator[Moment]:
    """The lead writes most; two colleagues help, one with a standard that is not begun."""
    first, second = telling.part.company.contributors
    shares = {first.name: ["e", "f"], second.name: ["g"]}
    yield Moment(telling.on(-32), acts.share_out(telling.part, shares))
    yield from telling.written(-30, -8, how_many=4)
    yield Moment(telling.on(-6), acts.answer(telling.part, "e", who=first))
    yield Moment(telling.on(-2), acts.answer(telling.part, "g", who=second, share=0.5))


def _extended(telling: Telling) -> Iterator[Moment]:
    later = instant(telling.today, LONGER, time(17))
    why = "The lead is away until next month and the deputy has only just begun."
    yield Moment(telling.on(-9), acts.extend_one(telling.part, later, why))
    yield from telling.written(-12, -6, how_many=2)


def _waiting(telling: Telling) -> Iterator[Moment]:
    yield from telling.asked(-35, -telling.rng.randint(2, 5))


def _sent_back(telling: Telling) -> Iterator[Moment]:
    yield from telling.asked(-35, -9)
    why = "Standard g speaks of two of our teams only. Say how the others stand, then ask again."
    yield Moment(telling.on(-6), acts.send_back(telling.part, why))


def _taken_back(telling: Telling) -> Iterator[Moment]:
    yield from telling.asked(-34, -12)
    yield Moment(telling.on(-8), acts.take_back(telling.part))


def _signed(telling: Telling) -> Iterator[Moment]:
    yield from telling.signed(-40, -telling.rng.randint(2, 14))


def _revising(telling: Telling) -> Iterator[Moment]:
    yield from telling.signed(-42, -18)
    why = "The training figure and the words beside it do not agree. Look at both again."
    yield Moment(telling.on(-4), acts.reopen(telling.part, why))
    yield Moment(telling.on(-2), acts.improve(telling.part, "e.staff-in-date", RECOUNTED))


def _revised(telling: Telling) -> Iterator[Moment]:
    """Signed, reopened and signed again: two versions, both to be read."""
    yield from telling.signed(-42, -24)
    why = "Say in standard c what the second look at the audits found."
    yield Moment(telling.on(-19), acts.reopen(telling.part, why))
    yield Moment(telling.on(-16), acts.improve(telling.part, "c.audit", MORE))
    yield Moment(telling.on(-15), acts.ask_to_sign(telling.part))
    yield Moment(telling.on(-12), acts.sign(telling.part))


PLANS: Mapping[str, Callable[[Telling], Iterable[Moment]]] = {
    "untouched": _untouched,
    "begun": _begun,
    "half": _half,
    "nearly": _nearly,
    "shared": _shared,
    "extended": _extended,
    "waiting": _waiting,
    "sent-back": _sent_back,
    "taken-back": _taken_back,
    "signed": _signed,
    "revising": _revising,
    "revised": _revised,
}
"""How a return to the open cycle goes, by what cast.yaml calls it."""
