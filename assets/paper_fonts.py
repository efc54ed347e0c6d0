"""Make the fonts of the PDFs: TTF files joined from the woff2 ranges that the screen uses."""

import io
import shutil
from pathlib import Path

from fontTools.merge import Merger
from fontTools.merge import Options as MergeOptions
from fontTools.subset import Options as SubsetOptions
from fontTools.subset import Subsetter
from fontTools.ttLib import TTFont

FACES = {"Regular": 400, "SemiBold": 600, "Bold": 700}
FAMILY = "Atkinson Hyperlegible Next"
# Arrows, ticks, Greek and Cyrillic, which the family lacks.
FALLBACKS = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")
LAYOUT_TABLES = ("GSUB", "GPOS", "GDEF", "STAT")


def write(packages: Path, folder: Path) -> list[Path]:
    """Write one TTF per face of the family and copy the fallbacks; return what was written."""
    written = []
    files = packages / "@fontsource" / "atkinson-hyperlegible-next" / "files"
    for face, weight in FACES.items():
        ranges = [
            TTFont(
                files / f"atkinson-hyperlegible-next-{letters}-{weight}-normal.woff2",
                recalcTimestamp=False,
            )
            for letters in ("latin", "latin-ext")
        ]
        joined = join(*ranges)
        rename(joined, face)
        written.append(folder / f"AtkinsonHyperlegibleNext-{face}.ttf")
        joined.save(written[-1])
    for name in FALLBACKS:
        written.append(folder / name)
        shutil.copyfile(packages / "dejavu-fonts-ttf" / "ttf" / name, written[-1])
    return written


def join(latin: TTFont, extended: TTFont) -> TTFont:
    """Join two ranges of one face; letters in both come from the first."""
    set_tabular_figures(latin)
    keep_only(extended, set(extended.getBestCmap()) - set(latin.getBestCmap()))
    head = latin["head"]
    created, modified = head.created, head.modified
    sources = []
    for font in (latin, extended):
        for table in LAYOUT_TABLES:
            if table in font:
                del font[table]
        font.flavor = None
        stream = io.BytesIO()
        font.save(stream)
        stream.seek(0)
        sources.append(stream)
    joined = Merger(MergeOptions(drop_tables=["prep", "gasp"])).merge(sources)
    # The package's own dates, so that equal inputs give equal bytes.
    joined.recalcTimestamp = False
    joined["head"].created, joined["head"].modified = created, modified
    return joined


def set_tabular_figures(font: TTFont) -> None:
    """Make the figures of one width the ordinary ones: a PDF cannot ask for them later."""
    lookups = font["GSUB"].table.LookupList.Lookup
    swaps: dict[str, str] = {}
    for record in font["GSUB"].table.FeatureList.FeatureRecord:
        if record.FeatureTag == "tnum":
            for index in record.Feature.LookupListIndex:
                for table in lookups[index].SubTable:
                    swaps.update(getattr(table, "ExtSubTable", table).mapping)
    for table in font["cmap"].tables:
        table.cmap.update({code: swaps.get(glyph, glyph) for code, glyph in table.cmap.items()})


def keep_only(font: TTFont, codes: set[int]) -> None:
    """Drop every letter but these."""
    subsetter = Subsetter(SubsetOptions(notdef_outline=True, layout_features=[]))
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)


def rename(font: TTFont, face: str) -> None:
    """Name the face, since both ranges came with the name of the whole family."""
    full = f"{FAMILY} {face}"
    names = {1: full, 2: "Regular", 4: full, 6: f"AtkinsonHyperlegibleNext-{face}"}
    for record in list(font["name"].names):
        if record.nameID in (16, 17, 21, 22, 25):
            font["name"].removeNames(nameID=record.nameID)
    for name_id, text in names.items():
        font["name"].setName(text, name_id, 3, 1, 0x409)
