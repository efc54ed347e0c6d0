"""A database that does not answer or refuses: a page with a reference, and no words in the log."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from sqlalchemy import text

from s11.app import create_app
from s11.config import Config, Environment
from s11.store import database
from s11.store.database import db
from s11.store.models import Base
from tests import factories, journey
from tests.conftest import Browser


@pytest.mark.parametrize("accepted", ["text/html", "application/json"])
def test_a_failure_has_its_reference_on_the_page_and_in_the_log(
    file_config: Config,
    accepted: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 50)
    app = create_app(replace(file_config, environment=Environment.DEVELOPMENT))
    with app.app_context():
        Base.metadata.create_all(db.engine)
        at = journey.place()
        place, client = at.path, Browser(app)
        factories.sign_in(client, at.lead)
        fields = {"csrf_token": factories.csrf(client), **journey.fields("a")}
        db.session.remove()
        with closing(sqlite3.connect(file_config.data_dir / "s11.db")) as someone_else:
            someone_else.execute("BEGIN EXCLUSIVE")
            pages = (
                client.post(f"{place}/standards/a", data=fields, headers={"Accept": accepted}),
                client.get(place, headers={"Accept": accepted}),
            )
        written = capsys.readouterr().err
        for page in pages:
            assert page.status_code == 500
            assert "The platform could not do this" in page.text
            found = re.search(r"\b[0-9A-F]{8}\b", page.text)
            assert found, page.text
            assert found[0] in written
        assert client.get(place).status_code == 200
        db.session.remove()
        db.engine.dispose()


def test_a_statement_that_fails_is_logged_without_what_was_typed(
    file_config: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    app = create_app(replace(file_config, environment=Environment.DEVELOPMENT))
    with app.app_context():
        Base.metadata.create_all(db.engine)
        at = journey.place()
        place, client = at.path, Browser(app)
        factories.sign_in(client, at.lead)
        words = {"a.lead-value": "green", "a.lead-evidence": "The child at number nine."}
        fields = {"csrf_token": factories.csrf(client), **journey.fields("a", **words)}
        db.session.execute(text("ALTER TABLE answer RENAME COLUMN evidence TO mislaid"))
        db.session.commit()
        assert client.post(f"{place}/standards/a/autosave", data=fields).status_code == 500
        written = capsys.readouterr()
        assert "OperationalError" in written.err
        assert "number nine" not in written.err + written.out
        db.session.remove()
        db.engine.dispose()
