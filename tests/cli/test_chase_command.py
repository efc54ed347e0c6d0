"""`s11 chase`: who, what and why; a dry run changes nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner, Result

from s11.cli import s11
from s11.domain.register import COLUMNS

CREATE = (
    "cycle create s11-2026 --board marlbridge --framework section-11 --edition 2026 "
    "--opens 2026-09-01 --due 2026-11-30T17:00"
)
ROW = "Marlbridge Housing,housing,Asha Rowe,asha@example.org,Tom Bell,tom@example.org"


class Shell:
    """A command line in an installation of its own, at a moment of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, line: str, day: str = "2026-10-05 12:00") -> Result:
        with time_machine.travel(f"{day}+00:00", tick=False):
            return CliRunner().invoke(s11, line.split())

    def ok(self, line: str, day: str = "2026-10-05 12:00") -> str:
        done = self.run(line, day)
        assert done.exit_code == 0, done.output
        return done.output

    def count(self, table: str) -> int:
        with closing(sqlite3.connect(self.folder / "s11.db")) as connection:
            (found,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
        return int(found)


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A board with one agency and an open cycle that is due on 30 November."""
    for name, value in (
        ("S11_ENVIRONMENT", "test"),
        ("S11_DATA_DIR", str(tmp_path)),
        ("S11_MAIL", "memory"),
        ("S11_DATABASE_URL", ""),
    ):
        monkeypatch.setenv(name, value)
    made = Shell(tmp_path)
    file = tmp_path / "agencies.csv"
    file.write_text(f"{','.join(COLUMNS)}\n{ROW}\n", "utf-8")
    made.ok("db upgrade")
    made.ok("board create marlbridge --name Marlbridge")
    made.ok(f"import agencies {file} --board marlbridge")
    made.ok(CREATE)
    made.ok("cycle open s11-2026 --board marlbridge")
    return made


def test_a_dry_run_says_who_what_and_why_for_any_day_and_changes_nothing(shell: Shell) -> None:
    before = shell.count("event")
    said = shell.ok("chase --dry-run --today 2026-12-01")
    assert "Marlbridge Housing: E-mail to Asha Rowe <asha@example.org> [day-after]." in said
    assert "1 day after the due date, 30 November 2026: not started." in said
    assert "1 would be chased." in said
    later = shell.ok("chase --dry-run --today 2026-12-08 --board marlbridge")
    assert "Tom Bell <tom@example.org> [tell-accountable-officer, for approval]" in later
    assert "Nobody is due" in shell.ok("chase --dry-run --today 2026-10-06")
    assert (shell.count("chase"), shell.count("event")) == (0, before)


def test_chasing_queues_mail_once_and_shows_what_waits(shell: Shell) -> None:
    assert "1 queued, 0 for approval, 0 to call." in shell.ok("chase", "2026-12-01 10:00")
    assert "0 queued" in shell.ok("chase", "2026-12-01 11:00")
    assert shell.count("chase") == 1
    assert "1 for approval" in shell.ok("chase", "2026-12-08 10:00")
    assert "Waits for approval since 2026-12-08: Marlbridge Housing, Tom Bell" in shell.ok(
        "chase --dry-run", "2026-12-09 10:00"
    )


def test_nobody_is_chased_at_night_or_on_a_sunday(shell: Shell) -> None:
    for moment in ("2026-12-01 20:00", "2026-12-06 12:00"):
        assert "outside London's working hours" in shell.ok("chase", moment)
    assert shell.count("chase") == 0


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("chase --today 2026-12-01", "--today goes with --dry-run"),
        ("chase --dry-run --today tomorrow", "'tomorrow' is no day"),
        ("chase --board nowhere", "There is no board 'nowhere'"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(shell: Shell, line: str, words: str) -> None:
    done = shell.run(line)
    assert done.exit_code == 2
    assert words in done.output
