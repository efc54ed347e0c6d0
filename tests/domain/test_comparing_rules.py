"""Who sees what where agencies are compared: whose row, and whose ratings of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from s11.domain.answers import QuestionState
from s11.domain.comparing_rules import UNNAMED, Onlooker
from s11.domain.matrix import MatrixRow
from s11.domain.moderation import ScoreKind
from s11.domain.permissions import Actor, Grant, Role
from s11.domain.standing import Standing
from s11.domain.submissions import Status

BOARD, ELSEWHERE = 1, 2
OURS, THEIRS = 7, 8
ME = 5
SELF, PANEL, AGREED = ScoreKind.SELF, ScoreKind.PANEL, ScoreKind.AGREED
EVERY = {SELF, PANEL, AGREED}


def row(agency: int = THEIRS, signed_version: int = 1) -> MatrixRow:
    scores = {kind: {"": 80.0, "a": 80.0} for kind in ScoreKind}
    bands = {kind: {"": "Partly assured", "a": "Partly assured"} for kind in ScoreKind}
    return MatrixRow(
        submission_id=agency * 10,
        agency_id=agency,
        slug=f"agency-{agency}",
        name=f"Agency {agency}",
        agency_type="housing",
        status=Status.SUBMITTED,
        signed_version=signed_version,
        source="",
        scores=scores,
        bands=bands,
    )


def onlooker(*grants: Grant, **facts: frozenset[int]) -> Onlooker:
    actor = Actor(ME, "Somebody", "somebody@example.org", frozenset(grants))
    return Onlooker(actor, BOARD, **facts)


def of_board(role: Role, **facts: frozenset[int]) -> Onlooker:
    return onlooker(Grant(role, BOARD), **facts)


FINISHED = frozenset({THEIRS * 10})
SEATED = frozenset({ME})


@pytest.mark.parametrize(
    ("role", "facts", "kinds"),
    [
        (Role.OFFICER, {}, EVERY),
        (Role.CHAIR, {}, EVERY),
        (Role.OFFICER, {"interests": frozenset({THEIRS})}, {SELF}),
        (Role.CHAIR, {"interests": frozenset({THEIRS})}, {SELF}),
        (Role.CHAIR, {"interests": frozenset({THEIRS}), "finished": FINISHED}, {SELF, AGREED}),
        (Role.READER, {}, {SELF}),
        (Role.READER, {"finished": FINISHED}, {SELF, AGREED}),
        (Role.READER, {"finished": frozenset({OURS * 10})}, {SELF}),
        (Role.PANEL_MEMBER, {"seats": SEATED, "reviewing": FINISHED}, EVERY),
        (Role.PANEL_MEMBER, {"seats": SEATED}, {SELF}),
        (Role.PANEL_MEMBER, {"seats": SEATED, "finished": FINISHED}, {SELF, AGREED}),
    ],
)
def test_whose_ratings_are_shown(
    role: Role, facts: dict[str, frozenset[int]], kinds: set[ScoreKind]
) -> None:
    looking = of_board(role, **facts)
    (seen,) = looking.rows([row()])
    assert looking.kinds(row()) == kinds
    assert set(seen.scores) == set(seen.bands) == kinds


@pytest.mark.parametrize(
    "looking",
    [
        onlooker(Grant(Role.PANEL_MEMBER, BOARD), Grant(Role.LEAD, BOARD, OURS), seats=SEATED),
        onlooker(Grant(Role.PANEL_MEMBER, BOARD), Grant(Role.LEAD, ELSEWHERE, OURS), seats=SEATED),
        of_board(Role.PANEL_MEMBER, seats=SEATED, interests=frozenset({OURS})),
    ],
    ids=["acts for it", "acts for it in another board", "has an interest"],
)
def test_a_panel_member_never_sees_an_agency_that_they_are_tied_to(looking: Onlooker) -> None:
    shown = looking.rows([row(OURS), row(THEIRS)])
    assert [one.agency_id for one in shown] == [THEIRS]


def test_an_officer_who_acts_for_an_agency_sees_it_as_a_reader_does() -> None:
    looking = onlooker(Grant(Role.OFFICER, BOARD), Grant(Role.LEAD, BOARD, OURS))
    shown = looking.rows([row(OURS), row(THEIRS)])
    assert [set(one.scores) for one in shown] == [{SELF}, EVERY]


@pytest.mark.parametrize("role", [Role.OFFICER, Role.READER])
def test_who_acts_for_an_agency_sees_of_what_was_agreed_no_more_than_it_does(role: Role) -> None:
    grants = Grant(role, BOARD), Grant(Role.LEAD, BOARD, THEIRS)
    told = onlooker(*grants, finished=FINISHED)
    assert told.kinds(row()) == {SELF, AGREED}
    assert replace(told, shares_agreed=False).kinds(row()) == {SELF}
    assert replace(of_board(role, finished=FINISHED), shares_agreed=False).kinds(row()) >= {AGREED}


def test_a_panel_member_reads_names_of_what_their_panel_reviews_unless_the_board_names_all() -> (
    None
):
    looking = of_board(Role.PANEL_MEMBER, seats=SEATED, reviewing=frozenset({20}))
    rows = [row(agency) for agency in range(1, 9)]
    shown = looking.rows(rows)
    assert [(one.name, one.slug) for one in shown] == [
        ("Agency 2", "agency-2"),
        *[(UNNAMED, "")] * 7,
    ]
    assert {one.agency_id for one in shown} == set(range(1, 9))
    assert [one.agency_id for one in shown[1:]] != [1, 3, 4, 5, 6, 7, 8]
    assert [one.name for one in looking.rows(reversed(rows))] == [one.name for one in shown]
    everyone = [one.name for one in rows]
    assert [one.name for one in replace(looking, names_peers=True).rows(rows)] == everyone
    also_reads = onlooker(Grant(Role.PANEL_MEMBER, BOARD), Grant(Role.READER, BOARD), seats=SEATED)
    assert [one.name for one in also_reads.rows(rows)] == everyone


def test_nobody_else_sees_anything() -> None:
    assert of_board(Role.PANEL_MEMBER).rows([row()]) == ()
    assert onlooker(Grant(Role.LEAD, BOARD, OURS)).rows([row(OURS), row(THEIRS)]) == ()
    assert onlooker(Grant(Role.OFFICER, ELSEWHERE)).rows([row()]) == ()


def test_a_standing_carries_only_the_ratings_that_are_shown() -> None:
    kept = Standing("a.1", "a", QuestionState.ANSWERED, "green", 100, 50, 50)
    assert of_board(Role.OFFICER).standing(row(), kept) == kept
    by_reader = of_board(Role.READER).standing(row(), kept)
    assert (by_reader.score, by_reader.panel, by_reader.agreed) == (100, None, None)
    later = of_board(Role.READER, finished=FINISHED).standing(row(), kept)
    assert (later.score, later.panel, later.agreed) == (100, None, 50)


def test_a_review_opens_to_whoever_may_read_that_return_as_its_panel() -> None:
    seat = {"seats": SEATED}
    assert not of_board(Role.PANEL_MEMBER, **seat).reads_review(row())
    assert of_board(Role.PANEL_MEMBER, **seat, reviewing=FINISHED).reads_review(row())
    assert of_board(Role.CHAIR).reads_review(row())
    assert not of_board(Role.CHAIR).reads_review(row(signed_version=0))
    assert not of_board(Role.READER).reads_review(row())
    assert of_board(Role.READER).reads_report(row())
    assert not of_board(Role.PANEL_MEMBER, **seat).reads_report(row())
