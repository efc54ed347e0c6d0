"""Scales, themes, agency types and references: the words that questions may use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from s11.catalogue.documents import Document, Where, read_document
from s11.catalogue.faults import Faults, quoted
from s11.catalogue.shapes import LevelShape, ScaleShape, VocabularyShape
from s11.catalogue.shaping import shaped
from s11.domain.standards import Level, LevelScale, PercentScale, Reference, Scale

_PARTS = ("scales", "references", "themes", "agency_types")


@dataclass(frozen=True)
class Vocabulary:
    """What is known so far; an edition's own words are added to the shared ones.

    `broken` holds names whose entry is at fault, so that their users are not blamed too; where a
    whole file is at fault, `is_whole` is False and nobody is blamed for a name.
    """

    scales: Mapping[str, Scale] = field(default_factory=dict)
    references: Mapping[str, Reference] = field(default_factory=dict)
    themes: Mapping[str, str] = field(default_factory=dict)
    agency_types: Mapping[str, str] = field(default_factory=dict)
    broken: frozenset[str] = frozenset()
    is_whole: bool = True

    def lacks(self, part: str, name: str) -> bool:
        """Whether it is certain that no file names this among its scales, themes and so on."""
        return self.is_whole and name not in self.broken and name not in getattr(self, part)


def add_vocabulary(known: Vocabulary, file: Path, faults: Faults) -> Vocabulary:
    """The known words and those of a file. A word that is known already may not be redefined."""
    document = read_document(file, faults)
    if document is None:
        return replace(known, is_whole=False)
    shape = shaped(VocabularyShape, document.data, document, (), faults)
    if shape is None:
        return replace(known, is_whole=False)
    for part in _PARTS:
        for name in set(getattr(known, part)) & set(getattr(shape, part)):
            sentence = f'"{name}" is in the shared vocabulary already: give this one another name.'
            document.fault(faults, (part, name), sentence, key=True)
    scales = {name: _scale(name, scale, document, faults) for name, scale in shape.scales.items()}
    sound = {name: scale for name, scale in scales.items() if scale is not None}
    references = {
        name: Reference(part.title, MappingProxyType(dict(part.items)))
        for name, part in shape.references.items()
    }
    return Vocabulary(
        scales={**sound, **known.scales},
        references={**known.references, **references},
        themes={**known.themes, **shape.themes},
        agency_types={**known.agency_types, **shape.agency_types},
        broken=known.broken | _named(document),
        is_whole=known.is_whole,
    )


def _named(document: Document) -> frozenset[str]:
    """Every name of the file, sound or not: a name that is known as well is found there first."""
    parts = (document.data.get(part) for part in _PARTS)
    return frozenset(name for part in parts if isinstance(part, dict) for name in part)


def _scale(name: str, shape: ScaleShape, document: Document, faults: Faults) -> Scale | None:
    where: Where = ("scales", name)
    if not document.is_sound(*where):
        return None
    if (shape.levels is None) == (shape.percent is None):
        sentence = f'the scale "{name}" needs either levels or percent: write one of them.'
        document.fault(faults, where, sentence, key=True)
    elif shape.percent is not None:
        step = shape.percent.step
        if 100 % step == 0:
            return PercentScale(name, step)
        sentence = f"steps of {step} do not reach 100: write a number that divides 100, such as 5."
        document.fault(faults, (*where, "percent", "step"), sentence)
    elif shape.levels is not None and _levels_are_sound(shape.levels, document, where, faults):
        return LevelScale(name, tuple(_level(level) for level in shape.levels))
    return None


def _levels_are_sound(
    levels: list[LevelShape], document: Document, where: Where, faults: Faults
) -> bool:
    for part in ("value", "label", "points"):
        counts = Counter(getattr(level, part) for level in levels)
        for at, level in enumerate(levels):
            said = getattr(level, part)
            if counts[said] > 1 and any(getattr(lv, part) == said for lv in levels[:at]):
                shown = f"{said:g}" if part == "points" else f'"{said}"'
                sentence = f"two levels have the {part} {shown}: give each its own."
                document.fault(faults, (*where, "levels", at, part), sentence)
    if len(levels) < 2 or not any(level.points for level in levels):
        sentence = "a scale needs two levels or more, the best with points above 0: add a level."
        document.fault(faults, (*where, "levels"), sentence, key=True)
    return document.is_sound(*where)


def _level(shape: LevelShape) -> Level:
    return Level(shape.value, shape.label, shape.meaning, shape.points, shape.colour)


def values_of(scale: Scale) -> list[str]:
    """Every value that an answer on this scale may have."""
    if isinstance(scale, PercentScale):
        return [str(step) for step in range(0, 101, scale.step)]
    return [level.value for level in scale.levels]


def not_on(scale: Scale, value: str) -> str:
    """Says that a value is not on the scale, and what is."""
    if isinstance(scale, PercentScale):
        return f'"{value}" is no step of {scale.name}: write 0, {scale.step} and so on up to 100.'
    return f'"{value}" is no level of {scale.name}: write one of {quoted(values_of(scale))}.'
