"""Queries about accounts: sessions, failures, codes, e-mailed links."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Update, delete, func, select, update

from s11.domain.permissions import Role
from s11.domain.submissions import Status
from s11.store.database import db
from s11.store.models import (
    Agency,
    Base,
    Board,
    Cycle,
    EmailedLink,
    Person,
    PersonRole,
    RecoveryCode,
    SignedInSession,
    Submission,
)


def _changed(statement: Update) -> int:
    done = db.session.execute(statement.execution_options(synchronize_session=False))
    count: Any = done.rowcount  # type: ignore[attr-defined]
    return int(count)


def add(row: Base) -> None:
    """Add a person, role, link, session or board, so that it has its id."""
    db.session.add(row)
    db.session.flush()


def remove(row: PersonRole) -> None:
    """Delete a role that somebody held."""
    db.session.delete(row)
    db.session.flush()


def for_update(person_id: int) -> Person | None:
    """The person, read afresh and locked until the transaction ends."""
    return db.session.scalar(
        select(Person)
        .where(Person.id == person_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def names_around(person_id: int) -> list[str]:
    """The person's own name and address, and the names of their boards and agencies."""
    rows = db.session.execute(
        select(Person.name, Person.email, Board.name, Agency.name)
        .outerjoin(PersonRole, PersonRole.person_id == Person.id)
        .outerjoin(Board, PersonRole.board_id == Board.id)
        .outerjoin(Agency, PersonRole.agency_id == Agency.id)
        .where(Person.id == person_id)
        .order_by(Person.id)
    ).all()
    return sorted({name for row in rows for name in row if name})


def boards_of(person_id: int) -> Sequence[Board]:
    """The boards in which the person holds a role, by name."""
    return db.session.scalars(
        select(Board)
        .where(Board.id.in_(select(PersonRole.board_id).where(PersonRole.person_id == person_id)))
        .order_by(Board.name, Board.id)
    ).all()


def role_of(
    person_id: int, role: Role, board_id: int | None, agency_id: int | None
) -> PersonRole | None:
    """This very role of the person, if they hold it."""
    return db.session.scalar(
        select(PersonRole).where(
            PersonRole.person_id == person_id,
            PersonRole.role == role,
            PersonRole.board_id.is_not_distinct_from(board_id),
            PersonRole.agency_id.is_not_distinct_from(agency_id),
        )
    )


def use_step(person_id: int, step: int) -> bool:
    """Take an authenticator's half-minute; False if it, or a later one, has been used."""
    return bool(
        _changed(
            update(Person)
            .where(Person.id == person_id, Person.last_code_step < step)
            .values(last_code_step=step)
        )
    )


def use_recovery_code(person_id: int, code_hash: str, at: datetime) -> bool:
    """Take a recovery code; False if the person has none like it that is unused."""
    return bool(
        _changed(
            update(RecoveryCode)
            .where(
                RecoveryCode.person_id == person_id,
                RecoveryCode.code_hash == code_hash,
                RecoveryCode.used_at.is_(None),
            )
            .values(used_at=at)
        )
    )


def replace_recovery_codes(person_id: int, codes: Sequence[RecoveryCode]) -> None:
    """Let these be the person's only recovery codes."""
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    db.session.add_all(codes)
    db.session.flush()


def recovery_codes_left(person_id: int) -> int:
    """How many unused recovery codes the person has."""
    return (
        db.session.scalar(
            select(func.count(RecoveryCode.id)).where(
                RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None)
            )
        )
        or 0
    )


def link(token_hash: str) -> EmailedLink | None:
    """The e-mailed link with this token, used or not."""
    return db.session.scalar(select(EmailedLink).where(EmailedLink.token_hash == token_hash))


def use_link(link_id: int, at: datetime) -> bool:
    """Take a link; False if it has been used or has expired."""
    return bool(
        _changed(
            update(EmailedLink)
            .where(
                EmailedLink.id == link_id,
                EmailedLink.used_at.is_(None),
                EmailedLink.expires_at > at,
            )
            .values(used_at=at)
        )
    )


def end_links(person_id: int, at: datetime) -> None:
    """Let no link that was ever sent to the person work any more."""
    _changed(
        update(EmailedLink)
        .where(EmailedLink.person_id == person_id, EmailedLink.used_at.is_(None))
        .values(used_at=at)
    )


def links_since(person_id: int, purpose: str, since: datetime) -> int:
    """How many links of this purpose the person was sent after `since`."""
    return (
        db.session.scalar(
            select(func.count(EmailedLink.id)).where(
                EmailedLink.person_id == person_id,
                EmailedLink.purpose == purpose,
                EmailedLink.created_at > since,
            )
        )
        or 0
    )


def rotate(session_id: int, token_hash: str, at: datetime) -> bool:
    """Give a half-open session its new token and let it in; False if it ended meanwhile."""
    return bool(
        _changed(
            update(SignedInSession)
            .where(SignedInSession.id == session_id, SignedInSession.ended_at.is_(None))
            .values(token_hash=token_hash, verified_at=at, seen_at=at)
        )
    )


def touch(session_id: int, at: datetime) -> None:
    """Write down that a live session was used."""
    _changed(
        update(SignedInSession)
        .where(SignedInSession.id == session_id, SignedInSession.ended_at.is_(None))
        .values(seen_at=at)
    )


def end_session(session_id: int, at: datetime, person_id: int) -> bool:
    """End one session of the person; False if it is not theirs or had ended."""
    return bool(
        _changed(
            update(SignedInSession)
            .where(
                SignedInSession.id == session_id,
                SignedInSession.person_id == person_id,
                SignedInSession.ended_at.is_(None),
            )
            .values(ended_at=at)
        )
    )


def end_sessions(person_id: int, at: datetime, *, but: int | None = None) -> int:
    """End the person's sessions, all or all but one; how many there were."""
    statement = update(SignedInSession).where(
        SignedInSession.person_id == person_id, SignedInSession.ended_at.is_(None)
    )
    if but is not None:
        statement = statement.where(SignedInSession.id != but)
    return _changed(statement.values(ended_at=at))


def live_sessions(
    person_id: int, seen_after: datetime, started_after: datetime
) -> Sequence[SignedInSession]:
    """The person's sessions that still open doors, the last used first."""
    return db.session.scalars(
        select(SignedInSession)
        .where(
            SignedInSession.person_id == person_id,
            SignedInSession.ended_at.is_(None),
            SignedInSession.verified_at.is_not(None),
            SignedInSession.seen_at >= seen_after,
            SignedInSession.started_at >= started_after,
        )
        .order_by(SignedInSession.seen_at.desc(), SignedInSession.id)
    ).all()


def all_boards() -> Sequence[Board]:
    """Every board, by name."""
    return db.session.scalars(select(Board).order_by(Board.name, Board.id)).all()


def holders() -> Sequence[tuple[Person, Role, str | None, Status | None]]:
    """(person, role, agency's name, state of that agency's newest return), by person and role."""
    newest = (
        select(func.max(Submission.id))
        .join(Cycle, Submission.cycle_id == Cycle.id)
        .where(Submission.agency_id == PersonRole.agency_id, Cycle.board_id == PersonRole.board_id)
        .correlate(PersonRole)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Person, PersonRole.role, Agency.name, Submission.status)
        .join(PersonRole, PersonRole.person_id == Person.id)
        .outerjoin(Agency, PersonRole.agency_id == Agency.id)
        .outerjoin(Submission, Submission.id == newest)
        .where(Person.disabled_at.is_(None), PersonRole.left_at.is_(None))
        .order_by(Person.id, PersonRole.id)
    ).all()
    return [(person, role, agency, status) for person, role, agency, status in rows]
