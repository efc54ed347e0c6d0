"""Agencies by standards, on one page: the heat map, and the same as a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from s11.domain import heat, heat_words
from s11.domain.compare_words import NOTHING, points, standing
from s11.domain.comparing_rules import Onlooker
from s11.domain.figures import tenths_words
from s11.domain.heat import KIND_SHOWN, Choice, Showing
from s11.domain.heat_words import Cell, Telling
from s11.domain.matrix import OVERALL, MatrixRow, Mean
from s11.domain.permissions import Action
from s11.domain.report_words import band_ranges
from s11.domain.standards import Edition
from s11.services.editions import frozen
from s11.store import comparing, onlookers
from s11.web import identity
from s11.web.access import allows
from s11.web.comparing.blueprint import Compared, bp, load_compared
from s11.web.comparing.choosing import query_of, read_choice, sort_query, sorts_of, way
from s11.web.officer.exporting import csv_file
from s11.web.officer.loading import can

SHOWN_WORDS = {
    Showing.SELF: "Self",
    Showing.PANEL: "Panel",
    Showing.AGREED: "Agreed",
    Showing.MOVEMENT: "Since last cycle",
    Showing.GAP: "Self against panel",
}


@dataclass(frozen=True)
class Looked:
    """A cycle as one person compares it: the agencies that they see, and what they ask to see."""

    found: Compared
    edition: Edition
    onlooker: Onlooker
    everyone: tuple[MatrixRow, ...]

    @cached_property
    def rows(self) -> tuple[MatrixRow, ...]:
        """The agencies that are shown to this person, by name."""
        return self.onlooker.rows(self.everyone)

    @property
    def hidden(self) -> int:
        """How many agencies are left out because the person is tied to them."""
        return len(self.everyone) - len(self.rows)

    @cached_property
    def offered(self) -> tuple[Showing, ...]:
        """The ways to look that have something to show."""
        has_previous = self.found.cycle.previous_slug is not None
        return heat.on_offer(self.rows, has_previous=has_previous)

    @cached_property
    def choice(self) -> Choice:
        """What the address asks to see."""
        usual = heat.usual(self.rows)
        return read_choice(request.args, sorts_of(self.edition), usual, self.offered)

    @cached_property
    def shown(self) -> tuple[MatrixRow, ...]:
        """The rows that are asked for, in their order."""
        return heat.chosen(self.rows, self.choice, self.edition.agency_types)

    @property
    def before(self) -> str:
        """The title of the cycle before; "" for a first cycle."""
        return self.found.cycle.previous_title or ""

    def telling(self) -> Telling:
        """What the cells are told from."""
        return Telling(self.edition, self.choice.showing, self.before)

    def type_of(self, row: MatrixRow) -> str:
        """An agency's type in words."""
        return self.edition.agency_types.get(row.agency_type, row.agency_type)

    def types(self) -> list[tuple[str, str]]:
        """(key, words) of every type that an agency of the cycle has, by its words."""
        found = {(row.agency_type, self.type_of(row)) for row in self.rows}
        return sorted(found, key=lambda pair: pair[1].casefold())


def look(found: Compared) -> Looked:
    """The cycle, as the person who asks compares it; a fixed number of statements."""
    cycle = found.cycle
    return Looked(
        found,
        frozen(cycle.edition_sha256 or ""),
        onlookers.onlooker(identity.actor(), cycle, found.subject.seated),
        comparing.matrix(cycle.id),
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the page. `base` is the address of its review or report, `by_standard` between it
    and a standard's key; both "" where the person may open neither."""

    row: MatrixRow
    type_words: str
    about: str
    history: str
    base: str
    by_standard: str
    cells: tuple[Cell, ...]


@bp.get("")
@allows(Action.COMPARE_AGENCIES, load_compared)
def matrix(found: Compared) -> ResponseReturnValue:
    """The heat map."""
    looked = look(found)
    choice, edition, cycle = looked.choice, looked.edition, found.cycle
    keys = [part.key for part in edition.standards]
    finding = heat_words.finding(edition, looked.shown, choice.showing)
    return render_template(
        "compare/heat.html",
        h1=finding,
        looked=looked,
        cycle=cycle,
        choice=choice,
        sentence=heat_words.sentence(
            edition, looked.shown, choice.showing, cycle.title, looked.before
        ),
        segments=segments(looked, "comparing.matrix"),
        heads=_heads(looked),
        lines=list(lines(looked, (*keys, OVERALL))),
        keys=keys,
        means=[_mean(looked, key) for key in (*keys, OVERALL)],
        bands=band_key(edition),
        is_scores=choice.showing in KIND_SHOWN,
        sheet_url=url_for("comparing.sheet", **cycle.address, **query_of(choice)),
        back=way_back(looked),
    )


def way_back(looked: Looked) -> tuple[str, str]:
    """Where the reader came from: the cycle, or a panel member's reviews."""
    cycle = looked.found.cycle
    if can(Action.SEE_RETURNS, cycle.subject):
        return url_for("officer.cycle", **cycle.address), cycle.title
    return url_for("panel.reviews"), "Your reviews"


def segments(looked: Looked, endpoint: str, **place: Any) -> list[tuple[str, str, bool]]:
    """The ways to look, as (words, address, whether this is it)."""
    choice, address = looked.choice, looked.found.cycle.address
    return [
        (
            SHOWN_WORDS[one],
            url_for(endpoint, **address, **place, **query_of(choice, show=one)),
            one is choice.showing,
        )
        for one in looked.offered
    ]


def _heads(looked: Looked) -> dict[str, tuple[str, str]]:
    """(address, aria-sort) of each head that sorts, by what it sorts by."""
    address, choice = looked.found.cycle.address, looked.choice
    return {
        sort: (
            url_for("comparing.matrix", **address, **sort_query(choice, sort)),
            way(choice, sort),
        )
        for sort in sorts_of(looked.edition)
    }


def lines(looked: Looked, keys: tuple[str, ...]) -> Iterator[Line]:
    """The rows that are shown, with their cells."""
    telling = looked.telling()
    for row in looked.shown:
        base, between, history = places(looked, row)
        type_words = looked.type_of(row)
        yield Line(
            row=row,
            type_words=type_words,
            about=" · ".join(filter(None, (type_words, standing(row) if row.is_returned else ""))),
            history=history,
            base=base,
            by_standard=between,
            cells=tuple(telling.cell(row, key) for key in keys),
        )


def places(looked: Looked, row: MatrixRow) -> tuple[str, str, str]:
    """Where a row leads: its review or its report, what stands before a standard, its history.

    Addresses are built once for a row, not for each of its cells.
    """
    address = {**looked.found.cycle.address, "agency": row.slug}
    review = report = history = ""
    if looked.onlooker.reads_review(row):
        review = url_for("panel.review", **address)
        history = url_for("panel.history", **address)
    if looked.onlooker.reads_report(row):
        report = url_for("agency.report", **address)
        history = url_for("agency.history", **address)
    return (review, "/standards/", history) if review else (report, "#standard-", history)


def _mean(looked: Looked, key: str) -> tuple[str, Mean]:
    """The mean of a column in words, and as it is."""
    found = heat.mean_figure(looked.shown, key, looked.choice.showing)
    if found.mean is None:
        return NOTHING, found
    is_score = looked.choice.showing in KIND_SHOWN
    words = heat_words.whole(found.mean) if is_score else points(heat_words.in_short(found.mean))
    return words, found


def band_key(edition: Edition) -> list[tuple[str, str, str]]:
    """(tint, words, scores) of each band, best first: what the colours mean."""
    tints = heat.tints(edition.bands)
    ranges = band_ranges((band.minimum, band.label) for band in edition.bands)
    return [(tints[label], label, covers) for label, covers in ranges]


@bp.get("/agencies.csv")
@allows(Action.COMPARE_AGENCIES, load_compared)
def sheet(found: Compared) -> ResponseReturnValue:
    """What the heat map shows, in its order, as a spreadsheet."""
    looked = look(found)
    showing, edition = looked.choice.showing, looked.edition
    keys = [*(part.key for part in edition.standards), OVERALL]
    names = [key or "All" for key in keys]
    heads = ["Agency", "Type", "Returned", "Brought in from", *names]
    kind = KIND_SHOWN.get(showing)
    heads += [f"{name}, band" for name in names] if kind else []
    rows = [
        [
            row.name,
            looked.type_of(row),
            "yes" if row.is_returned else "no",
            row.source,
            *(_plain(heat.figure(row, key, showing), is_score=bool(kind)) for key in keys),
            *(heat.band_of(edition.bands, row, key, kind) for key in keys if kind),
        ]
        for row in looked.shown
    ]
    return csv_file(f"{found.cycle.slug}-{showing}.csv", heads, rows)


def _plain(figure: float | None, *, is_score: bool) -> str:
    if figure is None:
        return ""
    return tenths_words(figure) if is_score else f"{figure:.1f}".removesuffix(".0")
