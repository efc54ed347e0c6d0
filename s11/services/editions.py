"""Frozen editions: what a cycle asks, kept once by its SHA-256 and read once per process."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from s11.domain.editions import edition_from_json, edition_to_json, sha256_of
from s11.domain.standards import Edition
from s11.store import editions as store
from s11.store.models import FrozenEdition


def freeze(edition: Edition, at: datetime) -> FrozenEdition:
    """The row that keeps this edition, made if there is none yet; no commit."""
    document = edition_to_json(edition)
    sha256 = sha256_of(document)
    return store.by_sha256(sha256) or store.add(
        FrozenEdition(sha256=sha256, document=document, frozen_at=at)
    )


@lru_cache(maxsize=32)
def frozen(sha256: str) -> Edition:
    """The frozen edition with this hash; raises LookupError if the database has none such."""
    row = store.by_sha256(sha256)
    if row is None:
        raise LookupError(f"no frozen edition {sha256}")
    return edition_from_json(row.document)
