"""Assigning: which member of a panel reads which return, and never their own agency's."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from s11.domain import panels as rules
from s11.domain.errors import NotFound, Refused
from s11.domain.panels import Assignment, Reviewable, Seats, SharedOut
from s11.domain.sampling import Base, Drawing, draw
from s11.services import mailing
from s11.services.panelling import held
from s11.services.recording import By, record
from s11.store import panels as store
from s11.store import people as people_store
from s11.store import seats as seats_store
from s11.store.database import db
from s11.store.models import Person, Review
from s11.store.panels import Given, PanelInHand


@dataclass(frozen=True, slots=True)
class Shared:
    """What sharing out did: which returns were taken, and who was given what."""

    returns: tuple[Reviewable, ...]
    out: SharedOut


def assign(
    panel: PanelInHand,
    agency: str,
    people: Collection[int],
    by: By,
    shown: Collection[int] | None = None,
) -> None:
    """Let exactly these members of the panel read the agency's return; whoever is new is told.

    `shown` are those whom the page had as its readers: who was given it since, or not, stays so.
    Raises Refused for someone who is tied to the agency, sits elsewhere or reads it elsewhere.
    """
    held(panel)
    seats = seats_store.seats_of(panel)
    one = _return_of(panel, agency)
    has, elsewhere = _readers(panel, one)
    people = rules.merged(has, people, shown)
    _check(one, people - has, seats, elsewhere)
    gone = has - people
    store.take_back(panel.id, one.submission_id, gone)
    new = [Assignment(one.submission_id, person) for person in sorted(people - has)]
    if gone:
        names = people_store.names(gone)
        _record(panel, one, "return taken from panel members", sorted(names.values()), by)
    _give(panel, [one], new, seats, by)
    db.session.commit()


def _readers(panel: PanelInHand, one: Reviewable) -> tuple[set[int], set[int]]:
    """Who reads the return on this panel, and who on another."""
    everyone = [
        given
        for given in store.given_in(panel.cycle.id)
        if given.assignment.submission_id == one.submission_id
    ]
    has = {given.assignment.person_id for given in everyone if given.panel_id == panel.id}
    return has, {given.assignment.person_id for given in everyone if given.panel_id != panel.id}


def _check(
    one: Reviewable, people: Iterable[int], seats: Seats, elsewhere: Collection[int]
) -> None:
    """Refuse whoever may not be given this return."""
    for person_id in people:
        member = seats.members.get(person_id)
        if member is None:
            raise Refused("Choose people who sit on this panel.", "people")
        if not member.may_review(one.agency_id):
            raise Refused(rules.why_not(member, one.agency_name), "people")
        if person_id in elsewhere:
            sentence = f"{member.name} reads this return on another panel already."
            raise Refused(sentence, "people")


def _return_of(panel: PanelInHand, agency: str) -> Reviewable:
    found = next(
        (one for one in store.reviewables(panel.cycle.id) if one.agency_slug == agency), None
    )
    if found is None:
        raise NotFound
    return found


def share_out(panel: PanelInHand, how: Drawing, readers: int, by: By) -> Shared:
    """Draw returns and give each `readers` members of the panel, evenly; nobody loses any.

    Returns that another panel has are left to it, unless they were ticked. Raises Refused.
    """
    held(panel)
    rules.check_readers(readers)
    seats = seats_store.seats_of(panel)
    if not seats.members:
        raise Refused("Nobody sits on this panel yet. Seat its members first.", "readers")
    given = store.given_in(panel.cycle.id)
    taken = draw(_open_to(panel, given, how), how)
    out = rules.share_out(taken, seats, readers, _already(taken, seats, given))
    _record_drawing(panel, how, readers, taken, by)
    _give(panel, taken, out.assignments, seats, by)
    db.session.commit()
    return Shared(taken, out)


def _open_to(panel: PanelInHand, given: Iterable[Given], how: Drawing) -> list[Reviewable]:
    others = {one.assignment.submission_id for one in given if one.panel_id != panel.id}
    return [
        one
        for one in store.reviewables(panel.cycle.id)
        if how.base is Base.CHOSEN or one.submission_id not in others
    ]


def _already(taken: Iterable[Reviewable], seats: Seats, given: Iterable[Given]) -> list[Assignment]:
    """What members read already, here or on another panel; what a tie shuts to them counts not."""
    shut = {
        Assignment(one.submission_id, person)
        for one in taken
        for person, member in seats.members.items()
        if not member.may_review(one.agency_id)
    }
    held_now = [one.assignment for one in given if one.assignment.person_id in seats.members]
    return [one for one in held_now if one not in shut]


def _give(
    panel: PanelInHand,
    returns: Iterable[Reviewable],
    new: Collection[Assignment],
    seats: Seats,
    by: By,
) -> None:
    """Keep who reads what, record it by return, and tell each person once."""
    assert by.person_id is not None
    facts = {"panel_id": panel.id, "assigned_by": by.person_id, "assigned_at": by.at}
    store.give(
        [Review(submission_id=one.submission_id, person_id=one.person_id, **facts) for one in new]
    )
    for one in returns:
        readers = [
            seats.members[given.person_id].name
            for given in new
            if given.submission_id == one.submission_id
        ]
        if readers:
            _record(panel, one, "return given to panel members", readers, by)
    for to in seats_store.people_to_tell(panel.id) if new else ():
        if count := sum(one.person_id == to.id for one in new):
            _tell(panel, to, count, by)


def _tell(panel: PanelInHand, to: Person, count: int, by: By) -> None:
    mailing.write(
        f"review-assigned/{panel.id}/{by.at.isoformat()}/person/{to.id}",
        board=panel.cycle.board,
        to=to,
        subject=f"{'A return' if count == 1 else 'Returns'} to read: {panel.cycle.title}",
        template="review_assigned",
        by=by,
        panel=panel,
        count=count,
    )


def _record(panel: PanelInHand, one: Reviewable, kind: str, names: Iterable[str], by: By) -> None:
    facts = {"panel": panel.name, "members": ", ".join(names)}
    subject = f"{panel.cycle.path}/{one.agency_slug}"
    record(by, kind, subject, board=panel.cycle.board.slug, **facts)


def _record_drawing(
    panel: PanelInHand, how: Drawing, readers: int, taken: Collection[Reviewable], by: By
) -> None:
    facts: dict[str, object] = {"of": how.base.value, "sample": how.sample.value}
    facts |= {"seed": how.seed} if how.is_drawn else {}
    record(
        by,
        "returns shared out",
        panel.cycle.path,
        board=panel.cycle.board.slug,
        panel=panel.name,
        readers=readers,
        returns=len(taken),
        **facts,
    )
