"""What a reader asks a heat map to show, read from the address and written into it again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from s11.domain.heat import ALL, MOVED, NAME, TYPE, Choice, Showing
from s11.domain.standards import Edition


def read_choice(
    args: Mapping[str, str], sorts: Collection[str], usual: Showing, offered: Sequence[Showing]
) -> Choice:
    """What the query string asks to see; what cannot be read or is not offered is not said."""
    asked = args.get("show", "")
    sort = args.get("sort", "")
    return Choice(
        showing=Showing(asked) if asked in offered else usual,
        agency_type=args.get("type", ""),
        sort=sort if sort in sorts else NAME,
        descending=args.get("order") == "desc",
    )


def sorts_of(edition: Edition) -> tuple[str, ...]:
    """What the heat map's rows may be sorted by."""
    return (NAME, TYPE, MOVED, ALL, *(part.key for part in edition.standards))


def query_of(choice: Choice, **other: object) -> dict[str, Any]:
    """The choice as a query string's parts; `other` replaces parts."""
    said: dict[str, object] = {
        "show": choice.showing,
        "type": choice.agency_type,
        "sort": choice.sort,
        "order": "desc" if choice.descending else "",
    }
    said |= other
    return {name: str(value) for name, value in said.items() if value and value != NAME}


def sort_query(choice: Choice, sort: str) -> dict[str, Any]:
    """The query of a head that sorts: names from A first, figures from the highest; then back."""
    starts_high = sort not in {NAME, TYPE}
    descending = not choice.descending if sort == choice.sort else starts_high
    return query_of(choice, sort=sort, order="desc" if descending else "")


def way(choice: Choice, *sorts: str) -> str:
    """The aria-sort of a head that sorts by these; "" where it does not."""
    if choice.sort not in sorts:
        return ""
    return "descending" if choice.descending else "ascending"
