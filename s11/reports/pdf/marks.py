"""Small drawings, as PDF operations: the marks of ratings, rules, boxes and bars."""

from collections.abc import Callable

from s11.reports.pdf.style import Mark, Tone, rgb

_CURVE = 0.5523
"""How far the handles of a Bézier quarter circle lie out, for a radius of 1."""


def fill_rect(x: float, y: float, width: float, height: float, colour: str) -> str:
    """A filled rectangle; (x, y) is its bottom left."""
    return f"{rgb(colour)} rg {x:.2f} {y:.2f} {width:.2f} {height:.2f} re f"


def rule(x: float, y: float, width: float, colour: str, weight: float = 0.5) -> str:
    """A horizontal line."""
    return f"{rgb(colour)} RG {weight:g} w {x:.2f} {y:.2f} m {x + width:.2f} {y:.2f} l S"


def draw_box(x: float, y: float, width: float, height: float, colour: str) -> str:
    """The outline of a rectangle."""
    return f"{rgb(colour)} RG 0.75 w {x:.2f} {y:.2f} {width:.2f} {height:.2f} re S"


def hatched(x: float, y: float, width: float, height: float, colour: str) -> str:
    """Thin slanting lines across a rectangle: does not apply."""
    lines = []
    offset = -height
    while offset < width:
        lines.append(f"{x + offset:.2f} {y:.2f} m {x + offset + height:.2f} {y + height:.2f} l")
        offset += 3.2
    clip = f"{x:.2f} {y:.2f} {width:.2f} {height:.2f} re W n"
    return f"q {clip} {rgb(colour)} RG 0.5 w {' '.join(lines)} S Q"


def dotted(x: float, y: float, width: float, height: float, colour: str) -> str:
    """A dotted outline: not answered."""
    box = f"{x + 0.5:.2f} {y + 0.5:.2f} {width - 1:.2f} {height - 1:.2f} re S"
    return f"q {rgb(colour)} RG 1 w 1 J [0 2.2] 0 d {box} Q"


def painted(x: float, y: float, width: float, height: float, tone: Tone) -> str:
    """A cell's tint, hatched or dotted where the tone asks for it, else with its mark in small."""
    fill = fill_rect(x, y, width, height, tone.tint)
    if tone.mark == "hatched":
        return f"{fill} {hatched(x, y, width, height, '#c3ccd3')}"
    if tone.mark == "dotted":
        return f"{fill} {dotted(x, y, width, height, tone.colour)}"
    return f"{fill} {draw_mark(x + 7, y + height / 2, 2.2, tone)}"


def draw_tag(x: float, top: float, width: float, height: float, tone: Tone) -> str:
    """The tint and the mark of a rating, for its word to stand on."""
    y = top - height
    plain = fill_rect(x, y, width, height, tone.tint)
    if tone.mark == "dotted":
        plain = dotted(x, y, width, height, tone.colour)
    return f"{plain} {draw_mark(x + 9, top - 8.5, 3.6, tone)}"


def draw_mark(x: float, y: float, radius: float, tone: Tone) -> str:
    """The shape that tells a tone apart without colour, centred on (x, y)."""
    return _MARKS[tone.mark](x, y, radius, tone.colour)


def _disc(x: float, y: float, radius: float, colour: str) -> str:
    out, handle = radius, radius * _CURVE
    quarters = (
        (out, handle, handle, out, 0, out),
        (-handle, out, -out, handle, -out, 0),
        (-out, -handle, -handle, -out, 0, -out),
        (handle, -out, out, -handle, out, 0),
    )
    curves = " ".join(
        f"{x + a:.2f} {y + b:.2f} {x + c:.2f} {y + d:.2f} {x + e:.2f} {y + f:.2f} c"
        for a, b, c, d, e, f in quarters
    )
    return f"{rgb(colour)} rg {x + out:.2f} {y:.2f} m {curves} f"


def _polygon(points: list[tuple[float, float]], colour: str) -> str:
    (x, y), *rest = points
    lines = " ".join(f"{a:.2f} {b:.2f} l" for a, b in rest)
    return f"{rgb(colour)} rg {x:.2f} {y:.2f} m {lines} f"


def _triangle(x: float, y: float, r: float, colour: str) -> str:
    return _polygon([(x - r, y - r * 0.85), (x + r, y - r * 0.85), (x, y + r)], colour)


def _square(x: float, y: float, r: float, colour: str) -> str:
    return fill_rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8, colour)


def _diamond(x: float, y: float, r: float, colour: str) -> str:
    far = r * 1.15
    return _polygon([(x - far, y), (x, y + far), (x + far, y), (x, y - far)], colour)


def _hatched_square(x: float, y: float, r: float, colour: str) -> str:
    side = 2 * r
    outline = f"{rgb(colour)} RG 0.5 w {x - r:.2f} {y - r:.2f} {side:.2f} {side:.2f} re S"
    return f"{hatched(x - r, y - r, side, side, colour)} {outline}"


def _dotted_square(x: float, y: float, r: float, colour: str) -> str:
    return dotted(x - r, y - r, 2 * r, 2 * r, colour)


_MARKS: dict[Mark, Callable[[float, float, float, str], str]] = {
    "disc": _disc,
    "triangle": _triangle,
    "square": _square,
    "diamond": _diamond,
    "hatched": _hatched_square,
    "dotted": _dotted_square,
    "none": lambda x, y, radius, colour: "",
}
