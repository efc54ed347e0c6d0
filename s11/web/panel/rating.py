"""The panel's word on a question: its rating, and lines of enquiry put aside or taken up again."""

from __future__ import annotations

from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.panel_review import DismissForm, RatingForm, in_per_cent, rating_form
from s11.domain.anchors import question_numbers
from s11.domain.errors import Refused, WrongState
from s11.domain.moderation import PanelRating
from s11.domain.permissions import Action
from s11.domain.reading import Versions, opinion
from s11.services import enquiring, moderating
from s11.services.enquiring import LineSeen
from s11.services.moderating import Collided
from s11.web import identity
from s11.web.access import allows
from s11.web.panel.blueprint import REVIEW, Reviewed, bp, load_review
from s11.web.panel.cards import levels_of, place_of
from s11.web.panel.desk import reports_of
from s11.web.panel.reading import QUESTION, ReviewedQuestion, load_question, standard_page


@bp.post(f"{QUESTION}/rating")
@allows(Action.REVIEW_RETURN, load_question)
def rate(found: ReviewedQuestion) -> ResponseReturnValue:
    """Propose the panel's rating; left blank it accepts the agency's own."""
    review, question = found.review, found.question
    form = rating_form(question, None, request.form)
    if not form.validate():
        return _faulty(found, form)
    try:
        said = moderating.propose(
            identity.by(), review.page, review.edition, review.document, form.rating(), form.read
        )
    except Refused as refused:
        form.refuse(refused.field, refused.sentence)
        return _faulty(found, form)
    except Collided as collided:
        return _collided(found, form, collided.theirs)
    number = question_numbers(review.edition)[question.id]
    verb = "left as the agency rated it" if said.accepts else "kept"
    flash(f"The panel’s rating of {number} is {verb}.")
    return redirect(found.place, 303)


def _faulty(found: ReviewedQuestion, form: RatingForm) -> ResponseReturnValue:
    forms = {found.question.id: form}
    return standard_page(found.review, found.standard, forms, form.faults()), 422


def _collided(
    found: ReviewedQuestion, form: RatingForm, theirs: PanelRating
) -> ResponseReturnValue:
    """Both proposals on one page: the reader's own can be sent again, now knowing the other."""
    review, question = found.review, found.question
    said = review.document.answers.get(question.id)
    versions = Versions({review.signed.version: review.document}, review.signed.version)
    mine = form.rating()
    page = render_template(
        "panel/collision.html",
        h1="Another member rated this too",
        found=found,
        page=review.page,
        report=next(
            one
            for standard in reports_of(review.signed.sha256)
            for one in standard.questions
            if one.id == question.id
        ),
        levels=levels_of(question),
        step=in_per_cent(question),
        mine=opinion(question, said, mine, versions),
        theirs=opinion(question, said, theirs, versions),
        form=rating_form(question, replace(mine, version=theirs.version)),
    )
    return page, 409


@bp.post(f"{REVIEW}/lines/dismiss")
@allows(Action.REVIEW_RETURN, load_review)
def dismiss(review: Reviewed) -> ResponseReturnValue:
    """Put a line of enquiry aside, with its reason."""
    form = DismissForm(request.form)
    seen = _line(review, form)
    if form.validate():
        try:
            enquiring.dismiss(
                identity.by(),
                review.page,
                review.edition,
                review.document,
                seen.line.key,
                form.reason.data or "",
                form.version.data or 0,
            )
        except Refused as refused:
            form.refuse(refused.field, refused.sentence)
        else:
            flash("The line of enquiry is put aside. It stays on the page with your reason.")
            return redirect(_place(review, seen), 303)
    page = render_template(
        "panel/dismiss.html",
        h1="Put a line of enquiry aside",
        page=review.page,
        seen=seen,
        form=form,
        errors=form.faults(),
        back=_place(review, seen),
    )
    return page, 422


@bp.post(f"{REVIEW}/lines/take-up")
@allows(Action.REVIEW_RETURN, load_review)
def take_up(review: Reviewed) -> ResponseReturnValue:
    """Take up again a line of enquiry that was put aside."""
    form = DismissForm(request.form)
    seen = _line(review, form)
    enquiring.take_up(identity.by(), review.page, seen.line.key, form.version.data or 0)
    flash("The line of enquiry is taken up again.")
    return redirect(_place(review, seen), 303)


def _line(review: Reviewed, form: DismissForm) -> LineSeen:
    """The line that the form names; raises WrongState for one that no longer applies."""
    found = enquiring.lines(review.page, review.edition, review.document)
    for seen in found:
        if seen.line.key == form.line.data:
            return seen
    raise WrongState(enquiring.GONE)


def _place(review: Reviewed, seen: LineSeen) -> str:
    if not seen.line.standard:
        return url_for("panel.review", **review.page.address)
    return place_of(review, seen.line.standard, seen.line.question)
