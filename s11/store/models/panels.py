"""Challenge panels: who sits, who reviews what, what was said and what was decided."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from s11.domain.challenges import ChallengeKind, Outcome, Side, Step
from s11.domain.moderation import ScoreKind
from s11.domain.panels import SessionStatus
from s11.store.models.base import Base, Salted, one_of


class Interest(Base):
    """An agency whose return a person must not review, beside those that they act for."""

    __tablename__ = "interest"
    __table_args__ = (UniqueConstraint("board_id", "person_id", "agency_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))


class Panel(Base):
    """A challenge panel of one cycle."""

    __tablename__ = "panel"
    __table_args__ = (UniqueConstraint("cycle_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    name: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]


class PanelSeat(Base):
    """A person on a panel."""

    __tablename__ = "panel_seat"
    __table_args__ = (UniqueConstraint("panel_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    panel_id: Mapped[int] = mapped_column(ForeignKey("panel.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)


class Review(Base):
    """A return given to one member of a panel. The whole panel may read what any member has."""

    __tablename__ = "review"
    __table_args__ = (UniqueConstraint("submission_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    panel_id: Mapped[int] = mapped_column(ForeignKey("panel.id"), index=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    assigned_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    assigned_at: Mapped[datetime]


class ReadMark(Base):
    """When a reviewer last read a question of a return; `question` "" is the return itself."""

    __tablename__ = "read_mark"
    __table_args__ = (UniqueConstraint("submission_id", "person_id", "question"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    question: Mapped[str] = mapped_column(String(80))
    signed_version: Mapped[int]
    read_at: Mapped[datetime]


class Moderation(Salted, Base):
    """Every rating that a panel proposed (kind panel) or agreed. Append-only.

    The newest version of a question and kind stands. `met` holds criteria ids between blanks.
    """

    __tablename__ = "moderation"
    __table_args__ = (UniqueConstraint("submission_id", "question", "kind", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    question: Mapped[str] = mapped_column(String(80))
    kind: Mapped[ScoreKind] = mapped_column(one_of(ScoreKind))
    version: Mapped[int]
    value: Mapped[str] = mapped_column(String(200), default="")
    met: Mapped[str] = mapped_column(Text, default="")
    accepts: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(Text, default="")
    signed_version: Mapped[int]
    said_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    said_at: Mapped[datetime]


class Agreement(Salted, Base):
    """A session agreed the ratings of one signed version of a return. Append-only."""

    __tablename__ = "agreement"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("panel_session.id"), index=True)
    signed_version: Mapped[int]
    agreed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    agreed_at: Mapped[datetime]


class EnquiryDismissal(Salted, Base):
    """A line of enquiry that the panel put aside, with its reason, or took up again. Append-only.

    `line` is the line's own key (domain.enquiry); the newest version stands.
    """

    __tablename__ = "enquiry_dismissal"
    __table_args__ = (UniqueConstraint("submission_id", "line", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    line: Mapped[str] = mapped_column(String(160))
    version: Mapped[int]
    dismissed: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text, default="")
    said_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    said_at: Mapped[datetime]


class PanelSession(Base):
    """A panel's meeting."""

    __tablename__ = "panel_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    panel_id: Mapped[int] = mapped_column(ForeignKey("panel.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    held_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(String(200), default="")
    status: Mapped[SessionStatus] = mapped_column(
        one_of(SessionStatus), default=SessionStatus.PLANNED
    )
    finished_at: Mapped[datetime | None]
    finished_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class AgendaItem(Base):
    """One item of a session's agenda: a return, or ("" title otherwise) something else.

    `minutes` is what was planned. `taken_up_at` and `left_at` say how long it took; where it was
    taken up more than once they are of the last time, and `earlier_seconds` counts the others.
    """

    __tablename__ = "agenda_item"
    __table_args__ = (UniqueConstraint("session_id", "submission_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("panel_session.id"))
    position: Mapped[int]
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submission.id"), index=True)
    title: Mapped[str] = mapped_column(String(200), default="")
    minutes: Mapped[int]
    taken_up_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    earlier_seconds: Mapped[int] = mapped_column(default=0, server_default="0")


class Decision(Salted, Base):
    """What a session decided about one item of its agenda. Append-only."""

    __tablename__ = "decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("panel_session.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime]


class Presence(Base):
    """Who was at a session; `person_id` is empty for a guest without an account."""

    __tablename__ = "presence"
    __table_args__ = (UniqueConstraint("session_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("panel_session.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(200))


class ChallengeRow(Base):
    """A challenge note. What its thread says is in its entries.

    `shared_at`, `due_on` and `outcome` repeat what the entries say, so that lists read one table.
    """

    __tablename__ = "challenge"
    __table_args__ = (UniqueConstraint("submission_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    number: Mapped[int]
    kind: Mapped[ChallengeKind] = mapped_column(one_of(ChallengeKind))
    standard: Mapped[str] = mapped_column(String(20), default="")
    question: Mapped[str] = mapped_column(String(80), default="")
    raised_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    raised_at: Mapped[datetime]
    shared_at: Mapped[datetime | None]
    responded_at: Mapped[datetime | None]
    due_on: Mapped[date | None]
    outcome: Mapped[Outcome | None] = mapped_column(one_of(Outcome, 40))


class ChallengeEntry(Salted, Base):
    """One thing said or done in a note's thread. Append-only."""

    __tablename__ = "challenge_entry"
    __table_args__ = (UniqueConstraint("challenge_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenge.id"))
    number: Mapped[int]
    side: Mapped[Side] = mapped_column(one_of(Side))
    step: Mapped[Step] = mapped_column(one_of(Step))
    text: Mapped[str] = mapped_column(Text, default="")
    detail: Mapped[str] = mapped_column(Text, default="")
    is_private: Mapped[bool] = mapped_column(default=False)
    said_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    said_at: Mapped[datetime]


class LetterDraft(Base):
    """A letter that is being written; `version` counts saves, so that a stale one is noticed."""

    __tablename__ = "letter_draft"
    __table_args__ = (UniqueConstraint("submission_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    kind: Mapped[str] = mapped_column(String(20))
    body: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    saved_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    saved_at: Mapped[datetime]


class IssuedLetter(Salted, Base):
    """A letter as it was issued: canonical JSON and its SHA-256. Append-only."""

    __tablename__ = "issued_letter"
    __table_args__ = (UniqueConstraint("submission_id", "kind", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    kind: Mapped[str] = mapped_column(String(20))
    version: Mapped[int]
    document: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    issued_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    issued_at: Mapped[datetime]
