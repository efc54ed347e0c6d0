"""The whole database as one file, and back: SQLite's own backup, or PostgreSQL's own tools."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import inspect

from s11.domain.errors import Refused
from s11.store.database import db


def kind() -> str:
    """What sort of database this installation has: "sqlite" or "postgresql"."""
    return db.engine.dialect.name


def has_tables() -> bool:
    """Whether there is anything in the database yet; for SQLite, whether there is a file."""
    if kind() == "sqlite":
        return Path(db.engine.url.database or "").is_file()
    return bool(inspect(db.engine).get_table_names())


def dump(target: Path) -> None:
    """Write the database to `target` as it is at one moment, while others go on writing.

    Raises Refused, in a sentence, where PostgreSQL's tools are missing or fail.
    """
    if kind() == "sqlite":
        with closing(db.engine.raw_connection()) as ours, closing(sqlite3.connect(target)) as copy:
            source = ours.driver_connection
            assert isinstance(source, sqlite3.Connection)
            source.backup(copy)
    else:
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")


def load(source: Path) -> None:
    """Fill an empty database from what `dump` wrote. Raises Refused as `dump` does."""
    if kind() == "sqlite":
        db.engine.dispose()
        shutil.copyfile(source, db.engine.url.database or "")
    else:
        options = ("--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error")
        _run("pg_restore", *options, str(source))


def _run(tool: str, *options: str) -> None:
    found = shutil.which(tool)
    if found is None:
        raise Refused(
            f"{tool} is not installed here. Install PostgreSQL's client tools, of the server's "
            "version or newer, then repeat the command."
        )
    url = db.engine.url
    # The password goes by the environment: everyone on the machine can read a command line.
    secret = {"PGPASSWORD": str(url.password)} if url.password else {}
    place = url.set(drivername="postgresql", password=None).render_as_string()
    done = subprocess.run(  # noqa: S603 - the tool's own path, options of our own
        [found, *options, f"--dbname={place}"],
        env={**os.environ, **secret},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["it gave no reason"]
        raise Refused(f"{tool} could not finish. It said: {said[0]}")
