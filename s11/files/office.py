"""Office and OpenDocument files: their parts are documents and pictures, and nothing that runs."""

from __future__ import annotations

from collections.abc import Iterable
from tempfile import SpooledTemporaryFile
from typing import IO
from zipfile import ZipFile, ZipInfo

from s11.files.faults import DAMAGED, LOCKED, MACROS, OTHER_INSIDE, REACHES_OUT, Unfit
from s11.files.packages import CHUNK, MIB, open_package
from s11.files.xml import each_element

CONTENT_TYPES = "[Content_Types].xml"
NOT_THIS_KIND = "is not the kind of file that its name says. Save it again from its own program."
FORMATS = "application/vnd.openxmlformats-officedocument"
MAIN_TYPES = {
    "docx": f"{FORMATS}.wordprocessingml.document.main+xml",
    "xlsx": f"{FORMATS}.spreadsheetml.sheet.main+xml",
    "pptx": f"{FORMATS}.presentationml.presentation.main+xml",
}
ODF_TYPES = {
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
PLAIN_PARTS = frozenset((
    "xml", "rels", "vml", "rdf", "psmdcp", "odttf", "fntdata", "ttf", "otf",
    "png", "jpg", "jpeg", "jfif", "gif", "bmp", "tif", "tiff", "emf", "wmf", "svg", "svm", "wdp",
    "mp3", "mp4", "m4a", "m4v", "mov", "wav", "wma", "wmv", "avi", "mpg",
))  # fmt: skip
MACRO_MARKS = ("vbaproject", "vbadata", "macrosheet", "macroenabled", "activex")
ODF_MACROS = ("basic/", "scripts/", "dialogs/")
# Parts of OpenDocument files that have no ending: previews of objects, and bookkeeping.
ODF_BARE = ("mimetype", "layout-cache", "objectreplacements/")
# What Office fetches by itself when a file is opened; links that a reader follows are no harm.
FETCHED = ("oleobject", "frame", "subdocument")
TEMPLATE = "attachedtemplate"
ON_THE_NET = ("http:", "https:", "ftp:", "mhtml:")
MAX_XML = 8 * MIB


def check_office(stream: IO[bytes], size: int, ending: str, *, inside: bool = False) -> None:
    """Refuse what is not a plain Word, Excel or PowerPoint file (`ending` says which).

    `inside`: it was found within another, as the figures behind a chart are; it may hold no third.
    """
    with open_package(stream, size) as package:
        parts = _parts(package)
        _check_parts(parts, plain=PLAIN_PARTS | MAIN_TYPES.keys())
        _check_types(package, ending)
        for part in parts:
            part_ending = part.filename.lower().rpartition(".")[2]
            if part_ending == "rels":
                _check_relations(package, part)
            elif part_ending in MAIN_TYPES:
                if inside:
                    raise Unfit(OTHER_INSIDE)
                _check_embedded(package, part, part_ending)


def check_opendocument(stream: IO[bytes], size: int, ending: str) -> None:
    """Refuse what is not a plain OpenDocument text or spreadsheet."""
    with open_package(stream, size) as package:
        parts = _parts(package)
        first = package.infolist()[0]
        if first.filename != "mimetype" or first.file_size > 100:
            raise Unfit(NOT_THIS_KIND)
        if package.read(first) != ODF_TYPES[ending].encode():
            raise Unfit(NOT_THIS_KIND)
        if any(part.filename.lower().startswith(ODF_MACROS) for part in parts):
            raise Unfit(MACROS)
        _check_parts([part for part in parts if not _is_bare(part.filename)], plain=PLAIN_PARTS)
        with package.open(_part(parts, "META-INF/manifest.xml")) as manifest:
            each_element(manifest, _no_encryption)


def _parts(package: ZipFile) -> list[ZipInfo]:
    return [entry for entry in package.infolist() if not entry.is_dir()]


def _part(parts: Iterable[ZipInfo], name: str) -> ZipInfo:
    found = next((part for part in parts if part.filename == name), None)
    if found is None:
        raise Unfit(NOT_THIS_KIND)
    if found.file_size > MAX_XML:
        raise Unfit(DAMAGED)
    return found


def _check_parts(parts: Iterable[ZipInfo], plain: Iterable[str]) -> None:
    for part in parts:
        name = part.filename.lower()
        if any(mark in name for mark in MACRO_MARKS):
            raise Unfit(MACROS)
        # Excel keeps what it knows of the printer in a binary part; all other binaries may run.
        is_printer = "/printersettings/" in f"/{name}" and name.endswith(".bin")
        if not is_printer and name.rpartition(".")[2] not in plain:
            raise Unfit(OTHER_INSIDE)


def _check_types(package: ZipFile, ending: str) -> None:
    said: set[str] = set()
    with package.open(_part(package.infolist(), CONTENT_TYPES)) as types:
        each_element(types, lambda tag, given: said.add(given.get("ContentType", "").lower()))
    if any(mark in kind for kind in said for mark in MACRO_MARKS):
        raise Unfit(MACROS)
    if MAIN_TYPES[ending] not in said:
        raise Unfit(NOT_THIS_KIND)


def _check_relations(package: ZipFile, part: ZipInfo) -> None:
    if part.file_size > MAX_XML:
        raise Unfit(DAMAGED)
    with package.open(part) as relations:
        each_element(relations, _no_fetching)


def _no_fetching(_tag: str, given: dict[str, str]) -> None:
    kind = given.get("Type", "").rpartition("/")[2].lower()
    if any(mark in kind for mark in MACRO_MARKS):
        raise Unfit(MACROS)
    if given.get("TargetMode", "").lower() != "external":
        return
    target = given.get("Target", "").strip().lower()
    # A template on the agency's own disk or server is everyday; one on the net is how macros come.
    if kind in FETCHED or (kind == TEMPLATE and target.startswith(ON_THE_NET)):
        raise Unfit(REACHES_OUT)


def _is_bare(name: str) -> bool:
    return name.lower().startswith(ODF_BARE) and "." not in name


def _no_encryption(tag: str, _given: dict[str, str]) -> None:
    if tag == "encryption-data":
        raise Unfit(LOCKED)


def _check_embedded(package: ZipFile, part: ZipInfo, ending: str) -> None:
    with package.open(part) as packed, SpooledTemporaryFile(max_size=MIB) as whole:
        while piece := packed.read(CHUNK):
            whole.write(piece)
        check_office(whole, part.file_size, ending, inside=True)
