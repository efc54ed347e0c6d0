"""Keeping the register: adding, changing, leaving and rejoining. Each commits once."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy.exc import IntegrityError

from s11.domain.errors import NotFound, Refused, WrongState
from s11.domain.register import LONGEST_NAME, same_name, slug_of
from s11.services.recording import By, record
from s11.store import agencies as store
from s11.store.agencies import Member
from s11.store.database import db
from s11.store.models import Agency, Membership
from s11.store.people import BoardLook


def add(
    board: BoardLook, name: str, agency_type: str, types: Mapping[str, str], by: By
) -> Membership:
    """Add an agency to the board. Raises Refused for a name that is taken or an unknown type."""
    store.lock_register(board.id)
    name = _checked(board, name, agency_type, types)
    try:
        made = add_one(board, name, agency_type, store.slugs_like(slug_of(name)), by)
    except IntegrityError:
        db.session.rollback()
        raise Refused("An agency of this name was added just now.", field="name") from None
    db.session.commit()
    return made


def add_one(
    board: BoardLook, name: str, agency_type: str, taken: Collection[str], by: By
) -> Membership:
    """Add an agency as part of a larger change, unlike the slugs `taken`; no check, no commit."""
    slug = slug_of(name, taken)
    made = store.add(Agency(name=name, slug=slug), board.id, agency_type)
    path = f"{board.slug}/agencies/{slug}"
    record(by, "agency added", path, board=board.slug, name=name, type=agency_type)
    return made


def _checked(
    board: BoardLook, name: str, agency_type: str, types: Mapping[str, str], but: int | None = None
) -> str:
    name = " ".join(name.split())
    if not name:
        raise Refused("Enter the agency's name.", field="name")
    if len(name) > LONGEST_NAME:
        raise Refused(f"Keep the name within {LONGEST_NAME} letters.", field="name")
    if agency_type not in types:
        raise Refused("Choose the type of agency.", field="agency_type")
    for member in store.register(board):
        if member.agency_id != but and same_name(member.name) == same_name(name):
            raise Refused("The register has an agency of this name already.", field="name")
    return name


def change(member: Member, name: str, agency_type: str, types: Mapping[str, str], by: By) -> None:
    """Change an agency's name or type. Cycles that are open keep the type they opened with."""
    store.lock_register(member.board.id)
    name = _checked(member.board, name, agency_type, types, but=member.agency_id)
    membership, agency = locked(member)
    facts: dict[str, object] = {}
    if agency.name != name:
        facts["name"] = [agency.name, name]
    if membership.agency_type != agency_type:
        facts["type"] = [membership.agency_type, agency_type]
    if facts:
        agency.name, membership.agency_type = name, agency_type
        record(by, "agency changed", member.path, board=member.board.slug, **facts)
    db.session.commit()


def leave(member: Member, by: By) -> None:
    """Let an agency leave the board: new cycles do not expect it, its returns stay readable."""
    membership, agency = locked(member)
    if membership.left_at:
        raise WrongState("This agency has left the board already.")
    membership.left_at = by.at
    record(by, "agency left", member.path, board=member.board.slug, name=agency.name)
    db.session.commit()


def rejoin(member: Member, by: By) -> None:
    """Take an agency that left back into the board."""
    membership, agency = locked(member)
    if membership.left_at is None:
        raise WrongState("This agency belongs to the board already.")
    rejoin_one(member, membership, agency, by)
    db.session.commit()


def rejoin_one(member: Member, membership: Membership, agency: Agency, by: By) -> None:
    """The same as part of a larger change: no commit."""
    membership.left_at = None
    record(by, "agency rejoined", member.path, board=member.board.slug, name=agency.name)


def locked(member: Member) -> tuple[Membership, Agency]:
    """The rows of an agency in the board, locked until the transaction ends."""
    found = store.membership_for_update(member.membership_id)
    if found is None:
        raise NotFound
    return found
