"""Cycles that were over before: opened and closed at once, and looked back on from later ones."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from s11.domain.cycles import CycleStatus
from s11.domain.errors import Refused, WrongState
from s11.services import auditing, comparing, past_cycles
from s11.services.recording import By
from tests import factories
from tests.domain.making import answers
from tests.services.cycles_of_one import History
from tests.services.test_bringing_in import ASKED, ROWS, bring_in, cycle, officer


def test_a_cycle_that_is_over_is_opened_and_closed_at_once(app: Flask) -> None:
    made = History()
    shipped = comparing.editions.catalogue(app.extensions["s11"])
    factories.cycle(
        made.board,
        "s11-2024",
        edition="2025",
        opens_at=factories.NOON - timedelta(days=700),
        due_at=factories.NOON - timedelta(days=600),
    )
    by = By(None, factories.NOON, "The command line")
    past_cycles.open_past(cycle("s11-2024"), shipped, by)
    found = cycle("s11-2024")
    assert found.status is CycleStatus.CLOSED
    assert found.edition_sha256
    assert auditing.verify_documents() == []
    with pytest.raises(WrongState):
        past_cycles.open_past(found, shipped, by)


def test_a_cycle_that_is_not_over_is_not_opened_as_past(app: Flask) -> None:
    made = History()
    factories.cycle(made.board, due_at=factories.NOON + timedelta(days=1))
    shipped = comparing.editions.catalogue(app.extensions["s11"])
    with pytest.raises(Refused, match="not over yet"):
        past_cycles.open_past(cycle("s11-2026"), shipped, By(None, factories.NOON, "x"))


def test_a_cycle_that_was_there_first_may_look_back_on_one_brought_in_later(app: Flask) -> None:
    made = History()
    made.cycle("s11-2025", ASKED).status = CycleStatus.CLOSED
    made.cycle("s11-2026", ASKED)
    made.sign("s11-2026", answers(a_1="green", a_2="amber"))
    bring_in(ROWS, officer(made))
    assert comparing.movement_of(made.page("s11-2026")) is None
    assert past_cycles.look_back(cycle("s11-2026"), cycle(), officer(made)) == 1
    found = comparing.movement_of(made.page("s11-2026"))
    assert found
    assert found.overall.difference == 50
    with pytest.raises(WrongState, match="already"):
        past_cycles.look_back(cycle("s11-2026"), cycle(), officer(made))
    with pytest.raises(Refused, match="due before"):
        past_cycles.look_back(cycle(), cycle("s11-2026"), officer(made))
