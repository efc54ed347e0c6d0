"""One question of a data file into the domain's question, with every name looked up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from s11.catalogue.conditions import ConditionReader, Surroundings
from s11.catalogue.documents import Document, Where
from s11.catalogue.faults import Faults, unknown
from s11.catalogue.shapes import QuestionShape
from s11.catalogue.shaping import shaped
from s11.catalogue.vocabulary import not_on
from s11.domain.standards import (
    SCORED_TYPES,
    AnswerType,
    Condition,
    Criterion,
    EvidenceRule,
    Option,
    Question,
    Scale,
)
from s11.domain.visibility import number_in

_RATED = frozenset({AnswerType.RATING})
_BELONGS_TO: Mapping[str, frozenset[AnswerType]] = {
    "scale": _RATED,
    "options": frozenset({AnswerType.CHOICE}),
    "criteria": frozenset({AnswerType.CRITERIA}),
    "weight": SCORED_TYPES,
    "critical": SCORED_TYPES,
    "action_below": SCORED_TYPES,
}
_NEEDED = {
    AnswerType.RATING: "scale",
    AnswerType.CHOICE: "options",
    AnswerType.CRITERIA: "criteria",
}


@dataclass(frozen=True)
class QuestionReader:
    """Reads one question: what is at fault is told, and the rest is read all the same."""

    document: Document
    where: Where
    around: Surroundings
    faults: Faults

    def read(self, raw: Any) -> Question | None:
        """The question; None if too little of it can be read."""
        stand_ins = {"text": "…"}
        shape = shaped(QuestionShape, raw, self.document, self.where, self.faults, stand_ins)
        if shape is None:
            return None
        self._check_keys(shape, raw)
        scale = self._scale(shape)
        self._check_lists(shape)
        for key, value in (
            ("action_below", shape.action_below),
            ("required_at", shape.evidence.required_at if shape.evidence else None),
        ):
            where = (key,) if key == "action_below" else ("evidence", key)
            if value is not None:
                self._check_level(shape, scale, value, where)
        return self._question(shape, scale, self._condition(shape))

    def _question(
        self, shape: QuestionShape, scale: Scale | None, show_if: Condition | None
    ) -> Question:
        evidence = shape.evidence
        return Question(
            id=shape.id,
            type=shape.type,
            text=shape.text,
            guidance=shape.guidance or "",
            scale=scale,
            options=tuple(Option(*pair) for pair in (shape.options or {}).items()),
            criteria=tuple(
                Criterion(part.id, part.text, part.marks, part.not_applicable is not None)
                for part in shape.criteria or ()
            ),
            applies_to=None if shape.applies_to is None else frozenset(shape.applies_to),
            show_if=show_if,
            weight=1.0 if shape.weight is None else shape.weight,
            critical=bool(shape.critical),
            may_be_not_applicable=shape.not_applicable is not None,
            evidence=None
            if evidence is None
            else EvidenceRule(evidence.prompt, evidence.required_at, evidence.max_age_months),
            action_below=shape.action_below,
            themes=tuple(shape.themes),
            references=MappingProxyType({k: tuple(v) for k, v in shape.references.items()}),
            carry_forward=shape.carry_forward,
        )

    def _fault(self, where: Where, sentence: str, *, key: bool = False) -> None:
        self.document.fault(self.faults, (*self.where, *where), sentence, key=key)

    def _check_keys(self, shape: QuestionShape, raw: Mapping[str, Any]) -> None:
        for key, types in _BELONGS_TO.items():
            if key in raw and shape.type not in types:
                kinds = " or ".join(sorted(types))
                self._fault(
                    (key,), f'"{key}" belongs to a {kinds} question: take it out.', key=True
                )
        needed = _NEEDED.get(shape.type)
        if needed and needed not in raw and (*self.where, needed) not in self.document.empty:
            sentence = f'a {shape.type} question needs "{needed}": add a line "{needed}: …".'
            self._fault(("type",), sentence)
        if shape.options is not None and len(shape.options) < 2:
            self._fault(("options",), "a choice has two options or more: add one.", key=True)

    def _scale(self, shape: QuestionShape) -> Scale | None:
        vocabulary = self.around.vocabulary
        if shape.scale is None:
            return None
        if vocabulary.lacks("scales", shape.scale):
            self._fault(("scale",), unknown("scale", shape.scale, vocabulary.scales))
        return vocabulary.scales.get(shape.scale)

    def _check_lists(self, shape: QuestionShape) -> None:
        vocabulary = self.around.vocabulary
        self._check_names("agency type", shape.applies_to, "agency_types", ("applies_to",))
        if shape.applies_to == []:
            sentence = '"applies_to" names no agency type: name some, or take it out for all.'
            self._fault(("applies_to",), sentence, key=True)
        self._check_names("theme", shape.themes, "themes", ("themes",))
        for name, items in shape.references.items():
            known = vocabulary.references.get(name)
            where = ("references", name)
            if vocabulary.lacks("references", name):
                sentence = unknown("reference", name, vocabulary.references)
                self._fault(where, sentence, key=True)
            for at, item in enumerate(items if known else ()):
                if known and item not in known.items:
                    self._fault((*where, at), unknown(f"item of {name}", item, known.items))
            self._check_twice(items, where)
        self._check_criteria(shape)

    def _check_names(self, kind: str, names: list[str] | None, part: str, where: Where) -> None:
        vocabulary = self.around.vocabulary
        for at, name in enumerate(names or ()):
            if vocabulary.lacks(part, name):
                self._fault((*where, at), unknown(kind, name, getattr(vocabulary, part)))
        self._check_twice(names or [], where)

    def _check_twice(self, names: list[str], where: Where) -> None:
        for at, name in enumerate(names):
            if name in names[:at]:
                self._fault((*where, at), f'"{name}" is listed twice: keep one of them.')

    def _check_criteria(self, shape: QuestionShape) -> None:
        if shape.criteria is None or not self.document.is_sound(*self.where, "criteria"):
            return
        total = sum(part.marks for part in shape.criteria)
        if abs(total - 100) > 1e-6:
            sentence = f"the marks add up to {total:g}: share out exactly 100."
            self._fault(("criteria",), sentence, key=True)
        counts = Counter[str]()
        for at, part in enumerate(shape.criteria):
            counts[part.id] += 1
            if counts[part.id] == 2:
                sentence = f'two criteria have the id "{part.id}": give each its own.'
                self._fault(("criteria", at, "id"), sentence)

    def _check_level(
        self, shape: QuestionShape, scale: Scale | None, value: str, where: Where
    ) -> None:
        if shape.type is AnswerType.RATING:
            if scale is not None and scale.share(value) is None:
                self._fault(where, not_on(scale, value))
        elif shape.type is AnswerType.CRITERIA:
            number = number_in(value)
            if number is None or not 0 <= number <= 100:
                self._fault(where, f'"{value}" is no score: write a number from 0 to 100.')
        elif where[0] == "evidence":
            kind = f'a {shape.type} question has no levels: take "required_at" out.'
            self._fault(where, kind, key=True)

    def _condition(self, shape: QuestionShape) -> Condition | None:
        if shape.show_if is None:
            return None
        applies_to = None if shape.applies_to is None else frozenset(shape.applies_to)
        reader = ConditionReader(shape.id, applies_to, self.around, self.document, self.faults)
        return reader.read(shape.show_if, (*self.where, "show_if"))
