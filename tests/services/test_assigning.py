"""Who reads which return: by hand or shared out, and never their own agency's."""

from __future__ import annotations

import json

import pytest
from flask import Flask

from s11.domain.errors import NotFound, Refused
from s11.domain.permissions import Role
from s11.domain.sampling import Base, Drawing, Sample
from s11.services import assigning, cycles, panelling
from s11.store import agendas, record
from s11.store import panels as store
from s11.store.database import db
from s11.store.models import PersonRole
from s11.store.submissions import return_in_hand
from tests import factories
from tests.services.panels import Panelled
from tests.services.running import NOW

EVERYTHING = Drawing(Base.EXPECTED)


@pytest.fixture
def scene(app: Flask) -> Panelled:
    return Panelled()


def test_a_return_is_given_by_hand_and_the_reader_told_without_content(scene: Panelled) -> None:
    panel = scene.panel(scene.lead, scene.lay)
    assigning.assign(panel, "health", [scene.lead.id], scene.by)
    assert scene.reads() == {("Health", "Lea of Housing")}
    [message] = scene.mail()
    assert message.to_address == scene.lead.email
    assert message.subject == "A return to read: Section 11, 2026"
    assert "given you a return to read" in message.body
    assert "Health" not in message.body
    event = record.page("marlbridge", limit=1)[0]
    assert event.subject == "marlbridge/s11-2026/health"
    assert json.loads(event.detail) == {"panel": "Panel A", "members": "Lea of Housing"}


def test_only_whoever_is_new_to_a_return_is_told(scene: Panelled) -> None:
    panel = scene.panel(scene.lead, scene.lay)
    assigning.assign(panel, "health", [scene.lead.id], scene.by)
    assigning.assign(panel, "health", [scene.lay.id, scene.lead.id], scene.by)
    assigning.assign(panel, "health", [scene.lay.id], scene.by)
    assert [one.to_address for one in scene.mail()] == [scene.lead.email, scene.lay.email]
    assert scene.reads() == {("Health", "Una")}
    assert scene.kinds()[-1] == "return taken from panel members"


def test_nobody_is_given_the_return_of_their_own_agency(scene: Panelled) -> None:
    panel = scene.panel(scene.lead, scene.lay)
    with pytest.raises(Refused, match="Lea of Housing acts for Housing") as refused:
        assigning.assign(panel, "housing", [scene.lay.id, scene.lead.id], scene.by)
    assert refused.value.field == "people"
    assert scene.reads() == set()
    assert scene.mail() == []


def test_nobody_is_given_what_they_act_for_in_another_board(scene: Panelled) -> None:
    panel, away = scene.panel(scene.lay), factories.board("vale")
    place = {"board_id": away.id, "agency_id": scene.agencies["police"].id}
    db.session.add(PersonRole(person_id=scene.lay.id, role=Role.SIGNATORY, **place))
    db.session.commit()
    with pytest.raises(Refused, match="Una acts for Police"):
        assigning.assign(panel, "police", [scene.lay.id], scene.by)


def test_nobody_is_given_what_they_have_an_interest_in(scene: Panelled) -> None:
    panel = scene.panel(scene.lay)
    factories.interest(scene.board, scene.lay, scene.agencies["police"])
    with pytest.raises(Refused, match="declared an interest in Police"):
        assigning.assign(panel, "police", [scene.lay.id], scene.by)


def test_only_members_of_the_panel_are_given_its_returns(scene: Panelled) -> None:
    panel = scene.panel(scene.lay)
    scene.panel(scene.other, name="Panel B")
    with pytest.raises(Refused, match="who sit on this panel"):
        assigning.assign(panel, "police", [scene.other.id], scene.by)


def test_nobody_reads_one_return_on_two_panels(scene: Panelled) -> None:
    panel, second = scene.panel(scene.lay), scene.panel(scene.lay, name="Panel B")
    assigning.assign(panel, "police", [scene.lay.id], scene.by)
    with pytest.raises(Refused, match="on another panel already"):
        assigning.assign(second, "police", [scene.lay.id], scene.by)


def test_a_return_that_is_not_expected_is_not_found(scene: Panelled) -> None:
    with pytest.raises(NotFound):
        assigning.assign(scene.panel(scene.lay), "nobody", [scene.lay.id], scene.by)


def test_returns_are_shared_out_evenly_and_each_member_told_once(scene: Panelled) -> None:
    panel = scene.panel(scene.lead, scene.lay, scene.other)
    shared = assigning.share_out(panel, EVERYTHING, 2, scene.by)
    reads = scene.reads()
    assert len(reads) == 8
    assert ("Housing", "Lea of Housing") not in reads
    loads = [sum(who == name for _, who in reads) for name in ("Lea of Housing", "Una", "Wren")]
    assert sorted(loads) == [2, 3, 3]
    assert shared.out.short == ()
    told = [one.to_address for one in scene.mail()]
    assert sorted(told) == sorted({scene.lead.email, scene.lay.email, scene.other.email})
    assert "3 returns to read" in scene.mail()[0].body


def test_sharing_out_again_gives_nobody_more(scene: Panelled) -> None:
    panel = scene.panel(scene.lay, scene.other)
    assigning.share_out(panel, EVERYTHING, 1, scene.by)
    before = scene.reads()
    again = assigning.share_out(panel, EVERYTHING, 1, scene.by)
    assert again.out.assignments == ()
    assert scene.reads() == before
    assert len(scene.mail()) == 2


def test_only_what_has_come_in_is_shared_out_unless_all_is_asked_for(scene: Panelled) -> None:
    panel = scene.panel(scene.lay)
    shared = assigning.share_out(panel, Drawing(), 1, scene.by)
    assert [one.agency_name for one in shared.returns] == ["Health", "Housing"]


def test_what_another_panel_reads_is_left_to_it_unless_it_is_ticked(scene: Panelled) -> None:
    first, second = scene.panel(scene.lay), scene.panel(scene.other, name="Panel B")
    assigning.assign(first, "health", [scene.lay.id], scene.by)
    shared = assigning.share_out(second, Drawing(), 1, scene.by)
    assert [one.agency_name for one in shared.returns] == ["Housing"]
    ticked = Drawing(Base.CHOSEN, frozenset({"health"}))
    assigning.share_out(second, ticked, 1, scene.by)
    assert ("Health", "Wren") in scene.reads()


def test_a_return_with_too_few_free_members_is_named(scene: Panelled) -> None:
    panel = scene.panel(scene.lead, scene.lay)
    shared = assigning.share_out(panel, Drawing(), 2, scene.by)
    assert [one.agency_name for one in shared.out.short] == ["Housing"]


def test_a_reader_who_came_to_act_for_the_agency_does_not_count(scene: Panelled) -> None:
    panel = scene.panel(scene.lay, scene.other)
    assigning.assign(panel, "police", [scene.lay.id], scene.by)
    place = {"board_id": scene.board.id, "agency_id": scene.agencies["police"].id}
    db.session.add(PersonRole(person_id=scene.lay.id, role=Role.LEAD, **place))
    db.session.commit()
    assigning.share_out(panel, Drawing(Base.CHOSEN, frozenset({"police"})), 1, scene.by)
    assert ("Police", "Wren") in scene.reads()


def test_the_seed_of_a_draw_is_on_record_and_draws_the_same_again(scene: Panelled) -> None:
    panel = scene.panel(scene.lay)
    lot = Drawing(Base.EXPECTED, sample=Sample.RANDOM, count=2, seed=4711)
    first = assigning.share_out(panel, lot, 1, scene.by)
    event = next(e for e in record.page("marlbridge", limit=9) if e.kind == "returns shared out")
    said = json.loads(event.detail)
    assert (said["seed"], said["sample"], said["returns"]) == (4711, "random", 2)
    assert assigning.share_out(panel, lot, 1, scene.by).returns == first.returns


def test_a_panel_without_members_is_given_nothing(scene: Panelled) -> None:
    with pytest.raises(Refused, match="Nobody sits on this panel"):
        assigning.share_out(scene.panel(), EVERYTHING, 1, scene.by)
    with pytest.raises(Refused):
        assigning.share_out(scene.panel(scene.lay, name="B"), EVERYTHING, 6, scene.by)


def test_somebody_disabled_is_not_written_to(scene: Panelled) -> None:
    panel = scene.panel(scene.lay, scene.other)
    scene.lay.disabled_at = NOW
    db.session.commit()
    assigning.share_out(panel, EVERYTHING, 2, scene.by)
    assert [one.to_address for one in scene.mail()] == [scene.other.email]


def test_a_withdrawn_return_goes_with_its_readers_and_its_place_on_agendas(
    scene: Panelled,
) -> None:
    panel = scene.panel(scene.lay)
    assigning.share_out(panel, EVERYTHING, 1, scene.by)
    row = store.panel_for_update(panel.id)
    assert row
    factories.session(row, scene.returns["police"], scene.returns["health"])
    page = return_in_hand("marlbridge", "s11-2026", "police")
    assert page
    cycles.withdraw(page, scene.by)
    assert "Police" not in {agency for agency, _ in scene.reads()}
    [session] = agendas.sessions_of(scene.cycle.id)[panel.id]
    assert [item.title for item in session.agenda] == ["Health"]


def test_on_both_databases_returns_are_shared_out_and_taken_back(each_database: Flask) -> None:
    scene = Panelled()
    panel = scene.panel(scene.lead, scene.lay, scene.other)
    assigning.share_out(panel, EVERYTHING, 2, scene.by)
    assigning.assign(panel, "health", [scene.lay.id], scene.by)
    assert {who for agency, who in scene.reads() if agency == "Health"} == {"Una"}
    panelling.change(panel, "Panel A", [], scene.by)
    assert scene.reads() == set()
