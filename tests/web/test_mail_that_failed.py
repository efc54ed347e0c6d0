"""The officer is shown which messages may not have arrived, and nobody else's board's."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from s11 import clock
from s11.domain.permissions import Role
from s11.store.database import db
from s11.store.models import Board, OutboxMessage
from tests import factories


def message(board: Board, subject: str, status: str, minutes: int = 60, failure: str = "") -> None:
    then = clock.now() - timedelta(minutes=minutes)
    db.session.add(
        OutboxMessage(
            key=subject,
            board_id=board.id,
            to_address="lead@example.org",
            to_name="Priya",
            subject=subject,
            body="",
            status=status,
            created_at=then,
            attempted_at=then,
            failure=failure,
        )
    )
    db.session.commit()


@pytest.fixture
def board(app: Flask) -> Board:
    return factories.board()


def page(client: FlaskClient, board: Board) -> str:
    factories.sign_in(client, factories.person((Role.OFFICER, board, None)))
    return client.get(f"/boards/{board.slug}/record").text


def test_a_refused_message_is_shown_with_the_reason(client: FlaskClient, board: Board) -> None:
    message(board, "Invitation", "failed", failure="550 no such mailbox")
    shown = page(client, board)
    assert "To Priya (lead@example.org)" in shown
    assert "550 no such mailbox" in shown


def test_a_message_left_in_flight_is_shown_as_unknown(client: FlaskClient, board: Board) -> None:
    message(board, "Left behind", "sending", minutes=11)
    message(board, "On its way", "sending", minutes=1)
    shown = page(client, board)
    assert "Left behind" in shown
    assert "so it may have arrived" in shown
    assert "On its way" not in shown


def test_what_went_and_what_is_another_boards_is_not_shown(
    client: FlaskClient, board: Board
) -> None:
    message(board, "Gone well", "sent")
    message(factories.board(), "Theirs", "failed")
    shown = page(client, board)
    assert "Messages that may not have arrived" not in shown
    assert "Theirs" not in shown
