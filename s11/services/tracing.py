"""Tracing one agency through every cycle of a framework, from what it signed.

What was signed, what editions asked and how two returns compare never change, so each is read or
worked out once per process.
"""

from __future__ import annotations

from s11.domain.cycles import CycleStatus, london
from s11.domain.history import History, Sitting, Step, steps_between
from s11.domain.standards import Edition
from s11.services.comparing import compared, lineage
from s11.services.editions import frozen
from s11.services.looking_back import last_return
from s11.store import histories
from s11.store.histories import CycleOfAgency
from s11.store.submissions import ReturnInHand


def history(page: ReturnInHand) -> History:
    """The agency of this return in every opened cycle of its board and framework."""
    rows = histories.cycles_of_agency(page.board.id, page.agency_id, page.cycle_id)
    sittings = tuple(_sitting(row) for row in rows)
    steps = (
        Step(before, at, found, _followed(sittings[before].edition, sittings[at].edition))
        for before, at in steps_between(sittings)
        if (found := compared(rows[at].signed_sha256 or "", rows[before].signed_sha256))
    )
    return History(sittings, tuple(steps))


def _sitting(row: CycleOfAgency) -> Sitting:
    signed = last_return(row.signed_sha256)
    return Sitting(
        slug=row.slug,
        title=row.title,
        due_on=london(row.due_at).date(),
        edition=signed.edition if signed else frozen(row.edition_sha256),
        document=signed.document if signed else None,
        is_open=row.status is CycleStatus.OPEN,
    )


def _followed(before: Edition, now: Edition) -> tuple[Edition, ...]:
    """The editions from the one after `before` to `now`; none where both asked the same."""
    return () if before.edition == now.edition else (*lineage(before, now), now)
