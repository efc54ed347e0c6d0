"""An edition's folder into an edition, as far as it can be read, with every fault of its files."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from s11.catalogue.conditions import Surroundings
from s11.catalogue.documents import Document, Where, read_document
from s11.catalogue.faults import Faults, quoted
from s11.catalogue.lineage import Placed, read_changes
from s11.catalogue.questions import QuestionReader
from s11.catalogue.shapes import EditionShape, StandardShape
from s11.catalogue.shaping import shaped
from s11.catalogue.showing import Shows
from s11.catalogue.tuning import check_tuning, tuned
from s11.catalogue.vocabulary import Vocabulary, add_vocabulary
from s11.domain.standards import Band, Change, Edition, Question, Standard

EDITION, CHANGES, VOCABULARY = "edition.yaml", "changes.yaml", "vocabulary.yaml"
_LOOKS_LIKE_AN_ID = re.compile(r"\bid:\s*[\"']?([a-z0-9._-]+)")
_NOT_STANDARDS = frozenset({EDITION, CHANGES, VOCABULARY})


@dataclass(eq=False)
class Draft:
    """One edition while it is read."""

    folder: Path
    faults: Faults
    vocabulary: Vocabulary
    shape: EditionShape
    document: Document
    standards: list[Standard] = field(default_factory=list)
    earlier: dict[str, Question] = field(default_factory=dict)
    places: dict[str, tuple[Document, Where]] = field(default_factory=dict)
    unreadable: set[str] = field(default_factory=set)
    is_whole: bool = True
    changes_document: Document | None = None
    changes: dict[int, Change] = field(default_factory=dict)

    @property
    def name(self) -> tuple[str, str]:
        """Framework and edition, by which others refer to this one."""
        return self.shape.framework, self.shape.edition

    def placed(self) -> Placed:
        """The edition and where its questions stand."""
        shape, vocabulary = self.shape, self.vocabulary
        edition = Edition(
            framework=shape.framework,
            edition=shape.edition,
            title=shape.title,
            standards=tuple(self.standards),
            bands=tuple(Band(band.min, band.label) for band in shape.bands),
            previous=shape.previous,
            themes=MappingProxyType(dict(vocabulary.themes)),
            agency_types=MappingProxyType(dict(vocabulary.agency_types)),
            references=MappingProxyType(dict(vocabulary.references)),
            changes=tuple(self.changes.values()),
            enquiry=tuned(shape.enquiry),
        )
        return Placed(edition, self.places, frozenset(self.unreadable))


def read_edition(folder: Path, shared: Vocabulary, faults: Faults) -> Draft | None:
    """Read an edition's folder; None if even its edition.yaml cannot be read."""
    document = read_document(folder / EDITION, faults)
    if document is None:
        return None
    shape = shaped(EditionShape, document.data, document, (), faults, _stand_ins(folder))
    if shape is None:
        return None
    own = folder / VOCABULARY
    vocabulary = add_vocabulary(shared, own, faults) if own.exists() else shared
    draft = Draft(folder, faults, vocabulary, shape, document, is_whole=vocabulary.is_whole)
    _check_edition(draft)
    _read_standards(draft)
    _check_agency_types(draft)
    if (folder / CHANGES).exists():
        draft.changes_document, draft.changes = read_changes(folder / CHANGES, faults)
        draft.is_whole = draft.is_whole and draft.changes_document is not None
        draft.unreadable.update(_ids_unread(draft))
    return draft


def _stand_ins(folder: Path) -> dict[str, Any]:
    """What an edition.yaml would say of a folder, for the keys that are missing from it."""
    files = sorted(file.stem for file in folder.glob("*.yaml") if file.name not in _NOT_STANDARDS)
    names = {"framework": folder.parent.name, "edition": folder.name, "title": "…"}
    return {**names, "standards": files, "bands": [{"min": 0, "label": "…"}]}


def _ids_unread(draft: Draft) -> Iterable[str]:
    """Ids of the lines of changes.yaml that could not be read: of these nothing more is said."""
    lines = draft.changes_document.data if draft.changes_document else ()
    for at, raw in enumerate(lines):
        if at not in draft.changes and isinstance(raw, dict) and isinstance(raw.get("id"), str):
            yield raw["id"]


def _check_edition(draft: Draft) -> None:
    shape, document, faults = draft.shape, draft.document, draft.faults
    names = {"framework": draft.folder.parent.name, "edition": draft.folder.name}
    for key, name in names.items():
        said = getattr(shape, key)
        if said != name:
            sentence = f'"{said}" lies in a folder named "{name}": give both the same name.'
            document.fault(faults, (key,), sentence)
    for at, name in enumerate(shape.standards):
        if name in shape.standards[:at]:
            document.fault(
                faults, ("standards", at), f'"{name}" is listed twice: keep one of them.'
            )
    for file in sorted(draft.folder.iterdir()):
        listed = file.name in _NOT_STANDARDS or (
            file.suffix == ".yaml" and file.stem in shape.standards
        )
        if file.suffix in (".yaml", ".yml") and not listed:
            sentence = f'this file is not listed: add "{file.stem}" to standards in {EDITION}.'
            if file.suffix == ".yml":
                sentence = "data files end in .yaml: give this file that ending."
            faults.at(file, 1, 1, sentence)
    _check_bands(draft)
    check_tuning(shape.enquiry, document, faults)


def _check_bands(draft: Draft) -> None:
    document, faults, bands = draft.document, draft.faults, draft.shape.bands
    if not document.is_sound("bands"):
        return
    lowest = min(band.min for band in bands)
    if lowest > 0:
        sentence = f"the bands leave a gap below {lowest:g}: let the lowest begin at 0."
        document.fault(faults, ("bands",), sentence, key=True)
    for part in ("min", "label"):
        counts = Counter[object]()
        for at, band in enumerate(bands):
            said = getattr(band, part)
            counts[said] += 1
            if counts[said] == 2:
                shown = f"{said:g}" if part == "min" else f'"{said}"'
                sentence = f"two bands have the {part} {shown}: give each its own."
                document.fault(faults, ("bands", at, part), sentence)


def _read_standards(draft: Draft) -> None:
    documents: list[Document] = []
    for at, name in enumerate(dict.fromkeys(draft.shape.standards)):
        file = draft.folder / f"{name}.yaml"
        document = read_document(file, draft.faults) if file.exists() else None
        if document is not None:
            documents.append(document)
        elif file.exists():
            _note_unread(draft, file)
        else:
            draft.is_whole = False
            sentence = f'there is no file {file.name} here: write it, or take "{name}" out.'
            draft.document.fault(draft.faults, ("standards", at), sentence)
    ids = (
        frozenset(id for document in documents for id in _ids_in(document.data)) | draft.unreadable
    )
    for document in documents:
        _read_standard(draft, document, ids)


def _ids_in(data: Any) -> Iterable[str]:
    questions = data.get("questions") if isinstance(data, dict) else None
    for raw in questions if isinstance(questions, list) else ():
        if isinstance(raw, dict) and isinstance(raw.get("id"), str):
            yield raw["id"]


def _note_unread(draft: Draft, file: Path) -> None:
    """Note what look like ids in an unreadable file: one slip is not to cost fifty faults."""
    try:
        text = file.read_text("utf-8", errors="replace")
    except OSError:
        draft.is_whole = False
    else:
        draft.unreadable.update(_LOOKS_LIKE_AN_ID.findall(text))


def _read_standard(draft: Draft, document: Document, ids: frozenset[str]) -> None:
    stand_ins = {"standard": document.file.stem, "title": "…"}
    shape = shaped(StandardShape, document.data, document, (), draft.faults, stand_ins)
    if shape is None or not document.is_sound("standard"):
        draft.unreadable.update(_ids_in(document.data))
    if shape is None:
        return
    if any(standard.key == shape.standard for standard in draft.standards):
        sentence = f'another file is standard "{shape.standard}" already: give this one its own.'
        document.fault(draft.faults, ("standard",), sentence)
    questions: list[Question] = []
    for at, raw in enumerate(document.data["questions"]):
        question = _read_question(draft, document, at, raw, ids) if raw is not None else None
        if question is not None:
            questions.append(question)
    title, intro = shape.title, shape.intro or ""
    standard = Standard(shape.standard, title, tuple(questions), shape.weight, intro)
    draft.standards.append(standard)


def _read_question(
    draft: Draft, document: Document, at: int, raw: Any, ids: frozenset[str]
) -> Question | None:
    where: Where = ("questions", at)
    around = Surroundings(draft.vocabulary, draft.earlier, ids, frozenset(draft.unreadable))
    question = QuestionReader(document, where, around, draft.faults).read(raw)
    if question is None or not document.is_sound(*where, "text"):
        draft.unreadable.update(_ids_in({"questions": [raw]}))
    if question is None:
        return None
    if question.id in draft.earlier:
        first, place = draft.places[question.id]
        line = first.place((*place, "id"))[0]
        sentence = f'"{question.id}" is asked already in {first.file.name}, line {line}: '
        document.fault(draft.faults, (*where, "id"), sentence + "give this question its own id.")
        return None
    draft.earlier[question.id] = question
    draft.places[question.id] = (document, where)
    if not document.is_sound(*where, "show_if"):
        return question
    asked_of = draft.vocabulary.agency_types if question.applies_to is None else question.applies_to
    if question.show_if is not None and document.is_sound(*where, "applies_to"):
        shows = Shows(draft.earlier)
        if not any(shows.can_show(question, agency_type) for agency_type in asked_of):
            sentence = f'"{question.id}" can never be shown: its conditions exclude one another.'
            document.fault(
                draft.faults, (*where, "show_if"), sentence + " Mend or drop one.", key=True
            )
    return question


def _check_agency_types(draft: Draft) -> None:
    """Every agency type must have something to rate in every standard, or it has no score there."""
    types: Mapping[str, str] = draft.vocabulary.agency_types
    shows = Shows(draft.earlier)
    documents = {document.file: document for document, _ in draft.places.values()}
    for document in documents.values():
        asked = [draft.earlier[id] for id, (d, _) in draft.places.items() if d is document]
        if not document.is_sound("questions"):
            continue
        scored = [question for question in asked if question.is_scored]
        without = [t for t in types if not any(shows.can_show(question, t) for question in scored)]
        if without:
            sentence = (
                f"no rated question here is for {quoted(without)}: add one, or widen applies_to."
            )
            document.fault(draft.faults, ("questions",), sentence, key=True)
