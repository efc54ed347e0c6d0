"""Reading a PDF back as a screen reader would: the structure tree with the words of its marks."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ContentStream, IndirectObject


@dataclass
class Node:
    """A structure element as read back: its tag, its own words, its children."""

    tag: str
    raw: Any
    words: str = ""
    kids: list["Node"] = field(default_factory=list)

    def walk(self) -> Iterator["Node"]:
        """This node and all beneath it, in reading order."""
        yield self
        for kid in self.kids:
            yield from kid.walk()

    def all(self, tag: str) -> list["Node"]:
        """Every node of a tag, in reading order."""
        return [node for node in self.walk() if node.tag == tag]

    @property
    def text(self) -> str:
        """All words from here down, with single spaces."""
        return " ".join(" ".join(node.words for node in self.walk()).split())


def reader(data: bytes) -> PdfReader:
    """The document as pypdf sees it, any fault being an error."""
    return PdfReader(io.BytesIO(data), strict=True)


def tree(data: bytes) -> Node:
    """The Document element with everything beneath it."""
    pdf = reader(data)
    words = {page.indirect_reference.idnum: _marked(pdf, page) for page in pdf.pages}
    return _node(pdf.trailer["/Root"]["/StructTreeRoot"]["/K"].get_object(), words)


def _node(raw: Any, words: dict[int, dict[int, str]]) -> Node:
    node = Node(raw["/S"][1:], raw)
    home = raw.raw_get("/Pg").idnum if "/Pg" in raw else 0
    kids = raw.raw_get("/K")
    kids = kids.get_object() if isinstance(kids, IndirectObject) and _is_list(kids) else kids
    for kid in kids if isinstance(kids, list) else [kids]:
        if isinstance(kid, int):
            node.words += words[home][kid]
            continue
        inner = kid.get_object()
        if inner.get("/Type") == "/MCR":
            node.words += words[inner.raw_get("/Pg").idnum][inner["/MCID"]]
        elif inner.get("/Type") == "/StructElem":
            node.kids.append(_node(inner, words))
    return node


def _is_list(reference: IndirectObject) -> bool:
    return isinstance(reference.get_object(), list)


def _marked(pdf: PdfReader, page: Any) -> dict[int, str]:
    """The words of each MCID on a page; where an ActualText stands, that is what is read."""
    fonts = {name: _codes(font.get_object()) for name, font in page["/Resources"]["/Font"].items()}
    words: dict[int, str] = {}
    stack: list[tuple[int | None, bool]] = []
    font: dict[int, str] = {}
    for operands, operator in ContentStream(page.get_contents(), pdf).operations:
        match operator.decode():
            case "BMC":
                stack.append((None, False))
            case "BDC" if "/ActualText" in operands[1]:
                mcid, _ = stack[-1]
                if mcid is not None:  # None: at the head or foot of a page, not read aloud
                    words[mcid] += operands[1]["/ActualText"]
                stack.append((mcid, True))
            case "BDC":
                stack.append((operands[1]["/MCID"], False))
                words[operands[1]["/MCID"]] = ""
            case "EMC":
                stack.pop()
            case "Tf":
                font = fonts[operands[0]]
            case "Tj" | "'":
                mcid, replaced = stack[-1]
                if mcid is not None and not replaced:
                    words[mcid] += _decoded(operands[0], font)
    assert not stack, "marked content left open"
    return words


def _decoded(shown: Any, font: dict[int, str]) -> str:
    raw = shown.original_bytes if hasattr(shown, "original_bytes") else bytes(shown)
    return "".join(font[code] for code in raw)


def _codes(font: Any) -> dict[int, str]:
    """Character by code, from the font's ToUnicode map."""
    source = font["/ToUnicode"].get_data().decode("latin-1")
    codes: dict[int, str] = {}
    for start, end, target in re.findall(r"<(\w+)>\s*<(\w+)>\s*\[([^\]]*)\]", source):
        letters = [chr(int(letter, 16)) for letter in re.findall(r"<(\w+)>", target)]
        codes.update(zip(range(int(start, 16), int(end, 16) + 1), letters, strict=True))
    for block in re.findall(r"beginbfchar(.*?)endbfchar", source, re.S):
        pairs = re.findall(r"<(\w+)>\s*<(\w+)>", block)
        codes.update({int(code, 16): chr(int(letter, 16)) for code, letter in pairs})
    return codes
