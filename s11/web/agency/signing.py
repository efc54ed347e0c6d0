"""The signature: asking for it, reading and signing, sending back, the receipt."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.agency import SendBackForm, SignForm
from s11.domain.cycles import deadline
from s11.domain.errors import NotFound, Refused
from s11.domain.permissions import Action, may
from s11.domain.submissions import Status, Step, after
from s11.services import signing
from s11.store import signing as store
from s11.web import identity
from s11.web.access import allows
from s11.web.agency.blueprint import RETURN, Opened, bp, load_return
from s11.web.agency.reading import way_back
from s11.web.agency.tasks import whole


@bp.post(f"{RETURN}/ask-to-sign")
@allows(Action.RUN_RETURN, load_return)
def ask_to_sign(opened: Opened) -> ResponseReturnValue:
    """The lead has finished and asks for the signature."""
    try:
        signing.ask_to_sign(identity.by(), opened.page, opened.edition)
    except Refused as refused:
        again = load_return(**opened.page.address) or opened
        page = render_template(
            "agency/check.html", errors=[(refused.sentence, "missing")], **whole(again)
        )
        return page, 422
    flash("The accountable officer has been asked to sign, by e-mail.")
    return redirect(url_for("agency.tasks", **opened.page.address), 303)


@bp.post(f"{RETURN}/take-back")
@allows(Action.RUN_RETURN, load_return)
def take_back(opened: Opened) -> ResponseReturnValue:
    """The lead takes the return back to change something."""
    signing.take_back(identity.by(), opened.page)
    flash("The return is yours again. Ask for the signature when you have finished.")
    return redirect(url_for("agency.tasks", **opened.page.address), 303)


@bp.get(f"{RETURN}/sign")
@allows(Action.SIGN_RETURN, load_return)
def sign(opened: Opened) -> ResponseReturnValue:
    """The whole return, then the declaration; or to send it back."""
    if opened.page.status is Status.SUBMITTED:
        return redirect(url_for("agency.submitted", **opened.page.address), 303)
    return _page(opened, SignForm(name=identity.actor().name), SendBackForm())


@bp.post(f"{RETURN}/sign")
@allows(Action.SIGN_RETURN, load_return)
def give_signature(opened: Opened) -> ResponseReturnValue:
    """Sign; pressing twice leads to the one receipt."""
    if opened.page.status is Status.SUBMITTED:
        return redirect(url_for("agency.submitted", **opened.page.address), 303)
    after(opened.page.status, Step.SIGN)
    form = SignForm(request.form)
    if not form.validate():
        return _page(opened, form, SendBackForm()), 422
    signing.sign(
        identity.by(), opened.page, opened.edition, name=form.name.data, role=form.role.data
    )
    return redirect(url_for("agency.submitted", **opened.page.address), 303)


@bp.post(f"{RETURN}/send-back")
@allows(Action.SIGN_RETURN, load_return)
def send_back(opened: Opened) -> ResponseReturnValue:
    """The signatory wants something changed first."""
    after(opened.page.status, Step.SEND_BACK)
    form = SendBackForm(request.form)
    if not form.validate():
        return _page(opened, SignForm(name=identity.actor().name), form), 422
    signing.send_back(identity.by(), opened.page, form.reason.data)
    flash("The return has been sent back. The safeguarding lead has been told by e-mail.")
    return redirect(url_for("agency.tasks", **opened.page.address), 303)


@bp.get(f"{RETURN}/submitted")
@allows(Action.READ_SIGNED_RETURN, load_return)
def submitted(opened: Opened) -> ResponseReturnValue:
    """The receipt: reference, when, by whom, and the fingerprint."""
    versions = store.signed_versions(opened.page.id)
    if not versions:
        raise NotFound
    newest = versions[0]
    return render_template(
        "agency/submitted.html",
        h1="Return submitted",
        page=opened.page,
        back=way_back(opened),
        signed=newest,
        deadline=deadline(opened.page.due_at, opened.page.returned_at or newest.signed_at),
    )


def _page(opened: Opened, form: SignForm, back: SendBackForm) -> str:
    words = {
        "h1": "Read and sign",
        "form": form,
        "back": back,
        "errors": form.faults() + back.faults(),
        "declaration": signing.DECLARATION,
        "waits": opened.page.status is Status.WITH_SIGNATORY,
        "may_sign": may(identity.actor(), Action.SIGN_RETURN, opened.page.subject),
    }
    return render_template("agency/sign.html", **{**whole(opened), **words})
