"""A page and a PDF taken apart at their headings, so that what they say can be compared."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, NavigableString, Tag

from tests.reports.pdf_reading import tree

HEADINGS = {"h1", "h2", "h3"}
ONLY_ON_SCREEN = "nav, .s11-checked, .govuk-button, .govuk-visually-hidden, .govuk-skip-link"

Sections = list[tuple[str, str]]
"""(heading, all words up to the next one), both without white space."""


def of_pdf(data: bytes) -> Sections:
    """The PDF as a screen reader meets it, without its table of contents and list bullets."""
    sections: Sections = []
    before = ""
    for node in tree(data).kids:
        words = _bare(node.text)
        if node.tag in {"H1", "H2", "H3"}:
            sections.append((words, ""))
        elif node.tag != "TOC" and sections:
            sections[-1] = (sections[-1][0], sections[-1][1] + words)
        elif node.tag != "TOC":
            before += words
    return [("", before), *sections]


def of_page(page: str) -> Sections:
    """The page's main part, without what only a screen can do."""
    main = BeautifulSoup(page, "lxml").find("main")
    assert isinstance(main, Tag)
    for node in main.select(ONLY_ON_SCREEN):
        node.decompose()
    for heading in main.select("figcaption h3"):
        heading.name = "p"
    sections: Sections = [("", "")]
    for piece in main.descendants:
        if isinstance(piece, Tag) and piece.name in HEADINGS:
            sections.append((_bare(piece.get_text()), ""))
        elif isinstance(piece, NavigableString) and not piece.find_parent(list(HEADINGS)):
            sections[-1] = (sections[-1][0], sections[-1][1] + _bare(piece))
    return sections


def _bare(text: str) -> str:
    return re.sub(r"[\s•]+", "", text)
