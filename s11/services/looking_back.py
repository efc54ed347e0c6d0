"""Looking back: what the agency said when it last signed, kept in memory as it never changes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from s11.domain.snapshot import SignedDocument, from_json
from s11.domain.standards import Edition
from s11.services.editions import frozen
from s11.store import signing


@dataclass(frozen=True)
class LastReturn:
    """The agency's last signed return, with the edition that it answered."""

    document: SignedDocument
    edition: Edition
    cycle_slug: str

    @property
    def cycle(self) -> str:
        """The title of the cycle in which it was signed."""
        return self.document.cycle


def last_return(sha256: str | None) -> LastReturn | None:
    """The signed return with this fingerprint; None where there is none to look back on."""
    return None if sha256 is None else _read(sha256)


@lru_cache(maxsize=256)
def _read(sha256: str) -> LastReturn:
    found = signing.signed_return(sha256)
    if found is None:
        raise LookupError(f"there is no signed return {sha256}")
    document = from_json(found[0].document)
    return LastReturn(document, frozen(document.edition_sha256), found[2].slug)
