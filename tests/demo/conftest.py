"""The demo board, made once for all of these tests by the command that makes it for people."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from s11.app import create_app
from s11.cli import s11
from s11.config import Config, Environment

TODAY = "2026-11-23"


@dataclass(frozen=True)
class Told:
    """A demo board in its folder, and what the command said while it made it."""

    folder: Path
    output: str

    def rows(self) -> list[str]:
        """Every row of every table, as the statements that would write them."""
        connection = sqlite3.connect(self.folder / "s11.db")
        try:
            return [line for line in connection.iterdump() if line.startswith("INSERT")]
        finally:
            connection.close()

    def ask(self, question: str) -> list[tuple[object, ...]]:
        """The answer of the database to a question in SQL."""
        connection = sqlite3.connect(self.folder / "s11.db")
        try:
            return connection.execute(question).fetchall()
        finally:
            connection.close()


def tell(folder: Path, *options: str) -> Told:
    """Make the demo board in this folder."""
    start = time.perf_counter()
    run = CliRunner().invoke(
        s11, ["demo", "--no-serve", "--data-dir", str(folder), "--today", TODAY, *options]
    )
    print(f"the demo board took {time.perf_counter() - start:.1f} s")  # noqa: T201 - never asserted
    assert run.exit_code == 0, run.output
    return Told(folder, run.output)


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """The demo board as of 23 November 2026."""
    return tell(tmp_path_factory.mktemp("demo"))


@pytest.fixture
def demo_app(told: Told) -> Iterator[Flask]:
    """The app on the demo board, inside an app context."""
    config = Config(
        environment=Environment.DEMO,
        secret_key="a-secret-for-tests-of-at-least-32-letters",
        data_dir=told.folder,
        mail="memory",
    )
    app = create_app(config)
    with app.app_context():
        yield app
