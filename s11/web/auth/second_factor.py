"""The code, and setting up the authenticator that makes it."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.account import AuthenticatorForm, CodeForm
from s11 import clock
from s11.domain.errors import Refused
from s11.services import sealing, second_factor, signing_in
from s11.store.people import SignedIn
from s11.web import identity, keeping
from s11.web.access import half_signed_in
from s11.web.auth.arriving import let_in, safe_next
from s11.web.auth.blueprint import bp, limited
from s11.web.errors import CODE_H1

REFUSED = (
    "This code does not fit, has been used already, or there were too many attempts. "
    "Wait for the next code; after ten attempts, wait 15 minutes."
)
KEY_SECONDS = 60 * 60


@bp.get("/sign-in/code")
@half_signed_in
def code(signed: SignedIn) -> ResponseReturnValue:
    """Ask for a code."""
    wanted = safe_next(request.args.get("next"))
    if signed.verified:
        return redirect(wanted or url_for("auth.home"), 303)
    if not signed.has_authenticator:
        return redirect(url_for("auth.set_up", next=wanted or None), 303)
    return render_template("auth/code.html", h1=CODE_H1, form=CodeForm(next=wanted))


@bp.post("/sign-in/code")
@half_signed_in
@limited
def check_code(signed: SignedIn) -> ResponseReturnValue:
    """Check it: each code lets in once."""
    form, kept = CodeForm(request.form), keeping.carried()
    if form.validate():
        token = signing_in.by_code(signed, form.code.data, clock.now())
        if token:
            return let_in(token, form.next.data, kept)
        form.refuse("code", REFUSED)
    page = render_template("auth/code.html", h1=CODE_H1, form=form, kept=kept, errors=form.faults())
    return page, 422


@bp.get("/sign-in/authenticator")
@half_signed_in
def set_up(signed: SignedIn) -> ResponseReturnValue:
    """Show a new key, as a picture and as text."""
    if signed.has_authenticator:
        return redirect(url_for("auth.code"), 303)
    wanted = safe_next(request.args.get("next"))
    return _set_up_page(signed, AuthenticatorForm(next=wanted), second_factor.new_secret())


@bp.post("/sign-in/authenticator")
@half_signed_in
@limited
def prove(signed: SignedIn) -> ResponseReturnValue:
    """Check the first code; then the recovery codes are shown, once."""
    form = AuthenticatorForm(request.form)
    secret = key_in(form.key.data, signed)
    if signed.has_authenticator or secret is None:
        return redirect(url_for("auth.code"), 303)
    if form.validate():
        try:
            token, codes = signing_in.with_authenticator(
                signed, secret, form.code.data, clock.now()
            )
        except Refused as fault:
            form.refuse(fault.field, fault.sentence)
        else:
            identity.remember(token)
            return codes_page(codes, safe_next(form.next.data) or url_for("auth.home"))
    return _set_up_page(signed, form, secret), 422


def codes_page(codes: list[str], onward: str) -> str:
    """Recovery codes, this once."""
    return render_template(
        "auth/recovery_codes.html", h1="Keep your recovery codes", codes=codes, onward=onward
    )


def sealed_key(secret: str, signed: SignedIn) -> str:
    """A key that is not set yet, for the form to carry: nothing of it is kept here meanwhile."""
    return sealing.seal(secret, f"new authenticator {signed.actor.person_id}")


def key_in(sealed: str | None, signed: SignedIn) -> str | None:
    """The key in a form of this person's, of the last hour."""
    purpose = f"new authenticator {signed.actor.person_id}"
    return sealing.unseal(sealed or "", purpose, max_age=KEY_SECONDS)


def _set_up_page(signed: SignedIn, form: AuthenticatorForm, secret: str) -> str:
    return render_template(
        "auth/authenticator.html",
        h1="Set up your authenticator",
        form=form,
        errors=form.faults(),
        picture=second_factor.picture(secret, signed.actor.email),
        address=second_factor.address_of(secret, signed.actor.email),
        secret=secret,
        key=sealed_key(secret, signed),
    )
