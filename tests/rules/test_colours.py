"""The palette is one file, s11/colours.json, and every pair used in it can be read."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COLOURS = json.loads((ROOT / "s11" / "colours.json").read_text())
PALETTE: dict[str, str] = COLOURS["palette"]
STYLES = sorted((ROOT / "assets" / "scss").glob("*.scss"))
READABLE, SHAPE_SEEN = 4.5, 3.0  # WCAG 2.2: 1.4.3 for words, 1.4.11 for shapes


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, 0 to 1, as WCAG 2.2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two #rrggbb colours, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_what_the_standard_says_it_is():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize(("ink", "paper"), COLOURS["text_pairs"])
def test_words_can_be_read_on_what_they_stand_on(ink, paper):
    assert contrast(PALETTE[ink], PALETTE[paper]) >= READABLE


@pytest.mark.parametrize(("shape", "ground"), COLOURS["shape_pairs"])
def test_bars_and_edges_can_be_seen_on_what_they_stand_on(shape, ground):
    assert contrast(PALETTE[shape], PALETTE[ground]) >= SHAPE_SEEN


def rules_with_both_colours() -> Iterator[tuple[str, str, str]]:
    """Every innermost rule of the styles that sets words and ground from the palette."""
    for path in STYLES:
        for body in re.findall(r"{([^{}]*(?:#{[^}]*}[^{}]*)*)}", path.read_text()):
            ink = re.search(r"(?<![-\w])color: (?:c\.\$([\w-]+)|var\(--(board|board-dark)\))", body)
            ground = re.search(
                r"background(?:-color)?: (?:c\.\$([\w-]+)|var\(--(board|board-dark)\));", body
            )
            if ink and ground:
                yield path.name, ink[1] or ink[2], ground[1] or ground[2]


def test_no_rule_pairs_words_and_ground_that_are_not_in_the_table():
    pairs = list(rules_with_both_colours())
    assert len(pairs) > 10
    unlisted = [pair for pair in pairs if [pair[1], pair[2]] not in COLOURS["text_pairs"]]
    assert unlisted == []


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_styles_name_their_colours_and_write_none(path):
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(", path.read_text()) == []


def test_every_colour_of_the_palette_is_used():
    styles = "".join(path.read_text() for path in STYLES)
    assert [name for name in PALETTE if not re.search(rf"c\.\${name}(?![\w-])", styles)] == []


def test_the_exact_colours_of_the_design_stand():
    named = {"ink": "#14202b", "board": "#0b5563", "green": "#0b6e4f"}
    named |= {"amber": "#b35c00", "red": "#b3261e", "blue": "#1d4f91"}
    assert {name: PALETTE[name] for name in named} == named


def test_tags_of_the_four_colours_differ_in_grey_print_by_their_shape():
    styles = (ROOT / "assets" / "scss" / "_tags.scss").read_text()
    shapes = dict(re.findall(r"\.s11-rating\.s11-tag--(\w+)::before {([^}]*)}", styles))
    drawn = [shapes.get(tone, "an empty disc") for tone in ("green", "amber", "red", "blue")]
    assert len(set(drawn)) == 4
