"""Imprints: what the record keeps of a row that is never changed, so that a change shows.

An imprint names the row and holds the hash of all that it says, never a word of it. Short words
could be guessed from a bare hash, so every such row has a salt of its own, hashed with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import zip_longest

from s11.domain.trail import hash_of_rows

# How a row of each table is named, from its own columns and what it belongs to.
NAMES = {
    "agreement": "agreement {id} of session {session_id} about {reference}",
    "challenge_entry": "entry {number} of note {note} about {reference}",
    "contact_log": "entry {id} of the contact log of {reference}",
    "decision": "decision {id} about item {item_id} of session {session_id}",
    "enquiry_dismissal": "statement {version} about the line of enquiry {line} of {reference}",
    "issued_letter": "letter {version} ({kind}) about {reference}",
    "moderation": "rating {version} ({kind}) of question {question} of {reference}",
}


@dataclass(frozen=True, slots=True)
class Imprint:
    """One row as the record keeps it: its table and id, its name in words, its SHA-256."""

    table: str
    id: int
    name: str
    sha256: str

    def facts(self) -> list[object]:
        """As an event's detail holds it."""
        return [self.table, self.id, self.name, self.sha256]


def imprint_of(table: str, content: Mapping[str, object]) -> Imprint:
    """The imprint of a row from its columns and what it belongs to, by name.

    Empty ones count for nothing, so that a column that a later release adds changes no hash.
    """
    said = [[name, _plain(value)] for name, value in sorted(content.items()) if value is not None]
    number = content["id"]
    assert isinstance(number, int)
    name = NAMES[table].format_map(content)
    return Imprint(table, number, name, hash_of_rows([[table], *said]))


def _plain(value: object) -> object:
    """As a JSON scalar that is the same whichever database and zone it came from."""
    if isinstance(value, bool | int):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value)


def imprints_in(facts: object) -> Iterator[Imprint]:
    """The imprints that an event's detail holds under "rows"; what is no imprint is passed over."""
    for one in facts if isinstance(facts, list) else ():
        match one:
            case [str(table), int(number), str(name), str(sha256)]:
                yield Imprint(table, number, name, sha256)


def faults(said: Iterable[Imprint], kept: Iterable[Imprint]) -> Iterator[str]:
    """A sentence for each row that is not what the record says, is not in it, or is gone.

    `said` are of one table's rows in the record's order, `kept` those that are there in theirs.
    The two are nearly the same, so only what has not met its other yet is held in memory.
    """
    waiting: tuple[dict[int, Imprint], dict[int, Imprint]] = ({}, {})
    for pair in zip_longest(said, kept):
        for side, one in enumerate(pair):
            if one is None:
                continue
            other = waiting[1 - side].pop(one.id, None)
            if other is None:
                waiting[side][one.id] = one
            elif other != one:
                yield f"{(other, one)[side].name} is not what was recorded"
    gone, unsaid = waiting
    yield from (f"{one.name} is not there any more" for one in gone.values())
    yield from (f"{one.name} is there, but the record does not know it" for one in unsaid.values())
