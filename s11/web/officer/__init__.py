"""The board officer's pages: cycles, returns, agencies, people, the record."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from s11.web.access import signed_in

bp = Blueprint("officer", __name__, url_prefix="/boards/<board>")


@bp.get("/cycles")
@signed_in
def cycles(board: str) -> ResponseReturnValue:
    """The board's cycles."""
    return render_template("officer/cycles.html")


@bp.get("/agencies")
@signed_in
def agencies(board: str) -> ResponseReturnValue:
    """The register."""
    return render_template("officer/agencies.html")


@bp.get("/people")
@signed_in
def people(board: str) -> ResponseReturnValue:
    """People and roles."""
    return render_template("officer/people.html")


@bp.get("/record")
@signed_in
def record(board: str) -> ResponseReturnValue:
    """Who did what."""
    return render_template("officer/record.html")
