"""Boards, returns and answers to measure on, straight into the store, on each database at hand."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy import create_engine, insert, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from s11 import clock, paths
from s11.app import create_app
from s11.catalogue import load
from s11.config import Config, Environment
from s11.domain.answers import Answer
from s11.domain.completeness import progress
from s11.domain.permissions import Role
from s11.domain.scoring import overall_score
from s11.domain.snapshot import scores_to_keep
from s11.domain.standards import AnswerType, Edition
from s11.domain.submissions import Status
from s11.store import answers as answer_store
from s11.store import standing
from s11.store.database import db
from s11.store.models import AnswerRow, Base, Submission
from tests import factories

POSTGRES = os.environ.get("S11_TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1:5432")
WORDS = (
    "The register was audited in May & June; 46 of 52 records held both references, and the "
    "other six were put right by September. The group that oversees the work saw the result."
)


@dataclass(frozen=True)
class World:
    """A board with agencies, all of whose returns are answered."""

    app: Flask
    edition: Edition
    cycle_id: int
    cookie: str
    officer_cookie: str
    address: str
    cycle_address: str


def edition_2026() -> Edition:
    """The shipped edition."""
    return load(paths.STANDARDS).edition("section-11", "2026")


@contextmanager
def databases(label: str = "") -> Iterator[list[tuple[str, Config]]]:
    """(name, settings) for SQLite in a file and, where a server answers, PostgreSQL.

    A `label` keeps worlds apart that stand side by side.
    """
    with tempfile.TemporaryDirectory() as folder:
        common = {
            "environment": Environment.PRODUCTION,
            "secret_key": "a-secret-for-measuring-of-at-least-32-letters",
            "mail": "memory",
            "base_url": "http://127.0.0.1",
            "data_dir": Path(folder),
        }
        found = [("SQLite", Config(**common))]
        name = f"s11_bench_{os.getpid()}{label}"
        admin = create_engine(
            f"{POSTGRES}/postgres", isolation_level="AUTOCOMMIT", poolclass=NullPool
        )
        try:
            with admin.connect() as connection:
                connection.execute(text(f'CREATE DATABASE "{name}"'))
        except OperationalError:
            yield found
            return
        found.append(("PostgreSQL", Config(**common, database_url=f"{POSTGRES}/{name}")))
        try:
            yield found
        finally:
            with admin.connect() as connection:
                connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))


def value_for(question_type: AnswerType, number: int) -> str:
    """A readable value of each type, varied by number."""
    return {
        AnswerType.RATING: ("green", "amber", "green", "red")[number % 4],
        AnswerType.CHOICE: "yes",
        AnswerType.NUMBER: "12",
        AnswerType.PERCENTAGE: "92",
        AnswerType.DATE: "2026-03-31",
        AnswerType.TEXT: WORDS,
        AnswerType.CRITERIA: "",
    }[question_type]


def build(config: Config, agencies: int, *, name: str = "bench") -> World:
    """An app on empty tables with one board whose agencies have answered everything."""
    app = create_app(config)
    with app.app_context():
        Base.metadata.drop_all(db.engine)
        Base.metadata.create_all(db.engine)
        edition = edition_2026()
        board = factories.board(name)
        cycle = factories.open_cycle(board, edition)
        members = [factories.agency(board, name=f"Agency number {n}") for n in range(agencies)]
        returns = [factories.submission(cycle, one) for one in members]
        lead = factories.person((Role.LEAD, board, members[0]))
        officer = factories.person((Role.OFFICER, board, None))
        for number, submission in enumerate(returns):
            answer_everything(edition, submission, lead.id, number)
        db.session.commit()
        client = app.test_client()
        cookies = []
        for person in (lead, officer):
            factories.sign_in(client, person)
            cookie = client.get_cookie("s11")
            cookies.append(cookie.value if cookie else "")
        cycle_address = f"/boards/{board.slug}/cycles/{cycle.slug}"
        address = f"{cycle_address}/returns/{members[0].slug}"
        cycle_id = cycle.id
        db.session.remove()
    return World(app, edition, cycle_id, cookies[0], cookies[1], address, cycle_address)


def answer_everything(edition: Edition, submission: Submission, by: int, number: int) -> None:
    """Every question answered, with what a save keeps: progress and scores."""
    said = {
        question.id: Answer(
            question.id, value_for(question.type, number + n), evidence=WORDS, version=1
        )
        for n, question in enumerate(edition.questions())
    }
    common = {"submission_id": submission.id, "saved_by": by, "saved_at": clock.now()}
    db.session.execute(
        insert(AnswerRow), [{**answer_store.columns_of(one), **common} for one in said.values()]
    )
    far = progress(edition, submission.agency_type, said, ())
    overall = overall_score(edition, submission.agency_type, said)
    standing.keep_standing(submission.id, far, scores_to_keep(overall))
    submission.status = Status.IN_PROGRESS
    submission.asked = submission.answered = len(said)
