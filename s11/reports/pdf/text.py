"""Breaking plain text into lines. There is no markup: `<b>` and `&amp;` are printed as they are."""

from itertools import accumulate

from s11.reports.pdf.fonts import Face


def wrap(text: str, face: Face, size: float, width: float) -> list[str]:
    """Lines of `text` that fit `width` points; at least one line, which may be empty.

    Line ends in the text are kept; a word wider than the line is broken. Linear in the length.
    """
    limit = width * 1000 / size
    lines: list[str] = []
    for paragraph in face.visible(text).split("\n"):
        _fill(paragraph, face, limit, lines)
    return lines


def _fill(paragraph: str, face: Face, limit: float, lines: list[str]) -> None:
    words, space = face.words, face.space
    line: list[str] = []
    used = 0.0
    for word in paragraph.split(" "):
        extent = words[word]
        if used + extent <= limit:
            line.append(word)
            used += extent + space
            continue
        if line:
            lines.append(" ".join(line))
        if extent > limit:
            *whole, word = _broken(word, face, limit)
            lines.extend(whole)
            extent = words[word]
        line = [word]
        used = extent + space
    lines.append(" ".join(line))


def _broken(word: str, face: Face, limit: float) -> list[str]:
    """A word too long for any line, in pieces that each fit (or hold a single character)."""
    pieces: list[str] = []
    start, begin = 0, 0.0
    for at, end in enumerate(accumulate(map(face.widths.__getitem__, word))):
        if end - begin > limit and at > start:
            pieces.append(word[start:at])
            start, begin = at, end - face.widths[word[at]]
    pieces.append(word[start:])
    return pieces


def width_of(text: str, face: Face, size: float) -> float:
    """How wide one line of text is, in points."""
    return sum(map(face.widths.__getitem__, text)) * size / 1000
