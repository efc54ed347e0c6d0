"""Evidence in a folder: generated names, and never half a file under one."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from s11.files.port import Stored

CHUNK = 256 * 1024
NAME = re.compile(r"[0-9a-f]{32}", re.ASCII)


class FolderStore:
    """Files in 256 folders by the first two letters of their names.

    A file is written in `incoming`, forced to disk and then renamed, so that a crash at any
    moment leaves it whole or leaves nothing; what stays in `incoming` may be deleted.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, stream: IO[bytes]) -> Stored:
        """Keep the whole stream under a new name."""
        incoming = self.root / "incoming"
        incoming.mkdir(parents=True, exist_ok=True)
        stored_as = secrets.token_hex(16)
        digest = hashlib.sha256()
        stream.seek(0)
        with NamedTemporaryFile(dir=incoming, delete=False) as part:
            try:
                while chunk := stream.read(CHUNK):
                    digest.update(chunk)
                    part.write(chunk)
                size = part.tell()
                part.flush()
                os.fsync(part.fileno())
            except BaseException:
                part.close()
                Path(part.name).unlink()
                raise
        self._settle(Path(part.name), self._path(stored_as))
        return Stored(stored_as, size, digest.hexdigest())

    def open(self, name: str) -> IO[bytes]:
        """The file kept under this name."""
        return self._path(name).open("rb")

    def delete(self, name: str) -> None:
        """Delete the file kept under this name, if there is one."""
        self._path(name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        if not NAME.fullmatch(name):
            raise FileNotFoundError(f"{name!r} is not a name that this store makes")
        return self.root / name[:2] / name

    def _settle(self, part: Path, path: Path) -> None:
        if not path.parent.is_dir():
            path.parent.mkdir(exist_ok=True)
            _force_to_disk(self.root)
        part.replace(path)
        _force_to_disk(path.parent)


def _force_to_disk(folder: Path) -> None:
    """Make a new name in this folder last; only POSIX systems let a folder be opened for it."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
