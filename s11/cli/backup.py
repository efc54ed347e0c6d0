"""`s11 backup` and `s11 restore`: the whole installation into a folder, and back."""

from __future__ import annotations

import os
from pathlib import Path

import click

from s11 import clock
from s11.app import create_app
from s11.cli.context import with_app
from s11.config import Environment, read_config
from s11.services import backing_up

FOLDER = click.argument("folder", type=click.Path(path_type=Path, file_okay=False))


@click.command()
@FOLDER
@with_app
def backup(folder: Path) -> None:
    """Copy database, evidence and secret key into FOLDER, which must be new or empty.

    The platform may go on working meanwhile. Keep FOLDER as safe as the server: whoever reads it
    can sign in as anybody.
    """
    made = backing_up.back_up(folder, clock.now())
    click.echo(f"{folder}: {len(made.files)} files, of a {made.database} database.")


@click.command()
@FOLDER
def restore(folder: Path) -> None:
    """Fill a new installation from FOLDER. Its data folder and database must be empty.

    Every file is held against the manifest first, and the record is read back afterwards. In
    production, set S11_SECRET_KEY to the backup's key first.
    """
    backing_up.read(folder)
    environ = dict(os.environ)
    # Without this, reading the settings would make a new key in the folder that must be empty.
    has_key = bool(environ.get("S11_SECRET_KEY"))
    keep_key = not has_key and environ.get("S11_ENVIRONMENT") != Environment.PRODUCTION
    if keep_key:
        environ["S11_SECRET_KEY"] = backing_up.key_of(folder)
    with create_app(read_config(environ)).app_context():
        made = backing_up.restore(folder, keep_key=keep_key)
    click.echo(f"Restored as of {made.made_at}: {len(made.files)} files, the record is whole.")
