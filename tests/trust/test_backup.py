"""A lost server is recovered: backed up while it works, destroyed, restored, signed in to."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from s11.app import create_app
from s11.config import Config
from s11.domain.errors import Refused
from s11.files import EXTENSION
from s11.services import auditing, backing_up, evidence
from s11.services.evidence import Posted, Upload
from s11.store import dumping
from s11.store.database import db
from s11.store.models import Base, Person
from s11.store.submissions import return_in_hand
from tests import factories, journey
from tests.conftest import Browser
from tests.journey import Place
from tests.trust.serving import ROOT, HttpBrowser, cookie_of, nursery
from tests.trust.test_acknowledged_saves import ASKED as TEXTS
from tests.trust.test_acknowledged_saves import (
    QUESTIONS,
    Acknowledged,
    Client,
    check,
    save_until_cut_off,
    stands,
)
from tests.web.getting_in import get_in, is_in, with_account

Contents = dict[str, list[tuple[object, ...]]]


def contents() -> Contents:
    """Every row of every table."""
    db.session.rollback()
    found = {
        table.name: sorted(
            (tuple(row) for row in db.session.execute(table.select())), key=lambda row: str(row)
        )
        for table in Base.metadata.sorted_tables
    }
    db.session.rollback()
    return found


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def add_files(app: Flask, at: Place) -> None:
    page = return_in_hand(at.board.slug, at.cycle.slug, at.agency.slug)
    assert page
    for number in range(3):
        posted = Posted((Upload(f"minutes {number}.txt", BytesIO(b"Minutes %d" % number)),))
        by, kept = factories.by(at.lead), app.extensions[EXTENSION]
        sent = {"a.lead": posted}
        evidence.add(by, page, journey.every_type(), sent, files=kept, max_bytes=1000)


def destroy(app: Flask) -> None:
    """What a fire leaves: nothing."""
    config: Config = app.extensions["s11"]
    db.session.remove()
    if dumping.kind() == "postgresql":
        with db.engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
    db.engine.dispose()
    for left in config.data_dir.iterdir():
        shutil.rmtree(left) if left.is_dir() else left.unlink()


def command(app: Flask, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run `s11` as somebody at a prompt would, on this app's installation."""
    config: Config = app.extensions["s11"]
    given = {
        "S11_SECRET_KEY": config.secret_key,
        "S11_DATABASE_URL": config.database,
        "S11_DATA_DIR": str(config.data_dir),
        "S11_MAIL": "memory",
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("S11_")}
    return subprocess.run(
        [sys.executable, "-c", "from s11.cli import main; main()", *words],
        cwd=ROOT,
        env={**kept, **given, **settings},
        capture_output=True,
        text=True,
        check=False,
    )


@contextmanager
def restored(app: Flask) -> Iterator[Flask]:
    """Another app on the same installation, as after a restart."""
    again = create_app(app.extensions["s11"])
    again.test_client_class = Browser
    with again.app_context():
        yield again
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def backup(tmp_path: Path, each_database: Flask) -> Path:
    """A new folder, outside the data folder."""
    return tmp_path.parent / f"{tmp_path.name}-backup"


def test_a_destroyed_installation_comes_back_as_it_was(each_database: Flask, backup: Path) -> None:
    app = each_database
    at = journey.place()
    with_account(at.lead)
    add_files(app, at)
    lead_id = at.lead.id
    config: Config = app.extensions["s11"]
    (config.data_dir / "secret-key").write_text(config.secret_key)
    before, files = contents(), files_of(config.files_dir)
    assert len(files) == 3
    made = command(app, "backup", str(backup))
    assert made.returncode == 0, made.stderr
    destroy(app)
    done = command(app, "restore", str(backup), S11_SECRET_KEY="")
    assert done.returncode == 0, done.stderr
    assert "the record is whole" in done.stdout
    with restored(app) as again:
        assert contents() == before
        assert files_of(config.files_dir) == files
        assert (config.data_dir / "secret-key").read_text() == config.secret_key
        assert [auditing.verify_chain(chain).fault for chain in auditing.trail.chains()] == [None]
        lead = db.session.get(Person, lead_id)
        assert lead is not None
        browser = again.test_client()
        get_in(browser, lead)
        assert is_in(browser)
        with pytest.raises(Exception, match="append-only"):
            db.session.execute(text("DELETE FROM event"))
        db.session.rollback()


def test_a_backup_made_while_saves_go_on_holds_every_save_acknowledged_before(
    each_database: Flask, backup: Path
) -> None:
    app = each_database
    at = journey.place(TEXTS)
    place = f"{at.path}/standards/a"
    cookie = cookie_of(app, at.lead)
    fresh: list[Acknowledged] = []
    with nursery(app) as servers:
        server = servers.start()
        clients = [
            Client(
                partial(
                    save_until_cut_off,
                    HttpBrowser(server.port, cookie),
                    place,
                    question,
                    "Meanwhile",
                    fresh,
                )
            )
            for question in QUESTIONS
        ]
        for client in clients:
            client.start()
        enough = threading.Event()
        while len(fresh) < 10 and not enough.wait(0.01):
            assert any(client.is_alive() for client in clients), [one.fault for one in clients]
        before = list(fresh)
        backing_up.back_up(backup, factories.NOON)
        at_its_end = len(fresh)
        while len(fresh) < at_its_end + 5 and not enough.wait(0.01):
            assert any(client.is_alive() for client in clients), [one.fault for one in clients]
        servers.kill(server)
        for client in clients:
            client.join()
    assert [client.fault for client in clients] == [None] * len(clients)
    whole, _ = stands()
    destroy(app)
    backing_up.restore(backup, keep_key=True)
    check(before)
    said, _ = stands()
    assert said.items() <= whole.items()


def test_half_a_backup_or_a_changed_one_restores_nothing(
    each_database: Flask, backup: Path
) -> None:
    app = each_database
    at = journey.place()
    add_files(app, at)
    made = backing_up.back_up(backup, factories.NOON)
    destroy(app)
    changed = backup / next(name for name in made.files if name.startswith("files/"))
    right = changed.read_bytes()
    manifest = (backup / "manifest.json").read_bytes()
    config: Config = app.extensions["s11"]
    for path, wrong, sentence in (
        (changed, b"other bytes", "missing or not what was backed up"),
        (changed, None, "missing or not what was backed up"),
        (backup / "manifest.json", None, "half of one"),
        (backup / "manifest.json", b"{", "was changed"),
        (backup / "manifest.json", b"[1]", "was changed"),
    ):
        path.write_bytes(wrong) if wrong is not None else path.unlink()
        with pytest.raises(Refused, match=sentence):
            backing_up.restore(backup, keep_key=True)
        assert not list(config.data_dir.iterdir())
        assert not dumping.has_tables()
        changed.write_bytes(right)
        (backup / "manifest.json").write_bytes(manifest)
    backing_up.restore(backup, keep_key=True)


def test_nothing_that_is_there_is_ever_written_over(each_database: Flask, backup: Path) -> None:
    app = each_database
    journey.place()
    backing_up.back_up(backup, factories.NOON)
    before = contents()
    with pytest.raises(Refused, match="Name a new folder"):
        backing_up.back_up(backup, factories.NOON)
    with pytest.raises(Refused, match="is not empty"):
        backing_up.restore(backup, keep_key=True)
    config: Config = app.extensions["s11"]
    if dumping.kind() == "postgresql":
        assert not list(config.data_dir.iterdir())
    assert contents() == before


def test_the_key_of_another_installation_is_refused(each_database: Flask, backup: Path) -> None:
    app = each_database
    journey.place()
    backing_up.back_up(backup, factories.NOON)
    destroy(app)
    app.extensions["s11"] = replace(app.extensions["s11"], secret_key="another key " * 4)
    with pytest.raises(Refused, match="S11_SECRET_KEY is not the key of this backup"):
        backing_up.restore(backup, keep_key=False)
    assert not dumping.has_tables()


def test_only_the_owner_reads_a_backup(each_database: Flask, backup: Path) -> None:
    backing_up.back_up(backup, factories.NOON)
    assert backup.stat().st_mode & 0o777 == 0o700
    assert (backup / "secret-key").stat().st_mode & 0o777 == 0o600


@pytest.mark.postgres
def test_without_its_tools_a_postgresql_backup_is_refused_in_a_sentence(
    postgres_config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(postgres_config)
    with app.app_context():
        monkeypatch.setenv("PATH", "")
        with pytest.raises(Refused, match="pg_dump is not installed here"):
            backing_up.back_up(tmp_path / "backup", factories.NOON)
        assert not (tmp_path / "backup" / "manifest.json").exists()
        db.session.remove()
        db.engine.dispose()
