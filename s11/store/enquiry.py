"""Queries about lines of enquiry: what a panel put aside, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select

from s11.store.database import db, run
from s11.store.models import EnquiryDismissal, Person
from s11.store.models.base import table_of

_SAID, _PERSON = table_of(EnquiryDismissal), table_of(Person)
_LATER = _SAID.alias("later")
_NEWEST = (
    select(func.max(_LATER.c.version))
    .where(_LATER.c.submission_id == _SAID.c.submission_id, _LATER.c.line == _SAID.c.line)
    .correlate(_SAID)
    .scalar_subquery()
)
_STANDING = (
    select(_SAID, _PERSON.c.name.label("who"))
    .join(_PERSON, _SAID.c.said_by == _PERSON.c.id)
    .where(_SAID.c.submission_id == bindparam("submission"), _SAID.c.version == _NEWEST)
    .order_by(_SAID.c.line)
)


@dataclass(frozen=True, slots=True)
class Dismissal:
    """What stands of one line: put aside or taken up again, by whom and when.

    `version` counts what was ever said of it.
    """

    dismissed: bool
    reason: str
    by: str
    at: datetime
    version: int


def dismissals_of(submission_id: int) -> dict[str, Dismissal]:
    """What stands of every line that was ever put aside, by its key, in one statement."""
    return {
        row.line: Dismissal(bool(row.dismissed), row.reason, row.who, row.said_at, row.version)
        for row in run(_STANDING, {"submission": submission_id})
    }


def add(row: EnquiryDismissal) -> None:
    """Add to what was said of a line; raises IntegrityError where that version was said already."""
    db.session.add(row)
    db.session.flush()
