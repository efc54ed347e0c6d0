"""Queries about the record as a page shows it, and about what its hashes stand for."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import exists, func, or_, select

from s11.store.database import db
from s11.store.models import (
    Agency,
    Cycle,
    Event,
    EvidenceFile,
    FrozenEdition,
    Membership,
    Person,
    PersonRole,
    SignedReturn,
    Submission,
)


def page(
    chain: str, *, limit: int, before: int | None = None, kind: str = "", who: str = ""
) -> Sequence[Event]:
    """A chain's events, newest first, those numbered below `before`."""
    query = select(Event).where(Event.chain == chain)
    if before is not None:
        query = query.where(Event.number < before)
    if kind:
        query = query.where(Event.kind == kind)
    if who:
        query = query.where(Event.actor_name == who)
    return db.session.scalars(query.order_by(Event.number.desc()).limit(limit)).all()


def about(chain: str, subject: str, *, limit: int = 50) -> Sequence[Event]:
    """The events about one thing, newest first."""
    return db.session.scalars(
        select(Event)
        .where(Event.chain == chain, Event.subject == subject)
        .order_by(Event.number.desc())
        .limit(limit)
    ).all()


def kinds(chain: str) -> Sequence[str]:
    """What has been done in this chain, in words, by alphabet."""
    return db.session.scalars(
        select(Event.kind).where(Event.chain == chain).distinct().order_by(Event.kind)
    ).all()


def people(chain: str) -> Sequence[str]:
    """Who has done something in this chain, by name."""
    return db.session.scalars(
        select(Event.actor_name).where(Event.chain == chain).distinct().order_by(Event.actor_name)
    ).all()


def count(chain: str) -> int:
    """How many events the chain has."""
    return (
        db.session.scalar(select(func.count()).select_from(Event).where(Event.chain == chain)) or 0
    )


def of_kinds(kinds: Collection[str], chain: str | None = None) -> Iterable[Event]:
    """Every event of these kinds (of one chain), streamed, each chain in its order."""
    query = (
        select(Event)
        .where(Event.kind.in_(kinds))
        .order_by(Event.chain, Event.number)
        .execution_options(yield_per=500)
    )
    return db.session.scalars(query if chain is None else query.where(Event.chain == chain))


def frozen_editions() -> Iterable[FrozenEdition]:
    """Every frozen edition, streamed, for checking their hashes."""
    return db.session.scalars(
        select(FrozenEdition).order_by(FrozenEdition.id).execution_options(yield_per=20)
    )


def signed_returns(board_id: int | None = None) -> Iterable[tuple[str, SignedReturn]]:
    """Every signed return (of one board) with its reference, streamed, for checking hashes."""
    query = (
        select(Submission.reference, SignedReturn)
        .join(Submission, SignedReturn.submission_id == Submission.id)
        .join(Cycle, Submission.cycle_id == Cycle.id)
        .order_by(SignedReturn.id)
        .execution_options(yield_per=50)
    )
    if board_id is not None:
        query = query.where(Cycle.board_id == board_id)
    return ((reference, signed) for reference, signed in db.session.execute(query))


def why_reopened(chain: str, subject: str) -> str:
    """The reason that was given when this return was last reopened; "" if it never was."""
    event = db.session.scalar(
        select(Event)
        .where(Event.chain == chain, Event.subject == subject, Event.kind == "return reopened")
        .order_by(Event.number.desc())
        .limit(1)
    )
    return str(json.loads(event.detail).get("reason", "")) if event else ""


@dataclass(frozen=True, slots=True)
class Named:
    """What the paths of a board's record stand for, as far as it is still there.

    `cycles` and `agencies` are names by slug; `returns` the (cycle, agency) slugs that have a
    return; `people` names by id, and `here` the ids of those who hold a role in the board.
    """

    cycles: Mapping[str, str]
    agencies: Mapping[str, str]
    returns: frozenset[tuple[str, str]]
    people: Mapping[int, str]
    here: frozenset[int]


def named(board_id: int, agencies: Collection[str], people: Collection[int]) -> Named:
    """The names behind these slugs and ids, in four statements however many there are."""
    cycles = db.session.execute(select(Cycle.slug, Cycle.title).where(Cycle.board_id == board_id))
    of_board = (
        select(Agency.slug, Agency.name)
        .join(Membership, Membership.agency_id == Agency.id)
        .where(Membership.board_id == board_id, Agency.slug.in_(agencies))
    )
    returns = (
        select(Cycle.slug, Agency.slug)
        .select_from(Submission)
        .join(Cycle, Submission.cycle_id == Cycle.id)
        .join(Agency, Submission.agency_id == Agency.id)
        .where(Cycle.board_id == board_id, Agency.slug.in_(agencies))
    )
    is_here = exists().where(
        PersonRole.person_id == Person.id,
        PersonRole.board_id == board_id,
        PersonRole.left_at.is_(None),
    )
    rows = db.session.execute(
        select(Person.id, Person.name, is_here.label("is_here")).where(Person.id.in_(people))
    ).all()
    return Named(
        cycles={row.slug: row.title for row in cycles},
        agencies={row.slug: row.name for row in db.session.execute(of_board)},
        returns=frozenset((cycle, agency) for cycle, agency in db.session.execute(returns)),
        people={row.id: row.name for row in rows},
        here=frozenset(row.id for row in rows if row.is_here),
    )


def names_of_signed_files(file_ids: Collection[int]) -> dict[int, str]:
    """Names by id, of those of these files that a signed return holds: the others stay unsaid."""
    held = exists().where(
        SignedReturn.submission_id == EvidenceFile.submission_id,
        SignedReturn.signed_at >= EvidenceFile.uploaded_at,
        or_(EvidenceFile.removed_at.is_(None), EvidenceFile.removed_at > SignedReturn.signed_at),
    )
    rows = db.session.execute(
        select(EvidenceFile.id, EvidenceFile.name).where(EvidenceFile.id.in_(file_ids), held)
    )
    return {row.id: row.name for row in rows}
