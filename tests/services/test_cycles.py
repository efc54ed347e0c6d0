"""Running a cycle: set up, opened, extended, amended, closed, and all of it on record."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete

from s11.catalogue import Catalogue
from s11.domain.cycles import CycleStatus
from s11.domain.editions import sha256_of
from s11.domain.errors import NotFound, Refused, WrongState
from s11.domain.submissions import Status
from s11.services import agencies, cycles, editions, extending
from s11.services.cycles import Setting
from s11.store import cycles as store
from s11.store import people, record, submissions
from s11.store.database import db
from s11.store.models import AnswerRow, Cycle, Extension, LadderStepRow, Submission
from tests import factories
from tests.services.running import CATALOGUE, DUE, EDITION, NOW, OPENS, SETTING, TYPES, Scene


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene()


def test_a_cycle_is_set_up_with_a_return_for_every_agency_of_the_board(scene: Scene) -> None:
    left = agencies.add(scene.look, "Left Long Ago", "housing", TYPES, scene.by)
    left.left_at = NOW
    found = scene.create()
    rows = store.expected_with_membership(found.id)
    assert [membership.agency.name for _, membership in rows if membership] == [
        "Marlbridge Housing",
        "Marlbridge Police",
    ]
    assert found.status is CycleStatus.DRAFT
    assert all(row.reference.startswith("S11-") for row, _ in rows)


def test_only_the_agencies_chosen_are_expected(scene: Scene) -> None:
    found = scene.create(replace(SETTING, agencies=frozenset({"marlbridge-police"})))
    assert [one.agency_slug for one in store.positions(found.id, {})] == ["marlbridge-police"]


@pytest.mark.parametrize(
    ("slug", "setting", "field"),
    [
        ("Bad Slug", SETTING, "slug"),
        ("new", SETTING, "slug"),
        ("ok", replace(SETTING, due_at=OPENS), "due_on"),
        ("ok", replace(SETTING, edition="1999"), "edition"),
        ("ok", replace(SETTING, framework="section-12"), "edition"),
        ("ok", replace(SETTING, agencies=frozenset({"nobody"})), "agencies"),
        ("ok", replace(SETTING, previous="nothing"), "previous"),
    ],
)
def test_what_cannot_be_set_up_is_refused_beside_its_field(
    scene: Scene, slug: str, setting: Setting, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        scene.create(setting, slug)
    assert refused.value.field == field
    assert db.session.query(Cycle).count() == 0


def test_a_short_name_is_given_once_in_a_board_and_again_in_another(scene: Scene) -> None:
    scene.create()
    with pytest.raises(Refused):
        scene.create()
    factories.board("vale")
    other = people.look_of("vale")
    assert other
    assert cycles.create(other, "s11-2026", SETTING, CATALOGUE, scene.by) == "s11-2026"


def test_changing_a_cycle_that_is_set_up_changes_who_is_expected(scene: Scene) -> None:
    scene.create(replace(SETTING, agencies=frozenset({"marlbridge-police"})))
    later = DUE + timedelta(days=1)
    changed = replace(SETTING, agencies=frozenset({"marlbridge-housing"}), due_at=later)
    cycles.change(scene.cycle(), changed, CATALOGUE, scene.by)
    assert scene.cycle().due_at == later
    assert [one.agency_slug for one in store.positions(scene.cycle().id, {})] == [
        "marlbridge-housing"
    ]


def test_opening_freezes_the_edition_and_counts_what_each_agency_is_asked(scene: Scene) -> None:
    found = scene.opened()
    assert found.edition_sha256
    assert editions.frozen(found.edition_sha256) == EDITION
    asked = {one.agency_slug: one.asked for one in store.positions(found.id, {})}
    assert asked == {"marlbridge-housing": 1, "marlbridge-police": 2}
    assert scene.kinds()[-1] == "cycle opened"


def test_opening_takes_the_type_that_the_agency_has_by_then(scene: Scene) -> None:
    scene.create()
    member = agencies.store.member("marlbridge", "marlbridge-housing")
    assert member
    agencies.change(member, "Marlbridge Housing", "police", TYPES, scene.by)
    cycles.open_cycle(scene.cycle(), CATALOGUE, scene.by)
    assert {one.asked for one in store.positions(scene.cycle().id, {})} == {2}


def test_two_cycles_of_one_edition_share_one_frozen_copy(scene: Scene) -> None:
    first = scene.opened()
    second = scene.create(slug="s11-again")
    cycles.open_cycle(second, CATALOGUE, scene.by)
    assert scene.cycle("s11-again").edition_sha256 == first.edition_sha256


def test_an_open_cycle_cannot_be_opened_or_set_up_again(scene: Scene) -> None:
    found = scene.opened()
    with pytest.raises(WrongState):
        cycles.open_cycle(found, CATALOGUE, scene.by)
    with pytest.raises(WrongState):
        cycles.change(found, SETTING, CATALOGUE, scene.by)


def test_what_stops_the_opening_is_said_and_nothing_opens(scene: Scene) -> None:
    found = scene.create(replace(SETTING, due_at=NOW - timedelta(days=1)))
    with pytest.raises(Refused, match="due date has passed"):
        cycles.open_cycle(found, CATALOGUE, scene.by)
    db.session.rollback()
    assert scene.cycle().status is CycleStatus.DRAFT
    with pytest.raises(Refused, match="not among the standards"):
        cycles.open_cycle(found, Catalogue({}), scene.by)


def test_one_agency_is_given_longer_with_a_reason_that_is_recorded(scene: Scene) -> None:
    scene.opened()
    later = DUE + timedelta(days=7)
    extending.extend_one(scene.page(), later, " The post is vacant. ", scene.by)
    assert scene.page().due_at == later
    assert scene.page("marlbridge-police").due_at == DUE
    event = record.page("marlbridge", limit=1)[0]
    assert (event.kind, event.subject) == (
        "due date extended",
        "marlbridge/s11-2026/marlbridge-housing",
    )
    assert "The post is vacant." in event.detail
    granted = store.extensions(scene.cycle().id, scene.page().id)
    assert [(one.reason, one.for_all) for one in granted] == [("The post is vacant.", False)]


def test_all_are_given_longer_and_a_later_date_of_one_agency_stays(scene: Scene) -> None:
    scene.opened()
    extending.extend_one(scene.page(), DUE + timedelta(days=20), "Vacant post", scene.by)
    extending.extend_one(
        scene.page("marlbridge-police"), DUE + timedelta(days=2), "Leave", scene.by
    )
    extending.extend_all(scene.cycle(), DUE + timedelta(days=10), "School holidays", scene.by)
    assert scene.page().due_at == DUE + timedelta(days=20)
    assert scene.page("marlbridge-police").due_at == DUE + timedelta(days=10)
    position = store.positions(scene.cycle().id, {}, scene.police.id)[0]
    assert not position.is_extended


@pytest.mark.parametrize(
    ("due", "reason", "field"),
    [(DUE, "Because", "due_on"), (DUE + timedelta(days=1), "  ", "reason")],
)
def test_an_extension_must_extend_and_have_a_reason(
    scene: Scene, due: datetime, reason: str, field: str
) -> None:
    found = scene.opened()
    for extend in (
        lambda: extending.extend_all(found, due, reason, scene.by),
        lambda: extending.extend_one(scene.page(), due, reason, scene.by),
    ):
        with pytest.raises(Refused) as refused:
            extend()
        assert refused.value.field == field
    assert db.session.query(Extension).count() == 0


def test_a_return_that_has_come_in_is_not_extended(scene: Scene) -> None:
    scene.opened()
    row = db.session.get(Submission, scene.page().id)
    assert row
    row.status = Status.SUBMITTED
    with pytest.raises(WrongState, match="returned already"):
        extending.extend_one(scene.page(), DUE + timedelta(days=1), "Late", scene.by)


def test_an_agency_joins_an_open_cycle_with_its_questions_counted(scene: Scene) -> None:
    found = scene.opened()
    agencies.add(scene.look, "Second Police", "police", TYPES, scene.by)
    cycles.expect(found, ["second-police"], scene.by)
    assert scene.page("second-police").asked == 2
    with pytest.raises(Refused, match="expected already"):
        cycles.expect(found, ["second-police"], scene.by)


def test_an_agency_is_withdrawn_only_before_it_starts(scene: Scene) -> None:
    scene.opened()
    extending.extend_one(scene.page(), DUE + timedelta(days=1), "Leave", scene.by)
    cycles.withdraw(scene.page(), scene.by)
    assert submissions.return_in_hand("marlbridge", "s11-2026", "marlbridge-housing") is None
    police = scene.page("marlbridge-police")
    row = db.session.get(Submission, police.id)
    assert row
    row.status = Status.IN_PROGRESS
    with pytest.raises(WrongState, match="has been started"):
        cycles.withdraw(police, scene.by)


def test_closing_counts_who_is_missing_and_ends_every_change(scene: Scene) -> None:
    found = scene.opened()
    page = scene.page()
    cycles.close(found, scene.by)
    assert scene.cycle().status is CycleStatus.CLOSED
    assert '"missing":2' in record.page("marlbridge", limit=1)[0].detail
    later = DUE + timedelta(days=1)
    for refused in (
        lambda: cycles.close(found, scene.by),
        lambda: extending.extend_all(found, later, "Late", scene.by),
        lambda: extending.extend_one(page, later, "Late", scene.by),
        lambda: cycles.expect(found, ["marlbridge-police"], scene.by),
        lambda: cycles.withdraw(page, scene.by),
        lambda: cycles.amend(found, EDITION, scene.by),
    ):
        with pytest.raises(WrongState):
            refused()


def _reworded(text: str) -> object:
    part = EDITION.standards[0]
    questions = (replace(part.questions[0], text=text), *part.questions[1:])
    return replace(EDITION, standards=(replace(part, questions=questions),))


def test_wording_is_amended_in_an_open_cycle_and_the_change_recorded(scene: Scene) -> None:
    before = scene.opened()
    changes = cycles.amend(before, _reworded("How well is this met now?"), scene.by)  # type: ignore[arg-type]
    assert [(one.before, one.after) for one in changes] == [
        ("How well is q1 met?", "How well is this met now?")
    ]
    after = scene.cycle()
    assert after.edition_sha256 != before.edition_sha256
    assert record.page("marlbridge", limit=1)[0].kind == "wording amended"
    with pytest.raises(Refused, match="nothing to amend"):
        cycles.amend(after, editions.frozen(after.edition_sha256 or ""), scene.by)


def test_more_than_wording_is_never_amended(scene: Scene) -> None:
    found = scene.opened()
    heavier = replace(EDITION, standards=(replace(EDITION.standards[0], weight=2.0),))
    with pytest.raises(Refused, match="Only wording"):
        cycles.amend(found, heavier, scene.by)
    db.session.rollback()
    assert scene.cycle().edition_sha256 == found.edition_sha256


def test_the_frozen_copy_s_hash_is_that_of_its_words(scene: Scene) -> None:
    found = scene.opened()
    kept = [sha256_of(row.document) for row in record.frozen_editions()]
    assert kept == [found.edition_sha256]


def test_a_cycle_that_is_gone_is_not_found(scene: Scene) -> None:
    found = scene.create()
    for page in (scene.page(), scene.page("marlbridge-police")):
        db.session.delete(db.session.get(Submission, page.id))
    for model, key in ((LadderStepRow, LadderStepRow.cycle_id), (Cycle, Cycle.id)):
        db.session.execute(delete(model).where(key == found.id))
    with pytest.raises(NotFound):
        cycles.close(found, scene.by)


def test_on_both_databases_one_short_name_is_given_once(each_database: Flask) -> None:
    scene = Scene()
    scene.create()
    with pytest.raises(Refused) as refused:
        scene.create()
    assert refused.value.field == "slug"
    assert scene.cycle().title == "Section 11, 2026"


def test_on_both_databases_a_return_with_words_is_never_withdrawn(each_database: Flask) -> None:
    scene = Scene()
    scene.opened()
    page = scene.page()
    row = db.session.get(Submission, page.id)
    assert row
    factories.help_with(row, "a", scene.officer)
    words = {"question": "q1", "version": 1, "evidence": "Words"}
    db.session.add(
        AnswerRow(submission_id=row.id, saved_by=scene.officer.id, saved_at=NOW, **words)
    )
    db.session.commit()
    with pytest.raises(WrongState, match="has been started"):
        cycles.withdraw(page, scene.by)
    db.session.rollback()
    assert scene.page().helpers == {"a": frozenset({scene.officer.id})}
