"""Invented boards, agencies, people and returns, straight into the store."""

from __future__ import annotations

import itertools
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import Engine, event
from werkzeug.test import TestResponse

from s11 import clock
from s11.domain.cycles import CycleStatus
from s11.domain.permissions import Actor, Grant, Role
from s11.domain.standards import Edition
from s11.domain.submissions import Status, reference
from s11.services.editions import freeze
from s11.services.recording import By
from s11.store.database import db
from s11.store.models import (
    Agency,
    AgendaItem,
    Board,
    Cycle,
    Interest,
    Membership,
    Panel,
    PanelSeat,
    PanelSession,
    Person,
    PersonRole,
    Review,
    SignedInSession,
    StandardHelper,
    Submission,
)
from s11.web.identity import token_hash

NOON = datetime(2026, 10, 5, 12, 0, tzinfo=UTC)
_numbers: Iterator[int] = itertools.count(1)


def restart() -> None:
    global _numbers
    _numbers = itertools.count(1)


def board(slug: str = "", name: str = "") -> Board:
    slug = slug or f"board-{next(_numbers)}"
    made = Board(
        slug=slug, name=name or f"{slug.title()} Safeguarding Partnership", created_at=NOON
    )
    db.session.add(made)
    db.session.commit()
    return made


def agency(of: Board, agency_type: str = "housing", name: str = "") -> Agency:
    name = name or f"Agency {next(_numbers)}"
    made = Agency(name=name, slug=re.sub(r"\W+", "-", name.lower()))
    db.session.add(made)
    db.session.flush()
    db.session.add(Membership(board_id=of.id, agency_id=made.id, agency_type=agency_type))
    db.session.commit()
    return made


def person(*roles: tuple[Role, Board | None, Agency | None], name: str = "") -> Person:
    """Someone who holds the roles given as (role, board, agency)."""
    number = next(_numbers)
    made = Person(
        email=f"person{number}@example.org", name=name or f"Person {number}", created_at=NOON
    )
    made.roles = [
        PersonRole(
            role=role,
            board_id=its_board.id if its_board else None,
            agency_id=its_agency.id if its_agency else None,
        )
        for role, its_board, its_agency in roles
    ]
    db.session.add(made)
    db.session.commit()
    return made


def actor(someone: Person) -> Actor:
    grants = frozenset(Grant(held.role, held.board_id, held.agency_id) for held in someone.roles)
    return Actor(someone.id, someone.name, someone.email, grants)


def by(someone: Person, at: datetime | None = None) -> By:
    return By(actor(someone), at or clock.now())


def cycle(of: Board, slug: str = "s11-2026", **values: Any) -> Cycle:
    """A cycle that opened a month ago and is due in a month; set up, not opened by a service."""
    now = clock.now()
    made = Cycle(
        **{
            "board_id": of.id,
            "slug": slug,
            "title": "Section 11, 2026",
            "framework": "section-11",
            "edition": "2026",
            "status": CycleStatus.DRAFT,
            "opens_at": now - timedelta(days=30),
            "due_at": now + timedelta(days=30),
            **values,
        }
    )
    db.session.add(made)
    db.session.commit()
    return made


def open_cycle(of: Board, edition: Edition, slug: str = "s11-2026", **values: Any) -> Cycle:
    """A cycle that asks this edition, opened a month ago and due in a month."""
    now = clock.now()
    frozen = freeze(edition, now)
    opened = {"status": CycleStatus.OPEN, "opened_at": now - timedelta(days=30)}
    return cycle(of, slug, frozen_id=frozen.id, **{**opened, **values})


def submission(
    of: Cycle, its_agency: Agency, agency_type: str = "housing", **values: Any
) -> Submission:
    made = Submission(
        **{
            "cycle_id": of.id,
            "agency_id": its_agency.id,
            "agency_type": agency_type,
            "status": Status.NOT_STARTED,
            "reference": reference(str(of.board_id), of.slug, its_agency.slug),
            **values,
        }
    )
    db.session.add(made)
    db.session.commit()
    return made


def panel(of: Cycle, *members: Person, name: str = "") -> Panel:
    """A panel of the cycle on which these people sit."""
    row = Panel(cycle_id=of.id, name=name or f"Panel {next(_numbers)}", created_at=clock.now())
    db.session.add(row)
    db.session.flush()
    db.session.add_all(PanelSeat(panel_id=row.id, person_id=one.id) for one in members)
    db.session.flush()
    return row


def review(of: Panel, its_return: Submission, to: Person, *, by: Person | None = None) -> Review:
    """The return, given to a member of the panel."""
    row = Review(
        panel_id=of.id,
        submission_id=its_return.id,
        person_id=to.id,
        assigned_by=(by or to).id,
        assigned_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    return row


def session(of: Panel, *returns: Submission, **values: Any) -> PanelSession:
    """A session of the panel a week from now, with these returns on its agenda."""
    held_at = clock.now() + timedelta(days=7)
    said = {"title": f"Session {next(_numbers)}", "held_at": held_at, **values}
    row = PanelSession(panel_id=of.id, **said)
    db.session.add(row)
    db.session.flush()
    db.session.add_all(
        AgendaItem(session_id=row.id, position=place, submission_id=its.id, minutes=20)
        for place, its in enumerate(returns, start=1)
    )
    db.session.flush()
    return row


def interest(of: Board, someone: Person, in_agency: Agency) -> Interest:
    """Somebody's interest in an agency, which keeps them from reviewing it."""
    row = Interest(board_id=of.id, person_id=someone.id, agency_id=in_agency.id)
    db.session.add(row)
    db.session.flush()
    return row


def sign_in(client: FlaskClient, someone: Person, *, verified: bool = True) -> SignedInSession:
    """A live session for `someone` in this browser, without going through the pages."""
    token, now = secrets.token_urlsafe(32), clock.now()
    row = SignedInSession(
        token_hash=token_hash(token),
        person_id=someone.id,
        started_at=now,
        seen_at=now,
        verified_at=now if verified else None,
    )
    db.session.add(row)
    db.session.commit()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
        cookie["_fresh"] = True
    return row


def csrf(client: FlaskClient) -> str:
    """The token of this browser's session, as a form on a page would carry it."""
    with client.session_transaction() as cookie:
        cookie.setdefault("csrf_token", "a" * 40)
        raw = cookie["csrf_token"]
    serializer = URLSafeTimedSerializer(
        client.application.config["SECRET_KEY"], salt="wtf-csrf-token"
    )
    token: str = serializer.dumps(raw)
    return token


def post(
    client: FlaskClient, url: str, data: dict[str, Any] | None = None, **options: Any
) -> TestResponse:
    """Post a form with its token."""
    return client.post(url, data={"csrf_token": csrf(client), **(data or {})}, **options)


def help_with(its_return: Submission, standard: str, someone: Person) -> None:
    """Make someone a helper with one standard."""
    db.session.add(
        StandardHelper(submission_id=its_return.id, standard=standard, person_id=someone.id)
    )
    db.session.commit()


@contextmanager
def statements(engine: Engine | None = None) -> Iterator[list[str]]:
    """Collect the SQL statements that run meanwhile, without begin and commit."""
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    engine = engine or db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
