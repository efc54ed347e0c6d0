"""The officer's forms about panels: what was typed is kept, and faults stand where they belong."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from werkzeug.datastructures import MultiDict

from forms.base import choices
from forms.panel import PanelForm, ShareOutForm, session_form, whole
from s11.domain.agendas import Planned
from s11.domain.sampling import Base, Sample

RETURNS = [{"agency": "health", "place": "1"}, {"agency": "police", "place": ""}]


def typed(**other: str) -> MultiDict[str, str]:
    said = {
        "title": "First session",
        "held_on-day": "3",
        "held_on-month": "12",
        "held_on-year": "2026",
        "held_time": "10:00",
        "place": "Town hall",
        "returns-0-agency": "health",
        "returns-0-place": "2",
        "returns-0-minutes": "20",
        "returns-1-agency": "police",
        "returns-1-place": "",
        "returns-1-minutes": "20",
        "others-0-item": "",
        "others-0-title": "Welcome",
        "others-0-place": "1",
        "others-0-minutes": "5",
        "others-1-item": "",
        "others-1-title": "",
        "others-1-place": "",
        "others-1-minutes": "10",
    }
    return MultiDict(said | {name.replace("__", "-"): value for name, value in other.items()})


@pytest.mark.parametrize(
    ("text", "number"),
    [("1", 1), (" 20 ", 20), ("0", None), ("21", None), ("-1", None), ("", None), (None, None)],
)
def test_a_whole_number_in_a_range_is_read(text: str | None, number: int | None) -> None:
    assert whole(text, 1, 20) == number


@pytest.mark.parametrize("text", ["1.5", "two", "²", "٣", "1e3", "9" * 30])
def test_what_is_no_plain_number_is_not_read(text: str) -> None:
    assert whole(text, 1, 10**9) is None


def test_the_agenda_is_in_the_order_of_its_places_and_the_time_is_london_s() -> None:
    form = session_form(typed(), RETURNS, ())
    assert form.validate(), form.faults()
    meeting = form.meeting()
    assert meeting.held_at == datetime(2026, 12, 3, 10, 0, tzinfo=UTC)
    assert meeting.agenda == (Planned(5, title="Welcome"), Planned(20, "health"))


def test_of_two_with_the_same_number_one_s_own_item_comes_first() -> None:
    form = session_form(typed(returns__0__place="1"), RETURNS, ())
    assert form.validate()
    assert [one.title or one.agency for one in form.meeting().agenda] == ["Welcome", "health"]


def test_an_item_that_is_there_already_keeps_its_number() -> None:
    form = session_form(typed(others__0__item="41"), RETURNS, ())
    assert form.validate()
    assert form.meeting().agenda[0] == Planned(5, title="Welcome", item_id=41)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("returns__0__place", "first", "Write the number as a whole number from 1 to 999"),
        ("returns__0__minutes", "0", "Write the minutes as a whole number from 1 to 480"),
        ("returns__0__minutes", "481", "Write the minutes as a whole number from 1 to 480"),
        ("others__0__title", "", "Say what this item is about."),
        ("others__0__place", "", "Give this item a number, so that"),
    ],
)
def test_a_line_that_cannot_stand_says_so_at_its_field(
    name: str, value: str, sentence: str
) -> None:
    form = session_form(typed(**{name: value}), RETURNS, ())
    assert not form.validate()
    [(said, anchor)] = form.faults()
    assert sentence in said
    if value:
        assert anchor == name.replace("__", "-")


def test_a_return_without_a_place_may_have_any_minutes() -> None:
    assert session_form(typed(returns__1__minutes="ages"), RETURNS, ()).validate()


def test_an_item_that_was_on_the_agenda_leaves_it_when_its_place_is_emptied() -> None:
    said = typed(others__0__item="41", others__0__place="")
    form = session_form(said, RETURNS, ())
    assert form.validate()
    assert [one.agency for one in form.meeting().agenda] == ["health"]


def test_an_empty_page_starts_with_blank_lines_for_more_items() -> None:
    form = session_form(None, RETURNS, [{"item": "9", "title": "Welcome", "place": "1"}])
    assert [entry.form.title.data for entry in form.others] == ["Welcome", "", ""]
    assert [entry.form.minutes.data for entry in form.returns] == ["20", "20"]


def sharing(**said: str) -> ShareOutForm:
    usual = {"base": "returned", "sample": "all", "every": "", "count": "", "readers": "2"}
    form = ShareOutForm(MultiDict({**usual, **said}))
    form.chosen.choices = choices([("health", "Health"), ("police", "Police")])
    return form


def test_sharing_out_reads_what_to_draw_from_and_how() -> None:
    form = sharing(base="chosen", chosen="police", sample="random", count="3", readers="4")
    assert form.validate(), form.faults()
    drawing = form.drawing(7)
    assert (drawing.base, drawing.sample) == (Base.CHOSEN, Sample.RANDOM)
    assert (drawing.chosen, drawing.count, drawing.seed) == (frozenset({"police"}), 3, 7)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"base": "chosen"}, "chosen"),
        ({"base": "nothing"}, "base"),
        ({"chosen": "nobody", "base": "chosen"}, "chosen"),
        ({"sample": "nth", "every": "1"}, "every"),
        ({"sample": "random", "count": "few"}, "count"),
        ({"readers": "6"}, "readers"),
    ],
)
def test_what_cannot_be_shared_out_is_said_at_its_field(said: dict[str, str], field: str) -> None:
    form = sharing(**said)
    assert not form.validate()
    assert set(form.errors) == {field}


def test_a_number_that_is_not_asked_for_is_not_looked_at() -> None:
    assert sharing(every="rubbish", count="rubbish").validate()


def test_only_people_who_are_offered_can_be_ticked() -> None:
    form = PanelForm(MultiDict([("name", "Panel A"), ("people", "3"), ("people", "4")]))
    form.people.choices = choices([("3", "Una"), ("4", "Wren")])
    assert form.validate()
    assert form.people.numbers == {3, 4}
    form.people.choices = choices([("3", "Una")])
    assert not form.validate()
