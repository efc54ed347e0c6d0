"""An agency's pages: its returns, from the first answer to the signature and after."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from s11.web.access import signed_in

bp = Blueprint("agency", __name__)


@bp.get("/returns")
@signed_in
def home() -> ResponseReturnValue:
    """My returns."""
    return render_template("agency/home.html")
