"""Our compact macros emit the elements, classes and attributes of GOV.UK Frontend.

The development dependency govuk_frontend_jinja is the reference: each case of
macro_cases.yaml renders one content through both and compares the parsed trees. What differs on
purpose says so there.
"""

from pathlib import Path
from typing import Any, NamedTuple

import pytest
from jinja2 import (
    Environment,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
)
from lxml import html
from ruamel.yaml import YAML

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
OURS = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
REFERENCE = Environment(
    loader=PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)


class Case(NamedTuple):
    """One content for both sides, and what may differ on purpose, with the reason."""

    name: str
    ours: str
    component: str
    macro: str
    params: dict[str, Any]
    differs: dict[str, Any] = {}  # noqa: RUF012 (never changed)


CASES = [
    Case(**case)
    for case in YAML(typ="safe").load(Path(__file__).with_name("macro_cases.yaml").read_text())
]

FILES = ("fields", "choices", "blocks", "links", "tables")
IMPORTS = "".join(f"{{% import 'macros/{name}.html' as {name} %}}" for name in FILES)

# Macros that stand only inside compared ones.
PARTS = {
    *("fields.described", "fields.group", "fields.text_box", "links.turn", "links.arrow"),
    *("choices.group", "choices.choice", "choices.opened"),
    *("tables.table_row", "tables.summary_action"),
}
# Macros for which GOV.UK Frontend has no component.
OWN = {
    *("choices.tiles", "links.button_group", "tables.scroll"),
    *("blocks.notice", "blocks.lede", "blocks.chips", "blocks.segments", "blocks.foot"),
    "blocks.versions",
}


def render_ours(source: str) -> str:
    return OURS.from_string(IMPORTS + source).render()


def render_reference(case: Case) -> str:
    path = f"govuk_frontend_jinja/components/{case.component}/macro.html"
    source = f"{{% from '{path}' import {case.macro} %}}{{{{ {case.macro}(params) }}}}"
    return REFERENCE.from_string(source).render(params=case.params)


def tree(markup: str, opaque: set[str], ignored: set[str]) -> list[Any]:
    """Elements as (name, attributes, content), words folded; order of classes and ids aside."""
    return content(html.fragment_fromstring(markup, create_parent="body"), opaque, ignored)


def content(element: Any, opaque: set[str], ignored: set[str]) -> list[Any]:
    found: list[Any] = [folded(element.text)]
    for child in element:
        inner = [] if child.tag in opaque else content(child, opaque, ignored)
        kept = {k: value(k, v) for k, v in child.attrib.items() if k not in ignored}
        found += [(child.tag, kept, inner), folded(child.tail)]
    return [part for part in found if part]


def value(name: str, words: str) -> Any:
    return sorted(words.split()) if name in {"class", "aria-describedby", "rel"} else words.strip()


def folded(words: str | None) -> str:
    return " ".join((words or "").split())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_macro_gives_the_same_page_as_the_reference(case):
    opaque = set(case.differs.get("elements", ()))
    ignored = set(case.differs.get("attributes", ()))
    expected = tree(render_reference(case), opaque, ignored)
    assert len(expected) == 1
    assert tree(render_ours(case.ours), opaque, ignored) == expected


def test_every_difference_has_its_reason():
    assert [case.name for case in CASES if case.differs and not case.differs.get("why")] == []


def test_every_macro_is_compared_or_known_to_be_a_part_or_our_own():
    compared = " ".join(case.ours for case in CASES)
    missing = {
        f"{name}.{macro}"
        for name in FILES
        for macro in OURS.get_template(f"macros/{name}.html").module.__dict__
        if not macro.startswith("_") and f"{name}.{macro}(" not in compared
    }
    assert missing == PARTS | OWN


def test_what_people_write_is_escaped_in_every_field():
    hostile = "'<script>alert(1)</script>'"
    for call in (
        f"fields.input('n', {hostile}, {hostile}, hint={hostile}, error={hostile})",
        f"fields.textarea('n', {hostile}, {hostile})",
        f"fields.select('n', 'x', (({hostile}, {hostile}),))",
        f"choices.tiles('n', {hostile}, (({hostile}, {hostile}, {hostile}, 'red'),))",
        f"blocks.error_summary((({hostile}, 'n'),))",
        f"tables.table({hostile}, ({hostile},), (({hostile},),))",
    ):
        markup = render_ours("{{ " + call + " }}")
        assert "<script" not in markup
        assert "&lt;script" in markup
