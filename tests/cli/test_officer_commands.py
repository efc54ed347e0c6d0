"""The officer's commands: sentences, exit codes, and never a traceback."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from s11.cli import s11
from s11.domain.register import COLUMNS

SET_UP = (
    "cycle create s11-2026 --board marlbridge --framework section-11 --edition 2026 "
    "--opens 2026-09-01 --due 2099-11-30T17:00"
)
HEADS = ",".join(COLUMNS)


class Shell:
    """A command line in an installation of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, line: str) -> Result:
        return CliRunner().invoke(s11, line.split())

    def ok(self, line: str) -> str:
        done = self(line)
        assert done.exit_code == 0, done.output
        return done.output

    def file(self, *rows: str) -> Path:
        path = self.folder / "agencies.csv"
        path.write_text("\n".join([HEADS, *rows]), encoding="utf-8")
        return path

    def sql(self, statement: str) -> None:
        with sqlite3.connect(self.folder / "s11.db") as connection:
            connection.execute(statement)
        connection.close()


def _installation(folder: Path, patch: pytest.MonkeyPatch) -> Shell:
    for name, value in (
        ("S11_ENVIRONMENT", "test"),
        ("S11_DATA_DIR", str(folder)),
        ("S11_MAIL", "memory"),
        ("S11_DATABASE_URL", ""),
    ):
        patch.setenv(name, value)
    return Shell(folder)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A board with one agency, made once by the commands themselves; tests work on copies."""
    folder = tmp_path_factory.mktemp("installation")
    with pytest.MonkeyPatch.context() as patch:
        _make(_installation(folder, patch))
    return folder


def _make(shell: Shell) -> None:
    assert "up to date" in shell.ok("db upgrade")
    shell.ok("board create marlbridge --name Marlbridge")
    row = "Marlbridge Housing,housing,Asha Rowe,asha@example.org,Tom Bell,tom@example.org"
    shell.ok(f"import agencies {shell.file(row)} --board marlbridge")


@pytest.fixture
def shell(prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)
    return _installation(tmp_path, monkeypatch)


def test_a_script_runs_a_cycle_from_set_up_to_closed(shell: Shell) -> None:
    assert "s11 cycle open s11-2026" in shell.ok(SET_UP)
    assert shell.ok("cycle open s11-2026 --board marlbridge") == "s11-2026 is open.\n"
    assert shell.ok("cycle list --board marlbridge") == (
        "s11-2026\topen\t2099-11-30T17:00\t0/1\tSection 11 self-assessment 2026\n"
    )
    assert shell.ok("cycle close s11-2026 --board marlbridge") == "s11-2026 is closed.\n"


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        (SET_UP.replace("s11-2026", "Not_Good"), 1, "small letters, figures and hyphens"),
        (SET_UP.replace("2099", "2025"), 1, "The due date must be after"),
        (SET_UP.replace("marlbridge", "nowhere"), 2, "There is no board 'nowhere'"),
        (SET_UP.replace("--edition 2026", "--edition 1999"), 2, "1999"),
        (SET_UP.replace("2026-09-01", "soon"), 2, "'soon' is no moment"),
        (SET_UP.replace("2026-09-01", "2026-09-01T09:00+02:00"), 2, "Leave the time zone out"),
        (SET_UP + " --agencies nobody", 1, "Not an agency of this board: nobody."),
        (SET_UP + " --previous s11-1999", 1, "no such cycle to look back on"),
        ("cycle open s11-2026 --board marlbridge", 2, "has no cycle 's11-2026'"),
        ("cycle list", 2, "--board"),
        ("import agencies nowhere.csv --board marlbridge", 2, "does not exist"),
    ],
)
def test_what_cannot_be_done_ends_with_a_sentence_and_a_code(
    shell: Shell, line: str, code: int, words: str
) -> None:
    done = shell(line)
    assert done.exit_code == code
    assert words in done.output
    assert "Traceback" not in done.output


def test_a_cycle_is_opened_once(shell: Shell) -> None:
    shell.ok(SET_UP)
    shell.ok("cycle open s11-2026 --board marlbridge")
    again = shell("cycle open s11-2026 --board marlbridge")
    assert (again.exit_code, again.output) == (1, "This cycle is already open.\n")


def test_only_an_officer_of_the_board_extends(shell: Shell) -> None:
    shell.ok(SET_UP)
    line = "cycle extend s11-2026 --board marlbridge --due 2099-12-09T17:00 --reason Leave --by "
    refused = shell(line + "asha@example.org")
    assert refused.exit_code == 2
    assert "no officer of marlbridge" in refused.output
    shell.sql("INSERT INTO person_role (person_id, role, board_id) VALUES (1, 'officer', 1)")
    assert shell.ok(line + "asha@example.org") == "Every agency has until 2099-12-09 17:00.\n"
    later = line.replace("12-09", "12-20") + "asha@example.org --agency "
    assert shell.ok(later + "marlbridge-housing").startswith("marlbridge-housing has until")
    assert shell(later + "nobody").exit_code == 2


def test_a_dry_run_imports_nothing_and_faults_are_all_named(shell: Shell) -> None:
    path = shell.file("Vale Trust,police,,,,")
    assert "Would be: 1 added" in shell.ok(f"import agencies {path} --board marlbridge --dry-run")
    assert "Imported: 1 added" in shell.ok(f"import agencies {path} --board marlbridge")
    path = shell.file(",police,,,,", "Oak,ship,,,,")
    done = shell(f"import agencies {path} --board marlbridge")
    assert done.exit_code == 1
    assert "Row 2, name:" in done.output
    assert "Row 3, type:" in done.output
    assert done.output.endswith("Nothing was imported.\n")


PAST = (
    "cycle create s11-2025 --board marlbridge --framework section-11 --edition 2025 "
    "--opens 2025-01-01 --due 2025-06-30T17:00"
)
ANSWERS = "agency,question,rating,evidence,na_reason"


def test_past_returns_are_looked_at_then_brought_in_once(shell: Shell) -> None:
    assert shell.ok(PAST).endswith("cycle open s11-2025 --board marlbridge --past\n")
    path = shell.folder / "returns.csv"
    path.write_text(f"{ANSWERS}\nMarlbridge Housing,e.needs,Green,=1+1,\n", encoding="cp1252")
    line = f"import returns {path} --cycle s11-2025"
    early = shell(line)
    assert early.exit_code == 1
    assert "`s11 cycle open … --past`" in early.output
    assert "import returns FILE" in shell.ok("cycle open s11-2025 --board marlbridge --past")
    said = "Row 2: Marlbridge Housing (housing): 1 of 59 answered, 58 not answered, incomplete"
    seen = shell.ok(f"{line} --dry-run")
    assert said in seen
    assert seen.endswith("Would be: 1 return.\n")
    assert shell.ok(line).endswith("Imported: 1 return.\n")
    again = shell(line)
    assert again.exit_code == 1
    assert "Row 2, agency: Marlbridge Housing has a signed return in this cycle" in again.output
    assert shell.ok("audit verify").startswith("marlbridge: whole, ")


def test_faults_of_past_returns_are_all_named_and_nothing_is_brought_in(shell: Shell) -> None:
    shell.ok(PAST)
    shell.ok("cycle open s11-2025 --board marlbridge --past")
    path = shell.folder / "returns.csv"
    rows = ["Marlbridge Housing,e.needs,Green,,", "Vale,e.needs,Green,,", "Marlbridge Housing,e,,,"]
    path.write_text("\n".join([ANSWERS, *rows]), encoding="utf-8")
    done = shell(f"import returns {path} --cycle s11-2025 --board marlbridge")
    assert done.exit_code == 1
    assert "Row 3, agency: “Vale” is not an agency of this board." in done.output
    assert "Row 4, question: “e” is not a question of this cycle." in done.output
    assert done.output.endswith("Nothing was imported.\n")
    made = shell(f"import returns {path} --cycle s11-2025 --create-agencies")
    assert "Row 3, type: Vale is new, so say its type." in made.output
    assert shell("import returns pyproject.toml --cycle nowhere").exit_code == 2
    assert "0/1" in shell.ok("cycle list --board marlbridge")


def test_amending_nothing_is_refused(shell: Shell) -> None:
    shell.ok(SET_UP)
    assert "not open yet" in shell("cycle amend s11-2026 --board marlbridge").output
    shell.ok("cycle open s11-2026 --board marlbridge")
    done = shell("cycle amend s11-2026 --board marlbridge --dry-run")
    assert (done.exit_code, done.output) == (1, "No wording differs: there is nothing to amend.\n")


def test_a_whole_record_is_told_with_its_count_and_head(shell: Shell) -> None:
    said = shell.ok("audit verify --board marlbridge")
    assert said.startswith("marlbridge: whole, ")
    head = said.split()[-1]
    assert shell.ok(f"audit verify --head {head}")
    cut = shell("audit verify --head " + "0" * 64)
    assert cut.exit_code == 1
    assert "cut or rewritten" in cut.output


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (
            "UPDATE event SET detail = '{}' WHERE number = 2",
            "event 2 of chain marlbridge was changed",
        ),
        ("DELETE FROM event WHERE number = 2", "event 2 of chain marlbridge is missing"),
        ("DELETE FROM event WHERE number = (SELECT max(number) FROM event)", "the chain ends at"),
        ("UPDATE event SET number = -number WHERE number = 3", "of chain marlbridge stands where"),
        ("UPDATE frozen_edition SET document = '{}'", "is not what was frozen"),
    ],
)
def test_any_harm_to_what_is_kept_is_named(shell: Shell, harm: str, words: str) -> None:
    shell.ok(SET_UP)
    shell.ok("cycle open s11-2026 --board marlbridge")
    for table in ("event", "frozen_edition"):
        for verb in ("update", "delete"):
            shell.sql(f"DROP TRIGGER {table}_no_{verb}")
    shell.sql(harm)
    done = shell("audit verify")
    assert done.exit_code == 1
    assert words in done.output


def test_the_database_itself_refuses_to_change_the_record(shell: Shell) -> None:
    for statement in ("UPDATE event SET detail = ''", "DELETE FROM event"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            shell.sql(statement)


@pytest.mark.parametrize("group", ["cycle", "import", "audit", "db"])
def test_every_group_and_command_explains_itself(shell: Shell, group: str) -> None:
    said = shell.ok(f"{group} --help")
    commands = s11.commands[group].commands  # type: ignore[attr-defined]
    for name in commands:
        assert name in said
        assert "Usage:" in shell.ok(f"{group} {name} --help")
