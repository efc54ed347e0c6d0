"""The panel's feedback letter to an agency: drafted, edited, then issued and never changed.

A draft is made from `SharedChallenge`, which has no room for what is private to the panel. What
is issued is canonical JSON with its SHA-256; a new letter replaces the one before, which stays.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, date, datetime
from typing import Any

from s11.domain.anchors import WHOLE_RETURN, anchor_words
from s11.domain.challenges import ChallengeKind, Entry, Outcome, SharedChallenge, Step
from s11.domain.cycles import london
from s11.domain.errors import Refused
from s11.domain.prose import LONGEST, Block, one_line, parse
from s11.domain.report import day_words
from s11.domain.standards import Edition

FEEDBACK = "feedback"
FORMAT = 1
LONGEST_QUOTE = 600


@dataclass(frozen=True, slots=True)
class RatingTold:
    """A rating that was agreed and is not the agency's own, in words."""

    number: str
    text: str
    own: str
    agreed: str
    reason: str


@dataclass(frozen=True, slots=True)
class Material:
    """What a letter is drafted from: nothing that the agency may not read.

    `ratings` is None where the board does not share them. `held_on` is the day of the session.
    """

    board: str
    cycle: str
    agency: str
    officer: str
    edition: Edition
    notes: Sequence[SharedChallenge] = ()
    ratings: Sequence[RatingTold] | None = None
    decisions: Sequence[str] = ()
    held_on: date | None = None


def draft(material: Material) -> str:
    """A letter to begin with, in the markup of `prose`: thanks and what was done well first."""
    kinds = {
        is_praise: [
            note
            for note in material.notes
            if (note.kind is ChallengeKind.COMMENDATION) is is_praise
        ]
        for is_praise in (True, False)
    }
    parts = [
        "Dear colleagues,",
        _opening(material),
        *_part("What the panel commends", _bullets(_praise(material, kinds[True]))),
        *_part("What the panel asked", _asked(material, kinds[False])),
        *_part("Ratings that were agreed", _ratings(material)),
        *_part("What the panel decided", _bullets(map(one_line, material.decisions))),
        *_part("What comes next", _bullets(_next(kinds[False]))),
        "Thank you for the work behind this return, and for what it does for children.",
        f"With best wishes,\n{material.officer}\nfor the challenge panel of {material.board}",
    ]
    return "\n\n".join(parts) + "\n"


def _opening(material: Material) -> str:
    met = f" and talked about it on {_day(material.held_on)}" if material.held_on else ""
    return (
        f"Thank you for the return of {material.agency} for {material.cycle}. The challenge panel "
        f"has read it{met}. This letter says what the panel saw, what it asked and what comes next."
    )


def _part(heading: str, words: Iterable[str]) -> list[str]:
    """A heading with what stands beneath it; nothing where there is nothing to say."""
    said = list(words)
    return [f"## {heading}", *said] if said else []


def _bullets(items: Iterable[str]) -> list[str]:
    lines = [f"- {item}" for item in items if item]
    return ["\n".join(lines)] if lines else []


def _praise(material: Material, notes: Iterable[SharedChallenge]) -> Iterator[str]:
    for note in notes:
        about = anchor_words(material.edition, note.anchor)
        yield one_line(note.text) + ("" if about == WHOLE_RETURN else f" ({one_line(about)})")


def _asked(material: Material, notes: Iterable[SharedChallenge]) -> Iterator[str]:
    """A paragraph for each note: what was asked, what was answered, what came of it."""
    for note in notes:
        about = one_line(anchor_words(material.edition, note.anchor))
        lines = [f"**Note {note.number}: {about}**", f"The panel: {_quoted(note.text)}"]
        lines += [
            f"{_who(entry)} on {_day(entry.at)}: {_quoted(entry.text)}"
            for entry in note.entries
            if entry.step in {Step.NOTE, Step.RESPONSE} and entry.text
        ]
        yield "\n".join(filter(None, (*lines, _came_of_it(note))))


def _who(entry: Entry) -> str:
    return "Your answer" if entry.step is Step.RESPONSE else "The panel added"


def _came_of_it(note: SharedChallenge) -> str:
    settled = note.settling
    words = {
        Outcome.ANSWERED: "The panel thanks you: this answers the note.",
        Outcome.ACTION_AGREED: "An action was agreed.",
        Outcome.CARRIED: "The panel will come back to this in the next cycle.",
        Outcome.NO_RESPONSE: "The panel has had no answer to this, and would still welcome one.",
    }
    if settled is not None:
        said = f" {_quoted(settled.text)}" if settled.text else ""
        return words[Outcome(settled.detail)] + said
    if note.responses:
        return "The panel thanks you for the answer and is looking at it."
    return f"Your answer is welcome by {_day(note.due_on)}." if note.due_on else ""


def _ratings(material: Material) -> list[str]:
    if material.ratings is None:
        return []
    if not material.ratings:
        return ["Every one of your ratings stands as you gave it."]
    return [
        "These are the agreed ratings that are not your own. Every other stands as you gave it.",
        *_bullets(
            f"**{one.number} {one_line(one.text)}** You said {one.own}; agreed was {one.agreed}."
            + (f" {_quoted(one.reason)}" if one.reason else "")
            for one in material.ratings
        ),
    ]


def _next(notes: Iterable[SharedChallenge]) -> Iterator[str]:
    for note in notes:
        if note.outcome is None and not note.responses:
            by = f" by {_day(note.due_on)}" if note.due_on else ""
            yield f"Answer note {note.number}{by}, on the page of your return."
        elif note.outcome is Outcome.ACTION_AGREED:
            yield f"Carry out the action of note {note.number}."
        elif note.outcome is Outcome.CARRIED:
            yield f"Look at note {note.number} again for the next return."


def _quoted(text: str) -> str:
    """Somebody's words on one line, the end of very long ones left out at a word."""
    line = one_line(text)
    if len(line) > LONGEST_QUOTE:
        line = f"{line[:LONGEST_QUOTE].rsplit(' ', 1)[0]} …"
    return line


def _day(day: date | datetime) -> str:
    """A day as people read it, on London's calendar."""
    return day_words((london(day).date() if isinstance(day, datetime) else day).isoformat())


@dataclass(frozen=True, slots=True)
class Addressee:
    """Someone to whom a letter goes, and as what."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as it was issued. `replaced_on` is when the version that it replaces was issued."""

    board: str
    cycle: str
    agency: str
    reference: str
    version: int
    issued_at: datetime
    issued_by: str
    to: tuple[Addressee, ...]
    body: str
    replaced_on: date | None = None
    kind: str = FEEDBACK

    @property
    def title(self) -> str:
        """The heading of the letter."""
        return f"Feedback on your return: {self.cycle}"

    @property
    def address(self) -> tuple[str, ...]:
        """The lines of the address."""
        return (*(f"{one.name}, {one.role}" for one in self.to), self.agency)

    @property
    def facts(self) -> tuple[str, ...]:
        """Date, reference and version, a line each."""
        told = [_day(self.issued_at), f"Reference {self.reference}, letter {self.version}"]
        if self.replaced_on:
            told.append(
                f"This letter replaces letter {self.version - 1} of {_day(self.replaced_on)}."
            )
        return tuple(told)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The body, ready to be set."""
        return parse(self.body)


def check_body(body: str) -> str:
    """The body without the space around it; refuses an empty one, and one that is too long."""
    body = body.strip()
    if not parse(body):
        raise Refused("Write the letter.", field="body")
    if len(body) > LONGEST:
        raise Refused(f"Keep the letter under {LONGEST:,} characters.", field="body")
    return body


def to_json(letter: Letter) -> str:
    """Canonical JSON: the same letter gives the same text, and so the same SHA-256."""
    plain = {**asdict(letter), "format": FORMAT}
    plain["issued_at"] = letter.issued_at.astimezone(UTC).isoformat()
    plain["replaced_on"] = letter.replaced_on.isoformat() if letter.replaced_on else None
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def from_json(text: str) -> Letter:
    """The letter that `to_json` wrote, equal to the first; raises ValueError for another."""
    plain: Any = json.loads(text)
    if not isinstance(plain, dict) or plain.pop("format", None) != FORMAT:
        raise ValueError("this letter has a format that is not known here")
    if set(plain) != {field.name for field in fields(Letter)}:
        raise ValueError("a part of this letter is missing or is one too many")
    plain["issued_at"] = datetime.fromisoformat(plain["issued_at"])
    plain["to"] = tuple(Addressee(**one) for one in plain["to"])
    if plain["replaced_on"]:
        plain["replaced_on"] = date.fromisoformat(plain["replaced_on"])
    return Letter(**plain)
