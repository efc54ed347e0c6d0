"""Accounts: people, the roles they hold, invitations, resets, disabling.

`add_person`, `give_role`, `take_role` and `invite` are parts of a larger change: they do not
commit. The others commit once.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from enum import StrEnum

from s11.domain.errors import Refused, S11Error
from s11.domain.permissions import ROLE_WORDS, Actor, Role
from s11.services import mailing, passwords, sealing
from s11.services.recording import By, record
from s11.store import accounts, people
from s11.store.database import db
from s11.store.models import Agency, Board, EmailedLink, Event, Person, PersonRole
from s11.store.people import BoardLook


class Purpose(StrEnum):
    """What an e-mailed link is for."""

    INVITE = "invite"
    RESET = "reset"


LASTS = {Purpose.INVITE: timedelta(days=14), Purpose.RESET: timedelta(hours=1)}
PATHS = {Purpose.INVITE: "/invitation/", Purpose.RESET: "/reset/"}
RESETS_AN_HOUR = 3


class LinkSpent(S11Error):
    """An e-mailed link that has been used, has expired, or never was."""

    sentence = "This link has been used or is too old."


def by_self(person: Person, at: datetime) -> By:
    """The person as the one who does something to their own account."""
    return By(Actor(person.id, person.name, person.email), at)


def record_about(person: Person, by: By, kind: str, **detail: object) -> Event:
    """Record something about a person, in their board's chain if they have one board."""
    boards = accounts.boards_of(person.id)
    board = boards[0].slug if len(boards) == 1 else None
    return record(by, kind, f"person/{person.id}", board=board, **detail)


def add_person(email: str, name: str, by: By) -> Person:
    """Add someone without roles or password; raises Refused if the address is taken."""
    if people.person_by_email(email):
        raise Refused("Someone with this address has an account already.", "email")
    person = Person(email=email.strip().lower(), name=name.strip(), created_at=by.at)
    accounts.add(person)
    return person


def give_role(
    person: Person,
    role: Role,
    by: By,
    *,
    board: Board | BoardLook | None = None,
    agency: Agency | None = None,
) -> bool:
    """Let the person hold a role from their next click on; False if they hold it already."""
    board_id, agency_id = (board.id if board else None), (agency.id if agency else None)
    held = accounts.role_of(person.id, role, board_id, agency_id)
    if held is None:
        its = {"board_id": board_id, "agency_id": agency_id}
        accounts.add(PersonRole(person_id=person.id, role=role, **its))
    elif held.left_at:
        held.left_at = None  # somebody who had gone is back
    else:
        return False
    _record_role(person, by, "role given", role, board, agency)
    return True


def take_role(
    person: Person,
    role: Role,
    by: By,
    *,
    board: Board | BoardLook | None = None,
    agency: Agency | None = None,
) -> bool:
    """Take a role away, with effect from the person's next click; False if they had it not."""
    board_id, agency_id = (board.id if board else None), (agency.id if agency else None)
    held = accounts.role_of(person.id, role, board_id, agency_id)
    if held is None:
        return False
    accounts.remove(held)
    _record_role(person, by, "role taken away", role, board, agency)
    return True


def _record_role(
    person: Person,
    by: By,
    kind: str,
    role: Role,
    board: Board | BoardLook | None,
    agency: Agency | None,
) -> None:
    detail = {"role": ROLE_WORDS[role], "name": person.name}
    if agency:
        detail["agency"] = agency.name
    record(by, kind, f"person/{person.id}", board=board.slug if board else None, **detail)


def invite(person: Person, by: By, board: Board | BoardLook | None) -> str:
    """Write an invitation to `person`; the path of its link. Older invitations stop working."""
    accounts.end_links(person.id, by.at)
    seed, link = _new_link(person, Purpose.INVITE, by.at)
    mailing.write(
        f"{mailing.LINK_KEY}{link.id}",
        board=board,
        to=person,
        subject=f"Your account with {board.name}" if board else "Your Section 11 account",
        template="invitation",
        path=_path_in_body(Purpose.INVITE, seed),
        expires_at=link.expires_at,
    )
    subject = f"person/{person.id}"
    record(by, "invited", subject, board=board.slug if board else None, name=person.name)
    return PATHS[Purpose.INVITE] + mailing.token_of(seed)


def _new_link(person: Person, purpose: Purpose, at: datetime) -> tuple[str, EmailedLink]:
    seed = secrets.token_urlsafe(32)
    link = EmailedLink(
        purpose=purpose,
        person_id=person.id,
        token_hash=sealing.token_hash(mailing.token_of(seed)),
        created_at=at,
        expires_at=at + LASTS[purpose],
    )
    accounts.add(link)
    return seed, link


def _path_in_body(purpose: Purpose, seed: str) -> str:
    return f"{PATHS[purpose]}{{token:{seed}}}"


def person_of_link(token: str, purpose: Purpose, at: datetime) -> Person | None:
    """Whose password a link would still set; looking changes nothing."""
    link = _good_link(token, purpose, at)
    return link.person if link else None


def _good_link(token: str, purpose: Purpose, at: datetime) -> EmailedLink | None:
    link = accounts.link(sealing.token_hash(token))
    if link is None or link.purpose != purpose or link.person.disabled_at:
        return None
    return link if link.used_at is None and link.expires_at > at else None


def set_password(token: str, purpose: Purpose, password: str, at: datetime) -> int:
    """Use a link to set a password; the person's id. Ends every session and other link of theirs.

    The second factor stays as it is. Raises LinkSpent, or Refused for a weak password.
    """
    link = _good_link(token, purpose, at)
    if link is None:
        raise LinkSpent
    link_id, person_id = link.id, link.person_id
    hashed = _hash_checked(password, accounts.names_around(person_id))
    if not accounts.use_link(link_id, at):
        db.session.rollback()
        raise LinkSpent
    person = accounts.for_update(person_id)
    assert person is not None
    person.password_hash = hashed
    accounts.end_links(person_id, at)
    accounts.end_sessions(person_id, at)
    record_about(person, by_self(person, at), "password set", how=f"{purpose} link")
    db.session.commit()
    return person_id


def change_password(person_id: int, password: str, session_id: int, at: datetime) -> None:
    """Set a new password; every other session of the person ends. Raises Refused for a weak one."""
    hashed = _hash_checked(password, accounts.names_around(person_id))
    person = accounts.for_update(person_id)
    assert person is not None
    person.password_hash = hashed
    accounts.end_links(person_id, at)
    accounts.end_sessions(person_id, at, but=session_id)
    record_about(person, by_self(person, at), "password set", how="account page")
    db.session.commit()


def _hash_checked(password: str, local_words: list[str]) -> str:
    """The hash of a password that is good enough, made with no transaction open."""
    db.session.rollback()
    passwords.check_new(password, local_words)
    return passwords.hash_of(password)


def ask_reset(email: str, at: datetime) -> None:
    """Mail a link that sets a new password, if the address has an account; tell nobody which."""
    person = people.person_by_email(email)
    if person is None or person.disabled_at:
        # Written for a stranger too: the same answer takes the same time.
        record(By(None, at), "reset asked", "unknown address")
        db.session.commit()
        return
    record_about(person, by_self(person, at), "reset asked")
    if accounts.links_since(person.id, Purpose.RESET, at - LASTS[Purpose.RESET]) < RESETS_AN_HOUR:
        seed, link = _new_link(person, Purpose.RESET, at)
        boards = accounts.boards_of(person.id)
        mailing.write(
            f"{mailing.LINK_KEY}{link.id}",
            board=boards[0] if len(boards) == 1 else None,
            to=person,
            subject="Choose a new password",
            template="reset",
            path=_path_in_body(Purpose.RESET, seed),
        )
    db.session.commit()


def forget_authenticator(person: Person, by: By) -> None:
    """Let someone who lost authenticator and recovery codes set up new ones at the next sign-in.

    For an officer or administrator who has made sure that it is them.
    """
    person.authenticator = None
    accounts.replace_recovery_codes(person.id, [])
    accounts.end_sessions(person.id, by.at)
    record_about(person, by, "authenticator removed", name=person.name)
    db.session.commit()


def disable(person: Person, by: By) -> None:
    """Shut the person out at once: sessions end, links die, signing in is refused."""
    person.disabled_at = by.at
    accounts.end_sessions(person.id, by.at)
    accounts.end_links(person.id, by.at)
    record_about(person, by, "account disabled", name=person.name)
    db.session.commit()


def enable(person: Person, by: By) -> None:
    """Let a disabled person sign in again."""
    person.disabled_at = None
    record_about(person, by, "account enabled", name=person.name)
    db.session.commit()


def create_admin(email: str, name: str, by: By) -> str:
    """Add an administrator, new or known; the path of the invitation, which is mailed too."""
    person = people.person_by_email(email) or add_person(email, name, by)
    if person.disabled_at:
        raise Refused("This account is disabled.", "email")
    give_role(person, Role.ADMIN, by)
    path = invite(person, by, None)
    db.session.commit()
    return path
