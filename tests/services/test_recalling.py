"""Recalling what the panel said last cycle: all that is shared, at once, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from s11.domain.challenges import Outcome
from s11.domain.merging import Save
from s11.domain.moderation import PanelRating, ScoreKind
from s11.domain.panels import Sharing
from s11.services import answering, challenging, moderating, recalling, signing
from s11.services.recalling import NOTHING, said_last
from s11.store import challenges, stamps
from s11.store.database import db
from tests import factories
from tests.recalled import LOWER, Recalled
from tests.services.test_moderating import ASKED

KEPT = PanelRating("a.2", accepts=True, reason="SEEN-IN-THE-ROOM")


@pytest.fixture
def then(app: Flask) -> Recalled:
    recalling._kept.cache_clear()
    return Recalled()


def told(then: Recalled) -> set[str]:
    """Every word that the lead may read now: of notes with their outcome, and of ratings."""
    said = said_last(then.next_page)
    ratings = {f"{one.words}: {one.reason}" for one in said.agreed.values()}
    entries = {entry.text for note in said.notes for entry in note.entries if entry.text}
    return ratings | entries | {note.outcome.value for note in said.notes if note.outcome}


def rated(then: Recalled) -> None:
    then.propose(LOWER)
    then.agree_in_session(KEPT)
    then.finish()


def test_a_first_cycle_has_nothing_to_recall(then: Recalled) -> None:
    assert then.page.stamp_before == ""
    assert said_last(then.page) is NOTHING


def test_a_note_that_is_shared_answered_or_settled_is_told_at_once(then: Recalled) -> None:
    assert told(then) == set()
    number = then.raise_note("WHO-CHECKS")
    assert told(then) == set()
    challenging.share(then.by(), then.page, number)
    assert told(then) == {"WHO-CHECKS"}
    challenging.respond(factories.by(then.at.lead), then.page, number, "THE-DEPUTY")
    assert told(then) == {"WHO-CHECKS", "THE-DEPUTY"}
    challenging.settle(then.by(), then.page, number, Outcome.CARRIED, "AGAIN-NEXT-YEAR")
    settled = {"WHO-CHECKS", "THE-DEPUTY", "AGAIN-NEXT-YEAR", "carried to the next cycle"}
    assert told(then) == settled
    challenging.unsettle(then.by(), then.page, number)
    assert "carried to the next cycle" not in told(then)


def test_agreed_ratings_are_told_once_the_session_is_finished(then: Recalled) -> None:
    then.propose(LOWER)
    assert told(then) == set()
    then.agree_in_session(KEPT)
    assert told(then) == set()
    then.finish()
    assert told(then) == {f"Red: {LOWER.reason}", f"Amber: {KEPT.reason}"}
    agreed = said_last(then.next_page).agreed
    assert {key: (one.differs, one.by) for key, one in agreed.items()} == {
        "a.1": (True, ""),
        "a.2": (False, ""),
    }


def test_what_the_board_decides_to_share_counts_at_once_to_and_fro(then: Recalled) -> None:
    rated(then)
    for sharing, ratings in [
        (Sharing.NOTHING, 0),
        (Sharing.AGREED, 2),
        (Sharing.NOTHING, 0),
        (Sharing.BOTH, 2),
    ]:
        then.share_ratings(sharing)
        assert len(told(then)) == ratings, sharing


def test_what_is_private_to_the_panel_never_comes_in(then: Recalled) -> None:
    then.raise_note("PRIVATE-NOTE")
    number = then.raise_note("PRIVATE-WORDS")
    challenging.note(then.by(), then.page, number, "PRIVATE-BEFORE", private=True)
    challenging.share(then.by(), then.page, number, "SHARED-WORDS")
    challenging.note(then.by(), then.page, number, "PRIVATE-AFTER", private=True)
    then.propose(replace(LOWER, reason="PRIVATE-PROPOSAL"))
    assert told(then) == {"SHARED-WORDS"}
    then.agree_in_session(replace(LOWER, value="amber", reason="AGREED-REASON"))
    then.finish()
    then.share_ratings(Sharing.BOTH)
    assert told(then) == {"SHARED-WORDS", "Amber: AGREED-REASON"}
    assert "PRIVATE" not in repr(said_last(then.next_page))


def test_a_rating_kept_after_its_session_finished_is_told_too(then: Recalled) -> None:
    """A request that began a moment before the session finished may commit a moment after."""
    rated(then)
    assert set(said_last(then.next_page).agreed) == {"a.1", "a.2"}
    document, late = then.document, replace(LOWER, value="amber", reason="A deputy is named.")
    moderating.agree(then.by(), then.page, ASKED, document, then.session().id, [late])
    db.session.commit()
    assert f"Amber: {late.reason}" in told(then)


def test_a_rating_stands_beside_the_answer_that_it_is_about(then: Recalled) -> None:
    rated(then)
    signing.reopen(factories.by(then.at.officer), then.page, "A question.")
    kept = answering.store.answers_of(then.page.id)["a.2"]
    save = Save(replace(kept, value="green"), kept.version)
    answering.save(factories.by(then.at.lead), then.page, ASKED, [save])
    then.sign()
    found = said_last(then.next_page).agreed
    assert (found["a.2"].words, found["a.2"].is_stale) == ("Amber", True)
    assert (found["a.1"].words, found["a.1"].is_stale) == ("Red", False)


DEEDS: dict[str, Callable[[Recalled], object]] = {
    "raised": lambda then: then.raise_note("New."),
    "shared": lambda then: challenging.share(then.by(), then.page, 1),
    "settled": lambda then: challenging.settle(then.by(), then.page, 1, Outcome.ANSWERED),
    "proposed": lambda then: then.propose(LOWER, 1),
    "agreed": lambda then: then.agree_in_session(KEPT),
    "finished": lambda then: then.finish(),
    "sharing": lambda then: then.share_ratings(Sharing.BOTH),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_each_deed_of_a_panel_changes_the_stamp(then: Recalled, deed: str) -> None:
    then.raise_note("Who checks?")
    then.propose(replace(LOWER, value="amber"))
    then.agree_in_session()
    before = then.next_page.stamp_before
    assert before == then.next_page.stamp_before == stamps.stamp_of(then.page.id)
    DEEDS[deed](then)
    after = then.next_page.stamp_before
    assert after != before
    assert after == stamps.stamp_of(then.page.id)
    assert stamps.submission_in(after) == then.page.id


def test_what_is_recalled_equals_what_is_shared_and_costs_nothing_again(then: Recalled) -> None:
    rated(then)
    then.raise_note("Who checks?", shared=True)
    page = then.next_page
    said = said_last(page)
    assert list(said.notes) == challenges.shared_of(then.page.id)
    assert set(said.agreed) == set(moderating.shared_with_agency(then.page.id)[ScoreKind.AGREED])
    with factories.statements() as seen:
        assert said_last(page) is said
    assert seen == []


def test_what_changes_while_it_is_read_is_not_kept_under_the_old_stamp(
    then: Recalled, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a board that shares for a moment, then not, would have shared for good."""
    rated(then)
    then.share_ratings(Sharing.NOTHING)
    page, read = then.next_page, moderating.shared_with_agency

    def meanwhile(submission_id: int) -> object:
        then.share_ratings(Sharing.AGREED)
        return read(submission_id)

    with monkeypatch.context() as patched:
        patched.setattr(moderating, "shared_with_agency", meanwhile)
        assert len(said_last(page).agreed) == 2
    assert len(said_last(then.next_page).agreed) == 2
    then.share_ratings(Sharing.NOTHING)
    assert said_last(then.next_page).agreed == {}


def test_both_databases_stamp_alike(each_database: Flask) -> None:
    recalling._kept.cache_clear()
    then = Recalled()
    rated(then)
    then.raise_note("Who checks?", shared=True)
    found = said_last(then.next_page)
    assert ([one.text for one in found.notes], set(found.agreed)) == (
        ["Who checks?"],
        {"a.1", "a.2"},
    )
    assert then.next_page.stamp_before == stamps.stamp_of(then.page.id)
