"""How words and ratings look on paper: one table of text styles, one table of tones."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Align = Literal["left", "right", "centre"]

INK = "#14202b"
QUIET = "#44525f"
RULE = "#c3ccd3"
PAPER = "#ffffff"
BOARD = "#0b5563"


@dataclass(frozen=True, slots=True)
class Style:
    """A way of setting words. Sizes and spaces are in points.

    What is set in a style that keeps stands on the page where what follows it begins.
    """

    size: float = 10.5
    leading: float = 15.0
    bold: bool = False
    ink: str = INK
    before: float = 0.0
    after: float = 6.0
    align: Align = "left"
    keep: bool = False


STYLES: dict[str, Style] = {
    "body": Style(),
    "strong": Style(bold=True, after=3),
    "lead": Style(size=13, leading=19, ink=QUIET, after=10),
    "quiet": Style(size=9, leading=12.5, ink=QUIET, after=4),
    "cell": Style(size=9.5, leading=13, after=4),
    "cell strong": Style(size=9.5, leading=13, bold=True, after=2),
    "cell quiet": Style(size=8.5, leading=11.5, ink=QUIET, after=3),
    "column": Style(size=8.5, leading=11.5, bold=True, ink=QUIET, after=0),
    "caption": Style(size=11, leading=15, bold=True, before=6, after=5, keep=True),
    "label": Style(size=8.5, leading=14, bold=True, ink=QUIET, after=0, keep=True),
    "guidance": Style(size=9.5, leading=13, ink=QUIET, after=6, keep=True),
    "to tick": Style(size=9.5, leading=13, after=4, keep=True),
    "condition": Style(size=9.5, leading=13, bold=True, after=3, keep=True),
    "above closing": Style(after=1),
    "closing": Style(size=9, leading=12.5, ink=QUIET, after=8),
    "under heading": Style(size=9.5, leading=13, ink=QUIET, after=3, keep=True),
    "figure": Style(size=9.5, leading=12.5, after=0),
    "h1": Style(size=24, leading=29, bold=True, after=10),
    "h2": Style(size=17, leading=22, bold=True, before=20, after=8),
    "h3": Style(size=12, leading=16.5, bold=True, before=12, after=4),
    "running": Style(size=8.5, leading=11, ink=QUIET, after=0),
}

Mark = Literal["disc", "triangle", "square", "diamond", "hatched", "dotted", "none"]


@dataclass(frozen=True, slots=True)
class Tone:
    """What a rating looks like: dark words on a tint, and a mark that grey print still tells apart.

    Every pair of `words` on `tint`, and of `colour` on white, is at 4.5:1 or better.
    """

    colour: str
    words: str
    tint: str
    mark: Mark


TONES: dict[str, Tone] = {
    "green": Tone("#0b6e4f", "#084c37", "#d5eadf", "disc"),
    "amber": Tone("#b35c00", "#633300", "#fce5c5", "triangle"),
    "red": Tone("#b3261e", "#7d1a14", "#f8d7d4", "square"),
    "blue": Tone("#1d4f91", "#163b6c", "#d7e3f4", "diamond"),
    "not applicable": Tone("#5b6872", "#44525f", "#eef1f3", "hatched"),
    "not answered": Tone("#5b6872", "#44525f", PAPER, "dotted"),
    "plain": Tone("#44525f", INK, "#eef1f3", "none"),
}


@lru_cache(maxsize=256)
def rgb(colour: str) -> str:
    """`#rrggbb` as the three numbers PDF asks for, to be followed by `rg` or `RG`."""
    return " ".join(f"{int(colour[at : at + 2], 16) / 255:.3f}" for at in (1, 3, 5))
