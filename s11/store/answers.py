"""Queries about answers: as they stand, as they were, and saving without overwriting."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import and_, bindparam, func, insert, select, tuple_

from s11.domain.answers import Answer, CriterionMark, Mark, PlannedAction
from s11.store.database import db, run
from s11.store.keeping import keep
from s11.store.models import AnswerHistory, AnswerRow, EvidenceFile, Person
from s11.store.models.base import table_of


@dataclass(frozen=True, slots=True)
class SavedAnswer:
    """An answer with who saved it last, and when."""

    answer: Answer
    saved_by: str
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class FileShown:
    """An evidence file as a page lists it."""

    id: int
    question: str
    name: str
    size: int
    dated_on: date | None


NOBODY = "the import from a spreadsheet"
"""Who saved an answer that no person of the platform did."""

KEY = ("submission_id", "question")
COLUMNS = (
    "question",
    "version",
    "value",
    "marks",
    "not_applicable",
    "na_reason",
    "evidence",
    "impact",
    "actions",
)
NO_MARKS: Mapping[str, CriterionMark] = MappingProxyType({})
# Tables rather than classes: rows go in and come out without an object made for each.
_ANSWER, _HISTORY, _PERSON, _FILE = (
    table_of(model) for model in (AnswerRow, AnswerHistory, Person, EvidenceFile)
)
_WHO = func.coalesce(_PERSON.c.name, NOBODY).label("who")
_KEPT = (*KEY[:1], *COLUMNS, "saved_by", "saved_at")
_ADD_TO_HISTORY = insert(_HISTORY).from_select(
    _KEPT,
    select(*(_ANSWER.c[name] for name in _KEPT)).where(
        _ANSWER.c.submission_id == bindparam("submission"),
        _ANSWER.c.question.in_(bindparam("questions", expanding=True)),
    ),
)


def columns_of(answer: Answer) -> dict[str, Any]:
    """An answer as the columns of its row."""
    return {
        "question": answer.question,
        "version": answer.version,
        "value": answer.value,
        "marks": _packed({key: [mark.mark, mark.reason] for key, mark in answer.marks.items()}),
        "not_applicable": answer.not_applicable,
        "na_reason": answer.na_reason,
        "evidence": answer.evidence,
        "impact": answer.impact,
        "actions": _packed([[one.what, one.owner, one.due] for one in answer.actions]),
    }


def _packed(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True) if value else ""


def answer_of(row: Sequence[Any]) -> Answer:
    """The answer that a row (live or history) holds in its first columns, which are `SAID`."""
    question, version, value, marks, not_applicable, why, evidence, impact, actions, *_ = row
    return Answer(
        question,
        value,
        _marks(marks) if marks else NO_MARKS,
        bool(not_applicable),
        why,
        evidence,
        impact,
        version,
        tuple(PlannedAction(*one) for one in json.loads(actions)) if actions else (),
    )


def _marks(packed: str) -> Mapping[str, CriterionMark]:
    return MappingProxyType(
        {key: CriterionMark(Mark(mark), why) for key, (mark, why) in json.loads(packed).items()}
    )


SAID = tuple(_ANSWER.c[name] for name in COLUMNS)
WAS_SAID = tuple(_HISTORY.c[name] for name in COLUMNS)


_FILE_COUNTS = (
    select(_FILE.c.question, func.count().label("files"))
    .where(_FILE.c.submission_id == bindparam("submission"), _FILE.c.removed_at.is_(None))
    .group_by(_FILE.c.question)
    .subquery()
)
# Built once, as is what else runs with every page and save.
_AS_THEY_STAND = (
    select(*SAID, _FILE_COUNTS.c.files)
    .select_from(_ANSWER)
    .outerjoin(_FILE_COUNTS, _FILE_COUNTS.c.question == _ANSWER.c.question)
    .where(_ANSWER.c.submission_id == bindparam("submission"))
    .order_by(_ANSWER.c.question)
)


def answers_and_counts(submission_id: int) -> tuple[dict[str, Answer], dict[str, int]]:
    """Every answer of a return as it stands, and how many files it has, by question.

    A file always has an answer to hang on: adding one saves an empty answer where there was none.
    """
    rows = run(_AS_THEY_STAND, {"submission": submission_id}).all()
    return {row[0]: answer_of(row) for row in rows}, {row[0]: row[-1] for row in rows if row[-1]}


def answers_of(submission_id: int) -> dict[str, Answer]:
    """Every answer of a return as it stands, by question."""
    return answers_and_counts(submission_id)[0]


def saved_answers_of(submission_id: int) -> dict[str, SavedAnswer]:
    """The same, with who saved each and when."""
    rows = db.session.execute(
        select(*SAID, _WHO, _ANSWER.c.saved_at)
        .select_from(_ANSWER)
        .outerjoin(_PERSON, _ANSWER.c.saved_by == _PERSON.c.id)
        .where(_ANSWER.c.submission_id == submission_id)
        .order_by(_ANSWER.c.question)
    )
    return {row.question: SavedAnswer(answer_of(row), row.who, row.saved_at) for row in rows}


_WITH_FILES = (
    select(
        *SAID,
        _WHO,
        _ANSWER.c.saved_at,
        _FILE.c.id.label("file_id"),
        _FILE.c.name.label("file_name"),
        _FILE.c.size.label("file_size"),
        _FILE.c.dated_on.label("file_dated_on"),
    )
    .select_from(_ANSWER)
    .outerjoin(_PERSON, _ANSWER.c.saved_by == _PERSON.c.id)
    .outerjoin(
        _FILE,
        and_(
            _FILE.c.submission_id == _ANSWER.c.submission_id,
            _FILE.c.question == _ANSWER.c.question,
            _FILE.c.removed_at.is_(None),
        ),
    )
    .where(
        _ANSWER.c.submission_id == bindparam("submission"),
        _ANSWER.c.question.in_(bindparam("questions", expanding=True)),
    )
    .order_by(_ANSWER.c.question, _FILE.c.id)
)


def answers_with_files(
    submission_id: int, questions: Iterable[str]
) -> tuple[dict[str, SavedAnswer], dict[str, list[FileShown]]]:
    """The answers to these questions and their files, by question, in one statement."""
    named = {"submission": submission_id, "questions": list(questions)}
    rows = run(_WITH_FILES, named)
    answers: dict[str, SavedAnswer] = {}
    files: dict[str, list[FileShown]] = {}
    for row in rows:
        if row.question not in answers:
            answers[row.question] = SavedAnswer(answer_of(row), row.who, row.saved_at)
        if row.file_id is not None:
            shown = FileShown(
                row.file_id, row.question, row.file_name, row.file_size, row.file_dated_on
            )
            files.setdefault(row.question, []).append(shown)
    return answers, files


def versions(
    submission_id: int, wanted: Sequence[tuple[str, int]]
) -> dict[tuple[str, int], Answer]:
    """Answers as they were: (question, version) -> answer, for those that are wanted."""
    if not wanted:
        return {}
    rows = run(
        select(*WAS_SAID).where(
            _HISTORY.c.submission_id == submission_id,
            tuple_(_HISTORY.c.question, _HISTORY.c.version).in_(wanted),
        )
    )
    return {(row.question, row.version): answer_of(row) for row in rows}


def history(submission_id: int, question: str) -> list[SavedAnswer]:
    """Every version of one answer, newest first."""
    rows = run(
        select(*WAS_SAID, _WHO, _HISTORY.c.saved_at)
        .outerjoin(_PERSON, _HISTORY.c.saved_by == _PERSON.c.id)
        .where(_HISTORY.c.submission_id == submission_id, _HISTORY.c.question == question)
        .order_by(_HISTORY.c.version.desc())
    )
    return [SavedAnswer(answer_of(row), row.who, row.saved_at) for row in rows]


def history_up_to(submission_id: int, versions: Mapping[str, int]) -> list[tuple[Any, ...]]:
    """Every row of a return's history up to these versions, as JSON scalars, for its hash.

    In order of question and version, worked out here: databases sort letters differently.
    """
    rows = db.session.execute(
        select(*WAS_SAID, _HISTORY.c.saved_by, _HISTORY.c.saved_at).where(
            _HISTORY.c.submission_id == submission_id
        )
    )
    return sorted(
        (*row[:-1], row.saved_at.isoformat(timespec="microseconds"))
        for row in rows
        if row.version <= versions.get(row.question, -1)
    )


def write(
    submission_id: int, answers: Sequence[Answer], *, saved_by: int | None, saved_at: datetime
) -> bool:
    """Write each answer as the version after the one it carries, and add it to the history.

    False, with nothing to be committed, if a row has moved on meanwhile.
    """
    if not answers:
        return True
    common = {"submission_id": submission_id, "saved_by": saved_by, "saved_at": saved_at}
    rows = [{**columns_of(answer), **common, "version": answer.version + 1} for answer in answers]
    if keep(AnswerRow, rows, KEY, following="version") != len(rows):
        return False
    written = [answer.question for answer in answers]
    run(_ADD_TO_HISTORY, {"submission": submission_id, "questions": written})
    return True


def contributors(submission_id: int) -> tuple[str, ...]:
    """The names of everyone who ever saved an answer of this return, in order."""
    names = db.session.scalars(
        select(Person.name)
        .join(AnswerHistory, AnswerHistory.saved_by == Person.id)
        .where(AnswerHistory.submission_id == submission_id)
        .distinct()
        .order_by(Person.name)
    )
    return tuple(names)
