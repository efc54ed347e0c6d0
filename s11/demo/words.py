"""What the demo's agencies say: the files of words/, and how their gaps are filled in.

Texts are chosen by turns rather than by chance, so that agencies of one cycle, and one agency's
cycles, say the same thing in different words; figures and months come from a seeded generator.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from ruamel.yaml import YAML

FOLDER = Path(__file__).with_name("words")
NUMBERS = ("two", "three", "four", "five")
GAP = re.compile(r"\{(\w+)\}")
SENTENCE_START = re.compile(r"(^|[.?!] )([a-z])")


@dataclass(frozen=True, slots=True)
class Topic:
    """What can be said about one question: by how well it stands, and what will be done."""

    good: tuple[str, ...] = ()
    part: tuple[str, ...] = ()
    low: tuple[str, ...] = ()
    impact: tuple[str, ...] = ()
    act: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Goal:
    """An objective, and what a return a cycle later says of it."""

    intend: str
    outcome: str
    done: str
    difference: str


@dataclass(frozen=True)
class Words:
    """Everything that can be said. `settings` holds an agency type's own words by key."""

    topics: Mapping[str, Topic]
    settings: Mapping[str, Mapping[str, str]]
    closings: tuple[str, ...]
    owners: tuple[str, ...]
    na: Mapping[str, str]
    goals: tuple[Goal, ...]


def read_words() -> Words:
    """The words of the folder words/."""
    yaml = YAML(typ="safe")
    topics: dict[str, Topic] = {}
    for file in sorted(FOLDER.glob("?.yaml")):
        for question, texts in yaml.load(file).items():
            topics[question] = Topic(**{kind: tuple(said) for kind, said in texts.items()})
    rest = yaml.load(FOLDER / "settings.yaml")
    return Words(
        topics=topics,
        settings=rest["settings"],
        closings=tuple(rest["closings"]),
        owners=tuple(rest["owners"]),
        na=rest["na"],
        goals=tuple(Goal(**goal) for goal in rest["objectives"]),
    )


def turn(texts: Sequence[str], number: int) -> str:
    """The text whose turn it is; "" where there is none."""
    return texts[number % len(texts)] if texts else ""


def closing(said: str, closings: Sequence[str], number: int) -> str:
    """A sentence to follow `said`, whose turn it is among those that name nothing said already."""
    named = set(GAP.findall(said))
    return turn([one for one in closings if not named & set(GAP.findall(one))], number)


def fill(text: str, setting: Mapping[str, str], rng: Random, on: date) -> str:
    """`text` with its gaps filled in as on the day `on`, each sentence with its capital."""
    figures = _figures(rng, on)
    capitals = {name.capitalize(): word for name, word in setting.items()}
    filled = text.format_map({**setting, **capitals, **figures})
    return SENTENCE_START.sub(lambda start: start[1] + start[2].upper(), filled)


def _figures(rng: Random, on: date) -> dict[str, str]:
    sample = rng.randint(16, 40)
    few = rng.choice(NUMBERS)
    return {
        "sample": str(sample),
        "most": str(sample - rng.randint(1, 3)),
        "half": str(round(sample * rng.uniform(0.4, 0.6))),
        "few": few,
        "Few": few,
        "n": str(rng.randint(11, 19)),
        "many": str(rng.randint(45, 190)),
        "high": str(rng.randint(88, 98)),
        "mid": str(rng.randint(57, 79)),
        "days": rng.choice(NUMBERS),
        "weeks": rng.choice(NUMBERS),
        "digit": str(rng.randint(3, 7)),
        "marks": rng.choice(("4.2", "4.4", "4.6")),
        "month": f"{on - timedelta(days=rng.randint(35, 280)):%B}",
        "soon": f"{on + timedelta(days=rng.randint(80, 240)):%B}",
    }
