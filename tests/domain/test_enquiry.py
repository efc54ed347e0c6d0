"""Lines of enquiry as a whole: their order, and what is gathered into one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from s11.domain.answers import PlannedAction
from s11.domain.enquiry import Rule
from s11.domain.enquiry_tuning import USUAL_WEIGHTS
from s11.domain.standards import AnswerIn, EvidenceRule
from tests.domain.enquiring import (
    LONG,
    OTHER,
    file,
    found,
    last,
    mean,
    of,
    said,
    sentence,
    signed,
    tuned,
)
from tests.domain.making import (
    FOUR,
    choice,
    claimed,
    edition,
    gave,
    rating,
    standard,
)


def test_the_heaviest_line_comes_first_and_equals_in_the_edition_s_order():
    asked = edition(
        standard("b", rating("b.1"), rating("b.2", critical=True)), standard("a", rating("a.1"))
    )
    lines = found(
        signed(asked, said("a.1", "green"), said("b.1", "green"), said("b.2", "red", LONG))
    )
    assert [line.key for line in lines] == ["critical:b.2", "unshown:b.1", "unshown:a.1"]
    assert [line.weight for line in lines] == [9, 6, 6]


def test_an_edition_weighs_the_rules():
    asked = edition(rating("a.1"), rating("a.2", critical=True))
    given = (said("a.1", "green"), said("a.2", "red", LONG))
    turned = tuned(asked, weights={Rule.UNSHOWN: 20.0})
    assert [line.rule for line in found(signed(turned, *given))] == [Rule.UNSHOWN, Rule.CRITICAL]
    silent = tuned(asked, weights={Rule.UNSHOWN: 0.0})
    assert [line.rule for line in found(signed(silent, *given))] == [Rule.CRITICAL]


def test_one_question_may_have_several_lines():
    asked = edition(rating("a.1", critical=True))
    lines = found(
        signed(asked, said("a.1", "amber", LONG)), last(asked, said("a.1", "amber", LONG))
    )
    assert [line.rule for line in lines] == [Rule.CRITICAL, Rule.SAME_WORDS]


def test_a_return_of_which_nothing_is_to_be_asked_has_no_line():
    asked = edition(rating("a.1"), rating("a.2"))
    before = last(asked, said("a.1", "amber", OTHER), said("a.2", "green", OTHER))
    assert found(signed(asked, said("a.1", "green", LONG), said("a.2", "red", LONG)), before) == []


def test_a_question_that_is_not_asked_has_no_line():
    asked = edition(
        choice("a.0"),
        rating("a.1", show_if=AnswerIn("a.0", ("yes",))),
        rating("a.2", applies_to=frozenset({"police"})),
    )
    given = (said("a.1", "green"), said("a.2", "green"))
    assert found(signed(asked, gave("a.0", "no"), *given)) == []
    assert [line.question for line in found(signed(asked, gave("a.0", "yes"), *given))] == ["a.1"]
    police = signed(asked, gave("a.0", "no"), *given, agency_type="police")
    assert [line.question for line in found(police)] == ["a.2"]


# Too much to hear one by one


def of_many(count: int, value: str = "green", **parts):
    """A standard of so many questions, each answered with the same value and no words."""
    asked = edition(*(rating(f"a.{n}", **parts) for n in range(1, count + 1)))
    return signed(asked, *(said(f"a.{n}", value) for n in range(1, count + 1)))


def test_what_a_rule_finds_under_many_questions_is_one_line():
    assert len(found(of_many(5))) == 5
    lines = found(of_many(6))
    assert [line.sentence for line in lines] == [
        "6 of 6 ratings are at the top with nothing behind them."
    ]
    line = lines[0]
    assert (line.standard, line.question, line.key) == ("", "", "unshown:")
    assert line.questions == ("a.1", "a.2", "a.3", "a.4", "a.5", "a.6")
    assert line.evidence[0] == "a.1: Rated green."
    assert line.weight == USUAL_WEIGHTS[Rule.UNSHOWN]


def test_an_edition_says_how_many_are_too_many():
    now = of_many(3)
    assert len(found(replace(now, edition=tuned(now.edition, one_by_one=2)))) == 1
    assert len(found(replace(now, edition=tuned(now.edition, one_by_one=3)))) == 3


def test_questions_count_by_the_numbers_that_reports_print():
    asked = edition(choice("a.0"), *(rating(f"a.{n}") for n in range(1, 7)))
    lines = found(signed(asked, *(said(f"a.{n}", "green") for n in range(1, 7))))
    assert lines[0].evidence[0] == "a.2: Rated green."


ACTION = PlannedAction("Read ten files", "Head of quality", "2026-05-03")
NEW = PlannedAction("Ask parents each term", "Lead", "2027-02-01")


@pytest.mark.parametrize(
    ("rule", "now", "before", "words"),
    [
        (
            Rule.RAISED,
            [said(f"a.{n}", "green", LONG) for n in range(1, 7)],
            [said(f"a.{n}", "red", LONG) for n in range(1, 7)],
            "6 of 6 ratings went up with no new words and no new file.",
        ),
        (
            Rule.OVERDUE,
            [said(f"a.{n}", "red", OTHER, NEW) for n in range(1, 7)],
            [said(f"a.{n}", "red", LONG, ACTION) for n in range(1, 7)],
            "Actions planned last time for 6 questions are overdue with no better rating, "
            "or not spoken of again.",
        ),
        (
            Rule.SAME_WORDS,
            [said(f"a.{n}", "red", LONG) for n in range(1, 7)],
            [said(f"a.{n}", "red", LONG) for n in range(1, 7)],
            "Under 6 of 6 questions the words are the same as last time.",
        ),
        (
            Rule.CRITICAL,
            [said(f"a.{n}", "red", LONG) for n in range(1, 7)],
            [],
            "6 critical questions are below the top.",
        ),
    ],
    ids=["raised", "overdue", "same words", "critical"],
)
def test_every_rule_has_its_sentence_for_many(rule, now, before, words):
    parts = {"critical": rule is Rule.CRITICAL}
    asked = edition(*(rating(f"a.{n}", **parts) for n in range(1, 7)))
    assert sentence(rule, found(signed(asked, *now), last(asked, *before))) == words


def test_many_overdue_actions_keep_their_words_owners_and_days():
    asked = edition(*(rating(f"a.{n}") for n in range(1, 7)))
    now = [said(f"a.{n}", "red", OTHER, NEW) for n in range(1, 7)]
    then = [said(f"a.{n}", "red", LONG, ACTION) for n in range(1, 7)]
    assert found(signed(asked, *now), last(asked, *then))[0].evidence[0] == (
        "a.1: An action was due by 3 May 2026, and the rating is still red. "
        "Planned last time: Read ten files (Head of quality, by 3 May 2026)"
    )


def test_many_far_ratings_are_one_line():
    peers = {f"a.{n}": mean(20, 4) for n in range(1, 7)}
    lines = of(Rule.FAR, found(of_many(6), peers=peers))
    assert [line.sentence for line in lines] == [
        "6 of 6 ratings are far from the mean of similar agencies."
    ]


def evidence_of(*dates: date | None):
    rule = EvidenceRule("An audit", max_age_months=12)
    asked = edition(*(rating(f"a.{n}", evidence=rule) for n, _ in enumerate(dates)))
    return signed(
        asked,
        *(said(f"a.{n}", "red", LONG) for n, _ in enumerate(dates)),
        files=[file(f"a.{n}", dated=day) for n, day in enumerate(dates)],
    )


OLD = date(2020, 1, 1)


def test_files_without_a_date_are_one_line_from_two_on():
    assert [line.key for line in found(evidence_of(None))] == ["old-evidence:a.0"]
    lines = found(evidence_of(None, None))
    assert [line.sentence for line in lines] == [
        "The files under 2 questions have no date, so nothing says how old the evidence is."
    ]
    assert lines[0].evidence[0] == "a.1: File: audit.pdf, no date"
    assert lines[0].weight < USUAL_WEIGHTS[Rule.OLD_EVIDENCE]


def test_old_files_and_those_without_a_date_stay_apart_while_they_are_few():
    assert [line.key for line in found(evidence_of(OLD, None, OLD, None))] == [
        "old-evidence:a.0",
        "old-evidence:a.2",
        "old-evidence:",
    ]
    lines = found(evidence_of(*[OLD] * 6, None))
    assert [line.sentence for line in lines] == [
        "Under 7 questions the evidence is too old, or nothing says how old it is."
    ]
    assert lines[0].weight == USUAL_WEIGHTS[Rule.OLD_EVIDENCE]


def test_a_claim_that_a_critical_question_does_not_apply_is_no_rating():
    asked = edition(rating("a.1", FOUR, critical=True, may_be_not_applicable=True))
    assert [line.rule for line in found(signed(asked, claimed("a.1")))] == [Rule.MANY_NA]
