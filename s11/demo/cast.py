"""Who is on the demo board: cast.yaml read into frozen values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from s11.domain.permissions import Role

FILE = Path(__file__).with_name("cast.yaml")
DOMAIN = "marlbridge.example"
TITLES = re.compile(
    r"^(Professor|Dr|Cllr|Sister|Reverend|Imam|Canon|"
    r"(Detective |Chief )?(Superintendent|Inspector|Sergeant)) "
)


@dataclass(frozen=True, slots=True)
class Player:
    """Someone invented, and what they are; `title` is how a signatory signs."""

    name: str
    role: Role
    title: str = ""

    @property
    def email(self) -> str:
        """Their address, in a domain that nobody can own."""
        bare = TITLES.sub("", self.name).replace("ł", "l")
        plain = unicodedata.normalize("NFKD", bare).encode("ascii", "ignore").decode()
        return f"{'.'.join(plain.lower().split())}@{DOMAIN}"


@dataclass(frozen=True)
class Company:
    """An invented agency, who works there, how well it does, and how its returns go."""

    number: int
    name: str
    type: str
    lead: Player
    signatory: Player
    contributors: tuple[Player, ...]
    strength: float
    trend: float
    late: frozenset[str]
    missing: frozenset[str]
    now: str
    longer: bool

    @property
    def players(self) -> tuple[Player, ...]:
        """Everyone of the agency who has an account."""
        return (self.lead, self.signatory, *self.contributors)


@dataclass(frozen=True)
class Cast:
    """The board with everyone on it. `sign_ins` are names, in the order of printing.

    `lent` are the names of those whom agencies lend to the panels, `interests` pairs of a person's
    name and an agency's.
    """

    slug: str
    name: str
    colour: str
    reply_to: str
    people: tuple[Player, ...]
    companies: tuple[Company, ...]
    lent: tuple[str, ...]
    interests: tuple[tuple[str, str], ...]
    sign_ins: tuple[str, ...]

    @property
    def officer(self) -> Player:
        """Who runs the board's cycles."""
        return next(one for one in self.people if one.role is Role.OFFICER)

    def tied(self, company: Company) -> frozenset[str]:
        """The names of those who act for the agency or have an interest in it."""
        interested = {name for name, agency in self.interests if agency == company.name}
        return frozenset(interested | {one.name for one in company.players})

    def shown(self) -> Iterator[tuple[Player, str]]:
        """Who is worth signing in as, each with the name of their agency ("" for the board's)."""
        everyone = {one.name: (one, "") for one in self.people}
        for company in self.companies:
            everyone |= {one.name: (one, company.name) for one in company.players}
        return (everyone[name] for name in self.sign_ins)


def read_cast() -> Cast:
    """The cast of cast.yaml."""
    plain = YAML(typ="safe").load(FILE)
    board = plain["board"]
    return Cast(
        slug=board["slug"],
        name=board["name"],
        colour=board["colour"],
        reply_to=board["reply_to"],
        people=tuple(
            Player(name, Role(role)) for role, names in board["people"].items() for name in names
        ),
        companies=tuple(_company(number, one) for number, one in enumerate(plain["agencies"])),
        lent=tuple(plain["lent"]),
        interests=tuple(
            (name, agency) for name, some in plain["interests"].items() for agency in some
        ),
        sign_ins=tuple(plain["sign_ins"]),
    )


def _company(number: int, plain: Mapping[str, Any]) -> Company:
    return Company(
        number=number,
        name=plain["name"],
        type=plain["type"],
        lead=Player(plain["lead"], Role.LEAD),
        signatory=Player(plain["signatory"], Role.SIGNATORY, plain["title"]),
        contributors=tuple(Player(one, Role.CONTRIBUTOR) for one in plain.get("contributors", ())),
        strength=plain["strength"],
        trend=plain["trend"],
        late=frozenset(plain.get("late", ())),
        missing=frozenset(plain.get("missing", ())),
        now=plain["now"],
        longer=plain.get("longer", False),
    )
