"""Who may do what, to whose: the whole table, written out a second time and compared cell by cell.

A place is what is asked about, as the person stands to it. Everyone in these tests holds one role
in board 1, and where it is an agency's role, for agency 10 there.
"""

from __future__ import annotations

from functools import cache

import pytest

from s11.domain.permissions import (
    AGENCY_ROLES,
    BOARD_ROLES,
    POLICY,
    Action,
    Actor,
    Grant,
    Role,
    Scope,
    Subject,
    may,
    sees_any,
)

ME, SOMEBODY_ELSE = 7, 8

PLACES = {
    "own agency": Subject(1, 10),
    "own agency, someone else helps": Subject(1, 10, frozenset({SOMEBODY_ELSE})),
    "own agency, asked to help": Subject(1, 10, frozenset({ME, SOMEBODY_ELSE})),
    "own agency, with a seat": Subject(1, 10, seated=frozenset({ME})),
    "other agency": Subject(1, 20),
    "other agency, with a seat": Subject(1, 20, seated=frozenset({ME, SOMEBODY_ELSE})),
    "other agency, someone else has a seat": Subject(1, 20, seated=frozenset({SOMEBODY_ELSE})),
    "other agency, with an interest": Subject(1, 20, interested=frozenset({ME})),
    "other agency, with a seat and an interest": Subject(
        1, 20, seated=frozenset({ME}), interested=frozenset({ME})
    ),
    "other agency, asked to help": Subject(1, 20, frozenset({ME})),
    "own board": Subject(1),
    "own board, with a seat": Subject(1, seated=frozenset({ME})),
    "own agency in another board": Subject(2, 10),
    "own agency in another board, asked to help": Subject(2, 10, frozenset({ME})),
    "other board's agency": Subject(2, 20),
    "other board's agency, with a seat": Subject(2, 20, seated=frozenset({ME})),
    "other board": Subject(2),
    "the installation": Subject(),
}
OWN = {place for place in PLACES if place.startswith("own agency")} - {
    "own agency in another board",
    "own agency in another board, asked to help",
}
BOARD = OWN | {place for place in PLACES if place.startswith(("other agency", "own board"))}
INTEREST = {place for place in PLACES if "interest" in place}
SEATED = {place for place in BOARD if "with a seat" in place} - INTEREST
# A board's people act for no agency; an agency's people are tied to their own.
WHERE = {
    "-": set(),
    "helping": {"own agency, asked to help"},
    "own": OWN,
    "board": BOARD,
    "impartial": BOARD - INTEREST,
    "seat": SEATED,
    "impartial elsewhere": BOARD - INTEREST - OWN,
    "seat elsewhere": SEATED - OWN,
    "all": set(PLACES),
}

MATRIX = """
action                 admin  officer    chair      reader  panel_member lead  contributor signatory
SEE_WORKING_RETURN     -      -          -          -       -             own   own          own
ANSWER_STANDARD        -      -          -          -       -             own   helping      -
RUN_RETURN             -      -          -          -       -             own   -            -
SIGN_RETURN            -      -          -          -       -             -     -            own
READ_SIGNED_RETURN     -      board      board      board   -             own   own          own
SEE_RETURNS            -      board      board      board   -             -     -            -
RUN_CYCLE              -      board      -          -       -             -     -            -
SEE_AGENCIES           -      board      board      board   -             -     -            -
MANAGE_AGENCIES        -      board      -          -       -             -     -            -
MANAGE_PEOPLE          all    board      -          -       -             -     -            -
SEE_RECORD             all    board      -          -       -             -     -            -
SEE_PANELS             -      board      board      -       -             -     -            -
RUN_PANELS             -      board      -          -       -             -     -            -
WRITE_LETTERS          -      impartial  -          -       -             -     -            -
SEE_REVIEW             -      impartial  impartial  -       seat          -     -            -
REVIEW_RETURN          -      impartial  -          -       seat          -     -            -
SEE_SESSION            -      board      board      -       seat          -     -            -
RUN_SESSION            -      impartial  -          -       seat          -     -            -
SEE_SHARED_CHALLENGES  -      board      board      board   -             own   own          own
ANSWER_CHALLENGE       -      -          -          -       -             own   -            -
COMPARE_AGENCIES       -      board      board      board   seat          -     -            -
"""

Cell = tuple[str, str, str]
"""(role, action, place)."""


def written_out() -> dict[Cell, bool]:
    head, *rows = [line.split() for line in MATRIX.strip().splitlines()]
    return {
        (role, action, place): place in WHERE[word]
        for action, *words in rows
        for role, word in zip(head[1:], words, strict=True)
        for place in PLACES
    }


EXPECTED = written_out()


def someone(*roles: Role) -> Actor:
    grants = frozenset(
        Grant(
            role,
            None if role is Role.ADMIN else 1,
            10 if role in AGENCY_ROLES else None,
        )
        for role in roles
    )
    return Actor(ME, "Sam Sample", "sam@example.org", grants)


def decided(policy=POLICY) -> dict[Cell, bool]:
    """Every cell of the table. A line speaks of one action, so others are not asked about it."""
    lines = {action: frozenset(line for line in policy if line[0] is action) for action in Action}
    return {
        cell: allowed
        for action in Action
        for cell, allowed in _cells(action, lines[action]).items()
    }


@cache
def _cells(action, lines) -> dict[Cell, bool]:
    return {
        (role.value, action.name, place): may(someone(role), action, subject, lines)
        for role in Role
        for place, subject in PLACES.items()
    }


@cache
def changed_by(policy) -> set[Cell]:
    now = decided(policy)
    return {cell for cell in EXPECTED if EXPECTED[cell] is not now[cell]}


def test_the_matrix_names_every_role_action_and_place():
    assert {cell[0] for cell in EXPECTED} == {role.value for role in Role}
    assert {cell[1] for cell in EXPECTED} == {action.name for action in Action}
    assert len(EXPECTED) == len(Role) * len(Action) * len(PLACES)


@pytest.mark.parametrize("role", Role)
def test_every_cell_of_a_role_is_as_written(role):
    actor = someone(role)
    now = {
        cell: may(actor, Action[cell[1]], PLACES[cell[2]]) for cell in EXPECTED if cell[0] == role
    }
    assert [cell for cell, allowed in now.items() if allowed is not EXPECTED[cell]] == []


def _named(line: tuple[Action, Role, Scope]) -> str:
    return "-".join(part.name.lower() for part in line)


@pytest.mark.parametrize("line", sorted(POLICY), ids=_named)
def test_a_line_taken_away_changes_its_own_cells(line):
    action, role, _ = line
    changed = changed_by(POLICY - {line})
    assert changed
    assert {cell[:2] for cell in changed} == {(role.value, action.name)}


# What a scope could reach for a role, were there such a line. An admin belongs to no board, and a
# board's people to no agency, so the narrower lines could never hold for them.
REACH = {
    **{(role, Scope.ANYWHERE): "all" for role in Role},
    **{(role, Scope.BOARD): "board" for role in (*BOARD_ROLES, *AGENCY_ROLES)},
    **{(role, Scope.AGENCY): "own" for role in AGENCY_ROLES},
    **{(role, Scope.STANDARD): "helping" for role in AGENCY_ROLES},
    **{(role, Scope.IMPARTIAL): "impartial" for role in BOARD_ROLES},
    **{(role, Scope.IMPARTIAL): "impartial elsewhere" for role in AGENCY_ROLES},
    **{(role, Scope.SEAT): "seat" for role in BOARD_ROLES},
    **{(role, Scope.SEAT): "seat elsewhere" for role in AGENCY_ROLES},
}
OTHER_LINES = sorted(
    {(action, role, scope) for action in Action for role in Role for scope in Scope} - POLICY
)


def test_a_line_added_changes_each_cell_that_it_reaches_and_the_table_does_not():
    for line in OTHER_LINES:
        action, role, scope = line
        reached = {
            (role.value, action.name, place) for place in WHERE[REACH.get((role, scope), "-")]
        }
        gained = {cell for cell in reached if not EXPECTED[cell]}
        assert changed_by(POLICY | {line}) == gained, _named(line)


def test_lines_that_could_not_be_told_from_the_table_are_known():
    silent = {line for line in OTHER_LINES if not changed_by(POLICY | {line})}
    held_wider = {
        (action, role, scope)
        for action, role, held in POLICY
        for scope in list(Scope)
        if WHERE[REACH.get((role, scope), "-")] <= WHERE[REACH[role, held]]
    }
    out_of_reach = {line for line in OTHER_LINES if line[1:] not in REACH}
    assert silent == (held_wider | out_of_reach) - POLICY


def test_who_holds_nothing_may_do_nothing():
    nobody = Actor(ME, "Sam Sample", "sam@example.org")
    for subject in PLACES.values():
        assert not any(may(nobody, action, subject) for action in Action)
        assert not sees_any(nobody, subject)


def test_an_empty_policy_allows_nothing():
    assert not any(decided(frozenset()).values())
