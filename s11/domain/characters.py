"""Characters that are no words: what cannot be seen, printed or kept by every database."""

from __future__ import annotations

import re

# C0 but tab and line ends, DEL, C1, and the two that stand for no character in any text.
HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
SHOWN = 20


def hidden_in(text: str) -> str:
    """What to say of the first hidden character in `text`, with where it stands; "" for none."""
    found = HIDDEN.search(text)
    if found is None:
        return ""
    before = text[: found.start()].split("\n")[-1][-SHOWN:].strip()
    place = f"after “{before}”" if before else "at the beginning of a line"
    return (
        f"A character that cannot be seen or kept stands {place}. "
        "Delete it there, or type the words again."
    )
