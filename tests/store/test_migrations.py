"""Migrating: an empty database becomes what the models say, triggers and checks included."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.pool import NullPool

from s11.app import create_app
from s11.config import Config
from s11.store import migrating
from s11.store.database import db
from s11.store.models import GUARDED, Base

POSTGRES_SCHEMA = (
    """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
       FROM pg_constraint WHERE connamespace = 'public'::regnamespace""",
    "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    """SELECT event_object_table, trigger_name, event_manipulation, action_statement
       FROM information_schema.triggers WHERE trigger_schema = 'public'""",
    """SELECT table_name, column_name, data_type, character_maximum_length, is_nullable
       FROM information_schema.columns WHERE table_schema = 'public'""",
)
# A return that was signed in May and again in June, and one that was never signed.
_SUBMISSION = "submission (id, cycle_id, agency_id, agency_type, status, asked, answered"
_SIGNED = "signed_return (id, submission_id, version, document, sha256, signed_by, signed_at)"
_AT = "'2026-04-01 09:00:00'"
SIGNED_TWICE = (
    "INSERT INTO board (id, slug, name, colour, reply_to, created_at) "
    f"VALUES (1, 'b', 'B', '', '', {_AT})",
    "INSERT INTO agency (id, slug, name) VALUES (1, 'a', 'A'), (2, 'c', 'C')",
    "INSERT INTO person (id, email, name, last_code_step, failures, created_at) "
    f"VALUES (1, 'ade@example.org', 'Ade', 0, 0, {_AT})",
    "INSERT INTO cycle (id, board_id, slug, title, framework, edition, status, opens_at, due_at) "
    f"VALUES (1, 1, 'c', 'C', 'f', 'e', 'open', {_AT}, {_AT})",
    f"INSERT INTO {_SUBMISSION}, signed_version, reference) VALUES "
    "(1, 1, 1, 't', 'submitted', 0, 0, 2, 'R1'), (2, 1, 2, 't', 'in_progress', 0, 0, 0, 'R2')",
    f"INSERT INTO {_SIGNED} VALUES (1, 1, 1, '', 'x', 1, '2026-05-04 09:00:00'), "
    "(2, 1, 2, '', 'y', 1, '2026-06-15 09:00:00')",
)
SQLITE_SCHEMA = ("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'",)


def schema() -> set[tuple[object, ...]]:
    """Everything that the database says about its own shape: spaces, quotes and order aside."""
    queries = SQLITE_SCHEMA if db.engine.dialect.name == "sqlite" else POSTGRES_SCHEMA
    with db.engine.connect() as connection:
        rows = [tuple(row) for query in queries for row in connection.execute(text(query))]
    return {tuple(map(_plain, row)) for row in rows if "alembic_version" not in str(row)}


def _plain(cell: object) -> object:
    """SQLite keeps a table's own words, in which constraints stand in any order."""
    if not isinstance(cell, str):
        return cell
    return tuple(sorted(re.sub(r'[\s"]+', "", cell).removesuffix(")").split(",")))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty(request: pytest.FixtureRequest) -> Iterator[Flask]:
    """The app on a database without tables."""
    config: Config = request.getfixturevalue(
        {"sqlite": "file_config", "postgres": "postgres_config"}[request.param]
    )
    app = create_app(config)
    with app.app_context():
        wipe()
        yield app
        db.session.remove()
        db.engine.dispose()


def wipe() -> None:
    if db.engine.dialect.name == "sqlite":
        return
    engine = create_engine(db.engine.url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()


def test_migrating_gives_the_schema_of_the_models_with_checks_and_triggers(empty: Flask) -> None:
    migrating.upgrade()
    migrated = schema()
    migrating.downgrade("base")
    assert not schema()
    Base.metadata.create_all(db.engine)
    assert migrated == schema()


def test_a_migrated_database_refuses_to_change_its_history(empty: Flask) -> None:
    migrating.upgrade()
    said = " ".join(str(row) for row in schema())
    for model in GUARDED:
        assert f"{model.__tablename__}_no_" in said


def test_returns_that_were_signed_before_came_when_they_were_first_signed(empty: Flask) -> None:
    migrating.upgrade("0001")
    with db.engine.begin() as connection:
        for statement in SIGNED_TWICE:
            connection.execute(text(statement))
    migrating.upgrade()
    with db.engine.connect() as connection:
        found = connection.execute(text("SELECT id, returned_at FROM submission ORDER BY id")).all()
    assert [(row.id, str(row.returned_at)[:10]) for row in found] == [
        (1, "2026-05-04"),
        (2, "None"),
    ]


def test_going_down_leaves_no_table_and_up_again_works(empty: Flask) -> None:
    migrating.upgrade()
    migrating.downgrade("base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    migrating.upgrade()
    assert "event" in inspect(db.engine).get_table_names()
