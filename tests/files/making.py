"""Files to upload, made in memory: everyday ones, and ones that mean harm."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest
import xlsxwriter
from reportlab.pdfgen.canvas import Canvas

from s11.domain.errors import Refused
from s11.files.inspection import Inspected, inspect
from s11.files.office import CONTENT_TYPES, MAIN_TYPES, ODF_TYPES
from s11.files.packages import MIB

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN_PARTS = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "pptx": "ppt/presentation.xml",
}


def package(parts: dict[str, bytes | str], *, first_stored: bool = False) -> bytes:
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for number, (name, content) in enumerate(parts.items()):
            packing = ZIP_STORED if first_stored and number == 0 else ZIP_DEFLATED
            archive.writestr(ZipInfo(name), content, packing)
    return made.getvalue()


def content_types(main: str, *more: str) -> str:
    overrides = "".join(
        f'<Override PartName="/part{number}" ContentType="{kind}"/>'
        for number, kind in enumerate((main, *more))
    )
    return f'<Types xmlns="urn:types">{overrides}</Types>'


def relations(*rows: tuple[str, str, str]) -> str:
    """Rows of (type's last word, target, mode)."""
    made = "".join(
        f'<Relationship Id="r{number}" Type="{RELATIONS}/{kind}" Target="{target}" '
        f'TargetMode="{mode}"/>'
        for number, (kind, target, mode) in enumerate(rows)
    )
    return f'<Relationships xmlns="urn:relations">{made}</Relationships>'


def office_parts(ending: str = "docx", **more: Any) -> dict[str, bytes | str]:
    return {
        CONTENT_TYPES: content_types(MAIN_TYPES[ending]),
        "_rels/.rels": relations(("officeDocument", MAIN_PARTS[ending], "Internal")),
        MAIN_PARTS[ending]: "<document>Volunteers are checked.</document>",
        **more,
    }


def office(ending: str = "docx", more: dict[str, bytes | str] | None = None) -> bytes:
    return package({**office_parts(ending), **(more or {})})


def workbook() -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Training")
        sheet.write_row(0, 0, ["Role", "In date"])
        sheet.write_row(1, 0, ["Volunteers", 46])
    return made.getvalue()


def opendocument(ending: str = "odt", more: dict[str, bytes | str] | None = None) -> bytes:
    parts: dict[str, bytes | str] = {
        "mimetype": ODF_TYPES[ending],
        "content.xml": "<content>Volunteers are checked.</content>",
        "META-INF/manifest.xml": '<manifest xmlns="urn:manifest"><file-entry/></manifest>',
        "ObjectReplacements/Object 1": b"picture",
        **(more or {}),
    }
    return package(parts, first_stored=True)


def pdf(words: str = "Safer recruitment policy", **options: Any) -> bytes:
    made = io.BytesIO()
    canvas = Canvas(made, **options)
    canvas.drawString(72, 720, words)
    canvas.save()
    return made.getvalue()


def pdf_of(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of these objects, which readers find without a table."""
    body = b"".join(
        b"%d 0 obj\n%s\nendobj\n" % (number, one) for number, one in enumerate(objects, 1)
    )
    return b"%PDF-1.7\n" + body + b"trailer\n<</Root 1 0 R" + trailer + b">>\n%%EOF\n"


def packed_objects(content: bytes, head: bytes = b"/Filter /FlateDecode") -> bytes:
    data = zlib.compress(content)
    begin = b"<</Type /ObjStm /N 1 /First 4 %s /Length %d>>\nstream\n" % (head, len(data))
    return begin + data + b"\nendstream"


def png(width: int = 1, height: int = 1, more: bytes = b"") -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))
        )

    head = struct.pack(">LLBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = (
        chunk(b"IHDR", head),
        more,
        chunk(b"IDAT", zlib.compress(b"\0\0")),
        chunk(b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def jpeg(width: int = 1, height: int = 1) -> bytes:
    app = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    size = b"\xff\xc0\x00\x0b\x08" + struct.pack(">HH", height, width) + b"\x01\x01\x11\x00"
    scan = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + b"\x12\x34"
    return b"\xff\xd8" + app + size + scan + b"\xff\xd9"


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
EXE = b"MZ\x90\x00\x03\x00\x00\x00" + b"\0" * 200
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 504
JAVASCRIPT = b"<</S /JavaScript /JS (app.alert(1))>>"

LIMIT = 20 * MIB


def look(name: str, content: bytes) -> Inspected:
    """What inspection says of a file that passes."""
    return inspect(name, io.BytesIO(content), LIMIT)


def why(name: str, content: bytes) -> str:
    """The sentence with which inspection refuses a file."""
    with pytest.raises(Refused) as refused:
        look(name, content)
    return refused.value.sentence


def bomb(megabytes: int) -> bytes:
    """A Word file that unpacks to so many megabytes of nothing."""
    made = io.BytesIO(office())
    with ZipFile(made, "a", ZIP_DEFLATED) as archive, archive.open("word/more.xml", "w") as part:
        for _ in range(megabytes):
            part.write(b"\0" * MIB)
    return made.getvalue()
