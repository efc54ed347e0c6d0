"""One world for each file of rules: it is read far more often than it is changed."""

from collections.abc import Iterator

import pytest

from s11 import clock
from s11.app import create_app
from s11.config import Config, Environment
from s11.store.database import db
from s11.store.models import Base
from tests.rules.world import World, build


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The world, made once; a test that changes it restores it."""
    app = create_app(
        Config(
            environment=Environment.TEST,
            secret_key="a-secret-for-tests-of-at-least-32-letters",
            database_url="sqlite://",
            data_dir=tmp_path_factory.mktemp("world"),
            mail="memory",
            base_url="http://localhost",
        )
    )
    # A view that breaks is one wrong line of a rule's list, not the end of the rule.
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with app.app_context():
        Base.metadata.create_all(db.engine)
        made = build(app)
        db.session.remove()
    made.restore()
    # A session is noted as used once a minute, which a slow machine would take for a change.
    made_at = clock.now()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: made_at)
        yield made
    with app.app_context():
        db.engine.dispose()
