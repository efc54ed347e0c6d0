"""Every fault of a data file has a file here that has it, and every feature one that uses it.

A file `NAME.TARGET.yaml` takes the place of one file of `base/` (TARGETS says of which). Its lines
that begin with #! are all that `s11 standards lint` prints for a fault, and for a feature all that
`s11 standards show` prints of the first standard.
"""

import shutil
from pathlib import Path

import pytest

from s11.catalogue import Catalogue, CatalogueFaults, load
from s11.cli.printing import shown

HERE = Path(__file__).parent
TARGETS = {
    "vocabulary": "vocabulary.yaml",
    "own": "tiny/1/vocabulary.yaml",
    "edition": "tiny/1/edition.yaml",
    "a": "tiny/1/a.yaml",
    "grown": "grown/2/a.yaml",
    "changes": "grown/2/changes.yaml",
    "early": "tiny/1/changes.yaml",
}
FAULTS = sorted((HERE / "faults").iterdir())
FEATURES = sorted((HERE / "features").iterdir())


def placed(file: Path, folder: Path) -> Path:
    """A copy of the base with the file in its place."""
    target = shutil.copytree(HERE / "base", folder / "standards")
    shutil.copy(file, target / TARGETS[file.name.split(".")[1]])
    return target


def told(root: Path) -> list[str]:
    """What lint says of a folder, with files named from the folder on."""
    try:
        load(root)
    except CatalogueFaults as error:
        return [str(fault).removeprefix(f"{root}/") for fault in error.faults]
    return []


def expected(file: Path) -> list[str]:
    """The lines of the file that begin with #!, without it."""
    lines = file.read_text("utf-8", errors="replace").splitlines()
    return [line.removeprefix("#! ") for line in lines if line.startswith("#! ")]


@pytest.mark.parametrize("file", FAULTS, ids=lambda file: file.stem)
def test_a_fault_is_told_with_its_place_and_what_to_write(file, tmp_path):
    assert expected(file), "a file of faults says which"
    assert told(placed(file, tmp_path)) == expected(file)


@pytest.mark.parametrize("file", FEATURES, ids=lambda file: file.stem)
def test_a_feature_is_read_as_it_is_meant(file, tmp_path):
    root = placed(file, tmp_path)
    edition = load(root).edition("tiny", "1")
    first = edition.standards[0]
    lines = list(shown(edition))
    start = lines.index(f"{first.key}. {first.title}") + 1
    printed = [line.strip() for line in lines[start : lines.index("", start)]]
    assert printed == expected(file)


def test_the_base_is_without_fault():
    assert isinstance(load(HERE / "base"), Catalogue)
