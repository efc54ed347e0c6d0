"""Helping: colleagues who answer some of the standards of a return."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from s11.domain.errors import Refused
from s11.domain.permissions import Role
from s11.domain.standards import Edition
from s11.services import mailing
from s11.services import people as accounts
from s11.services.recording import By, record
from s11.store import people, submissions
from s11.store.database import db
from s11.store.models import Person
from s11.store.submissions import ReturnInHand


def ask_colleague(by: By, page: ReturnInHand, *, name: str, email: str) -> str:
    """Make someone a contributor of the agency, inviting them if they are new; their name.

    Raises Refused for an address or a name that cannot be read, and for someone disabled.
    """
    known = people.person_by_email(email)
    if known is not None and known.disabled_at is not None:
        raise Refused("This account is disabled. Ask the board's officer about it.", "email")
    added = accounts.add(
        page.board, name, email, Role.CONTRIBUTOR, page.agency_slug, by, invite=True
    )
    return added.name


def share_out(
    by: By, page: ReturnInHand, edition: Edition, shares: Mapping[int, Collection[str]]
) -> None:
    """Say which standards each contributor helps with; whoever is new to any is told by mail."""
    contributors = {
        one.id: one
        for one in people.people_of_agency(page.board.id, page.agency_id, Role.CONTRIBUTOR)
    }
    for standard in edition.standards:
        chosen = {one for one, keys in shares.items() if standard.key in keys}
        if not chosen <= set(contributors):
            raise Refused("Choose people who contribute for this agency.")
        if chosen != page.helpers.get(standard.key, frozenset()):
            submissions.set_helpers(page.id, standard.key, chosen)
    record(
        by,
        "helpers changed",
        page.path,
        board=page.board.slug,
        standards={key: sorted(keys) for key, keys in _by_person(shares).items()},
    )
    for person_id, keys in shares.items():
        before = {key for key, helpers in page.helpers.items() if person_id in helpers}
        if new := sorted(set(keys) - before):
            _tell(by, page, edition, contributors[person_id], new)
    db.session.commit()


def _by_person(shares: Mapping[int, Collection[str]]) -> dict[str, Collection[str]]:
    return {str(person_id): keys for person_id, keys in shares.items()}


def _tell(by: By, page: ReturnInHand, edition: Edition, to: Person, keys: list[str]) -> None:
    titles = [f"{one.key}. {one.title}" for one in edition.standards if one.key in keys]
    mailing.write(
        f"helper/{page.id}/{by.at.isoformat()}/person/{to.id}",
        board=page.board,
        to=to,
        subject=f"You are asked to help with a return: {page.cycle_title}",
        template="helper",
        by=by,
        page=page,
        titles="; ".join(titles),
    )
