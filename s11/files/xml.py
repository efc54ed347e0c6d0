"""The little XML that an Office package is read for: elements one by one, and no definitions."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO
from xml.parsers import expat

from s11.files.faults import DAMAGED, Unfit


def each_element(stream: IO[bytes], look: Callable[[str, dict[str, str]], None]) -> None:
    """Show `look` the local name and attributes of every element; raises Unfit.

    A document type is refused: entities are how XML hides words, reads files and explodes.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = lambda tag, attributes: look(
        tag.rpartition(" ")[2], {key.rpartition(" ")[2]: text for key, text in attributes.items()}
    )
    try:
        parser.ParseFile(stream)
    except (expat.ExpatError, LookupError):
        raise Unfit(DAMAGED) from None


def _refuse(*_declaration: object) -> None:
    raise Unfit(DAMAGED)
