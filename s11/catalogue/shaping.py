"""Plain values into shapes, with every departure from the shape told in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from types import MappingProxyType
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from s11.catalogue.documents import Document, Where
from s11.catalogue.faults import Faults, quoted, unknown

S = TypeVar("S", bound=BaseModel)
_ON_KEY = frozenset({"extra_forbidden"})
_MOST_REPAIRS = 6

_SENTENCES: Mapping[str, Callable[[str, ErrorDetails], str]] = {
    "missing": lambda name, _: f'"{name}" is missing here: add a line "{name}: …".',
    "string_type": lambda name, _: f'"{name}" is text: put what you mean in quotes.',
    "string_too_short": lambda name, _: f'"{name}" is empty: write its text.',
    "string_too_long": lambda name, e: (
        f'"{name}" is over {e["ctx"]["max_length"]} letters: shorten.'
    ),
    "string_pattern_mismatch": lambda _, e: (
        f'"{e["input"]}" is no name: use small letters, digits, dots and hyphens.'
    ),
    "bool_type": lambda name, _: f'"{name}" is either true or false: write one of them.',
    "float_type": lambda name, _: f'"{name}" is a number: write it in digits, without quotes.',
    "int_type": lambda name, _: f'"{name}" is a whole number: write it in digits, without quotes.',
    "list_type": lambda name, _: f'"{name}" is a list: write it as [one, two].',
    "dict_type": lambda name, _: f'"{name}" holds keys and values: write it as {{key: value}}.',
    "model_type": lambda name, _: f'"{name}" holds keys and values: write it as {{key: value}}.',
    "greater_than_equal": lambda name, e: (
        f'"{name}" is too small: write {e["ctx"]["ge"]:g} or more.'
    ),
    "less_than_equal": lambda name, e: f'"{name}" is too large: write {e["ctx"]["le"]:g} or less.',
    "too_short": lambda name, _: f'"{name}" is an empty list: write at least one entry.',
}


def shaped(
    shape: type[S],
    value: Any,
    document: Document,
    where: Where,
    faults: Faults,
    stand_ins: Mapping[str, Any] = MappingProxyType({}),
) -> S | None:
    """The value in its shape; parts that do not fit are told and left out.

    A stand-in takes the place of what is left out or missing, so that the rest can still be
    checked. None if what is left is not enough for the shape.
    """
    try:
        return shape.model_validate(value)
    except ValidationError as error:
        errors = error.errors(include_url=False)
    for detail in errors:
        _tell(shape, detail, document, where, faults)
    return _repaired(shape, deepcopy(value), errors, stand_ins)


def _tell(
    shape: type[BaseModel], detail: ErrorDetails, document: Document, where: Where, faults: Faults
) -> None:
    on_key = detail["loc"][-1:] == ("[key]",)
    inner = tuple(part for part in detail["loc"] if part != "[key]")
    path = (*where, *inner)
    if path in document.empty:
        return
    name = next((str(part) for part in reversed(path) if isinstance(part, str)), "this file")
    if detail["type"] in ("literal_error", "enum"):
        sentence = _not_a_choice(name, detail)
    elif detail["type"] == "extra_forbidden":
        sentence = unknown("key", name, _shape_at(shape, inner[:-1]).model_fields)
    else:
        tell = _SENTENCES.get(detail["type"])
        sentence = tell(name, detail) if tell else f'"{name}": {detail["msg"]}.'
    sentence = sentence.replace('"this file"', "this file")
    document.fault(faults, path, sentence, key=on_key or detail["type"] in _ON_KEY)


def _not_a_choice(name: str, detail: ErrorDetails) -> str:
    choices = [
        word.strip("'") for word in detail["ctx"]["expected"].replace(" or ", ", ").split(", ")
    ]
    if isinstance(detail["input"], str):
        return unknown(name, detail["input"], choices)
    return f'"{name}" is a word: write one of {quoted(choices)}.'


def _shape_at(shape: type[BaseModel], path: Where) -> type[BaseModel]:
    """The shape of a part: every field holds at most one kind of shape."""
    for part in path:
        if isinstance(part, str) and part in shape.model_fields:
            shape = _shape_in(shape.model_fields[part].annotation) or shape
    return shape


def _shape_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _shape_in(part))), None)


def _repaired(
    shape: type[S], value: Any, errors: list[ErrorDetails], stand_ins: Mapping[str, Any]
) -> S | None:
    """What is left once the parts at fault are taken out, so that the rest can be read on."""
    for _ in range(_MOST_REPAIRS):
        for path in sorted({_at_fault(detail) for detail in errors}, key=_deepest_and_last_first):
            _take_out(value, path)
        if isinstance(value, dict):
            value = {**stand_ins, **value}
        try:
            return shape.model_validate(value)
        except ValidationError as error:
            errors = error.errors(include_url=False)
    return None


def _at_fault(detail: ErrorDetails) -> Where:
    path = tuple(part for part in detail["loc"] if part != "[key]")
    return path[:-1] if detail["type"] == "missing" else path


def _deepest_and_last_first(path: Where) -> tuple[int, list[int]]:
    return -len(path), [-part if isinstance(part, int) else 0 for part in path]


def _take_out(value: Any, path: Where) -> None:
    *way, last = path or (None,)
    for part in way:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return
    if isinstance(value, dict):
        value.pop(last, None)
    elif isinstance(value, list) and isinstance(last, int) and last < len(value):
        del value[last]
