"""An agency's pages: its returns, from the first answer to the signature and after."""

from s11.web.agency import (
    evidence,
    helping,
    history,
    letters,
    notes,
    objectives,
    reading,
    signing,
    standards,
    tasks,
)
from s11.web.agency.blueprint import bp

__all__ = [
    "bp",
    "evidence",
    "helping",
    "history",
    "letters",
    "notes",
    "objectives",
    "reading",
    "signing",
    "standards",
    "tasks",
]
