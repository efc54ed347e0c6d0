"""The register: names that stay unlike, types, leaving and rejoining, all on record."""

from __future__ import annotations

import pytest
from flask import Flask

from s11.domain.errors import Refused, WrongState
from s11.domain.permissions import Role
from s11.services import agencies
from s11.services.recording import By
from s11.store import agencies as store
from s11.store import people, record
from s11.store.agencies import Member
from s11.store.people import BoardLook
from tests import factories

TYPES = {"housing": "Housing", "police": "Police"}


@pytest.fixture
def look(app: Flask) -> BoardLook:
    factories.board("marlbridge")
    found = people.look_of("marlbridge")
    assert found
    return found


@pytest.fixture
def by(look: BoardLook) -> By:
    board = people.board_by_slug(look.slug)
    return factories.by(factories.person((Role.OFFICER, board, None)))


def member(slug: str) -> Member:
    found = store.member("marlbridge", slug)
    assert found
    return found


def test_an_agency_is_added_under_a_slug_of_its_own(look: BoardLook, by: By) -> None:
    made = agencies.add(look, "  Marlbridge   Housing ", "housing", TYPES, by)
    assert (made.agency.name, made.agency.slug) == ("Marlbridge Housing", "marlbridge-housing")
    assert record.page("marlbridge", limit=1)[0].kind == "agency added"


def test_the_same_name_in_another_board_is_another_agency(look: BoardLook, by: By) -> None:
    agencies.add(look, "Housing", "housing", TYPES, by)
    factories.board("vale")
    vale = people.look_of("vale")
    assert vale
    assert agencies.add(vale, "Housing", "housing", TYPES, by).agency.slug == "housing-2"


@pytest.mark.parametrize(
    ("name", "agency_type", "field"),
    [
        ("", "housing", "name"),
        ("x" * 201, "housing", "name"),
        ("Vale", "spaceship", "agency_type"),
        ("MARLBRIDGE  housing", "housing", "name"),
    ],
)
def test_what_cannot_be_added_is_refused_beside_its_field(
    look: BoardLook, by: By, name: str, agency_type: str, field: str
) -> None:
    agencies.add(look, "Marlbridge Housing", "housing", TYPES, by)
    with pytest.raises(Refused) as refused:
        agencies.add(look, name, agency_type, TYPES, by)
    assert refused.value.field == field


def test_a_change_is_recorded_from_and_to_and_no_change_is_not(look: BoardLook, by: By) -> None:
    agencies.add(look, "Housing", "housing", TYPES, by)
    agencies.change(member("housing"), "Marlbridge Homes", "police", TYPES, by)
    found = member("housing")
    assert (found.name, found.agency_type) == ("Marlbridge Homes", "police")
    event = record.page("marlbridge", limit=1)[0]
    assert event.detail == '{"name":["Housing","Marlbridge Homes"],"type":["housing","police"]}'
    agencies.change(found, "Marlbridge Homes", "police", TYPES, by)
    assert record.count("marlbridge") == event.number


def test_an_agency_may_keep_its_own_name_but_not_take_another_s(look: BoardLook, by: By) -> None:
    agencies.add(look, "Housing", "housing", TYPES, by)
    agencies.add(look, "Police", "police", TYPES, by)
    agencies.change(member("housing"), "HOUSING", "housing", TYPES, by)
    with pytest.raises(Refused):
        agencies.change(member("police"), "Housing", "police", TYPES, by)


def test_an_agency_leaves_once_and_rejoins_once(look: BoardLook, by: By) -> None:
    agencies.add(look, "Housing", "housing", TYPES, by)
    agencies.leave(member("housing"), by)
    assert member("housing").left_at == by.at
    with pytest.raises(WrongState):
        agencies.leave(member("housing"), by)
    agencies.rejoin(member("housing"), by)
    assert member("housing").left_at is None
    with pytest.raises(WrongState):
        agencies.rejoin(member("housing"), by)


def test_the_register_of_one_board_shows_nothing_of_another(look: BoardLook, by: By) -> None:
    vale = factories.board("vale")
    factories.agency(vale, name="Vale Trust")
    assert store.register(look) == []
    assert store.member("marlbridge", "vale-trust") is None


def test_the_register_costs_two_statements_however_long(look: BoardLook) -> None:
    board = people.board_by_slug(look.slug)
    assert board
    for _ in range(5):
        its_agency = factories.agency(board)
        factories.person((Role.LEAD, board, its_agency), (Role.SIGNATORY, board, its_agency))
    with factories.statements() as few:
        assert len(store.register(look)) == 5
    assert len(few) == 2
