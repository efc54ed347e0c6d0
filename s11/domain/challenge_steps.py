"""What each side may do to a challenge note, and when: the one table of its steps."""

from __future__ import annotations

from datetime import date

from s11.domain.challenges import ChallengeKind, Side, Step, Thread
from s11.domain.errors import Refused, WrongState

# Which steps each side may take while a note is open; UNSETTLED alone is taken on a settled one.
MAY: dict[Side, frozenset[Step]] = {
    Side.PANEL: frozenset({Step.NOTE, Step.SHARED, Step.DUE, Step.REOPENED, Step.OUTCOME}),
    Side.AGENCY: frozenset({Step.RESPONSE, Step.REVISED}),
}
# What makes sense only once the agency can read the note.
NEEDS_SHARING = frozenset({Step.DUE, Step.RESPONSE, Step.REOPENED, Step.REVISED})


def check_step(challenge: Thread, side: Side, step: Step) -> None:
    """Raise WrongState, with the reason, where `side` cannot take `step` now."""
    if step is Step.UNSETTLED:
        if side is not Side.PANEL or challenge.outcome is None:
            raise WrongState("This note is not settled.")
        return
    if step not in MAY[side]:
        raise WrongState("This cannot be done to a note from here.")
    if challenge.outcome is not None and step is not Step.REVISED:
        raise WrongState("This note was settled. It has to be opened again before it can go on.")
    if step is Step.SHARED and challenge.is_shared:
        raise WrongState("This note is shared with the agency already.")
    if step in NEEDS_SHARING and not challenge.is_shared:
        raise WrongState("This note is private to the panel. Share it first.")


def check_due(kind: ChallengeKind, due_on: date | None, today: date) -> None:
    """Refuse a day for the answer that has passed, or one for a commendation, which needs none."""
    if due_on is None:
        return
    if kind is ChallengeKind.COMMENDATION:
        raise Refused("A commendation needs no answer, so leave its date empty.", field="due_on")
    if due_on < today:
        raise Refused("This day has passed. Choose today or a later day.", field="due_on")
