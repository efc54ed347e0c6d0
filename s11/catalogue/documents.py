"""A YAML file as plain values that remember where they stand. Nothing in a file is executed.

Only the composer of ruamel.yaml is used: tags, anchors and aliases are refused, and a plain word
is text unless it is a number, true or false. An empty value is a fault, as it says nothing.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from s11.catalogue.faults import Faults

Where = tuple[str | int, ...]
"""The way to a value inside a file: keys and positions in lists."""

_WHOLE = re.compile(r"[-+]?\d{1,15}", re.ASCII)
_DECIMAL = re.compile(r"[-+]?\d{1,15}\.\d{1,15}", re.ASCII)
_FIXED = {"true": True, "false": False}
_NOTHING = frozenset({"", "~", "null"})
_PLAIN_TAG = "tag:yaml.org,2002:"
_DEEPEST = 40

_SAID_PLAINLY = {
    "mapping values are not allowed": "a second colon on this line: put the text in quotes.",
    "could not find expected ':'": "a colon is missing after this key, or the text needs quotes.",
    "expected <block end>": "this line does not line up with the ones above: mend the indentation.",
    "expected ',' or '}'": "a { is not closed, or a comma is missing: end the list with }.",
    "expected ',' or ']'": "a [ is not closed, or a comma is missing: end the list with ].",
    "found unexpected end of stream": "a quotation mark is not closed: close it.",
    "found character '\\t'": "a tab stands here: indent with spaces.",
    "found undefined alias": "aliases (*) are not used here: write the value out.",
    "expected the node content": "something is left unfinished here: finish it or take it out.",
    "but found another document": "a second document begins here: take the --- line out.",
}
_TOLD_WHERE_IT_BEGINS = (
    "found unexpected end of stream",
    "expected ',' or",
    "expected the node content",
)


class Document:
    """The values of one file, and the line and column (from 1) of each key and value."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.data: Any = None
        self.empty: set[Where] = set()
        self._faulty: list[Where] = []
        self._values: dict[Where, tuple[int, int]] = {(): (1, 1)}
        self._keys: dict[Where, tuple[int, int]] = {}

    def place(self, where: Where, *, key: bool = False) -> tuple[int, int]:
        """Line and column of a value, or of its key; of what holds it if it is not there."""
        known = self._keys if key and where in self._keys else self._values
        while where not in known:
            where = where[:-1]
            known = self._values
        return known[where]

    def fault(self, faults: Faults, where: Where, sentence: str, *, key: bool = False) -> None:
        """Note a fault at a value of this file, or at its key."""
        self._faulty.append(where)
        faults.at(self.file, *self.place(where, key=key), sentence)

    def is_sound(self, *where: str | int) -> bool:
        """Whether no fault was noted at or inside a value, so that more can be said about it."""
        return all(fault[: len(where)] != where for fault in self._faulty)


def read_document(file: Path, faults: Faults) -> Document | None:
    """Read one file; None, with the reason among the faults, if nothing can be read from it."""
    text = _text_of(file, faults)
    if text is None:
        return None
    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        faults.at(file, *_place_of(error), _said_plainly(error.problem or error.context or ""))
        return None
    except ReaderError as error:
        line, column = _line_and_column(text[: error.position])
        faults.at(file, line, column, "a character that cannot be shown stands here: take it out.")
        return None
    except RecursionError:
        faults.at(file, 1, 1, "lists inside lists go too deep here: write it flatter.")
        return None
    document = Document(file)
    if root is None:
        faults.at(file, 1, 1, "this file is empty: write its keys, or delete it.")
        return None
    document.data = _Values(document, faults).of(root, ())
    return document


def _text_of(file: Path, faults: Faults) -> str | None:
    try:
        raw = file.read_bytes()
    except FileNotFoundError:
        faults.at(file, 1, 1, "there is no such file: write it, or take its name out.")
        return None
    except OSError as error:
        faults.at(file, 1, 1, f"this file cannot be read ({error.strerror}).")
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line, column = _line_and_column(raw[: error.start].decode("utf-8-sig", "replace"))
        faults.at(file, line, column, "this file is not UTF-8: save it with the encoding UTF-8.")
        return None


def _line_and_column(before: str) -> tuple[int, int]:
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def _place_of(error: MarkedYAMLError) -> tuple[int, int]:
    """Where it went wrong; for what is left open, where it was opened."""
    problem = error.problem or ""
    begins = any(part in problem for part in _TOLD_WHERE_IT_BEGINS)
    marks = (error.problem_mark, error.context_mark)
    mark = next((mark for mark in (reversed(marks) if begins else marks) if mark), None)
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _said_plainly(problem: str) -> str:
    for start, sentence in _SAID_PLAINLY.items():
        if start in problem:
            return sentence
    return f"this cannot be read as YAML ({problem}): mend this line or the one above."


def _empty(name: str) -> str:
    if " " in name and name != "this file":
        return (
            f'"{name}" stands alone: a comma inside {{ }} ends the text, so put it all in quotes.'
        )
    return f'"{name}" is empty: write its value, or take the line out.'


class _Values:
    """Turns nodes into plain values and notes where each stands."""

    def __init__(self, document: Document, faults: Faults) -> None:
        self.document = document
        self.faults = faults

    def of(self, node: Node, where: Where) -> Any:
        """The plain value of a node; None if it is refused, which is a fault already noted."""
        mark = node.start_mark
        self.document._values[where] = (mark.line + 1, mark.column + 1)
        refused = self._refusal(node, where)
        if refused:
            self.document.fault(self.faults, where, refused)
            self.document.empty.add(where)
            return None
        if isinstance(node, MappingNode):
            return self._mapping(node, where)
        if isinstance(node, SequenceNode):
            return [self.of(part, (*where, at)) for at, part in enumerate(node.value)]
        return self._scalar(node, where) if isinstance(node, ScalarNode) else None

    def _refusal(self, node: Node, where: Where) -> str | None:
        if node.anchor:
            return "anchors (&) and aliases (*) are not used here: write the value out each time."
        if not str(node.tag).startswith(_PLAIN_TAG) or "python" in str(node.tag):
            tag = str(node.tag).replace(_PLAIN_TAG, "!!")
            return f"the tag {tag} is not used here: write the plain value."
        return (
            "lists inside lists go too deep here: write it flatter."
            if len(where) > _DEEPEST
            else None
        )

    def _mapping(self, node: MappingNode, where: Where) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            mark = key_node.start_mark
            line, column = mark.line + 1, mark.column + 1
            if not isinstance(key_node, ScalarNode):
                self.faults.at(self.document.file, line, column, "a key is one word: write it so.")
                continue
            key = key_node.value
            here = (*where, key)
            if here in self.document._keys:
                first = self.document._keys[here][0]
                sentence = f'"{key}" stands here twice, first in line {first}: keep one of them.'
                self.faults.at(self.document.file, line, column, sentence)
                continue
            self.document._keys[here] = (line, column)
            value = self.of(value_node, here)
            if value is not None:
                values[key] = value
        return values

    def _scalar(self, node: ScalarNode, where: Where) -> str | int | float | bool | None:
        text: str = node.value
        if any("\ud800" <= letter <= "\udfff" for letter in text):
            sentence = "half a character stands here: write the whole letter."
            self.document.fault(self.faults, where, sentence)
            return text.encode(errors="replace").decode()
        if node.style:
            return text
        if text.lower() in _NOTHING:
            sentence = _empty(str(where[-1]) if where else "this file")
            self.document.fault(self.faults, where, sentence, key=True)
            self.document.empty.add(where)
            return None
        if _WHOLE.fullmatch(text):
            return int(text)
        if _DECIMAL.fullmatch(text):
            return float(text)
        return _FIXED.get(text.lower(), text)
