"""Links that came by e-mail: opening one changes nothing, since mail scanners open links."""

from __future__ import annotations

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.account import NewPasswordForm, ResetForm
from s11 import clock
from s11.domain.errors import Refused
from s11.services import accounts, signing_in
from s11.services.accounts import LinkSpent, Purpose
from s11.store import accounts as store
from s11.store.people import BoardLook
from s11.web import identity
from s11.web.access import public
from s11.web.auth.arriving import password_accepted
from s11.web.auth.blueprint import bp, limited

H1 = {Purpose.INVITE: "Welcome: choose a password", Purpose.RESET: "Choose a new password"}


@bp.get("/invitation/<token>")
@public("the link's token is the proof; opening changes nothing")
def invitation(token: str) -> ResponseReturnValue:
    """Ask for a password."""
    return _open(token, Purpose.INVITE)


@bp.post("/invitation/<token>")
@public("the link's token is the proof, and works once")
@limited
def accept(token: str) -> ResponseReturnValue:
    """Set it, and go on to the authenticator."""
    return _set_password(token, Purpose.INVITE)


@bp.get("/reset")
@public("for people who cannot sign in")
def ask_reset() -> ResponseReturnValue:
    """Ask where to send a link."""
    return render_template("auth/reset.html", h1="Choose a new password", form=ResetForm())


@bp.post("/reset")
@public("answers the same whatever the address")
@limited
def send_reset() -> ResponseReturnValue:
    """Send it, if there is such an account."""
    form = ResetForm(request.form)
    if form.validate():
        accounts.ask_reset(form.email.data, clock.now())
        return redirect(url_for("auth.reset_sent"), 303)
    page = render_template(
        "auth/reset.html", h1="Choose a new password", form=form, errors=form.faults()
    )
    return page, 422


@bp.get("/reset/sent")
@public("the same for everyone")
def reset_sent() -> ResponseReturnValue:
    """Say what happens next, whether or not there is such an account."""
    return render_template("auth/reset_sent.html", h1="Check your email")


@bp.get("/reset/<token>")
@public("the link's token is the proof; opening changes nothing")
def reset(token: str) -> ResponseReturnValue:
    """Ask for a new password."""
    return _open(token, Purpose.RESET)


@bp.post("/reset/<token>")
@public("the link's token is the proof, and works once")
@limited
def finish_reset(token: str) -> ResponseReturnValue:
    """Set it; the second factor is asked for as always."""
    return _set_password(token, Purpose.RESET)


def _open(token: str, purpose: Purpose) -> ResponseReturnValue:
    if not _greet(token, purpose):
        return _spent(purpose)
    return render_template("auth/choose_password.html", h1=H1[purpose], form=NewPasswordForm())


def _greet(token: str, purpose: Purpose) -> bool:
    """Whether the link is good; if so, the page is in the look of the person's one board."""
    person = accounts.person_of_link(token, purpose, clock.now())
    boards = store.boards_of(person.id) if person else ()
    if len(boards) == 1:
        g.board = BoardLook(boards[0].id, boards[0].slug, boards[0].name, boards[0].colour)
    return person is not None


def _set_password(token: str, purpose: Purpose) -> ResponseReturnValue:
    form, at = NewPasswordForm(request.form), clock.now()
    if form.validate():
        try:
            person_id = accounts.set_password(token, purpose, form.password.data, at)
        except LinkSpent:
            return _spent(purpose)
        except Refused as fault:
            _greet(token, purpose)
            form.refuse(fault.field, fault.sentence)
        else:
            return password_accepted(signing_in.after_link(person_id, identity.browser(), at))
    page = render_template(
        "auth/choose_password.html", h1=H1[purpose], form=form, errors=form.faults()
    )
    return page, 422


def _spent(purpose: Purpose) -> ResponseReturnValue:
    h1 = "This link no longer works"
    return render_template(
        "auth/link_spent.html", h1=h1, is_invitation=purpose is Purpose.INVITE
    ), 410
