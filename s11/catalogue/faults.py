"""Faults of data files: gathered all at once, each with its place and what to write instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong in a data file; lines and columns count from 1."""

    file: str
    line: int
    column: int
    sentence: str

    def __str__(self) -> str:
        """As compilers print it, so that editors can jump there."""
        return f"{self.file}:{self.line}:{self.column}: {self.sentence}"


class CatalogueFaults(Exception):
    """The data files cannot be used; `faults` holds everything that is wrong with them."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(str(fault) for fault in self.faults))


class Faults(list[Fault]):
    """A list of faults that grows while the files are read."""

    def at(self, file: Path, line: int, column: int, sentence: str) -> None:
        """Note a fault at a known place of a file."""
        self.append(Fault(str(file), line, column, sentence))


def quoted(words: Iterable[str]) -> str:
    """Words in quotes, separated by commas, as a fault lists them."""
    return ", ".join(f'"{word}"' for word in words)


def unknown(kind: str, word: str, known: Iterable[str]) -> str:
    """Says that `word` is no known `kind`, with the nearest known one or all of them."""
    choices = list(known)
    near = get_close_matches(word, choices, n=1, cutoff=0.6)
    if near:
        return f'unknown {kind} "{word}": did you mean "{near[0]}"?'
    if not choices:
        return f'unknown {kind} "{word}": there is none to choose from yet.'
    if len(choices) == 1:
        return f'unknown {kind} "{word}": write "{choices[0]}".'
    shown = quoted(choices[:12]) + (" …" if len(choices) > 12 else "")
    return f'unknown {kind} "{word}": write one of {shown}.'
