"""The structure tree of a tagged PDF (ISO 32000-1, 14.7): what each mark on a page *is*.

An element knows its parent, its children in reading order, and the marks it owns. A mark is a
page and a number (MCID) on that page; a paragraph that runs over a page owns marks on both.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol

Tag = str
SCOPES = {"Column": "/A<</O/Table/Scope/Column>>", "Row": "/A<</O/Table/Scope/Row>>"}
DISC_LIST = "/A<</O/List/ListNumbering/Disc>>"


class Sheet(Protocol):
    """The page that a mark stands on, known to the tree only by its object number."""

    number: int


class Mark(NamedTuple):
    """A stretch of marked content: the page it is on and its MCID there."""

    page: Sheet
    mcid: int


class Link(NamedTuple):
    """An annotation that belongs to an element, by page and object number."""

    page: Sheet
    number: int


class Element:
    """One node of the tree; `tag` is a standard structure type such as P, H2, TR or Figure."""

    __slots__ = ("attributes", "kids", "number", "parent", "tag")

    def __init__(self, tag: Tag, parent: Element | None = None, attributes: str = "") -> None:
        self.tag = tag
        self.parent = parent
        self.attributes = attributes
        self.kids: list[Element | Mark | Link] = []
        self.number = 0

    def add(self, tag: Tag, attributes: str = "") -> Element:
        """Return a new last child."""
        child = Element(tag, self, attributes)
        self.kids.append(child)
        return child

    def walk(self) -> Iterator[Element]:
        """This element and all beneath it, in reading order, without recursion."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting.extend(kid for kid in reversed(element.kids) if isinstance(kid, Element))

    def source(self, root: int) -> str:
        """The element as PDF source, once every element and page has its number.

        `root` is the object number of the StructTreeRoot, the parent of the topmost element.
        """
        home = next((kid.page.number for kid in self.kids if isinstance(kid, Mark)), 0)
        parent = self.parent.number if self.parent else root
        page = f"/Pg {home} 0 R" if home else ""
        kids = " ".join(_kid(kid, home) for kid in self.kids)
        kids = f" {kids}" if len(self.kids) == 1 else f"[{kids}]"
        return f"<</Type/StructElem/S/{self.tag}/P {parent} 0 R{page}{self.attributes}/K{kids}>>"


def _kid(kid: Element | Mark | Link, home: int) -> str:
    if isinstance(kid, Element):
        return f"{kid.number} 0 R"
    if isinstance(kid, Link):
        return f"<</Type/OBJR/Obj {kid.number} 0 R/Pg {kid.page.number} 0 R>>"
    if kid.page.number == home:
        return str(kid.mcid)
    return f"<</Type/MCR/Pg {kid.page.number} 0 R/MCID {kid.mcid}>>"


def pdf_string(text: str) -> str:
    """A PDF text string: as it stands when it is plain ASCII, else UTF-16 in hexadecimal."""
    if text.isascii() and text.isprintable():
        return "(" + text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") + ")"
    return f"<FEFF{text.encode('utf-16-be', 'replace').hex().upper()}>"
