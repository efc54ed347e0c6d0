"""Accounts without their pages: links, roles, sealing, boards, the commands."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from s11.app import create_app
from s11.cli.admin import admin
from s11.cli.boards import board as board_group
from s11.config import Config, Environment, read_config
from s11.domain.errors import NotFound, Refused
from s11.domain.permissions import Role
from s11.services import accounts, boards, passwords, sealing, second_factor, signing_in
from s11.services.accounts import Purpose
from s11.services.signing_in import Browser
from s11.store.database import db
from s11.store.models import Base, Board, Event, Person
from tests import factories
from tests.web import getting_in

STRONG = "thistle marble oboe harbour"


def test_an_address_has_one_account_whatever_its_case(app: Flask) -> None:
    by = factories.by(factories.person())
    made = accounts.add_person(" New.Person@Example.org ", " New Person ", by)
    assert (made.email, made.name) == ("new.person@example.org", "New Person")
    with pytest.raises(Refused) as refusal:
        accounts.add_person("NEW.PERSON@example.org", "Again", by)
    assert refusal.value.field == "email"


def test_a_role_is_given_once_and_taken_once(app: Flask) -> None:
    board = factories.board()
    agency, person = factories.agency(board), factories.person()
    by = factories.by(person)
    given = [accounts.give_role(person, Role.LEAD, by, board=board, agency=agency) for _ in "ab"]
    taken = [accounts.take_role(person, Role.LEAD, by, board=board, agency=agency) for _ in "ab"]
    assert given == taken == [True, False]
    assert getting_in.kinds(board.slug) == ["role given", "role taken away"]


def test_a_link_is_used_once_by_two_who_post_it_at_once(app: Flask) -> None:
    person = factories.person()
    path = accounts.invite(person, factories.by(person), None)
    db.session.commit()
    token, at = path.rpartition("/")[2], factories.by(person).at + timedelta(seconds=1)
    assert accounts.set_password(token, Purpose.INVITE, STRONG, at) == person.id
    with pytest.raises(accounts.LinkSpent):
        accounts.set_password(token, Purpose.INVITE, STRONG, at)


def test_removing_an_authenticator_lets_its_owner_set_up_another(app: Flask) -> None:
    person = getting_in.a_lead()
    second_factor.renew_codes(person)
    accounts.forget_authenticator(person, factories.by(person))
    assert person.authenticator is None
    assert getting_in.kinds("board-1") == ["authenticator removed"]


def test_what_is_sealed_opens_for_its_purpose_only_and_unchanged_only(app: Flask) -> None:
    sealed = sealing.seal("plant and Łódź", "this")
    assert sealing.unseal(sealed, "this") == "plant and Łódź"
    assert sealing.unseal(sealed, "that") is None
    middle = len(sealed) // 2
    changed = sealed[:middle] + ("A" if sealed[middle] != "A" else "B") + sealed[middle + 1 :]
    assert sealing.unseal(changed, "this") is None
    assert sealing.unseal("not sealed at all, ŵ", "this") is None


def test_another_installation_opens_nothing(app: Flask, config: Config) -> None:
    sealed = sealing.seal("words", "this")
    app.extensions["s11"] = Config(**{**config.__dict__, "secret_key": "another" * 6})
    assert sealing.unseal(sealed, "this") is None


@pytest.mark.parametrize("words", [["Marlbridge Safeguarding"], ["Ann Example"], []])
def test_a_strong_password_is_taken(words: list[str]) -> None:
    passwords.check_new("copper lantern weather stairs", words)


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("marlbridge2026", ["Marlbridge Safeguarding Children Partnership"]),
        ("annexample12", ["Ann Example"]),
        ("ann.example@e.org", ["ann.example@e.org"]),
        ("aaaaaaaaaaaaaaaaaaaa", []),
    ],
)
def test_a_password_of_local_words_is_refused(password: str, words: list[str]) -> None:
    with pytest.raises(Refused, match="easy to guess"):
        passwords.check_new(password, words)


def test_become_is_refused_outside_the_demo(app: Flask) -> None:
    person = factories.person()
    with pytest.raises(NotFound):
        signing_in.become(person.id, Browser("", ""), factories.NOON)


def test_parallel_codes_let_one_in(each_database: Flask) -> None:
    person = getting_in.a_lead()
    at = factories.by(person).at
    typed = getting_in.code(at)
    assert [second_factor.use(person, typed, at) for _ in range(2)] == [True, False]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"slug": "Marl Bridge"}, "slug"),
        ({"slug": "installation"}, "slug"),
        ({"name": " "}, "name"),
        ({"colour": "red"}, "colour"),
        ({"colour": "#ffee00"}, "colour"),
        ({"reply_to": "nobody"}, "reply_to"),
    ],
)
def test_a_board_that_cannot_be_is_refused_by_field(
    app: Flask, given: dict[str, str], field: str
) -> None:
    values = {"slug": "marlbridge", "name": "Marlbridge", **given}
    with pytest.raises(Refused) as refusal:
        boards.create(by=factories.by(factories.person()), **values)
    assert refusal.value.field == field
    assert db.session.query(Board).count() == 0


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """An installation that the commands find through the environment."""
    monkeypatch.setenv("S11_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("S11_MAIL", "file")
    monkeypatch.setenv("S11_BASE_URL", "https://s11.example.org")
    made = create_app(read_config())
    with made.app_context():
        Base.metadata.create_all(db.engine)
    return made


def test_the_first_administrator_is_made_from_the_command_line(
    installation: Flask, tmp_path: Path
) -> None:
    made = CliRunner().invoke(admin, ["create", "--email", "Ada@Example.org", "--name", "Ada A"])
    assert made.exit_code == 0, made.output
    link = made.output.strip()
    assert link.startswith("https://s11.example.org/invitation/")
    [letter] = (tmp_path / "mail").glob("*.eml")
    assert link.rpartition("/")[2] in letter.read_text().replace("=\n", "")
    with installation.app_context():
        [person] = db.session.query(Person).all()
        assert [(held.role, held.board_id) for held in person.roles] == [(Role.ADMIN, None)]
        assert person.email == "ada@example.org"
        assert db.session.query(Event).first().actor_name == "The command line"
    browser = installation.test_client()
    assert browser.get(link.removeprefix("https://s11.example.org")).status_code == 200


def test_boards_are_made_and_listed_from_the_command_line(installation: Flask) -> None:
    run = CliRunner()
    name = "Marlbridge Safeguarding Children Partnership"
    assert run.invoke(board_group, ["create", "marlbridge", "--name", name]).exit_code == 0
    assert run.invoke(board_group, ["list"]).output == f"marlbridge\t{name}\n"


def test_production_cannot_switch_the_demo_on() -> None:
    settings = {
        "S11_ENVIRONMENT": "production",
        "S11_SECRET_KEY": "k" * 40,
        "S11_BASE_URL": "https://s11.example.org",
        "S11_MAIL": "smtp",
        "S11_DATABASE_URL": "sqlite://",
        "S11_IS_DEMO": "1",
        "S11_SECOND_FACTOR": "0",
    }
    config = read_config(settings)
    assert config.environment is Environment.PRODUCTION
    assert config.second_factor
    app = create_app(config)
    assert not [rule for rule in app.url_map.iter_rules() if "demo" in rule.rule]
    with app.test_request_context("/"):
        words: dict[str, object] = {}
        app.update_template_context(words)
        assert "demo_people" not in words
