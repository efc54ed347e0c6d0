"""Frozen editions: what a cycle asks, kept once by its SHA-256 and read once per process."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from pathlib import Path

from s11 import paths
from s11.catalogue import Catalogue, UnknownEdition, load
from s11.config import Config
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


def catalogue(config: Config) -> Catalogue:
    """The standards that cycles can be set up from, read again when a file has changed.

    Raises CatalogueFaults.
    """
    roots = (paths.STANDARDS, *([config.standards_dir] if config.standards_dir else []))
    return _load(roots, tuple(_last_change(root) for root in roots))


def agency_types(config: Config) -> dict[str, str]:
    """Every type of agency that some edition knows, by key, with its words."""
    known = catalogue(config)
    return {
        key: words
        for framework in known.frameworks()
        for edition in known.editions(framework)
        for key, words in edition.agency_types.items()
    }


@lru_cache(maxsize=4)
def _load(roots: tuple[Path, ...], _changes: tuple[tuple[int, int], ...]) -> Catalogue:
    return load(*roots)


def _last_change(root: Path) -> tuple[int, int]:
    """How many files there are and when the newest was written, in nanoseconds."""
    times = [file.stat().st_mtime_ns for file in root.rglob("*.yaml")]
    return len(times), max(times, default=0)


def title_of(catalogue: Catalogue, framework: str, edition: str) -> str:
    """An edition's title; its names where the standards do not hold it any more."""
    try:
        return catalogue.edition(framework, edition).title
    except UnknownEdition:
        return f"{framework}, edition {edition}"
