"""What the pages of challenge notes share: finding one, asking twice, showing what will be read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.base import BaseForm
from s11.domain.challenges import Challenge, Entry, Side, Step
from s11.domain.cycles import london
from s11.domain.errors import Refused, WrongState
from s11.domain.permissions import Subject
from s11.store import challenges as store
from s11.web import identity
from s11.web.panel.blueprint import REVIEW, Reviewed, load_review
from s11.web.threads import ThreadShown, thread_shown

NOTES = f"{REVIEW}/notes"
NOTE = f"{NOTES}/<int:number>"
TO_ANSWER = timedelta(days=14)
# What a form's buttons say: show me first, I have seen it, let me change it.
CHECK, SHARE, CHANGE = "check", "share", "change"


@dataclass(frozen=True)
class Noted:
    """One note of a return that is reviewed."""

    review: Reviewed
    note: Challenge

    @property
    def subject(self) -> Subject:
        """What the permission table decides about."""
        return self.review.subject

    @property
    def place(self) -> str:
        """The address of the note's page."""
        return place_of(self.review, self.note.number)


def load_note(board: str, cycle: str, agency: str, number: int) -> Noted | None:
    """The note of this number, whole."""
    review = load_review(board, cycle, agency)
    found = store.challenge(review.page.id, number) if review else None
    return Noted(review, found) if review and found else None


def place_of(review: Reviewed, number: int) -> str:
    """The address of a note's page."""
    return url_for("panel.note", number=number, **review.page.address)


def today() -> date:
    """The London day of this request."""
    return london(identity.by().at).date()


def is_confirmed() -> bool:
    """Whether the person has seen what the agency will read, and shares it."""
    return request.form.get("then") == SHARE


def is_done(form: BaseForm, act: Callable[[], object]) -> bool:
    """Whether a posted form was in order and `act` went through; a refusal goes into the form."""
    if request.method != "POST" or request.form.get("then") == CHANGE or not form.validate():
        return False
    try:
        act()
    except (Refused, WrongState) as fault:
        form.refuse(getattr(fault, "field", "") or "text", fault.sentence)
        return False
    return True


def offered(**values: object) -> dict[str, object]:
    """What a form begins with; nothing once it is posted, so that an empty field stays empty."""
    return {} if request.method == "POST" else values


def form_page(
    template: str, h1: str, review: Reviewed, form: BaseForm, **words: object
) -> ResponseReturnValue:
    """A page with one form, as it was typed; with what is wrong with it if anything is."""
    page = render_template(
        template, h1=h1, page=review.page, form=form, errors=form.faults(), **words
    )
    return page, 422 if form.errors else 200


def confirm(review: Reviewed, shown: ThreadShown, back: str) -> ResponseReturnValue:
    """Show what the agency will read, before it does; the form waits in hidden fields."""
    fields = request.form.items(multi=True)
    return render_template(
        "panel/note_confirm.html",
        h1="Check what the agency will read",
        page=review.page,
        shown=shown,
        carried=[(name, value) for name, value in fields if name not in {"csrf_token", "then"}],
        back=back,
    )


def preview(review: Reviewed, note: Challenge, *said: tuple[Step, str, str]) -> ThreadShown:
    """A note as the agency would read it once the panel has said this: (step, text, detail)."""
    by, first = identity.by(), len(note.entries) + 1
    new = tuple(
        Entry(n, Side.PANEL, step, text.strip(), by.who, by.at, detail=detail)
        for n, (step, text, detail) in enumerate(said, start=first)
    )
    shared = replace(note, entries=(*note.entries, *new)).shared()
    assert shared is not None
    return thread_shown(shared, review.edition, today(), Side.AGENCY)


def due_step(day: date | None) -> list[tuple[Step, str, str]]:
    """The step that sets the day for the answer, where there is one."""
    return [(Step.DUE, "", day.isoformat())] if day else []
