"""Rebuilding: what is kept of signed returns is what their documents say, and can be made again."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import delete, update

from s11.domain.comparison import Movement
from s11.services import rebuilding
from s11.services.rebuilding import Rebuilt
from s11.store import comparing as store
from s11.store.database import db
from s11.store.models import QuestionStanding, Score, StandardMovement
from tests.domain.making import answers, edition, rating
from tests.services.cycles_of_one import History

ASKED = edition(rating("a.1"), rating("a.2"), agency_types={"housing": "Housing"})


@pytest.fixture
def history(app: Flask) -> History:
    """Two cycles; one agency signed both, another the second only."""
    made = History()
    made.cycle("s11-2025", ASKED)
    made.cycle("s11-2026", ASKED, "s11-2025")
    made.sign("s11-2025", answers(a_1="red", a_2="green"))
    made.sign("s11-2026", answers(a_1="amber", a_2="amber"))
    made.sign("s11-2026", answers(a_1="green", a_2="green"), "Vale Housing")
    return made


def test_a_rebuild_of_what_is_right_changes_nothing(history: History) -> None:
    assert rebuilding.rebuild() == Rebuilt(3, 0)


def test_a_rebuild_mends_what_is_wrong_and_says_how_many(history: History) -> None:
    db.session.execute(update(QuestionStanding).values(movement=Movement.DECLINED, before=3))
    db.session.execute(delete(StandardMovement))
    db.session.execute(update(Score).where(Score.kind == "signed").values(percent=1))
    db.session.commit()
    # Three returns of two questions, two movements and two signed scores each.
    assert rebuilding.rebuild().differed == 3 * (2 + 2 + 2)
    row = next(r for r in store.matrix(history.cycles["s11-2026"].id) if "Marl" in r.name)
    assert (row.score(), row.movement[""].before) == (50, 50)
    assert rebuilding.rebuild().differed == 0


def test_the_self_scores_of_a_signed_return_are_mended_too(history: History) -> None:
    db.session.execute(update(Score).where(Score.kind == "self").values(percent=1))
    db.session.commit()
    assert rebuilding.rebuild(cycle="s11-2025") == Rebuilt(1, 2)
    assert rebuilding.rebuild() == Rebuilt(3, 4)


def test_only_what_is_named_is_rebuilt(history: History) -> None:
    assert rebuilding.rebuild(board="elsewhere").returns == 0
    assert rebuilding.rebuild(board="marlbridge", cycle="s11-2026").returns == 2
