"""The record's arithmetic: how each event carries the hash of the one before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

INSTALLATION = "installation"
NO_HASH = "0" * 64


@dataclass(frozen=True, slots=True)
class Link:
    """One event as the chain sees it."""

    chain: str
    number: int
    at: datetime
    actor_id: int | None
    actor_name: str
    kind: str
    subject: str
    detail: str
    previous_hash: str
    hash: str = ""


def hash_of(link: Link) -> str:
    """SHA-256 (64 hex letters) over everything the link says and the hash before it."""
    said = [
        link.chain,
        link.number,
        link.at.astimezone(UTC).isoformat(timespec="microseconds"),
        link.actor_id,
        link.actor_name,
        link.kind,
        link.subject,
        link.detail,
        link.previous_hash,
    ]
    canonical = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def hash_of_rows(rows: Iterable[Sequence[object]]) -> str:
    """SHA-256 (64 hex letters) over rows of JSON scalars, in the order given."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(json.dumps(list(row), ensure_ascii=False, separators=(",", ":")).encode())
        digest.update(b"\n")
    return digest.hexdigest()


def first_fault(links: Iterable[Link], head_number: int, head_hash: str) -> str | None:
    """What is wrong with the first broken link, in a sentence; None if the chain is whole.

    `links` come in the order of their numbers; the head is what the database keeps apart.
    """
    expected, previous = 1, NO_HASH
    for link in links:
        where = f"event {expected} of chain {link.chain}"
        if link.number > expected:
            return f"{where} is missing: the next that is there is {link.number}"
        if link.number < expected:
            return f"event {link.number} of chain {link.chain} stands where event {expected} should"
        if link.previous_hash != previous:
            return f"{where} does not follow from the one before it"
        if link.hash != hash_of(link):
            return f"{where} was changed after it was written"
        expected, previous = expected + 1, link.hash
    if head_number != expected - 1:
        return f"the chain ends at event {expected - 1}, but {head_number} were written"
    if head_hash != previous:
        return "the last event is not the one that the chain's head names"
    return None
