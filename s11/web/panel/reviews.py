"""My reviews: every return that my panels read, in every board, and what is new in it."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from s11.domain.reading import news_words
from s11.domain.report_words import counted
from s11.store.reviews import MyReview, my_reviews
from s11.web import identity
from s11.web.access import signed_in
from s11.web.panel.blueprint import bp


@bp.get("/reviews")
@signed_in
def reviews() -> ResponseReturnValue:
    """What was given to me, what else comes before my panels, then what was talked about."""
    found = my_reviews(identity.actor().person_id)
    coming = [one for one in found if not one.is_held]
    mine = [one for one in coming if one.is_mine]
    others = [one for one in coming if not one.is_mine]
    return render_template(
        "panel/reviews.html",
        h1="Your reviews",
        found=found,
        groups=[
            ("Given to you", mine),
            ("Also before your panel" if mine else "Before your panel", others),
            ("Talked about already", [one for one in found if one.is_held]),
        ],
        sentence=_sentence(coming),
        news_of=news_of,
        boards=len({one.board for one in found}),
    )


def _sentence(found: list[MyReview]) -> str:
    if not found:
        return "Nothing waits to be read: every return of your panels has been talked about."
    ready = [one for one in found if one.can_be_read]
    new = sum(bool(news_of(one)) for one in ready)
    waiting = len(found) - len(ready)
    parts = [f"{counted(len(ready), 'return')} to read"]
    parts.append(f"something is new in {new}" if new else "nothing is new since you last looked")
    if waiting:
        parts.append(f"{waiting} {'is' if waiting == 1 else 'are'} not signed yet")
    return "; ".join(parts) + "."


def news_of(one: MyReview) -> list[str]:
    """What is new in a return since its reader last looked, each in a few words."""
    if not one.can_be_read:
        return []
    if one.looked_at is None:
        return [] if one.is_held else ["not opened yet"]
    version = one.signed_version if one.has_new_version else 0
    return news_words(version=version, said=one.said, rated=one.rated)
