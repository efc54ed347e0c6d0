"""Challenge panels: who may review what, and how returns are shared out among members."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from s11.domain.cycles import listed
from s11.domain.errors import Refused, WrongState
from s11.domain.register import LONGEST_NAME, same_name


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

    `acts_for` and `interests` hold the same agencies' names, for people to read. Acting for an
    agency in another board ties too: it is one organisation.
    """

    person_id: int
    name: str
    agencies: frozenset[int] = frozenset()
    acts_for: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()

    @property
    def is_lay(self) -> bool:
        """Whether the member acts for no agency."""
        return not self.acts_for

    @property
    def place(self) -> str:
        """Where the member comes from, "Marlbridge Housing" or "Acts for no agency".

        That is said of lay members, councillors and scrutineers alike.
        """
        where = listed(self.acts_for) if self.acts_for else "Acts for no agency"
        return f"{where}, with an interest in {listed(self.interests)}" if self.interests else where

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


MOST_READERS = 5


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


def merged(
    there: Collection[int], said: Collection[int], shown: Collection[int] | None
) -> frozenset[int]:
    """Who is to be there after a page that `shown` was ticked on said who.

    Only what the page changed is changed, so that two officers at once undo nothing; None takes
    what was said as it is.
    """
    if shown is None:
        return frozenset(said)
    return frozenset(there) - (set(shown) - set(said)) | (set(said) - set(shown))


def why_not(member: Member, agency_name: str) -> str:
    """The sentence that the officer reads where a member cannot be given a return."""
    if agency_name in member.acts_for:
        return f"{member.name} acts for {agency_name}, and nobody reviews their own agency."
    return f"{member.name} has declared an interest in {agency_name}, so somebody else reads it."


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


def check_name(name: str, taken: Collection[str]) -> str:
    """The panel's name with its spaces put right; refuses none, and one that is `taken`."""
    tidy = " ".join(name.split())
    if not tidy:
        raise Refused("Give the panel a name.", "name")
    if len(tidy) > LONGEST_NAME:
        raise Refused(f"The name has more than {LONGEST_NAME} letters.", "name")
    if same_name(tidy) in {same_name(one) for one in taken}:
        raise Refused("There is a panel with this name in this cycle already.", "name")
    return tidy


def check_removal(*, was_said: bool) -> None:
    """Refuse to remove a panel that has begun its work: what it said would lose its panel."""
    if was_said:
        raise WrongState("This panel has begun its work, so it stays part of the cycle.")


def check_readers(readers: int) -> None:
    """Refuse a number of readers that no panel could mean."""
    if not 1 <= readers <= MOST_READERS:
        raise Refused(f"Choose between 1 and {MOST_READERS} readers for a return.", "readers")
