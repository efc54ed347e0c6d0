"""Queries about cycles: what is counted, what a page costs, and whose it is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from s11.domain.permissions import Role
from s11.domain.submissions import Status
from s11.store import cycles
from s11.store.database import db
from s11.store.models import Cycle
from tests import factories


def test_the_list_counts_expected_and_returned_in_one_statement(app: Flask) -> None:
    board = factories.board("marlbridge")
    first = factories.cycle(board)
    factories.cycle(board, "empty", opens_at=first.opens_at - timedelta(days=365))
    for number, status in enumerate((Status.SUBMITTED, Status.IN_PROGRESS, Status.NOT_STARTED)):
        factories.submission(
            first, factories.agency(board), status=status, signed_version=1 if number < 2 else 0
        )
    board_id = board.id
    with factories.statements() as few:
        listed = cycles.cycles_of(board_id)
    assert [(one.slug, one.expected, one.returned) for one in listed] == [
        ("s11-2026", 3, 2),
        ("empty", 0, 0),
    ]
    assert len(few) == 1


def test_positions_name_leads_of_this_board_only_and_nobody_disabled(app: Flask) -> None:
    board, other = factories.board("marlbridge"), factories.board("vale")
    its_agency, cycle = factories.agency(board), factories.cycle(board)
    factories.submission(cycle, its_agency)
    factories.person((Role.LEAD, board, its_agency), name="Asha Rowe")
    factories.person((Role.LEAD, other, its_agency), name="Someone Else")
    gone = factories.person((Role.LEAD, board, its_agency), name="Gone Away")
    gone.disabled_at = factories.NOON
    db.session.commit()
    cycle_id = cycle.id
    with factories.statements() as few:
        (position,) = cycles.positions(cycle_id, {"housing": "Housing"})
    assert (position.leads, position.type_words) == (("Asha Rowe",), "Housing")
    assert len(few) == 2


def test_a_cycle_is_found_under_its_own_board_only(app: Flask) -> None:
    factories.cycle(factories.board("marlbridge"))
    factories.board("vale")
    assert cycles.cycle_in_hand("marlbridge", "s11-2026")
    assert cycles.cycle_in_hand("vale", "s11-2026") is None
    assert cycles.cycle_in_hand("nowhere", "s11-2026") is None


def test_both_databases_hold_one_cycle_of_a_name_and_one_return_of_an_agency(
    each_database: Flask,
) -> None:
    board = factories.board("marlbridge")
    cycle, its_agency = factories.cycle(board), factories.agency(board)
    factories.submission(cycle, its_agency)
    board_id = board.id
    with pytest.raises(IntegrityError):
        factories.submission(cycle, its_agency, reference="another")
    db.session.rollback()
    with pytest.raises(IntegrityError):
        cycles.add(
            Cycle(
                board_id=board_id,
                slug="s11-2026",
                title="Twice",
                framework="x",
                edition="1",
                opens_at=factories.NOON,
                due_at=factories.NOON,
            )
        )
    db.session.rollback()
