"""Signing in: a password, then a code; refusals are counted, sessions are rows.

No answer tells whether an address has an account, and every answer to a password takes the same
work. Passwords are checked with no transaction open: SQLite would let nobody else write meanwhile.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app

from s11.config import Config
from s11.domain.errors import NotFound, Refused
from s11.services import passwords, second_factor
from s11.services.accounts import by_self, record_about
from s11.services.recording import By, record
from s11.services.sealing import token_hash
from s11.store import accounts, people
from s11.store.database import db
from s11.store.models import Person, SignedInSession
from s11.store.people import SignedIn

FAILURES_ALLOWED = 10
LOCKED_FOR = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Browser:
    """Where a session is used from, for its owner to recognise."""

    words: str
    address: str


def by_password(email: str, password: str, browser: Browser, at: datetime) -> str | None:
    """The token of a new session that still needs its code; None if it was refused."""
    found = people.person_by_email(email)
    person_id, kept = (found.id, found.password_hash) if found else (0, None)
    db.session.rollback()
    right = passwords.fits(password, kept)
    person = accounts.for_update(person_id) if found else None
    if person is None:
        record(By(None, at), "sign-in refused", "unknown address")
        token = None
    elif right and _is_open(person, at) and person.password_hash == kept:
        token = open_session(person, browser, at)
    else:
        _refuse(person, at, "password")
        token = None
    db.session.commit()
    return token


def open_session(person: Person, browser: Browser, at: datetime) -> str:
    """Start a session for someone whose password was right; its token. No commit."""
    config: Config = current_app.extensions["s11"]
    token = secrets.token_urlsafe(32)
    accounts.add(
        SignedInSession(
            token_hash=token_hash(token),
            person_id=person.id,
            started_at=at,
            seen_at=at,
            verified_at=None if config.second_factor else at,
            browser=browser.words[:200],
            address=browser.address[:45],
        )
    )
    if not config.second_factor:
        _let_in(person, at)
    return token


def after_link(person_id: int, browser: Browser, at: datetime) -> str:
    """Start a session for someone who has just set a password; it still needs its code."""
    person = accounts.for_update(person_id)
    if person is None or person.disabled_at:
        raise NotFound
    token = open_session(person, browser, at)
    db.session.commit()
    return token


def by_code(signed: SignedIn, code: str, at: datetime) -> str | None:
    """Give the session its second factor: its new token, or None if the code was refused."""
    person = _person(signed.actor.person_id)
    used = _is_open(person, at) and second_factor.use(person, code, at)
    if not used:
        _refuse(person, at, "code")
    token = _rotate(signed, person, at) if used else None
    db.session.commit()
    return token


def with_authenticator(
    signed: SignedIn, secret: str, code: str, at: datetime
) -> tuple[str, list[str]]:
    """Set the authenticator whose `code` this is: (the session's new token, recovery codes).

    Raises Refused if the code is not the key's. Every other session of the person ends.
    """
    step = second_factor.step_of(secret, code, at)
    if step is None:
        raise Refused("This code does not come from that key. Wait for the next one.", "code")
    person = _person(signed.actor.person_id)
    if person.authenticator and not signed.verified:
        # Someone with the password alone must not replace what protects against that.
        raise NotFound
    person.authenticator = second_factor.seal_secret(secret)
    person.last_code_step = step
    codes = second_factor.renew_codes(person)
    accounts.end_sessions(person.id, at, but=signed.session_id)
    record_about(person, by_self(person, at), "authenticator set")
    token = _rotate(signed, person, at)
    if token is None:
        raise NotFound
    db.session.commit()
    return token, codes


def new_recovery_codes(person_id: int, at: datetime) -> list[str]:
    """Ten new codes; the older ones stop working."""
    person = _person(person_id)
    codes = second_factor.renew_codes(person)
    record_about(person, by_self(person, at), "recovery codes renewed")
    db.session.commit()
    return codes


def check_own_password(person_id: int, password: str, at: datetime) -> None:
    """Raise Refused, and count it, unless this is the signed-in person's password."""
    kept = _person(person_id).password_hash
    db.session.rollback()
    right = passwords.fits(password, kept)
    person = _person(person_id)
    if right and _is_open(person, at):
        db.session.rollback()
        return
    _refuse(person, at, "password")
    db.session.commit()
    raise Refused("This is not your current password.", "current_password")


def sign_out(signed: SignedIn, at: datetime) -> None:
    """End this session: a copy of its cookie opens nothing."""
    person = _person(signed.actor.person_id)
    if accounts.end_session(signed.session_id, at, person.id):
        record_about(person, by_self(person, at), "signed out")
    db.session.commit()


def end_session(person_id: int, session_id: int, at: datetime) -> None:
    """End one of the person's own sessions; raises NotFound for anyone else's."""
    if not accounts.end_session(session_id, at, person_id):
        raise NotFound
    person = _person(person_id)
    record_about(person, by_self(person, at), "session ended", sessions=1)
    db.session.commit()


def end_other_sessions(signed: SignedIn, at: datetime) -> int:
    """End all of the person's sessions but this one; how many there were."""
    person = _person(signed.actor.person_id)
    ended = accounts.end_sessions(person.id, at, but=signed.session_id)
    if ended:
        record_about(person, by_self(person, at), "session ended", sessions=ended)
    db.session.commit()
    return ended


def keep_alive(signed: SignedIn, at: datetime) -> None:
    """Count this moment as use of the session."""
    accounts.touch(signed.session_id, at)
    db.session.commit()


def become(person_id: int, browser: Browser, at: datetime) -> str:
    """Sign in as someone of the demo board by one click; its route exists in the demo only."""
    config: Config = current_app.extensions["s11"]
    if not config.is_demo:
        raise NotFound
    return after_link(person_id, browser, at)


def _person(person_id: int) -> Person:
    person = accounts.for_update(person_id)
    if person is None:
        raise NotFound
    return person


def _is_open(person: Person, at: datetime) -> bool:
    locked = person.locked_until is not None and person.locked_until > at
    return not locked and person.disabled_at is None


def _refuse(person: Person, at: datetime, what: str) -> None:
    """Count a failure against the person; the tenth in a row locks the account for a while."""
    record_about(person, by_self(person, at), "sign-in refused", what=what)
    if not _is_open(person, at):
        return
    person.failures += 1
    if person.failures >= FAILURES_ALLOWED:
        person.failures, person.locked_until = 0, at + LOCKED_FOR
        record_about(person, by_self(person, at), "account locked", minutes=15)


def _rotate(signed: SignedIn, person: Person, at: datetime) -> str | None:
    token = secrets.token_urlsafe(32)
    if not accounts.rotate(signed.session_id, token_hash(token), at):
        return None
    if not signed.verified:
        _let_in(person, at)
    return token


def _let_in(person: Person, at: datetime) -> None:
    # Only now: a right password alone must not give ten more guesses at the code.
    person.failures, person.locked_until = 0, None
    record_about(person, by_self(person, at), "signed in")
