"""The record: who did what and when, newest first, and whether its chain is whole."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from s11 import clock
from s11.domain.permissions import Action
from s11.services import auditing, editions
from s11.store import outbox
from s11.store import record as store
from s11.web import identity
from s11.web.access import allows
from s11.web.officer.blueprint import bp
from s11.web.officer.loading import BoardInHand, load_board
from s11.web.officer.telling import told

PAGE = 50
# No mail server takes this long to answer: what is still in flight was left there by a crash.
IN_FLIGHT = timedelta(minutes=10)


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
        events=told(found.board, events[:PAGE], editions.agency_types(identity.settings())),
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
