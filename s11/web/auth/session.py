"""What a page's script asks about the session it stands in."""

from __future__ import annotations

from flask import jsonify, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from s11 import clock
from s11.services import signing_in
from s11.web import identity
from s11.web.access import public, signed_in
from s11.web.auth.blueprint import bp


@bp.get("/session")
@public("says only whether this browser is signed in; asking is not activity")
def session_state() -> ResponseReturnValue:
    """{signed_in, csrf, idle_seconds_left, same_person}.

    `same_person` is whether the X-CSRFToken sent along was written into a page for whoever is
    signed in now: a page left open must not save its words as somebody else.
    """
    signed = identity.who()
    if signed is None or not signed.verified:
        return jsonify(signed_in=False, csrf=None, idle_seconds_left=0, same_person=False)
    owner = identity.page_owner(request.headers.get("X-CSRFToken", ""))
    return jsonify(
        signed_in=True,
        csrf=generate_csrf(),
        idle_seconds_left=identity.seconds_left(signed),
        same_person=owner == signed.actor.person_id,
    )


@bp.post("/session/keep")
@signed_in
def keep_session() -> ResponseReturnValue:
    """Count this moment as use: the reader said so."""
    signing_in.keep_alive(identity.must_be_signed_in(), clock.now())
    return jsonify(signed_in=True, idle_minutes=identity.settings().idle_minutes)
