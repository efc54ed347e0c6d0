"""Running a cycle: opening, closing, extending, expecting more agencies or one less."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.base import choices
from forms.officer import ExpectForm, ExtensionForm, ReopenForm, instant
from s11 import clock
from s11.domain.cycles import CycleStatus, check_running, london
from s11.domain.errors import Refused, WrongState
from s11.domain.permissions import Action
from s11.domain.positions import summary
from s11.domain.submissions import Step, after
from s11.services import cycles as services
from s11.services import editions, extending, signing
from s11.store import agencies
from s11.store import cycles as store
from s11.store.cycles import CycleInHand
from s11.web import identity
from s11.web.access import allows
from s11.web.layout import moment
from s11.web.officer.blueprint import bp
from s11.web.officer.loading import ReturnSeen, load_cycle, load_return, posted


@bp.post("/cycles/<cycle>/open")
@allows(Action.RUN_CYCLE, load=load_cycle)
def open_cycle(found: CycleInHand) -> ResponseReturnValue:
    """Open the cycle."""
    services.open_cycle(found, editions.catalogue(identity.settings()), identity.by())
    flash("The cycle is open. Its questions are kept as they are now.")
    return redirect(url_for("officer.cycle", **found.address), 303)


@bp.route("/cycles/<cycle>/close", methods=["GET", "POST"])
@allows(Action.RUN_CYCLE, load=load_cycle)
def close_cycle(found: CycleInHand) -> ResponseReturnValue:
    """Ask whether to close the cycle; then close it."""
    if found.status is not CycleStatus.OPEN:
        raise WrongState("Only an open cycle can be closed.")
    if request.method == "POST":
        services.close(found, identity.by())
        flash("The cycle is closed. Everything in it stays readable.")
        return redirect(url_for("officer.cycle", **found.address), 303)
    everyone = store.positions(found.id, {})
    return render_template(
        "officer/close.html",
        h1=f"Close “{found.title}”?",
        cycle=found,
        sentence=summary(everyone, found.status, clock.now()),
        missing=[one for one in everyone if not one.is_returned],
    )


@bp.route("/cycles/<cycle>/extend", methods=["GET", "POST"])
@allows(Action.RUN_CYCLE, load=load_cycle)
def extend_all(found: CycleInHand) -> ResponseReturnValue:
    """Give every agency longer."""
    check_running(found.status)
    form = ExtensionForm(posted(), data={"due_time": f"{london(found.due_at):%H:%M}"})
    if request.method == "POST" and form.validate():
        due_at = instant(form.due_on, form.due_time)
        try:
            extending.extend_all(found, due_at, form.reason.data, identity.by())
        except Refused as fault:
            form.refuse(fault.field, fault.sentence)
        else:
            flash(f"Every agency now has until {moment(due_at)}.")
            return redirect(url_for("officer.cycle", **found.address), 303)
    page = render_template(
        "officer/extend.html",
        h1="Extend the due date for every agency",
        form=form,
        errors=form.faults(),
        due_at=found.due_at,
        whom="every agency",
        past=[one for one in store.extensions(found.id) if one.for_all],
        of_their_own=sum(one.is_extended for one in store.positions(found.id, {})),
        back=(url_for("officer.cycle", **found.address), found.title),
    )
    return page, 422 if form.errors else 200


@bp.route("/cycles/<cycle>/expected/<agency>/extend", methods=["GET", "POST"])
@allows(Action.RUN_CYCLE, load=load_return)
def extend_one(seen: ReturnSeen) -> ResponseReturnValue:
    """Give one agency longer."""
    page = seen.page
    check_running(page.cycle_status)
    form = ExtensionForm(posted(), data={"due_time": f"{london(page.due_at):%H:%M}"})
    if request.method == "POST" and form.validate():
        due_at = instant(form.due_on, form.due_time)
        try:
            extending.extend_one(page, due_at, form.reason.data, identity.by())
        except Refused as fault:
            form.refuse(fault.field, fault.sentence)
        else:
            flash(f"{page.agency_name} now has until {moment(due_at)}.")
            return redirect(url_for("officer.agency_return", **seen.address), 303)
    answer = render_template(
        "officer/extend.html",
        h1=f"Extend the due date for {page.agency_name}",
        form=form,
        errors=form.faults(),
        due_at=page.due_at,
        whom=page.agency_name,
        past=store.extensions(page.cycle_id, page.id),
        back=(url_for("officer.agency_return", **seen.address), page.agency_name),
    )
    return answer, 422 if form.errors else 200


@bp.route("/cycles/<cycle>/expected/<agency>/reopen", methods=["GET", "POST"])
@allows(Action.RUN_CYCLE, load=load_return)
def reopen(seen: ReturnSeen) -> ResponseReturnValue:
    """Let an agency revise what it signed; the signed version stays as it is."""
    after(seen.page.status, Step.REOPEN)
    form = ReopenForm(posted())
    if request.method == "POST" and form.validate():
        signing.reopen(identity.by(), seen.page, form.reason.data)
        flash(f"{seen.page.agency_name} can now revise its return, and has been told by e-mail.")
        return redirect(url_for("officer.agency_return", **seen.address), 303)
    answer = render_template(
        "officer/reopen.html",
        h1=f"Reopen the return of {seen.page.agency_name}",
        form=form,
        errors=form.faults(),
        page=seen.page,
        back=(url_for("officer.agency_return", **seen.address), seen.page.agency_name),
    )
    return answer, 422 if form.errors else 200


@bp.route("/cycles/<cycle>/expect", methods=["GET", "POST"])
@allows(Action.RUN_CYCLE, load=load_cycle)
def expect(found: CycleInHand) -> ResponseReturnValue:
    """Expect returns from more agencies."""
    check_running(found.status)
    there = {one.agency_slug for one in store.positions(found.id, {})}
    form = ExpectForm(posted())
    form.agencies.choices = choices(
        (member.slug, member.name)
        for member in agencies.register(found.board)
        if member.left_at is None and member.slug not in there
    )
    if not form.agencies.choices:
        # Nothing to choose from: the page says so, whatever was posted.
        return _expect_page(found, form), 200
    if request.method == "POST" and form.validate():
        services.expect(found, form.agencies.data, identity.by())
        flash("The agencies were added to the cycle.")
        return redirect(url_for("officer.cycle", **found.address), 303)
    return _expect_page(found, form), 422 if form.errors else 200


def _expect_page(found: CycleInHand, form: ExpectForm) -> str:
    return render_template(
        "officer/expect.html",
        h1="Add agencies to the cycle",
        form=form,
        errors=form.faults(),
        cycle=found,
    )


@bp.route("/cycles/<cycle>/expected/<agency>/withdraw", methods=["GET", "POST"])
@allows(Action.RUN_CYCLE, load=load_return)
def withdraw(seen: ReturnSeen) -> ResponseReturnValue:
    """Ask whether to expect no return from this agency; then withdraw it."""
    page = seen.page
    if request.method == "POST":
        services.withdraw(page, identity.by())
        flash(f"{page.agency_name} is no longer expected in this cycle.")
        address = url_for("officer.cycle", board=page.board.slug, cycle=page.cycle_slug)
        return redirect(address, 303)
    h1 = f"Withdraw {page.agency_name} from “{page.cycle_title}”?"
    return render_template("officer/withdraw.html", h1=h1, page=page)
