"""Where signed returns stand: kept when they are signed, beside the panel and the cycle before."""

from __future__ import annotations

import pytest
from flask import Flask

from s11.domain.comparison import Movement, ScoreMovement
from s11.domain.moderation import ScoreKind
from s11.store import comparing as store
from tests.domain.making import answers, edition, rating
from tests.services.cycles_of_one import History

OLD = edition(rating("a.1"), rating("a.2"), name="2025", agency_types={"housing": "Housing"})


@pytest.fixture
def two(app: Flask) -> History:
    """Two cycles of one edition, the second looking back on the first."""
    history = History()
    history.cycle("s11-2025", OLD)
    history.cycle("s11-2026", OLD, "s11-2025")
    return history


def standing(history: History, slug: str = "s11-2026") -> dict[str, tuple[object, ...]]:
    found = store.standings_of(history.expects(slug).id)
    return {key: (one.value, one.score, one.movement, one.why) for key, one in found.items()}


def test_a_signature_keeps_where_every_question_stands(two: History) -> None:
    two.sign("s11-2025", answers(a_1="red", a_2="green"))
    assert standing(two, "s11-2025") == {
        "a.1": ("red", 0, None, ""),
        "a.2": ("green", 100, None, ""),
    }
    two.sign("s11-2026", answers(a_1="amber", a_2="amber"))
    assert standing(two) == {
        "a.1": ("amber", 50, Movement.IMPROVED, ""),
        "a.2": ("amber", 50, Movement.DECLINED, ""),
    }
    row = store.matrix(two.cycles["s11-2026"].id)[0]
    assert row.scores == {ScoreKind.SELF: {"": 50, "a": 50}}
    same = ScoreMovement(50, 50, 2, 2)
    assert row.movement == {"": same, "a": same}
