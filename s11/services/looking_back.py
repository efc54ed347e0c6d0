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

    @property
    def cycle(self) -> str:
        """The title of the cycle in which it was signed."""
        return self.document.cycle


def last_return(signed_id: int | None) -> LastReturn | None:
    """The signed return with this id; None where there is none to look back on."""
    return None if signed_id is None else _read(signed_id)


@lru_cache(maxsize=256)
def _read(signed_id: int) -> LastReturn:
    found = signing.signed_return(signed_id)
    if found is None:
        raise LookupError(f"there is no signed return {signed_id}")
    document = from_json(found[0].document)
    return LastReturn(document, frozen(document.edition_sha256))
