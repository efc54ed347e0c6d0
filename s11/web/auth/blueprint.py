"""The blueprint of getting in, its limits, and what it puts around every request."""

from __future__ import annotations

import functools
from typing import Any, cast

import structlog
from flask import Blueprint, Flask, Response, current_app, g, request
from flask.blueprints import BlueprintSetupState
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from s11.config import Config
from s11.services import mailing
from s11.web import identity, keeping
from s11.web.auth import demo

log = structlog.get_logger()
bp = Blueprint("auth", __name__)
limiter = Limiter(get_remote_address, storage_uri="memory://")


def _off() -> bool:
    return bool(current_app.testing)


# For each address and each page: a whole office may share one address.
limited = limiter.limit("30 per minute; 300 per hour", exempt_when=_off)


@limiter.request_filter
def _has_no_limits() -> bool:
    """Limits stand in this blueprint alone: for other pages none need be looked up."""
    return request.blueprint != bp.name


@bp.url_value_preprocessor
def make_room_for_kept_words(_endpoint: str | None, _path: dict[str, Any] | None) -> None:
    """Before the form is read: it may carry another page's words, sealed, through signing in."""
    request.max_form_memory_size = keeping.ROOM


@bp.record_once
def wire(state: BlueprintSetupState) -> None:
    """Give the app its mail, its limits, its notes of activity, and in the demo its switch."""
    app = cast(Flask, state.app)
    config: Config = app.extensions["s11"]
    mailing.init_app(app)
    limiter.init_app(app)
    identity.init_app(app)
    app.after_request(_send_mail_later)
    # Signing out must never fail because a page is old: its reader would walk away signed in.
    # Other sites cannot post it: the cookie is SameSite=Lax.
    app.extensions["csrf"].exempt(f"{__package__}.signing_in.sign_out")
    if config.is_demo:
        demo.init_app(app)


def _send_mail_later(response: Response) -> Response:
    """Once the response has gone, send what its change called for: mail servers may be slow."""
    if g.pop("mail_written", False):
        app = cast(Flask, current_app._get_current_object())  # type: ignore[attr-defined]
        response.call_on_close(functools.partial(_send_mail, app))
    return response


def _send_mail(app: Flask) -> None:
    with app.app_context():
        try:
            mailing.send_queued()
        except Exception:
            # The response has gone: what is still queued goes with the next message.
            log.exception("sending mail")
