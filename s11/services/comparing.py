"""Comparing: where a signed return stands beside its panel and the cycle before, kept as rows.

Worked out anew whenever one of the facts changes: a signature, an import, a rating of the panel.
"""

from __future__ import annotations

from functools import lru_cache

from flask import current_app

from s11.catalogue import CatalogueFaults, UnknownEdition
from s11.domain.comparison import Comparison, compare
from s11.domain.moderation import Ratings, ScoreKind
from s11.domain.scoring import overall_score
from s11.domain.snapshot import SignedDocument, scores_to_keep
from s11.domain.standards import Edition
from s11.domain.standing import Past, standings
from s11.services import editions
from s11.services.looking_back import last_return
from s11.store import editions as edition_store
from s11.store import moderation, standing
from s11.store import standings as store
from s11.store.standings import SIGNED, Basis
from s11.store.submissions import ReturnInHand


def keep_standing(page: ReturnInHand) -> None:
    """Work out again where a signed return stands, and whatever looks back on it; no commit.

    Nothing is kept of a return that was never signed.
    """
    keep_standing_of(page.id)


def keep_standing_of(submission_id: int) -> None:
    """The same for the return of this id."""
    basis = store.basis_of(submission_id)
    if basis is None:
        return
    store.hold_agency(basis.agency_id)
    for one in (basis, *store.following(basis.cycle_id, basis.agency_id)):
        keep_one(one)


def movement_of(page: ReturnInHand) -> Comparison | None:
    """What the newest signed version says beside the agency's in the cycle before.

    None before a signature, and where the agency returned nothing then.
    """
    basis = store.basis_of(page.id)
    return compared(basis.signed, basis.before) if basis else None


def keep_one(basis: Basis) -> None:
    """Work out again where one signed return stands, and nothing that looks back on it; no commit.

    The scores of the panel's and the agreed ratings are kept by services.moderating.
    """
    said, edition = _read(basis.signed)
    past = Past(compared(basis.signed, basis.before), basis.is_first)
    panel, agreed = _opinions(basis.submission_id)
    found = standings(edition, said.agency_type, said.answers, past, panel=panel, agreed=agreed)
    store.keep_standings(basis.submission_id, found)
    store.keep_movements(basis.submission_id, past.scores(found, edition))
    as_signed = scores_to_keep(overall_score(edition, said.agency_type, said.answers))
    standing.keep_scores(basis.submission_id, SIGNED, as_signed)


def _opinions(submission_id: int) -> tuple[Ratings | None, Ratings | None]:
    """What the panel said, and what a session agreed; None where it said or agreed nothing."""
    ratings = moderation.ratings_of(submission_id)
    panel: Ratings | None = ratings[ScoreKind.PANEL] or None
    has_agreed = moderation.agreement_of(submission_id) is not None
    return panel, ratings[ScoreKind.AGREED] if has_agreed else None


def _read(sha256: str) -> tuple[SignedDocument, Edition]:
    found = last_return(sha256)
    if found is None:
        raise LookupError(f"there is no signed return {sha256}")
    return found.document, found.edition


def compared(signed: str, before: str | None) -> Comparison | None:
    """Two signed returns, by their SHA-256, like for like; None without an older one."""
    if before is None:
        return None
    between = lineage(_read(before)[1], _read(signed)[1])
    return _compared(signed, before, tuple(edition.edition for edition in between))


@lru_cache(maxsize=512)
def _compared(signed: str, before: str, _between: tuple[str, ...]) -> Comparison:
    """Two signed returns like for like. Neither ever changes; what lies between may be found."""
    now, edition_now = _read(signed)
    then, edition_then = _read(before)
    return compare(
        edition_now,
        now.answers,
        edition_then,
        then.answers,
        now.agency_type,
        then.agency_type,
        lineage(edition_then, edition_now),
    )


def lineage(before: Edition, now: Edition) -> tuple[Edition, ...]:
    """The editions between two, oldest first, as `domain.comparison.compare` takes them.

    As a cycle froze them, else as the standards have them. Empty where one follows the other, and
    where one on the way is not to be found: then nothing says what the newer follows from.
    """
    if before.framework != now.framework or before.edition == now.edition:
        return ()
    between: list[Edition] = []
    edition, names = now, {now.edition}
    while edition.previous not in (None, before.edition):
        found = _edition(now.framework, edition.previous or "")
        if found is None or found.edition in names:
            return ()
        between.insert(0, found)
        names.add(found.edition)
        edition = found
    return tuple(between) if edition.previous == before.edition else ()


def _edition(framework: str, name: str) -> Edition | None:
    sha256 = edition_store.newest(framework, name)
    if sha256 is not None:
        return editions.frozen(sha256)
    try:
        return editions.catalogue(current_app.extensions["s11"]).edition(framework, name)
    except (CatalogueFaults, UnknownEdition):
        return None
