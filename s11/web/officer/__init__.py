"""The board officer's pages: cycles, returns, panels, agencies, people, the record."""

from s11.web.officer import (
    agencies,
    cycles,
    importing,
    interests,
    panel_returns,
    panel_sessions,
    panels,
    people,
    record,
    returns,
    running,
)
from s11.web.officer.blueprint import bp

__all__ = [
    "agencies",
    "bp",
    "cycles",
    "importing",
    "interests",
    "panel_returns",
    "panel_sessions",
    "panels",
    "people",
    "record",
    "returns",
    "running",
]
