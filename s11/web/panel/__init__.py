"""The challenge panel's pages: reviews, notes, sessions and letters."""

from s11.web.panel import note_steps, notes
from s11.web.panel.blueprint import bp

__all__ = ["bp", "note_steps", "notes"]
