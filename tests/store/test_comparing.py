"""Queries that compare returns: who counts as a peer, and a fixed number of statements."""

from __future__ import annotations

import pytest
from flask import Flask

from s11.domain.comparison import Movement, ScoreMovement
from s11.store import comparing as store
from tests import factories
from tests.domain.making import answers, edition, rating
from tests.services.cycles_of_one import History

ASKED = edition(
    rating("a.1"), rating("a.2"), agency_types={"housing": "Housing", "police": "Police"}
)


def one_cycle() -> History:
    history = History()
    history.cycle("s11-2026", ASKED)
    return history


def test_peers_are_the_others_of_the_type_that_rated_the_question(app: Flask) -> None:
    history = one_cycle()
    mine = history.bring_in("s11-2026", answers(a_1="red", a_2="red"))
    history.bring_in("s11-2026", answers(a_1="green"), "Vale Housing")
    history.bring_in("s11-2026", answers(a_1="amber", a_2="green"), "Anchor Housing")
    history.bring_in("s11-2026", answers(a_1="red", a_2="red"), "Marlshire Police", "police")
    history.expects("s11-2026", "Harbour Housing")
    found = store.peers(history.cycles["s11-2026"].id, "housing", mine.id)
    assert set(found) == {"a.1", "a.2"}
    assert (found["a.1"].mean, found["a.1"].n, found["a.1"].levels) == (
        75,
        2,
        {"green": 1, "amber": 1},
    )
    assert found["a.1"].scores == (50, 100)
    assert found["a.1"].agencies == (("Anchor Housing", "amber"), ("Vale Housing", "green"))
    assert found["a.2"].n == 1


@pytest.mark.parametrize("agencies", [1, 6])
def test_comparing_takes_as_many_statements_for_one_agency_as_for_six(
    app: Flask, agencies: int
) -> None:
    history = one_cycle()
    for number in range(agencies):
        history.bring_in("s11-2026", answers(a_1="red", a_2="red"), f"Agency {number}")
    cycle = history.cycles["s11-2026"].id
    counts = []
    for read in (
        lambda: store.matrix(cycle),
        lambda: store.standings(cycle),
        lambda: store.peers(cycle, "housing", 0),
    ):
        with factories.statements() as seen:
            assert len(read()) in (agencies, 2)
        counts.append(len(seen))
    assert counts == [3, 1, 1]


def test_both_databases_keep_the_same(each_database: Flask) -> None:
    history = History()
    history.cycle("s11-2025", ASKED)
    cycle = history.cycle("s11-2026", ASKED, "s11-2025")
    history.bring_in("s11-2026", answers(a_1="amber", a_2="amber"))
    history.bring_in("s11-2025", answers(a_1="red", a_2="green"))
    signed = history.bring_in("s11-2026", answers(a_1="green", a_2="amber"))
    ways = {key: one.movement for key, one in store.standings_of(signed.id).items()}
    assert ways == {"a.1": Movement.IMPROVED, "a.2": Movement.DECLINED}
    assert store.standings(cycle.id)[signed.id] == tuple(store.standings_of(signed.id).values())
    assert store.matrix(cycle.id)[0].movement[""] == ScoreMovement(50, 75, 2, 2)
