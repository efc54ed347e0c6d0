"""Agreeing in session: what is looked at, what stands, and what becomes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from s11.domain.agreeing import Pick, Proposal, proposals
from s11.domain.moderation import PanelRating
from tests.domain.making import answers, claimed, criteria, edition, marked, rating, standard

THEN = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
LATER = THEN + timedelta(hours=1)
SMALL = edition(
    standard("a", rating("a.1"), criteria("a.2", 60, 40)),
    standard("b", rating("b.1", may_be_not_applicable=True)),
)
SAID = answers(marked("a.2", "mm"), claimed("b.1"), a_1="green")
AMBER = PanelRating("a.1", "amber", reason="No minutes.", by="Emyr", at=THEN, version=3)
ACCEPTED = PanelRating("a.1", accepts=True, at=LATER, version=1)


def only(proposed=(), agreed=()) -> Proposal:
    by_id = [{one.question: one for one in said} for said in (proposed, agreed)]
    (found,) = proposals(SMALL, SAID, *by_id)
    return found


def test_only_what_differs_from_the_agency_s_own_is_looked_at_in_order() -> None:
    accepts = PanelRating("a.1", accepts=True)
    same = PanelRating("a.2", met=frozenset("xy"))
    applies = PanelRating("b.1", "red", reason="It does apply.")
    found = proposals(SMALL, SAID, {one.question: one for one in (applies, accepts, same)}, {})
    assert [one.number for one in found] == ["b.1"]
    assert found[0].own_words == ("Not applicable", "na")
    assert found[0].proposed_words == ("Red", "red")


def test_what_a_session_agreed_is_looked_at_though_nobody_proposed_it() -> None:
    found = only(agreed=[replace(AMBER, at=LATER)])
    assert found.proposed.accepts
    assert found.agreed_words == ("Amber", "amber")
    assert found.pick is Pick.OTHER


def test_the_page_begins_with_what_stands() -> None:
    assert only([AMBER]).pick is Pick.AGREE
    assert only([AMBER], [ACCEPTED]).pick is Pick.KEEP
    assert only([AMBER], [replace(AMBER, reason="Ours.", at=LATER)]).pick is Pick.AGREE
    red = PanelRating("a.1", "red", reason="Worse.", at=LATER)
    assert only([AMBER], [red]).pick is Pick.OTHER
    assert only([AMBER], [red]).other == red


def test_what_is_proposed_after_an_agreement_is_put_before_the_next_session() -> None:
    assert only([replace(AMBER, at=LATER)], [replace(ACCEPTED, at=THEN)]).pick is Pick.AGREE


def test_a_proposal_is_agreed_with_its_reason() -> None:
    agreed = only([AMBER]).rating(Pick.AGREE, "red", frozenset(), "Not this.")
    assert (agreed.value, agreed.reason, agreed.version) == ("amber", "No minutes.", 0)


def test_the_self_rating_can_be_kept_and_another_agreed() -> None:
    kept = only([AMBER]).rating(Pick.KEEP, "red", frozenset("x"), "Not this.")
    assert kept == PanelRating("a.1", accepts=True)
    other = only([AMBER]).rating(Pick.OTHER, "red", frozenset(), "Worse.")
    assert other == PanelRating("a.1", "red", reason="Worse.")
