"""The agency's own objectives: what became of the last ones, and the next."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.agency import ObjectivesForm, objectives_form
from s11.domain.permissions import Action
from s11.services import answering
from s11.services.answering import Saved
from s11.store import answers as store
from s11.web import identity
from s11.web.access import allows
from s11.web.agency.blueprint import RETURN, Opened, bp, load_return, must_be_changeable


@bp.get(f"{RETURN}/objectives")
@allows(Action.RUN_RETURN, load_return)
def objectives(opened: Opened) -> ResponseReturnValue:
    """The last cycle's objectives to report on, and this one's to set."""
    if not opened.is_changeable or opened.page.revising:
        return redirect(url_for("agency.check", **opened.page.address, _anchor="objectives"), 303)
    return _page(opened, _form(opened))


@bp.post(f"{RETURN}/objectives")
@allows(Action.RUN_RETURN, load_return)
def save_objectives(opened: Opened) -> ResponseReturnValue:
    """Save them; another row to fill, or on to checking the return."""
    must_be_changeable(opened)
    form = _form(opened, posted=True)
    if not form.validate():
        return _page(opened, form), 422
    saved = answering.save(identity.by(), opened.page, opened.edition, form.saves())
    if saved.conflicts:
        return _collided(opened, form, saved), 409
    then = request.form.get("then", "continue")
    if then == "another":
        return redirect(url_for("agency.objectives", **opened.page.address, more=1), 303)
    endpoint = "agency.tasks" if then == "later" else "agency.check"
    return redirect(url_for(endpoint, **opened.page.address), 303)


def _form(opened: Opened, *, posted: bool = False) -> ObjectivesForm:
    answers = store.answers_of(opened.page.id)
    last = answering.last_objectives(opened.page, answers)
    more = request.args.get("more") == "1"
    return objectives_form(answers, last, request.form if posted else None, more=more)


def _page(opened: Opened, form: ObjectivesForm) -> str:
    return render_template(
        "agency/objectives.html",
        h1="Objectives",
        page=opened.page,
        opened=opened,
        form=form,
        errors=form.faults(),
    )


def _collided(opened: Opened, form: ObjectivesForm, saved: Saved) -> str:
    """Show both texts of each objective that collided.

    The person has now read those, so the form carries the versions that stand; every other row
    keeps the version that its own words come from.
    """
    answers = store.saved_answers_of(opened.page.id)
    theirs = {one.theirs.question: answers[one.theirs.question] for one in saved.conflicts}
    form.take_versions(
        {**saved.versions, **{key: one.answer.version for key, one in theirs.items()}}
    )
    return render_template(
        "agency/objectives.html",
        h1="Objectives",
        page=opened.page,
        opened=opened,
        form=form,
        theirs=theirs,
        errors=[("Someone else changed an objective too. Both texts are below.", None)],
    )
