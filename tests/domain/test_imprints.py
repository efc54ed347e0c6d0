"""Imprints: a hash that shows every change, and two streams held side by side."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s11.domain.imprints import Imprint, faults, imprint_of, imprints_in
from s11.domain.moderation import ScoreKind

AT = datetime(2026, 10, 5, 12, 0, tzinfo=UTC)
SAID = {
    "id": 7,
    "question": "a.1",
    "kind": ScoreKind.PANEL,
    "version": 2,
    "accepts": False,
    "reason": "Some minutes.",
    "said_at": AT,
    "reference": "MAR-26-HARB",
    "salt": "0f" * 16,
}


def rows(count: int) -> list[Imprint]:
    return [Imprint("decision", n, f"decision {n}", f"{n:064x}") for n in range(1, count + 1)]


def test_an_imprint_names_its_row_and_says_none_of_its_words() -> None:
    made = imprint_of("moderation", SAID)
    assert made.name == "rating 2 (panel) of question a.1 of MAR-26-HARB"
    assert made.facts() == ["moderation", 7, made.name, made.sha256]
    assert "minutes" not in str(made.facts())


@pytest.mark.parametrize(
    "change",
    [
        {"reason": "Some minute."},
        {"accepts": True},
        {"said_at": AT + timedelta(microseconds=1)},
        {"salt": "00" * 16},
        {"reference": "MAR-26-QUAY"},
        {"kind": ScoreKind.AGREED},
        {"reason": None},
    ],
    ids=str,
)
def test_every_change_shows_in_the_hash(change: dict[str, object]) -> None:
    assert imprint_of("moderation", SAID | change).sha256 != imprint_of("moderation", SAID).sha256


def test_a_row_of_another_table_has_another_hash() -> None:
    content = {"id": 1, "submission_id": 2, "reference": "R", "session_id": 3, "item_id": 4}
    assert imprint_of("agreement", content).sha256 != imprint_of("decision", content).sha256


def test_neither_the_zone_nor_the_order_nor_a_new_empty_column_changes_the_hash() -> None:
    there = AT.astimezone(timezone(timedelta(hours=9)))
    same = dict(reversed({**SAID, "said_at": there, "added_later": None}.items()))
    assert imprint_of("moderation", same) == imprint_of("moderation", SAID)


def test_what_an_event_holds_is_read_back_and_what_is_no_imprint_passed_over() -> None:
    kept = rows(2)
    assert list(imprints_in([one.facts() for one in kept])) == kept
    for odd in (None, "rows", 3, [[]], [["decision", "1", "x", "y"]], [None], {"a": 1}):
        assert list(imprints_in(odd)) == []


@given(st.data())
def test_exactly_what_was_altered_added_or_removed_is_named(data: st.DataObject) -> None:
    """Whatever the order in which rows of one board were committed."""
    said = data.draw(st.permutations(rows(12)))
    fate = {one.id: data.draw(st.sampled_from(["kept", "altered", "gone"])) for one in said}
    kept = [
        Imprint(one.table, one.id, one.name, "0" * 64) if fate[one.id] == "altered" else one
        for one in rows(12)
        if fate[one.id] != "gone"
    ]
    forged = [Imprint("decision", n, f"decision {n}", "f" * 64) for n in (50, 51)]
    kept += forged[: data.draw(st.integers(0, 2))]
    words = {"altered": "is not what was recorded", "gone": "is not there any more"}
    wanted = [f"decision {n} {words[what]}" for n, what in fate.items() if what != "kept"]
    wanted += [
        f"{one.name} is there, but the record does not know it" for one in kept if one in forged
    ]
    assert sorted(faults(said, kept)) == sorted(wanted)


def test_a_row_that_is_recorded_twice_is_named() -> None:
    [one] = rows(1)
    assert len(list(faults([one, one], [one]))) == 1


def test_long_streams_are_held_side_by_side_in_little_memory() -> None:
    """One row is gone from the beginning, so that the two are out of step to the end."""

    def made(first: int) -> Iterator[Imprint]:
        for n in range(first, 50_000):
            yield Imprint("decision", n, f"decision {n}", f"{n:064x}")

    tracemalloc.start()
    found = list(faults(made(1), made(2)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == ["decision 1 is not there any more"]
    assert peak < 200_000
