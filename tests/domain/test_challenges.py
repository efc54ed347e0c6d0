"""Challenge notes: what a thread folds to, who may do what, and what an agency may read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from s11.domain.challenge_steps import MAY, check_due, check_step
from s11.domain.challenges import (
    THE_PANEL,
    Anchor,
    Challenge,
    ChallengeKind,
    ChallengeState,
    Entry,
    Outcome,
    Side,
    Step,
    open_first,
)
from s11.domain.errors import Refused, WrongState

NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)
TODAY = date(2026, 10, 5)
PANEL, AGENCY = Side.PANEL, Side.AGENCY
Q, CONCERN, PRAISE = ChallengeKind.QUESTION, ChallengeKind.CONCERN, ChallengeKind.COMMENDATION


def thread(*said: tuple, kind: ChallengeKind = Q, number: int = 1) -> Challenge:
    """A note whose entries are (step, text, detail), each a minute after the one before."""
    entries = []
    for n, (step, *more) in enumerate(((Step.RAISED, "Who leads?"), *said), start=1):
        text, detail, private = (*more, *("", "", False)[len(more) :])
        side = AGENCY if step in {Step.RESPONSE, Step.REVISED} else PANEL
        by = "Priya" if side is AGENCY else "Emyr"
        at = NOON + timedelta(minutes=n)
        entries.append(Entry(n, side, step, text, by, at, bool(private), detail))
    return Challenge(number, kind, Anchor("a", "a.1"), tuple(entries), 77)


SHARED = (Step.SHARED,)
DUE = (Step.DUE, "", "2026-10-19")
ANSWER = (Step.RESPONSE, "The director.")


@pytest.mark.parametrize(
    ("note", "state"),
    [
        (thread(), ChallengeState.PRIVATE),
        (thread((Step.NOTE, "Hm.", "", True)), ChallengeState.PRIVATE),
        (thread(SHARED), ChallengeState.WAITING),
        (thread(SHARED, kind=PRAISE), ChallengeState.TOLD),
        (thread(SHARED, DUE, ANSWER), ChallengeState.RESPONDED),
        (thread(SHARED, ANSWER, (Step.NOTE, "Thank you.")), ChallengeState.RESPONDED),
        (thread(SHARED, ANSWER, DUE), ChallengeState.WAITING),
        (thread(SHARED, ANSWER, (Step.REOPENED, "", "a.1")), ChallengeState.WAITING),
        (thread(SHARED, (Step.REOPENED, "", "a.1"), kind=PRAISE), ChallengeState.WAITING),
        (
            thread(SHARED, (Step.REOPENED, "", "a.1"), (Step.REVISED, "", "2")),
            ChallengeState.RESPONDED,
        ),
        (thread((Step.OUTCOME, "", "answered")), ChallengeState.SETTLED),
        (thread((Step.OUTCOME, "", "answered"), (Step.UNSETTLED,)), ChallengeState.PRIVATE),
        (thread(SHARED, (Step.OUTCOME, "", "no response received")), ChallengeState.SETTLED),
    ],
)
def test_where_a_note_stands_is_folded_from_its_entries(
    note: Challenge, state: ChallengeState
) -> None:
    assert note.state is state


def test_a_note_tells_what_was_raised_by_whom_and_when() -> None:
    note = thread(SHARED, ANSWER)
    assert (note.text, note.raised_by) == ("Who leads?", "Emyr")
    assert note.raised_at == NOON + timedelta(minutes=1)
    assert note.shared_at == NOON + timedelta(minutes=2)
    assert note.answered_at == NOON + timedelta(minutes=3)
    assert [one.text for one in note.responses] == ["The director."]


def test_the_last_date_and_the_last_outcome_count() -> None:
    later = (Step.DUE, "", "2026-11-02")
    note = thread(SHARED, DUE, later, (Step.OUTCOME, "", "answered"))
    assert note.due_on == date(2026, 11, 2)
    assert note.outcome is Outcome.ANSWERED
    again = thread(
        SHARED,
        (Step.OUTCOME, "", "answered"),
        (Step.UNSETTLED,),
        (Step.OUTCOME, "", "carried to the next cycle"),
    )
    assert again.outcome is Outcome.CARRIED
    assert thread(SHARED).due_on is None
    assert thread(SHARED, (Step.OUTCOME, "", "answered"), (Step.UNSETTLED,)).outcome is None


def test_an_answer_is_overdue_from_the_day_after_until_it_comes() -> None:
    waiting = thread(SHARED, DUE)
    assert not waiting.is_overdue(date(2026, 10, 19))
    assert waiting.is_overdue(date(2026, 10, 20))
    assert not thread(SHARED, DUE, ANSWER).is_overdue(date(2026, 10, 20))
    assert not thread(SHARED).is_overdue(date(2026, 10, 20))


def test_reopened_questions_wait_for_the_next_signed_version() -> None:
    asked = thread(SHARED, (Step.REOPENED, "Look again.", "a.1 a.2"))
    assert asked.reopened == ("a.1", "a.2")
    assert asked.awaits_revision
    assert not thread(SHARED).awaits_revision
    signed = thread(SHARED, (Step.REOPENED, "", "a.1"), (Step.REVISED, "", "2"))
    assert not signed.awaits_revision
    assert (thread(SHARED).revised, asked.revised, signed.revised) == (0, 0, 2)


def test_a_day_that_had_passed_when_questions_were_reopened_is_not_the_day_of_the_revision() -> (
    None
):
    again = (Step.REOPENED, "", "a.1")
    late = replace(thread(SHARED, DUE, ANSWER, again).entries[-1], at=NOON + timedelta(days=15))
    passed = replace(asked := thread(SHARED, DUE, ANSWER), entries=(*asked.entries, late))
    assert passed.due_on is None
    assert not passed.is_overdue(date(2026, 10, 25))
    anew = Entry(6, PANEL, Step.DUE, "", "Emyr", late.at, False, "2026-10-30")
    assert replace(passed, entries=(*passed.entries, anew)).due_on == date(2026, 10, 30)
    assert thread(SHARED, DUE, ANSWER, again).due_on == date(2026, 10, 19)


def test_open_notes_come_before_settled_ones_then_by_number() -> None:
    settled = thread((Step.OUTCOME, "", "answered"), number=1)
    second, third = thread(number=2), thread(number=3)
    assert open_first([third, settled, second]) == [second, third, settled]


# The table, written out a second time: what each side may do to each sort of note.
PRIVATE, OPEN = thread(), thread(SHARED)
SETTLED = thread(SHARED, (Step.OUTCOME, "", "answered"))
TABLE = {
    (PANEL, PRIVATE): {Step.NOTE, Step.SHARED, Step.OUTCOME},
    (PANEL, OPEN): {Step.NOTE, Step.DUE, Step.REOPENED, Step.OUTCOME},
    (PANEL, SETTLED): {Step.UNSETTLED},
    (AGENCY, PRIVATE): set(),
    (AGENCY, OPEN): {Step.RESPONSE, Step.REVISED},
    (AGENCY, SETTLED): {Step.REVISED},
}


@pytest.mark.parametrize(("side", "note"), list(TABLE))
def test_each_side_may_do_what_the_table_says_and_nothing_else(side: Side, note: Challenge) -> None:
    allowed = set()
    for step in Step:
        try:
            check_step(note, side, step)
        except WrongState:
            continue
        else:
            allowed.add(step)
    assert allowed == TABLE[side, note]
    assert allowed <= MAY[side] | {Step.UNSETTLED}


def test_a_date_that_has_passed_is_refused_and_one_for_a_commendation_too() -> None:
    check_due(Q, None, TODAY)
    check_due(Q, TODAY, TODAY)
    with pytest.raises(Refused, match="passed") as refusal:
        check_due(Q, TODAY - timedelta(days=1), TODAY)
    assert refusal.value.field == "due_on"
    with pytest.raises(Refused, match="no answer"):
        check_due(PRAISE, TODAY, TODAY)


# What an agency may read.


def test_a_private_note_is_nothing_to_an_agency() -> None:
    assert thread((Step.NOTE, "Between us.", "", True)).shared() is None


def test_what_was_said_before_sharing_stays_with_the_panel_but_for_what_was_raised() -> None:
    note = thread((Step.NOTE, "Careless."), SHARED, (Step.NOTE, "Tell us more."), DUE)
    shared = note.shared()
    assert shared is not None
    assert [one.text for one in shared.entries if one.text] == ["Who leads?", "Tell us more."]
    assert [one.number for one in shared.entries] == [1, 2, 3, 4]
    assert shared.due_on == date(2026, 10, 19)


def test_sharing_in_other_words_leaves_out_the_first_ones() -> None:
    note = thread((Step.SHARED, "Who is the lead?"))
    shared = note.shared()
    assert shared is not None
    assert shared.text == "Who is the lead?"
    assert "Who leads?" not in repr(shared)
    assert note.text == "Who leads?"


TEXTS = st.sampled_from([f"canary-{n}" for n in range(8)] + [""])
STEPS = st.sampled_from([step for step in Step if step is not Step.RAISED])


@st.composite
def threads(draw) -> Challenge:
    """Any thread that could come to be, and many that could not; each text tells its entry."""
    entries = []
    for n in range(1, draw(st.integers(1, 9)) + 1):
        step = Step.RAISED if n == 1 else draw(STEPS)
        if step is Step.SHARED and any(one.step is Step.SHARED for one in entries):
            step = Step.NOTE
        side = AGENCY if step in {Step.RESPONSE, Step.REVISED} else PANEL
        details = {Step.DUE: "2026-10-19", Step.OUTCOME: "answered", Step.REVISED: "2"}
        entries.append(
            Entry(
                n,
                side,
                step,
                draw(st.sampled_from(["", f"words-{n}."])),
                "Priya" if side is AGENCY else draw(st.sampled_from(["Emyr", "Desmond"])),
                NOON + timedelta(minutes=n),
                is_private=step is Step.NOTE and draw(st.booleans()),
                detail=details.get(step, ""),
            )
        )
    return Challenge(3, Q, Anchor(), tuple(entries), 77)


@given(threads())
def test_an_agency_never_reads_a_private_entry_or_one_from_before_or_a_members_name(
    note: Challenge,
) -> None:
    shared = note.shared()
    assume(shared is not None)
    assert shared is not None
    at = next(n for n, one in enumerate(note.entries) if one.step is Step.SHARED)
    hidden = [one for one in note.entries if one.is_private]
    hidden += [one for one in note.entries[:at] if one.step is not Step.RAISED]
    if note.entries[at].text:
        hidden.append(note.entries[0])
    read = repr(shared)
    assert not [one.text for one in hidden if one.text and repr(one.text) in read]
    assert "Emyr" not in read
    assert "Desmond" not in read
    assert "77" not in read
    told = [one for one in note.entries if one not in hidden]
    assert [(one.step, one.text, one.at) for one in shared.entries] == [
        (one.step, one.text, one.at) for one in told
    ]
    assert {one.by for one in shared.entries} <= {THE_PANEL, "Priya"}


@given(threads())
def test_both_sides_read_the_same_date_outcome_and_answers(note: Challenge) -> None:
    shared = note.shared()
    assume(shared is not None)
    assert shared is not None
    after = replace(note, entries=note.entries[[e.step for e in note.entries].index(Step.SHARED) :])
    assert (shared.due_on, shared.outcome) == (after.due_on, after.outcome)
    assert shared.answered_at == after.answered_at
    assert shared.is_shared
