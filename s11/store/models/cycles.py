"""Cycles, the editions they froze, and the returns that are expected."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from s11.domain.cycles import CycleStatus
from s11.domain.panels import Sharing
from s11.domain.submissions import Status
from s11.store.models.base import Base, one_of
from s11.store.models.people import Agency, Board


class FrozenEdition(Base):
    """An edition as a cycle asked it: canonical JSON and its SHA-256. Never changed."""

    __tablename__ = "frozen_edition"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    document: Mapped[str] = mapped_column(Text)
    frozen_at: Mapped[datetime]


class Cycle(Base):
    """When a board asks its agencies, what, and by when."""

    __tablename__ = "cycle"
    __table_args__ = (UniqueConstraint("board_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    slug: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(200))
    framework: Mapped[str] = mapped_column(String(60))
    edition: Mapped[str] = mapped_column(String(20))
    status: Mapped[CycleStatus] = mapped_column(one_of(CycleStatus), default=CycleStatus.DRAFT)
    opens_at: Mapped[datetime]
    due_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    frozen_id: Mapped[int | None] = mapped_column(ForeignKey("frozen_edition.id"))
    # The cycle whose answers and objectives this one looks back on.
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("cycle.id"))
    # What agencies see of the panel's ratings, and whether a panel sees who its agency's peers are.
    sharing: Mapped[Sharing] = mapped_column(
        one_of(Sharing), default=Sharing.AGREED, server_default=Sharing.AGREED.value
    )
    names_peers: Mapped[bool] = mapped_column(default=False, server_default=false())

    board: Mapped[Board] = relationship()
    frozen: Mapped[FrozenEdition | None] = relationship()
    previous: Mapped[Cycle | None] = relationship(remote_side="Cycle.id")


class Submission(Base):
    """One agency's return in one cycle; the row exists from the moment it is expected.

    `asked` and `answered` are kept with every save, so that a list of returns never reads
    answers. `signed_version` counts signatures: more than 0 and in progress is a revision.
    """

    __tablename__ = "submission"
    __table_args__ = (UniqueConstraint("cycle_id", "agency_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    agency_type: Mapped[str] = mapped_column(String(60))
    status: Mapped[Status] = mapped_column(one_of(Status), default=Status.NOT_STARTED)
    extended_due_at: Mapped[datetime | None]
    asked: Mapped[int] = mapped_column(default=0)
    answered: Mapped[int] = mapped_column(default=0)
    last_activity_at: Mapped[datetime | None]
    # The first signature, which a revision leaves; then the newest, empty while it is revised.
    returned_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    signed_version: Mapped[int] = mapped_column(default=0)
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    # Ids between blanks of the questions that a reopened return may change; empty means all.
    revising: Mapped[str] = mapped_column(Text, default="", server_default="")
    # Such as "spreadsheet" where the signed return was not made on the platform.
    source: Mapped[str] = mapped_column(String(40), default="", server_default="")

    cycle: Mapped[Cycle] = relationship()
    agency: Mapped[Agency] = relationship()


class Extension(Base):
    """A later due date for one agency, or for all (`submission_id` empty), with its reason."""

    __tablename__ = "extension"

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), index=True)
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submission.id"), index=True)
    due_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)
    granted_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    granted_at: Mapped[datetime]


class StandardHelper(Base):
    """Someone who was asked to help with one standard of a return."""

    __tablename__ = "standard_helper"
    __table_args__ = (UniqueConstraint("submission_id", "standard", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    standard: Mapped[str] = mapped_column(String(20))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)


class StandardProgress(Base):
    """How far one standard of a return is, kept with every save (domain.completeness.Progress)."""

    __tablename__ = "standard_progress"
    __table_args__ = (UniqueConstraint("submission_id", "standard"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    standard: Mapped[str] = mapped_column(String(20))
    asked: Mapped[int]
    settled: Mapped[int]
    missing: Mapped[int]


class Score(Base):
    """A return's score of one standard ("" for all together), kept when it changes.

    `kind` is self, panel or agreed. `percent` (0–100) is empty when not rated or incomplete:
    no number pretends to be complete. `capped` says that a critical question holds the band down.
    """

    __tablename__ = "score"
    __table_args__ = (UniqueConstraint("submission_id", "standard", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    standard: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(10))
    percent: Mapped[float | None]
    band: Mapped[str | None] = mapped_column(String(100))
    capped: Mapped[bool]
    asked: Mapped[int]
    rated: Mapped[int]
    not_applicable: Mapped[int]
    not_answered: Mapped[int]
