"""The ladder is data that can be wrong in named places."""

from __future__ import annotations

from dataclasses import replace

import pytest

from s11.domain.ladder import (
    DEFAULT_LADDER,
    PLACEHOLDERS,
    Channel,
    Facts,
    LadderStep,
    Recipient,
    check_ladder,
    fill,
)
from tests.domain.rosters import LADDER, step

FACTS = Facts("Marlbridge Housing", "Section 11, 2026", "30 November 2026", "3 days late", "Asha")
LETTER = Channel.LETTER


def test_the_default_ladder_and_a_plain_one_have_no_fault() -> None:
    assert check_ladder(DEFAULT_LADDER) == check_ladder(LADDER) == ()


def test_the_default_ladder_climbs_from_the_lead_to_the_chair() -> None:
    assert [one.days for one in DEFAULT_LADDER] == sorted(one.days for one in DEFAULT_LADDER)
    assert DEFAULT_LADDER[0].to == {Recipient.LEAD}
    assert DEFAULT_LADDER[-1].to == {Recipient.CHAIR}
    assert {one.by for one in DEFAULT_LADDER} == set(Channel)


@pytest.mark.parametrize("place", range(len(DEFAULT_LADDER)))
def test_the_default_words_name_whatever_they_mean_to(place: int) -> None:
    one = DEFAULT_LADDER[place]
    said = fill(one.subject, FACTS) + fill(one.words, FACTS)
    assert "{" not in said
    assert "Marlbridge Housing" in said
    assert "30 November 2026" in said


@pytest.mark.parametrize(
    ("wrong", "part"),
    [
        (step("Not a slug", 1), "key"),
        (step("contact-left", 1), "key"),
        (step("k" * 41, 1), "key"),
        (step("far", 366), "days"),
        (step("far", -366), "days"),
        (replace(LADDER[0], to=frozenset()), "to"),
        (step("chair", -3, Recipient.CHAIR), "needs_approval"),
        (step("chief", 1, Recipient.SIGNATORY), "needs_approval"),
        (step("both", 2, Recipient.LEAD, Recipient.SIGNATORY), "needs_approval"),
        (step("letter", -5, Recipient.SIGNATORY, by=LETTER), "needs_approval"),
        (step("blank", 1, subject=" "), "subject"),
        (step("vague", 1, subject="{cycle}"), "subject"),
        (step("long", 1, subject="{cycle} {due}" + "x" * 200), "subject"),
        (step("silent", 1, words="\n"), "words"),
        (step("long", 1, words="x" * 4001), "words"),
        (step("strange", 1, words="Dear {name}"), "words"),
        (step("strange", 1, words="Dear {agency.secret}"), "words"),
        (step("open", 1, words="Dear {agency"), "words"),
        (step("close", 1, words="Dear agency}"), "words"),
        (step("strange", 1, subject="{cycle} {due} {answer}"), "subject"),
    ],
)
def test_each_fault_is_named_where_it_is(wrong: LadderStep, part: str) -> None:
    assert f"1.{part}" in {one.field for one in check_ladder((LADDER[0], wrong))}


def test_two_steps_cannot_have_one_short_name_and_a_ladder_cannot_be_empty() -> None:
    assert [one.field for one in check_ladder((LADDER[0], LADDER[0]))] == ["1.key"]
    assert [one.field for one in check_ladder(())] == ["steps"]


def test_the_accountable_officer_may_be_reminded_before_the_date_without_approval() -> None:
    assert check_ladder((step("early", 0, Recipient.SIGNATORY),)) == ()


def test_a_call_needs_no_words() -> None:
    assert check_ladder((step("call", 4, by=Channel.TELEPHONE, subject="", words=""),)) == ()


def test_words_are_filled_once_and_what_is_no_place_stays() -> None:
    sly = replace(FACTS, agency="{lead}")
    assert fill("{agency} {days} {other}", sly) == "{lead} 3 days late {other}"
    assert set(PLACEHOLDERS) == {"agency", "cycle", "due", "days", "lead"}


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (-1, "1 day before the due date"),
        (0, "On the due date"),
        (14, "14 days after the due date"),
    ],
)
def test_when_a_step_comes_is_said_in_words(days: int, said: str) -> None:
    assert step("any", days).when == said
