"""Boards, agencies, people, and how people get in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from s11.domain.permissions import Role
from s11.store.models.base import Base, one_of


class Board(Base):
    """A safeguarding board or partnership. `slug` is permanent: it stands in addresses."""

    __tablename__ = "board"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    colour: Mapped[str] = mapped_column(String(7), default="#0b5563")
    reply_to: Mapped[str] = mapped_column(String(254), default="")
    created_at: Mapped[datetime]


class Agency(Base):
    """One organisation; it may be a member of several boards."""

    __tablename__ = "agency"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(200))


class Membership(Base):
    """An agency's place in a board, with the type that decides what it is asked."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("board_id", "agency_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    agency_type: Mapped[str] = mapped_column(String(60))
    left_at: Mapped[datetime | None]

    board: Mapped[Board] = relationship()
    agency: Mapped[Agency] = relationship()


class Person(Base):
    """Someone with an account. `email` is kept in lower case."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    # Encrypted with the installation's key; set once the person has proved a code from it.
    authenticator: Mapped[str | None] = mapped_column(String(400))
    last_code_step: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    roles: Mapped[list[PersonRole]] = relationship(
        back_populates="person", cascade="all, delete-orphan"
    )


class PersonRole(Base):
    """A role that a person holds: for a board, or for an agency in a board."""

    __tablename__ = "person_role"
    __table_args__ = (
        # Two partial indexes: NULLs are distinct in a plain unique constraint.
        Index(
            "uq_person_role_board",
            "person_id",
            "role",
            "board_id",
            unique=True,
            sqlite_where=text("agency_id IS NULL"),
            postgresql_where=text("agency_id IS NULL"),
        ),
        Index(
            "uq_person_role_agency",
            "person_id",
            "role",
            "board_id",
            "agency_id",
            unique=True,
            sqlite_where=text("agency_id IS NOT NULL"),
            postgresql_where=text("agency_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[Role] = mapped_column(one_of(Role))
    board_id: Mapped[int | None] = mapped_column(ForeignKey("board.id"), index=True)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    # When a contact was said to have gone: the role opens nothing any more, and is not written to.
    left_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(back_populates="roles")
    board: Mapped[Board | None] = relationship()
    agency: Mapped[Agency | None] = relationship()


class RecoveryCode(Base):
    """A single-use code for someone who has lost their authenticator; only its hash is kept."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]


class EmailedLink(Base):
    """A single-use link for an invitation or a reset; only the token's hash is kept."""

    __tablename__ = "emailed_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(String(20))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class SignedInSession(Base):
    """One signed-in browser. Ending the row ends the session, whatever cookie is copied."""

    __tablename__ = "signed_in_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    # None until the second factor has been given: such a session reaches only the code page.
    verified_at: Mapped[datetime | None]
    browser: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(45), default="")

    person: Mapped[Person] = relationship()
