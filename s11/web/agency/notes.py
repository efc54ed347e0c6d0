"""What the panel shared with an agency: its notes, and the agency's answers.

Answers can be given after the cycle has closed too: panels meet when the returns are in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.panel_notes import AnswerNoteForm
from s11.domain.challenges import KIND_WORDS, SharedChallenge, Side
from s11.domain.cycles import london
from s11.domain.errors import Refused, WrongState
from s11.domain.permissions import Action, Subject, may
from s11.services import challenging
from s11.store import challenges as store
from s11.web import identity
from s11.web.access import allows
from s11.web.agency.blueprint import RETURN, Opened, bp, load_return
from s11.web.agency.cards import PanelAsks
from s11.web.agency.reading import way_back
from s11.web.threads import NoteLine, note_lines, thread_shown

NOTES = f"{RETURN}/notes"
NOTE = f"{NOTES}/<int:number>"


@dataclass(frozen=True, slots=True)
class NoteRead:
    """A note of a return in hand, as far as the agency may read it."""

    opened: Opened
    note: SharedChallenge

    @property
    def subject(self) -> Subject:
        """What the permission table decides about."""
        return self.opened.subject


def load_note(board: str, cycle: str, agency: str, number: int) -> NoteRead | None:
    """The shared note of this number; one that is private to the panel is not there."""
    opened = load_return(board, cycle, agency)
    found = store.shared(opened.page.id, number) if opened else None
    return NoteRead(opened, found) if opened and found else None


def _today() -> date:
    return london(identity.by().at).date()


def notes_of(opened: Opened) -> list[NoteLine]:
    """The notes that the panel shared about this return, open ones first."""
    return note_lines(
        store.shared_of(opened.page.id),
        opened.edition,
        _today(),
        Side.AGENCY,
        lambda number: url_for("agency.note", number=number, **opened.page.address),
    )


def notes_by_question(opened: Opened) -> dict[str, tuple[PanelAsks, ...]]:
    """What the panel's open notes ask, by question; none before a version was signed."""
    asked: dict[str, tuple[PanelAsks, ...]] = {}
    if not opened.page.signed_version:
        return asked
    for one in store.shared_of(opened.page.id):
        if one.anchor.question and not one.outcome:
            url = url_for("agency.note", number=one.number, **opened.page.address)
            asks = PanelAsks(one.number, one.text, url)
            asked[one.anchor.question] = (*asked.get(one.anchor.question, ()), asks)
    return asked


def carried_to(opened: Opened) -> list[NoteLine]:
    """The last cycle's notes that were carried to this one."""
    before, last = store.submission_before(opened.page.id), opened.last
    if before is None or last is None:
        return []
    address = {**opened.page.address, "cycle": last.cycle_slug}
    return note_lines(
        store.carried_from(before),
        last.edition,
        _today(),
        Side.AGENCY,
        lambda number: url_for("agency.note", number=number, **address),
    )


@bp.get(NOTES)
@allows(Action.SEE_SHARED_CHALLENGES, load_return)
def notes(opened: Opened) -> ResponseReturnValue:
    """Every note that the panel shared, and those carried from the last cycle."""
    lines = notes_of(opened)
    return render_template(
        "agency/notes.html",
        h1="Notes from the panel",
        page=opened.page,
        back=way_back(opened),
        lines=lines,
        open_count=sum(one.is_open for one in lines),
        carried=carried_to(opened),
    )


@bp.get(NOTE)
@allows(Action.SEE_SHARED_CHALLENGES, load_note)
def note(read: NoteRead) -> ResponseReturnValue:
    """One note with what was said since, and room for the agency's answer."""
    return _page(read, AnswerNoteForm())


@bp.post(NOTE)
@allows(Action.ANSWER_CHALLENGE, load_note)
def answer_note(read: NoteRead) -> ResponseReturnValue:
    """Answer the note. Where two people answer at once, both answers stand."""
    form, page = AnswerNoteForm(request.form), read.opened.page
    if not form.validate():
        return _page(read, form)
    try:
        challenging.respond(identity.by(), page, read.note.number, form.text.data)
    except (Refused, WrongState) as fault:
        form.refuse("text", fault.sentence)
        return _page(read, form)
    flash("Your answer is with the panel, and its members have been told by e-mail.")
    return redirect(url_for("agency.note", number=read.note.number, **page.address), 303)


def _page(read: NoteRead, form: AnswerNoteForm) -> ResponseReturnValue:
    opened, found = read.opened, read.note
    page = render_template(
        "agency/note.html",
        h1=f"Note {found.number}: {KIND_WORDS[found.kind].lower()}",
        page=opened.page,
        note=found,
        shown=thread_shown(found, opened.edition, _today(), Side.AGENCY),
        form=form,
        errors=form.faults(),
        may_answer=may(identity.actor(), Action.ANSWER_CHALLENGE, opened.subject),
    )
    return page, 422 if form.errors else 200
