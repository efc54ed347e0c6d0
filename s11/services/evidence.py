"""Evidence: keeping the files that show an answer is true, and taking them out again.

A file is inspected before anything is written. Its bytes are on disk before its row is committed;
should the commit fail, the bytes are deleted, so that no row ever lacks its file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import IO

from forms.fields import read_date
from s11.domain.answers import Answer
from s11.domain.cycles import london
from s11.domain.errors import NotAllowed, Refused
from s11.domain.permissions import Action, may
from s11.domain.snapshot import from_json
from s11.domain.standards import Edition, Standard
from s11.domain.submissions import Step, after
from s11.files.inspection import Inspected, inspect
from s11.files.port import FileStore, Stored
from s11.services import answering
from s11.services.recording import By, record
from s11.store import answers as answer_store
from s11.store import evidence as store
from s11.store import signing
from s11.store.database import db
from s11.store.models import EvidenceFile
from s11.store.submissions import ReturnInHand

MAX_FILES = 20
NOT_ASKED = "This question is not one that you answer, so the file was not kept."
NO_FILE = "Choose the file that this date belongs to."
IN_FUTURE = "The date of the evidence is in the future. Check it, then choose the file again."


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came: the name that the browser gave, and its bytes in a stream that seeks."""

    name: str
    stream: IO[bytes]


@dataclass(frozen=True, slots=True)
class Posted:
    """What one question's card sent: files, and the day, month and year of the evidence."""

    files: tuple[Upload, ...]
    dated: tuple[str, str, str] = ("", "", "")


@dataclass(frozen=True, slots=True)
class Added:
    """What became of the files: how many were added; (sentence, field id) for each refusal."""

    faults: list[tuple[str, str]] = field(default_factory=list)
    count: int = 0


@dataclass(frozen=True, slots=True)
class _Fit:
    """A file that passed the inspection, with the question it belongs to."""

    question: str
    upload: Upload
    inspected: Inspected
    dated_on: date | None


def standard_of(edition: Edition, question: str) -> Standard | None:
    """The standard that asks this question."""
    return next(
        (one for one in edition.standards if any(q.id == question for q in one.questions)), None
    )


def field_of(question: str) -> str:
    """The id of a question's file input."""
    return "file-" + question.replace(".", "-")


def add(
    by: By,
    page: ReturnInHand,
    edition: Edition,
    posted: Mapping[str, Posted],
    *,
    files: FileStore,
    max_bytes: int,
) -> Added:
    """Keep the files that pass inspection, each on its question's answer; commits once.

    A refused file changes nothing and is named in `faults`. The same file sent twice to a question
    is kept once. Raises WrongState where the return cannot be changed.
    """
    added = Added()
    fit = [
        one
        for question, sent in posted.items()
        for one in _fit(by, page, edition, question, sent, max_bytes, added.faults)
    ]
    if not fit:
        return added
    answering.must_be_open(by, page)
    after(page.status, Step.SAVE)
    used = _keep(by, page, edition, fit, files, added.faults)
    return Added(added.faults, len(used))


def _keep(
    by: By,
    page: ReturnInHand,
    edition: Edition,
    fit: Sequence[_Fit],
    files: FileStore,
    faults: list[tuple[str, str]],
) -> set[str]:
    """Bytes first, then rows, then the commit; bytes that no row names are deleted again."""
    kept: list[tuple[_Fit, Stored]] = []
    safe: set[str] = set()
    try:
        for one in fit:
            kept.append((one, files.put(one.upload.stream)))
        written = _write(by, page, edition, kept, faults)
        # A commit that breaks may have been made all the same: bytes too many do no harm.
        safe = {stored.name for _, stored in kept}
        db.session.commit()
        safe = written
    finally:
        for _, stored in kept:
            if stored.name not in safe:
                files.delete(stored.name)
    return written


def _wrong_with_question(by: By, page: ReturnInHand, edition: Edition, question: str) -> str:
    found, standard = edition.question(question), standard_of(edition, question)
    if found is None or standard is None or by.actor is None:
        return NOT_ASKED
    asked = found.applies_to is None or page.agency_type in found.applies_to
    mine = may(by.actor, Action.ANSWER_STANDARD, page.subject_of(standard.key))
    return "" if asked and mine else NOT_ASKED


def _fit(
    by: By,
    page: ReturnInHand,
    edition: Edition,
    question: str,
    posted: Posted,
    max_bytes: int,
    faults: list[tuple[str, str]],
) -> Iterator[_Fit]:
    """The files of one question that pass; a date that cannot be read holds back all of them."""
    field_id = field_of(question)
    sentence = _wrong_with_question(by, page, edition, question)
    dated_on: date | None = None
    if not sentence:
        dated_on, sentence, box = _dated(by, posted)
        field_id = f"filedate-{field_id.removeprefix('file-')}-{box}" if box else field_id
    if sentence:
        faults.append((sentence, field_id))
        return
    for upload in posted.files:
        try:
            inspected = inspect(upload.name, upload.stream, max_bytes)
        except Refused as refused:
            faults.append((refused.sentence, field_id))
        else:
            yield _Fit(question, upload, inspected, dated_on)


def _dated(by: By, posted: Posted) -> tuple[date | None, str, str]:
    """(the date of the evidence, what is wrong with it or "", the box that this is about or "")."""
    dated_on, sentence, boxes = read_date(*posted.dated)
    if sentence:
        return None, sentence, boxes[0]
    if dated_on and dated_on > london(by.at).date():
        return None, IN_FUTURE, "day"
    return dated_on, NO_FILE if dated_on and not posted.files else "", ""


def _write(
    by: By,
    page: ReturnInHand,
    edition: Edition,
    kept: list[tuple[_Fit, Stored]],
    faults: list[tuple[str, str]],
) -> set[str]:
    """The rows of the files that are new, and the names they are stored under; no commit."""
    answering.hold(page, by.at)
    _check_reopened(page, edition, [one.question for one, _ in kept])
    there: dict[str, set[tuple[str, str]]] = {}
    for row in store.files_of(page.id):
        there.setdefault(row.question, set()).add((row.name, row.sha256))
    used: set[str] = set()
    for one, stored in kept:
        its_own = there.setdefault(one.question, set())
        same = (one.inspected.name, stored.sha256)
        if same in its_own:
            continue
        if len(its_own) >= MAX_FILES:
            faults.append((_too_many(one.inspected.name), field_of(one.question)))
            continue
        its_own.add(same)
        used.add(stored.name)
        _write_row(by, page, one, stored)
    if used:
        answering.keep_standing(page, edition)
    return used


def _check_reopened(page: ReturnInHand, edition: Edition, questions: Sequence[str]) -> None:
    """Refuse files of a question that a panel's query left shut."""
    answers = answer_store.answers_of(page.id) if page.revising else {}
    changing = {key: answers.get(key, Answer(key)) for key in questions}
    answering.check_reopened(page, edition, answers, changing)


def _too_many(name: str) -> str:
    return f"“{name}” was not kept: a question takes {MAX_FILES} files. Remove one first."


def _write_row(by: By, page: ReturnInHand, one: _Fit, stored: Stored) -> None:
    # Written only where there is no answer yet: a file always hangs on one.
    empty = Answer(one.question)
    answer_store.write(page.id, [empty], saved_by=by.person_id or 0, saved_at=by.at)
    row = store.add(
        EvidenceFile(
            submission_id=page.id,
            question=one.question,
            stored_as=stored.name,
            name=one.inspected.name,
            media_type=one.inspected.media_type,
            size=stored.size,
            sha256=stored.sha256,
            dated_on=one.dated_on,
            uploaded_by=by.person_id,
            uploaded_at=by.at,
        )
    )
    _record(by, "evidence added", page, row)


def _record(by: By, kind: str, page: ReturnInHand, row: EvidenceFile) -> None:
    facts = {"file": row.id, "question": row.question, "sha256": row.sha256}
    record(by, kind, page.path, board=page.board.slug, **facts)


def remove(by: By, page: ReturnInHand, edition: Edition, row: EvidenceFile) -> None:
    """Take a file out of the return; its bytes are kept. Doing it twice changes nothing more.

    Raises NotAllowed for a standard that is not the person's to answer, and WrongState where the
    return cannot be changed.
    """
    if _wrong_with_question(by, page, edition, row.question):
        raise NotAllowed
    answering.must_be_open(by, page)
    answering.hold(page, by.at)
    _check_reopened(page, edition, [row.question])
    if not store.mark_removed(page.id, row.id, by.at):
        db.session.rollback()
        return
    _record(by, "evidence removed", page, row)
    answering.keep_standing(page, edition)
    db.session.commit()


def is_signed(row: EvidenceFile) -> bool:
    """Whether the file is in a signed version of its return."""
    same = (row.question, row.name, row.sha256)
    documents = (from_json(one.document) for one in signing.signed_versions(row.submission_id))
    return any(
        (one.question, one.name, one.sha256) == same for found in documents for one in found.files
    )
