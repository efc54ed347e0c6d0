"""What may come in: one table of kinds, each known by its name, its first bytes and its insides.

What passes is still served as an attachment that no browser opens by itself: the inspection keeps
harm from the people who download it.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import IO

import filetype

from s11.domain.errors import Refused
from s11.files.faults import ANYTHING_ELSE, OLD_OFFICE, TWO_IN_ONE, Unfit
from s11.files.naming import deceives, ending_of, shown_name
from s11.files.office import FORMATS, NOT_THIS_KIND, ODF_TYPES, check_office, check_opendocument
from s11.files.packages import MIB, ends_as_package
from s11.files.pdf import check_pdf
from s11.files.plain import check_csv, check_jpeg, check_png, check_text

HEAD = 8192
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
MARKUP = re.compile(rb"<(?:!doctype|html|head|body|script|svg|iframe|\?php|\?xml)\b", re.IGNORECASE)
WEB_PAGE = "is a web page or a drawing that can hold scripts. Save it as a PDF and choose that."


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that is taken.

    `media_type` is what downloads say; `starts` the media types that its first bytes may look
    like (none for text, which has no such mark); `check` raises Unfit.
    """

    media_type: str
    starts: frozenset[str]
    check: Callable[[IO[bytes], int], None]


@dataclass(frozen=True, slots=True)
class Inspected:
    """A file that may be kept: its name for reading, what it is, its size in bytes."""

    name: str
    media_type: str
    size: int


def _kind(media_type: str, check: Callable[[IO[bytes], int], None], *starts: str) -> Kind:
    return Kind(media_type, frozenset(starts), check)


OFFICE_TYPES = {
    "docx": f"{FORMATS}.wordprocessingml.document",
    "xlsx": f"{FORMATS}.spreadsheetml.sheet",
    "pptx": f"{FORMATS}.presentationml.presentation",
}
PACKAGES = ("application/zip", *OFFICE_TYPES.values(), *ODF_TYPES.values())
KINDS: dict[str, Kind] = {
    "pdf": _kind("application/pdf", check_pdf, "application/pdf"),
    **{
        ending: _kind(media_type, partial(check_office, ending=ending), *PACKAGES)
        for ending, media_type in OFFICE_TYPES.items()
    },
    **{
        ending: _kind(media_type, partial(check_opendocument, ending=ending), *PACKAGES)
        for ending, media_type in ODF_TYPES.items()
    },
    "txt": _kind("text/plain; charset=utf-8", check_text),
    "csv": _kind("text/csv; charset=utf-8", check_csv),
    "png": _kind("image/png", check_png, "image/png", "image/apng"),
    "jpg": _kind("image/jpeg", check_jpeg, "image/jpeg"),
    "jpeg": _kind("image/jpeg", check_jpeg, "image/jpeg"),
}
MEDIA_TYPES = frozenset(kind.media_type for kind in KINDS.values())
PDF_INSTEAD = "cannot be taken in this format. Save it as a PDF and choose that."
INSTEAD = {
    **dict.fromkeys(("doc", "xls", "ppt", "dot", "xlt", "pps"), OLD_OFFICE),
    **dict.fromkeys(("docm", "xlsm", "pptm", "dotm", "xltm", "xlsb"), "may hold macros. "
        "Save it as .docx, .xlsx, .pptx or PDF and choose that."),
    **dict.fromkeys(("htm", "html", "xhtml", "svg", "xml", "mht", "mhtml"), WEB_PAGE),
    **dict.fromkeys(("msg", "eml", "rtf", "pages", "numbers", "key", "odp", "pub"), PDF_INSTEAD),
    **dict.fromkeys(("heic", "heif", "webp", "tif", "tiff", "gif", "bmp"), "is a picture in a "
        "format that cannot be taken. Save it as JPEG or PNG and choose that."),
    **dict.fromkeys(("zip", "7z", "rar", "gz"), "is an archive. Take the files out of it and "
        "choose them one by one."),
}  # fmt: skip


def inspect(name: str, stream: IO[bytes], max_bytes: int) -> Inspected:
    """What the file is, or Refused with a sentence that says what is wrong and what to do.

    Reads `stream`, which must be able to seek, a piece at a time; leaves it anywhere.
    """
    shown = shown_name(name)
    try:
        kind = _kind_named(shown)
        size = _size(stream, max_bytes)
        _check_start(stream, kind)
        kind.check(stream, size)
        if kind.starts.isdisjoint(PACKAGES) and ends_as_package(stream, size):
            raise Unfit(TWO_IN_ONE)
    except Unfit as fault:
        raise Refused(f"“{shown or 'The file'}” {fault}") from None
    return Inspected(shown, kind.media_type, size)


def _kind_named(name: str) -> Kind:
    ending = ending_of(name)
    if ending not in KINDS:
        raise Unfit(INSTEAD.get(ending, f"is not a kind of file that is taken. {ANYTHING_ELSE}"))
    if deceives(name):
        raise Unfit("has two endings in its name. Give it a name with one, and choose it again.")
    return KINDS[ending]


def _size(stream: IO[bytes], max_bytes: int) -> int:
    size = stream.seek(0, 2)
    if size == 0:
        raise Unfit("is empty. Check that it opens on your computer, then choose it again.")
    if size > max_bytes:
        raise Unfit(f"is larger than {max_bytes // MIB} MB. Choose a smaller copy, or part of it.")
    return size


def _check_start(stream: IO[bytes], kind: Kind) -> None:
    stream.seek(0)
    head = stream.read(HEAD)
    if head.startswith(OLE):
        raise Unfit(OLD_OFFICE)
    if not kind.starts:
        if MARKUP.match(head.removeprefix(codecs.BOM_UTF8).lstrip()):
            raise Unfit(WEB_PAGE)
        return
    if filetype.guess_mime(head) not in kind.starts:
        raise Unfit(NOT_THIS_KIND)
    if kind.starts.isdisjoint(PACKAGES) and MARKUP.search(head[:1024]):
        raise Unfit(TWO_IN_ONE)
