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

from s11.domain.errors import WrongState


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
        return any(entry.step is Step.SHARED for entry in self.entries)

    @property
    def shared_at(self) -> datetime | None:
        """When the agency was shown it."""
        return next((entry.at for entry in self.entries if entry.step is Step.SHARED), None)

    @property
    def due_on(self) -> date | None:
        """The London day by which the agency is asked to answer."""
        days = [entry.detail for entry in self.entries if entry.step is Step.DUE]
        return date.fromisoformat(days[-1]) if days else None

    @property
    def responses(self) -> tuple[Entry, ...]:
        """What the agency answered, oldest first."""
        return tuple(entry for entry in self.entries if entry.step is Step.RESPONSE)

    @property
    def outcome(self) -> Outcome | None:
        """What came of it; None while that is open."""
        last = self.settling
        return Outcome(last.detail) if last else None

    @property
    def settling(self) -> Entry | None:
        """The entry that settled the note; None while it is open."""
        ends = [e for e in self.entries if e.step in {Step.OUTCOME, Step.UNSETTLED}]
        return ends[-1] if ends and ends[-1].step is Step.OUTCOME else None

    @property
    def reopened(self) -> tuple[str, ...]:
        """The questions that the last query reopened, by id; empty where none did."""
        asked = [entry.detail for entry in self.entries if entry.step is Step.REOPENED]
        return tuple(asked[-1].split()) if asked else ()

    @property
    def state(self) -> ChallengeState:
        """Where the note stands."""
        if self.outcome:
            return ChallengeState.SETTLED
        if not self.is_shared:
            return ChallengeState.PRIVATE
        if self.responses:
            return ChallengeState.RESPONDED
        if self.kind is ChallengeKind.COMMENDATION:
            return ChallengeState.TOLD
        return ChallengeState.WAITING

    def is_overdue(self, today: date) -> bool:
        """Whether the agency's answer was due before `today` (a London day) and has not come."""
        due = self.due_on
        return self.state is ChallengeState.WAITING and due is not None and due < today


@dataclass(frozen=True, slots=True)
class Challenge(Thread):
    """A note with its whole thread, as the panel and the officer read it."""

    id: int

    def shared(self) -> SharedChallenge | None:
        """What the agency may read of it; None while it is private to the panel.

        Leaves out every private entry, and all that was said before the note was shared but what
        was raised: members may have talked freely until then. Where it was shared in other words,
        those stand in place of what was raised.
        """
        at = next((n for n, e in enumerate(self.entries) if e.step is Step.SHARED), None)
        if at is None:
            return None
        opening = {Step.DUE} if self.entries[at].text else {Step.DUE, Step.RAISED}
        before = tuple(e for e in self.entries[:at] if e.step in opening)
        told = (entry for entry in self.entries[at:] if not entry.is_private)
        return SharedChallenge(
            self.number, self.kind, self.anchor, tuple(map(_as_the_panel, (*before, *told)))
        )


def _as_the_panel(entry: Entry) -> Entry:
    """The same entry without the name of a member: the panel speaks with one voice."""
    return replace(entry, by=THE_PANEL) if entry.side is Side.PANEL else entry


@dataclass(frozen=True, slots=True)
class SharedChallenge(Thread):
    """What an agency reads of a note: never a private entry, never an id of the panel's own."""


# Which steps each side may take while a note is open; UNSETTLED alone is taken on a settled one.
MAY: dict[Side, frozenset[Step]] = {
    Side.PANEL: frozenset({Step.NOTE, Step.SHARED, Step.DUE, Step.REOPENED, Step.OUTCOME}),
    Side.AGENCY: frozenset({Step.RESPONSE, Step.REVISED}),
}


def check_step(challenge: Challenge, side: Side, step: Step) -> None:
    """Raise WrongState, with the reason, where `side` cannot take `step` now."""
    if step is Step.UNSETTLED:
        if side is not Side.PANEL or challenge.outcome is None:
            raise WrongState("This note is not settled.")
        return
    if challenge.outcome is not None and step is not Step.REVISED:
        raise WrongState("This note is settled. Open it again before adding to it.")
    if step not in MAY[side]:
        raise WrongState("This cannot be done to a note from here.")
    if step is Step.SHARED and challenge.is_shared:
        raise WrongState("This note is shared with the agency already.")
    if step in {Step.RESPONSE, Step.REOPENED} and not challenge.is_shared:
        raise WrongState("This note is private to the panel. Share it first.")


def open_first(challenges: Iterable[Challenge]) -> list[Challenge]:
    """Notes in the order in which they need somebody: open before settled, then by number."""
    return sorted(challenges, key=lambda one: (one.outcome is not None, one.number))
