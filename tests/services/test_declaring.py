"""Declaring an interest: what it takes away, and what withdrawing it gives back."""

from __future__ import annotations

import pytest
from flask import Flask

from s11.domain.errors import NotFound, Refused
from s11.services import assigning, declaring
from s11.store import interests, people, record
from s11.store.people import BoardLook
from tests import factories
from tests.services.panels import Panelled


@pytest.fixture
def scene(app: Flask) -> Panelled:
    return Panelled()


def look(slug: str = "marlbridge") -> BoardLook:
    found = people.look_of(slug)
    assert found
    return found


def test_an_interest_takes_the_return_from_them_and_from_nobody_else(scene: Panelled) -> None:
    panel = scene.panel(scene.lay, scene.other)
    for agency in ("police", "health"):
        assigning.assign(panel, agency, [scene.lay.id, scene.other.id], scene.by)
    taken = declaring.declare(look(), scene.lay.id, "police", scene.by)
    assert [(one.panel_name, one.cycle_title) for one in taken] == [("Panel A", "Section 11, 2026")]
    assert scene.reads() == {("Police", "Wren"), ("Health", "Una"), ("Health", "Wren")}
    event = record.page("marlbridge", limit=1)[0]
    assert (event.kind, event.subject) == ("interest declared", f"person/{scene.lay.id}")
    assert '"agency":"Police"' in event.detail


def test_an_officer_may_declare_one_too(scene: Panelled) -> None:
    assert declaring.declare(look(), scene.officer.id, "police", scene.by) == ()
    assert [one.person_name for one in interests.interests_of(scene.board.id)] == ["Ottoline"]


def test_an_interest_is_declared_once_and_withdrawn_once(scene: Panelled) -> None:
    declaring.declare(look(), scene.lay.id, "police", scene.by)
    with pytest.raises(Refused, match="already"):
        declaring.declare(look(), scene.lay.id, "police", scene.by)
    [declared] = interests.interests_of(scene.board.id)
    assert declaring.withdraw(look(), declared.id, scene.by).agency_name == "Police"
    assert interests.interests_of(scene.board.id) == []
    assert scene.kinds()[-1] == "interest withdrawn"
    with pytest.raises(NotFound):
        declaring.withdraw(look(), declared.id, scene.by)


def test_another_board_s_interest_is_not_found(scene: Panelled) -> None:
    declaring.declare(look(), scene.lay.id, "police", scene.by)
    [declared] = interests.interests_of(scene.board.id)
    factories.board("vale")
    with pytest.raises(NotFound):
        declaring.withdraw(look("vale"), declared.id, scene.by)


@pytest.mark.parametrize(("who", "agency"), [("a stranger", "police"), ("a member", "nobody")])
def test_a_person_and_an_agency_of_the_board_are_needed(
    scene: Panelled, who: str, agency: str
) -> None:
    numbers = {"a stranger": factories.person().id, "a member": scene.lay.id}
    with pytest.raises(Refused) as refused:
        declaring.declare(look(), numbers[who], agency, scene.by)
    assert refused.value.field == ("person" if who == "a stranger" else "agency")
