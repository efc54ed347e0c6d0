"""What becomes of a challenge note: its date, its outcome, questions that it reopens."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from forms.base import choices
from forms.panel_notes import DueForm, ReopenQuestionsForm, SettleForm
from s11.domain.challenge_steps import check_step
from s11.domain.challenges import Outcome, Side, Step
from s11.domain.permissions import Action
from s11.domain.revising import reopenable
from s11.services import challenging
from s11.web import identity
from s11.web.access import allows, guard
from s11.web.layout import day
from s11.web.officer.loading import posted
from s11.web.panel.blueprint import REVIEW, Reviewed, bp, load_review
from s11.web.panel.noting import (
    NOTE,
    TO_ANSWER,
    Noted,
    form_page,
    is_done,
    load_note,
    offered,
    today,
)
from s11.web.versions import differences_page


@bp.route(f"{NOTE}/due", methods=["GET", "POST"])
@allows(Action.REVIEW_RETURN, load_note)
def move_due(noted: Noted) -> ResponseReturnValue:
    """Set or move the day for the agency's answer."""
    by, page, found = identity.by(), noted.review.page, noted.note
    if request.method == "GET":
        check_step(found, Side.PANEL, Step.DUE)
    form = DueForm(posted(), data=offered(due_on=today() + TO_ANSWER))
    due_on = form.due_on.data or today()
    if is_done(form, lambda: challenging.move_due(by, page, found.number, due_on)):
        flash(f"The answer is now due by {day(due_on)}. The agency has been told by e-mail.")
        return redirect(noted.place, 303)
    h1 = "Move the date for the answer" if found.due_on else "Set a date for the answer"
    return form_page("panel/note_due.html", h1, noted.review, form, note=found)


@bp.route(f"{NOTE}/settle", methods=["GET", "POST"])
@allows(Action.REVIEW_RETURN, load_note)
def settle(noted: Noted) -> ResponseReturnValue:
    """Say what came of the note."""
    by, page, found = identity.by(), noted.review.page, noted.note
    if request.method == "GET":
        check_step(found, Side.PANEL, Step.OUTCOME)
    form = SettleForm(posted())
    if is_done(
        form,
        lambda: challenging.settle(
            by, page, found.number, Outcome(form.outcome.data), form.text.data or ""
        ),
    ):
        flash("The note is settled.")
        return redirect(noted.place, 303)
    return form_page("panel/note_settle.html", "Settle the note", noted.review, form, note=found)


@bp.post(f"{NOTE}/unsettle")
@allows(Action.REVIEW_RETURN, load_note)
def unsettle(noted: Noted) -> ResponseReturnValue:
    """Open a settled note again."""
    challenging.unsettle(identity.by(), noted.review.page, noted.note.number)
    flash("The note is open again.")
    return redirect(noted.place, 303)


@bp.route(f"{NOTE}/reopen", methods=["GET", "POST"])
@allows(Action.REVIEW_RETURN, load_note)
def reopen_questions(noted: Noted) -> ResponseReturnValue:
    """Reopen named questions, so that the agency can revise them: for the board's officer."""
    guard(identity.actor(), Action.RUN_CYCLE, noted.subject)
    by, review, found = identity.by(), noted.review, noted.note
    if request.method == "GET":
        check_step(found, Side.PANEL, Step.REOPENED)
    asked = reopenable(review.edition, review.page.agency_type, review.document.answers)
    form = ReopenQuestionsForm(posted(), data=offered(questions=[found.anchor.question]))
    form.questions.choices = choices(asked)
    if is_done(
        form,
        lambda: challenging.reopen(
            by, review.page, found.number, form.questions.data, form.reason.data
        ),
    ):
        flash("The questions are open again, and the agency has been told by e-mail.")
        return redirect(noted.place, 303)
    h1 = "Reopen questions for a revision"
    standards = _by_standard(review, asked)
    return form_page("panel/note_reopen.html", h1, review, form, note=found, standards=standards)


def _by_standard(
    review: Reviewed, asked: list[tuple[str, str]]
) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """(key, title, the questions to choose from) of each standard that was asked anything."""
    words = dict(asked)
    parts = [
        (one.key, f"{one.key}. {one.title}", [q.id for q in one.questions if q.id in words])
        for one in review.edition.standards
    ]
    return [(key, title, [(id_, words[id_]) for id_ in ids]) for key, title, ids in parts if ids]


@bp.get(f"{REVIEW}/differences")
@allows(Action.SEE_REVIEW, load_review)
def differences(review: Reviewed) -> ResponseReturnValue:
    """What a later signed version says otherwise than an earlier."""
    page = review.page
    return differences_page(page, (url_for("panel.review", **page.address), page.agency_name))
