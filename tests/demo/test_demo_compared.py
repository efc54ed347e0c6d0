"""The demo board compared: its three cycles line up, and what is kept of them is right."""

from __future__ import annotations

from flask import Flask

from s11.services import rebuilding, reporting
from s11.store.cycles import cycle_in_hand
from tests.demo.conftest import Told


def test_a_rebuild_after_the_story_changes_nothing(demo_app: Flask, told: Told) -> None:
    done = rebuilding.rebuild()
    signed = told.ask("SELECT count(DISTINCT submission_id) FROM signed_return")[0][0]
    assert (done.returns, done.differed) == (signed, 0)


def test_every_way_to_move_is_shown_and_what_was_added_or_retired_stands_apart(
    demo_app: Flask,
) -> None:
    cycle = cycle_in_hand("marlbridge", "s11-2026")
    assert cycle
    report = reporting.compared(cycle)
    counts = [one.movement for one in report.questions]
    for way in ("improved", "same", "declined", "not_comparable"):
        assert sum(getattr(one, way) for one in counts), way
    assert report.previous
    assert (report.previous.slug, bool(report.added), bool(report.retired)) == (
        "s11-2025",
        True,
        True,
    )
    added = [one for one in report.questions if one.id in report.added]
    assert all(one.movement.compared == 0 for one in added)
