"""The report and the blank questionnaire from the command line: the same bytes as the pages'."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select

from s11.app import create_app
from s11.cli import s11
from s11.config import Config
from s11.domain.cycles import CycleStatus
from s11.domain.permissions import Role
from s11.domain.snapshot import sha256_of
from s11.domain.submissions import Status
from s11.services.editions import freeze
from s11.store.database import db
from s11.store.models import Agency, Base, Person, SignedReturn
from tests import factories
from tests.conftest import Browser
from tests.reports import making

AGENCY = "Marlbridge Housing"
RETURN = ("--cycle", "s11-2026", "--agency", "marlbridge-housing")


@pytest.fixture
def installation(file_config: Config, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """An installation that commands find by the environment, with one return of two versions."""
    app = create_app(file_config)
    app.test_client_class = Browser
    monkeypatch.setenv("S11_ENVIRONMENT", "test")
    monkeypatch.setenv("S11_DATABASE_URL", file_config.database_url)
    monkeypatch.setenv("S11_DATA_DIR", str(file_config.data_dir))
    monkeypatch.setenv("S11_MAIL", "memory")
    with app.app_context():
        Base.metadata.create_all(db.engine)
        _returned("marlbridge", versions=2)
        yield app
        db.session.remove()
        db.engine.dispose()


def _returned(slug: str, versions: int) -> None:
    board = factories.board(slug)
    agency = db.session.scalar(select(Agency)) or factories.agency(board, name=AGENCY)
    frozen = freeze(making.edition(), factories.NOON)
    cycle = factories.cycle(board, status=CycleStatus.OPEN, frozen=frozen)
    submission = factories.submission(cycle, agency, status=Status.SUBMITTED)
    lead = factories.person((Role.LEAD, board, agency), name="Lead")
    for version in range(1, versions + 1):
        text = making.text_of(version=version, edition_sha256=frozen.sha256)
        row = SignedReturn(
            submission_id=submission.id,
            version=version,
            document=text,
            sha256=sha256_of(text),
            signed_by=lead.id,
            signed_at=factories.NOON,
        )
        db.session.add(row)
    db.session.commit()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(s11, list(arguments))


def test_the_command_writes_the_same_bytes_as_the_page(installation: Flask, tmp_path: Path) -> None:
    out = tmp_path / "report.pdf"
    result = run("report", "agency", *RETURN, "--version", "1", "--out", str(out))
    assert result.exit_code == 0, result.output
    assert "Marlbridge Housing, Section 11, autumn 2026, version 1" in result.output
    client = installation.test_client()
    lead = db.session.get_one(Person, db.session.get_one(SignedReturn, 1).signed_by)
    factories.sign_in(client, lead)
    place = "/boards/marlbridge/cycles/s11-2026/returns/marlbridge-housing"
    assert client.get(f"{place}/versions/1/report.pdf").data == out.read_bytes()


def test_without_a_version_the_newest_is_written(installation: Flask, tmp_path: Path) -> None:
    result = run("report", "agency", *RETURN, "--out", str(tmp_path / "report.pdf"))
    assert "version 2" in result.output


@pytest.mark.parametrize(
    ("arguments", "exit_code", "sentence"),
    [
        (("--cycle", "no-such", "--agency", "marlbridge-housing"), 2, "There is no return of"),
        ((*RETURN, "--board", "elsewhere"), 2, "in the cycle s11-2026 at elsewhere."),
        ((*RETURN, "--version", "7"), 2, "There is no version 7; there are 1, 2."),
        ((*RETURN, "--out", "no/such/folder/report.pdf"), 1, "No such file or directory"),
    ],
)
def test_what_cannot_be_written_is_said_in_a_sentence(
    installation: Flask,
    tmp_path: Path,
    arguments: tuple[str, ...],
    exit_code: int,
    sentence: str,
) -> None:
    result = run("report", "agency", "--out", str(tmp_path / "report.pdf"), *arguments)
    assert result.exit_code == exit_code
    assert sentence in result.output
    assert not (tmp_path / "report.pdf").exists()


def test_nothing_signed_is_said_in_a_sentence(installation: Flask, tmp_path: Path) -> None:
    _returned("elsewhere", versions=0)
    out = ("--out", str(tmp_path / "report.pdf"))
    result = run("report", "agency", *RETURN, "--board", "elsewhere", *out)
    assert (result.exit_code, result.output) == (
        1,
        "The return of Marlbridge Housing has not been signed yet.\n",
    )
    result = run("report", "agency", *RETURN, *out)
    assert result.exit_code == 2
    assert "Several boards have such a return: elsewhere, marlbridge." in result.output


def test_a_blank_of_the_shipped_standards_is_written_without_an_installation(
    tmp_path: Path,
) -> None:
    out = tmp_path / "blank.pdf"
    wanted = ("standards", "blank", "section-11", "2026")
    result = run(*wanted, "--agency-type", "housing", "--out", str(out))
    assert result.exit_code == 0, result.output
    assert out.read_bytes().startswith(b"%PDF-1.7")
    refused = run(*wanted, "--agency-type", "zoo", "--out", str(out))
    assert refused.exit_code == 2
    assert 'There is no agency type "zoo"; there are' in refused.output
    assert run("standards", "blank", "section-11", "1899", "--out", str(out)).exit_code == 2
