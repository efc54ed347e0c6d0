"""Hebrew and Arabic within a line: drawn from right to left, read back as they were typed.

No letters are joined and no brackets mirrored: enough for a name or a quotation in an English
document, and no claim to more.
"""

import re
from collections.abc import Iterator

_LETTERS = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff"
_STRETCH = re.compile(f"[{_LETTERS}](?:[{_LETTERS} ,.'-]*[{_LETTERS}])?")


def visual(line: str) -> Iterator[tuple[str, str]]:
    """The line in the order it is drawn: (text to draw, text to read if that differs, else "")."""
    at = 0
    for stretch in _STRETCH.finditer(line):
        if stretch.start() > at:
            yield line[at : stretch.start()], ""
        yield stretch.group()[::-1], stretch.group()
        at = stretch.end()
    if at < len(line):
        yield line[at:], ""
