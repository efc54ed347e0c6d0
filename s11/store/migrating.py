"""Migrating: the database's tables, brought to what the models say.

Apart from `database`, since only commands migrate: a web worker would carry Alembic for nothing.
"""

from __future__ import annotations

from typing import cast

import flask_migrate
from flask import Flask, current_app

from s11 import paths
from s11.store.database import db

_migrate = flask_migrate.Migrate(db=db, directory=str(paths.MIGRATIONS), render_as_batch=True)


def upgrade(revision: str = "head") -> None:
    """Bring the tables of the current app's database up to this revision."""
    _ready()
    flask_migrate.upgrade(revision=revision)


def downgrade(revision: str) -> None:
    """Take them back to this one; "base" leaves none."""
    _ready()
    flask_migrate.downgrade(revision=revision)


def write(message: str) -> None:
    """Write a migration from what the models say and the database has not."""
    _ready()
    flask_migrate.migrate(message=message)


def _ready() -> None:
    _migrate.init_app(cast(Flask, current_app._get_current_object()), db)  # type: ignore[attr-defined]
