"""What the demo's challenge panels do: words/panel.yaml and words/notes.yaml as frozen values.

Days count from today, as in the story; agencies and people go by their names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML

from s11.demo.words import FOLDER
from s11.domain.challenges import ChallengeKind


@dataclass(frozen=True, slots=True)
class Seating:
    """A panel of one cycle: who sits on it, and by day the agencies whose returns it is given."""

    cycle: str
    name: str
    made: int
    members: tuple[str, ...]
    returns: Mapping[int, tuple[str, ...]]

    @property
    def agencies(self) -> tuple[str, ...]:
        """Every agency whose return the panel reads."""
        return tuple(agency for some in self.returns.values() for agency in some)


@dataclass(frozen=True, slots=True)
class Gathering:
    """A session of a panel; `minutes` are planned for each return."""

    seating: Seating
    title: str
    planned: int
    day: int
    hour: int
    place: str
    minutes: int
    is_held: bool


@dataclass(frozen=True, slots=True)
class Opinion:
    """A rating of one question: a value, or the criteria that are met, or neither to accept."""

    question: str
    value: str
    met: frozenset[str]
    reason: str


@dataclass(frozen=True, slots=True)
class Turn:
    """What somebody does to a note: `does` names it, `words` are what it takes."""

    day: int
    does: str
    words: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """A challenge note from its raising on. `shared` and `due` are days, or None."""

    cycle: str
    agency: str
    kind: ChallengeKind
    about: str
    day: int
    text: str
    by: str
    shared: int | None
    words: str
    due: int | None
    then: tuple[Turn, ...]


@dataclass(frozen=True)
class Panels:
    """Everything that is said and done by panels. Opinions are by cycle, then by agency."""

    seatings: tuple[Seating, ...]
    gatherings: tuple[Gathering, ...]
    opening: str
    closing: str
    themes: Mapping[str, str]
    opinions: Mapping[str, Mapping[str, tuple[Opinion, ...]]]
    unshown: tuple[str, ...]
    revised: Mapping[str, str]
    agreed: Mapping[str, tuple[Opinion, ...]]
    decided: Mapping[str, Any]
    letters: Mapping[str, Any]
    remarks: tuple[Remark, ...]

    def seating(self, cycle: str, agency: str) -> Seating:
        """The panel that reads this return."""
        return next(one for one in self.seatings if one.cycle == cycle and agency in one.agencies)


def read_panels() -> Panels:
    """The panels of the folder words/."""
    yaml = YAML(typ="safe")
    plain, notes = yaml.load(FOLDER / "panel.yaml"), yaml.load(FOLDER / "notes.yaml")
    seatings = tuple(_seating(one) for one in plain["panels"])
    return Panels(
        seatings=seatings,
        gatherings=tuple(_gathering(one, seatings) for one in plain["sessions"]),
        opening=plain["opening"],
        closing=plain["closing"],
        themes=plain["themes"],
        opinions={cycle: _by_agency(said) for cycle, said in plain["opinions"].items()},
        unshown=tuple(plain["unshown"]),
        revised=plain["revised"],
        agreed=_by_agency(plain["agreed"]),
        decided=plain["decided"],
        letters=plain["letters"],
        remarks=tuple(_remark(cycle, one) for cycle, some in notes.items() for one in some),
    )


def _seating(plain: Mapping[str, Any]) -> Seating:
    returns = {day: tuple(some) for day, some in plain["returns"].items()}
    members = tuple(plain["members"])
    return Seating(plain["cycle"], plain["name"], plain["made"], members, returns)


def _gathering(plain: Mapping[str, Any], seatings: Sequence[Seating]) -> Gathering:
    where = (plain["cycle"], plain["panel"])
    return Gathering(
        seating=next(one for one in seatings if (one.cycle, one.name) == where),
        title=plain["title"],
        planned=plain["planned"],
        day=plain["day"],
        hour=plain["hour"],
        place=plain["place"],
        minutes=plain["minutes"],
        is_held=plain["held"],
    )


def _by_agency(plain: Mapping[str, Sequence[Any]]) -> dict[str, tuple[Opinion, ...]]:
    return {agency: tuple(_opinion(*one) for one in some) for agency, some in plain.items()}


def _opinion(question: str, rating: str | list[str], reason: str) -> Opinion:
    if isinstance(rating, str):
        return Opinion(question, rating, frozenset(), reason)
    return Opinion(question, "", frozenset(rating), reason)


def _remark(cycle: str, plain: Mapping[str, Any]) -> Remark:
    return Remark(
        cycle=cycle,
        agency=plain["agency"],
        kind=ChallengeKind(plain["kind"]),
        about=plain["about"],
        day=plain["day"],
        text=plain["text"],
        by=plain.get("by", ""),
        shared=plain.get("shared"),
        words=plain.get("words", ""),
        due=plain.get("due"),
        then=tuple(_turn(*one) for one in plain.get("then", ())),
    )


def _turn(day: int, does: str, *words: Any) -> Turn:
    return Turn(day, does, tuple(tuple(one) if isinstance(one, list) else one for one in words))
