"""Address and password; signing out."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.account import SignInForm
from s11 import clock
from s11.services import signing_in as service
from s11.web import identity, keeping
from s11.web.access import public
from s11.web.auth.arriving import password_accepted, safe_next
from s11.web.auth.blueprint import bp, limited
from s11.web.errors import SIGN_IN_H1

# One sentence for a wrong password, an unknown address, a locked and a disabled account.
REFUSED = (
    "This address and password do not go together, or there were too many attempts. "
    "After ten, signing in stops for 15 minutes."
)


@bp.get("/sign-in")
@public("this is how people get in")
def sign_in() -> ResponseReturnValue:
    """Ask for an address and a password."""
    signed, wanted = identity.who(), safe_next(request.args.get("next"))
    if signed and signed.verified:
        return redirect(wanted or url_for("auth.home"), 303)
    return _page(SignInForm(next=wanted))


@bp.post("/sign-in")
@public("this is how people get in")
@limited
def check_password() -> ResponseReturnValue:
    """Check them; the answer to every refusal is the same."""
    form, kept = SignInForm(request.form), keeping.carried()
    if form.validate():
        email, password = form.email.data, form.password.data
        token = service.by_password(email, password, identity.browser(), clock.now())
        if token:
            return password_accepted(token, form.next.data, kept)
        form.refuse("email", REFUSED)
    return _page(form, kept), 422


@bp.post("/sign-out")
@public("ends the session of whoever asks, if there is one")
def sign_out() -> ResponseReturnValue:
    """End this session, from a page of whatever age (see `blueprint.wire`)."""
    signed = identity.who()
    if signed:
        service.sign_out(signed, clock.now())
    identity.forget_cookie()
    return redirect(url_for("auth.signed_out"), 303)


@bp.get("/signed-out")
@public("says that one is signed out")
def signed_out() -> ResponseReturnValue:
    """Confirm it."""
    return render_template("auth/signed_out.html", h1="You have signed out")


def _page(form: SignInForm, kept: str = "") -> str:
    return render_template(
        "auth/sign_in.html", h1=SIGN_IN_H1, form=form, kept=kept, errors=form.faults()
    )
