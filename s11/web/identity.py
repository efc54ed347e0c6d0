"""Who is asking: Flask-Login over rows of sessions, so that ending a row ends the session."""

from __future__ import annotations

import secrets
from datetime import timedelta

from flask import Flask, current_app, g, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy.exc import OperationalError

from s11 import clock
from s11.config import Config
from s11.domain.errors import S11Error
from s11.domain.permissions import Actor
from s11.services import signing_in
from s11.services.recording import By
from s11.services.sealing import token_hash as token_hash
from s11.services.signing_in import Browser
from s11.store import database
from s11.store.database import db
from s11.store.people import SignedIn, signed_in

login_manager = LoginManager()
login_manager.session_protection = None  # sessions are rows: they are ended there
# Flask-WTF's name for its secret in the cookie, and for its token in forms.
PAGE_TOKEN = "csrf_token"  # noqa: S105
NOTED_EVERY = timedelta(minutes=1)


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


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load_user(token: str) -> User | None:
    """The live session behind a cookie; None when it has ended, idled out or grown too old."""
    signed = signed_in(token_hash(token))
    if signed is None:
        return None
    config, now = settings(), clock.now()
    too_idle = now - signed.seen_at > timedelta(minutes=config.idle_minutes)
    too_old = now - signed.started_at > timedelta(hours=config.session_hours)
    if too_idle or too_old:
        return None
    if PAGE_TOKEN not in session:
        session[PAGE_TOKEN] = _page_secret(signed)
    return User(token, signed)


def who() -> SignedIn | None:
    """The session of this request, verified or not; None for a stranger."""
    user = current_user
    return user.signed if isinstance(user._get_current_object(), User) else None


def ask_no_more() -> None:
    """Take a reader who is not known yet for a stranger: on the page about a failing database."""
    if "_login_user" not in g:
        g._login_user = login_manager.anonymous_user()


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


def remember(token: str) -> None:
    """Let this browser carry the session with this token, and nothing of an earlier one."""
    signed = signed_in(token_hash(token))
    if signed is None:
        raise SignInNeeded
    forget_cookie()
    session[PAGE_TOKEN] = _page_secret(signed)
    login_user(User(token, signed))


def forget_cookie() -> None:
    """Leave nothing of the session in the browser."""
    session.clear()
    for name in (PAGE_TOKEN, "_login_user"):
        g.pop(name, None)


def _page_secret(signed: SignedIn) -> str:
    """What this session's pages carry in their CSRF tokens: a secret, and whose pages they are."""
    return f"{secrets.token_hex(20)}.{signed.actor.person_id}"


def page_owner(token: str) -> int | None:
    """Whose page a posted CSRF token was written into, however long ago; None if nobody's.

    The token is signed, so this holds when the session and its cookie have long ended.
    """
    serializer = URLSafeTimedSerializer(current_app.secret_key or "", salt="wtf-csrf-token")
    try:
        owner = str(serializer.loads(token)).rpartition(".")[2]
    except BadSignature:
        return None
    return int(owner) if owner.isdecimal() else None


def browser() -> Browser:
    """What this request says of where it comes from."""
    return Browser(request.user_agent.string, request.remote_addr or "")


def seconds_left(signed: SignedIn) -> int:
    """How long the session lives if it is not used again."""
    config = settings()
    ends = min(
        signed.seen_at + timedelta(minutes=config.idle_minutes),
        signed.started_at + timedelta(hours=config.session_hours),
    )
    return max(0, int((ends - clock.now()).total_seconds()))


def not_activity(endpoint: str | None) -> bool:
    """Whether asking for this is the page's own doing, rather than its reader's."""
    return endpoint in {None, "static", "auth.session_state", "auth.theme"}


def init_app(app: Flask) -> None:
    """Write down that sessions are used: after the response, at most once a minute."""

    @app.teardown_request
    def note_activity(_error: BaseException | None) -> None:
        user = g.get("_login_user")
        if not isinstance(user, User) or not_activity(request.endpoint):
            return
        now = clock.now()
        if now - user.signed.seen_at < NOTED_EVERY:
            return
        if "reading" in g:
            database.stop_reading(g.pop("reading"))
        db.session.rollback()
        try:
            signing_in.keep_alive(user.signed, now)
        except OperationalError:
            # The database is busy: the next click will be noted instead.
            db.session.rollback()
