"""A panel's session, run from one page: the agenda beside the item that is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.panel_session import (
    AgreeForm,
    DecisionForm,
    TakeUpForm,
    agree_form,
    presence_form,
)
from s11.domain import sessions as rules
from s11.domain.errors import NotFound, Refused, WrongState
from s11.domain.permissions import Action, Subject, is_tied, may
from s11.domain.sessions import Decided, Item, Overtaken
from s11.services import holding
from s11.store import sessions as store
from s11.store.sessions import SessionInHand
from s11.web import identity
from s11.web.access import allows
from s11.web.officer.loading import posted, show
from s11.web.panel.blueprint import bp
from s11.web.panel.session_items import Agreeing, ItemShown, agreeing, item_shown

SESSION = "/boards/<board>/sessions/<int:session>"
ITEM = f"{SESSION}/items/<int:item>"
TIED = "You act for this agency or have an interest in it, so this part is not shown to you."
NOT_GIVEN = "Your panel was not given this return, so this part is not shown to you."


@dataclass(frozen=True)
class Running:
    """A session with its agenda, and what the permission table decides about each item."""

    session: SessionInHand
    items: list[Item]
    subjects: dict[int, Subject]

    @property
    def subject(self) -> Subject:
        """What the permission table decides about."""
        return self.session.subject

    @property
    def in_hand(self) -> Item | None:
        """What the session talks about now."""
        return rules.in_hand(self.items)

    @property
    def closed(self) -> dict[int, str]:
        """Why an item is not shown to whoever asks, by its id; the others are."""
        actor = identity.actor()
        return {
            item.id: TIED if is_tied(actor, self.subjects[item.id]) else NOT_GIVEN
            for item in self.items
            if not may(actor, Action.SEE_REVIEW, self.subjects[item.id])
        }


@dataclass(frozen=True)
class RunningItem:
    """One item of a session's agenda."""

    running: Running
    item: Item

    @property
    def subject(self) -> Subject:
        """What the permission table decides about: the session and the return's agency, both."""
        return self.running.subjects[self.item.id]

    @property
    def address(self) -> dict[str, Any]:
        """The item's place in addresses: the arguments of `url_for`."""
        return {**self.running.session.address, "item": self.item.id}


def load_session(board: str, session: int) -> Running | None:
    """The session at this address, with its agenda."""
    found = store.session_in_hand(board, session)
    if found is None:
        return None
    show(found.board)
    items = store.items_of(found.id)
    return Running(found, items, store.subjects(found, items))


def load_item(board: str, session: int, item: int) -> RunningItem | None:
    """The item of this number on the session's agenda."""
    running = load_session(board, session)
    found = next((one for one in running.items if one.id == item), None) if running else None
    return RunningItem(running, found) if running and found else None


@bp.get(SESSION)
@allows(Action.SEE_SESSION, load_session)
def session(running: Running) -> ResponseReturnValue:
    """The session with what is in hand; once finished, its record."""
    current = running.in_hand
    if current is None or current.id in running.closed:
        return _page(running, None)
    return _page(running, RunningItem(running, current))


@bp.get(ITEM)
@allows(Action.SEE_REVIEW, load_item)
def session_item(found: RunningItem) -> ResponseReturnValue:
    """The session with one item of its agenda, whether or not it is in hand."""
    return _page(found.running, found)


@bp.post(f"{ITEM}/take-up")
@allows(Action.RUN_SESSION, load_item)
def take_up_item(found: RunningItem) -> ResponseReturnValue:
    """Take the item up; what was in hand is left."""
    form = TakeUpForm(request.form)
    try:
        holding.take_up(identity.by(), found.running.session, found.item, form.read.data or 0)
    except Overtaken as overtaken:
        return _again(found, overtaken.sentence)
    return redirect(url_for("panel.session_item", **found.address), 303)


@bp.post(f"{SESSION}/pause")
@allows(Action.RUN_SESSION, load_session)
def pause_session(running: Running) -> ResponseReturnValue:
    """Leave what is in hand, for a break."""
    holding.leave(identity.by(), running.session)
    return redirect(url_for("panel.session", **running.session.address), 303)


@bp.post(f"{ITEM}/decisions")
@allows(Action.RUN_SESSION, load_item)
def record_decision(found: RunningItem) -> ResponseReturnValue:
    """Write down what was decided."""
    form = DecisionForm(request.form)
    if not form.validate():
        return _page(found.running, found, decision=form), 422
    by, read = identity.by(), form.read.data or 0
    try:
        others = holding.decide(by, found.running.session, found.item, form.text.data, read)
    except WrongState as late:
        return _again(found, late.sentence, unrecorded=form.text.data)
    flash("The decision is recorded.")
    if others:
        names = " and ".join(sorted({one.by for one in others}))
        flash(f"{names} recorded a decision meanwhile too: it stands above yours.")
    return redirect(url_for("panel.session_item", **found.address, _anchor="decisions"), 303)


@bp.post(f"{ITEM}/ratings")
@allows(Action.RUN_SESSION, load_item)
def agree_ratings(found: RunningItem) -> ResponseReturnValue:
    """Agree the ratings of the item's return, all at once."""
    rules.must_run(found.running.session.status)
    weighed = agreeing(found.running.session, found.item)
    if weighed is None:
        raise NotFound
    form = agree_form(weighed.proposals, "", request.form)
    if moved := holding.moved(form.read.data or "", weighed.read):
        return _again(found, holding.RATED_MEANWHILE, ratings=form.chosen_anew(moved))
    is_whole = form.validate()
    document = weighed.document
    ratings = form.agreed(weighed.edition, document.agency_type, document.answers)
    if not is_whole or form.faults():
        return _page(found.running, found, ratings=form), 422
    try:
        _agree(found, weighed, form, ratings)
    except Overtaken as overtaken:
        return _again(found, overtaken.sentence)
    flash(f"The ratings of {found.item.title} are agreed.")
    return redirect(url_for("panel.session_item", **found.address, _anchor="ratings"), 303)


def _agree(found: RunningItem, weighed: Agreeing, form: AgreeForm, ratings: list[Any]) -> None:
    session, read = found.running.session, form.read.data or ""
    page, edition, document = weighed.page, weighed.edition, weighed.document
    holding.agree(identity.by(), session, page, edition, document, ratings, read)


@bp.route(f"{SESSION}/present", methods=["GET", "POST"])
@allows(Action.RUN_SESSION, load_session)
def presence(running: Running) -> ResponseReturnValue:
    """Tick who is present, and add guests by name."""
    rules.must_run(running.session.status)
    here = store.present_at(running.session.id)
    boxes = holding.boxes(running.session)
    known = {one.key for one in boxes}
    boxes += [one for one in here if one.key not in known]
    form = presence_form(boxes, here, posted())
    if request.method == "POST" and form.validate():
        try:
            said = form.attendance(request.form.getlist("was"))
            holding.set_presence(identity.by(), running.session, said)
        except Refused as refused:
            form.refuse(refused.field, refused.sentence)
        else:
            flash("Who is present is recorded.")
            return redirect(url_for("panel.session", **running.session.address), 303)
    page = render_template(
        "panel/session_present.html",
        h1="Who is present?",
        session=running.session,
        form=form,
        here=here,
        errors=form.faults(),
    )
    return page, 422 if form.errors else 200


@bp.route(f"{SESSION}/finish", methods=["GET", "POST"])
@allows(Action.RUN_SESSION, load_session)
def finish_session(running: Running) -> ResponseReturnValue:
    """Finish the session, after a look at what it leaves open."""
    rules.must_run(running.session.status)
    errors = []
    if request.method == "POST":
        try:
            holding.finish(identity.by(), running.session)
        except Refused as refused:
            errors.append((refused.sentence, "present"))
        else:
            flash("The session is finished. This page is its record.")
            return redirect(url_for("panel.session", **running.session.address), 303)
    page = render_template(
        "panel/session_finish.html",
        h1="Finish the session?",
        session=running.session,
        errors=errors,
        present=store.present_at(running.session.id),
        not_taken_up=rules.not_taken_up(running.items),
        decisions=len(store.decisions_of(running.session.id)),
        returns=sum(item.submission_id is not None for item in running.items),
    )
    return page, 422 if errors else 200


def _again(found: RunningItem, sentence: str, **more: Any) -> ResponseReturnValue:
    """The page as it stands now, with what somebody else did meanwhile."""
    session = found.running.session
    fresh = load_item(session.board.slug, session.id, found.item.id)
    if fresh is None:
        raise NotFound
    return _page(fresh.running, fresh, overtaken=sentence, **more), 409


def _page(running: Running, found: RunningItem | None, **more: Any) -> str:
    """The agenda, and one item of it; `more` are forms as they were typed, and what to tell."""
    session, now = running.session, identity.by().at
    closed = running.closed
    decisions = [one for one in store.decisions_of(session.id) if one.item_id not in closed]
    shown = _shown(found, decisions, more) if found else None
    may_run = may(identity.actor(), Action.RUN_SESSION, running.subject)
    return render_template(
        "panel/session.html",
        h1=session.title,
        back=_way_back(running),
        session=session,
        shown=shown,
        in_hand=running.in_hand,
        next_item=next((i for i in rules.not_taken_up(running.items) if i.id not in closed), None),
        closed=closed,
        slots=rules.timetable(running.items, session.held_at),
        sentence=rules.where_it_stands(running.items, now, finished=session.is_finished),
        decisions=decisions,
        present=store.present_at(session.id),
        members=holding.members(session),
        errors=shown.faults if shown else (),
        overtaken=more.get("overtaken", ""),
        unrecorded=more.get("unrecorded", ""),
        may_run=may_run and not session.is_finished,
        now=now,
    )


def _shown(found: RunningItem, decisions: list[Decided], more: Mapping[str, Any]) -> ItemShown:
    mine = [one for one in decisions if one.item_id == found.item.id]
    form = more.get("decision") or DecisionForm(data={"read": mine[-1].id if mine else 0})
    may_write = may(identity.actor(), Action.WRITE_LETTERS, found.subject)
    shown = item_shown(found.running.session, found.item, mine, form, more.get("ratings"))
    return replace(shown, may_write=may_write)


def _way_back(running: Running) -> tuple[str, str]:
    """A member comes from what they have to read, the board's people from the cycle."""
    session = running.session
    if identity.actor().person_id in session.seats:
        return url_for("panel.reviews"), "Your reviews"
    place = url_for("officer.cycle", board=session.board.slug, cycle=session.cycle_slug)
    return place, session.cycle_title
