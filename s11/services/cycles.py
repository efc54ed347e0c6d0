"""Running cycles: setting up, opening, amending, closing. Each commits once and is recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from s11.catalogue import Catalogue, UnknownEdition
from s11.domain import cycles as rules
from s11.domain.cycles import Check, CycleStatus, Expected
from s11.domain.editions import WordingChange, only_wording_differs, wording_changes
from s11.domain.errors import NotFound, Refused, WrongState
from s11.domain.ladder import DEFAULT_LADDER
from s11.domain.permissions import Role
from s11.domain.standards import Edition
from s11.domain.submissions import Status, reference
from s11.domain.visibility import asked
from s11.services import editions
from s11.services.recording import By, record
from s11.store import agencies
from s11.store import cycles as store
from s11.store.agencies import Member
from s11.store.chasing import keep_ladder
from s11.store.cycles import CycleInHand
from s11.store.database import db
from s11.store.models import Cycle, Submission
from s11.store.people import BoardLook
from s11.store.submissions import ReturnInHand


@dataclass(frozen=True, slots=True)
class Setting:
    """How a cycle is set up. `agencies` are slugs; None means every member of the board."""

    title: str
    framework: str
    edition: str
    opens_at: datetime
    due_at: datetime
    agencies: frozenset[str] | None = None
    previous: str | None = None


def create(board: BoardLook, slug: str, setting: Setting, catalogue: Catalogue, by: By) -> str:
    """Set up a cycle; its slug. Raises Refused with the field that is at fault."""
    rules.check_slug(slug)
    if store.cycle_by_slug(board.id, slug):
        raise Refused("There is a cycle with this short name already.", field="slug")
    row = Cycle(board_id=board.id, slug=slug, status=CycleStatus.DRAFT)
    members = _apply(board, row, setting, catalogue)
    try:
        store.add(row)
    except IntegrityError:
        db.session.rollback()
        raise Refused("There is a cycle with this short name already.", field="slug") from None
    store.add_expected(_submission(board, row, member) for member in members)
    keep_ladder(row.id, DEFAULT_LADDER)
    _record(board, row, by, "cycle set up", expected=len(members))
    db.session.commit()
    return slug


def change(cycle: CycleInHand, setting: Setting, catalogue: Catalogue, by: By) -> None:
    """Set up again a cycle that is not open yet. Raises Refused, WrongState."""
    row = locked(cycle)
    rules.after_opening(row.status)
    members = {member.agency_id: member for member in _apply(cycle.board, row, setting, catalogue)}
    for submission, _ in store.expected_with_membership(cycle.id):
        if submission.agency_id not in members:
            store.withdraw(submission)
        members.pop(submission.agency_id, None)
    store.add_expected(_submission(cycle.board, row, member) for member in members.values())
    _record(cycle.board, row, by, "cycle changed")
    db.session.commit()


def _apply(board: BoardLook, row: Cycle, setting: Setting, catalogue: Catalogue) -> list[Member]:
    """Write the setting into the row; the agencies that it expects."""
    rules.check_dates(setting.opens_at, setting.due_at)
    _edition(catalogue, setting.framework, setting.edition)
    members = _expected_members(board, setting.agencies)
    previous = None
    if setting.previous:
        previous = store.cycle_by_slug(board.id, setting.previous)
        if previous is None or previous.id == row.id:
            raise Refused("There is no such cycle to look back on.", field="previous")
    row.title = setting.title.strip() or row.slug
    row.framework, row.edition = setting.framework, setting.edition
    row.opens_at, row.due_at = setting.opens_at, setting.due_at
    row.previous_id = previous.id if previous else None
    return members


def _edition(catalogue: Catalogue, framework: str, edition: str) -> Edition:
    try:
        return catalogue.edition(framework, edition)
    except UnknownEdition as unknown:
        raise Refused(f"{str(unknown)[0].upper()}{str(unknown)[1:]}", field="edition") from None


def _expected_members(board: BoardLook, slugs: frozenset[str] | None) -> list[Member]:
    members = [member for member in agencies.register(board) if member.left_at is None]
    if slugs is None:
        return members
    unknown = sorted(slugs - {member.slug for member in members})
    if unknown:
        sentence = f"Not an agency of this board: {', '.join(unknown)}."
        raise Refused(sentence, field="agencies")
    return [member for member in members if member.slug in slugs]


def _submission(board: BoardLook, cycle: Cycle, member: Member) -> Submission:
    return Submission(
        cycle_id=cycle.id,
        agency_id=member.agency_id,
        agency_type=member.agency_type,
        status=Status.NOT_STARTED,
        reference=reference(board.slug, cycle.slug, member.slug),
    )


def locked(cycle: CycleInHand) -> Cycle:
    """The cycle's row, locked until the transaction ends; raises NotFound."""
    row = store.cycle_for_update(cycle.id)
    if row is None:
        raise NotFound
    return row


def _record(board: BoardLook, row: Cycle, by: By, kind: str, **detail: object) -> None:
    facts = {
        "title": row.title,
        "framework": row.framework,
        "edition": row.edition,
        "opens": row.opens_at.isoformat(),
        "due": row.due_at.isoformat(),
    }
    record(by, kind, f"{board.slug}/{row.slug}", board=board.slug, **facts, **detail)


def checks(cycle: CycleInHand, catalogue: Catalogue, now: datetime) -> tuple[Check, ...]:
    """What an officer should know before opening this cycle; nothing is changed."""
    try:
        edition = catalogue.edition(cycle.framework, cycle.edition)
    except UnknownEdition:
        edition = None
    expected = {one.agency_id for one, _ in store.expected_with_membership(cycle.id)}
    register = agencies.register(cycle.board)
    return rules.before_opening(
        [
            Expected(
                name=member.name,
                has_lead=Role.LEAD in member.people,
                has_signatory=Role.SIGNATORY in member.people,
                type_is_known=edition is None or member.agency_type in edition.agency_types,
            )
            for member in register
            if member.agency_id in expected
        ],
        [one.name for one in register if one.left_at is None and one.agency_id not in expected],
        edition_is_there=edition is not None,
        due_at=cycle.due_at,
        now=now,
    )


def open_cycle(cycle: CycleInHand, catalogue: Catalogue, by: By) -> None:
    """Open a cycle: freeze its edition and count what each agency is asked.

    Raises WrongState if it is not being set up, Refused for what must be put right first.
    """
    row = locked(cycle)
    status = rules.after_opening(row.status)
    stops = [check.sentence for check in checks(cycle, catalogue, by.at) if check.stops]
    if stops:
        raise Refused(" ".join(stops))
    edition = _edition(catalogue, row.framework, row.edition)
    frozen = editions.freeze(edition, by.at)
    row.status, row.opened_at, row.frozen_id = status, by.at, frozen.id
    expected = store.expected_with_membership(row.id)
    for submission, membership in expected:
        if membership is not None:
            submission.agency_type = membership.agency_type
        submission.asked = asked_of(edition, submission.agency_type)
    _record(cycle.board, row, by, "cycle opened", sha256=frozen.sha256, expected=len(expected))
    db.session.commit()


def asked_of(edition: Edition, agency_type: str) -> int:
    """How many questions an agency of this type is asked before it has answered any."""
    return len(asked(edition, agency_type, {}))


def close(cycle: CycleInHand, by: By) -> None:
    """Close a cycle for good; everything stays readable. Raises WrongState."""
    row = locked(cycle)
    row.status, row.closed_at = rules.after_closing(row.status), by.at
    expected = [one for one, _ in store.expected_with_membership(row.id)]
    missing = sum(one.status is not Status.SUBMITTED and not one.signed_version for one in expected)
    _record(cycle.board, row, by, "cycle closed", expected=len(expected), missing=missing)
    db.session.commit()


def expect(cycle: CycleInHand, slugs: Iterable[str], by: By) -> None:
    """Expect returns from more members, in a cycle being set up or open. Raises Refused."""
    row = locked(cycle)
    rules.check_running(row.status)
    there = {one.agency_id for one, _ in store.expected_with_membership(row.id)}
    members = _expected_members(cycle.board, frozenset(slugs))
    if not members:
        raise Refused("Choose at least one agency.", field="agencies")
    count = _asked_counter(cycle)
    for member in members:
        if member.agency_id in there:
            raise Refused(f"{member.name} is expected already.", field="agencies")
        submission = _submission(cycle.board, row, member)
        submission.asked = count(member.agency_type)
        store.add(submission)
        path = f"{cycle.path}/{member.slug}"
        record(by, "agency expected", path, board=cycle.board.slug, name=member.name)
    db.session.commit()


def _asked_counter(cycle: CycleInHand) -> Callable[[str], int]:
    if cycle.edition_sha256 is None:
        return lambda agency_type: 0
    edition = editions.frozen(cycle.edition_sha256)
    return lambda agency_type: asked_of(edition, agency_type)


def withdraw(page: ReturnInHand, by: By) -> None:
    """Expect no return from this agency after all; only before it is started."""
    row = store.cycle_for_update(page.cycle_id)
    submission = store.submission_for_update(page.id)
    if row is None or submission is None:
        raise NotFound
    rules.check_running(row.status)
    rules.check_withdrawal(submission.status)
    try:
        store.withdraw(submission)
    except IntegrityError:
        # Something was written already (an objective, a file), though no answer was saved.
        db.session.rollback()
        rules.check_withdrawal(Status.IN_PROGRESS)
    record(by, "agency withdrawn", page.path, board=page.board.slug, name=page.agency_name)
    db.session.commit()


def amendments(cycle: CycleInHand, edition: Edition) -> Sequence[WordingChange]:
    """The wording of the cycle's edition that `edition` changes.

    Raises Refused if anything but wording differs, WrongState if nothing is frozen.
    """
    if cycle.edition_sha256 is None:
        raise WrongState("This cycle is not open yet: change the standards, then open it.")
    frozen = editions.frozen(cycle.edition_sha256)
    rest = only_wording_differs(frozen, edition)
    if rest:
        raise Refused(
            "Only wording can be amended in an open cycle. More than wording differs in: "
            f"{'; '.join(rest)}."
        )
    return wording_changes(frozen, edition)


def amend(cycle: CycleInHand, edition: Edition, by: By) -> Sequence[WordingChange]:
    """Put the wording of `edition` in place of the cycle's; what changed. Raises as above.

    Signed returns keep the words that were signed.
    """
    row = locked(cycle)
    rules.check_running(row.status)
    changes = amendments(cycle, edition)
    if not changes:
        raise Refused("No wording differs: there is nothing to amend.")
    frozen = editions.freeze(edition, by.at)
    row.frozen_id = frozen.id
    words = [[change.where, change.before, change.after] for change in changes]
    _record(cycle.board, row, by, "wording amended", sha256=frozen.sha256, changes=words)
    db.session.commit()
    return changes


def must_be_set_up(cycle: CycleInHand) -> None:
    """Raise WrongState for a cycle that has been opened."""
    rules.after_opening(cycle.status)
