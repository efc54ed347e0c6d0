"""The states of a return hold, whatever is tried in whatever order, against a plain model."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select

from s11.domain.answers import Answer
from s11.domain.errors import S11Error
from s11.domain.merging import Save
from s11.domain.permissions import Role
from s11.domain.snapshot import from_json
from s11.domain.submissions import Status
from s11.services import answering, auditing, cycles, extending, signing
from s11.services.recording import By
from s11.store import cycles as cycle_store
from s11.store import signing as signed_store
from s11.store.database import db
from s11.store.models import Agency, Board, Cycle, Event, Person, SignRequest, Submission
from s11.store.submissions import ReturnInHand, return_in_hand
from tests import factories
from tests.domain.making import edition, rating

ASKED = edition(rating("a.1"), agency_types={"housing": "Housing"})
VALUES = st.sampled_from(["", "green", "amber", "red"])
REASONS = st.sampled_from(["", "  ", "The panel asked."])
DAYS = st.integers(-3, 30)
START = factories.NOON
NUMBERS = itertools.count(1)


@dataclass
class Model:
    """A return as anyone would explain it on paper."""

    status: Status = Status.NOT_STARTED
    words: list[str] = field(default_factory=lambda: [""])
    signed: list[str] = field(default_factory=list)
    closed: bool = False
    cycle_due: datetime = START
    own_due: datetime | None = None

    @property
    def due(self) -> datetime:
        return self.own_due or self.cycle_due

    @property
    def changeable(self) -> bool:
        return not self.closed and self.status in {Status.NOT_STARTED, Status.IN_PROGRESS}

    def waits(self) -> bool:
        return not self.closed and self.status is Status.WITH_SIGNATORY


@dataclass
class Stage:
    """Who acts, made once; every run of the machine gets a cycle of its own."""

    board: Board
    agency: Agency
    lead: Person
    signatory: Person
    officer: Person


class Returning(RuleBasedStateMachine):
    """Everything that can be done to a return, by whoever may do it."""

    stage: Stage

    def __init__(self) -> None:
        super().__init__()
        self.model = Model(cycle_due=START + timedelta(days=30))
        self.clock: Iterator[int] = itertools.count(1)
        window = {"opens_at": START - timedelta(days=1), "due_at": self.model.cycle_due}
        self.slug = f"cycle-{next(NUMBERS)}"
        self.row: Cycle = factories.open_cycle(self.stage.board, ASKED, self.slug, **window)
        self.submission: Submission = factories.submission(self.row, self.stage.agency)
        self.earlier = self.page()

    def page(self) -> ReturnInHand:
        found = return_in_hand(self.stage.board.slug, self.slug, self.stage.agency.slug)
        assert found
        return found

    def by(self, someone: Person) -> By:
        return factories.by(someone, START + timedelta(minutes=next(self.clock)))

    def tried(self, deed: Callable[[ReturnInHand], object], *, old: bool = False) -> bool:
        """Whether the platform did it; any fault but a refusal of its own ends the test."""
        now = self.page()
        page, self.earlier = (self.earlier if old else now), now
        try:
            deed(page)
        except S11Error:
            db.session.rollback()
            return False
        db.session.expire_all()
        return True

    @rule(value=VALUES, back=st.integers(0, 3), old=st.booleans())
    def save(self, value: str, back: int, old: bool) -> None:
        """A page shows one of the last versions; the person types a value, and it is saved."""
        model, read = self.model, max(0, len(self.model.words) - 1 - back)
        one = Save(Answer("a.1", value), read)
        by = self.by(self.stage.lead)
        done = self.tried(lambda page: answering.save(by, page, ASKED, [one]), old=old)
        assert done == model.changeable or (old and not done)
        stands, base = model.words[-1], model.words[read]
        if done and value != stands and (base == stands or read == len(model.words) - 1):
            model.words.append(value)
            model.status = Status.IN_PROGRESS

    @rule()
    def ask(self) -> None:
        by = self.by(self.stage.lead)
        done = self.tried(lambda page: signing.ask_to_sign(by, page, ASKED))
        ready = self.model.changeable and self.model.status is Status.IN_PROGRESS
        assert done == (ready and bool(self.model.words[-1]))
        if done:
            self.model.status = Status.WITH_SIGNATORY

    @rule(reason=REASONS, lead=st.booleans())
    def give_back(self, reason: str, lead: bool) -> None:
        by = self.by(self.stage.lead if lead else self.stage.signatory)
        done = self.tried(
            lambda page: (
                signing.take_back(by, page) if lead else signing.send_back(by, page, reason)
            )
        )
        assert done == self.model.waits()
        if done:
            self.model.status = Status.IN_PROGRESS

    @rule(old=st.booleans())
    def sign(self, old: bool) -> None:
        by = self.by(self.stage.signatory)
        done = self.tried(
            lambda page: signing.sign(by, page, ASKED, name="Ade", role="Director"), old=old
        )
        assert done == self.model.waits() or (old and not done)
        if done:
            self.model.status = Status.SUBMITTED
            self.model.signed.append(self.model.words[-1])

    @rule(reason=REASONS)
    def reopen(self, reason: str) -> None:
        by = self.by(self.stage.officer)
        done = self.tried(lambda page: signing.reopen(by, page, reason))
        signed = self.model.status is Status.SUBMITTED and not self.model.closed
        assert done == (signed and bool(reason.strip()))
        if done:
            self.model.status = Status.IN_PROGRESS

    @rule(days=DAYS, reason=REASONS)
    def extend_one(self, days: int, reason: str) -> None:
        by, due = self.by(self.stage.officer), self.model.due + timedelta(days=days)
        done = self.tried(lambda page: extending.extend_one(page, due, reason, by))
        running = not self.model.closed and self.model.status is not Status.SUBMITTED
        assert done == (running and days > 0 and bool(reason.strip()))
        if done:
            self.model.own_due = due

    @rule(days=DAYS, reason=REASONS)
    def extend_all(self, days: int, reason: str) -> None:
        by, due = self.by(self.stage.officer), self.model.cycle_due + timedelta(days=days)
        done = self.tried(lambda _page: extending.extend_all(self.cycle(), due, reason, by))
        assert done == (not self.model.closed and days > 0 and bool(reason.strip()))
        if done:
            self.model.cycle_due = due
            if self.model.own_due and self.model.own_due <= due:
                self.model.own_due = None

    @rule(sure=st.integers(0, 5))
    def close(self, sure: int) -> None:
        """Now and then: after it there is nothing more to try."""
        if sure:
            return
        by = self.by(self.stage.officer)
        assert self.tried(lambda _page: cycles.close(self.cycle(), by)) == (not self.model.closed)
        self.model.closed = True

    def cycle(self) -> cycle_store.CycleInHand:
        found = cycle_store.cycle_in_hand(self.stage.board.slug, self.slug)
        assert found
        return found

    @invariant()
    def the_database_says_what_the_model_says(self) -> None:
        model, page = self.model, self.page()
        assert (page.status, page.due_at) == (model.status, model.due)
        assert (page.submitted_at is not None) == (model.status is Status.SUBMITTED)
        assert page.signed_version == len(model.signed)
        first = signed_store.signed_version(page.id, 1)
        assert page.returned_at == (first.signed_at if first else None)
        kept = answering.store.history(page.id, "a.1")
        assert [one.answer.value for one in reversed(kept)] == model.words[1:]
        standing = answering.store.answers_of(page.id).get("a.1", Answer("a.1"))
        assert (standing.value, standing.version) == (model.words[-1], len(model.words) - 1)

    @invariant()
    def what_was_signed_stays_as_it_was_signed(self) -> None:
        signed = reversed(signed_store.signed_versions(self.submission.id))
        assert [from_json(one.document).answers["a.1"].value for one in signed] == self.model.signed

    @invariant()
    def a_request_waits_exactly_while_the_return_does(self) -> None:
        waiting = select(func.count()).where(
            SignRequest.submission_id == self.submission.id, SignRequest.ended_at.is_(None)
        )
        assert db.session.scalar(waiting) == (self.model.status is Status.WITH_SIGNATORY)

    def teardown(self) -> None:
        """The record tells every signature once, and is whole."""
        path = f"{self.stage.board.slug}/{self.slug}/{self.stage.agency.slug}"
        told = select(func.count()).where(Event.kind == "return signed", Event.subject == path)
        assert db.session.scalar(told) == len(self.model.signed)
        assert auditing.verify_chain(self.stage.board.slug).fault is None
        db.session.commit()


@pytest.mark.parametrize("examples", [12, pytest.param(1000, marks=pytest.mark.soak)])
def test_a_return_keeps_to_its_states(each_database: Flask, examples: int) -> None:
    board = factories.board("marlbridge")
    agency = factories.agency(board, name="Harbour Homes")
    stage = Stage(
        board,
        agency,
        lead=factories.person((Role.LEAD, board, agency)),
        signatory=factories.person((Role.SIGNATORY, board, agency)),
        officer=factories.person((Role.OFFICER, board, None)),
    )
    machine = type("Here", (Returning,), {"stage": stage})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=examples < 100,
            database=None,
        ),
    )
    assert auditing.verify_documents() == []
