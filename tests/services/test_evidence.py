"""Keeping evidence: on an answer, once, whole or not at all, and out again until it is signed."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO

import pytest
from flask import Flask
from sqlalchemy import select

from s11 import clock
from s11.domain.answers import Answer
from s11.domain.cycles import CycleStatus
from s11.domain.errors import NotAllowed, WrongState
from s11.domain.merging import Save
from s11.domain.standards import EvidenceRule
from s11.domain.submissions import Status
from s11.files.folder import FolderStore
from s11.files.packages import MIB
from s11.files.port import Stored
from s11.services import answering, evidence, signing
from s11.services.evidence import Added, Posted, Upload
from s11.store import answers as answer_store
from s11.store import evidence as store
from s11.store import submissions
from s11.store.database import db
from s11.store.models import Event, Person
from s11.store.submissions import ReturnInHand, return_in_hand
from tests import factories, journey
from tests.domain.making import edition, rating, standard
from tests.files import making
from tests.journey import Place

ASKED = edition(
    standard("a", rating("a.lead", evidence=EvidenceRule("Minutes", required_at="green"))),
    standard("b", rating("b.one"), rating("b.schools", applies_to=frozenset({"school"}))),
    agency_types={"housing": "Housing"},
)


@pytest.fixture
def at(app: Flask) -> Place:
    return journey.place(ASKED)


@dataclass
class Files(FolderStore):
    """The real folder, which a test may fill up."""

    root: Path
    room: int = 100

    def put(self, stream: IO[bytes]) -> Stored:
        if not self.room:
            raise OSError("the disk is full")
        self.room -= 1
        return super().put(stream)


@pytest.fixture
def files(tmp_path: Path) -> Iterator[Files]:
    """The store; at the end it holds exactly the files that rows name."""
    made = Files(tmp_path / "evidence")
    yield made
    rows = {row.stored_as for row in db.session.scalars(select(store.EvidenceFile))}
    assert kept(made) == rows


def kept(files: Files) -> set[str]:
    return {path.name for path in files.root.rglob("*") if path.is_file()}


def in_hand(at: Place) -> ReturnInHand:
    page = return_in_hand(at.board.slug, at.cycle.slug, at.agency.slug)
    assert page is not None
    return page


def posted(*contents: bytes, name: str = "Minutes.txt", dated: tuple[str, str, str] = ("", "", "")):
    return Posted(tuple(Upload(name, io.BytesIO(one)) for one in contents), dated)


def add(at: Place, files: Files, sent: dict[str, Posted], who: Person | None = None) -> Added:
    by = factories.by(who or at.lead)
    return evidence.add(by, in_hand(at), ASKED, sent, files=files, max_bytes=MIB)


def names(at: Place) -> list[str]:
    return [row.name for row in store.files_of(at.submission.id)]


def events(at: Place) -> list[tuple[str, dict[str, object]]]:
    rows = db.session.scalars(select(Event).where(Event.kind.startswith("evidence")))
    return [(row.kind, json.loads(row.detail)) for row in rows]


def answer_everything(at: Place) -> None:
    said = [Save(Answer(key, "green", evidence="Seen."), 0) for key in ("a.lead", "b.one")]
    answering.save(factories.by(at.lead), in_hand(at), ASKED, said)


def test_a_file_is_kept_with_what_is_known_of_it(at: Place, files: Files) -> None:
    added = add(at, files, {"a.lead": posted(b"words", dated=("31", "3", "2026"))})
    assert (added.count, added.faults) == (1, [])
    row = store.files_of(at.submission.id)[0]
    assert (row.name, row.media_type, row.size) == ("Minutes.txt", "text/plain; charset=utf-8", 5)
    assert (f"{row.dated_on}", row.uploaded_by) == ("2026-03-31", at.lead.id)
    with files.open(row.stored_as) as file:
        assert file.read() == b"words"
    assert events(at) == [
        ("evidence added", {"file": row.id, "question": "a.lead", "sha256": row.sha256})
    ]


def test_a_file_on_a_question_without_an_answer_starts_the_return(at: Place, files: Files) -> None:
    add(at, files, {"b.one": posted(b"words")})
    assert answer_store.answers_of(at.submission.id) == {"b.one": Answer("b.one", version=1)}
    assert in_hand(at).status is Status.IN_PROGRESS


def test_a_file_leaves_the_words_of_an_answer_as_they_are(at: Place, files: Files) -> None:
    answer_everything(at)
    before = answer_store.answers_of(at.submission.id)
    add(at, files, {"a.lead": posted(b"words")})
    assert answer_store.answers_of(at.submission.id) == before


def test_evidence_that_was_missing_is_there_once_a_file_is(at: Place, files: Files) -> None:
    save = Save(Answer("a.lead", "green"), 0)
    answering.save(factories.by(at.lead), in_hand(at), ASKED, [save])
    assert not in_hand(at).progress["a"].complete
    add(at, files, {"a.lead": posted(b"words")})
    assert in_hand(at).progress["a"].complete
    evidence.remove(factories.by(at.lead), in_hand(at), ASKED, store.files_of(at.submission.id)[0])
    assert not in_hand(at).progress["a"].complete


def test_several_files_on_several_questions_are_kept_with_one_page(at: Place, files: Files) -> None:
    added = add(at, files, {"a.lead": posted(b"1", b"2"), "b.one": posted(b"3")})
    assert added.count == 3
    assert store.counts(at.submission.id) == {"a.lead": 2, "b.one": 1}


def test_a_refused_file_is_named_and_the_others_are_kept(at: Place, files: Files) -> None:
    sent = Posted(
        (Upload("Good.pdf", io.BytesIO(making.pdf())), Upload("Bad.exe", io.BytesIO(b"MZ")))
    )
    added = add(at, files, {"a.lead": sent})
    assert added.count == 1
    assert names(at) == ["Good.pdf"]
    [(sentence, field)] = added.faults
    assert sentence.startswith("“Bad.exe” is not a kind of file that is taken.")
    assert field == "file-a-lead"


def test_only_refused_files_change_nothing(at: Place, files: Files) -> None:
    added = add(at, files, {"a.lead": posted(b"", making.EXE)})
    assert (added.count, len(added.faults)) == (0, 2)
    assert in_hand(at).status is Status.NOT_STARTED
    assert answer_store.answers_of(at.submission.id) == {}
    assert events(at) == []


def test_the_same_file_sent_twice_is_one_file(at: Place, files: Files) -> None:
    assert add(at, files, {"a.lead": posted(b"same", b"same")}).count == 1
    again = add(at, files, {"a.lead": posted(b"same")})
    assert (again.count, again.faults) == (0, [])
    assert names(at) == ["Minutes.txt"]
    assert add(at, files, {"b.one": posted(b"same")}).count == 1


def test_a_removed_file_may_be_added_again(at: Place, files: Files) -> None:
    add(at, files, {"a.lead": posted(b"same")})
    evidence.remove(factories.by(at.lead), in_hand(at), ASKED, store.files_of(at.submission.id)[0])
    assert add(at, files, {"a.lead": posted(b"same")}).count == 1


def test_a_question_takes_a_limited_number_of_files(at: Place, files: Files) -> None:
    many = [b"%d" % number for number in range(evidence.MAX_FILES + 1)]
    added = add(at, files, {"a.lead": posted(*many)})
    assert added.count == evidence.MAX_FILES
    assert "Remove one first." in added.faults[0][0]


TOMORROW = clock.now() + timedelta(days=2)
WRONG_DATES = [
    (("31", "2", "2026"), "There is no such day", "filedate-a-lead-day"),
    (("1", "", "2026"), "needs a month", "filedate-a-lead-month"),
    (
        (f"{TOMORROW.day}", f"{TOMORROW.month}", f"{TOMORROW.year}"),
        "in the future",
        "filedate-a-lead-day",
    ),
]


@pytest.mark.parametrize(("dated", "words", "field"), WRONG_DATES)
def test_a_file_with_a_wrong_date_waits_for_the_right_one(at, files, dated, words, field) -> None:
    added = add(at, files, {"a.lead": posted(b"words", dated=dated)})
    assert added.count == 0
    [(sentence, its_field)] = added.faults
    assert words in sentence
    assert its_field == field


def test_a_date_without_a_file_asks_for_the_file(at: Place, files: Files) -> None:
    added = add(at, files, {"a.lead": posted(dated=("1", "2", "2026"))})
    assert added.faults == [(evidence.NO_FILE, "file-a-lead")]


@pytest.mark.parametrize("question", ["b.schools", "z.unknown", "objective.1", "../a"])
def test_a_question_that_is_not_asked_takes_no_file(at: Place, files: Files, question: str) -> None:
    added = add(at, files, {question: posted(b"words")})
    assert (added.count, added.faults[0][0]) == (0, evidence.NOT_ASKED)


def test_a_contributor_adds_files_to_the_standards_they_help_with_alone(at: Place, files) -> None:
    submissions.set_helpers(at.submission.id, "b", [at.contributor.id])
    db.session.commit()
    added = add(at, files, {"a.lead": posted(b"1"), "b.one": posted(b"2")}, at.contributor)
    assert (added.count, [field for _, field in added.faults]) == (1, ["file-a-lead"])
    assert store.counts(at.submission.id) == {"b.one": 1}


def test_a_contributor_removes_no_file_of_another_standard(at: Place, files: Files) -> None:
    add(at, files, {"a.lead": posted(b"1")})
    row = store.files_of(at.submission.id)[0]
    with pytest.raises(NotAllowed):
        evidence.remove(factories.by(at.contributor), in_hand(at), ASKED, row)
    assert names(at) == ["Minutes.txt"]


def test_removing_a_file_keeps_its_bytes_and_is_recorded_once(at: Place, files: Files) -> None:
    add(at, files, {"a.lead": posted(b"words")})
    row = store.files_of(at.submission.id)[0]
    for _ in range(2):
        evidence.remove(factories.by(at.lead), in_hand(at), ASKED, row)
    assert names(at) == []
    assert [kind for kind, _ in events(at)] == ["evidence added", "evidence removed"]
    with files.open(row.stored_as) as file:
        assert file.read() == b"words"


def test_nothing_is_added_or_removed_once_the_return_is_with_its_signatory(at, files) -> None:
    answer_everything(at)
    add(at, files, {"a.lead": posted(b"words")})
    row = store.files_of(at.submission.id)[0]
    before = in_hand(at)
    signing.ask_to_sign(factories.by(at.lead), before, ASKED)
    for page in (in_hand(at), before):
        with pytest.raises(WrongState):
            evidence.remove(factories.by(at.lead), page, ASKED, row)
        db.session.rollback()
        sent = {"a.lead": posted(b"more")}
        with pytest.raises(WrongState):
            evidence.add(factories.by(at.lead), page, ASKED, sent, files=files, max_bytes=MIB)
        db.session.rollback()
    assert names(at) == ["Minutes.txt"]


def test_nothing_is_added_or_removed_once_the_cycle_is_closed(at: Place, files: Files) -> None:
    add(at, files, {"a.lead": posted(b"words")})
    at.cycle.status = CycleStatus.CLOSED
    db.session.commit()
    with pytest.raises(WrongState):
        add(at, files, {"a.lead": posted(b"more")})
    row = store.files_of(at.submission.id)[0]
    with pytest.raises(WrongState):
        evidence.remove(factories.by(at.lead), in_hand(at), ASKED, row)
    assert names(at) == ["Minutes.txt"]


def test_a_full_disk_leaves_no_row_and_no_file(at: Place, files: Files) -> None:
    files.room = 1
    with pytest.raises(OSError, match="full"):
        add(at, files, {"a.lead": posted(b"first", b"second")})
    db.session.rollback()
    assert names(at) == []
    assert in_hand(at).status is Status.NOT_STARTED


def test_a_file_is_signed_once_a_signed_version_names_it(at: Place, files: Files) -> None:
    answer_everything(at)
    add(at, files, {"a.lead": posted(b"first")})
    first = store.files_of(at.submission.id)[0]
    assert not evidence.is_signed(first)
    signing.ask_to_sign(factories.by(at.lead), in_hand(at), ASKED)
    signing.sign(factories.by(at.signatory), in_hand(at), ASKED, name="Ade", role="Director")
    assert evidence.is_signed(first)
    signing.reopen(factories.by(at.officer), in_hand(at), "The panel asked about supervision.")
    add(at, files, {"a.lead": posted(b"second")})
    second = store.files_of(at.submission.id)[1]
    assert evidence.is_signed(first)
    assert not evidence.is_signed(second)
