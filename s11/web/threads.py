"""Challenge notes as pages list and show them, for the panel and the agency alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from s11.domain.anchors import anchor_words, question_numbers
from s11.domain.challenge_words import deed_words, state_words
from s11.domain.challenges import (
    KIND_WORDS,
    Challenge,
    ChallengeState,
    Entry,
    Side,
    Thread,
    open_first,
)
from s11.domain.standards import Edition


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One note in a list. `reach` says who reads it: private, shared, or "" where that is plain."""

    number: int
    kind: str
    about: str
    text: str
    words: str
    tone: str
    due_on: date | None
    is_settled: bool
    # Whether somebody has yet to do something about it: what only tells the agency asks nothing.
    is_open: bool
    reach: str
    url: str


@dataclass(frozen=True, slots=True)
class EntryShown:
    """One entry of a thread as a page shows it."""

    entry: Entry
    deed: str
    reach: str

    @property
    def is_agency(self) -> bool:
        """Whether the agency speaks."""
        return self.entry.side is Side.AGENCY


@dataclass(frozen=True, slots=True)
class ThreadShown:
    """A note with its thread as a page shows it."""

    note: Thread
    line: NoteLine
    entries: tuple[EntryShown, ...]


def note_lines(
    notes: Iterable[Thread],
    edition: Edition,
    today: date,
    side: Side,
    url_of: Callable[[int], str],
) -> list[NoteLine]:
    """Notes as lines of a list, open ones first; `url_of` gives the address of note n."""
    return [note_line(one, edition, today, side, url_of(one.number)) for one in open_first(notes)]


def note_line(note: Thread, edition: Edition, today: date, side: Side, url: str) -> NoteLine:
    """One note as a line of a list."""
    words, tone = state_words(note, today, side)
    return NoteLine(
        number=note.number,
        kind=KIND_WORDS[note.kind],
        about=anchor_words(edition, note.anchor),
        text=note.text,
        words=words,
        tone=tone,
        due_on=None if note.outcome or note.answered_at else note.due_on,
        is_settled=note.outcome is not None,
        is_open=note.state not in (ChallengeState.SETTLED, ChallengeState.TOLD),
        reach=_reach(note),
        url=url,
    )


def _reach(note: Thread) -> str:
    if not isinstance(note, Challenge):
        return ""
    return "shared" if note.is_shared else "private"


def thread_shown(note: Thread, edition: Edition, today: date, side: Side) -> ThreadShown:
    """A note as its own page shows it."""
    numbers = question_numbers(edition)
    return ThreadShown(
        note,
        note_line(note, edition, today, side, ""),
        tuple(
            EntryShown(one, deed_words(one, numbers), _reach_of(note, one)) for one in note.entries
        ),
    )


def _reach_of(note: Thread, entry: Entry) -> str:
    """Who reads an entry, where the reader is of the panel: what `Challenge.shared` tells."""
    if not isinstance(note, Challenge):
        return ""
    return "shared" if note.tells(entry) else "private"
