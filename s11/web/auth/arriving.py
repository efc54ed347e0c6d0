"""Where people go once they are in."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from forms.account import CodeForm
from s11 import clock
from s11.services import signing_in
from s11.web import identity, keeping
from s11.web.errors import CODE_H1


def safe_next(wanted: str | None) -> str:
    """The address on this site to go to, or "" if what was asked for is not one."""
    if not wanted or not wanted.startswith("/") or wanted[1:2] in {"/", "\\"}:
        return ""
    if any(ord(letter) < 33 or letter == "\\" for letter in wanted):
        return ""
    parts = urlsplit(wanted)
    return "" if parts.scheme or parts.netloc else wanted


def password_accepted(token: str, wanted: str = "", kept: str = "") -> ResponseReturnValue:
    """On to the second factor, or in where none is asked for (the demo)."""
    previous = identity.who()
    if previous:
        signing_in.sign_out(previous, clock.now())
    identity.remember(token)
    signed = identity.who()
    if signed and signed.verified:
        return let_in(token, wanted, kept)
    if kept and signed and signed.has_authenticator:
        form = CodeForm(next=wanted)
        return render_template("auth/code.html", h1=CODE_H1, form=form, kept=kept)
    return redirect(url_for("auth.code", next=safe_next(wanted) or None), 303)


def let_in(token: str, wanted: str = "", kept: str = "") -> ResponseReturnValue:
    """In, under the new token: to the words that were not saved, to what was wanted, or home."""
    identity.remember(token)
    theirs = keeping.opened(kept, identity.actor().person_id)
    if theirs:
        return keeping.offer(theirs)
    return redirect(safe_next(wanted) or url_for("auth.home"), 303)
