"""Events of the record in a reader's words: names and links for paths, one line for many alike."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for

from s11.domain.cycles import listed, london
from s11.domain.imprints import imprints_in
from s11.domain.permissions import Action, Subject
from s11.store import record as store
from s11.store.models import Event
from s11.store.people import BoardLook
from s11.store.record import Named
from s11.web.layout import moment
from s11.web.officer.loading import can

INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00$", re.ASCII)
HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
PERSON = re.compile(r"person/([0-9]{1,9})", re.ASCII)
FACT_WORDS = {
    "sha256": "fingerprint",
    "history": "fingerprint of every answer's history",
    "opens": "opens on",
    "due": "due on",
    "file": "file number",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One event for the page: what it is about as a name and a link ("" for none), its facts."""

    event: Event
    about: str
    under: str
    url: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of what happened: events alike, of one person, on one day."""

    words: str
    note: str
    actor_name: str
    at: datetime


def told(board: BoardLook, events: Sequence[Event], types: Mapping[str, str]) -> list[Told]:
    """A page of the board's record, in a fixed number of statements. `types` are agencies'."""
    parts = [event.subject.split("/") for event in events]
    names = store.named(board.id, {part[-1] for part in parts}, _people(events))
    files = _file_names(events)
    lines = []
    for event in events:
        about, under, url = _about(board, event, names)
        said = [
            pair for pair in _facts(event, names, files, types) if pair[1] not in {about, under}
        ]
        lines.append(Told(event, about, under, url, tuple(said)))
    return lines


def happened(events: Iterable[Event]) -> list[Happening]:
    """What happened with one thing: neighbours alike in one line, files by name once signed."""
    events = list(events)
    files = _file_names(events)

    def alike(event: Event) -> tuple[object, ...]:
        return event.kind, event.actor_id, event.actor_name, london(event.at).date()

    return [_happening(list(same), files) for _, same in itertools.groupby(events, key=alike)]


def _happening(same: Sequence[Event], files: Mapping[int, str]) -> Happening:
    newest, facts = same[0], json.loads(same[0].detail)
    words = newest.kind[0].upper() + newest.kind[1:]
    names = [files[number] for event in same if (number := _file(event)) in files]
    if _file(newest):
        words += f": {listed(names) if names else _counted(len(same))}"
    elif len(same) > 1:
        words += f", {len(same)} times"
    return Happening(words, str(facts.get("reason", "")), newest.actor_name, newest.at)


def _counted(files: int) -> str:
    return "1 file" if files == 1 else f"{files} files"


def _file(event: Event) -> int:
    return int(json.loads(event.detail).get("file", 0)) if event.kind.startswith("evidence") else 0


def _file_names(events: Iterable[Event]) -> Mapping[int, str]:
    numbers = {_file(event) for event in events} - {0}
    return store.names_of_signed_files(numbers) if numbers else {}


def _people(events: Iterable[Event]) -> set[int]:
    """Everyone whom the events are about or name."""
    found = {int(said[1]) for event in events if (said := PERSON.fullmatch(event.subject))}
    for event in events:
        if event.kind == "helpers changed":
            found |= {int(number) for number in json.loads(event.detail).get("standards", {})}
    return found


def _about(board: BoardLook, event: Event, names: Named) -> tuple[str, str, str]:
    """(name, what it is of or "", address or "") of what an event is about."""
    subject, place = event.subject, Subject(board.id)
    if person := PERSON.fullmatch(subject):
        number = int(person[1])
        is_open = number in names.here and can(Action.MANAGE_PEOPLE, place)
        url = url_for("officer.person", board=board.slug, person=number) if is_open else ""
        return names.people.get(number, "Someone"), "", url
    match subject.split("/"):
        case [board.slug]:
            return board.name, "", ""
        case [board.slug, "agencies", agency] if agency in names.agencies:
            is_open = can(Action.SEE_AGENCIES, place)
            url = url_for("officer.agency", board=board.slug, agency=agency) if is_open else ""
            return names.agencies[agency], "", url
        case [board.slug, cycle] if cycle in names.cycles:
            is_open = can(Action.SEE_RETURNS, place)
            url = url_for("officer.cycle", board=board.slug, cycle=cycle) if is_open else ""
            return names.cycles[cycle], "", url
        case [board.slug, cycle, agency] if cycle in names.cycles and agency in names.agencies:
            is_open = (cycle, agency) in names.returns and can(Action.SEE_RETURNS, place)
            where: dict[str, Any] = {"board": board.slug, "cycle": cycle, "agency": agency}
            url = url_for("officer.agency_return", **where) if is_open else ""
            return names.agencies[agency], names.cycles[cycle], url
    return subject, "", ""


def _facts(
    event: Event, names: Named, files: Mapping[int, str], types: Mapping[str, str]
) -> list[tuple[str, str]]:
    """An event's facts as (name, words)."""
    said = []
    for name, value in json.loads(event.detail).items():
        if name == "standards" and isinstance(value, dict):
            said += [(_name_of(names, who), listed(keys)) for who, keys in value.items()]
        elif name == "file" and value in files:
            said.append(("file", files[value]))
        elif name == "rows":
            said.append(_fingerprints([one.sha256 for one in imprints_in(value)]))
        else:
            said.append((FACT_WORDS.get(name, name.replace("_", " ")), _words(value, types)))
    return said


def _fingerprints(hashes: Sequence[str]) -> tuple[str, str]:
    """What was written, by its fingerprint; where it is much, how much."""
    if len(hashes) == 1:
        return "fingerprint of what was written", _words(hashes[0], {})
    return "fingerprints of what was written", str(len(hashes))


def _name_of(names: Named, number: str) -> str:
    return names.people.get(int(number), "someone")


def _words(value: object, types: Mapping[str, str]) -> str:
    """A fact in words: two values as "from → to", instants by London clocks, hashes shortened."""
    if isinstance(value, list) and len(value) == 2 and all(isinstance(v, str) for v in value):
        return f"{_words(value[0], types)} → {_words(value[1], types)}"
    if not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if INSTANT.match(value):
        return moment(datetime.fromisoformat(value))
    return f"{value[:12]}…" if HASH.fullmatch(value) else types.get(value, value)
