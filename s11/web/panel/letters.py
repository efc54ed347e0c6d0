"""The panel's letter to an agency: the officer writes it, looks at it and issues it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.panel_letter import IssueForm, LetterForm
from s11.domain.errors import Refused
from s11.domain.letters import FEEDBACK
from s11.domain.permissions import Action
from s11.services import lettering
from s11.services.lettering import Collided
from s11.store import letters as store
from s11.store.letters import Draft
from s11.web import identity
from s11.web.access import allows
from s11.web.panel.blueprint import REVIEW, Reviewed, bp, load_review

LETTER = f"{REVIEW}/letter"


@bp.get(LETTER)
@allows(Action.WRITE_LETTERS, load_review)
def letter(review: Reviewed) -> ResponseReturnValue:
    """The draft as it stands, or one to begin with; asked to, one made afresh."""
    draft = store.draft_of(review.page.id, FEEDBACK)
    is_fresh = draft is None or "afresh" in request.args
    body = _drafted(review) if is_fresh or draft is None else draft.body
    form = LetterForm(data={"body": body, "read": draft.version if draft else 0})
    return _page(review, form, draft, is_fresh=is_fresh)


@bp.post(LETTER)
@allows(Action.WRITE_LETTERS, load_review)
def save_letter(review: Reviewed) -> ResponseReturnValue:
    """Save the draft, then go on to look at it, or stay."""
    form = LetterForm(request.form)
    if not form.validate():
        return _page(review, form, store.draft_of(review.page.id, FEEDBACK)), 422
    try:
        lettering.save(identity.by(), review.page, form.body.data, form.read.data or 0)
    except Refused as refused:
        form.refuse(refused.field, refused.sentence)
        return _page(review, form, store.draft_of(review.page.id, FEEDBACK)), 422
    except Collided as collided:
        # Their text is on the page now, so saving again puts one text in place of the other.
        form.read.data = collided.theirs.version
        return _page(review, form, collided.theirs, theirs=collided.theirs), 409
    if request.form.get("then") == "look":
        return redirect(url_for("panel.preview_letter", **review.page.address), 303)
    flash("The letter is saved. Nobody else reads it until it is issued.")
    return redirect(url_for("panel.letter", **review.page.address), 303)


@bp.get(f"{LETTER}/preview")
@allows(Action.WRITE_LETTERS, load_review)
def preview_letter(review: Reviewed) -> ResponseReturnValue:
    """The letter as the agency will read it, and the way to issue it."""
    draft = store.draft_of(review.page.id, FEEDBACK)
    if draft is None:
        return redirect(url_for("panel.letter", **review.page.address), 303)
    return _preview(review, draft, IssueForm(data={"read": draft.version}))


@bp.post(f"{LETTER}/issue")
@allows(Action.WRITE_LETTERS, load_review)
def issue_letter(review: Reviewed) -> ResponseReturnValue:
    """Issue the letter: from here nobody changes it."""
    draft, form = store.draft_of(review.page.id, FEEDBACK), IssueForm(request.form)
    if draft is None:
        raise Refused("Write and save the letter first.")
    if not form.validate():
        return _preview(review, draft, form), 422
    try:
        issued = lettering.issue(identity.by(), review.page, form.read.data or 0)
    except Collided as collided:
        form = IssueForm(data={"read": collided.theirs.version})
        return _preview(review, collided.theirs, form, has_moved=True), 409
    flash(f"Letter {issued.version} is issued. The agency has been told by e-mail.")
    return redirect(url_for("agency.letter", **review.page.address), 303)


def _drafted(review: Reviewed) -> str:
    return lettering.drafted(identity.by(), review.page, review.edition, review.document)


def _page(review: Reviewed, form: LetterForm, draft: Draft | None, **more: Any) -> str:
    return render_template(
        "panel/letter.html",
        h1=f"Letter to {review.page.agency_name}",
        page=review.page,
        form=form,
        draft=draft,
        issued=lettering.readings(review.page.id),
        errors=form.faults(),
        **{"theirs": None, "is_fresh": False, **more},
    )


def _preview(review: Reviewed, draft: Draft, form: IssueForm, *, has_moved: bool = False) -> str:
    return render_template(
        "panel/letter_preview.html",
        h1="Look at the letter",
        page=review.page,
        letter=lettering.preview(identity.by(), review.page, draft),
        draft=draft,
        form=form,
        has_moved=has_moved,
        errors=form.faults(),
    )
