"""Where every return of a cycle stands: the page, its spreadsheet, and one agency's return."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from s11 import clock
from s11.domain.cycles import CycleStatus, is_open, london
from s11.domain.permissions import Action, Subject
from s11.domain.positions import (
    SHOW_WORDS,
    Choice,
    Column,
    Position,
    Show,
    chosen,
    counts,
    summary,
)
from s11.domain.submissions import Status
from s11.services import cycles, editions
from s11.store import cycles as store
from s11.store import panels, record
from s11.store.cycles import CycleInHand
from s11.store.submissions import ReturnInHand
from s11.web import identity
from s11.web.access import allows
from s11.web.layout import percent
from s11.web.officer.blueprint import bp
from s11.web.officer.exporting import csv_file
from s11.web.officer.loading import ReturnSeen, can, load_cycle, load_return
from s11.web.officer.telling import happened

Kind = TypeVar("Kind", bound=StrEnum)
HEADS = (
    ("Agency", Column.AGENCY, False),
    ("Status", Column.STATUS, False),
    ("Progress", Column.PROGRESS, False),
    ("Due", Column.DAYS, False),
    ("Last\u00a0activity", Column.ACTIVITY, False),
    ("Score", Column.SCORE, True),
)
SHEET_HEADS = (
    "Agency",
    "Type",
    "Status",
    "Answered",
    "Asked",
    "Due",
    "Extended",
    "Days",
    "Last activity",
    "First returned",
    "Newest signature",
    "Score",
    "Safeguarding lead",
    "Accountable officer",
    "Reference",
    "Brought in from",
)


def _one_of(kind: type[Kind], text: str, otherwise: Kind) -> Kind:
    return kind(text) if text in set(kind) else otherwise


def read_choice(args: Mapping[str, str]) -> Choice:
    """What the query string asks to see; what cannot be read counts as not said."""
    return Choice(
        show=_one_of(Show, args.get("show", ""), Show.ALL),
        agency_type=args.get("type", ""),
        words=args.get("q", "")[:100].strip(),
        sort=_one_of(Column, args.get("sort", ""), Column.STATUS),
        descending=args.get("order") == "desc",
    )


def query_of(choice: Choice, **other: object) -> dict[str, Any]:
    """The choice as a query string's parts, without what is usual; `other` replaces parts."""
    said: dict[str, object] = {
        "show": choice.show,
        "type": choice.agency_type,
        "q": choice.words,
        "sort": choice.sort,
        "order": "desc" if choice.descending else "",
    }
    said |= other
    usual = {"show": Show.ALL, "sort": Column.STATUS}
    return {name: str(value) for name, value in said.items() if value and value != usual.get(name)}


def _type_words(cycle: CycleInHand) -> Mapping[str, str]:
    """The words of the cycle's own edition; before opening, those of the standards."""
    if cycle.edition_sha256:
        return editions.frozen(cycle.edition_sha256).agency_types
    return editions.agency_types(identity.settings())


@bp.get("/cycles/<cycle>")
@allows(Action.SEE_RETURNS, load=load_cycle)
def cycle(found: CycleInHand) -> ResponseReturnValue:
    """Where every return stands; for a cycle being set up, what it will be."""
    if found.status is CycleStatus.DRAFT:
        return _being_set_up(found)
    now, choice = clock.now(), read_choice(request.args)
    everyone = store.positions(found.id, _type_words(found))
    return render_template(
        "officer/returns.html",
        h1=found.title,
        cycle=found,
        now=now,
        choice=choice,
        sentence=summary(everyone, found.status, now),
        shown=chosen(everyone, choice, now),
        total=len(everyone),
        chips=_chips(found, everyone, choice, now),
        heads=_heads(found, choice),
        types=sorted({(one.agency_type, one.type_words) for one in everyone}, key=lambda t: t[1]),
        sheet_url=url_for("officer.sheet", **found.address, **query_of(choice)),
        all_url=url_for("officer.cycle", **found.address),
        submitted=Status.SUBMITTED,
        is_running=is_open(found.status, found.opens_at, now),
        may_run=can(Action.RUN_CYCLE, found.subject),
        may_see_panels=can(Action.SEE_PANELS, found.subject),
        may_compare=can(Action.COMPARE_AGENCIES, found.subject)
        and any(one.is_returned for one in everyone),
    )


def _being_set_up(found: CycleInHand) -> ResponseReturnValue:
    now, words = clock.now(), _type_words(found)
    catalogue = editions.catalogue(identity.settings())
    may_run = can(Action.RUN_CYCLE, found.subject)
    return render_template(
        "officer/setting_up.html",
        h1=found.title,
        cycle=found,
        expected=store.positions(found.id, words),
        edition_title=editions.title_of(catalogue, found.framework, found.edition),
        checks=cycles.checks(found, catalogue, now) if may_run else (),
        now=now,
        may_run=may_run,
        may_see_panels=can(Action.SEE_PANELS, found.subject),
    )


def _chips(
    found: CycleInHand, everyone: Sequence[Position], choice: Choice, now: datetime
) -> list[tuple[str, int, str, bool]]:
    by_show = counts(everyone, choice, now)
    return [
        (
            words,
            by_show[show],
            url_for("officer.cycle", **found.address, **query_of(choice, show=show)),
            show is choice.show,
        )
        for show, words in SHOW_WORDS.items()
        if by_show[show] or show in {Show.ALL, choice.show}
    ]


def _heads(found: CycleInHand, choice: Choice) -> list[tuple[str, str, str, bool]]:
    """(words, address, aria-sort or "", whether figures) of each head; a second click reverses."""
    heads = []
    for words, column, is_figure in HEADS:
        is_sorted = column is choice.sort
        reverse = not choice.descending if is_sorted else column is Column.SCORE
        query = query_of(choice, sort=column, order="desc" if reverse else "")
        url = url_for("officer.cycle", **found.address, **query)
        way = ("descending" if choice.descending else "ascending") if is_sorted else ""
        heads.append((words, url, way, is_figure))
    return heads


@bp.get("/cycles/<cycle>/returns.csv")
@allows(Action.SEE_RETURNS, load=load_cycle)
def sheet(found: CycleInHand) -> ResponseReturnValue:
    """The same returns, in the same order, as a spreadsheet."""
    now, choice = clock.now(), read_choice(request.args)
    shown = chosen(store.positions(found.id, _type_words(found)), choice, now)
    return csv_file(
        f"{found.slug}-returns.csv", SHEET_HEADS, [_sheet_row(one, now) for one in shown]
    )


def _sheet_row(one: Position, now: datetime) -> tuple[str, ...]:
    return (
        one.agency_name,
        one.type_words,
        one.words(now),
        str(one.answered),
        str(one.asked),
        _stamp(one.due_at),
        "yes" if one.is_extended else "no",
        one.days(now),
        _stamp(one.last_activity_at),
        _stamp(one.returned_at),
        _stamp(one.submitted_at),
        "" if one.score is None else percent(one.score),
        "; ".join(one.leads),
        "; ".join(one.signatories),
        one.reference,
        one.source,
    )


def _stamp(instant: datetime | None) -> str:
    return f"{london(instant):%Y-%m-%d %H:%M}" if instant else ""


def _may_review(page: ReturnInHand) -> bool:
    """Whether there is a signed version, and nothing that keeps the person from weighing it."""
    tied = panels.interested(page.id)
    subject = Subject(page.board.id, page.agency_id, interested=tied)
    return page.signed_version > 0 and can(Action.SEE_REVIEW, subject)


@bp.get("/cycles/<cycle>/expected/<agency>")
@allows(Action.SEE_RETURNS, load=load_return)
def agency_return(seen: ReturnSeen) -> ResponseReturnValue:
    """One agency's return: dates, people, extensions, what happened; never its answers."""
    page, now = seen.page, clock.now()
    found = store.cycle_in_hand(page.board.slug, page.cycle_slug)
    assert found is not None
    everyone = store.positions(page.cycle_id, _type_words(found), page.agency_id)
    return render_template(
        "officer/return.html",
        h1=page.agency_name,
        page=page,
        cycle=found,
        position=everyone[0],
        extensions=store.extensions(page.cycle_id, page.id),
        events=happened(record.about(page.board.slug, page.path)),
        now=now,
        submitted=Status.SUBMITTED,
        not_started=Status.NOT_STARTED,
        is_closed=found.status is CycleStatus.CLOSED,
        may_run=can(Action.RUN_CYCLE, seen.subject),
        may_read=can(Action.READ_SIGNED_RETURN, page.subject),
        may_review=_may_review(page),
    )
