"""An agency's own objectives: what it intends, and in the next return what came of it.

Boards ask for four columns: what we intend to do, the outcome we want, then a cycle later what we
did and how well, and what difference it made. An objective is saved, kept and merged as an answer
is, under a key of this module; no question's id can be such a key, as ids begin with a standard.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from s11.domain.answers import Answer, Answers

MOST = 10
INTENT, OUTCOME_OF = "objectives:", "last-objectives:"


@dataclass(frozen=True, slots=True)
class Objective:
    """One objective and, where it has been reported on, what became of it."""

    number: int
    intention: str
    outcome: str
    done: str = ""
    difference: str = ""

    @property
    def is_reported(self) -> bool:
        """Whether both later columns say something."""
        return bool(self.done.strip() and self.difference.strip())

    @property
    def is_begun(self) -> bool:
        """Whether either of them does."""
        return bool((self.done + self.difference).strip())


class Stage(StrEnum):
    """How far a return's objectives are. Only reporting on the last ones is asked for."""

    OPTIONAL = "optional"
    UNTOUCHED = "untouched"
    STARTED = "started"
    COMPLETE = "complete"


def stage(last: tuple[Objective, ...], set_now: tuple[Objective, ...]) -> Stage:
    """How far the objectives are: the last cycle's to report on, and those that are set now."""
    begun = bool(set_now) or any(one.is_begun for one in last)
    if all(one.is_reported for one in last):
        return Stage.COMPLETE if begun else Stage.OPTIONAL
    return Stage.STARTED if begun else Stage.UNTOUCHED


def key(number: int) -> str:
    """Where objective `number` (from 1) of this return is kept."""
    return f"{INTENT}{number}"


def report_key(number: int) -> str:
    """Where this return tells what became of the last cycle's objective `number`."""
    return f"{OUTCOME_OF}{number}"


def is_objective(answer_key: str) -> bool:
    """Whether a key is one of this module's rather than a question's id."""
    return answer_key.startswith((INTENT, OUTCOME_OF))


def objectives(answers: Answers) -> tuple[Objective, ...]:
    """The objectives that this return sets, in order; emptied ones left out."""
    return tuple(
        Objective(number, said.value, said.impact)
        for number in range(1, MOST + 1)
        if (said := answers.get(key(number))) and (said.value + said.impact).strip()
    )


def reported(last: tuple[Objective, ...], answers: Answers) -> tuple[Objective, ...]:
    """The last cycle's objectives with what this return says became of them."""
    empty = Answer("")
    return tuple(
        Objective(
            one.number,
            one.intention,
            one.outcome,
            done=answers.get(report_key(one.number), empty).evidence,
            difference=answers.get(report_key(one.number), empty).impact,
        )
        for one in last
    )
