"""Laddering: the steps by which a cycle's agencies are chased, changed by its officer."""

from __future__ import annotations

from collections.abc import Sequence

from s11.domain.cycles import check_running
from s11.domain.ladder import LadderStep, check_ladder
from s11.services.cycles import locked
from s11.services.recording import By, record
from s11.store import chasing as store
from s11.store.cycles import CycleInHand
from s11.store.database import db


def set_ladder(by: By, cycle: CycleInHand, steps: Sequence[LadderStep]) -> None:
    """Give the cycle this ladder. A step is known by its key: what was done stays done.

    Raises Refused for the first fault (domain.ladder.check_ladder names all), WrongState for a
    closed cycle.
    """
    for fault in check_ladder(steps):
        raise fault
    check_running(locked(cycle).status)
    store.keep_ladder(cycle.id, steps)
    keys = [step.key for step in steps]
    record(by, "ladder changed", cycle.path, board=cycle.board.slug, steps=keys)
    db.session.commit()
