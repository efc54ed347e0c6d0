"""The board's cycles: the list, and setting one up."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.base import choices
from forms.officer import ALL, SOME, CycleForm, instant
from s11 import clock
from s11.catalogue import Catalogue
from s11.domain.cycles import CYCLE_WORDS, CycleStatus, london
from s11.domain.errors import Refused
from s11.domain.permissions import Action
from s11.domain.register import slug_of
from s11.services import cycles as services
from s11.services import editions
from s11.services.cycles import Setting
from s11.store import agencies
from s11.store import cycles as store
from s11.store.cycles import CycleInHand
from s11.store.people import BoardLook
from s11.web import identity
from s11.web.access import allows
from s11.web.officer.blueprint import bp
from s11.web.officer.loading import BoardInHand, can, load_board, load_cycle, posted

CYCLE_TONES = {CycleStatus.DRAFT: "grey", CycleStatus.OPEN: "blue", CycleStatus.CLOSED: "none"}


@bp.get("/cycles")
@allows(Action.SEE_RETURNS, load=load_board)
def cycles(found: BoardInHand) -> ResponseReturnValue:
    """The board's cycles."""
    return render_template(
        "officer/cycles.html",
        h1="Cycles",
        listed=store.cycles_of(found.board.id),
        now=clock.now(),
        words=CYCLE_WORDS,
        tones=CYCLE_TONES,
        may_run=can(Action.RUN_CYCLE, found.subject),
    )


@bp.route("/cycles/new", methods=["GET", "POST"])
@allows(Action.RUN_CYCLE, load=load_board)
def new_cycle(found: BoardInHand) -> ResponseReturnValue:
    """Set up a cycle."""
    catalogue = _catalogue()
    form = CycleForm(posted(), data=_suggestion(found.board, catalogue))
    _give_choices(form, found.board, catalogue)
    if request.method == "POST" and form.validate():
        try:
            slug = services.create(
                found.board, form.slug.data, _setting(form), catalogue, identity.by()
            )
        except Refused as fault:
            form.refuse(FIELDS.get(fault.field, fault.field), fault.sentence)
        else:
            return redirect(url_for("officer.cycle", board=found.board.slug, cycle=slug), 303)
    back = (url_for("officer.cycles", board=found.board.slug), "Cycles")
    return _page(form, "Set up a cycle", back)


@bp.route("/cycles/<cycle>/edit", methods=["GET", "POST"])
@allows(Action.RUN_CYCLE, load=load_cycle)
def edit_cycle(found: CycleInHand) -> ResponseReturnValue:
    """Set up again a cycle that is not open yet."""
    services.must_be_set_up(found)
    catalogue = _catalogue()
    form = CycleForm(posted(), data=_as_it_is(found))
    del form.slug
    _give_choices(form, found.board, catalogue, but=found.slug)
    if request.method == "POST" and form.validate():
        try:
            services.change(found, _setting(form), catalogue, identity.by())
        except Refused as fault:
            form.refuse(FIELDS.get(fault.field, fault.field), fault.sentence)
        else:
            flash("The cycle was changed.")
            return redirect(url_for("officer.cycle", **found.address), 303)
    back = (url_for("officer.cycle", **found.address), found.title)
    return _page(form, "Change the cycle", back)


FIELDS = {"framework": "edition"}


def _page(form: CycleForm, h1: str, back: tuple[str, str]) -> ResponseReturnValue:
    status = 422 if form.errors else 200
    page = render_template(
        "officer/cycle_form.html", h1=h1, form=form, errors=form.faults(), back=back, some=SOME
    )
    return page, status


def _catalogue() -> Catalogue:
    return editions.catalogue(identity.settings())


def _editions(catalogue: Catalogue) -> list[tuple[str, str]]:
    """(framework/edition, title), each framework's newest first."""
    return [
        (f"{edition.framework}/{edition.edition}", edition.title)
        for framework in catalogue.frameworks()
        for edition in reversed(catalogue.editions(framework))
    ]


def _give_choices(form: CycleForm, board: BoardLook, catalogue: Catalogue, but: str = "") -> None:
    form.edition.choices = choices(_editions(catalogue))
    members = [member for member in agencies.register(board) if member.left_at is None]
    form.agencies.choices = choices((member.slug, member.name) for member in members)
    others = [one for one in store.cycles_of(board.id) if one.slug != but]
    form.previous.choices = choices(
        [("", "No earlier cycle"), *((one.slug, one.title) for one in others)]
    )


def _suggestion(board: BoardLook, catalogue: Catalogue) -> dict[str, object]:
    """What a new cycle most likely is: the newest edition, after the board's last cycle."""
    listed = store.cycles_of(board.id)
    key = next(iter(_editions(catalogue)), ("", ""))[0]
    framework, _, edition = key.partition("/")
    title = catalogue.edition(framework, edition).title if key else ""
    previous = next((one.slug for one in listed if one.framework == framework), "")
    slug = slug_of(f"{framework}-{edition}", {one.slug for one in listed})
    return {"edition": key, "title": title, "slug": slug, "previous": previous, "expected": ALL}


def _as_it_is(found: CycleInHand) -> dict[str, object]:
    opens, due = london(found.opens_at), london(found.due_at)
    members = {one.slug for one in agencies.register(found.board) if one.left_at is None}
    chosen = {one.agency_slug for one in store.positions(found.id, {})}
    return {
        "edition": f"{found.framework}/{found.edition}",
        "title": found.title,
        "opens_on": opens.date(),
        "opens_time": f"{opens:%H:%M}",
        "due_on": due.date(),
        "due_time": f"{due:%H:%M}",
        "expected": ALL if chosen == members else SOME,
        "agencies": sorted(chosen),
        "previous": found.previous_slug or "",
    }


def _setting(form: CycleForm) -> Setting:
    framework, _, edition = form.edition.data.partition("/")
    return Setting(
        title=form.title.data,
        framework=framework,
        edition=edition,
        opens_at=instant(form.opens_on, form.opens_time),
        due_at=instant(form.due_on, form.due_time),
        agencies=form.chosen,
        previous=form.previous.data or None,
    )
