"""Rebuilding: what is kept of signed returns is what their documents say, and can be made again."""

from __future__ import annotations

from contextlib import suppress

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import delete, update

from s11.app import create_app
from s11.cli import s11
from s11.config import Config
from s11.domain.comparison import Movement
from s11.domain.moderation import PanelRating
from s11.services import moderating, rebuilding
from s11.services.moderating import Collided
from s11.services.rebuilding import Rebuilt
from s11.store import comparing as store
from s11.store.database import db
from s11.store.models import QuestionStanding, Score, StandardMovement
from tests import factories
from tests.domain.making import answers, edition, rating
from tests.services.cycles_of_one import History
from tests.services.test_moderating import ASKED as RATED
from tests.services.test_moderating import Reviewing
from tests.services.test_signing import at_once

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


def test_rebuilding_while_a_panel_rates_makes_nobody_wait_in_a_ring(each_database: Flask) -> None:
    scene = Reviewing()
    page, document, by = scene.page, scene.document, factories.by(scene.emyr)
    db.session.commit()
    turns = iter(range(8))

    def work() -> None:
        if next(turns) % 2:
            rebuilding.rebuild()
            return
        for version, value in enumerate(("red", "amber") * 5):
            rating = PanelRating("a.1", value, reason="Seen.")
            with suppress(Collided):
                moderating.propose(by, page, RATED, document, rating, version)
            rebuilding.rebuild()

    assert at_once(each_database, 8, work) == [None] * 8


def test_an_upgrade_says_that_what_was_signed_before_it_has_to_be_rebuilt(
    file_config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (
        ("S11_ENVIRONMENT", "test"),
        ("S11_DATABASE_URL", file_config.database_url),
        ("S11_DATA_DIR", str(file_config.data_dir)),
        ("S11_MAIL", "memory"),
    ):
        monkeypatch.setenv(name, value)
    assert run("db", "upgrade") == "The database is up to date.\n"
    with create_app(file_config).app_context():
        made = History()
        made.cycle("s11-2026", ASKED)
        made.sign("s11-2026", answers(a_1="red", a_2="green"))
        db.session.execute(delete(QuestionStanding))
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    assert "1 signed return cannot be compared yet. Run once: s11 scores rebuild\n" in run(
        "db", "upgrade"
    )
    assert run("scores", "rebuild") == "1 signed return worked out again: 2 rows differed.\n"
    assert run("db", "upgrade") == "The database is up to date.\n"


def run(*arguments: str) -> str:
    done = CliRunner().invoke(s11, list(arguments))
    assert done.exit_code == 0, done.output
    return done.output
