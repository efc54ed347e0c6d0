"""An edition as canonical JSON, as a cycle freezes it, and what differs between two of them.

Canonical: keys sorted, no blanks, UTF-8 letters as they are, every field written out even where
it has its usual value, so that a later change of a default never alters what an old cycle asked.
Scales are written once by name. What is ordered stays ordered: tables of words are lists of pairs.
How lines of enquiry are tuned is written where an edition tunes it, and then whole: untuned
editions, which were frozen before it could be tuned, keep their text.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from types import MappingProxyType
from typing import Any

from s11.domain.enquiry_tuning import AS_USUAL, EnquiryRules
from s11.domain.standards import (
    AgencyTypeIn,
    AllOf,
    AnswerAtLeast,
    Answered,
    AnswerIn,
    AnswerType,
    AnyOf,
    Band,
    CarryForward,
    Change,
    Condition,
    Criterion,
    Edition,
    EvidenceRule,
    Level,
    LevelScale,
    Not,
    Option,
    PercentScale,
    Question,
    Reference,
    Scale,
    Standard,
)

_WORDS = frozenset({"text", "guidance", "label", "meaning", "title", "note", "intro", "prompt"})
"""Fields that a reader reads and nothing decides by."""

_TABLES_OF_WORDS = frozenset({"themes", "agency_types", "items"})
_NAMES = ("id", "key", "value", "question", "minimum")
_CONDITIONS: Mapping[str, type[Any]] = {
    "all": AllOf,
    "any": AnyOf,
    "not": Not,
    "in": AnswerIn,
    "at_least": AnswerAtLeast,
    "answered": Answered,
    "agency_type": AgencyTypeIn,
}
_KINDS = {kind: name for name, kind in _CONDITIONS.items()}


@dataclass(frozen=True, slots=True)
class WordingChange:
    """One piece of wording that differs; `where` leads to it, such as "f.checks › guidance"."""

    where: str
    before: str
    after: str


def edition_to_json(edition: Edition) -> str:
    """The edition as canonical JSON: equal editions in equal order give equal text.

    Raises ValueError for two scales of one name that differ, and for numbers that are not finite.
    """
    plain = _plain_edition(edition)
    plain["scales"] = {name: _plain(scale) for name, scale in sorted(_scales(edition).items())}
    return json.dumps(
        plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def edition_from_json(text: str) -> Edition:
    """The edition that `edition_to_json` wrote, equal to the first in every part."""
    plain = json.loads(text)
    scales = {name: _scale(scale) for name, scale in plain.pop("scales").items()}
    plain["standards"] = tuple(_standard(part, scales) for part in plain["standards"])
    plain["bands"] = tuple(Band(**band) for band in plain["bands"])
    plain["changes"] = tuple(_change(change) for change in plain["changes"])
    plain["references"] = MappingProxyType(
        {
            name: Reference(part["title"], _table(part["items"]))
            for name, part in plain["references"]
        }
    )
    for table in ("themes", "agency_types"):
        plain[table] = _table(plain[table])
    if tuned := plain.pop("enquiry", None):
        plain["enquiry"] = EnquiryRules(**tuned | {"weights": _table(tuned["weights"])})
    return Edition(**plain)


def sha256_of(text: str) -> str:
    """The SHA-256 of the text's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def wording_changes(old: Edition, new: Edition) -> tuple[WordingChange, ...]:
    """The wording that differs, in the order of the new edition."""
    before, after = dict(_leaves(old)), dict(_leaves(new))
    return tuple(
        WordingChange(_spoken(path), str(before[path]), str(value))
        for path, value in after.items()
        if _is_wording(path) and path in before and before[path] != value
    )


def only_wording_differs(old: Edition, new: Edition) -> list[str]:
    """Where anything but wording differs; an empty list allows an audited amendment."""
    before, after = dict(_leaves(old)), dict(_leaves(new))
    differing = [path for path, value in after.items() if before.get(path, _ABSENT) != value]
    gone = [path for path in before if path not in after]
    return [
        _spoken(path)
        for path in (*differing, *gone)
        if not (_is_wording(path) and path in before and path in after)
    ]


_ABSENT = object()


def _scales(edition: Edition) -> dict[str, Scale]:
    scales: dict[str, Scale] = {}
    for question in edition.questions():
        scale = question.scale
        if scale is not None and scales.setdefault(scale.name, scale) != scale:
            raise ValueError(f"Edition {edition.edition} has two scales named {scale.name}.")
    return scales


def _plain_edition(edition: Edition) -> Any:
    plain = _plain(edition)
    if edition.enquiry == AS_USUAL:
        del plain["enquiry"]
    return plain


def _plain(value: Any) -> Any:
    """Values as JSON has them. A question names its scale; a condition says its kind."""
    if is_dataclass(value) and not isinstance(value, type):
        plain = {part.name: _field(part.type, getattr(value, part.name)) for part in fields(value)}
        return {"kind": _KINDS[type(value)], **plain} if type(value) in _KINDS else plain
    if isinstance(value, Mapping):
        return [[key, _plain(part)] for key, part in value.items()]
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value.value if isinstance(value, Enum) else value


def _field(annotation: object, value: Any) -> Any:
    if isinstance(value, LevelScale | PercentScale):
        return value.name
    if annotation == "Mapping[str, float]":
        return [[key, float(number)] for key, number in value.items()]
    return float(value) if annotation == "float" else _plain(value)


def _table(pairs: list[list[Any]]) -> Mapping[str, Any]:
    return MappingProxyType(dict(pairs))


def _scale(plain: dict[str, Any]) -> Scale:
    if "levels" not in plain:
        return PercentScale(**plain)
    return LevelScale(plain["name"], tuple(Level(**level) for level in plain["levels"]))


def _standard(plain: dict[str, Any], scales: Mapping[str, Scale]) -> Standard:
    plain["questions"] = tuple(_question(part, scales) for part in plain["questions"])
    return Standard(**plain)


def _question(plain: dict[str, Any], scales: Mapping[str, Scale]) -> Question:
    applies_to, evidence, show_if = plain["applies_to"], plain["evidence"], plain["show_if"]
    return Question(
        **plain
        | {
            "type": AnswerType(plain["type"]),
            "scale": None if plain["scale"] is None else scales[plain["scale"]],
            "options": tuple(Option(**option) for option in plain["options"]),
            "criteria": tuple(Criterion(**criterion) for criterion in plain["criteria"]),
            "applies_to": None if applies_to is None else frozenset(applies_to),
            "show_if": None if show_if is None else _condition(show_if),
            "evidence": None if evidence is None else EvidenceRule(**evidence),
            "themes": tuple(plain["themes"]),
            "references": _table([[key, tuple(items)] for key, items in plain["references"]]),
            "carry_forward": CarryForward(plain["carry_forward"]),
        }
    )


def _condition(plain: dict[str, Any]) -> Condition:
    kind = _CONDITIONS[plain.pop("kind")]
    for name, value in plain.items():
        if name == "parts":
            plain[name] = tuple(_condition(part) for part in value)
        elif name == "part":
            plain[name] = _condition(value)
        elif isinstance(value, list):
            plain[name] = tuple(value)
    condition: Condition = kind(**plain)
    return condition


def _change(plain: dict[str, Any]) -> Change:
    more = {"replaced_by": tuple(plain["replaced_by"]), "points": _table(plain["points"])}
    return Change(**plain | more)


def _leaves(edition: Edition) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every value of the edition under its path; parts go by name, and their order is a value."""
    plain = _plain_edition(edition)
    plain["scales"] = [_plain(scale) for _, scale in sorted(_scales(edition).items())]
    yield from _walk(plain, ())


def _walk(node: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(node, dict):
        for name, part in node.items():
            yield from _walk(part, (*path, name))
    elif isinstance(node, list) and node and isinstance(node[0], dict | list):
        named = [_named(part, number) for number, part in enumerate(node)]
        if len({name for name, _ in named}) < len(named):
            named = [(str(number), part) for number, (_, part) in enumerate(named)]
        yield (*path, "order"), tuple(name for name, _ in named)
        for name, part in named:
            yield from _walk(part, (*path, name))
    else:
        yield path, tuple(node) if isinstance(node, list) else node


def _named(part: Any, number: int) -> tuple[str, Any]:
    """A part of a list with the name that it keeps when the order changes."""
    if isinstance(part, list):
        return (str(part[0]), part[1])
    return next((str(part[key]) for key in (*_NAMES, "name") if key in part), str(number)), part


def _is_wording(path: tuple[str, ...]) -> bool:
    in_table = len(path) > 1 and path[-2] in _TABLES_OF_WORDS and path[-1] != "order"
    return path[-1] in _WORDS or in_table


def _spoken(path: tuple[str, ...]) -> str:
    """The path from the nearest question on, without the words that only hold others."""
    if "questions" in path and path[-2] != "questions":
        path = path[path.index("questions") + 1 :]
    return " › ".join(path)
