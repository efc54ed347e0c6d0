"""Queries about moderation: what a panel proposed, what was agreed, and when a session agreed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, bindparam, func, select

from s11.domain.moderation import PanelRating, ScoreKind
from s11.domain.panels import SessionStatus, Sharing
from s11.store.database import db, run
from s11.store.models import (
    Agreement,
    Cycle,
    Moderation,
    PanelSession,
    Person,
    Submission,
)
from s11.store.models.base import table_of

_SAID, _PERSON, _SUBMISSION = (table_of(model) for model in (Moderation, Person, Submission))
_LATER = _SAID.alias("later")


def _newest(*conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    """The newest version of what was said of the same question, among those that qualify."""
    return (
        select(func.max(_LATER.c.version))
        .where(
            _LATER.c.submission_id == _SAID.c.submission_id,
            _LATER.c.question == _SAID.c.question,
            _LATER.c.kind == _SAID.c.kind,
            *conditions,
        )
        .correlate(_SAID)
        .scalar_subquery()
    )


_SAYINGS = (
    select(_SAID, _PERSON.c.name.label("who"))
    .join(_PERSON, _SAID.c.said_by == _PERSON.c.id)
    .where(_SAID.c.submission_id == bindparam("submission"))
    .order_by(_SAID.c.question, _SAID.c.kind)
)
_STANDING = _SAYINGS.where(_SAID.c.version == _newest())
_STOOD = _SAYINGS.where(_SAID.c.version == _newest(_LATER.c.said_at <= bindparam("at")))
_HELD = select(_SUBMISSION.c.signed_version).where(_SUBMISSION.c.id == bindparam("submission"))


@dataclass(frozen=True, slots=True)
class Agreed:
    """A session's agreement about a return: when, by whose hand, about which signed version."""

    session_id: int
    session: str
    signed_version: int
    at: datetime
    by: str
    is_finished: bool


Said = dict[ScoreKind, dict[str, PanelRating]]


def ratings_of(submission_id: int) -> Said:
    """The ratings that stand, by kind (panel and agreed) and question, in one statement."""
    return _by_kind(run(_STANDING, {"submission": submission_id}))


def ratings_at(submission_id: int, at: datetime) -> Said:
    """The ratings that stood at an instant, likewise."""
    return _by_kind(run(_STOOD, {"submission": submission_id, "at": at}))


def _by_kind(rows: Iterable[Any]) -> Said:
    found: Said = {ScoreKind.PANEL: {}, ScoreKind.AGREED: {}}
    for row in rows:
        found[row.kind][row.question] = _rating(row)
    return found


def _rating(row: Any) -> PanelRating:
    return PanelRating(
        question=row.question,
        value=row.value,
        met=frozenset(row.met.split()),
        accepts=bool(row.accepts),
        reason=row.reason,
        by=row.who,
        at=row.said_at,
        version=row.version,
        signed_version=row.signed_version,
    )


def add(submission_id: int, kind: ScoreKind, rating: PanelRating, *, said_by: int) -> Moderation:
    """Add a rating to what was said of its question, as its own `version`, said `at`.

    The return is to be held: the database refuses a version that was said already.
    """
    row = Moderation(
        submission_id=submission_id,
        question=rating.question,
        kind=kind,
        version=rating.version,
        value=rating.value,
        met=" ".join(sorted(rating.met)),
        accepts=rating.accepts,
        reason=rating.reason,
        signed_version=rating.signed_version,
        said_by=said_by,
        said_at=rating.at,
    )
    db.session.add(row)
    db.session.flush()
    return row


def hold(submission_id: int) -> int:
    """Hold the return's row until the commit, so that ratings take turns; its signed version."""
    return int(run(_HELD.with_for_update(), {"submission": submission_id}).scalar_one())


def add_agreement(row: Agreement) -> None:
    """Add an agreement."""
    db.session.add(row)
    db.session.flush()


def agreement_of(submission_id: int, *, finished: bool = False) -> Agreed | None:
    """The newest agreement about a return; None before any session agreed.

    With `finished`, of the sessions that are finished alone: what an agency may know of.
    """
    query = (
        select(Agreement, PanelSession.title, PanelSession.status, Person.name)
        .join(PanelSession, Agreement.session_id == PanelSession.id)
        .join(Person, Agreement.agreed_by == Person.id)
        .where(Agreement.submission_id == submission_id)
        .order_by(Agreement.id.desc())
        .limit(1)
    )
    if finished:
        query = query.where(PanelSession.status == SessionStatus.FINISHED)
    row = db.session.execute(query).first()
    if row is None:
        return None
    found: Agreement = row[0]
    is_finished = row.status is SessionStatus.FINISHED
    return Agreed(
        found.session_id, row.title, found.signed_version, found.agreed_at, row.name, is_finished
    )


def sharing_of(submission_id: int) -> tuple[Sharing, datetime | None]:
    """What the board lets the return's agency see, and when the last session about it finished.

    None where no session that agreed its ratings is finished.
    """
    finished = and_(
        PanelSession.id == Agreement.session_id, PanelSession.status == SessionStatus.FINISHED
    )
    row = db.session.execute(
        select(Cycle.sharing, PanelSession.finished_at)
        .select_from(Submission)
        .join(Cycle, Submission.cycle_id == Cycle.id)
        .outerjoin(Agreement, Agreement.submission_id == Submission.id)
        .outerjoin(PanelSession, finished)
        .where(Submission.id == submission_id)
        .order_by(PanelSession.finished_at.is_(None), PanelSession.finished_at.desc())
        .limit(1)
    ).one()
    return row[0], row[1]
