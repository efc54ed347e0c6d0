"""Chasing: a cycle's ladder, what was decided, what was said to whom, and what stops it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from s11.domain.chase_log import ContactKind
from s11.domain.chasing import ChaseStatus
from s11.domain.ladder import Channel
from s11.store.models.base import Base, Salted, one_of


class LadderStepRow(Base):
    """One step of a cycle's ladder; `recipients` are domain.ladder.Recipient between blanks."""

    __tablename__ = "ladder_step"
    __table_args__ = (UniqueConstraint("cycle_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    key: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    days: Mapped[int]
    recipients: Mapped[str] = mapped_column(String(100))
    channel: Mapped[Channel] = mapped_column(one_of(Channel))
    subject: Mapped[str] = mapped_column(String(200))
    words: Mapped[str] = mapped_column(Text)
    needs_approval: Mapped[bool]


class Chase(Base):
    """One chase of one agency: to a person, or (`person_id` empty) a call for the officer.

    `step` is a step's key, or names a task (domain.ladder.RESERVED). `subject` and `words` are
    the officer's own for this one; empty means the ladder's.
    """

    __tablename__ = "chase"
    __table_args__ = (
        # Two partial indexes: NULLs are distinct in a plain unique constraint.
        Index(
            "uq_chase_person",
            "submission_id",
            "step",
            "person_id",
            unique=True,
            sqlite_where=text("person_id IS NOT NULL"),
            postgresql_where=text("person_id IS NOT NULL"),
        ),
        Index(
            "uq_chase_nobody",
            "submission_id",
            "step",
            unique=True,
            sqlite_where=text("person_id IS NULL"),
            postgresql_where=text("person_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    step: Mapped[str] = mapped_column(String(40))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    channel: Mapped[Channel] = mapped_column(one_of(Channel))
    status: Mapped[ChaseStatus] = mapped_column(one_of(ChaseStatus))
    reason: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(String(200), default="")
    words: Mapped[str] = mapped_column(Text, default="")
    outbox_id: Mapped[int | None] = mapped_column(ForeignKey("outbox_message.id"), index=True)
    decided_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class ContactLog(Salted, Base):
    """What was said and done about an agency's return, entry after entry. Never changed.

    `person_id` is whom it was about or with; `promise_on` the London day that was promised.
    """

    __tablename__ = "contact_log"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    kind: Mapped[ContactKind] = mapped_column(one_of(ContactKind))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    outcome: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(Text)
    promise_on: Mapped[date | None]
    logged_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    logged_at: Mapped[datetime]


class ChasePause(Base):
    """A pause of one agency's chasing, or of the whole cycle's (`submission_id` empty).

    `until` is the last London day of it; empty until somebody resumes.
    """

    __tablename__ = "chase_pause"

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), index=True)
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submission.id"), index=True)
    until: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Text)
    paused_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    paused_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class AddressFault(Base):
    """An address from which mail came back, or that a mail server refused; `kind` says which."""

    __tablename__ = "address_fault"

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(String(254), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    said: Mapped[str] = mapped_column(Text, default="")
    outbox_id: Mapped[int | None] = mapped_column(ForeignKey("outbox_message.id"))
    happened_at: Mapped[datetime]
    cleared_at: Mapped[datetime | None]


class NonReturn(Base):
    """The officer's decision that a return will not come, with the reason that the report prints.

    It may come in late all the same; `withdrawn_at` is when the decision was taken back.
    """

    __tablename__ = "non_return"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), unique=True)
    reason: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class JobRun(Base):
    """One run of a periodic job; a period is run once, however many workers there are."""

    __tablename__ = "job_run"
    __table_args__ = (UniqueConstraint("job", "period"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    job: Mapped[str] = mapped_column(String(40))
    period: Mapped[str] = mapped_column(String(40))
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(String(200), default="")
    failure: Mapped[str] = mapped_column(Text, default="")
