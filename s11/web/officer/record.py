"""The record: who did what and when, newest first, and whether its chain is whole."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from s11 import clock
from s11.domain.permissions import Action
from s11.services import auditing
from s11.store import outbox
from s11.store import record as store
from s11.store.models import Event
from s11.web.access import allows
from s11.web.layout import moment
from s11.web.officer.blueprint import bp
from s11.web.officer.loading import BoardInHand, load_board

PAGE = 50
# No mail server takes this long to answer: what is still in flight was left there by a crash.
IN_FLIGHT = timedelta(minutes=10)
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00$", re.ASCII)
HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)


@bp.get("/record")
@allows(Action.SEE_RECORD, load=load_board)
def record(found: BoardInHand) -> ResponseReturnValue:
    """Who did what, by kind and by person, a page at a time."""
    chain = found.board.slug
    kind, who = request.args.get("kind", ""), request.args.get("who", "")
    before = request.args.get("before", type=_event_number)
    events = store.page(chain, limit=PAGE + 1, before=before, kind=kind, who=who)
    asked: dict[str, Any] = {name: value for name, value in (("kind", kind), ("who", who)) if value}
    older = events[PAGE - 1].number if len(events) > PAGE else None
    return render_template(
        "officer/record.html",
        h1="Record",
        slug=chain,
        events=[(event, details(event)) for event in events[:PAGE]],
        count=store.count(chain),
        kinds=store.kinds(chain),
        people=store.people(chain),
        kind=kind,
        who=who,
        older=older and url_for("officer.record", board=chain, before=older, **asked),
        newest=before and url_for("officer.record", board=chain, **asked),
        verdict=auditing.verify_chain(chain) if "verify" in request.args else None,
        not_arrived=outbox.not_arrived(found.board.id, clock.now() - IN_FLIGHT),
    )


def _event_number(text: str) -> int:
    """Raises ValueError, which Flask takes for "not given", for what no event is numbered."""
    number = int(text)
    if number not in range(2**31):
        raise ValueError(text)
    return number


def details(event: Event) -> list[tuple[str, str]]:
    """An event's facts as (name, words), lists as "from → to"."""
    facts = json.loads(event.detail)
    return [(name.replace("_", " "), _words(value)) for name, value in facts.items()]


def _words(value: object) -> str:
    """A fact in words: instants by London clocks, hashes by their beginning."""
    if isinstance(value, list) and len(value) == 2 and all(isinstance(v, str) for v in value):
        return f"{_words(value[0])} → {_words(value[1])}"
    if not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if INSTANT.match(value):
        return moment(datetime.fromisoformat(value))
    return f"{value[:12]}…" if HASH.fullmatch(value) else value
