"""Past returns brought in: all or nothing, as the platform would keep them, and marked as such."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select

from s11.domain.comparison import Movement, ScoreMovement
from s11.domain.cycles import CycleStatus
from s11.domain.errors import Refused, WrongState
from s11.domain.past_returns import PastReading
from s11.domain.permissions import Role
from s11.domain.snapshot import from_json
from s11.domain.submissions import Status
from s11.services import auditing, bringing_in, comparing
from s11.services.recording import By
from s11.store import answers as answer_store
from s11.store import comparing as compare_store
from s11.store import cycles as cycle_store
from s11.store import record, signing, standing
from s11.store.cycles import CycleInHand
from s11.store.database import db
from s11.store.models import Agency, Base, Submission
from tests import factories
from tests.domain.making import answers, edition, rating
from tests.services.cycles_of_one import History

ASKED = edition(
    rating("a.1", may_be_not_applicable=True),
    rating("a.2"),
    agency_types={"housing": "Housing", "police": "Police"},
)
HEADS = ["agency", "type", "question", "rating", "evidence", "na_reason"]
HOUSING = "Marlbridge Housing"
FORMULA = "=cmd|' /c calc'!A1"
ROWS = [
    HEADS,
    [HOUSING, "", "a.1", "Red", FORMULA, ""],
    [HOUSING, "", "a.2", "amber", "", ""],
]


@pytest.fixture
def two(app: Flask) -> History:
    """A cycle that is closed and one that looks back on it, with one agency."""
    return history()


def history() -> History:
    made = History()
    past = made.cycle("s11-2025", ASKED)
    past.status, past.closed_at = CycleStatus.CLOSED, factories.NOON
    made.cycle("s11-2026", ASKED, "s11-2025")
    made.agency()
    db.session.commit()
    return made


def cycle(slug: str = "s11-2025") -> CycleInHand:
    found = cycle_store.cycle_in_hand("marlbridge", slug)
    assert found
    return found


def officer(two: History) -> By:
    return factories.by(factories.person((Role.OFFICER, two.board, None), name="Ines Okafor"))


def bring_in(rows: Sequence[Sequence[str]], by: By, *, create: bool = False) -> PastReading:
    return bringing_in.bring_in(cycle(), rows, by, create=create)


def counts() -> dict[str, int]:
    """How many rows every table has."""
    return {
        name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for name, table in Base.metadata.tables.items()
    }


def submission(slug: str = "s11-2025") -> Submission:
    found = db.session.scalar(select(Submission).where(Submission.cycle_id == cycle(slug).id))
    assert found
    return found


def test_looking_changes_nothing(two: History) -> None:
    before = counts()
    seen = bringing_in.look(cycle(), ROWS, create=True)
    assert [one.name for one in seen.reading.returns] == [HOUSING]
    assert counts() == before


def test_a_return_is_kept_as_the_platform_keeps_one(two: History) -> None:
    by = officer(two)
    bring_in(ROWS, by)
    row = submission()
    assert (row.status, row.signed_version, row.source) == (Status.SUBMITTED, 1, "spreadsheet")
    due = two.cycles["s11-2025"].due_at
    assert (row.returned_at, row.submitted_at) == (due, due)
    assert (row.asked, row.answered) == (2, 2)
    kept = answer_store.answers_of(row.id)
    assert {key: (one.value, one.evidence, one.version) for key, one in kept.items()} == {
        "a.1": ("red", FORMULA, 1),
        "a.2": ("amber", "", 1),
    }
    assert [one.answer for one in answer_store.history(row.id, "a.1")] == [kept["a.1"]]
    assert {kind: standing.scores_of(row.id, kind)[""].percent for kind in ("self", "signed")} == {
        "self": 25,
        "signed": 25,
    }
    assert record.page("marlbridge", limit=1)[0].kind == "return imported"


def test_its_document_says_that_nobody_signed_it(two: History) -> None:
    by = officer(two)
    bring_in(ROWS, by)
    (signed,) = signing.signed_versions(submission().id)
    document = from_json(signed.document)
    assert document.source == "spreadsheet"
    assert document.answers == answer_store.answers_of(submission().id)
    assert document.sign_off.declaration.startswith("Imported from a spreadsheet by Ines Okafor on")
    assert document.sign_off.declaration.endswith("; nobody signed it here.")
    assert (document.contributors, document.files) == ((), ())


@pytest.mark.parametrize("by_officer", [True, False], ids=["an officer", "the command line"])
def test_the_record_vouches_for_what_was_brought_in(two: History, by_officer: bool) -> None:
    by = officer(two) if by_officer else By(None, factories.NOON, "The command line")
    bring_in(ROWS, by)
    assert auditing.verify_documents() == []
    assert auditing.verify_chain("marlbridge").fault is None
    db.session.execute(Base.metadata.tables["answer"].delete())
    assert auditing.verify_documents() == []
    row = submission()
    row.reference = "S11-0000-0000"
    db.session.flush()
    assert auditing.verify_documents() != []


def test_the_next_cycle_moves_against_what_was_brought_in(two: History) -> None:
    two.sign("s11-2026", answers(a_1="green", a_2="amber"))
    page = two.page("s11-2026")
    assert comparing.movement_of(page) is None
    bring_in(ROWS, officer(two))
    found = comparing.movement_of(two.page("s11-2026"))
    assert found
    assert found.overall == ScoreMovement(25, 75, 2, 2)
    kept = compare_store.standings_of(page.id)
    assert [kept[key].movement for key in ("a.1", "a.2")] == [Movement.IMPROVED, Movement.SAME]
    (row,) = compare_store.matrix(two.cycles["s11-2025"].id)
    assert row.source == "spreadsheet"


def test_nothing_is_half_done_when_the_last_row_is_wrong(two: History) -> None:
    before = counts()
    rows = [
        *ROWS,
        ["Vale Trust", "police", "a.1", "green", "", ""],
        [HOUSING, "", "a.9", "", "", ""],
    ]
    with pytest.raises(Refused):
        bring_in(rows, By(None, factories.NOON, "The command line"), create=True)
    db.session.rollback()
    assert counts() == before


def test_nothing_is_half_done_when_the_database_refuses_the_last_return(
    two: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = counts()
    keep = bringing_in.comparing.keep_standing_of

    def refuse_the_second(submission_id: int) -> None:
        keep(submission_id)
        if db.session.scalar(select(func.count()).select_from(Agency)) == 2:
            raise RuntimeError("the disk is full")

    monkeypatch.setattr(bringing_in.comparing, "keep_standing_of", refuse_the_second)
    rows = [*ROWS, ["Vale Trust", "police", "a.1", "green", "", ""]]
    with pytest.raises(RuntimeError):
        bring_in(rows, By(None, factories.NOON, "The command line"), create=True)
    db.session.rollback()
    assert counts() == before


def test_agencies_that_are_new_join_the_register_with_their_type(two: History) -> None:
    rows = [*ROWS, ["Vale Trust", "Police", "a.1", "green", "", ""]]
    done = bring_in(rows, officer(two), create=True)
    assert [one.slug for one in done.returns] == ["marlbridge-housing", None]
    made = db.session.scalar(select(Agency).where(Agency.slug == "vale-trust"))
    assert made
    kinds = [event.kind for event in record.page("marlbridge", limit=3)]
    assert kinds == ["return imported", "agency added", "return imported"]


def test_an_agency_that_has_returned_or_begun_is_refused_by_name(two: History) -> None:
    by = officer(two)
    bring_in(ROWS, by)
    with pytest.raises(Refused):
        bring_in(ROWS, by)
    (fault,) = bringing_in.look(cycle(), ROWS, create=False).reading.faults
    assert str(fault).startswith(f"Row 2, agency: {HOUSING} has a signed return in this cycle")
    row = two.expects("s11-2025", "Vale Trust")
    row.status = Status.IN_PROGRESS
    db.session.commit()
    rows = [HEADS, ["Vale Trust", "", "a.1", "red", "", ""]]
    (fault,) = bringing_in.look(cycle(), rows, create=False).reading.faults
    assert "Vale Trust has begun its return in this cycle here" in str(fault)


def test_only_a_closed_cycle_takes_past_returns(two: History) -> None:
    with pytest.raises(WrongState, match=r"and this one is open.*--past"):
        bringing_in.look(cycle("s11-2026"), ROWS, create=False)


def test_what_was_seen_is_what_is_done(two: History) -> None:
    seen = bringing_in.look(cycle(), ROWS, create=False).fingerprint
    other = [*ROWS[:2], [HOUSING, "", "a.2", "green", "", ""]]
    with pytest.raises(WrongState, match="meanwhile"):
        bringing_in.bring_in(cycle(), other, officer(two), create=False, seen=seen)


def test_a_revision_signed_here_is_no_spreadsheet_any_more(two: History) -> None:
    bring_in(ROWS, officer(two))
    two.cycles["s11-2025"].status = CycleStatus.OPEN
    db.session.commit()
    two.sign("s11-2025", answers(a_1="green", a_2="green"))
    row = submission()
    assert (row.source, row.signed_version) == ("", 2)
    assert auditing.verify_documents() == []


def test_four_hundred_rows_are_brought_in_in_seconds(app: Flask) -> None:
    keys = [f"a.{number}" for number in range(10)]
    made = History()
    asked = replace(edition(*map(rating, keys)), agency_types=ASKED.agency_types)
    made.cycle("s11-2025", asked).status = CycleStatus.CLOSED
    db.session.commit()
    rows = [
        [f"Agency {number}", "housing", key, "green", "Minutes.", ""]
        for number in range(40)
        for key in keys
    ]
    started = time.process_time()
    done = bring_in([HEADS, *rows], officer(made), create=True)
    assert len(done.returns) == 40
    # Under a second by itself; the rest is for a busy machine.
    assert time.process_time() - started < 8


def test_both_databases_bring_in_the_same(each_database: Flask) -> None:
    two = history()
    bring_in(ROWS, By(None, factories.NOON, "The command line"))
    two.sign("s11-2026", answers(a_1="green", a_2="amber"))
    found = comparing.movement_of(two.page("s11-2026"))
    assert found
    assert found.overall.difference == 50
    assert auditing.verify_documents() == []
