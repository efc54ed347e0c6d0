"""The officer's blueprint; each module of this package adds its pages to it."""

from flask import Blueprint

bp = Blueprint("officer", __name__, url_prefix="/boards/<board>")
