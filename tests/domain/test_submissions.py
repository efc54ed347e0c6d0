"""A return's life: every step from every state, against a model that knows no table."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from s11.domain.errors import WrongState
from s11.domain.submissions import (
    STATUS_WORDS,
    TRANSITIONS,
    WHY_NOT,
    Deadline,
    Status,
    Step,
    after,
    can,
    reference,
)


class LifeOfAReturn(RuleBasedStateMachine):
    """The model keeps three facts, as a person would say them, and no states."""

    def __init__(self) -> None:
        super().__init__()
        self.status = Status.NOT_STARTED
        self.has_words = False
        self.waits_for_signature = False
        self.is_signed = False

    def may(self, step: Step) -> bool:
        if step is Step.SAVE:
            return not (self.waits_for_signature or self.is_signed)
        if step is Step.ASK_TO_SIGN:
            return self.has_words and not (self.waits_for_signature or self.is_signed)
        return self.is_signed if step is Step.REOPEN else self.waits_for_signature

    def take(self, step: Step) -> None:
        self.has_words = True
        self.waits_for_signature = step is Step.ASK_TO_SIGN
        self.is_signed = step is Step.SIGN

    @rule(step=st.sampled_from(Step))
    def try_a_step(self, step: Step) -> None:
        assert can(self.status, step) is self.may(step)
        if self.may(step):
            self.status = after(self.status, step)
            self.take(step)
        else:
            with pytest.raises(WrongState, match=re.escape(WHY_NOT[self.status])):
                after(self.status, step)

    @invariant()
    def the_state_says_what_happened(self) -> None:
        assert (
            self.status
            is {
                (False, False, False): Status.NOT_STARTED,
                (True, False, False): Status.IN_PROGRESS,
                (True, True, False): Status.WITH_SIGNATORY,
                (True, False, True): Status.SUBMITTED,
            }[self.has_words, self.waits_for_signature, self.is_signed]
        )


TestLifeOfAReturn = LifeOfAReturn.TestCase
TestLifeOfAReturn.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)


def test_every_state_can_be_reached_and_left():
    reached, growing = {Status.NOT_STARTED}, True
    while growing:
        more = {to for (at, _), to in TRANSITIONS.items() if at in reached} - reached
        reached, growing = reached | more, bool(more)
    assert reached == set(Status) == {at for at, _ in TRANSITIONS}


def test_only_a_signature_submits_and_only_one_that_was_asked_for():
    submits = [at for at, to in TRANSITIONS.items() if to is Status.SUBMITTED]
    assert submits == [(Status.WITH_SIGNATORY, Step.SIGN)]


def test_signing_twice_is_refused_with_the_reason():
    with pytest.raises(WrongState, match="has been signed and submitted"):
        after(after(Status.WITH_SIGNATORY, Step.SIGN), Step.SIGN)


@pytest.mark.parametrize("words", [WHY_NOT, STATUS_WORDS])
def test_every_state_has_its_own_words(words):
    assert set(words) == set(Status)
    assert len(set(words.values())) == len(Status)


@pytest.mark.parametrize(
    ("slugs", "expected"),
    [
        (("marlbridge", "s11-2026", "riverside-housing"), "S11-DCH7-TSEY"),
        (("marlbridge", "s11-2026", "probation"), "S11-6A4A-4XPU"),
    ],
)
def test_a_reference_never_changes(slugs, expected):
    assert reference(*slugs) == expected


def test_references_of_twenty_thousand_returns_differ_and_can_be_read_out():
    made = {
        reference(f"board-{b}", f"s11-{year}", f"agency-{n}")
        for b in range(20)
        for year in range(2020, 2030)
        for n in range(100)
    }
    assert len(made) == 20_000
    assert all(re.fullmatch(r"S11-[A-Z2-7]{4}-[A-Z2-7]{4}", one) for one in made)


def test_where_one_slug_ends_and_the_next_begins_shows_in_the_reference():
    assert len({reference("a-b", "c", "d"), reference("a", "b-c", "d"), reference("a", "b", "c-d"),
                reference("d", "c", "a-b"), reference("a", "d", "b-c")}) == 5  # fmt: skip


@pytest.mark.parametrize(
    ("days", "late", "words"),
    [
        (12, False, "12 days left"),
        (1, False, "1 day left"),
        (0, False, "due today"),
        (0, True, "late today"),
        (1, True, "1 day late"),
        (3, True, "3 days late"),
    ],
)
def test_a_deadline_in_words(days, late, words):
    assert Deadline(datetime(2026, 10, 5, tzinfo=UTC), days, late).words == words
