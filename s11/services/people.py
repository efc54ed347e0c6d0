"""Looking after a board's people: adding, roles, invitations, disabling, ending sessions."""

from __future__ import annotations

from dataclasses import dataclass

from s11.domain.errors import NotFound, Refused, WrongState
from s11.domain.permissions import AGENCY_ROLES, BOARD_ROLES, Role
from s11.domain.register import LONGEST_NAME, readable_email
from s11.services import accounts
from s11.services.recording import By, record
from s11.store import accounts as sessions
from s11.store import people as store
from s11.store.database import db
from s11.store.models import Agency, Person
from s11.store.people import BoardLook, HeldHere, PersonOfBoard


@dataclass(frozen=True, slots=True)
class Added:
    """What became of adding someone: who, whether they were known, whether mail goes out."""

    person_id: int
    name: str
    was_known: bool
    invited: bool


def add(
    board: BoardLook, name: str, email: str, role: Role, agency: str, by: By, *, invite: bool
) -> Added:
    """Let someone hold a role, making the account if there is none; one commit."""
    added = bring_in(board, name, email, role, agency, by, invite=invite)
    db.session.commit()
    return added


def bring_in(
    board: BoardLook, name: str, email: str, role: Role, agency: str, by: By, *, invite: bool
) -> Added:
    """Let someone hold a role, making the account if there is none; no commit. Raises Refused.

    Someone who has an account keeps its name and password, and needs no invitation.
    """
    address = readable_email(email)
    if address is None:
        raise Refused("Write the e-mail address in full, such as name@example.org.", "email")
    person = store.person_by_email(address)
    was_known = person is not None
    if person is None:
        name = " ".join(name.split())
        if not name or len(name) > LONGEST_NAME:
            raise Refused("Enter the person's name.", "name")
        person = accounts.add_person(address, name, by)
    if not _give(board, person, role, agency, by):
        raise Refused(f"{person.name} holds this role already.", "role")
    invited = invite and person.password_hash is None and person.disabled_at is None
    if invited:
        accounts.invite(person, by, board)
    return Added(person.id, person.name, was_known, invited)


def give(found: PersonOfBoard, role: Role, agency: str, by: By) -> None:
    """Let someone of the board hold one more role. Raises Refused."""
    if not _give(found.board, _person(found), role, agency, by):
        raise Refused(f"{found.name} holds this role already.", "role")
    db.session.commit()


def _give(board: BoardLook, person: Person, role: Role, agency: str, by: By) -> bool:
    return accounts.give_role(person, role, by, board=board, agency=_agency(board, role, agency))


def _agency(board: BoardLook, role: Role, slug: str) -> Agency | None:
    """The agency that the role is for: one for an agency's role, none for the board's."""
    if role in BOARD_ROLES:
        return None
    if role not in AGENCY_ROLES:
        raise Refused("This role cannot be given here.", "role")
    agency = store.agency_by_slug(board.id, slug)
    if agency is None:
        raise Refused("Choose the agency that this role is for.", "agency")
    return agency


def take(found: PersonOfBoard, key: str, by: By) -> HeldHere:
    """Take a role away; its name comes as `HeldHere.key`. Raises NotFound, WrongState."""
    # The board's row is the lock: two officers cannot take each other's last role at once.
    store.lock_board(found.board.id)
    held = next((one for one in found.roles if one.key == key), None)
    if held is None:
        raise NotFound
    if held.role is Role.OFFICER and found.id == by.person_id:
        raise WrongState("You cannot take away your own officer role. Another officer can do it.")
    person = _person(found)
    agency = store.agency(held.agency_id) if held.agency_id else None
    if not accounts.take_role(person, held.role, by, board=found.board, agency=agency):
        raise NotFound
    if found.id != by.person_id:
        sessions.end_sessions(found.id, by.at)
    db.session.commit()
    return held


def invite_again(found: PersonOfBoard, by: By) -> None:
    """Send the invitation once more; the earlier link stops working."""
    if found.disabled_at:
        raise WrongState(f"{found.name}'s account is disabled. Enable it first.")
    if found.has_password:
        raise WrongState(
            f"{found.name} has used the invitation. A lost password is reset from “Sign in”."
        )
    accounts.invite(_person(found), by, found.board)
    db.session.commit()


def disable(found: PersonOfBoard, by: By) -> None:
    """Shut someone out of the whole platform at once."""
    if found.id == by.person_id:
        raise WrongState("You cannot disable your own account.")
    _must_be_ours(found, by)
    accounts.disable(_person(found), by)


def enable(found: PersonOfBoard, by: By) -> None:
    """Let someone sign in again."""
    _must_be_ours(found, by)
    accounts.enable(_person(found), by)


def end_sessions(found: PersonOfBoard, by: By) -> int:
    """Sign someone out everywhere; how many sessions ended."""
    ended = sessions.end_sessions(found.id, by.at)
    subject = f"person/{found.id}"
    record(by, "sessions ended", subject, board=found.board.slug, name=found.name, count=ended)
    db.session.commit()
    return ended


def _must_be_ours(found: PersonOfBoard, by: By) -> None:
    """An account that other boards rely on is the administrator's to disable."""
    is_admin = by.actor is None or by.actor.holds(Role.ADMIN)
    if found.belongs_elsewhere and not is_admin:
        raise WrongState(
            f"{found.name} has work outside this board too. Take their roles here away instead; "
            "an administrator can disable the whole account."
        )


def _person(found: PersonOfBoard) -> Person:
    person = sessions.for_update(found.id)
    if person is None:
        raise NotFound
    return person
