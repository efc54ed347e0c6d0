"""One table from what went wrong to a status and a page; an unforeseen failure has a reference."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

import structlog
from flask import Flask, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter, Map

from forms.account import CodeForm, SignInForm
from s11.domain.characters import hidden_in
from s11.domain.errors import NotAllowed, NotFound, Refused, S11Error, WrongState
from s11.store.database import db
from s11.web import identity, keeping
from s11.web.identity import CodeNeeded, SignInNeeded

log = structlog.get_logger()
SIGN_IN_H1 = "Sign in"
CODE_H1 = "Enter your code"
OLD_PAGE = (
    "This page was out of date",
    "It is from before you last signed in, so nothing was changed. Load it again, "
    "then repeat the step.",
)

STATUS: dict[type[S11Error], tuple[int, str]] = {
    NotFound: (404, "Page not found"),
    NotAllowed: (403, "Your role does not cover this"),
    WrongState: (409, "This has moved on"),
    Refused: (422, "Something needs changing"),
}

HTTP_TITLES = {
    400: ("Something in the request was missing", "Go back, load the page again and try again."),
    404: ("Page not found", "Check the address. If you followed a link, it may be an old one."),
    405: ("This address is for sending a form", "Go back to the page you came from."),
    413: (
        "What you sent is too large",
        "A file or a text was larger than the platform takes. Nothing was saved by this attempt: "
        "go back, and what you typed will still be there.",
    ),
    429: ("Too many attempts", "Wait a few minutes, then try again."),
}


def wants_json() -> bool:
    """Whether the page's script asks, rather than a person's browser."""
    return request.accept_mimetypes.best == "application/json"


def _page(
    status: int, title: str, sentence: str, reference: str = "", typed: Sequence[str] = ()
) -> ResponseReturnValue:
    if wants_json():
        return jsonify(title=title, sentence=sentence, reference=reference), status
    words = {"sentence": sentence, "reference": reference, "typed": typed}
    return render_template("error.html", h1=title, **words), status


def refused(error: S11Error) -> ResponseReturnValue:
    """A rule said no: nothing was changed, and what was typed is given back to copy."""
    db.session.rollback()
    status, title = STATUS.get(type(error), (400, "This could not be done"))
    return _page(status, title, error.sentence, typed=keeping.typed())


def sign_in_needed(error: S11Error) -> ResponseReturnValue:
    """Send to sign in; a form that came too late waits, sealed in the page, to be sent again."""
    db.session.rollback()
    if wants_json():
        return jsonify(sign_in=True, sentence=error.sentence), 401
    if request.method == "GET":
        endpoint = "auth.code" if isinstance(error, CodeNeeded) else "auth.sign_in"
        return redirect(url_for(endpoint, next=request.full_path.rstrip("?")), 303)
    words = {"kept": keeping.keep(), "came_back": True}
    signed = identity.who()
    if isinstance(error, CodeNeeded) and signed and signed.has_authenticator:
        page = render_template("auth/code.html", h1=CODE_H1, form=CodeForm(), **words)
    else:
        page = render_template("auth/sign_in.html", h1=SIGN_IN_H1, form=SignInForm(), **words)
    return page, 401


def http_error(error: HTTPException) -> ResponseReturnValue:
    """Werkzeug's own refusals, in our words."""
    if error.code is None or error.code < 400:
        return error.get_response()
    db.session.rollback()
    title, sentence = HTTP_TITLES.get(
        error.code, ("This could not be done", "Go back and try again.")
    )
    return _page(error.code, title, sentence)


def csrf_error(error: CSRFError) -> ResponseReturnValue:
    """The form's token is not this session's: the page is from before the last sign-in.

    Its own reader, signed in again meanwhile, may send it on; anyone else signs in first.
    """
    signed = identity.who()
    if signed is None or not signed.verified or wants_json():
        return sign_in_needed(SignInNeeded())
    sealed = keeping.keep()
    theirs = keeping.opened(sealed, signed.actor.person_id)
    if sealed and not theirs:
        return sign_in_needed(SignInNeeded())
    db.session.rollback()
    return keeping.offer(theirs, 409) if theirs else _page(409, *OLD_PAGE)


def unforeseen(error: Exception) -> ResponseReturnValue:
    """A fault of ours: logged with a reference that the person can quote; no words of theirs."""
    db.session.rollback()
    identity.ask_no_more()
    reference = secrets.token_hex(4).upper()
    log.exception("unforeseen", reference=reference, endpoint=request.endpoint)
    return _page(
        500,
        "The platform could not do this",
        "The fault is ours and has been logged. Go back and try again; if it happens again, "
        "tell the board's officer this reference.",
        reference,
    )


def refuse_hidden_characters() -> None:
    """No address of ours holds a character that cannot be seen; some databases fail over one."""
    if any(hidden_in(text) for text in (request.path, *request.args.values())):
        raise NotFound


class RowNumber(IntegerConverter):
    """<int:…> in an address: a number that a row can have."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=2**31 - 1)


def init_app(app: Flask) -> None:
    """Register the table, and what no address may hold."""
    app.url_map.converters["int"] = RowNumber
    app.before_request(refuse_hidden_characters)
    app.register_error_handler(SignInNeeded, sign_in_needed)
    app.register_error_handler(CodeNeeded, sign_in_needed)
    app.register_error_handler(CSRFError, csrf_error)
    app.register_error_handler(S11Error, refused)
    app.register_error_handler(HTTPException, http_error)
    if not app.config["PROPAGATE_EXCEPTIONS"]:
        app.register_error_handler(Exception, unforeseen)
