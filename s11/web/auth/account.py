"""One's own account: password, authenticator, recovery codes, sessions."""

from __future__ import annotations

from datetime import timedelta

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.account import ChangePasswordForm, CurrentPassword, ReplaceAuthenticatorForm
from forms.base import BaseForm
from s11 import clock
from s11.domain.errors import Refused
from s11.services import accounts, second_factor, signing_in
from s11.store import accounts as accounts_store
from s11.store.people import SignedIn
from s11.web import identity
from s11.web.access import signed_in
from s11.web.auth.blueprint import bp, limited
from s11.web.auth.browsers import name_of
from s11.web.auth.second_factor import codes_page, key_in, sealed_key

CODES_H1 = "Get new recovery codes"
CHANGE_H1 = "Change your password"


@bp.get("/account")
@signed_in
def account() -> ResponseReturnValue:
    """What my account is."""
    signed = identity.must_be_signed_in()
    config, now = identity.settings(), clock.now()
    sessions = accounts_store.live_sessions(
        signed.actor.person_id,
        now - timedelta(minutes=config.idle_minutes),
        now - timedelta(hours=config.session_hours),
    )
    return render_template(
        "auth/account.html",
        h1="Your account",
        signed=signed,
        codes_left=accounts_store.recovery_codes_left(signed.actor.person_id),
        sessions=[(row, name_of(row.browser), row.id == signed.session_id) for row in sessions],
        done=request.args.get("done", ""),
    )


@bp.get("/account/password")
@signed_in
def password() -> ResponseReturnValue:
    """Ask for the current and a new one."""
    return _page("auth/password.html", CHANGE_H1, ChangePasswordForm())


@bp.post("/account/password")
@signed_in
@limited
def change_password() -> ResponseReturnValue:
    """Change it; my other sessions end."""
    form, signed, at = ChangePasswordForm(request.form), identity.must_be_signed_in(), clock.now()
    if form.validate():
        try:
            _check_password(form, signed)
            accounts.change_password(
                signed.actor.person_id, form.password.data, signed.session_id, at
            )
        except Refused as fault:
            form.refuse(fault.field, fault.sentence)
        else:
            return redirect(url_for("auth.account", done="password"), 303)
    return _page("auth/password.html", CHANGE_H1, form), 422


@bp.get("/account/authenticator")
@signed_in
def authenticator() -> ResponseReturnValue:
    """Show a new key."""
    return _authenticator_page(ReplaceAuthenticatorForm(), second_factor.new_secret())


@bp.post("/account/authenticator")
@signed_in
@limited
def replace_authenticator() -> ResponseReturnValue:
    """Set it in place of the old one; new recovery codes are shown, once."""
    form, signed = ReplaceAuthenticatorForm(request.form), identity.must_be_signed_in()
    secret = key_in(form.key.data, signed)
    if secret is None:
        return redirect(url_for("auth.authenticator"), 303)
    if form.validate():
        try:
            _check_password(form, signed)
            token, codes = signing_in.with_authenticator(
                signed, secret, form.code.data, clock.now()
            )
        except Refused as fault:
            form.refuse(fault.field, fault.sentence)
        else:
            identity.remember(token)
            return codes_page(codes, url_for("auth.account"))
    return _authenticator_page(form, secret), 422


@bp.get("/account/recovery-codes")
@signed_in
def recovery_codes() -> ResponseReturnValue:
    """Ask for the password first."""
    return _page("auth/new_codes.html", CODES_H1, CurrentPassword())


@bp.post("/account/recovery-codes")
@signed_in
@limited
def renew_recovery_codes() -> ResponseReturnValue:
    """New codes in place of the old ones."""
    form, signed = CurrentPassword(request.form), identity.must_be_signed_in()
    if form.validate():
        try:
            _check_password(form, signed)
        except Refused as fault:
            form.refuse(fault.field, fault.sentence)
        else:
            codes = signing_in.new_recovery_codes(signed.actor.person_id, clock.now())
            return codes_page(codes, url_for("auth.account"))
    return _page("auth/new_codes.html", CODES_H1, form), 422


@bp.post("/account/sessions/<int:session_id>/end")
@signed_in
def end_session(session_id: int) -> ResponseReturnValue:
    """End one of my sessions."""
    signing_in.end_session(identity.actor().person_id, session_id, clock.now())
    return redirect(url_for("auth.account", done="session"), 303)


@bp.post("/account/sessions/end-others")
@signed_in
def end_other_sessions() -> ResponseReturnValue:
    """End all of my sessions but this one."""
    signing_in.end_other_sessions(identity.must_be_signed_in(), clock.now())
    return redirect(url_for("auth.account", done="sessions"), 303)


def _check_password(form: CurrentPassword, signed: SignedIn) -> None:
    signing_in.check_own_password(signed.actor.person_id, form.current_password.data, clock.now())


def _page(template: str, h1: str, form: BaseForm) -> str:
    return render_template(template, h1=h1, form=form, errors=form.faults())


def _authenticator_page(form: ReplaceAuthenticatorForm, secret: str) -> str:
    signed = identity.must_be_signed_in()
    return render_template(
        "auth/authenticator.html",
        h1="Replace your authenticator" if signed.has_authenticator else "Set up an authenticator",
        form=form,
        errors=form.faults(),
        picture=second_factor.picture(secret, signed.actor.email),
        address=second_factor.address_of(secret, signed.actor.email),
        secret=secret,
        key=sealed_key(secret, signed),
    )
