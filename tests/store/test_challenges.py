"""Challenge notes in the store: what an agency's query reads is what the domain says it may."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError

from s11.domain.challenges import Challenge, Side, Step
from s11.store import challenges as store
from s11.store.database import db
from s11.store.models import ChallengeEntry, ChallengeRow
from tests import factories, journey
from tests.domain.test_challenges import thread, threads
from tests.journey import Place

NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)
# Each example adds its thread as one more note of the same return.
MANY = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def keep(at: Place, thread: Challenge) -> int:
    """The thread as rows, whatever it says; its number."""
    number = store.next_number(at.submission.id)
    row = ChallengeRow(
        submission_id=at.submission.id,
        number=number,
        kind=thread.kind,
        raised_by=at.officer.id,
        raised_at=thread.raised_at,
    )
    store.add(row)
    for one in thread.entries:
        store.add(
            ChallengeEntry(
                challenge_id=row.id,
                number=one.number,
                side=one.side,
                step=one.step,
                text=one.text,
                detail=one.detail,
                is_private=one.is_private,
                said_by=(at.lead if one.side is Side.AGENCY else at.officer).id,
                said_at=one.at,
            )
        )
    return number


@pytest.fixture
def at(app: Flask) -> Place:
    return journey.place()


@pytest.fixture
def on_each(each_database: Flask) -> Place:
    return journey.place()


@MANY
@given(note=threads())
def test_the_agencys_query_reads_what_the_domain_says_it_may(
    on_each: Place, note: Challenge
) -> None:
    at = on_each
    number = keep(at, note)
    whole = store.challenge(at.submission.id, number)
    assert whole is not None
    assert [one.text for one in whole.entries] == [one.text for one in note.entries]
    assert store.shared(at.submission.id, number) == whole.shared()


def rows_read(ask: Callable[[], object]) -> list[object]:
    """Every row that the database hands out for what `ask` asks, whatever is made of it then."""
    asked: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        asked.append((statement, values))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        ask()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    raw = db.session.connection().connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)
    return [row for statement, values in asked for row in raw.execute(statement, values)]


def said(step: Step, text: str, *, private: bool = False) -> dict[str, object]:
    return {"step": step, "text": text, "is_private": private}


def test_no_row_that_the_agencys_query_returns_holds_a_word_of_the_panels_own(at: Place) -> None:
    row = ChallengeRow(
        submission_id=at.submission.id,
        number=1,
        kind="question",
        raised_by=at.officer.id,
        raised_at=NOON,
    )
    store.add(row)
    entries = (
        said(Step.RAISED, "canary raised"),
        said(Step.NOTE, "canary before"),
        said(Step.SHARED, "told"),
        said(Step.NOTE, "canary after", private=True),
    )
    for n, one in enumerate(entries, start=1):
        common = {"challenge_id": row.id, "side": Side.PANEL, "said_by": at.officer.id}
        store.add(ChallengeEntry(number=n, said_at=NOON, detail="", **common, **one))
    read = repr(rows_read(lambda: store.shared_of(at.submission.id)))
    assert "told" in read
    assert "canary" not in read
    assert at.officer.name not in read
    assert "canary" in repr(rows_read(lambda: store.challenges_of(at.submission.id)))


def test_two_notes_of_a_return_never_have_one_number(at: Place) -> None:
    keep(at, thread())
    assert store.next_number(at.submission.id) == 2
    with pytest.raises(IntegrityError):
        store.add(
            ChallengeRow(
                submission_id=at.submission.id,
                number=1,
                kind="concern",
                raised_by=at.officer.id,
                raised_at=NOON,
            )
        )


def test_the_return_before_is_the_same_agencys_in_the_cycle_looked_back_on(at: Place) -> None:
    window = {"opens_at": NOON, "due_at": NOON + timedelta(days=30)}
    following = factories.cycle(at.board, "s11-2027", previous_id=at.cycle.id, **window)
    now = factories.submission(following, at.agency)
    other = factories.submission(following, factories.agency(at.board, name="Elsewhere"))
    assert store.submission_before(now.id) == at.submission.id
    assert store.submission_before(other.id) is None
    assert store.submission_before(at.submission.id) is None
