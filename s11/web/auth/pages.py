"""Pages that anyone may read, and each board's colours."""

from __future__ import annotations

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from s11.domain import colours
from s11.domain.errors import NotFound
from s11.store import people
from s11.web.access import public
from s11.web.auth.blueprint import bp


@bp.get("/accessibility")
@public("a statement for everyone")
def accessibility() -> ResponseReturnValue:
    """How accessible the platform is, and what is known not to be."""
    return render_template("pages/accessibility.html", h1="Accessibility statement")


@bp.get("/privacy")
@public("a statement for everyone")
def privacy() -> ResponseReturnValue:
    """What is kept about whom."""
    return render_template("pages/privacy.html", h1="How your data is used")


@bp.get("/boards/<board>/theme.css")
@public("a colour, which every page of the board shows")
def theme(board: str) -> ResponseReturnValue:
    """The board's colour and a darker one, for the styles to follow."""
    found = people.board_by_slug(board)
    if found is None:
        raise NotFound
    colour = colours.readable(found.colour)
    css = f":root{{--board:{colour};--board-dark:{colours.darker(colour)}}}\n"
    response = Response(css, content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
