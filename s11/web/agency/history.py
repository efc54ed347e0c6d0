"""One agency through all cycles: a line for each standard, every question beneath."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from s11.domain import history_words
from s11.domain.charts import Drawing, drawn
from s11.domain.history import History, StandardLine
from s11.domain.permissions import Action
from s11.services import tracing
from s11.store.submissions import ReturnInHand
from s11.web.access import allows
from s11.web.agency.blueprint import RETURN, Opened, bp, load_return
from s11.web.agency.reading import way_back


@bp.get(f"{RETURN}/history")
@allows(Action.READ_SIGNED_RETURN, load_return)
def history(opened: Opened) -> ResponseReturnValue:
    """The history of the agency whose return this is."""
    return history_page(opened.page, way_back(opened), "agency.history")


def history_page(page: ReturnInHand, back: tuple[str, str], endpoint: str) -> str:
    """The page, for an agency's own people, the board's, and those who review its return."""
    found = tracing.history(page)
    return render_template(
        "agency/history.html",
        h1=f"{page.agency_name} over time",
        page=page,
        history=found,
        words=history_words,
        sentence=history_words.sentence(found),
        overall=(found.overall, _drawing(found.overall, found)),
        charts=[(line, _drawing(line, found)) for line in found.standards],
        here=url_for(endpoint, **page.address),
        back=back,
    )


def _drawing(line: StandardLine, found: History) -> Drawing:
    return drawn(history_words.chart(line, found))
