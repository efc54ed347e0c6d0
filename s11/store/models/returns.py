"""What a return holds: answers and their history, evidence files, signatures."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from s11.store.models.base import Base


class AnswerColumns:
    """What an answer says, in the live row and in each row of its history alike.

    `question` is a question's id, or a key of `domain.objectives`: an objective is saved, kept
    and merged as an answer is. `marks` is JSON, criterion id to [mark, reason]; `actions` is
    JSON, a list of [what, owner, due]; each is empty where there are none. `saved_by` is empty
    where a spreadsheet brought the answer in and no person of the platform did.
    """

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    question: Mapped[str] = mapped_column(String(80))
    version: Mapped[int]
    value: Mapped[str] = mapped_column(Text, default="")
    marks: Mapped[str] = mapped_column(Text, default="")
    not_applicable: Mapped[bool] = mapped_column(default=False)
    na_reason: Mapped[str] = mapped_column(Text, default="")
    evidence: Mapped[str] = mapped_column(Text, default="")
    impact: Mapped[str] = mapped_column(Text, default="")
    actions: Mapped[str] = mapped_column(Text, default="")
    saved_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    saved_at: Mapped[datetime]


class AnswerRow(AnswerColumns, Base):
    """An answer as it stands. A save names the version it read; a stale one changes nothing."""

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("submission_id", "question"),)

    id: Mapped[int] = mapped_column(primary_key=True)


class AnswerHistory(AnswerColumns, Base):
    """Every version that was ever saved. Append-only: the database refuses the rest."""

    __tablename__ = "answer_history"
    __table_args__ = (UniqueConstraint("submission_id", "question", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)


class EvidenceFile(Base):
    """A file that shows an answer is true. `stored_as` is a generated name; `name` is theirs."""

    __tablename__ = "evidence_file"
    __table_args__ = (Index("ix_evidence_file_question", "submission_id", "question"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    question: Mapped[str] = mapped_column(String(80))
    stored_as: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    dated_on: Mapped[date | None]
    uploaded_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    uploaded_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class SignRequest(Base):
    """The lead asked for a signature; `sent_back_at` and the reason if it was refused."""

    __tablename__ = "sign_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    asked_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    # signed, sent back, taken back; empty while it waits.
    outcome: Mapped[str] = mapped_column(String(20), default="")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text, default="")


class SignedReturn(Base):
    """A return as it was signed: canonical JSON and its SHA-256. Never changed, never deleted.

    `signed_by` is who signed or, of a return that was brought in, who brought it in; empty where
    that was the command line. `signed_at` is when.
    """

    __tablename__ = "signed_return"
    __table_args__ = (UniqueConstraint("submission_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    version: Mapped[int]
    document: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    signed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    signed_at: Mapped[datetime]
