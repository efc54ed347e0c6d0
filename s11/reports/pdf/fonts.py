"""Embedded fonts: which characters they hold, how wide those are, how they are written.

Every face writes the letters of `ALPHABET` from one fixed table of 224 codes, so that encoding a
string is one call in C and the embedded font programs are the same for nearly every document:
they are cut and compressed once per process. Other characters take ReportLab's dynamic subsets,
first of the face itself, then of its fall-back. A character that neither holds is shown as its
code point, such as [U+1F600]; nothing is dropped in silence.
"""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path
from threading import RLock
from typing import Any, NamedTuple

from reportlab.pdfbase import pdfdoc, pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont, TTFontFace

from s11.paths import FONTS

SYSTEM_FONTS = Path("/usr/share/fonts/truetype/dejavu")
FIRST_CHOICE = ("AtkinsonHyperlegibleNext-Regular.ttf", "AtkinsonHyperlegibleNext-Bold.ttf")
FALL_BACK = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")

# Latin-1, then Welsh, Polish, Czech, Romanian, Turkish and Baltic letters, then punctuation.
ALPHABET = (
    "–—‘’“”•…£€§°©®™×÷±½¼¾²³·«»¡¿†‡−"
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿ"
    "ŵŷŴŶąćęłńśźżĄĆĘŁŃŚŹŻčďěňřšťůžČŘŠŽșțăȘȚşğıİŞ"
)
REMEMBERED_WORDS = 20_000
LONGEST_REMEMBERED = 40

# ReportLab reads a font file through one shared position, so threads take turns.
_READING = RLock()


class _Face(TTFontFace):
    """A typeface that cuts and compresses each subset once, however many documents embed it."""

    @classmethod
    def of(cls, face: TTFontFace) -> _Face:
        """The same typeface, without parsing its file a second time."""
        made = cls.__new__(cls)
        made.__dict__.update(face.__dict__)
        return made

    def makeSubset(self, subset: Sequence[int]) -> bytes:
        """The font program for these code points, from memory where it was cut before."""
        return self._program(tuple(subset))[0]

    @lru_cache(maxsize=64)  # noqa: B019  faces live as long as the process
    def _program(self, subset: tuple[int, ...]) -> tuple[bytes, bytes]:
        with _READING:
            program: bytes = super().makeSubset(list(subset))
        return program, zlib.compress(program)

    def addSubsetObjects(self, doc: Any, fontname: str, subset: Sequence[int]) -> Any:
        """Add descriptor and font program to `doc`, the program compressed already."""
        descriptor = super().addSubsetObjects(doc, fontname, subset)  # type: ignore[no-untyped-call]
        stream = doc.idToObject[f"fontFile:{self.filename}({fontname})"]
        stream.content = self._program(tuple(subset))[1]
        stream.dictionary["Filter"] = pdfdoc.PDFName("FlateDecode")
        return descriptor


class _Font(TTFont):
    """A font whose first subset is fixed: ASCII at its own codes, `ALPHABET` from 128 on."""

    _assignState: Callable[..., Any]

    def __init__(self, name: str, path: Path) -> None:
        super().__init__(name, str(path), asciiReadable=True, shapable=False)
        self.face = _Face.of(self.face)
        held = self.face.charToGlyph
        extra = [code for code in map(ord, ALPHABET) if code in held][:128]
        self.codes = {code: code for code in range(32, 127)}
        self.codes.update({code: 128 + at for at, code in enumerate(extra)})
        self.first_subset = [0] * 32 + [*range(32, 127), 0, *extra] + [0] * (128 - len(extra))

    def begin(self, doc: Any) -> str:
        """Make the font known to `doc`; return the resource name of its first subset."""
        if doc not in self.state:
            state = self._assignState(doc, asciiReadable=True)
            state.subsets = [list(self.first_subset)]
            state.assignments = dict(self.codes)
            state.nextCode = 256
        return str(self.getSubsetInternalName(0, doc))


class _Widths(dict[str, float]):
    """Advance widths in thousandths of the size, looked up once a character."""

    def __init__(self, face: Face) -> None:
        self._face = face

    def __missing__(self, character: str) -> float:
        font = self._face.font_for(character)
        width = float(font.face.getCharWidth(ord(character)))  # type: ignore[no-untyped-call]
        self[character] = width
        return width


class _Words(dict[str, float]):
    """Widths of words in thousandths of the size; forgets all when it has grown large."""

    def __init__(self, widths: _Widths) -> None:
        self._width = widths.__getitem__

    def __missing__(self, word: str) -> float:
        width = sum(map(self._width, word))
        if len(word) <= LONGEST_REMEMBERED:
            if len(self) >= REMEMBERED_WORDS:
                self.clear()
            self[word] = width
        return width


class _Visible(dict[int, int | str | None]):
    """A table for `str.translate`: what stands in for a character on paper."""

    def __init__(self, face: Face) -> None:
        self._face = face
        self.update(dict.fromkeys(map(ord, "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\r"), "\n"))
        self.update({ord("\t"): "    ", ord("\n"): "\n"})

    def __missing__(self, code: int) -> int | str:
        shown = code if self._face.holds(code) else f"[U+{code:04X}]"
        self[code] = shown
        return shown


class Run(NamedTuple):
    """A stretch of a line in one font subset: resource name and one-byte codes."""

    font: str
    codes: str


class Face:
    """One weight of the document's type, with its fall-back.

    `words[word]` is the width of a word and `space` that of a space, both in thousandths of the
    size, whatever the size.
    """

    def __init__(self, path: Path, fall_back: Path | None) -> None:
        self.name = path.stem
        self.font = _font(path)
        self._fall_back_path = fall_back
        letters = {code: chr(at) for code, at in self.font.codes.items()}
        self._encoding = codecs.charmap_build(_decoding(letters))
        plain = re.escape("".join(map(chr, letters)))
        self._unusual = re.compile(f"[^\n{plain}]")
        self._visible = _Visible(self)
        self.widths = _Widths(self)
        self.words = _Words(self.widths)
        self.space = self.widths[" "]

    @property
    def fall_back(self) -> _Font | None:
        """The second font, read from its file only when a document needs it."""
        return _font(self._fall_back_path) if self._fall_back_path else None

    def font_for(self, character: str) -> _Font:
        """The font that holds the character; the first one when neither does."""
        code = ord(character)
        if code in self.font.face.charToGlyph:
            return self.font
        second = self.fall_back
        return second if second and code in second.face.charToGlyph else self.font

    def holds(self, code: int) -> bool:
        """Whether either font can draw this code point.

        Controls and surrogates never count, nor what lies beyond the basic plane: ReportLab
        cannot write a ToUnicode map for those, so they could be seen but not read.
        """
        if code < 32 or 127 <= code < 160 or 0xD800 <= code < 0xE000 or code > 0xFFFF:
            return False
        return code in self.font_for(chr(code)).face.charToGlyph

    def visible(self, text: str) -> str:
        """The text with line ends as newlines and undrawable characters as code points."""
        if not self._unusual.search(text):
            return text
        return text.replace("\r\n", "\n").translate(self._visible)

    def encode(self, text: str) -> str | None:
        """The text in the codes of the first subset, or None when it needs more than that."""
        if text.isascii():
            return text
        try:
            return codecs.charmap_encode(text, "strict", self._encoding)[0].decode("latin-1")
        except UnicodeEncodeError:
            return None

    def runs(self, text: str, doc: Any) -> Iterator[Run]:
        """The text cut wherever the font or its subset changes."""
        for font, characters in groupby(text, self.font_for):
            font.begin(doc)
            for subset, codes in font.splitString("".join(characters), doc):
                name = font.getSubsetInternalName(subset, doc)
                yield Run(str(name), codes.decode("latin-1"))


class Family(NamedTuple):
    """The two weights that documents use."""

    regular: Face
    bold: Face


def _decoding(letters: dict[int, str]) -> str:
    """The 256 characters of the first subset by code, as `codecs.charmap_build` wants them."""
    table = ["\ufffe"] * 256
    for code, at in letters.items():
        table[ord(at)] = chr(code)
    table[10] = "\n"
    return "".join(table)


@cache
def _font(path: Path) -> _Font:
    with _READING:
        font = _Font(path.stem, path)
        pdfmetrics.registerFont(font)
    return font


def _find(folder: Path, name: str) -> Path | None:
    return next((at / name for at in (folder, SYSTEM_FONTS) if (at / name).is_file()), None)


@cache
def family(folder: Path = FONTS) -> Family:
    """The regular and bold faces found in `folder`, or among the system's DejaVu fonts.

    Raises FileNotFoundError when neither place holds a font that can be embedded.
    """
    faces = []
    for first, second in zip(FIRST_CHOICE, FALL_BACK, strict=True):
        fall_back = _find(folder, second)
        chosen = _find(folder, first) or fall_back
        if chosen is None:
            raise FileNotFoundError(f"no font to embed: neither {first} nor {second} in {folder}")
        faces.append(Face(chosen, fall_back if fall_back != chosen else None))
    return Family(*faces)
