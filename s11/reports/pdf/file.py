"""Writing a tagged document to a file: pages, structure tree, links, outline and metadata.

Follows PDF/UA-1 (ISO 14289-1) on ISO 32000-1: `MarkInfo`, `StructTreeRoot` with a `ParentTree`,
`StructParents` and `Tabs` on each page, document title, language and an XMP packet. Objects are
written as source; ReportLab numbers them, embeds the fonts and adds the cross-reference table.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
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
    _outline(canvas, anchors)
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


def _outline(canvas: TaggedCanvas, anchors: Iterable[Anchor]) -> None:
    """Bookmarks, never skipping a level even where the headings do."""
    depth = -1
    for at, anchor in enumerate(anchors):
        assert anchor.page is not None, "an outline lists headings that were drawn"
        depth = min(anchor.level - 1, depth + 1)
        key = f"heading{at}"
        destination = canvas._bookmarkReference(key)
        destination.xyz(0, anchor.top, "null")
        name = canvas._doc.numberToId[anchor.page.number]
        destination.setPage(pdfdoc.PDFObjectReference(name))
        canvas.addOutlineEntry(anchor.text, key, level=depth, closed=depth > 0)
    if depth >= 0:
        canvas.showOutline()
