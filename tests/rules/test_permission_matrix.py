"""Every route, every method, every kind of person: own, of another agency, of another board."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from s11.domain import permissions
from s11.domain.permissions import AGENCY_ROLES, POLICY, Action, Role, Scope
from s11.web.access import Access
from tests import factories
from tests.rules.expectations import (
    BODIES,
    EXPECTED,
    LET_IN,
    WITHOUT_TOKEN,
    expected_statuses,
)
from tests.rules.world import HALF_IN, STRANGER, World

Line = tuple[Action, Role, Scope]


def ask(client: FlaskClient, method: str, path: str, **body: str) -> TestResponse:
    if method == "GET":
        return client.get(path, buffered=True)
    return factories.post(client, path, dict(body), buffered=True)


def everyone(world: World) -> Iterator[str]:
    yield STRANGER
    yield from world.cookies


def misfits(world: World, rules: list[tuple[Rule, str]]) -> Iterator[str]:
    """Whoever is answered otherwise than expected; the world stays as it was made."""
    for rule, method in rules:
        path, body = world.path(rule), BODIES.get(rule.endpoint, {})
        for who in everyone(world):
            wanted, before = expected_statuses(who, rule, method), world.changes
            answer = ask(world.client(who), method, path, **body)
            changed = world.changes != before
            if changed:
                world.restore()
            if answer.status_code not in wanted:
                yield f"{who} {method} {path}: {answer.status_code}, not {sorted(wanted)}"
            elif wanted is not LET_IN and changed:
                yield f"{who} {method} {path}: refused, but something was changed"
            elif wanted == {303} and not answer.location.startswith("/sign-in"):
                yield f"{who} {method} {path}: sent to {answer.location}"


def test_every_route_has_a_row_and_every_row_a_route(world: World) -> None:
    routes = {rule.endpoint for rule, _ in world.rules}
    assert routes - set(EXPECTED) == set()
    assert set(EXPECTED) - routes == set()


@pytest.mark.parametrize("part", ["auth", "agency", "officer", "panel", "comparing", "static"])
def test_everyone_is_let_in_or_refused_as_expected(world: World, part: str) -> None:
    rules = [pair for pair in world.rules if pair[0].endpoint.partition(".")[0] == part]
    wrong = list(misfits(world, rules))
    assert rules
    assert not wrong, "\n".join(wrong)


def test_no_part_of_the_application_is_left_out(world: World) -> None:
    parts = {rule.endpoint.partition(".")[0] for rule, _ in world.rules}
    assert parts == {"auth", "agency", "officer", "panel", "comparing", "static"}


def test_a_foreign_id_is_not_found_whoever_asks(world: World) -> None:
    wrong = []
    for rule, method in world.rules:
        expected = EXPECTED[rule.endpoint]
        for name in sorted(rule.arguments & set(world.foreign)):
            path = world.path(rule, **{name: world.foreign[name]})
            for who in sorted(expected) if isinstance(expected, set) else ():
                if who == "an administrator" and name == "board":
                    continue  # an administrator's board is every board
                status = ask(world.client(who), method, path).status_code
                world.restore()
                if status != 404:
                    wrong.append(f"{who} {method} {path}: {status}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("token", ["", "not-a-token"])
def test_nothing_is_posted_without_the_page_s_token(world: World, token: str) -> None:
    wrong, before = [], world.changes
    for rule, method in world.rules:
        if method == "GET" or rule.endpoint in WITHOUT_TOKEN:
            continue
        path = world.path(rule)
        for who in everyone(world):
            answer = world.client(who).open(path, method=method, data={"csrf_token": token})
            if answer.status_code != (401 if who in {STRANGER, HALF_IN} else 409):
                wrong.append(f"{who} {method} {path}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)
    assert world.changes == before


def noticed(world: World, monkeypatch: pytest.MonkeyPatch, line: Line) -> bool:
    """Whether the matrix sees a policy with this line taken away, or added."""
    monkeypatch.setattr(permissions.may, "__defaults__", (POLICY ^ {line},))
    rules = [pair for pair in world.rules if _action(world, pair[0]) is line[0]]
    seen = any(misfits(world, rules))
    world.restore()
    return seen


def _action(world: World, rule: Rule) -> Action | None:
    declared = getattr(world.app.view_functions[rule.endpoint], "access", None)
    return declared.action if isinstance(declared, Access) else None


@pytest.mark.parametrize("action", list(Action))
def test_each_line_of_the_policy_is_missed_when_it_is_gone(
    world: World, monkeypatch: pytest.MonkeyPatch, action: Action
) -> None:
    lines = {line for line in POLICY if line[0] is action}
    assert lines
    assert [line for line in sorted(lines) if not noticed(world, monkeypatch, line)] == []


@pytest.mark.parametrize("action", list(Action))
def test_each_line_too_many_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch, action: Action
) -> None:
    more = {(action, role, Scope.BOARD) for role in Role if role is not Role.ADMIN}
    more |= {(action, role, Scope.ANYWHERE) for role in (Role.ADMIN, Role.OFFICER)}
    more |= {(action, role, Scope.AGENCY) for role in AGENCY_ROLES if action in _OF_A_RETURN}
    assert [line for line in sorted(more - POLICY) if not noticed(world, monkeypatch, line)] == []


# Only a return's own actions are decided for one agency; the others for a whole board.
_OF_A_RETURN = {
    Action.SEE_WORKING_RETURN,
    Action.ANSWER_STANDARD,
    Action.RUN_RETURN,
    Action.SIGN_RETURN,
    Action.READ_SIGNED_RETURN,
    Action.SEE_SHARED_CHALLENGES,
    Action.ANSWER_CHALLENGE,
}
