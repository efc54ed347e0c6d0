"""What can go wrong in a board's own words. One table in `web/errors.py` turns these into pages."""

from __future__ import annotations

from dataclasses import dataclass


class S11Error(Exception):
    """Something the platform refuses, said in one sentence for the person who asked."""

    sentence = "This could not be done."

    def __str__(self) -> str:
        return self.sentence


class NotFound(S11Error):
    """What was asked for does not exist, or the person may not know that it does."""

    sentence = "There is nothing here that you can see."


class NotAllowed(S11Error):
    """The person may see the thing, but may not do this to it."""

    sentence = (
        "If you should be able to, ask the officer of your safeguarding board, who gives roles."
    )


@dataclass
class Refused(S11Error):
    """A fault in what was given; `field` names where it was typed, if anywhere."""

    sentence: str
    field: str = ""


@dataclass
class WrongState(S11Error):
    """The return or cycle is not where this step may be taken; nothing was changed."""

    sentence: str
