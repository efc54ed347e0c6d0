"""What each panel member has to read, across boards, and what is new in it since they looked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    and_,
    case,
    func,
    null,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from s11.domain.panels import SessionStatus
from s11.domain.permissions import Role
from s11.domain.submissions import Status
from s11.store.database import db
from s11.store.models import (
    Agency,
    AgendaItem,
    Board,
    ChallengeEntry,
    ChallengeRow,
    Cycle,
    Interest,
    Moderation,
    Panel,
    PanelSeat,
    PanelSession,
    PersonRole,
    ReadMark,
    Review,
    Submission,
)
from s11.store.people import BoardLook


@dataclass(frozen=True, slots=True)
class MyReview:
    """A return that a person's panel reviews; `is_mine` where it was given to that person.

    `said` and `rated` count what other people wrote in notes, and the ratings that they proposed,
    since the person looked: all of them where they never did.
    """

    board: BoardLook
    cycle_slug: str
    cycle_title: str
    agency_slug: str
    agency_name: str
    panel_id: int
    panel_name: str
    is_mine: bool
    status: Status
    signed_version: int
    session_id: int | None
    session_title: str
    session_at: datetime | None
    session_status: SessionStatus | None
    looked_at: datetime | None
    looked_version: int
    said: int
    rated: int

    @property
    def address(self) -> dict[str, Any]:
        """The return's place in addresses: the arguments of `url_for`."""
        return {"board": self.board.slug, "cycle": self.cycle_slug, "agency": self.agency_slug}

    @property
    def is_held(self) -> bool:
        """Whether the session at which it was talked about is over."""
        return self.session_status is SessionStatus.FINISHED

    @property
    def can_be_read(self) -> bool:
        """Whether a version has been signed: a panel reads nothing else."""
        return self.signed_version > 0

    @property
    def has_new_version(self) -> bool:
        """Whether a version was signed since the person looked; a first look is one too."""
        return self.signed_version > self.looked_version


_OWN = aliased(Review)


def my_reviews(person_id: int) -> list[MyReview]:
    """What the person's panels review, in every board, in one statement.

    The next session's returns come first, then by cycle and agency. Left out is whatever the
    person may not read: of an agency that they act for or have an interest in, or of a board
    whose panel member they no longer are.
    """
    rows = db.session.execute(_reviews_of(person_id)).all()
    found: dict[tuple[int, int], MyReview] = {}
    for row in rows:
        one = _my_review(row)
        key = (row.board_id, row.submission_id)
        if key not in found or one.is_mine:
            found[key] = one
    return list(found.values())


def _my_review(row: Any) -> MyReview:
    return MyReview(
        board=BoardLook(row.board_id, row.board_slug, row.board_name, row.colour),
        cycle_slug=row.cycle_slug,
        cycle_title=row.cycle_title,
        agency_slug=row.agency_slug,
        agency_name=row.agency_name,
        panel_id=row.panel_id,
        panel_name=row.panel_name,
        is_mine=row.own_id is not None,
        status=row.status,
        signed_version=row.signed_version,
        session_id=row.session_id,
        session_title=row.session_title or "",
        session_at=row.held_at,
        session_status=row.session_status,
        looked_at=row.read_at,
        looked_version=row.looked_version or 0,
        said=row.said,
        rated=row.rated,
    )


_COLUMNS = (
    Board.id.label("board_id"),
    Board.slug.label("board_slug"),
    Board.name.label("board_name"),
    Board.colour,
    Cycle.slug.label("cycle_slug"),
    Cycle.title.label("cycle_title"),
    Agency.slug.label("agency_slug"),
    Agency.name.label("agency_name"),
    Panel.id.label("panel_id"),
    Panel.name.label("panel_name"),
    Submission.id.label("submission_id"),
    Submission.status,
    Submission.signed_version,
    _OWN.id.label("own_id"),
    PanelSession.id.label("session_id"),
    PanelSession.title.label("session_title"),
    PanelSession.held_at,
    PanelSession.status.label("session_status"),
    ReadMark.read_at,
    ReadMark.signed_version.label("looked_version"),
)
_IS_PLANNED = PanelSession.status == SessionStatus.PLANNED


def _reviews_of(person_id: int) -> Select[*tuple[Any, ...]]:
    """One row for each panel and return."""
    reviewed = select(Review.panel_id, Review.submission_id).distinct().subquery()
    panel_id, submission_id = reviewed.c.panel_id, reviewed.c.submission_id
    own = (_OWN.panel_id == panel_id, _OWN.submission_id == submission_id)
    mark = (ReadMark.submission_id == submission_id, ReadMark.question == "")
    said, rated = _said(submission_id, person_id), _rated(submission_id, person_id)
    return (
        select(*_COLUMNS, said.label("said"), rated.label("rated"))
        .select_from(PanelSeat)
        .join(Panel, Panel.id == PanelSeat.panel_id)
        .join(reviewed, panel_id == Panel.id)
        .join(Submission, Submission.id == submission_id)
        .join(Cycle, Cycle.id == Submission.cycle_id)
        .join(Board, Board.id == Cycle.board_id)
        .join(Agency, Agency.id == Submission.agency_id)
        .outerjoin(_OWN, and_(*own, _OWN.person_id == person_id))
        .outerjoin(ReadMark, and_(*mark, ReadMark.person_id == person_id))
        .outerjoin(PanelSession, PanelSession.id == _its_session(panel_id, submission_id))
        .where(PanelSeat.person_id == person_id, _is_member(person_id), ~_is_tied(person_id))
        .order_by(
            case((_IS_PLANNED, 0), else_=1),
            case((_IS_PLANNED, PanelSession.held_at)),
            Cycle.opens_at.desc(),
            Agency.name,
            Submission.id,
        )
    )


def _its_session(panel_id: Any, submission_id: Any) -> ScalarSelect[int]:
    """The panel's next session with the return on its agenda; the last one if all are over."""
    session = aliased(PanelSession)
    planned = session.status == SessionStatus.PLANNED
    return (
        select(session.id)
        .join(AgendaItem, AgendaItem.session_id == session.id)
        .where(session.panel_id == panel_id, AgendaItem.submission_id == submission_id)
        .order_by(
            case((planned, 0), else_=1),
            case((planned, session.held_at), else_=null()),
            session.held_at.desc(),
        )
        .limit(1)
        .scalar_subquery()
    )


def _said(submission_id: Any, person_id: int) -> ScalarSelect[int]:
    return (
        select(func.count(ChallengeEntry.id))
        .join(ChallengeRow, ChallengeRow.id == ChallengeEntry.challenge_id)
        .where(
            ChallengeRow.submission_id == submission_id,
            ChallengeEntry.said_by != person_id,
            _since(ChallengeEntry.said_at),
        )
        .correlate_except(ChallengeRow, ChallengeEntry)
        .scalar_subquery()
    )


def _rated(submission_id: Any, person_id: int) -> ScalarSelect[int]:
    return (
        select(func.count(func.distinct(Moderation.question)))
        .where(
            Moderation.submission_id == submission_id,
            Moderation.said_by != person_id,
            _since(Moderation.said_at),
        )
        .correlate_except(Moderation)
        .scalar_subquery()
    )


def _since(said_at: Any) -> ColumnElement[bool]:
    return or_(ReadMark.read_at.is_(None), said_at > ReadMark.read_at)


def _is_member(person_id: int) -> ColumnElement[bool]:
    """Whether the person is a panel member of the board still: a seat outlasts the role."""
    held = select(PersonRole.id).where(
        PersonRole.person_id == person_id,
        PersonRole.board_id == Board.id,
        PersonRole.role == Role.PANEL_MEMBER,
    )
    return held.correlate(Board).exists()


def _is_tied(person_id: int) -> ColumnElement[bool]:
    """Whether the person acts for the return's agency anywhere, or has an interest in it here."""
    acts = select(PersonRole.agency_id).where(
        PersonRole.person_id == person_id, PersonRole.agency_id.is_not(None)
    )
    has_interest = select(Interest.id).where(
        Interest.person_id == person_id,
        Interest.board_id == Cycle.board_id,
        Interest.agency_id == Submission.agency_id,
    )
    return or_(Submission.agency_id.in_(acts), has_interest.correlate(Cycle, Submission).exists())
