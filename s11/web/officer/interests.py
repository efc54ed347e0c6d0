"""Declarations of interest: whose, in which agency; declaring one, withdrawing one."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.base import choices
from forms.panel import InterestForm
from s11.domain.errors import Refused
from s11.domain.permissions import Action
from s11.services import declaring
from s11.store import agencies
from s11.store import interests as store
from s11.store.interests import TakenBack
from s11.web import identity
from s11.web.access import allows
from s11.web.officer.blueprint import bp
from s11.web.officer.loading import BoardInHand, can, load_board


@bp.get("/interests")
@allows(Action.SEE_PANELS, load=load_board)
def interests(found: BoardInHand) -> ResponseReturnValue:
    """Every interest that was declared to the board."""
    return _page(found, _form(found))


@bp.post("/interests")
@allows(Action.RUN_PANELS, load=load_board)
def declare_interest(found: BoardInHand) -> ResponseReturnValue:
    """Keep that somebody has an interest in an agency."""
    form = _form(found, filled=True)
    if form.validate():
        try:
            taken = declaring.declare(
                found.board, int(form.person.data), form.agency.data, identity.by()
            )
        except Refused as fault:
            form.refuse(fault.field, fault.sentence)
        else:
            flash(f"The interest is declared. {_taken_words(taken)}".strip())
            return redirect(url_for("officer.interests", board=found.board.slug), 303)
    return _page(found, form), 422


@bp.post("/interests/<int:interest>/withdraw")
@allows(Action.RUN_PANELS, load=load_board)
def withdraw_interest(found: BoardInHand, interest: int) -> ResponseReturnValue:
    """End an interest."""
    gone = declaring.withdraw(found.board, interest, identity.by())
    flash(f"{gone.person_name} has no interest in {gone.agency_name} any more.")
    return redirect(url_for("officer.interests", board=found.board.slug), 303)


def _taken_words(taken: tuple[TakenBack, ...]) -> str:
    if not taken:
        return ""
    where = "; ".join(f"{one.panel_name}, {one.cycle_title}" for one in taken)
    return f"Its return was taken from what they had to read: {where}."


def _form(found: BoardInHand, *, filled: bool = False) -> InterestForm:
    form = InterestForm(request.form if filled else None)
    people = [(str(number), name) for number, name in store.who_may_declare(found.board.id)]
    there = [(one.slug, one.name) for one in agencies.register(found.board) if not one.left_at]
    form.person.choices = choices([("", "Choose"), *people])
    form.agency.choices = choices([("", "Choose"), *there])
    return form


def _page(found: BoardInHand, form: InterestForm) -> str:
    return render_template(
        "officer/interests.html",
        h1="Declarations of interest",
        slug=found.board.slug,
        declared=store.interests_of(found.board.id),
        form=form,
        errors=form.faults(),
        may_run=can(Action.RUN_PANELS, found.subject),
    )
