"""The challenge panel's pages: reviews, notes, sessions and letters."""

from s11.web.panel import (
    front,
    history,
    letters,
    note_steps,
    notes,
    rating,
    reading,
    reviews,
    sessions,
)
from s11.web.panel.blueprint import bp

__all__ = [
    "bp",
    "front",
    "history",
    "letters",
    "note_steps",
    "notes",
    "rating",
    "reading",
    "reviews",
    "sessions",
]
