"""Backing up: database, evidence and secret key in one folder, and back from it.

The database is copied first: a file's bytes are on disk before its row, and are never deleted, so
that every row of the copy finds its file. The manifest is written last: without it, half a backup.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from flask import current_app

from s11.config import SECRET_KEY_FILE, Config
from s11.domain.errors import Refused
from s11.services import auditing
from s11.store import dumping, trail
from s11.store.database import db

FORMAT = 1
MANIFEST, FILES = "manifest.json", "files"
# Where a file store keeps what is not whole yet.
INCOMING = "incoming"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: each file's SHA-256 by its path, and the head of each chain.

    `chains` maps a chain's name to the hash of its last event when the backup began; events that
    came while it was made may follow. `database` is "sqlite" or "postgresql".
    """

    made_at: str
    database: str
    files: Mapping[str, str]
    chains: Mapping[str, str]
    format: int = FORMAT

    @property
    def dump(self) -> str:
        """The name of the database's file."""
        return f"database.{self.database}"


def back_up(folder: Path, at: datetime) -> Manifest:
    """Copy the whole installation into `folder`, which must be empty or new; it may go on working.

    Raises Refused, in a sentence.
    """
    if _holds_something(folder):
        raise Refused(f"{folder} is not empty. Name a new folder for each backup.")
    config = _config()
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)  # whoever reads it can be anybody on the platform
    chains = {chain: head.hash for chain in trail.chains() if (head := trail.head(chain))}
    kind = dumping.kind()
    db.session.rollback()
    dumping.dump(folder / f"database.{kind}")
    _write_key(folder / SECRET_KEY_FILE, config.secret_key)
    for path in _files_in(config.files_dir):
        _copy(path, folder / FILES / path.relative_to(config.files_dir))
    hashes = {path.relative_to(folder).as_posix(): _sha256(path) for path in _files_in(folder)}
    made = Manifest(at.isoformat(), kind, hashes, chains)
    (folder / MANIFEST).write_text(json.dumps(asdict(made), indent=1), "utf-8")
    return made


def read(folder: Path) -> Manifest:
    """What this backup holds, every file's hash checked. Raises Refused if it is not whole."""
    try:
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text("utf-8")))
    except FileNotFoundError:
        raise Refused(f"{folder} has no {MANIFEST}, so it is no backup, or half of one.") from None
    except (ValueError, TypeError):
        raise Refused(f"{folder / MANIFEST} cannot be read: it was changed.") from None
    if manifest.format != FORMAT:
        raise Refused(f"{folder} was made by another version: install that one to restore it.")
    for name in (manifest.dump, SECRET_KEY_FILE, *manifest.files):
        path = folder / name
        if not path.is_file() or _sha256(path) != manifest.files.get(name):
            raise Refused(f"{path} is missing or not what was backed up. Nothing was restored.")
    return manifest


def key_of(folder: Path) -> str:
    """The secret key that the backup holds."""
    return (folder / SECRET_KEY_FILE).read_text("ascii")


def restore(folder: Path, *, keep_key: bool) -> Manifest:
    """Fill this empty installation from a backup, then read its record back.

    `keep_key` also writes the key to the data folder, where an installation without S11_SECRET_KEY
    looks for it. Raises Refused: before anything is written where the backup is not whole or there
    is something here already; afterwards where the record is not what was backed up.
    """
    manifest, config = read(folder), _config()
    _must_be_empty(manifest, config)
    if config.secret_key != key_of(folder):
        raise Refused(
            f"S11_SECRET_KEY is not the key of this backup. Set it to what "
            f"{folder / SECRET_KEY_FILE} says: no authenticator works with another."
        )
    if keep_key:
        _write_key(config.data_dir / SECRET_KEY_FILE, config.secret_key)
    for name in manifest.files:
        if name.startswith(f"{FILES}/"):
            _copy(folder / name, config.files_dir / name.removeprefix(f"{FILES}/"))
    dumping.load(folder / manifest.dump)
    _must_be_whole(manifest)
    return manifest


def _must_be_empty(manifest: Manifest, config: Config) -> None:
    if dumping.kind() != manifest.database:
        raise Refused(
            f"This backup is of a {manifest.database} database, and S11_DATABASE_URL names one of "
            f"{dumping.kind()}."
        )
    if _holds_something(config.data_dir):
        raise Refused(f"{config.data_dir} is not empty. A backup is restored into a new folder.")
    if dumping.has_tables():
        raise Refused("The database is not empty. A backup is restored into a new one.")


def _must_be_whole(manifest: Manifest) -> None:
    verdicts = [auditing.verify_chain(chain, head) for chain, head in manifest.chains.items()]
    faults = [one.sentence for one in verdicts if one.fault]
    faults += [f"The record of {one.chain} is too short." for one in verdicts if not one.holds_head]
    if faults:
        raise Refused(f"Restored, but not what was backed up. {' '.join(faults)}")


def _config() -> Config:
    config: Config = current_app.extensions["s11"]
    return config


def _holds_something(folder: Path) -> bool:
    return folder.exists() and (not folder.is_dir() or any(folder.iterdir()))


def _files_in(folder: Path) -> Iterator[Path]:
    """Every file below `folder` in order, but for what a file store has not finished."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.relative_to(folder).parts[0] != INCOMING:
            yield path


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _write_key(path: Path, key: str) -> None:
    """Write the key where only its owner can read it, from the first byte on."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(key)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
