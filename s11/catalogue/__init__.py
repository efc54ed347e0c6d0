"""Reads `standards/` into editions, or tells every fault of its files at once.

`load` takes the folders to read: the shipped one and, where a board keeps its own, that too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from s11.catalogue.documents import Document, Where
from s11.catalogue.faults import CatalogueFaults, Fault, Faults, quoted, unknown
from s11.catalogue.lineage import LineageCheck
from s11.catalogue.reading import VOCABULARY, Draft, read_edition
from s11.catalogue.vocabulary import Vocabulary, add_vocabulary
from s11.domain.standards import Edition

__all__ = ["Catalogue", "CatalogueFaults", "Fault", "UnknownEdition", "load"]

_Name = tuple[str, str]


class UnknownEdition(LookupError):
    """The catalogue holds no such framework or edition; the message names those there are."""


@dataclass(frozen=True)
class Catalogue:
    """Every edition of every framework, by framework and edition name."""

    _editions: Mapping[_Name, Edition]

    def frameworks(self) -> tuple[str, ...]:
        """The frameworks' names, in order of the alphabet."""
        return tuple(sorted({framework for framework, _ in self._editions}))

    def editions(self, framework: str) -> tuple[Edition, ...]:
        """A framework's editions, each after the one that it follows. Raises UnknownEdition."""
        found = [edition for name, edition in self._editions.items() if name[0] == framework]
        if not found:
            raise UnknownEdition(unknown("framework", framework, self.frameworks()))
        return tuple(sorted(found, key=lambda edition: (self._age(edition), edition.edition)))

    def edition(self, framework: str, edition: str) -> Edition:
        """One edition. Raises UnknownEdition."""
        found = self._editions.get((framework, edition))
        if found is None:
            names = [known.edition for known in self.editions(framework)]
            raise UnknownEdition(unknown(f"edition of {framework}", edition, names))
        return found

    def lineage(self, framework: str, before: str, now: str) -> tuple[Edition, ...]:
        """The editions between two, oldest first, as `domain.comparison.compare` takes them.

        Empty where one follows the other directly or does not come from it at all.
        """
        between: list[Edition] = []
        edition = self.edition(framework, now)
        while edition.previous is not None and edition.previous != before:
            edition = self.edition(framework, edition.previous)
            between.insert(0, edition)
        return tuple(between) if edition.previous == before else ()

    def _age(self, edition: Edition) -> int:
        generations = 0
        while edition.previous is not None:
            edition = self._editions[edition.framework, edition.previous]
            generations += 1
        return generations


def load(*roots: Path) -> Catalogue:
    """Read the standards folders together, the later ones adding to the earlier.

    Raises CatalogueFaults with every fault of every file.
    """
    faults = Faults()
    vocabulary = Vocabulary()
    for root in roots:
        if (root / VOCABULARY).exists():
            vocabulary = add_vocabulary(vocabulary, root / VOCABULARY, faults)
    drafts: dict[_Name, Draft] = {}
    for folder in _edition_folders(roots, faults):
        draft = read_edition(folder, vocabulary, faults)
        if draft is not None and draft.name in drafts:
            sentence = (
                f"{drafts[draft.name].folder} is this edition already: give one another name."
            )
            draft.document.fault(faults, ("edition",), sentence)
        elif draft is not None:
            drafts[draft.name] = draft
    for draft in drafts.values():
        _check_lineage(draft, drafts, faults)
    if faults:
        raise CatalogueFaults(faults)
    return Catalogue({name: draft.placed().edition for name, draft in drafts.items()})


def _edition_folders(roots: Sequence[Path], faults: Faults) -> list[Path]:
    folders: list[Path] = []
    for root in roots:
        found = [folder for framework in _folders_in(root) for folder in _folders_in(framework)]
        if not found:
            what = "holds no framework with an edition" if root.is_dir() else "is no folder"
            faults.at(root, 1, 1, f"this {what}: name the folder that the frameworks lie in.")
        folders += found
    return folders


def _folders_in(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(part for part in folder.iterdir() if part.is_dir() and part.name[0] not in "._")


def _check_lineage(draft: Draft, drafts: Mapping[_Name, Draft], faults: Faults) -> None:
    previous, document = draft.shape.previous, draft.document
    if previous is None:
        if draft.changes_document is not None and document.is_sound("previous"):
            sentence = (
                f'this edition follows no other: add "previous" to {draft.document.file.name}.'
            )
            draft.changes_document.fault(faults, (), sentence)
        return
    framework = draft.shape.framework
    before = drafts.get((framework, previous))
    if before is None:
        folders = {folder.name for folder in _folders_in(draft.folder.parent)}
        known = {edition for name, edition in drafts if name == framework} | folders
        if previous not in folders:
            sentence = unknown("edition", previous, sorted(known - {draft.shape.edition}))
            document.fault(faults, ("previous",), sentence)
        return
    ancestors = _ancestors(draft, drafts)
    if draft in ancestors:
        chain = quoted(ancestor.shape.edition for ancestor in ancestors)
        sentence = f"the editions {chain} follow one another in a circle: mend one."
        document.fault(faults, ("previous",), sentence)
        return
    if not (before.is_whole and draft.is_whole):
        return
    listed = draft.changes_document
    missing_at: tuple[Document, Where] = (listed, ()) if listed else (document, ("previous",))
    LineageCheck(before.placed(), draft.placed(), listed, draft.changes, missing_at, faults).run()
    _check_reuse(draft, ancestors, faults)


def _ancestors(draft: Draft, drafts: Mapping[_Name, Draft]) -> list[Draft]:
    """The editions before this one, nearest first; with itself at the end of a circle."""
    found: list[Draft] = []
    at: Draft | None = draft
    while at is not None and at.shape.previous is not None:
        at = drafts.get((at.shape.framework, at.shape.previous))
        if at is None or at in found:
            break
        found.append(at)
    return found


def _check_reuse(draft: Draft, ancestors: Sequence[Draft], faults: Faults) -> None:
    """An id retired once is never given to another question."""
    nearest, *older = ancestors
    for id, (document, where) in draft.places.items():
        if id in nearest.earlier or id in nearest.unreadable:
            continue
        for ancestor in older:
            if id in ancestor.earlier:
                sentence = f'"{id}" was a question of edition {ancestor.shape.edition}: '
                document.fault(
                    faults, (*where, "id"), sentence + "ids are never reused; write another."
                )
                break
