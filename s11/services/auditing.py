"""Auditing: reading the record back, link by link, and every kept document against its hash."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from s11.domain.imprints import faults, imprint_of, imprints_in
from s11.domain.snapshot import from_json, sha256_of
from s11.domain.trail import NO_HASH, Link, first_fault
from s11.services import signing
from s11.store import imprints, record, trail
from s11.store.models import Event, SignedReturn
from s11.store.people import BoardLook

# The kinds of event that say what was signed, and which edition a cycle asks.
SIGNED, ASKED = ("return signed", "return imported"), ("cycle opened", "wording amended")


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


def verify_documents(board: BoardLook | None = None) -> list[str]:
    """A sentence for each thing (of one board) that the record contradicts.

    What an event says was signed, frozen or written must be there as it was, and nothing else
    signed; and nothing else written in the tables that are answered for row by row.
    """
    chain = board.slug if board else None
    return [
        *_faults_of_returns(board.id if board else None, chain),
        *_faults_of_editions(chain),
        *(fault for table in imprints.TABLES for fault in _faults_of_rows(table, chain)),
    ]


def _faults_of_returns(board_id: int | None, chain: str | None) -> Iterator[str]:
    events = {_signed(event): event for event in record.of_kinds(SIGNED, chain)}
    for reference, signed in record.signed_returns(board_id):
        event = events.pop((reference, signed.version), None)
        which = f"the signed return {reference}, version {signed.version},"
        if event is None or not _agree(event, signed):
            yield f"{which} is not what was signed"
        elif not _same_history(event, signed):
            yield f"{which} is whole, but the history of its answers was changed"
    for name, version in events:
        yield f"the signed return {name}, version {version}, is not there any more"


def _signed(event: Event) -> tuple[object, object]:
    facts = facts_of(event)
    return facts.get("reference"), facts.get("version")


def _agree(event: Event, signed: SignedReturn) -> bool:
    said = (facts_of(event).get("sha256"), event.at, event.actor_id)
    return said == (sha256_of(signed.document), signed.signed_at, signed.signed_by) and (
        signed.sha256 == said[0]
    )


def _same_history(event: Event, signed: SignedReturn) -> bool:
    document = from_json(signed.document)
    kept = signing.history_hash(signed.submission_id, document)
    return facts_of(event).get("history") == kept


def _faults_of_editions(chain: str | None) -> Iterator[str]:
    asked = {str(facts_of(event).get("sha256")) for event in record.of_kinds(ASKED, chain)}
    for frozen in record.frozen_editions():
        asked.discard(frozen.sha256)
        if sha256_of(frozen.document) != frozen.sha256:
            yield f"the frozen edition {frozen.sha256[:12]} is not what was frozen"
    for sha256 in sorted(asked):
        yield f"the frozen edition {sha256[:12]} is not there any more"


def _faults_of_rows(table: str, chain: str | None) -> Iterator[str]:
    said = (
        one
        for detail in imprints.details(table, chain)
        for one in imprints_in(_facts(detail).get("rows"))
        if one.table == table
    )
    return faults(said, (imprint_of(table, row) for row in imprints.every(table, chain)))


def facts_of(event: Event) -> Mapping[str, object]:
    """What an event says, by name; nothing where it was made unreadable."""
    return _facts(event.detail)


def _facts(detail: str) -> Mapping[str, object]:
    try:
        facts = json.loads(detail)
    except ValueError:
        return {}
    return facts if isinstance(facts, dict) else {}
