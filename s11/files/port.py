"""The port: what the platform asks of whatever keeps its evidence files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO, Protocol


@dataclass(frozen=True, slots=True)
class Stored:
    """What was kept: its generated name, its size in bytes, its SHA-256 in 64 hex letters."""

    name: str
    size: int
    sha256: str


class FileStore(Protocol):
    """Keeps bytes under names that it makes up. Nothing in a name comes from a user."""

    def put(self, stream: IO[bytes]) -> Stored:
        """Keep everything in `stream`, from its beginning; on return it survives a power cut."""

    def open(self, name: str) -> IO[bytes]:
        """The bytes kept under `name`, to read; raises FileNotFoundError if there are none."""

    def delete(self, name: str) -> None:
        """Forget what is kept under `name`; nothing happens if it is gone already."""
