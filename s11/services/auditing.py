"""Auditing: reading the record back, link by link, and every kept document against its hash."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from s11.domain.editions import sha256_of
from s11.domain.trail import NO_HASH, Link, first_fault
from s11.store import record, trail
from s11.store.models import Event


@dataclass(frozen=True, slots=True)
class Verdict:
    """What reading a chain showed: how many events, its head, and the first fault if any.

    `holds_head` says whether the hash that was asked about is in the chain.
    """

    chain: str
    count: int
    head: str
    fault: str | None
    holds_head: bool = True

    @property
    def sentence(self) -> str:
        """The verdict in a sentence."""
        events = f"{self.count} event{'' if self.count == 1 else 's'}"
        if self.fault:
            return f"The chain is broken: {self.fault}."
        return f"The chain is whole: {events}."


class _Read:
    """The events of a chain as links, counting them and looking for one hash on the way."""

    def __init__(self, chain: str, wanted: str) -> None:
        self.chain, self.wanted = chain, wanted
        self.count, self.found = 0, False

    def links(self) -> Iterator[Link]:
        for event in trail.events(self.chain):
            self.count += 1
            self.found = self.found or event.hash == self.wanted
            yield link_of(event)


def link_of(event: Event) -> Link:
    """The event as the chain's arithmetic sees it."""
    return Link(**{name: getattr(event, name) for name in Link.__slots__})


def verify_chain(chain: str, head: str = "") -> Verdict:
    """Read a chain from end to end; with `head`, look for the hash that a receipt shows."""
    kept, read = trail.head(chain), _Read(chain, head)
    number, last = (kept.number, kept.hash) if kept else (0, NO_HASH)
    fault = first_fault(read.links(), number, last)
    # first_fault stops reading at a fault, so the number written is the head's.
    return Verdict(chain, number, last, fault, not head or read.found)


def verify_documents(board_id: int | None = None) -> list[str]:
    """A sentence for each signed return (of one board) and frozen edition that was altered."""
    faults = [
        f"the signed return {reference}, version {signed.version}, is not what was signed"
        for reference, signed in record.signed_returns(board_id)
        if sha256_of(signed.document) != signed.sha256
    ]
    return faults + [
        f"the frozen edition {frozen.sha256[:12]} is not what was frozen"
        for frozen in record.frozen_editions()
        if sha256_of(frozen.document) != frozen.sha256
    ]
