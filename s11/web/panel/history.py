"""An agency's history, for those who review its return."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from s11.domain.permissions import Action
from s11.web.access import allows
from s11.web.agency.history import history_page
from s11.web.panel.blueprint import REVIEW, Reviewed, bp, load_review


@bp.get(f"{REVIEW}/history")
@allows(Action.SEE_REVIEW, load_review)
def history(review: Reviewed) -> ResponseReturnValue:
    """The agency through all cycles."""
    page = review.page
    back = url_for("panel.review", **page.address), f"The review of {page.agency_name}"
    return history_page(page, back, "panel.history")
