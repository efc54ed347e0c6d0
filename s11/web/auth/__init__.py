"""Getting in: signing in, the second factor, invitations, resets, one's own account."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from s11.store.people import SignedIn
from s11.web.access import half_signed_in, public

bp = Blueprint("auth", __name__)


@bp.get("/sign-in")
@public("this is how people get in")
def sign_in() -> ResponseReturnValue:
    """Ask for an address and a password."""
    return render_template("auth/sign_in.html")


@bp.get("/sign-in/code")
@half_signed_in
def code(signed: SignedIn) -> ResponseReturnValue:
    """Ask for a code."""
    return render_template("auth/code.html")
