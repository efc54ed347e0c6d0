"""Challenge notes in words, on every page and on paper: where one stands, what was done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from s11.domain.challenges import (
    OUTCOME_WORDS,
    ChallengeState,
    Entry,
    Outcome,
    Side,
    Step,
    Thread,
)
from s11.domain.report import day_words
from s11.domain.report_words import counted

OUTCOME_TONES = {
    Outcome.ANSWERED: "green",
    Outcome.ACTION_AGREED: "green",
    Outcome.CARRIED: "blue",
    Outcome.NO_RESPONSE: "red",
}
# The same outcome, as it is read in the cycle that follows.
CARRIED_HERE = "Carried to this cycle"
STATE_WORDS: dict[Side, dict[ChallengeState, tuple[str, str]]] = {
    Side.PANEL: {
        ChallengeState.PRIVATE: ("Private", "grey"),
        ChallengeState.WAITING: ("Waiting for the agency", "amber"),
        ChallengeState.RESPONDED: ("The agency has answered", "blue"),
        ChallengeState.TOLD: ("Shared", "grey"),
    },
    Side.AGENCY: {
        ChallengeState.WAITING: ("Answer wanted", "amber"),
        ChallengeState.RESPONDED: ("Answered", "blue"),
        ChallengeState.TOLD: ("For you to read", "grey"),
    },
}
REVISION_WORDS = {
    Side.PANEL: ("Waiting for a revision", "amber"),
    Side.AGENCY: ("Revision wanted", "amber"),
}


def state_words(note: Thread, today: date, side: Side) -> tuple[str, str]:
    """(where a note stands, its tone), as `side` reads it on the London day `today`."""
    if note.outcome:
        return OUTCOME_WORDS[note.outcome], OUTCOME_TONES[note.outcome]
    if note.is_overdue(today):
        return "Answer overdue", "red"
    if note.awaits_revision:
        return REVISION_WORDS[side]
    return STATE_WORDS[side][note.state]


def waiting_words(count: int, due_on: date | None, today: date) -> str:
    """How many notes wait for an agency, and the first day that it was given; "" for none."""
    if not count:
        return ""
    said = f"{counted(count, 'note')} from the panel {'waits' if count == 1 else 'wait'} for you"
    if due_on is None:
        return said
    verb = "was" if due_on < today else "is"
    first = "your answer" if count == 1 else "the first answer"
    return f"{said}: {first} {verb} due by {day_words(due_on.isoformat())}"


def deed_words(entry: Entry, numbers: Mapping[str, str]) -> str:
    """What an entry did, in a few words. `numbers` are the questions', by id, such as "a.2"."""
    match entry.step:
        case Step.RAISED:
            return "Raised the note"
        case Step.NOTE:
            return "Added a comment"
        case Step.SHARED:
            return "Shared the note with the agency"
        case Step.DUE:
            return f"Asked for an answer by {day_words(entry.detail)}"
        case Step.RESPONSE:
            return "Answered"
        case Step.REOPENED:
            named = [numbers.get(one, one) for one in entry.detail.split()]
            return f"Reopened {_listed(named)} to be revised"
        case Step.REVISED:
            return f"Signed version {entry.detail} of the return"
        case Step.OUTCOME:
            return f"Settled the note: {OUTCOME_WORDS[Outcome(entry.detail)].lower()}"
        case Step.UNSETTLED:
            return "Opened the note again"


def _listed(names: list[str]) -> str:
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)
