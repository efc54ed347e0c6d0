"""`s11 demo`: an invented board, made once and served on this machine only."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import click
import waitress  # type: ignore[import-untyped]

from s11 import clock
from s11.app import create_app
from s11.cli.saying import Refusal
from s11.config import Config, Environment, read_config
from s11.demo import making
from s11.demo.cast import read_cast
from s11.domain.cycles import london
from s11.domain.permissions import ROLE_WORDS
from s11.services import editions
from s11.store import migrating

HOST = "127.0.0.1"
DATABASE = "s11.db"
# Tells the demo's folder from a real installation's, and for which day the story was told.
MARK = "made-by-s11-demo"
MADE = (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", f"{DATABASE}-journal", "files", "mail")


@click.command()
@click.option("--port", default=8011, show_default=True, help="Where to serve, on 127.0.0.1.")
@click.option("--no-serve", is_flag=True, help="Make the board and stop.")
@click.option("--fresh", is_flag=True, help="Throw the demo board away and make it again.")
@click.option(
    "--data-dir",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("var/demo"),
    show_default=True,
    help="The folder that holds it.",
)
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Tell its story as if this were today; the same day gives the same board.",
)
def demo(port: int, no_serve: bool, fresh: bool, data_dir: Path, today: datetime | None) -> None:
    """Make an invented board with 24 agencies and three cycles, and serve it.

    Nothing in it is real, everyone has the same password, and a page offers to be anybody by one
    click: it is for looking round, never for real returns.
    """
    _check(data_dir)
    config = _config(port, data_dir)
    if fresh or not (data_dir / DATABASE).exists():
        _make(config, today.date() if today else london(clock.now()).date())
    _say(config, (data_dir / MARK).read_text("ascii").strip())
    if not no_serve:
        app = create_app(config)
        with app.app_context():
            migrating.upgrade()
        waitress.serve(app, host=HOST, port=port, threads=4)


def _check(data_dir: Path) -> None:
    if os.environ.get("S11_ENVIRONMENT") == Environment.PRODUCTION:
        raise Refusal("S11_ENVIRONMENT is production, and there is no demo in production.")
    if (data_dir / DATABASE).exists() and not (data_dir / MARK).exists():
        raise Refusal(f"{data_dir} holds an installation. Choose another folder for the demo.")


def _config(port: int, data_dir: Path) -> Config:
    """The demo's settings, whatever the environment says: it must touch no other database."""
    return read_config(
        {
            "S11_ENVIRONMENT": Environment.DEMO,
            "S11_DATA_DIR": str(data_dir),
            "S11_BASE_URL": f"http://{HOST}:{port}",
            "S11_MAIL": "file",
        }
    )


def _make(config: Config, today: date) -> None:
    """Put a new board in the folder's place; stopped half-way, it leaves no database."""
    click.echo("Making the demo board …")
    (config.data_dir / MARK).write_text(f"{today}\n", "ascii")
    for name in MADE:
        _remove(config.data_dir / name)
    with create_app(replace(config, database_url="sqlite://")).app_context():
        migrating.upgrade()
        making.make(editions.catalogue(config), config.files_dir, today)
        making.write_to(config.data_dir / DATABASE)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _say(config: Config, made_for: str) -> None:
    cast = read_cast()
    click.echo(f"\n{cast.name}\n{config.base_url}\n")
    click.echo(f"The password of everyone: {making.PASSWORD}\n")
    for player, agency in cast.shown():
        name, role = player.name, ROLE_WORDS[player.role]
        click.echo(f"  {role:<20}{name:<34}{player.email:<46}{agency}".rstrip())
    click.echo(f"\nTold as of {made_for}. `s11 demo --fresh` tells it anew, as of today.")
