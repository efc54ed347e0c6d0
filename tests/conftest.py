"""Fixtures: an app on a fresh in-memory database per test, and on PostgreSQL where there is one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import sync_playwright
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool
from werkzeug.test import TestResponse

from s11.app import create_app
from s11.config import Config, Environment
from s11.store.database import db
from s11.store.models import Base
from tests import factories

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
NO_CHROMIUM = (
    "The browser tests need Chromium, and none is on the PATH. Install it: on Debian and Ubuntu "
    "“apt-get install chromium”, on Fedora “dnf install chromium”, on a Mac “brew install "
    "chromium”."
)
POSTGRES = os.environ.get("S11_TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1:5432")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", action="store_true", help="run the long proofs too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--soak"):
        return
    left_out = pytest.mark.skip(reason="a long proof: make soak runs it")
    for item in items:
        if "soak" in item.keywords:
            item.add_marker(left_out)


class Browser(FlaskClient):
    """A browser whose requests each have an app context, and so a session, of their own.

    The test's own session is committed first: both may share one SQLite connection.
    """

    def open(self, *args: Any, **options: Any) -> TestResponse:
        db.session.commit()
        with self.application.app_context():
            response = super().open(*args, **options)
        db.session.expire_all()
        return response


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """Settings of a test's own installation, on SQLite in memory."""
    return Config(
        environment=Environment.TEST,
        secret_key="a-secret-for-tests-of-at-least-32-letters",
        database_url="sqlite://",
        data_dir=tmp_path,
        mail="memory",
        base_url="http://localhost",
    )


@pytest.fixture
def app(config: Config) -> Iterator[Flask]:
    """The app with an empty database, inside an app context."""
    app = create_app(config)
    app.test_client_class = Browser
    with app.app_context():
        Base.metadata.create_all(db.engine)
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without cookies; CSRF is on, `factories.post` brings the token."""
    return app.test_client()


@pytest.fixture(scope="session")
def postgres_url(worker_id: str) -> Iterator[str]:
    """A database of this test worker's own on the PostgreSQL server, dropped at the end."""
    name = f"s11_test_{worker_id}_{os.getpid()}"
    admin = create_engine(f"{POSTGRES}/postgres", isolation_level="AUTOCOMMIT", poolclass=NullPool)
    try:
        with admin.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
    except OperationalError:
        pytest.skip("no PostgreSQL server at hand (S11_TEST_POSTGRES says where)")
    yield f"{POSTGRES}/{name}"
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))


@pytest.fixture
def postgres_config(config: Config, postgres_url: str) -> Config:
    """The same settings on PostgreSQL, with empty tables."""
    engine = create_engine(postgres_url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    Base.metadata.create_all(engine)
    engine.dispose()
    return Config(**{**config.__dict__, "database_url": postgres_url})


@pytest.fixture
def file_config(config: Config, tmp_path: Path) -> Config:
    """The same settings on SQLite in a file, for tests with several connections."""
    return Config(**{**config.__dict__, "database_url": f"sqlite:///{tmp_path / 's11.db'}"})


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def each_database(request: pytest.FixtureRequest) -> Iterator[Flask]:
    """The app on SQLite in a file, then on PostgreSQL, with several connections each."""
    fixture = {"sqlite": "file_config", "postgres": "postgres_config"}[request.param]
    app = create_app(request.getfixturevalue(fixture))
    app.test_client_class = Browser
    with app.app_context():
        Base.metadata.create_all(db.engine)
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    """The one browser of a test worker: only one Playwright can run in a thread."""
    found = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if found is None:
        pytest.fail(NO_CHROMIUM, pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def start_numbering() -> None:
    """Names made by the factories start over in each test."""
    factories.restart()
