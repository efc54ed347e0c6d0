"""What a caller may put into a table cell or a row: a string, or one of these plain values."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """Plain words in a named style of `STYLES`."""

    text: str
    style: str = "cell"


@dataclass(frozen=True, slots=True)
class Tag:
    """A rating: its word, and its tone of `TONES`."""

    word: str
    tone: str


@dataclass(frozen=True, slots=True)
class Tint:
    """A figure on a tone that fills its table cell, its movement in small beneath or beside it."""

    text: str
    tone: str
    beneath: str = ""
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; `marker` may be any character, such as ☐ for something to tick."""

    items: tuple[str, ...]
    style: str = "cell"
    marker: str = "•"


@dataclass(frozen=True, slots=True)
class Box:
    """An empty box to write in, `height` points high."""

    height: float


Piece = str | Words | Tag | Tint | Bullets | Box
Cell = Piece | Sequence[Piece]


def pieces(cell: Cell) -> tuple[Piece, ...]:
    """A cell's pieces, whether it was given one or several."""
    if isinstance(cell, str | Words | Tag | Tint | Bullets | Box):
        return (cell,)
    return tuple(cell)
