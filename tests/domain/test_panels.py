"""Panels: nobody reads their own agency's return, and the rest is shared evenly and openly."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s11.domain import panels, sampling
from s11.domain.errors import Refused, WrongState
from s11.domain.panels import Assignment, Member, Reviewable, Seats, merged, share_out
from s11.domain.sampling import Base, Drawing, Sample, draw


def one(number: int, kind: str = "housing", *, returned: bool = True) -> Reviewable:
    name = f"Agency {number:02}"
    return Reviewable(number, number, name.lower().replace(" ", "-"), name, kind, returned)


def seats(*members: Member) -> Seats:
    return Seats({member.person_id: member for member in members})


HOUSING = Member(1, "Ann", frozenset({7}), acts_for=("Harbour Homes",))
LAY = Member(2, "Bob")
KEEN = Member(3, "Cem", frozenset({8}), interests=("Marlbridge Police",))


def test_a_member_is_told_apart_by_where_they_come_from() -> None:
    assert (HOUSING.place, LAY.place) == ("Harbour Homes", "Acts for no agency")
    assert KEEN.place == "Acts for no agency, with an interest in Marlbridge Police"
    assert [member.is_lay for member in (HOUSING, LAY, KEEN)] == [False, True, True]


def test_the_sentence_says_which_tie_keeps_somebody_from_a_return() -> None:
    assert "Ann acts for Harbour Homes" in panels.why_not(HOUSING, "Harbour Homes")
    assert "declared an interest in Marlbridge Police" in panels.why_not(KEEN, "Marlbridge Police")


def test_those_who_may_review_come_by_name() -> None:
    found = seats(KEEN, HOUSING, LAY).who_may_review(7)
    assert [member.name for member in found] == ["Bob", "Cem"]


numbers = st.integers(1, 8)
some_members = st.lists(st.sets(numbers, max_size=3), min_size=1, max_size=6).map(
    lambda ties: [Member(n, f"Member {n}", frozenset(tied)) for n, tied in enumerate(ties, 1)]
)
some_returns = st.sets(numbers, max_size=8).map(lambda found: [one(n) for n in sorted(found)])
readers = st.integers(1, 4)
some_given = st.lists(st.tuples(numbers, st.integers(1, 6)), max_size=10).map(
    lambda pairs: [Assignment(*pair) for pair in sorted(set(pairs))]
)


@given(some_members, some_returns, readers, some_given)
def test_nobody_is_given_what_they_are_tied_to_or_have_already(
    members: list[Member], returns: list[Reviewable], wanted: int, already: list[Assignment]
) -> None:
    out = share_out(returns, seats(*members), wanted, already)
    by_person = {member.person_id: member for member in members}
    by_return = {its.submission_id: its for its in returns}
    for made in out.assignments:
        assert by_person[made.person_id].may_review(by_return[made.submission_id].agency_id)
    assert not set(out.assignments) & set(already)
    assert len(set(out.assignments)) == len(out.assignments)


@given(some_members, some_returns, readers, some_given)
def test_each_return_has_as_many_readers_as_wanted_or_is_named_as_short(
    members: list[Member], returns: list[Reviewable], wanted: int, already: list[Assignment]
) -> None:
    there = seats(*members)
    out = share_out(returns, there, wanted, already)
    for its in returns:
        had = {a.person_id for a in already if a.submission_id == its.submission_id}
        new = {a.person_id for a in out.assignments if a.submission_id == its.submission_id}
        free = {member.person_id for member in there.who_may_review(its.agency_id)} - had
        assert len(new) == min(len(free), max(0, wanted - len(had)))
        assert (its in out.short) == (len(had) + len(new) < wanted)


@given(st.integers(1, 7), st.sets(numbers), readers)
def test_where_nobody_is_tied_loads_differ_by_one_at_most(
    people: int, returns: set[int], wanted: int
) -> None:
    members = [Member(n, f"Member {n}") for n in range(people)]
    out = share_out([one(n) for n in returns], seats(*members), wanted)
    loads = [sum(a.person_id == member.person_id for a in out.assignments) for member in members]
    assert max(loads) - min(loads) <= 1
    assert sum(loads) == len(returns) * min(people, wanted)


@given(some_members, some_returns, readers, some_given, st.randoms())
def test_the_same_facts_in_another_order_give_the_same_shares(
    members: list[Member],
    returns: list[Reviewable],
    wanted: int,
    already: list[Assignment],
    chance: object,
) -> None:
    first = share_out(returns, seats(*members), wanted, already)
    for some in (members, returns, already):
        chance.shuffle(some)  # type: ignore[attr-defined]
    assert share_out(returns, seats(*members), wanted, already) == first


@given(some_members, some_returns, readers)
def test_sharing_out_again_changes_nothing(
    members: list[Member], returns: list[Reviewable], wanted: int
) -> None:
    first = share_out(returns, seats(*members), wanted)
    again = share_out(returns, seats(*members), wanted, first.assignments)
    assert again.assignments == ()
    assert again.short == first.short


def test_whoever_reads_elsewhere_already_is_given_less() -> None:
    members = seats(LAY, replace(LAY, person_id=9, name="Zoe"))
    already = [Assignment(number, 2) for number in (91, 92)]
    out = share_out([one(1), one(2)], members, 1, already)
    assert {made.person_id for made in out.assignments} == {9}


RETURNS = [one(1), one(2, "police"), one(3, returned=False), one(4), one(5, "police"), one(6)]


def slugs(how: Drawing) -> list[str]:
    return [its.agency_slug[-2:] for its in draw(reversed(RETURNS), how)]


def test_all_that_came_in_all_that_are_expected_or_those_that_are_ticked() -> None:
    assert slugs(Drawing()) == ["01", "02", "04", "05", "06"]
    assert slugs(Drawing(Base.EXPECTED)) == ["01", "02", "03", "04", "05", "06"]
    assert slugs(Drawing(Base.CHOSEN, frozenset({"agency-03", "agency-05"}))) == ["03", "05"]


def test_every_second_begins_with_the_first_by_name() -> None:
    assert slugs(Drawing(sample=Sample.NTH, every=2)) == ["01", "04", "06"]
    assert slugs(Drawing(sample=Sample.NTH, every=9)) == ["01"]


@given(st.integers(0, 10**6), st.integers(1, 9))
def test_a_draw_takes_as_many_as_asked_and_the_same_by_the_same_seed(seed: int, count: int) -> None:
    how = Drawing(sample=Sample.RANDOM, count=count, seed=seed)
    found = slugs(how)
    assert len(found) == min(count, 5)
    assert found == sorted(found) == slugs(how)


@given(st.integers(0, 10**6))
def test_one_of_each_type_is_one_of_each(seed: int) -> None:
    found = draw(RETURNS, Drawing(sample=Sample.TYPES, seed=seed))
    assert sorted(its.agency_type for its in found) == ["housing", "police"]


def test_seeds_draw_different_samples_and_a_late_return_moves_no_other() -> None:
    drawn = {tuple(slugs(Drawing(sample=Sample.RANDOM, count=2, seed=n))) for n in range(40)}
    assert len(drawn) > 5
    how = Drawing(sample=Sample.RANDOM, count=3, seed=7)
    before = set(slugs(how))
    late = [*RETURNS, one(7)]
    after = {its.agency_slug[-2:] for its in draw(late, how)}
    assert len(after - {"07"} - before) == 0


@pytest.mark.parametrize("base", list(Base))
def test_a_draw_from_nothing_says_why(base: Base) -> None:
    with pytest.raises(Refused) as refused:
        draw([], Drawing(base))
    assert refused.value.sentence == sampling.NONE_THERE[base]


def test_only_a_draw_has_a_seed_to_keep() -> None:
    drawn = {sample for sample in Sample if Drawing(sample=sample).is_drawn}
    assert drawn == {Sample.TYPES, Sample.RANDOM}


def test_a_panel_s_name_is_one_of_its_own() -> None:
    assert panels.check_name("  Panel   one ", ["Panel two"]) == "Panel one"
    for name, taken in (("  ", []), ("panel ONE", ["Panel one"]), ("x" * 201, [])):
        with pytest.raises(Refused) as refused:
            panels.check_name(name, taken)
        assert refused.value.field == "name"


def test_a_panel_that_has_begun_is_not_removed() -> None:
    panels.check_removal(was_said=False)
    with pytest.raises(WrongState):
        panels.check_removal(was_said=True)


@pytest.mark.parametrize("number", [0, 6])
def test_one_to_five_readers_are_few_enough_to_read_and_enough_to_agree(number: int) -> None:
    panels.check_readers(1)
    panels.check_readers(5)
    with pytest.raises(Refused):
        panels.check_readers(number)


@given(*[st.sets(st.integers(1, 6))] * 3)
def test_a_page_changes_only_what_was_changed_on_it(
    there: set[int], said: set[int], shown: set[int]
) -> None:
    now = merged(there, said, shown)
    assert merged(there, said, there) == merged(there, said, None) == said
    assert merged(there, shown, shown) == there
    assert set(now ^ there) <= said ^ shown
    assert said - shown <= now
    assert not now & (shown - said)
