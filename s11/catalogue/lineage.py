"""changes.yaml against the edition before: nothing may change unsaid, nothing be said in vain."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

from s11.catalogue.documents import Document, Where, read_document
from s11.catalogue.faults import Faults, quoted, unknown
from s11.catalogue.shapes import ChangeShape
from s11.catalogue.shaping import shaped
from s11.catalogue.vocabulary import not_on, values_of
from s11.domain.comparison import measure_of
from s11.domain.standards import AnswerType, Change, Edition, LevelScale, Question

_COMPARED = ("reworded", "rescaled")


@dataclass(frozen=True)
class Placed:
    """An edition as far as it could be read, and where its questions stand."""

    edition: Edition
    places: Mapping[str, tuple[Document, Where]]
    unreadable: frozenset[str]

    def standard_of(self, question_id: str) -> str:
        """The key of the standard that asks the question."""
        return next(
            standard.key
            for standard in self.edition.standards
            if any(question.id == question_id for question in standard.questions)
        )


def read_changes(file: Path, faults: Faults) -> tuple[Document | None, dict[int, Change]]:
    """The lines of changes.yaml that can be read, by their position in the file."""
    document = read_document(file, faults)
    if document is None:
        return None, {}
    if not isinstance(document.data, list):
        sentence = "this file is a list: write each change as - {id: …, change: …}."
        document.fault(faults, (), sentence)
        return None, {}
    changes: dict[int, Change] = {}
    for at, raw in enumerate(document.data):
        shape = shaped(ChangeShape, raw, document, (at,), faults)
        if shape is not None:
            changes[at] = _change(shape, document, at, faults)
    return document, changes


def _change(shape: ChangeShape, document: Document, at: int, faults: Faults) -> Change:
    for key, kinds in (
        ("comparable", (*_COMPARED, "moved")),
        ("map", ("rescaled",)),
        ("replaced_by", ("retired",)),
    ):
        if key in shape.model_fields_set and shape.change not in kinds:
            sentence = f'"{key}" does not go with {shape.change}: take it out.'
            document.fault(faults, (at, key), sentence, key=True)
    if shape.comparable is None and shape.change in _COMPARED and document.is_sound(at):
        sentence = f'a {shape.change} question needs "comparable": write true or false.'
        document.fault(faults, (at, "change"), sentence)
    comparable = shape.change == "moved" if shape.comparable is None else shape.comparable
    points = MappingProxyType(dict(shape.map or {}))
    note, replaced_by = shape.note or "", tuple(shape.replaced_by)
    return Change(shape.id, shape.change, comparable, note, replaced_by, points)


@dataclass(frozen=True)
class LineageCheck:
    """Compares an edition with the one before and with what its changes.yaml says."""

    old: Placed
    new: Placed
    document: Document | None
    changes: Mapping[int, Change]
    missing_at: tuple[Document, Where]
    faults: Faults

    def run(self) -> None:
        """Note every change unsaid and everything said that is not so."""
        said: dict[str, list[Change]] = {}
        unsure = set(self.old.unreadable | self.new.unreadable)
        for at, change in self.changes.items():
            before = said.setdefault(change.question, [])
            if change.question not in unsure and self.document is not None:
                self._check(at, change, before, self.document)
                if not self.document.is_sound(at):
                    unsure.add(change.question)
            before.append(change)
        self._check_all_is_said(said, unsure)

    def _check_all_is_said(self, said: Mapping[str, list[Change]], unsure: set[str]) -> None:
        old_ids = {question.id for question in self.old.edition.questions()}
        for question in self.new.edition.questions():
            if question.id in unsure:
                continue
            kinds = said.get(question.id, [])
            if question.id not in old_ids:
                self._unsaid(question.id, "is new", "added", kinds)
            else:
                self._check_unsaid(question, kinds)
        known = {question.id for question in self.new.edition.questions()} | unsure
        for id in sorted(old_ids - known):
            if not any(change.kind == "retired" for change in said.get(id, ())):
                document, where = self.missing_at
                sentence = f'"{id}" of {self._before} is gone: {_add_line(id, "retired")}'
                document.fault(self.faults, where, sentence)

    @property
    def _before(self) -> str:
        return f"edition {self.old.edition.edition}"

    def _check_unsaid(self, question: Question, said: Iterable[Change]) -> None:
        was = self.old.edition.question(question.id)
        if was is None:
            return
        if was.text != question.text and not any(c.kind == "rescaled" for c in said):
            self._unsaid(question.id, f"was worded otherwise in {self._before}", "reworded", said)
        broken = any(not change.comparable for change in said)
        if _is_measured_otherwise(was, question) and not broken:
            self._unsaid(question.id, f"was measured otherwise in {self._before}", "rescaled", said)
        if self.old.standard_of(question.id) != self.new.standard_of(question.id):
            self._unsaid(question.id, f"was in another standard in {self._before}", "moved", said)

    def _unsaid(self, id: str, what: str, kind: str, said: Iterable[Change]) -> None:
        if not any(change.kind == kind for change in said):
            document, where = self.new.places[id]
            document.fault(self.faults, (*where, "id"), f'"{id}" {what}: {_add_line(id, kind)}')

    def _check(self, at: int, change: Change, before: Iterable[Change], document: Document) -> None:
        id, old, new = change.question, self.old.edition, self.new.edition
        if any(other.kind == change.kind for other in before):
            document.fault(
                self.faults, (at, "id"), f'"{id}" is {change.kind} twice: keep one line.'
            )
        was, is_now = old.question(id), new.question(id)
        if was is None and is_now is None:
            ids = sorted({question.id for part in (old, new) for question in part.questions()})
            document.fault(self.faults, (at, "id"), unknown("question", id, ids))
            return
        if (was is None) != (change.kind == "added") or (is_now is None) != (
            change.kind == "retired"
        ):
            self._wrong_kind(at, change, was, is_now, document)
            return
        if was is not None and is_now is not None:
            if not _HAPPENED[change.kind](self, was, is_now):
                sentence = f'"{id}" is as it was in {self._before}: take this line out.'
                document.fault(self.faults, (at, "change"), sentence)
            elif change.kind == "rescaled":
                self._check_map(at, change, was, document)
        for number, other in enumerate(change.replaced_by):
            if new.question(other) is None and other not in self.new.unreadable:
                sentence = unknown("question", other, sorted(q.id for q in new.questions()))
                document.fault(self.faults, (at, "replaced_by", number), sentence)

    def _wrong_kind(
        self,
        at: int,
        change: Change,
        was: Question | None,
        is_now: Question | None,
        document: Document,
    ) -> None:
        if was is None:
            right = f'was not in {self._before}: write "added"'
        elif is_now is None:
            right = 'is in this edition no longer: write "retired"'
        else:
            right = 'is in both editions: write "reworded", "rescaled" or "moved"'
        document.fault(self.faults, (at, "change"), f'"{change.question}" {right}.')

    def _check_map(self, at: int, change: Change, was: Question, document: Document) -> None:
        scale = was.scale
        if change.points and was.type is not AnswerType.RATING:
            sentence = "the old question had no levels: take the map out."
            document.fault(self.faults, (at, "map"), sentence, key=True)
        if scale is None or not change.comparable:
            return
        for value in change.points:
            if scale.share(value) is None:
                document.fault(self.faults, (at, "map", value), not_on(scale, value), key=True)
        absent = [value for value in values_of(scale) if value not in change.points]
        if change.points and absent:
            sentence = f"the map leaves out {quoted(absent[:5])}: say what each becomes, 0 to 100."
            document.fault(self.faults, (at, "map"), sentence, key=True)
        elif isinstance(scale, LevelScale) and absent:
            sentence = (
                'comparable needs a "map" from each old level to 0–100: add it, or write false.'
            )
            document.fault(self.faults, (at, "comparable"), sentence, key=True)
        found = ((scale.share(value), points) for value, points in change.points.items())
        shares = sorted((share, points) for share, points in found if share is not None)
        if any(low[1] > high[1] for low, high in pairwise(shares)):
            sentence = "a better old level becomes a worse score here: put the numbers in order."
            document.fault(self.faults, (at, "map"), sentence, key=True)


def _add_line(id: str, kind: str) -> str:
    comparable = ", comparable: …" if kind in _COMPARED else ""
    return f"add - {{id: {id}, change: {kind}{comparable}}} to changes.yaml."


def _words_of(question: Question) -> Question:
    """The question with nothing but its words left to differ."""
    plain = Question(question.id, question.type, question.text, question.guidance)
    words = tuple(replace(part, marks=0, may_be_not_applicable=False) for part in question.criteria)
    return replace(plain, criteria=words, options=question.options, evidence=question.evidence)


def _is_reworded(_: LineageCheck, was: Question, is_now: Question) -> bool:
    return _words_of(was) != _words_of(is_now)


def _is_rescaled(_: LineageCheck, was: Question, is_now: Question) -> bool:
    return was.scale != is_now.scale or _is_measured_otherwise(was, is_now)


def _is_measured_otherwise(was: Question, is_now: Question) -> bool:
    unread = any(q.type is AnswerType.RATING and q.scale is None for q in (was, is_now))
    return not unread and measure_of(was) != measure_of(is_now)


def _is_moved(check: LineageCheck, was: Question, is_now: Question) -> bool:
    return check.old.standard_of(was.id) != check.new.standard_of(is_now.id)


_HAPPENED: Mapping[str, Callable[[LineageCheck, Question, Question], bool]] = {
    "reworded": _is_reworded,
    "rescaled": _is_rescaled,
    "moved": _is_moved,
}
