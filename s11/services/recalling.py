"""Recalling: what a panel said of an agency's return last cycle, as far as the agency may read it.

Kept in memory under a stamp that every page of a return brings with it and that changes with
whatever is shared (store.stamps), so that a page asks the database nothing more for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from s11.domain.challenges import SharedChallenge
from s11.domain.moderation import Ratings, ScoreKind
from s11.domain.reading import Opinion, Versions, opinion
from s11.services import moderating
from s11.services.looking_back import LastReturn, last_return
from s11.store import challenges, reading, stamps
from s11.store.submissions import ReturnInHand


@dataclass(frozen=True, eq=False)
class SaidLast:
    """What a panel shared of a return: the agreed ratings, by question, and its notes.

    Each is itself alone, so that what is made of it can be kept by it.
    """

    agreed: Mapping[str, Opinion] = field(default_factory=dict)
    notes: tuple[SharedChallenge, ...] = ()


NOTHING = SaidLast()


class _MovedOn(Exception):
    """Something was shared, or no longer, while it was read: good for now, and not to be kept."""

    def __init__(self, said: SaidLast) -> None:
        self.said = said


def said_last(page: ReturnInHand) -> SaidLast:
    """What the panel shared of the return that this one looks back on; empty without one."""
    if not page.stamp_before or page.last_signed_sha256 is None:
        return NOTHING
    try:
        return _kept(page.stamp_before, page.last_signed_sha256)
    except _MovedOn as moved:
        return moved.said


@lru_cache(maxsize=256)
def _kept(stamp: str, sha256: str) -> SaidLast:
    """Read under the stamp, if that still stands afterwards: then all of it is what it stands for.

    What a board shares can be changed to and fro, which brings an old stamp back.
    """
    before = stamps.submission_in(stamp)
    agreed = moderating.shared_with_agency(before).get(ScoreKind.AGREED, {})
    last = last_return(sha256)
    opinions = _in_words(before, last, agreed) if last and agreed else {}
    said = SaidLast(opinions, tuple(challenges.shared_of(before)))
    if stamps.stamp_of(before) != stamp:
        raise _MovedOn(said)
    return said


def _in_words(submission_id: int, last: LastReturn, agreed: Ratings) -> dict[str, Opinion]:
    """Each agreed rating in words, beside the answer of the version that it is about."""
    newest = last.document.version
    documents = {newest: last.document}
    for one in _older(submission_id, {one.signed_version for one in agreed.values()} - {newest}):
        documents[one.document.version] = one.document
    versions = Versions(documents, newest)
    return {
        key: opinion(question, said, rating, versions)
        for key, rating in agreed.items()
        if (question := last.edition.question(key))
        for said in [documents.get(rating.signed_version, last.document).answers.get(key)]
    }


def _older(submission_id: int, versions: Iterable[int]) -> list[LastReturn]:
    """These signed versions of the return."""
    wanted = frozenset(versions)
    if not wanted:
        return []
    found = [one for one in reading.versions_of(submission_id) if one.version in wanted]
    return [read for one in found if (read := last_return(one.sha256))]
