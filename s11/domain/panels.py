"""Challenge panels: who may review what, and how returns are shared out among members."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class SessionStatus(StrEnum):
    """A panel's session is planned until it is finished; what was decided then stands."""

    PLANNED = "planned"
    FINISHED = "finished"


SESSION_WORDS = {SessionStatus.PLANNED: "Planned", SessionStatus.FINISHED: "Finished"}


class Sharing(StrEnum):
    """What the agencies of a cycle see of the panel's ratings, once its session is finished."""

    NOTHING = "nothing"
    AGREED = "agreed"
    BOTH = "both"


SHARING_WORDS = {
    Sharing.NOTHING: "No ratings: only the notes that are shared",
    Sharing.AGREED: "The agreed ratings and scores, with their reasons",
    Sharing.BOTH: "The agreed ratings, and what the panel proposed before it agreed",
}


@dataclass(frozen=True, slots=True)
class Member:
    """Someone with a seat on a panel. `agencies` (ids): those they act for or have an interest in.

    A lay member has none. `agency_names` holds the same agencies' names, for people to read.
    """

    person_id: int
    name: str
    agencies: frozenset[int] = frozenset()
    agency_names: tuple[str, ...] = ()

    @property
    def is_lay(self) -> bool:
        """Whether the member comes from no agency of the board."""
        return not self.agencies

    def may_review(self, agency_id: int) -> bool:
        """Whether nothing ties the member to this agency: nobody reviews their own."""
        return agency_id not in self.agencies


@dataclass(frozen=True, slots=True)
class Reviewable:
    """A return that a panel can be given: one that is expected in the cycle."""

    submission_id: int
    agency_id: int
    agency_slug: str
    agency_name: str
    agency_type: str
    is_returned: bool


@dataclass(frozen=True, slots=True)
class Assignment:
    """One return given to one member."""

    submission_id: int
    person_id: int


@dataclass(frozen=True, slots=True)
class SharedOut:
    """How returns were shared out; `short` names the returns with fewer readers than wanted."""

    assignments: tuple[Assignment, ...]
    short: tuple[Reviewable, ...] = ()


@dataclass(frozen=True, slots=True)
class Seats:
    """The members of one panel, by person."""

    members: Mapping[int, Member] = field(default_factory=dict)

    @property
    def agencies(self) -> frozenset[int]:
        """The agencies that some member is tied to."""
        return frozenset().union(*(member.agencies for member in self.members.values()))

    def who_may_review(self, agency_id: int) -> list[Member]:
        """The members whom nothing ties to this agency, by name."""
        free = [member for member in self.members.values() if member.may_review(agency_id)]
        return sorted(free, key=lambda member: (member.name.casefold(), member.person_id))


def why_not(member: Member, agency_name: str) -> str:
    """The sentence that the officer reads where a member cannot be given a return."""
    return (
        f"{member.name} acts for {agency_name} or has an interest in it, "
        "and nobody reviews their own agency."
    )


def share_out(
    returns: Collection[Reviewable],
    seats: Seats,
    readers: int,
    already: Collection[Assignment] = (),
) -> SharedOut:
    """Give each return `readers` members, evenly, and never to somebody who is tied to it.

    `already` stands and counts. Each return in turn, those with the fewest free members first, goes
    to whoever has least to read; names settle ties, so the same facts give the same shares.
    """
    load = dict.fromkeys(seats.members, 0)
    given: dict[int, set[int]] = {one.submission_id: set() for one in returns}
    for assignment in already:
        if assignment.person_id in load:
            load[assignment.person_id] += 1
        given.setdefault(assignment.submission_id, set()).add(assignment.person_id)
    made: list[Assignment] = []
    short: list[Reviewable] = []
    for one in sorted(returns, key=lambda r: _how_free(r, seats)):
        has = given[one.submission_id]
        free = [m for m in seats.who_may_review(one.agency_id) if m.person_id not in has]
        free.sort(key=lambda m: load[m.person_id])
        wanted = max(0, readers - len(has))
        for member in free[:wanted]:
            load[member.person_id] += 1
            made.append(Assignment(one.submission_id, member.person_id))
        if len(free) < wanted:
            short.append(one)
    return SharedOut(tuple(made), tuple(short))


def _how_free(one: Reviewable, seats: Seats) -> tuple[int, str, int]:
    free = len(seats.who_may_review(one.agency_id))
    return (free, one.agency_name.casefold(), one.submission_id)
