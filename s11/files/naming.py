"""File names: the user's own for reading, made harmless; never used to keep anything."""

from __future__ import annotations

import re
import unicodedata

MAX_NAME = 200
# Within a name, these pretend that the file is something that runs.
DECEPTIVE = re.compile(
    r"\. ?(app|apk|bat|cmd|cpl|dll|docm|exe|hta|html?|iso|jar|jse?|lnk|msi|php|pif|ps1|scr|sh|svg|"
    r"vb[es]|wsf|xhtml|xlsm|xll) ?\.",
    re.IGNORECASE,
)


def shown_name(raw: str) -> str:
    """The name as it is shown and offered again: no folders, no invisible letters, 200 at most.

    Unicode's category C holds control letters, direction overrides (which make "fdp.exe" read
    "exe.pdf"), zero-width letters and lone surrogates.
    """
    last = re.split(r"[\\/]", raw)[-1]
    spaced = (" " if letter.isspace() else letter for letter in unicodedata.normalize("NFC", last))
    seen = "".join(letter for letter in spaced if unicodedata.category(letter)[0] != "C")
    name = " ".join(seen.split()).strip(". ")
    if len(name) <= MAX_NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 10:
        return name[:MAX_NAME].rstrip(". ")
    return f"{stem[: MAX_NAME - len(ending) - 1].rstrip('. ')}.{ending}"


def ending_of(name: str) -> str:
    """What follows the last dot, in small letters; "" where there is no dot."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def deceives(name: str) -> bool:
    """Whether a name such as "minutes.exe.pdf" carries a second, dangerous ending."""
    return bool(DECEPTIVE.search(name))
