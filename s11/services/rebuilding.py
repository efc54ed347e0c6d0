"""Rebuilding: what is kept of signed returns, worked out again from what was signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from s11.domain.scoring import overall_score
from s11.domain.snapshot import scores_to_keep
from s11.domain.submissions import Status
from s11.services import comparing, moderating
from s11.services.looking_back import last_return
from s11.store import moderation, standing
from s11.store import standings as store
from s11.store.database import db
from s11.store.standings import Basis
from s11.store.submissions import return_in_hand


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How many signed returns were worked out again, and how many kept rows differed."""

    returns: int
    differed: int


def rebuild(board: str | None = None, cycle: str | None = None) -> Rebuilt:
    """Work every signed return out again: of all boards or one, of all cycles or those so named.

    One commit per agency, so that nobody who works on a return waits for all of them.
    """
    bases = store.bases_of(board, cycle)
    by_agency: dict[int, list[Basis]] = {}
    for one in bases:
        by_agency.setdefault(one.agency_id, []).append(one)
    db.session.commit()
    differed = 0
    for of_one in by_agency.values():
        differed += _rebuild(of_one)
        db.session.commit()
    return Rebuilt(len(bases), differed)


def _rebuild(bases: Sequence[Basis]) -> int:
    """Work an agency's returns out again, oldest first; how many of their kept rows differed."""
    # Returns before their agency, as a signature and a rating take them: nobody waits in a ring.
    for number in sorted(one.submission_id for one in bases):
        moderation.hold(number)
    store.hold_agency(bases[0].agency_id)
    before = _kept(bases)
    for one in bases:
        page = return_in_hand(one.board, one.cycle, one.agency)
        if page is not None:
            moderating.recompute(page)
            comparing.keep_one(one)
        if one.status is Status.SUBMITTED:
            _keep_self(one)
    after = _kept(bases)
    # A row that changed is in both, and counts once.
    return max(len(before - after), len(after - before))


def _kept(bases: Sequence[Basis]) -> frozenset[tuple[object, ...]]:
    return frozenset().union(*(store.kept(one.submission_id) for one in bases))


def _keep_self(basis: Basis) -> None:
    """While nothing is being revised, the self scores are those that were signed."""
    found = last_return(basis.signed)
    if found is not None:
        said = found.document
        overall = overall_score(found.edition, said.agency_type, said.answers)
        standing.keep_scores(basis.submission_id, "self", scores_to_keep(overall))
