"""`s11 demo` makes the same board on the same day, lets people in, and touches nothing real."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from s11.cli import s11
from s11.demo import making
from s11.demo.cast import read_cast
from s11.domain.permissions import Role
from tests import factories
from tests.demo.conftest import Told, tell


def kept(folder: Path) -> dict[str, bytes]:
    """Every evidence file by its path."""
    files = folder / "files"
    return {str(p.relative_to(files)): p.read_bytes() for p in files.rglob("*") if p.is_file()}


def test_the_same_day_tells_the_same_board(told: Told, tmp_path: Path) -> None:
    again = tell(tmp_path)
    assert again.rows() == told.rows()
    assert kept(again.folder) == kept(told.folder)


def test_a_second_run_keeps_the_board_that_is_there(told: Told) -> None:
    before = (told.folder / "s11.db").read_bytes()
    again = tell(told.folder)
    assert "Making" not in again.output
    assert (told.folder / "s11.db").read_bytes() == before


def test_every_sign_in_that_is_printed_works_by_password(demo_app: Flask, told: Told) -> None:
    password = re.search(r"password of everyone: (.+)", told.output)
    addresses = re.findall(r"\S+@marlbridge\.example", told.output)
    assert password
    assert len(addresses) == 9
    for address in addresses:
        client = demo_app.test_client()
        came = factories.post(
            client, "/sign-in", {"email": address, "password": password[1].strip()}
        )
        assert came.status_code == 303
        assert "sign-in" not in client.get("/").headers.get("Location", "")


def test_the_board_can_be_seen_as_anybody_by_one_click(demo_app: Flask, told: Told) -> None:
    lead = told.ask("SELECT id FROM person WHERE email LIKE 'callum.ferreday%'")[0][0]
    client = demo_app.test_client()
    assert factories.post(client, f"/demo/become/{lead}").status_code == 303
    assert b"Mid Marl Ambulance" in client.get("/returns").data


def test_production_has_no_demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("S11_ENVIRONMENT", "production")
    run = CliRunner().invoke(s11, ["demo", "--no-serve", "--data-dir", str(tmp_path / "demo")])
    assert run.exit_code == 1
    assert "no demo in production" in run.output
    assert not (tmp_path / "demo").exists()


@pytest.mark.parametrize("options", [[], ["--fresh"]])
def test_a_folder_that_holds_an_installation_is_left_alone(
    tmp_path: Path, options: list[str]
) -> None:
    (tmp_path / "s11.db").write_bytes(b"somebody's returns")
    run = CliRunner().invoke(s11, ["demo", "--no-serve", "--data-dir", str(tmp_path), *options])
    assert run.exit_code == 1
    assert "holds an installation" in run.output
    assert [path.name for path in tmp_path.iterdir()] == ["s11.db"]
    assert (tmp_path / "s11.db").read_bytes() == b"somebody's returns"


def test_the_demo_ignores_a_database_that_the_environment_names(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("S11_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/returns")
    assert "Marlbridge" in tell(told.folder).output


def test_every_role_can_be_signed_in_as() -> None:
    roles = {player.role for player, _ in read_cast().shown()}
    assert roles == set(Role) - {Role.ADMIN}
    assert len(making.PASSWORD) >= 12
