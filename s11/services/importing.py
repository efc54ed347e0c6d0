"""Importing agencies from a spreadsheet: a plan to look at first, then all of it or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from s11.domain.errors import Refused, WrongState
from s11.domain.register import Change, Fault, Line, Plan, plan, read_rows
from s11.services import accounts, agencies
from s11.services.recording import By, record
from s11.store import agencies as store
from s11.store import people
from s11.store.agencies import Member
from s11.store.database import db
from s11.store.models import Agency, Person
from s11.store.people import BoardLook

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Preview:
    """What importing a file would do, or what is wrong with it; never both."""

    plan: Plan
    faults: tuple[Fault, ...]

    @property
    def fingerprint(self) -> str:
        """What tells this plan from another one, so that what was seen is what is done."""
        return hashlib.sha256(repr(self.plan).encode()).hexdigest()


def preview(board: BoardLook, rows: Rows, types: Mapping[str, str]) -> Preview:
    """Read the rows and compare them with the register; nothing is changed."""
    reading = read_rows(rows, types)
    if reading.faults:
        return Preview(Plan(()), reading.faults)
    known = [member.known for member in store.register(board)]
    return Preview(plan(reading.entries, known, types), ())


def carry_out(
    board: BoardLook,
    rows: Rows,
    types: Mapping[str, str],
    by: By,
    *,
    invite: bool,
    seen: str | None = None,
) -> Plan:
    """Import the rows in one commit; with `seen`, only if the plan is still the one that was seen.

    Raises Refused where the file has faults, WrongState where the register changed meanwhile.
    """
    store.lock_register(board.id)
    found = preview(board, rows, types)
    if found.faults:
        raise Refused("The file has faults: nothing was imported.", "file")
    if seen is not None and seen != found.fingerprint:
        raise WrongState("The register was changed meanwhile. Look at the plan again.")
    work = _Import(board, by, found.plan, invite)
    for line in found.plan.lines:
        work.carry_out(line)
    counts: dict[str, object] = {change.value: found.plan.count(change) for change in Change}
    record(by, "agencies imported", board.slug, board=board.slug, **counts)
    db.session.commit()
    return found.plan


class _Import:
    """One import under way: what is known of agencies and people, read once."""

    def __init__(self, board: BoardLook, by: By, plan: Plan, invite: bool) -> None:
        self.board, self.by, self.invite = board, by, invite
        self.members = {member.slug: member for member in store.register(board)}
        self.slugs = set(store.slugs_like())
        addresses = {contact.email for line in plan.lines for _, contact in line.roles}
        self.people = people.people_by_email(addresses)
        self.invited: set[str] = set()

    def carry_out(self, line: Line) -> None:
        """Add or change one agency and give the roles that its row asks for."""
        if line.change is Change.UNCHANGED:
            return
        agency = self._changed(self.members[line.slug], line) if line.slug else self._added(line)
        for role, contact in line.roles:
            person = self._person(contact.email, contact.name)
            accounts.give_role(person, role, self.by, board=self.board, agency=agency)
            self._invite(person)

    def _added(self, line: Line) -> Agency:
        entry = line.entry
        made = agencies.add_one(self.board, entry.name, entry.agency_type, self.slugs, self.by)
        self.slugs.add(made.agency.slug)
        return made.agency

    def _changed(self, member: Member, line: Line) -> Agency:
        membership, agency = agencies.locked(member)
        if membership.left_at:
            agencies.rejoin_one(member, membership, agency, self.by)
        if membership.agency_type != line.entry.agency_type:
            types = [membership.agency_type, line.entry.agency_type]
            membership.agency_type = line.entry.agency_type
            record(self.by, "agency changed", member.path, board=self.board.slug, type=types)
        return agency

    def _person(self, email: str, name: str) -> Person:
        if email not in self.people:
            self.people[email] = accounts.add_person(email, name, self.by)
        return self.people[email]

    def _invite(self, person: Person) -> None:
        is_new = person.password_hash is None and person.disabled_at is None
        if self.invite and is_new and person.email not in self.invited:
            self.invited.add(person.email)
            accounts.invite(person, self.by, self.board)
