"""A board's colour, made fit to carry white text (WCAG 2.2, 1.4.3)."""

from __future__ import annotations

import re

USUAL = "#0b5563"
ENOUGH = 4.5  # contrast of normal text, WCAG 2.2 AA
HEX = re.compile(r"#[0-9a-fA-F]{6}")

Channels = tuple[int, int, int]


def _channels(colour: str) -> Channels:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _linear(channel: int) -> float:
    share = channel / 255
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)


def contrast_with_white(colour: str) -> float:
    """1 to 21, as WCAG counts it; `colour` is #rrggbb."""
    red, green, blue = (_linear(channel) for channel in _channels(colour))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def darker(colour: str, by: float = 0.25) -> str:
    """The colour with `by` of its light taken away."""
    return "#" + "".join(f"{round(channel * (1 - by)):02x}" for channel in _channels(colour))


def readable(colour: str) -> str:
    """The colour, darkened until white text can be read on it; the usual one if it is none."""
    if not HEX.fullmatch(colour):
        return USUAL
    while contrast_with_white(colour) < ENOUGH:
        colour = darker(colour, 0.1)
    return colour.lower()
