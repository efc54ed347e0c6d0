"""Laws of who may do what: of several roles at once, of ties, and of what strangers learn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s11.domain.permissions import (
    AGENCY_ROLES,
    BOARD_ROLES,
    ROLE_WORDS,
    WITHIN,
    Action,
    Actor,
    Grant,
    Role,
    Scope,
    Subject,
    is_tied,
    may,
    sees_any,
)
from tests.domain.test_permissions import ME, PLACES, SOMEBODY_ELSE, WHERE, someone

GRANTS = st.builds(
    Grant,
    st.sampled_from(Role),
    st.sampled_from([None, 1, 2]),
    st.sampled_from([None, 10, 20]),
)
SUBJECTS = st.builds(
    Subject,
    st.sampled_from([None, 1, 2]),
    st.sampled_from([None, 10, 20]),
    *(st.frozensets(st.sampled_from([ME, SOMEBODY_ELSE])) for _ in range(3)),
)


def holding(*grants: Grant) -> Actor:
    return Actor(ME, "Sam Sample", "sam@example.org", frozenset(grants))


@given(st.lists(GRANTS, max_size=4), SUBJECTS, st.sampled_from(Action))
def test_several_roles_allow_what_each_allows_and_nothing_between_them(grants, subject, action):
    together = may(holding(*grants), action, subject)
    if not is_tied(holding(*grants), subject):
        assert together is any(may(holding(one), action, subject) for one in grants)
    # Who acts for an agency is no judge of it, whatever else they are: a role may only take away.
    assert together <= any(may(holding(one), action, subject) for one in grants)


@given(st.lists(GRANTS, max_size=4), SUBJECTS)
def test_nobody_reviews_an_agency_that_they_act_for_or_have_an_interest_in(grants, subject):
    if is_tied(holding(*grants), subject):
        for action in (Action.SEE_REVIEW, Action.REVIEW_RETURN, Action.RUN_SESSION):
            assert not may(holding(*grants), action, subject)


@given(st.lists(GRANTS, max_size=4), SUBJECTS)
def test_only_an_admin_may_do_anything_where_no_board_is_shared(grants, subject):
    if subject.board_id in {grant.board_id for grant in grants}:
        return
    allowed = any(may(holding(*grants), action, subject) for action in Action)
    assert allowed is any(grant.role is Role.ADMIN for grant in grants)


def test_a_role_of_an_agency_that_names_no_agency_reaches_none():
    astray = holding(*(Grant(role, 1, None) for role in AGENCY_ROLES))
    for subject in PLACES.values():
        assert not any(may(astray, action, subject) for action in Action)
        assert not sees_any(astray, subject)


# Who may know that a thing exists, and is told "not allowed" about the rest; others "not found".
# An admin keeps the people and reads the record of every board, which names every return. A panel
# member is as much a stranger to what their panel does not review as anyone from a partner agency,
# which is where panel members come from.
MAY_KNOW = {
    Role.ADMIN: "all",
    Role.OFFICER: "board",
    Role.CHAIR: "board",
    Role.READER: "board",
    Role.PANEL_MEMBER: "seat",
    Role.LEAD: "own",
    Role.CONTRIBUTOR: "own",
    Role.SIGNATORY: "own",
}


@pytest.mark.parametrize("role", Role)
def test_strangers_are_not_told_that_a_thing_exists(role):
    known = {place for place, subject in PLACES.items() if sees_any(someone(role), subject)}
    assert known == WHERE[MAY_KNOW[role]]


@pytest.mark.parametrize("role", AGENCY_ROLES)
def test_another_agency_of_the_board_may_not_learn_that_a_return_exists(role):
    assert not sees_any(someone(role), Subject(1, 20))
    assert not sees_any(someone(role), Subject(1, 20, frozenset({ME})))


@given(st.lists(GRANTS, max_size=4), SUBJECTS)
def test_who_may_do_something_to_a_thing_may_know_of_it_and_nobody_else(grants, subject):
    actor = holding(*grants)
    assert sees_any(actor, subject) is any(may(actor, action, subject) for action in Action)


def test_every_role_has_words_and_is_an_admins_a_boards_or_an_agencys():
    assert set(ROLE_WORDS) == set(Role) == {Role.ADMIN, *BOARD_ROLES, *AGENCY_ROLES}
    assert len(set(ROLE_WORDS.values())) == len(Role)
    assert set(WITHIN) == set(Scope)


def test_a_person_holds_the_roles_of_their_grants():
    both = someone(Role.LEAD, Role.READER)
    assert both.holds(Role.LEAD)
    assert both.holds(Role.OFFICER, Role.READER)
    assert not both.holds(Role.OFFICER, Role.ADMIN)
