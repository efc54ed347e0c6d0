"""Challenge notes as the panel writes them: listing, raising, commenting, sharing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.base import choices
from forms.panel_notes import SHARED, CommentForm, NoteForm, ShareForm
from s11.domain.anchors import anchor_of, anchors
from s11.domain.challenge_steps import check_due, check_step
from s11.domain.challenges import (
    KIND_WORDS,
    Challenge,
    ChallengeKind,
    Side,
    Step,
    Thread,
)
from s11.domain.permissions import Action, may
from s11.services import challenging
from s11.store import challenges as store
from s11.web import identity
from s11.web.access import allows
from s11.web.officer.loading import posted
from s11.web.panel.blueprint import Reviewed, bp, load_review
from s11.web.panel.noting import (
    NOTE,
    NOTES,
    TO_ANSWER,
    Noted,
    confirm,
    due_step,
    form_page,
    is_confirmed,
    is_done,
    load_note,
    offered,
    place_of,
    preview,
    today,
)
from s11.web.threads import NoteLine, ThreadShown, note_lines, thread_shown

TOLD = "The note is shared, and the agency has been told by e-mail."
KEPT = "The note is kept. Only the panel reads it."


def lines_of(review: Reviewed, notes: Iterable[Thread]) -> list[NoteLine]:
    """A return's notes as the panel lists them."""
    return note_lines(notes, review.edition, today(), Side.PANEL, partial(place_of, review))


def last_cycles_notes(review: Reviewed) -> list[NoteLine]:
    """What was asked in the cycle before and what came of it, as far as it was shared.

    Another panel read that return, and what it kept to itself is not this one's. No addresses.
    """
    before, last = store.submission_before(review.page.id), review.last
    if before is None or last is None:
        return []
    asked = store.shared_of(before)
    return note_lines(asked, last.edition, today(), Side.PANEL, lambda _: "")


@bp.get(NOTES)
@allows(Action.SEE_REVIEW, load_review)
def notes(review: Reviewed) -> ResponseReturnValue:
    """Every note of the return, open ones first."""
    found = store.challenges_of(review.page.id)
    return render_template(
        "panel/notes.html",
        h1=f"Notes on {review.page.agency_name}",
        page=review.page,
        lines=lines_of(review, found),
        open_count=sum(one.outcome is None for one in found),
        private_count=sum(not one.is_shared for one in found),
        may_review=review.may_review,
    )


@bp.route(f"{NOTES}/new", methods=["GET", "POST"])
@allows(Action.REVIEW_RETURN, load_review)
def new_note(review: Reviewed) -> ResponseReturnValue:
    """Write a note (`kind` and `about` may be preset); one to be shared is shown first."""
    asked = {"kind": request.args.get("kind"), "about": request.args.get("about", "")}
    form = NoteForm(posted(), data=offered(**asked, due_on=today() + TO_ANSWER))
    form.about.choices = choices(anchors(review.edition, review.page.agency_type))
    raised: list[int] = []
    is_shared = form.reach.data == SHARED
    if is_shared and not is_confirmed():
        if is_done(form, lambda: check_due(_kind(form), _due(form), today())):
            back = url_for("panel.notes", **review.page.address)
            return confirm(review, _preview_of_new(review, form), back)
    elif is_done(form, lambda: raised.append(_raise(review, form))):
        flash(TOLD if is_shared else KEPT)
        return redirect(place_of(review, raised[0]), 303)
    return form_page("panel/note_new.html", "Write a note", review, form)


def _kind(form: NoteForm) -> ChallengeKind:
    return ChallengeKind(form.kind.data)


def _due(form: NoteForm) -> date | None:
    """The day for the answer: none for a commendation, whatever the form began with."""
    praises = form.kind.data == ChallengeKind.COMMENDATION
    return None if praises or form.reach.data != SHARED else form.due_on.data


def _raise(review: Reviewed, form: NoteForm) -> int:
    return challenging.raise_note(
        identity.by(),
        review.page,
        _kind(form),
        anchor_of(review.edition, form.about.data),
        form.text.data,
        shared=form.reach.data == SHARED,
        due_on=_due(form),
    )


def _preview_of_new(review: Reviewed, form: NoteForm) -> ThreadShown:
    empty = Challenge(0, _kind(form), anchor_of(review.edition, form.about.data), (), 0)
    raised, shared = (Step.RAISED, form.text.data, ""), (Step.SHARED, "", "")
    return preview(review, empty, raised, shared, *due_step(_due(form)))


@bp.get(NOTE)
@allows(Action.SEE_REVIEW, load_note)
def note(noted: Noted) -> ResponseReturnValue:
    """One note with its whole thread, and what can be done with it."""
    return _note_page(noted, CommentForm())


def _note_page(noted: Noted, form: CommentForm) -> ResponseReturnValue:
    review, found = noted.review, noted.note
    return form_page(
        "panel/note.html",
        f"Note {found.number}: {KIND_WORDS[found.kind].lower()}",
        review,
        form,
        note=found,
        shown=thread_shown(found, review.edition, today(), Side.PANEL),
        may_review=review.may_review,
        may_reopen=may(identity.actor(), Action.RUN_CYCLE, noted.subject),
    )


@bp.post(f"{NOTE}/comment")
@allows(Action.REVIEW_RETURN, load_note)
def comment(noted: Noted) -> ResponseReturnValue:
    """Add a comment: to a private note a private one, to a shared one as the form says."""
    form = CommentForm(request.form)
    by, page, found = identity.by(), noted.review.page, noted.note
    is_shared = found.is_shared and form.reach.data == SHARED
    if is_shared and not is_confirmed():
        if is_done(form, lambda: check_step(found, Side.PANEL, Step.NOTE)):
            shown = preview(noted.review, found, (Step.NOTE, form.text.data, ""))
            newest = replace(shown, entries=shown.entries[-1:])
            return confirm(noted.review, newest, noted.place)
    elif is_done(
        form,
        lambda: challenging.note(by, page, found.number, form.text.data, private=not is_shared),
    ):
        return redirect(f"{noted.place}#newest", 303)
    return _note_page(noted, form)


@bp.route(f"{NOTE}/share", methods=["GET", "POST"])
@allows(Action.REVIEW_RETURN, load_note)
def share_note(noted: Noted) -> ResponseReturnValue:
    """Show a private note to the agency, as it stands or in other words."""
    by, page, found = identity.by(), noted.review.page, noted.note
    if request.method == "GET":
        check_step(found, Side.PANEL, Step.SHARED)
    praises = found.kind is ChallengeKind.COMMENDATION
    day_offered = None if praises else today() + TO_ANSWER
    form = ShareForm(posted(), data=offered(text=found.text, due_on=day_offered))
    words, day = form.text.data or "", form.due_on.data
    if not is_confirmed():
        if is_done(form, lambda: _check_sharing(found, form)):
            other = "" if words == found.text else words
            shown = preview(noted.review, found, (Step.SHARED, other, ""), *due_step(day))
            return confirm(noted.review, shown, noted.place)
    elif is_done(form, lambda: challenging.share(by, page, found.number, words, day)):
        flash(TOLD)
        return redirect(noted.place, 303)
    h1 = "Share the note with the agency"
    return form_page("panel/note_share.html", h1, noted.review, form, note=found)


def _check_sharing(found: Challenge, form: ShareForm) -> None:
    check_step(found, Side.PANEL, Step.SHARED)
    check_due(found.kind, form.due_on.data, today())
