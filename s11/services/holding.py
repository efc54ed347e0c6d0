"""Holding a panel's session: taking up its items, deciding, agreeing ratings, finishing.

Each service holds the session's row until its commit, so that what two members do at once happens
one after the other, and neither is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from s11.domain.errors import NotFound
from s11.domain.moderation import PanelRating, ScoreKind
from s11.domain.panels import SessionStatus
from s11.domain.sessions import (
    Attendance,
    Decided,
    Item,
    Overtaken,
    Present,
    attending,
    check_decision,
    check_finishing,
    is_said,
    leaving,
    must_run,
    not_taken_up,
    taking_up,
)
from s11.domain.snapshot import SignedDocument
from s11.domain.standards import Edition
from s11.services import moderating
from s11.services.imprinting import imprints
from s11.services.recording import By, record
from s11.store import cycles, moderation, seats
from s11.store import sessions as store
from s11.store.database import db
from s11.store.models import PanelSession
from s11.store.sessions import SessionInHand
from s11.store.submissions import ReturnInHand

RATED_MEANWHILE = (
    "A member rated this return while you had this page open, so nothing was agreed yet. "
    "The ratings below are as they stand now: look at them again."
)


def take_up(by: By, session: SessionInHand, item: Item, read: int) -> None:
    """Take up an item: its time starts, and that of the one before ends.

    `read` is the id of the item that the page showed in hand, 0 for none. Raises Overtaken.
    """
    _held(session)
    changed = taking_up(store.items_of(session.id), item.id, read, by.at)
    _keep(by, session, changed)


def leave(by: By, session: SessionInHand) -> None:
    """Leave what is in hand without taking up another, for a break or at the end."""
    _held(session)
    _keep(by, session, leaving(store.items_of(session.id), by.at))


def _keep(by: By, session: SessionInHand, changed: Sequence[Item]) -> None:
    store.keep_times(changed)
    for item in changed:
        kind = "agenda item taken up" if item.is_in_hand else "agenda item left"
        facts = {"item": item.id, "seconds": item.seconds(by.at)}
        record(by, kind, session.path, board=session.board.slug, **facts)
    db.session.commit()


def decide(by: By, session: SessionInHand, item: Item, text: str, read: int) -> list[Decided]:
    """Write down what was decided about an item; nothing in it is changed later.

    `read` is the newest decision that the page showed (0 for none). Returns what others decided
    about the item since, so that whoever writes can be told. Raises Refused.
    """
    text = check_decision(text)
    _held(session)
    about = [one for one in store.decisions_of(session.id) if one.item_id == item.id]
    others = [one for one in about if one.id > read and one.by_id != by.person_id]
    if is_said(about, text, by.person_id):
        db.session.rollback()
        return others
    row = store.add_decision(session.id, item.id, text, by.person_id or 0, by.at)
    facts = {"item": item.id, "rows": imprints(row)}
    record(by, "decision recorded", session.path, board=session.board.slug, **facts)
    db.session.commit()
    return others


def standing(submission_id: int) -> str:
    """What stands proposed and agreed of a return, by versions: what a page says it has read."""
    said = moderation.ratings_of(submission_id)
    proposed, agreed = said[ScoreKind.PANEL], said[ScoreKind.AGREED]
    return " ".join(
        f"{key}:{_version(proposed.get(key))}:{_version(agreed.get(key))}"
        for key in sorted({*proposed, *agreed})
    )


def moved(read: str, now: str) -> frozenset[str]:
    """The questions, by id, on which something else stands than a page had read (`standing`)."""
    return frozenset(one.split(":")[0] for one in {*read.split()} ^ {*now.split()})


def _version(rating: PanelRating | None) -> int:
    return rating.version if rating else 0


def agree(
    by: By,
    session: SessionInHand,
    page: ReturnInHand,
    edition: Edition,
    document: SignedDocument,
    changes: Iterable[PanelRating],
    read: str,
) -> None:
    """Agree the ratings of a return: what stands proposed, with what the session changed of it.

    `read` is what `standing` said as the page was made. Raises Overtaken where a member proposed
    or agreed another rating since, Refused for a rating that cannot be kept.
    """
    _held(session)
    moderation.hold(page.id)
    if standing(page.id) != read:
        db.session.rollback()
        raise Overtaken(RATED_MEANWHILE)
    moderating.agree(by, page, edition, document, session.id, changes)
    db.session.commit()


def members(session: SessionInHand) -> list[Present]:
    """Who is expected: those who sit on the panel, by name."""
    cycle = cycles.cycle_in_hand(session.board.slug, session.cycle_slug)
    sitting = seats.sitting(cycle).get(session.panel_id, []) if cycle else []
    return [Present(one.member.name, one.member.person_id) for one in sitting]


def boxes(session: SessionInHand) -> list[Present]:
    """Who can be ticked as present: the panel's members, then the board's officers and chair."""
    seated = members(session)
    ids = {one.person_id for one in seated}
    return seated + [
        one for one in store.of_the_board(session.board.id) if one.person_id not in ids
    ]


def set_presence(by: By, session: SessionInHand, said: Attendance) -> None:
    """Record who is present as a page says it, and nothing that the page did not change."""
    _held(session)
    joins, goes = attending(said, store.present_at(session.id), boxes(session))
    if not joins and not goes:
        db.session.rollback()
        return
    store.change_presence(session.id, joins, goes)
    facts = {"joined": [one.name for one in joins], "left": [one.name for one in goes]}
    record(by, "presence recorded", session.path, board=session.board.slug, **facts)
    db.session.commit()


def finish(by: By, session: SessionInHand) -> None:
    """Finish the session: from here it is a record. Raises Refused, WrongState."""
    row = _row(session)
    present = store.present_at(session.id)
    check_finishing(row.status, len(present))
    items = store.items_of(session.id)
    store.keep_times(leaving(items, by.at))
    row.status, row.finished_at, row.finished_by = SessionStatus.FINISHED, by.at, by.person_id
    facts = {
        "present": [one.name for one in present],
        "items": len(items),
        "not_taken_up": len(not_taken_up(items)),
        "decisions": len(store.decisions_of(session.id)),
    }
    record(by, "session finished", session.path, board=session.board.slug, **facts)
    db.session.commit()


def _held(session: SessionInHand) -> None:
    """Hold the session; refuse, in words, one that is finished."""
    must_run(_row(session).status)


def _row(session: SessionInHand) -> PanelSession:
    row = store.hold(session.id)
    if row is None:
        raise NotFound
    return row
