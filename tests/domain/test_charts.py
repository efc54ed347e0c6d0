"""Lines over time: every point in its box, in order, broken at gaps, and no word on another."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from s11.domain.charts import USUAL, Anchor, Drawing, LineChart, Series, along, apart, drawn

START = date(2020, 1, 1)
VALUES = st.one_of(st.none(), st.floats(0, 100))


@st.composite
def charts(draw: st.DrawFn, most_series: int = 3) -> LineChart:
    """Up to ten dates, some of them on one day, and lines with gaps."""
    days = draw(st.lists(st.integers(0, 3000), min_size=1, max_size=10))
    dates = tuple(START + timedelta(days=day) for day in sorted(days))
    series = tuple(
        Series(f"Line {number}", tuple(draw(VALUES) for _ in dates))
        for number in range(draw(st.integers(1, most_series)))
    )
    words = draw(st.sampled_from(["%b %Y", "%Y", "Section 11 audit %Y, second half"]))
    labels = tuple(f"{one:{words}}" for one in dates)
    return LineChart("It rose", "From 1 to 2.", labels, dates, series)


def flat(*values: float | None) -> Drawing:
    dates = tuple(START + timedelta(days=365 * number) for number in range(len(values)))
    labels = tuple(str(one.year) for one in dates)
    return drawn(LineChart("t", "s", labels, dates, (Series("One", values),)))


@given(charts())
def test_every_point_lies_in_the_plot_and_in_the_order_of_its_date(chart: LineChart) -> None:
    left, top, right, bottom = USUAL.plot
    for line, series in zip(drawn(chart).lines, chart.series, strict=True):
        assert [dot.at for dot in line.dots] == [
            at for at, value in enumerate(series.values) if value is not None
        ]
        assert all(left <= dot.x <= right and top <= dot.y <= bottom for dot in line.dots)
        xs = [dot.x for dot in line.dots]
        assert xs == sorted(set(xs))


@given(charts())
def test_a_higher_value_never_stands_lower(chart: LineChart) -> None:
    dots = [dot for line in drawn(chart).lines for dot in line.dots]
    by_value = sorted(dots, key=lambda dot: dot.value)
    assert [dot.y for dot in by_value] == sorted((dot.y for dot in dots), reverse=True)


@given(charts())
def test_strokes_join_neighbours_only(chart: LineChart) -> None:
    for line, series in zip(drawn(chart).lines, chart.series, strict=True):
        joined = {
            (one.at, other.at)
            for stroke in line.strokes
            for one, other in itertools.pairwise(stroke)
        }
        rated = [value is not None for value in series.values]
        assert joined == {
            (at, at + 1) for at in range(len(rated) - 1) if rated[at] and rated[at + 1]
        }


@given(charts())
def test_words_beneath_stand_clear_of_one_another_and_in_the_box(chart: LineChart) -> None:
    spans = [words.span(USUAL.font) for words in drawn(chart).labels]
    assert spans
    for (_, end), (start, _) in itertools.pairwise(spans):
        assert end < start
    if max(len(label) for label in chart.labels) < 20:
        assert all(start >= -1 and end <= USUAL.width + 1 for start, end in spans)


@given(charts(most_series=1))
def test_figures_over_a_line_stand_clear_and_the_last_is_among_them(chart: LineChart) -> None:
    (line,) = drawn(chart).lines
    spans = [words.span(USUAL.font) for words in line.values]
    for (_, end), (start, _) in itertools.pairwise(spans):
        assert end < start
    if line.dots:
        assert line.values[-1].x == line.dots[-1].x


@given(charts())
def test_the_names_of_several_lines_stand_a_line_s_height_apart(chart: LineChart) -> None:
    names = sorted(line.name.y for line in drawn(chart).lines if line.name)
    for above, below in itertools.pairwise(names):
        assert below - above >= USUAL.font


@given(st.lists(st.floats(0, 300), max_size=12).map(sorted), st.floats(1, 40))
def test_places_moved_apart_keep_their_order_and_stay_inside(
    places: list[float], gap: float
) -> None:
    found = apart(places, gap, 0, 300)
    assert len(found) == len(places)
    assert all(-1e-6 <= place <= 300 + 1e-6 for place in found)
    room = min(gap, 300 / max(1, len(places) - 1))
    for one, other in itertools.pairwise(found):
        assert other - one >= room - 1e-6


def test_places_with_room_are_left_where_they_are() -> None:
    assert apart([10, 40, 90], 12, 0, 100) == (10, 40, 90)


def test_dates_stand_as_they_lie_in_time() -> None:
    half, two_years = START + timedelta(days=182), START + timedelta(days=912)
    first, second, last = along((START, half, two_years), USUAL)
    assert round((second - first) / (last - first), 3) == round(182 / 912, 3)


def test_a_single_date_stands_in_the_middle() -> None:
    left, _, right, _ = USUAL.plot
    assert along((START,), USUAL) == ((left + right) / 2,)
    assert along((), USUAL) == ()


def test_a_year_without_a_value_breaks_the_line_and_is_marked() -> None:
    found = flat(50, None, 75, 100)
    (line,) = found.lines
    assert [[dot.at for dot in stroke] for stroke in line.strokes] == [[2, 3]]
    assert found.gaps == (along(found.chart.dates, USUAL)[1],)


def test_the_ends_of_the_scale_are_the_ends_of_the_plot() -> None:
    _, top, _, bottom = USUAL.plot
    (line,) = flat(0, 100).lines
    assert [dot.y for dot in line.dots] == [bottom, top]


def test_figures_have_a_decimal_where_there_is_one_as_in_the_table_beneath() -> None:
    (line,) = flat(84.96, 85.04, 84.9).lines
    assert [words.text for words in line.values] == ["84.9", "85", "84.9"]


def test_the_names_of_two_lines_stand_at_their_right_end() -> None:
    dates = (START, START + timedelta(days=365))
    series = (Series("Self", (50, 60)), Series("Agreed", (50, 59)))
    one, other = drawn(LineChart("t", "s", ("a", "b"), dates, series)).lines
    assert one.name
    assert other.name
    assert (one.name.anchor, one.name.text) == (Anchor.START, "Self")
    assert one.name.y < other.name.y
    assert one.values == ()
