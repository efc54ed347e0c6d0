"""The fonts that set_up builds hold the letters of the people they are for."""

import json
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

BUILD = Path(__file__).resolve().parents[2] / "s11" / "static" / "build"
FACES = ("Regular", "SemiBold", "Bold")
WELSH, POLISH = "ŵŷŴŶâêîôûÂÊÎÔÛïÏ", "łżąęśćńóźŁŻĄĘŚĆŃÓŹ"
ORDINARY = "abcxyzABCXYZ0123456789–—“”‘’…•·£€½×−"
LACKING = "▲▼→✓≥≤ЖжΩλ"

if not (BUILD / "manifest.json").exists():
    pytest.skip("the assets are not built: run make setup", allow_module_level=True)


def letters(font: TTFont) -> set[str]:
    return {chr(code) for code in font.getBestCmap()}


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("wanted", [WELSH, POLISH, ORDINARY], ids=["Welsh", "Polish", "ordinary"])
def test_each_paper_font_has_the_letters(face, wanted):
    assert (
        set(wanted) - letters(TTFont(BUILD / "fonts" / f"AtkinsonHyperlegibleNext-{face}.ttf"))
        == set()
    )


@pytest.mark.parametrize("weight", [400, 600, 700])
@pytest.mark.parametrize("wanted", [WELSH, POLISH, ORDINARY], ids=["Welsh", "Polish", "ordinary"])
def test_each_screen_weight_has_the_letters(weight, wanted):
    manifest = json.loads((BUILD / "manifest.json").read_text())
    both = [
        f"fonts/atkinson-hyperlegible-next-{r}-{weight}-normal.woff2"
        for r in ("latin", "latin-ext")
    ]
    assert (
        set(wanted) - set().union(*(letters(TTFont(BUILD / manifest[name])) for name in both))
        == set()
    )


@pytest.mark.parametrize("name", ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"])
def test_the_fallback_has_what_the_family_lacks(name):
    assert set(LACKING) - letters(TTFont(BUILD / "fonts" / name)) == set()


@pytest.mark.parametrize("face", FACES)
def test_figures_on_paper_are_of_one_width(face):
    font = TTFont(BUILD / "fonts" / f"AtkinsonHyperlegibleNext-{face}.ttf")
    names = font.getBestCmap()
    assert len({font["hmtx"][names[ord(figure)]][0] for figure in "0123456789"}) == 1


@pytest.mark.parametrize("face", FACES)
def test_each_paper_font_is_drawn_and_named_apart(face):
    font = TTFont(BUILD / "fonts" / f"AtkinsonHyperlegibleNext-{face}.ttf")
    assert font["name"].getDebugName(6) == f"AtkinsonHyperlegibleNext-{face}"
    glyph = font["glyf"][font.getBestCmap()[ord("ŵ")]]
    assert glyph.isComposite() or glyph.numberOfContours > 0
