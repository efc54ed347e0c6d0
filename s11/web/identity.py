"""Who is asking: Flask-Login over rows of sessions, so that ending a row ends the session."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from flask import current_app, g, session
from flask_login import LoginManager, UserMixin, current_user

from s11 import clock
from s11.config import Config
from s11.domain.errors import S11Error
from s11.domain.permissions import Actor
from s11.services.recording import By
from s11.store.people import SignedIn, signed_in

login_manager = LoginManager()
login_manager.session_protection = None  # sessions are rows: they are ended there


class SignInNeeded(S11Error):
    """Nobody is signed in, or the session has ended."""

    sentence = "Sign in to go on."


class CodeNeeded(S11Error):
    """Signed in by password, but the second factor has not been given."""

    sentence = "Enter a code from your authenticator to go on."


class User(UserMixin):  # type: ignore[misc]
    """Flask-Login's view of a session: its id is the session's token, not the person."""

    def __init__(self, token: str, signed: SignedIn) -> None:
        self.token = token
        self.signed = signed

    def get_id(self) -> str:
        """The token that the cookie carries."""
        return self.token


def settings() -> Config:
    """The running app's settings."""
    config: Config = current_app.extensions["s11"]
    return config


def token_hash(token: str) -> str:
    """What is kept of a token: its SHA-256, so that a copied database opens no door."""
    return hashlib.sha256(token.encode()).hexdigest()


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load_user(token: str) -> User | None:
    """The live session behind a cookie; None when it has ended, idled out or grown too old."""
    signed = signed_in(token_hash(token))
    if signed is None:
        return None
    config, now = settings(), clock.now()
    too_idle = now - signed.seen_at > timedelta(minutes=config.idle_minutes)
    too_old = now - signed.started_at > timedelta(hours=config.session_hours)
    return None if too_idle or too_old else User(token, signed)


def who() -> SignedIn | None:
    """The session of this request, verified or not; None for a stranger."""
    user = current_user
    return user.signed if isinstance(user._get_current_object(), User) else None


def must_be_signed_in() -> SignedIn:
    """The verified session of this request; raises SignInNeeded or CodeNeeded."""
    signed = who()
    if signed is None:
        raise SignInNeeded
    if not signed.verified:
        raise CodeNeeded
    return signed


def actor() -> Actor:
    """The person who asks; raises SignInNeeded."""
    return must_be_signed_in().actor


def by() -> By:
    """Who does this, and when: one instant for the whole request."""
    if "at" not in g:
        g.at = clock.now()
    return By(actor(), g.at)


def forget_cookie() -> None:
    """Leave nothing of the session in the browser."""
    session.clear()
