"""Words with a little shape: headings, bullets, paragraphs and bold, for letters and commentary.

    ## What the panel commends
    The staff, **all of them**, knew whom to ask.

    - Names stand on every noticeboard.

Any text can be read: what is no mark stays as it was typed. There is no other markup, and no
way to write any, so nothing here needs to be made safe beyond escaping.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 40_000
"""The most characters of one piece: some fifteen pages."""

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
_HEADING = re.compile(r"##[ \t]+(?=\S)")
_BULLET = re.compile(r"-[ \t]+(?=\S)")
# Without a star inside, so that reading stays linear however many stars there are.
_BOLD = re.compile(r"\*\*(?=\S)([^*\n]+)(?<=\S)\*\*")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of words in one weight; a line end in it was typed."""

    text: str
    is_bold: bool = False


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; a piece has one level of them, and the page around it says which."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together."""

    runs: Runs


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    items: tuple[Runs, ...]


Block = Heading | Paragraph | Bullets


def parse(text: str) -> tuple[Block, ...]:
    """The blocks of a text, in order. Never fails, and loses nothing but the marks."""
    found: list[Block] = []
    for kind, pieces in _gathered(_LINE_ENDS.sub("\n", text).split("\n")):
        if kind == "heading":
            found.append(Heading("".join(run.text for run in _runs(pieces[0]))))
        elif kind == "bullets":
            found.append(Bullets(tuple(_runs(piece) for piece in pieces)))
        else:
            found.append(Paragraph(_runs(pieces[0])))
    return tuple(found)


def words(blocks: tuple[Block, ...]) -> str:
    """The blocks without their marks, a blank line between two."""
    return "\n\n".join("\n".join(_lines(block)) for block in blocks)


def one_line(text: str) -> str:
    """Somebody's words on one line and without marks of ours, to stand within a piece."""
    return " ".join(words(parse(text)).split())


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Heading(text):
            yield text
        case Paragraph(runs):
            yield _plain(runs)
        case Bullets(items):
            yield from map(_plain, items)


def _plain(runs: Runs) -> str:
    return "".join(run.text for run in runs)


def _gathered(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Each block as (kind, its pieces): a bullet is a piece, and so is a whole paragraph."""
    kind, pieces = "", list[str]()
    for line in map(str.strip, lines):
        mark = _HEADING.match(line) or _BULLET.match(line)
        starts = _kind_of(line)
        if pieces and (not line or starts == "heading" or (starts, kind) == ("bullets", "words")):
            yield kind, pieces
            kind, pieces = "", []
        if not line:
            continue
        rest = line[mark.end() :] if mark else line
        if starts == "heading":
            yield starts, [rest]
        elif pieces and starts == "words":
            pieces[-1] += f"\n{rest}"
        else:
            kind = starts
            pieces.append(rest)
    if pieces:
        yield kind, pieces


def _kind_of(line: str) -> str:
    if _HEADING.match(line):
        return "heading"
    return "bullets" if _BULLET.match(line) else "words"


def _runs(text: str) -> Runs:
    """The text cut where its weight changes."""
    found, at = [], 0
    for bold in _BOLD.finditer(text):
        found += [Run(text[at : bold.start()]), Run(bold[1], is_bold=True)]
        at = bold.end()
    return tuple(run for run in (*found, Run(text[at:])) if run.text)
