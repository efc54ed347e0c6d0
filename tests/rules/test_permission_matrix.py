"""Every route, every method, every kind of person: own, of another agency, of another board.

EXPECTED is written out by hand, from what the sector asks, and knows nothing of the decorators.
A route without a row fails.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests import factories
from tests.rules.world import HALF_IN, STRANGER, World

EVERYONE = "everyone"
PASSWORD_GIVEN = "whoever has given a password"
SIGNED_IN = "whoever is signed in"

OFFICER = {"an officer"}
LOOKERS = {"an officer", "a chair", "a reader"}
KEEPERS = {"an officer", "an administrator"}
LEAD = {"a lead"}
SIGNATORY = {"a signatory"}
ANSWERERS = {"a lead", "a contributor who was asked"}
AGENCY = ANSWERERS | SIGNATORY | {"a contributor who was not asked"}
READERS = AGENCY | LOOKERS
# Those who are told "not allowed" rather than "not found": they may do something to the thing.
OF_THE_BOARD = LOOKERS | {"an administrator"}
OF_THE_RETURN = OF_THE_BOARD | AGENCY

EXPECTED: dict[str, str | set[str]] = {
    "static": EVERYONE,
    "auth.home": EVERYONE,
    "auth.accessibility": EVERYONE,
    "auth.privacy": EVERYONE,
    "auth.theme": EVERYONE,
    "auth.invitation": EVERYONE,
    "auth.accept": EVERYONE,
    "auth.ask_reset": EVERYONE,
    "auth.send_reset": EVERYONE,
    "auth.reset_sent": EVERYONE,
    "auth.reset": EVERYONE,
    "auth.finish_reset": EVERYONE,
    "auth.sign_in": EVERYONE,
    "auth.check_password": EVERYONE,
    "auth.signed_out": EVERYONE,
    "auth.session_state": EVERYONE,
    "auth.set_up": PASSWORD_GIVEN,
    "auth.prove": PASSWORD_GIVEN,
    "auth.code": PASSWORD_GIVEN,
    "auth.check_code": PASSWORD_GIVEN,
    "auth.sign_out": EVERYONE,
    "auth.account": SIGNED_IN,
    "auth.authenticator": SIGNED_IN,
    "auth.replace_authenticator": SIGNED_IN,
    "auth.password": SIGNED_IN,
    "auth.change_password": SIGNED_IN,
    "auth.recovery_codes": SIGNED_IN,
    "auth.renew_recovery_codes": SIGNED_IN,
    "auth.end_session": SIGNED_IN,
    "auth.end_other_sessions": SIGNED_IN,
    "auth.keep_session": SIGNED_IN,
    "agency.home": SIGNED_IN,
    "agency.tasks": AGENCY,
    "agency.blank": AGENCY,
    "agency.check": AGENCY,
    "agency.download": READERS,
    "agency.remove_file": ANSWERERS,
    "agency.standard": AGENCY,
    "agency.save_standard": ANSWERERS,
    "agency.autosave": ANSWERERS,
    "agency.ask_to_sign": LEAD,
    "agency.take_back": LEAD,
    "agency.helpers": LEAD,
    "agency.save_helpers": LEAD,
    "agency.add_helper": LEAD,
    "agency.objectives": LEAD,
    "agency.save_objectives": LEAD,
    "agency.sign": SIGNATORY,
    "agency.give_signature": SIGNATORY,
    "agency.send_back": SIGNATORY,
    "agency.submitted": READERS,
    "agency.report": READERS,
    "agency.report_version": READERS,
    "agency.report_pdf": READERS,
    "officer.cycles": LOOKERS,
    "officer.cycle": LOOKERS,
    "officer.sheet": LOOKERS,
    "officer.agency_return": LOOKERS,
    "officer.agencies": LOOKERS,
    "officer.agency": LOOKERS,
    "officer.new_cycle": OFFICER,
    "officer.edit_cycle": OFFICER,
    "officer.open_cycle": OFFICER,
    "officer.close_cycle": OFFICER,
    "officer.expect": OFFICER,
    "officer.extend_all": OFFICER,
    "officer.extend_one": OFFICER,
    "officer.withdraw": OFFICER,
    "officer.new_agency": OFFICER,
    "officer.edit_agency": OFFICER,
    "officer.leave": OFFICER,
    "officer.rejoin": OFFICER,
    "officer.import_agencies": OFFICER,
    "officer.confirm_import": OFFICER,
    "officer.import_example": OFFICER,
    "officer.people": KEEPERS,
    "officer.person": KEEPERS,
    "officer.new_person": KEEPERS,
    "officer.take_role": KEEPERS,
    "officer.invite": KEEPERS,
    "officer.disable": KEEPERS,
    "officer.enable": KEEPERS,
    "officer.end_sessions": KEEPERS,
    "officer.record": KEEPERS,
}
# What a person who may come can be told: a page, onwards, or in words why not just now.
LET_IN = {200, 303, 409, 410, 422}
# Forms that need something in them to be more than a missing field.
BODIES = {"officer.take_role": {"role": "contributor/harbour-homes"}}
# Whoever presses "Sign out" on a page of yesterday means it, and a stranger gains nothing by it.
WITHOUT_TOKEN = {"auth.sign_out"}
OWN_ONLY = {"auth.end_session": "an officer"}


def may(who: str, endpoint: str) -> bool:
    expected = EXPECTED[endpoint]
    if expected == EVERYONE:
        return True
    if isinstance(expected, set):
        return who in expected
    return who != STRANGER and (who != HALF_IN or expected == PASSWORD_GIVEN)


def expected_statuses(who: str, rule: Rule, method: str) -> set[int]:
    if rule.endpoint in OWN_ONLY and who not in {STRANGER, HALF_IN, OWN_ONLY[rule.endpoint]}:
        return {404}
    if may(who, rule.endpoint):
        return LET_IN
    if who in {STRANGER, HALF_IN}:
        return {303} if method == "GET" else {401}
    if rule.endpoint.startswith("officer.") and "agency" in rule.arguments and who in AGENCY:
        return {403, 404}  # their own agency: either tells them nothing new
    knows = OF_THE_RETURN if rule.endpoint.startswith("agency.") else OF_THE_BOARD
    return {403} if who in knows else {404}


def ask(client: FlaskClient, method: str, path: str, **body: str) -> TestResponse:
    if method == "GET":
        return client.get(path, buffered=True)
    return factories.post(client, path, dict(body), buffered=True)


def everyone(world: World) -> Iterator[str]:
    yield STRANGER
    yield from world.cookies


def test_every_route_has_a_row_and_every_row_a_route(world: World) -> None:
    routes = {rule.endpoint for rule, _ in world.rules}
    assert routes - set(EXPECTED) == set()
    assert set(EXPECTED) - routes == set()


def test_whoever_may_not_come_is_refused_and_changes_nothing(world: World) -> None:
    wrong, before = [], world.changes
    for rule, method in world.rules:
        path = world.path(rule)
        for who in everyone(world):
            wanted = expected_statuses(who, rule, method)
            if wanted is LET_IN:
                continue
            answer = ask(world.client(who), method, path)
            if answer.status_code not in wanted:
                wrong.append(f"{who} {method} {path}: {answer.status_code}, not {wanted}")
            if answer.status_code == 303 and not answer.location.startswith("/sign-in"):
                wrong.append(f"{who} {method} {path}: sent to {answer.location}")
    assert not wrong, "\n".join(wrong)
    assert world.changes == before


def test_whoever_may_read_is_let_in(world: World) -> None:
    wrong = []
    for rule, method in world.rules:
        for who in everyone(world):
            if method == "GET" and expected_statuses(who, rule, method) is LET_IN:
                path = world.path(rule)
                status = ask(world.client(who), method, path).status_code
                if status not in LET_IN:
                    wrong.append(f"{who} GET {path}: {status}")
    assert not wrong, "\n".join(wrong)


def test_whoever_may_change_is_let_in(world: World) -> None:
    wrong = []
    for rule, method in world.rules:
        for who in everyone(world):
            if method == "GET" or expected_statuses(who, rule, method) is not LET_IN:
                continue
            path, body = world.path(rule), BODIES.get(rule.endpoint, {})
            status = ask(world.client(who), method, path, **body).status_code
            world.restore()
            if status not in LET_IN:
                wrong.append(f"{who} {method} {path}: {status}")
    assert not wrong, "\n".join(wrong)


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
