"""What the officer is told about panels: one sentence that says where things stand."""

from __future__ import annotations

from collections.abc import Collection

from s11.domain.cycles import listed
from s11.domain.panels import Reviewable
from s11.domain.report_words import counted


def where_it_stands(panels: int, returns: Collection[Reviewable], given: Collection[int]) -> str:
    """The sentence above a cycle's panels. `given` are the submissions that somebody reads."""
    if not panels:
        return "There is no panel yet. A panel reads the returns and challenges them."
    words = "1 panel reads" if panels == 1 else f"{panels} panels read"
    with_somebody = sum(one.submission_id in given for one in returns)
    said = f"{words} {with_somebody} of {counted(len(returns), 'return')}."
    waiting = sum(one.is_returned and one.submission_id not in given for one in returns)
    if waiting:
        said += f" {counted(waiting, 'return')} {'has' if waiting == 1 else 'have'} come in"
        said += " and nobody reads it yet." if waiting == 1 else " and nobody reads them yet."
    return said


def reading(members: int, returns: Collection[Reviewable]) -> str:
    """The sentence above one panel: how many read how many, and how many of those came in."""
    if not members:
        return "Nobody sits on this panel yet."
    if not returns:
        return f"{counted(members, 'member')} with nothing to read yet."
    verb = "reads" if members == 1 else "read"
    words = f"{counted(members, 'member')} {verb} {counted(len(returns), 'return')}"
    came = sum(one.is_returned for one in returns)
    if len(returns) == 1:
        return f"{words}, which has {'come in' if came else 'not come in yet'}."
    if came in {0, len(returns)}:
        return f"{words}, {'all of which have come in' if came else 'none of which is in yet'}."
    return f"{words}, of which {came} {'has' if came == 1 else 'have'} come in."


def gap(agencies: Collection[str]) -> str:
    """What an officer is told about returns that are left without a reader; "" for none."""
    if not agencies:
        return ""
    whose = listed(list(agencies))
    return f"Nobody on this panel reads the return of {whose} any more."
