"""The folder of evidence: whole files under made-up names, or nothing."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import tracemalloc
from pathlib import Path
from tempfile import TemporaryFile

import pytest

from s11.files.folder import FolderStore
from s11.files.packages import MIB

CONTENT = b"evidence\0" * 1000


def kept(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*") if path.is_file())


def test_what_is_put_in_comes_out_with_its_size_and_sha256(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "files")
    stored = store.put(io.BytesIO(CONTENT))
    assert (stored.size, stored.sha256) == (len(CONTENT), hashlib.sha256(CONTENT).hexdigest())
    with store.open(stored.name) as file:
        assert file.read() == CONTENT


def test_the_same_bytes_twice_are_two_files_with_names_of_their_own(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    names = {store.put(io.BytesIO(CONTENT)).name for _ in range(3)}
    assert len(names) == 3
    assert {path.name for path in kept(tmp_path)} == names
    assert all(path.parent.name == path.name[:2] for path in kept(tmp_path))


def test_a_stream_is_kept_from_its_beginning_wherever_it_stands(tmp_path: Path) -> None:
    stream = io.BytesIO(CONTENT)
    stream.seek(500)
    assert FolderStore(tmp_path).put(stream).size == len(CONTENT)


@pytest.mark.parametrize("name", ["../secret-key", "", "/etc/passwd", "A" * 32, "a" * 31, "a" * 32])
def test_only_names_that_the_store_made_open_anything(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret-key").write_text("secret")
    with pytest.raises(FileNotFoundError):
        FolderStore(tmp_path / "files").open(name)


def test_a_deleted_file_is_gone_and_deleting_it_again_is_no_fault(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    name = store.put(io.BytesIO(CONTENT)).name
    store.delete(name)
    store.delete(name)
    assert kept(tmp_path) == []


class Breaking(io.BytesIO):
    """A stream whose second reading fails, as a disk or a connection does."""

    def read(self, size: int | None = -1) -> bytes:
        if self.tell():
            raise OSError("gone")
        return super().read(10)


def test_a_stream_that_breaks_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="gone"):
        FolderStore(tmp_path).put(Breaking(CONTENT))
    assert kept(tmp_path) == []


KILLED = """
import io, os, sys
from pathlib import Path
from s11.files.folder import FolderStore

class Killing(io.BytesIO):
    def read(self, size=-1):
        if self.tell() > 5_000:
            os.kill(os.getpid(), 9)
        return super().read(1000)

FolderStore(Path(sys.argv[1])).put(Killing(b"x" * 10_000))
"""


@pytest.mark.skipif(os.name != "posix", reason="kills a process the POSIX way")
def test_a_server_killed_while_it_writes_leaves_no_half_file_under_a_name(tmp_path: Path) -> None:
    run = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False)
    assert run.returncode == -9
    assert {path.parent.name for path in kept(tmp_path)} == {"incoming"}


def test_a_file_of_20_mb_is_kept_in_little_memory(tmp_path: Path) -> None:
    with TemporaryFile() as stream:
        for _ in range(20):
            stream.write(b"x" * MIB)
        tracemalloc.start()
        stored = FolderStore(tmp_path).put(stream)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert stored.size == 20 * MIB
    assert peak < 2 * MIB
