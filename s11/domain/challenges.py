"""Challenge notes: what the panel asks, what the agency answers, and what came of it.

A note is a thread of entries; nothing in it is edited in place. Where it stands is folded from
its entries. What an agency may read of it is another type, `SharedChallenge`, which has no room
for what is private to the panel.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from s11.domain.cycles import london


class ChallengeKind(StrEnum):
    """What a note is."""

    QUESTION = "question"
    CONCERN = "concern"
    COMMENDATION = "commendation"


KIND_WORDS = {
    ChallengeKind.QUESTION: "Question",
    ChallengeKind.CONCERN: "Concern",
    ChallengeKind.COMMENDATION: "Commendation",
}


class Outcome(StrEnum):
    """What came of a note. Silence is an outcome, and is printed."""

    ANSWERED = "answered"
    ACTION_AGREED = "action agreed"
    CARRIED = "carried to the next cycle"
    NO_RESPONSE = "no response received"


OUTCOME_WORDS = {
    Outcome.ANSWERED: "Answered",
    Outcome.ACTION_AGREED: "Action agreed",
    Outcome.CARRIED: "Carried to the next cycle",
    Outcome.NO_RESPONSE: "No response received",
}


THE_PANEL = "The challenge panel"


class Side(StrEnum):
    """Who speaks: the panel (with its officer) or the agency."""

    PANEL = "panel"
    AGENCY = "agency"


class Step(StrEnum):
    """What an entry does. Only NOTE may be private in a shared thread.

    RAISED opens the thread; SHARED shows it to the agency, in the entry's own words where it has
    any; DUE sets or moves the day for the answer
    (`detail`: ISO date); RESPONSE is the agency's answer; REOPENED lets named questions be revised
    (`detail`: their ids between blanks); REVISED says that a new version was signed (`detail`: its
    number); OUTCOME settles the note (`detail`: an Outcome's value); UNSETTLED takes that back.
    """

    RAISED = "raised"
    NOTE = "note"
    SHARED = "shared"
    DUE = "due"
    RESPONSE = "response"
    REOPENED = "reopened"
    REVISED = "revised"
    OUTCOME = "outcome"
    UNSETTLED = "unsettled"


# What asks the agency for something, and what answers it: the last of them says who is waiting.
ASKS = frozenset({Step.SHARED, Step.DUE, Step.REOPENED})
ANSWERS = frozenset({Step.RESPONSE, Step.REVISED})


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing said or done in a thread. `text` is as typed; `by` a name."""

    number: int
    side: Side
    step: Step
    text: str
    by: str
    at: datetime
    is_private: bool = False
    detail: str = ""


class ChallengeState(StrEnum):
    """Where a note stands, for the panel's lists and the agency's."""

    PRIVATE = "private"
    WAITING = "waiting for the agency"
    RESPONDED = "the agency has answered"
    TOLD = "shared, no answer needed"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a note is about: a question, else a standard, else ("" and "") the whole return."""

    standard: str = ""
    question: str = ""


@dataclass(frozen=True, slots=True)
class Thread:
    """A note as somebody reads it. `number` counts within the return, from 1: "note 3"."""

    number: int
    kind: ChallengeKind
    anchor: Anchor
    entries: tuple[Entry, ...]

    @property
    def text(self) -> str:
        """What was raised, in the words in which this reader meets it."""
        opening = {Step.RAISED, Step.SHARED}
        return next((e.text for e in self.entries if e.step in opening and e.text), "")

    @property
    def raised_by(self) -> str:
        """Who raised it."""
        return self.entries[0].by

    @property
    def raised_at(self) -> datetime:
        """When it was raised."""
        return self.entries[0].at

    @property
    def is_shared(self) -> bool:
        """Whether the agency can read it. Once shared it cannot be taken back."""
        return self._last(Step.SHARED) is not None

    @property
    def shared_at(self) -> datetime | None:
        """When the agency was shown it."""
        shared = self._last(Step.SHARED)
        return shared.at if shared else None

    @property
    def due_on(self) -> date | None:
        """The London day by which the agency is asked to answer.

        A day that had passed when questions were reopened was for the answer before.
        """
        due, reopened = self._last(Step.DUE), self._last(Step.REOPENED)
        day = date.fromisoformat(due.detail) if due else None
        if day and reopened and day < london(reopened.at).date():
            return None
        return day

    @property
    def responses(self) -> tuple[Entry, ...]:
        """What the agency answered, oldest first."""
        return tuple(entry for entry in self.entries if entry.step is Step.RESPONSE)

    @property
    def answered_at(self) -> datetime | None:
        """When the agency last answered or revised; None while the panel waits for it."""
        last = self._last(*ASKS, *ANSWERS)
        return last.at if last and last.step in ANSWERS else None

    @property
    def outcome(self) -> Outcome | None:
        """What came of it; None while that is open."""
        last = self.settling
        return Outcome(last.detail) if last else None

    @property
    def settling(self) -> Entry | None:
        """The entry that settled the note; None while it is open."""
        last = self._last(Step.OUTCOME, Step.UNSETTLED)
        return last if last and last.step is Step.OUTCOME else None

    @property
    def reopened(self) -> tuple[str, ...]:
        """The questions that the last query reopened, by id; empty where none did."""
        asked = self._last(Step.REOPENED)
        return tuple(asked.detail.split()) if asked else ()

    @property
    def revised(self) -> int:
        """The version that was signed since questions were reopened; 0 where none was."""
        signed = self._last(Step.REVISED)
        return int(signed.detail) if signed and not self.awaits_revision else 0

    @property
    def awaits_revision(self) -> bool:
        """Whether questions were reopened and no new version has been signed since."""
        last = self._last(Step.REOPENED, Step.REVISED)
        return last is not None and last.step is Step.REOPENED

    @property
    def state(self) -> ChallengeState:
        """Where the note stands. A new date or reopened questions ask again after an answer."""
        if self.outcome:
            return ChallengeState.SETTLED
        if not self.is_shared:
            return ChallengeState.PRIVATE
        if self.answered_at:
            return ChallengeState.RESPONDED
        if self.kind is ChallengeKind.COMMENDATION and not self.awaits_revision:
            return ChallengeState.TOLD
        return ChallengeState.WAITING

    def is_overdue(self, today: date) -> bool:
        """Whether the agency's answer was due before `today` (a London day) and has not come."""
        due = self.due_on
        return self.state is ChallengeState.WAITING and due is not None and due < today

    def _last(self, *steps: Step) -> Entry | None:
        return next((entry for entry in reversed(self.entries) if entry.step in steps), None)


Note = TypeVar("Note", bound=Thread)


@dataclass(frozen=True, slots=True)
class Challenge(Thread):
    """A note with its whole thread, as the panel and the officer read it."""

    id: int

    def shared(self) -> SharedChallenge | None:
        """What the agency may read of it; None while it is private to the panel.

        Leaves out every private entry, and all that was said before the note was shared but what
        was raised: members may have talked freely until then. Where it was shared in other words,
        those stand in place of what was raised. Numbers start at 1, so that no gap tells.
        """
        if not self.is_shared:
            return None
        told = [entry for entry in self.entries if self.tells(entry)]
        entries = tuple(_as_the_panel(n, entry) for n, entry in enumerate(told, start=1))
        return SharedChallenge(self.number, self.kind, self.anchor, entries)

    def tells(self, entry: Entry) -> bool:
        """Whether the agency may read this entry of the thread."""
        sharing = self._last(Step.SHARED)
        if sharing is None or entry.is_private:
            return False
        in_its_own_words = entry.step is Step.RAISED and not sharing.text
        return entry.number >= sharing.number or in_its_own_words


def _as_the_panel(number: int, entry: Entry) -> Entry:
    """The same entry without the name of a member: the panel speaks with one voice."""
    by = THE_PANEL if entry.side is Side.PANEL else entry.by
    return replace(entry, number=number, by=by)


@dataclass(frozen=True, slots=True)
class SharedChallenge(Thread):
    """What an agency reads of a note: never a private entry, never an id of the panel's own."""


def open_first(challenges: Iterable[Note]) -> list[Note]:
    """Notes in the order in which they need somebody: open before settled, then by number."""
    return sorted(challenges, key=lambda one: (one.outcome is not None, one.number))
