"""What comparison reads: where every question of a signed return stands, and how it moved."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from s11.domain.answers import QuestionState
from s11.domain.comparison import Movement
from s11.store.models.base import Base, one_of


class QuestionStanding(Base):
    """One scored question of a return's newest signed version, kept when that changes.

    `score`, `panel` and `agreed` are 0-100, empty where there is none. `before` and `now` are the
    like-for-like scores of `movement`, and `why` says why it is not comparable.
    """

    __tablename__ = "question_standing"
    __table_args__ = (UniqueConstraint("submission_id", "question"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    standard: Mapped[str] = mapped_column(String(20))
    question: Mapped[str] = mapped_column(String(80), index=True)
    state: Mapped[QuestionState] = mapped_column(one_of(QuestionState))
    value: Mapped[str] = mapped_column(String(200), default="")
    score: Mapped[float | None]
    panel: Mapped[float | None]
    agreed: Mapped[float | None]
    movement: Mapped[Movement | None] = mapped_column(one_of(Movement))
    before: Mapped[float | None]
    now: Mapped[float | None]
    why: Mapped[str] = mapped_column(Text, default="")


class StandardMovement(Base):
    """How a standard ("" for all together) moved since the cycle before, like for like."""

    __tablename__ = "standard_movement"
    __table_args__ = (UniqueConstraint("submission_id", "standard"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    standard: Mapped[str] = mapped_column(String(20))
    before: Mapped[float | None]
    now: Mapped[float | None]
    compared: Mapped[int]
    asked: Mapped[int]
