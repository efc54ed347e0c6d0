"""Queries about returns: the one in hand, and what a page about it needs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ScalarSelect, String, Update, bindparam, cast, delete, func, select, update

from s11.domain.completeness import Progress
from s11.domain.cycles import CycleStatus, is_open
from s11.domain.permissions import Subject
from s11.domain.submissions import Status
from s11.store.database import db, run
from s11.store.models import (
    Agency,
    Board,
    Cycle,
    FrozenEdition,
    SignedReturn,
    StandardHelper,
    StandardProgress,
    Submission,
)
from s11.store.models.base import table_of
from s11.store.people import BoardLook
from s11.store.stamps import stamp_before


@dataclass(frozen=True, slots=True)
class ReturnInHand:
    """One return with its cycle, board and agency: what every page about it starts from."""

    id: int
    board: BoardLook
    cycle_id: int
    cycle_slug: str
    cycle_title: str
    cycle_status: CycleStatus
    opens_at: datetime
    due_at: datetime
    edition_sha256: str | None
    # What names the agency's signed return of the cycle that this one looks back on.
    last_signed_sha256: str | None
    agency_id: int
    agency_slug: str
    agency_name: str
    agency_type: str
    status: Status
    asked: int
    answered: int
    signed_version: int
    returned_at: datetime | None
    submitted_at: datetime | None
    last_activity_at: datetime | None
    reference: str
    # Who was asked to help with which standard, and how far each standard is.
    helpers: Mapping[str, frozenset[int]]
    progress: Mapping[str, Progress]
    # The questions that a panel's query reopened, by id; empty where nothing or all is open.
    revising: frozenset[str] = frozenset()
    # Such as "spreadsheet" where what was signed last was not made on the platform.
    source: str = ""
    # Changes with whatever a panel shares of the return that this one looks back on; "" for none.
    stamp_before: str = ""

    def is_open(self, now: datetime) -> bool:
        """Whether the dates let answers change: the cycle is open, or a query reopened questions.

        A panel meets when the returns are in, so what it reopens outlives the cycle's closing.
        """
        return bool(self.revising) or is_open(self.cycle_status, self.opens_at, now)

    @property
    def subject(self) -> Subject:
        """What the permission table decides about."""
        return Subject(self.board.id, self.agency_id)

    def subject_of(self, standard: str) -> Subject:
        """The same, for one standard with the people who help with it."""
        return Subject(self.board.id, self.agency_id, self.helpers.get(standard, frozenset()))

    @property
    def address(self) -> dict[str, Any]:
        """The return's place in addresses: the arguments of `url_for`."""
        return {"board": self.board.slug, "cycle": self.cycle_slug, "agency": self.agency_slug}

    @property
    def path(self) -> str:
        """The return's name in the record."""
        return f"{self.board.slug}/{self.cycle_slug}/{self.agency_slug}"


def return_in_hand(board: str, cycle: str, agency: str) -> ReturnInHand | None:
    """The return at this address, in one statement; None if there is none."""
    found = run(_IN_HAND, {"board": board, "cycle": cycle, "agency": agency})
    row = found.first()
    if row is None:
        return None
    values = dict(row._mapping)
    own_due, cycle_due = values.pop("extended_due_at"), values.pop("cycle_due_at")
    names = ("board_id", "board_slug", "board_name", "board_colour")
    return ReturnInHand(
        board=BoardLook(*(values.pop(name) for name in names)),
        due_at=own_due or cycle_due,
        helpers=_read_helpers(values.pop("helpers")),
        progress=_read_progress(values.pop("progress")),
        revising=frozenset(values.pop("revising").split()),
        stamp_before=values.pop("stamp_before") or "",
        **values,
    )


_SUBMISSION, _CYCLE, _BOARD, _AGENCY, _FROZEN = (
    table_of(model) for model in (Submission, Cycle, Board, Agency, FrozenEdition)
)


def _last_signed() -> ScalarSelect[str]:
    """The newest signed return of the same agency in the cycle before."""
    before, signed = _SUBMISSION.alias("before"), table_of(SignedReturn)
    return (
        select(signed.c.sha256)
        .join(before, signed.c.submission_id == before.c.id)
        .where(
            before.c.cycle_id == _CYCLE.c.previous_id,
            before.c.agency_id == _SUBMISSION.c.agency_id,
        )
        .order_by(signed.c.version.desc())
        .limit(1)
        .correlate(_CYCLE, _SUBMISSION)
        .scalar_subquery()
    )


def _joined(*parts: Any) -> Any:
    """One text per row, its parts between colons; all rows of the return between commas.

    Keys and numbers only, so neither mark can stand within a part. Saves a statement a page.
    """
    text: Any = cast(parts[0], String)
    for part in parts[1:]:
        text = text + ":" + cast(part, String)
    return func.aggregate_strings(text, ",")


def _helpers() -> ScalarSelect[str]:
    one = table_of(StandardHelper)
    return (
        select(_joined(one.c.standard, one.c.person_id))
        .where(one.c.submission_id == _SUBMISSION.c.id)
        .correlate(_SUBMISSION)
        .scalar_subquery()
    )


def _progress() -> ScalarSelect[str]:
    one = table_of(StandardProgress)
    return (
        select(_joined(one.c.standard, one.c.asked, one.c.settled, one.c.missing))
        .where(one.c.submission_id == _SUBMISSION.c.id)
        .correlate(_SUBMISSION)
        .scalar_subquery()
    )


# Built once, and of tables rather than classes, since building and loading cost more than running
# it: columns are named as the fields of ReturnInHand that they fill.
_IN_HAND = (
    select(
        _SUBMISSION.c.id,
        _BOARD.c.id.label("board_id"),
        _BOARD.c.slug.label("board_slug"),
        _BOARD.c.name.label("board_name"),
        _BOARD.c.colour.label("board_colour"),
        _CYCLE.c.id.label("cycle_id"),
        _CYCLE.c.slug.label("cycle_slug"),
        _CYCLE.c.title.label("cycle_title"),
        _CYCLE.c.status.label("cycle_status"),
        _CYCLE.c.opens_at,
        _CYCLE.c.due_at.label("cycle_due_at"),
        _SUBMISSION.c.extended_due_at,
        _FROZEN.c.sha256.label("edition_sha256"),
        _last_signed().label("last_signed_sha256"),
        stamp_before(_SUBMISSION, _CYCLE).label("stamp_before"),
        _AGENCY.c.id.label("agency_id"),
        _AGENCY.c.slug.label("agency_slug"),
        _AGENCY.c.name.label("agency_name"),
        _SUBMISSION.c.agency_type,
        _SUBMISSION.c.status,
        _SUBMISSION.c.asked,
        _SUBMISSION.c.answered,
        _SUBMISSION.c.signed_version,
        _SUBMISSION.c.returned_at,
        _SUBMISSION.c.submitted_at,
        _SUBMISSION.c.last_activity_at,
        _SUBMISSION.c.reference,
        _SUBMISSION.c.revising,
        _SUBMISSION.c.source,
        _helpers().label("helpers"),
        _progress().label("progress"),
    )
    .select_from(_SUBMISSION)
    .join(_CYCLE, _SUBMISSION.c.cycle_id == _CYCLE.c.id)
    .join(_BOARD, _CYCLE.c.board_id == _BOARD.c.id)
    .join(_AGENCY, _SUBMISSION.c.agency_id == _AGENCY.c.id)
    .outerjoin(_FROZEN, _CYCLE.c.frozen_id == _FROZEN.c.id)
    .where(
        _BOARD.c.slug == bindparam("board"),
        _CYCLE.c.slug == bindparam("cycle"),
        _AGENCY.c.slug == bindparam("agency"),
    )
)


def _read_helpers(text: str | None) -> dict[str, frozenset[int]]:
    helpers: dict[str, frozenset[int]] = {}
    for row in filter(None, (text or "").split(",")):
        standard, person_id = row.split(":")
        helpers[standard] = helpers.get(standard, frozenset()) | {int(person_id)}
    return helpers


def _read_progress(text: str | None) -> dict[str, Progress]:
    rows = (row.split(":") for row in filter(None, (text or "").split(",")))
    return {
        standard: Progress(standard, int(asked), int(settled), int(missing))
        for standard, asked, settled, missing in rows
    }


def set_helpers(submission_id: int, standard: str, people: Collection[int]) -> None:
    """Make these people the helpers of one standard, instead of those who were."""
    db.session.execute(
        delete(StandardHelper).where(
            StandardHelper.submission_id == submission_id, StandardHelper.standard == standard
        )
    )
    db.session.add_all(
        StandardHelper(submission_id=submission_id, standard=standard, person_id=person_id)
        for person_id in sorted(people)
    )
    db.session.flush()


def move(submission_id: int, *, expected: Collection[Status], to: Status, **values: object) -> bool:
    """Move a return from one of `expected` to `to`; False if it was in none of them any more."""
    new = {f"new_{name}": value for name, value in (values | {"status": to}).items()}
    moving = _update(("status", *values), only_from=True)
    return run(moving, {"its_id": submission_id, "expected": list(expected), **new}).rowcount == 1


def touch(submission_id: int, **values: object) -> None:
    """Keep facts of a return beside its state, such as `asked` or `last_activity_at`."""
    new = {f"new_{name}": value for name, value in values.items()}
    run(_update(tuple(values)), {"its_id": submission_id, **new})


@lru_cache(maxsize=32)
def _update(names: tuple[str, ...], *, only_from: bool = False) -> Update:
    """The statement that gives one return new values in these columns, built once.

    With `only_from`, a return whose state is none of those expected is left alone.
    """
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
    one = update(_SUBMISSION).where(_SUBMISSION.c.id == bindparam("its_id")).values(values)
    expected: Any = bindparam("expected", expanding=True)
    return one.where(_SUBMISSION.c.status.in_(expected)) if only_from else one
