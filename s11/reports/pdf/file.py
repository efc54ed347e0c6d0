"""Writing a tagged document to a file: pages, structure tree, links, outline and metadata.

Follows PDF/UA-1 (ISO 14289-1) on ISO 32000-1: `MarkInfo`, `StructTreeRoot` with a `ParentTree`,
`StructParents` and `Tabs` on each page, document title, language and an XMP packet. Objects are
written as source; ReportLab numbers them, embeds the fonts and adds the cross-reference table.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfdoc

from s11.reports.pdf.structure import Element, Link, pdf_string

if TYPE_CHECKING:
    from s11.reports.pdf.canvas import Anchor, LinkBox, Page, TaggedCanvas

_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>{lang}</rdf:li></rdf:Bag></dc:language>
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""


class Source(pdfdoc.PDFObject):
    """An indirect object that is written as it stands."""

    __RefOnly__ = 1

    def __init__(self, source: str | bytes = b"null") -> None:
        self.source = source.encode("latin-1") if isinstance(source, str) else source

    def format(self, document: Any) -> bytes:
        """The source, as ReportLab asks for it when it writes the file."""
        return self.source


class _Objects:
    """ReportLab's document, seen as a numbered list of objects."""

    def __init__(self, document: Any) -> None:
        self.document = document

    def number(self, thing: Any) -> int:
        """The number of an object, which is given one if it has none."""
        reference = self.document.Reference(thing)
        return int(self.document.idToObjectNumberAndVersion[reference.name][0])

    def add(self, source: str | bytes) -> int:
        """Add an object by its source; return its number."""
        return self.number(Source(source))

    def stream(self, dictionary: str, content: bytes) -> int:
        """Add a stream; return its number."""
        head = f"<<{dictionary}/Length {len(content)}>>\nstream\n".encode("latin-1")
        return self.add(head + content + b"\nendstream")


def write_file(canvas: TaggedCanvas, pages: Sequence[Page], anchors: Iterable[Anchor]) -> bytes:
    """The bytes of the PDF. Every anchor must be on one of the pages."""
    objects = _Objects(canvas._doc)
    sheets = [Source() for _ in pages]
    for page, sheet in zip(pages, sheets, strict=True):
        page.number = objects.number(sheet)
        canvas._doc.Pages.addPage(sheet)
    owners: list[list[Element] | Element] = [page.owners for page in pages]
    for at, (page, sheet) in enumerate(zip(pages, sheets, strict=True)):
        notes = [_annotation(objects, page, link, owners) for link in page.links]
        sheet.source = _page(objects, page, at, notes).encode("latin-1")
    catalog = canvas._doc.Catalog
    catalog.StructTreeRoot = _tree(objects, canvas.tree, owners)
    catalog.MarkInfo = Source("<</Marked true>>")
    catalog.Metadata = _metadata(canvas)
    canvas.setViewerPreference("DisplayDocTitle", "true")
    _outline(objects, canvas, anchors)
    return bytes(canvas._doc.GetPDFData(canvas))


def _page(objects: _Objects, page: Page, at: int, notes: list[int]) -> str:
    content = zlib.compress("\n".join(page.operations).encode("latin-1"))
    contents = objects.stream("/Filter/FlateDecode", content)
    fonts = objects.document.idToObjectNumberAndVersion["BasicFonts"][0]
    parent = objects.number(objects.document.Pages)
    width, height = page.size
    annotations = f"/Annots[{' '.join(f'{note} 0 R' for note in notes)}]" if notes else ""
    return (
        f"<</Type/Page/Parent {parent} 0 R/MediaBox[0 0 {width:g} {height:g}]"
        f"/Resources<</Font {fonts} 0 R/ProcSet[/PDF/Text]>>"
        f"/Contents {contents} 0 R/StructParents {at}/Tabs/S{annotations}>>"
    )


def _annotation(
    objects: _Objects, page: Page, link: LinkBox, owners: list[list[Element] | Element]
) -> int:
    """Add a link's annotation and join it to its element, both ways."""
    if isinstance(link.target, str):
        action = f"/A<</S/URI/URI{pdf_string(link.target)}>>"
    else:
        action = f"/Dest{link.target.destination()}"
    box = " ".join(f"{side:.2f}" for side in link.box)
    number = objects.add(
        f"<</Type/Annot/Subtype/Link/Rect[{box}]/Border[0 0 0]/F 4{action}"
        f"/Contents{pdf_string(link.words)}/StructParent {len(owners)}/P {page.number} 0 R>>"
    )
    owners.append(link.element)
    link.element.kids.append(Link(page, number))
    return number


def _tree(objects: _Objects, top: Element, owners: list[list[Element] | Element]) -> Source:
    """The structure tree, with the way back from marks and annotations to their elements."""
    root = Source()
    number = objects.number(root)
    elements = [(element, Source()) for element in top.walk()]
    for element, source in elements:
        element.number = objects.number(source)
    for element, source in elements:
        source.source = element.source(number).encode("latin-1")
    entries = []
    for key, owner in enumerate(owners):
        if isinstance(owner, Element):
            entries.append(f"{key} {owner.number} 0 R")
        else:
            entries.append(f"{key}[{' '.join(f'{one.number} 0 R' for one in owner)}]")
    parents = objects.add(f"<</Nums[{' '.join(entries)}]>>")
    root.source = (
        f"<</Type/StructTreeRoot/K {top.number} 0 R"
        f"/ParentTree {parents} 0 R/ParentTreeNextKey {len(owners)}>>"
    ).encode("latin-1")
    return root


def _metadata(canvas: TaggedCanvas) -> Source:
    """The XMP packet, left uncompressed so that any tool can read it."""
    packet = _XMP.format(
        title=escape(canvas.title), author=escape(canvas.author), lang=escape(canvas.lang)
    ).encode()
    head = f"<</Type/Metadata/Subtype/XML/Length {len(packet)}>>\nstream\n".encode()
    return Source(head + packet + b"\nendstream")


class _Outline(Source):
    """The root of the bookmarks, in place of ReportLab's, which takes an object for each part."""

    ready = 1

    def prepare(self, document: Any, canvas: Any) -> None:
        """Nothing is left to prepare."""


@dataclass(slots=True)
class _Bookmark:
    """A heading in the outline (none for the root), with the headings beneath it."""

    source: Source
    number: int
    anchor: Anchor | None = None
    kids: list[_Bookmark] = field(default_factory=list)

    @property
    def ends(self) -> str:
        """The way down, to the first and the last beneath."""
        if not self.kids:
            return ""
        return f"/First {self.kids[0].number} 0 R/Last {self.kids[-1].number} 0 R"


def _outline(objects: _Objects, canvas: TaggedCanvas, anchors: Iterable[Anchor]) -> None:
    """Bookmarks, never skipping a level even where the headings do."""
    root = _Outline()
    path = [_Bookmark(root, objects.number(root))]
    top = path[0]
    for anchor in anchors:
        del path[anchor.level :]
        source = Source()
        path.append(_Bookmark(source, objects.number(source), anchor))
        path[-2].kids.append(path[-1])
    _write_bookmarks(top, opened=True)
    shown = len(top.kids) + sum(len(one.kids) for one in top.kids)
    root.source = f"<</Type/Outlines{top.ends}/Count {shown}>>".encode("latin-1")
    if top.kids:
        canvas._doc.Outlines = canvas._doc.Catalog.Outlines = root
        canvas.showOutline()


def _write_bookmarks(parent: _Bookmark, *, opened: bool) -> None:
    """The sources of all beneath `parent`; those of the first level are opened, deeper ones not."""
    kids = parent.kids
    for before, kid, after in zip((None, *kids), kids, (*kids[1:], None), strict=False):
        assert kid.anchor is not None, "only the root stands for no heading"
        count = len(kid.kids) if opened else -len(kid.kids)
        parts = (
            f"<</Title{pdf_string(kid.anchor.text)}/Parent {parent.number} 0 R",
            f"/Dest{kid.anchor.destination()}{kid.ends}",
            f"/Prev {before.number} 0 R" if before else "",
            f"/Next {after.number} 0 R" if after else "",
            f"/Count {count}>>" if count else ">>",
        )
        kid.source.source = "".join(parts).encode("latin-1")
        _write_bookmarks(kid, opened=False)
