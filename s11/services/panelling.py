"""Panelling: making panels, who sits on them, and what their cycle's agencies are shown."""

from __future__ import annotations

from collections.abc import Collection

from s11.domain import panels as rules
from s11.domain.errors import NotFound, Refused
from s11.domain.panels import Sharing
from s11.domain.permissions import Role
from s11.services import people as accounts
from s11.services.cycles import locked
from s11.services.people import Added
from s11.services.recording import By, record
from s11.store import agendas, seats
from s11.store import panels as store
from s11.store.cycles import CycleInHand
from s11.store.database import db
from s11.store.models import Panel, PanelSeat
from s11.store.panels import PanelInHand
from s11.store.seats import Sitting


def make(cycle: CycleInHand, name: str, people: Collection[int], by: By) -> int:
    """Make a panel of the cycle with these people on it; its number. Raises Refused."""
    locked(cycle)
    tidy = rules.check_name(name, [one.name for one in store.panels_of(cycle)])
    joining = _free(cycle, people)
    row = Panel(cycle_id=cycle.id, name=tidy, created_at=by.at)
    store.add(row)
    _seat(row.id, joining)
    _record(cycle, by, "panel made", panel=tidy, members=", ".join(joining.values()))
    db.session.commit()
    return row.id


def change(
    panel: PanelInHand,
    name: str,
    people: Collection[int],
    by: By,
    shown: Collection[int] | None = None,
) -> tuple[str, ...]:
    """Give the panel this name and these members; the agencies whose return nobody reads now.

    `shown` are those whom the page had as members: who came or went since stays so. Whoever leaves
    gives back what the panel gave them to read; what they said of it stays, under their name.
    Raises Refused, NotFound.
    """
    row = held(panel)
    others = [one.name for one in store.panels_of(panel.cycle) if one.id != panel.id]
    tidy = rules.check_name(name, others)
    there = {one.member.person_id: one.member.name for one in _there(panel)}
    people = rules.merged(there, people, shown)
    joining = _free(panel.cycle, people - set(there))
    leaving = {person: its_name for person, its_name in there.items() if person not in people}
    without_readers = _left_without(panel, leaving)
    store.unseat(panel.id, leaving)
    _seat(panel.id, joining)
    if row.name != tidy:
        _record(panel.cycle, by, "panel renamed", panel=[row.name, tidy])
        row.name = tidy
    for kind, some in (("seated", joining), ("unseated", leaving)):
        _record_members(panel.cycle, by, kind, tidy, some.values())
    db.session.commit()
    return without_readers


def _record_members(
    cycle: CycleInHand, by: By, kind: str, panel: str, names: Collection[str]
) -> None:
    if names:
        _record(cycle, by, f"panel members {kind}", panel=panel, members=", ".join(names))


def remove(panel: PanelInHand, by: By) -> None:
    """Remove a panel that has said nothing yet, its planned sessions with it.

    Raises WrongState, NotFound.
    """
    row = held(panel)
    sessions = agendas.sessions_of(panel.cycle.id).get(panel.id, [])
    rules.check_removal(
        was_said=store.has_begun(panel.id)
        or any(one.has_begun or not one.is_planned for one in sessions)
    )
    agendas.cancel([one.id for one in sessions])
    store.remove(row)
    _record(panel.cycle, by, "panel removed", panel=panel.name)
    db.session.commit()


def invite(panel: PanelInHand, name: str, email: str, by: By) -> Added:
    """Seat someone by e-mail address: a panel member of the board from now on, if they were not.

    Whoever has no account gets one, and an invitation. Raises Refused, NotFound.
    """
    held(panel)
    board, address = panel.cycle.board, email.strip().lower()
    if here := next((one for one in _there(panel) if one.email == address), None):
        raise Refused(f"{here.member.name} sits on this panel already.", "email")
    known = next((one for one in seats.who_may_sit(board.id) if one.email == address), None)
    if known is None:
        added = accounts.bring_in(board, name, email, Role.PANEL_MEMBER, "", by, invite=True)
    else:
        added = Added(known.member.person_id, known.member.name, was_known=True, invited=False)
    _seat(panel.id, {added.person_id: added.name})
    _record(panel.cycle, by, "panel members seated", panel=panel.name, members=added.name)
    db.session.commit()
    return added


def set_sharing(cycle: CycleInHand, sharing: Sharing, *, names_peers: bool, by: By) -> None:
    """Decide what agencies see of the panel's ratings, and whether panels see who the peers are."""
    row = locked(cycle)
    if (row.sharing, row.names_peers) == (sharing, names_peers):
        return
    row.sharing, row.names_peers = sharing, names_peers
    peers = "yes" if names_peers else "no"
    _record(cycle, by, "sharing of ratings decided", shared=sharing.value, names_peers=peers)
    db.session.commit()


def held(panel: PanelInHand) -> Panel:
    """The panel's row, locked until the transaction ends; raises NotFound.

    Its cycle's row is held first: two panels of one cycle never change at once.
    """
    locked(panel.cycle)
    row = store.panel_for_update(panel.id)
    if row is None:
        raise NotFound
    return row


def _there(panel: PanelInHand) -> list[Sitting]:
    return seats.sitting(panel.cycle).get(panel.id, [])


def _free(cycle: CycleInHand, people: Collection[int]) -> dict[int, str]:
    """These people's names; refuses whoever is no panel member of the board."""
    free = {one.member.person_id: one.member.name for one in seats.who_may_sit(cycle.board.id)}
    if not set(people) <= set(free):
        raise Refused("Choose people who are panel members of this board.", "people")
    return {person: name for person, name in free.items() if person in people}


def _seat(panel_id: int, people: Collection[int]) -> None:
    for person_id in people:
        store.add(PanelSeat(panel_id=panel_id, person_id=person_id))


def _left_without(panel: PanelInHand, leaving: Collection[int]) -> tuple[str, ...]:
    """The agencies whose return only people who leave the panel were to read."""
    readers: dict[int, set[int]] = {}
    for one in store.given_in(panel.cycle.id):
        if one.panel_id == panel.id:
            readers.setdefault(one.assignment.submission_id, set()).add(one.assignment.person_id)
    alone = {number for number, people in readers.items() if people <= set(leaving)}
    returns = store.reviewables(panel.cycle.id) if alone else []
    return tuple(one.agency_name for one in returns if one.submission_id in alone)


def _record(cycle: CycleInHand, by: By, kind: str, **detail: object) -> None:
    record(by, kind, cycle.path, board=cycle.board.slug, **detail)
