"""A board's people: roles, invitations, disabling, sessions, and what an officer may not do."""

from __future__ import annotations

import pytest
from flask import Flask

from s11.domain.errors import NotFound, Refused, WrongState
from s11.domain.permissions import Role
from s11.services import people
from s11.services.people import Added
from s11.services.recording import By
from s11.store import people as store
from s11.store.database import db
from s11.store.models import Board, EmailedLink, Person, SignedInSession
from s11.store.people import BoardLook, PersonOfBoard
from tests import factories


class Scene:
    def __init__(self) -> None:
        self.board: Board = factories.board("marlbridge")
        self.housing = factories.agency(self.board, name="Housing")
        self.officer = factories.person((Role.OFFICER, self.board, None), name="Ines Okafor")
        found = store.look_of("marlbridge")
        assert found
        self.look: BoardLook = found
        self.by: By = factories.by(self.officer)

    def seen(self, person_id: int) -> PersonOfBoard:
        (found,) = store.people_of_board(self.look, person_id)
        return found

    def add(self, email: str, role: Role = Role.LEAD, agency: str = "housing") -> Added:
        return people.add(self.look, "Asha Rowe", email, role, agency, self.by, invite=True)


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene()


def test_someone_new_is_added_and_invited(scene: Scene) -> None:
    added = scene.add(" Asha@Example.org ")
    assert added.invited
    found = scene.seen(added.person_id)
    assert (found.email, found.roles[0].words) == ("asha@example.org", "Safeguarding lead, Housing")
    assert db.session.query(EmailedLink).count() == 1


def test_someone_with_a_password_gets_the_role_and_no_invitation(scene: Scene) -> None:
    known = factories.person(name="Tom Bell")
    known.password_hash = "x"
    added = scene.add(known.email, Role.CHAIR, "")
    assert (added.was_known, added.invited, added.name) == (True, False, "Tom Bell")


def test_one_person_may_hold_several_roles(scene: Scene) -> None:
    added = scene.add("asha@example.org")
    people.give(scene.seen(added.person_id), Role.SIGNATORY, "housing", scene.by)
    people.give(scene.seen(added.person_id), Role.READER, "", scene.by)
    held = {one.role for one in scene.seen(added.person_id).roles}
    assert held == {Role.LEAD, Role.SIGNATORY, Role.READER}
    with pytest.raises(Refused, match="already"):
        people.give(scene.seen(added.person_id), Role.READER, "", scene.by)


@pytest.mark.parametrize(
    ("email", "role", "agency", "field"),
    [
        ("asha", Role.LEAD, "housing", "email"),
        ("asha@example.org", Role.LEAD, "", "agency"),
        ("asha@example.org", Role.LEAD, "vale-trust", "agency"),
        ("asha@example.org", Role.ADMIN, "", "role"),
    ],
)
def test_what_cannot_be_given_is_refused_and_adds_nobody(
    scene: Scene, email: str, role: Role, agency: str, field: str
) -> None:
    factories.agency(factories.board("vale"), name="Vale Trust")
    with pytest.raises(Refused) as refused:
        scene.add(email, role, agency)
    db.session.rollback()
    assert refused.value.field == field
    assert store.person_by_email("asha@example.org") is None


def test_an_officer_cannot_take_away_their_own_officer_role(scene: Scene) -> None:
    with pytest.raises(WrongState, match="your own officer role"):
        people.take(scene.seen(scene.officer.id), "officer/", scene.by)
    db.session.rollback()
    assert scene.seen(scene.officer.id).roles[0].role is Role.OFFICER


def test_another_officer_s_role_can_be_taken_and_ends_their_sessions(scene: Scene) -> None:
    other = factories.person((Role.OFFICER, scene.board, None), (Role.READER, scene.board, None))
    _session_of(other)
    people.take(scene.seen(other.id), "officer/", scene.by)
    assert [one.role for one in scene.seen(other.id).roles] == [Role.READER]
    assert db.session.query(SignedInSession).filter_by(ended_at=None).count() == 0


def test_a_role_that_is_not_held_is_not_found(scene: Scene) -> None:
    for key in ("reader/", "lead/housing", "", "nonsense"):
        with pytest.raises(NotFound):
            people.take(scene.seen(scene.officer.id), key, scene.by)


def test_an_invitation_is_sent_again_only_while_it_is_needed(scene: Scene) -> None:
    added = scene.add("asha@example.org")
    people.invite_again(scene.seen(added.person_id), scene.by)
    assert db.session.query(EmailedLink).filter_by(used_at=None).count() == 1
    person = db.session.get(Person, added.person_id)
    assert person
    person.password_hash = "x"
    with pytest.raises(WrongState, match="has used the invitation"):
        people.invite_again(scene.seen(added.person_id), scene.by)


def test_disabling_shuts_out_and_enabling_lets_in_again(scene: Scene) -> None:
    added = scene.add("asha@example.org")
    people.disable(scene.seen(added.person_id), scene.by)
    assert scene.seen(added.person_id).disabled_at
    with pytest.raises(WrongState, match="disabled"):
        people.invite_again(scene.seen(added.person_id), scene.by)
    people.enable(scene.seen(added.person_id), scene.by)
    assert scene.seen(added.person_id).disabled_at is None


def test_nobody_disables_their_own_account(scene: Scene) -> None:
    with pytest.raises(WrongState):
        people.disable(scene.seen(scene.officer.id), scene.by)


def test_an_account_that_works_elsewhere_too_is_the_administrator_s_to_disable(
    scene: Scene,
) -> None:
    vale = factories.board("vale")
    shared = factories.person((Role.READER, scene.board, None), (Role.OFFICER, vale, None))
    with pytest.raises(WrongState, match="outside this board"):
        people.disable(scene.seen(shared.id), scene.by)
    admin = factories.by(factories.person((Role.ADMIN, None, None)))
    people.disable(scene.seen(shared.id), admin)
    assert scene.seen(shared.id).disabled_at


def test_an_administrator_s_account_is_not_an_officer_s_to_disable(scene: Scene) -> None:
    admin = factories.person((Role.ADMIN, None, None), (Role.READER, scene.board, None))
    with pytest.raises(WrongState):
        people.disable(scene.seen(admin.id), scene.by)


def test_ending_sessions_ends_all_of_one_person_s_and_no_other(scene: Scene) -> None:
    one, other = factories.person((Role.READER, scene.board, None)), scene.officer
    for someone in (one, one, other):
        _session_of(someone)
    assert people.end_sessions(scene.seen(one.id), scene.by) == 2
    live = db.session.query(SignedInSession).filter_by(ended_at=None).one()
    assert live.person_id == other.id


def test_the_people_of_one_board_are_not_those_of_another(scene: Scene) -> None:
    stranger = factories.person((Role.OFFICER, factories.board("vale"), None))
    assert store.people_of_board(scene.look, stranger.id) == []
    assert [one.name for one in store.people_of_board(scene.look)] == ["Ines Okafor"]


def test_people_cost_one_statement_however_many(scene: Scene) -> None:
    for _ in range(4):
        factories.person((Role.READER, scene.board, None), (Role.LEAD, scene.board, scene.housing))
    with factories.statements() as few:
        assert len(store.people_of_board(scene.look)) == 5
    assert len(few) == 1


def _session_of(someone: Person) -> None:
    number = db.session.query(SignedInSession).count()
    at = factories.NOON
    db.session.add(
        SignedInSession(
            token_hash=str(number), person_id=someone.id, started_at=at, seen_at=at, verified_at=at
        )
    )
    db.session.commit()


def test_on_both_databases_a_role_is_held_once(each_database: Flask) -> None:
    scene = Scene()
    scene.add("asha@example.org")
    with pytest.raises(Refused, match="already"):
        scene.add("asha@example.org")
    db.session.rollback()
    found = store.person_by_email("asha@example.org")
    assert found
    assert len(found.roles) == 1
