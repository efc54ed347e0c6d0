"""One standard's page: its questions, saving them, and two people's texts side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from forms.questionnaire import QuestionForm, StandardForm, questionnaire_form
from s11.domain.answers import Answer
from s11.domain.cycles import deadline, london
from s11.domain.permissions import Action
from s11.domain.standards import CarryForward
from s11.domain.visibility import View, depends_on
from s11.services import answering
from s11.services.answering import Saved
from s11.store import answers as store
from s11.store import people
from s11.web import identity
from s11.web.access import allows
from s11.web.agency.blueprint import RETURN, OpenedStandard, bp, load_standard, must_be_changeable
from s11.web.agency.cards import Shown, cards_of
from s11.web.agency.colliding import collisions, settled
from s11.web.agency.evidence import add_posted, remove_posted
from s11.web.agency.last_cycle import last_cycle
from s11.web.agency.notes import notes_by_question
from s11.web.agency.revising import open_standards, shut_questions

STANDARD = f"{RETURN}/standards/<standard>"


@bp.get(STANDARD)
@allows(Action.SEE_WORKING_RETURN, load_standard)
def standard(found: OpenedStandard) -> ResponseReturnValue:
    """The questions; who may not answer them reads them on the page of the whole return."""
    if not found.may_answer or found.standard.key not in open_standards(found.opened):
        place = url_for(
            "agency.check", **found.page.address, _anchor=f"standard-{found.standard.key}"
        )
        return redirect(place, 303)
    return _page(found)


@bp.post(STANDARD)
@allows(Action.ANSWER_STANDARD, load_standard)
def save_standard(found: OpenedStandard) -> ResponseReturnValue:
    """Save the page, then go where the button says."""
    must_be_changeable(found.opened)
    posted = settled(request.form)
    form, saved = _save(found, posted)
    uploaded = add_posted(identity.by(), found.page, found.opened.edition, request)
    if saved.conflicts:
        return _collided(found, saved, posted)
    faults = form.faults() + uploaded.faults
    then, _, about = request.form.get("then", "continue").partition(":")
    if then == "remove-file":
        place = remove_posted(identity.by(), found.page, found.opened.edition, about)
        return redirect(place, 303)
    if faults or then in {"add-action", "add-file"}:
        page = _page(found, form=form, faults=faults, asked_for=(then, about))
        return page, (422 if faults else 200)
    if opened := _opened_by(found, saved, posted):
        flash(f"Your answers opened {opened} more question{'s' if opened > 1 else ''}: see below.")
        return redirect(
            url_for("agency.standard", standard=found.standard.key, **found.page.address), 303
        )
    return redirect(_next(found, then), 303)


@bp.post(f"{STANDARD}/autosave")
@allows(Action.ANSWER_STANDARD, load_standard)
def autosave(found: OpenedStandard) -> ResponseReturnValue:
    """Save what the page's script sends; answers in JSON, only after the commit."""
    must_be_changeable(found.opened)
    form, saved = _save(found, request.form)
    view = View(found.opened.edition, found.page.agency_type, saved.answers)
    return jsonify(
        saved_at=f"{london(saved.at):%H:%M}",
        versions=saved.versions,
        conflicts=[conflict.theirs.question for conflict in saved.conflicts],
        faults=[{"field": field, "sentence": sentence} for sentence, field in form.faults()],
        asked=[question.id for question in found.applying if view.is_asked(question)],
    )


def _save(found: OpenedStandard, posted: MultiDict[str, str]) -> tuple[StandardForm, Saved]:
    form = questionnaire_form(found.applying, posted)
    form.validate()
    saves = form.saves(offered(found))
    return form, answering.save(identity.by(), found.page, found.opened.edition, saves)


def offered(found: OpenedStandard) -> Mapping[str, Answer]:
    """What the last cycle's answers offer to be confirmed: those that may be filled in."""
    last = found.opened.last
    if last is None:
        return {}
    return {
        question.id: Answer(question.id, value=said.value, marks=said.marks, evidence=said.evidence)
        for question in found.applying
        if question.carry_forward is CarryForward.PREFILL
        and (said := last.document.answers.get(question.id))
        and not said.not_applicable
    }


def _page(
    found: OpenedStandard,
    form: StandardForm | None = None,
    faults: list[tuple[str, str]] | None = None,
    asked_for: tuple[str, str] = ("", ""),
) -> str:
    page, shown = found.page, _shown(found)
    helpers = people.names(page.helpers.get(found.standard.key, frozenset()))
    return render_template(
        "agency/standard.html",
        h1=f"{found.standard.key}. {found.standard.title}",
        found=found,
        page=page,
        standard=found.standard,
        cards=cards_of(found, shown, faulty(form), faults or [], asked_for),
        errors=faults,
        notes_before=shown.before.on_standard,
        helpers=sorted(helpers.values()),
        deadline=deadline(page.due_at, identity.by().at),
        far=page.progress.get(found.standard.key),
        parts=[_share(page.progress.get(key)) for key, _ in found.opened.numbered()],
        done=sum(one.complete for one in page.progress.values()),
        **shut_questions(found),
    )


def _shown(found: OpenedStandard) -> Shown:
    page, edition = found.page, found.opened.edition
    needed = {question.id for question in found.applying} | depends_on(edition, found.applying)
    saved, files = store.answers_with_files(page.id, needed)
    answers = {key: one.answer for key, one in saved.items()}
    offers = {key: said for key, said in offered(found).items() if key not in answers}
    view = View(edition, page.agency_type, answers)
    return Shown(saved, files, offers, view, notes_by_question(found.opened), last_cycle(found))


def faulty(form: StandardForm | None) -> dict[str, QuestionForm]:
    """The posted cards that could not be read: shown again as typed. The others were saved."""
    return {card.question.id: card for card in form.cards() if card.errors} if form else {}


def _share(far: Any) -> int:
    return round(100 * far.settled / far.asked) if far and far.asked else 0


def _opened_by(found: OpenedStandard, saved: Saved, posted: MultiDict[str, str]) -> int:
    """How many questions are asked now that the posted page did not show."""
    view = View(found.opened.edition, found.page.agency_type, saved.answers)
    shown = set(posted.getlist("shown"))
    if not shown:
        return 0
    return sum(view.is_asked(q) and q.id not in shown for q in found.applying)


def _place(found: OpenedStandard) -> str:
    return url_for("agency.standard", standard=found.standard.key, **found.page.address)


def _next(found: OpenedStandard, then: str) -> str:
    address = found.page.address
    if then == "here":
        return _place(found)
    if then == "later":
        return url_for("agency.tasks", **address)
    keys = [key for key, _ in found.opened.numbered()]
    following = keys[keys.index(found.standard.key) + 1 :]
    if following:
        return url_for("agency.standard", standard=following[0], **address)
    return url_for("agency.objectives", **address)


def _collided(
    found: OpenedStandard, saved: Saved, posted: MultiDict[str, str]
) -> ResponseReturnValue:
    page = render_template(
        "agency/conflict.html",
        h1="Someone else changed this too",
        found=found,
        page=found.page,
        collisions=collisions(found, saved, posted),
    )
    return page, 409
