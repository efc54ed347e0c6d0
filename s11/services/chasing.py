"""Chasing: who is due a reminder, and the decision to send it, in one pass and one commit.

A chase and its message are written together. The cycle's row is held meanwhile, so that of two
schedulers at once the second finds every chase decided.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from s11.domain.chasing import ChaseDue, ChaseStatus, Contact, Standing, due_chases, named
from s11.domain.cycles import deadline, london
from s11.domain.errors import NotFound, Refused, WrongState
from s11.domain.ladder import (
    Channel,
    Facts,
    LadderStep,
    Recipient,
    faults_of_words,
    fill,
)
from s11.domain.report import day_words
from s11.services import chase_mail
from s11.services.chase_mail import Listed
from s11.services.cycles import locked
from s11.services.recording import By, record
from s11.services.working_calendar import calendar
from s11.store import chases as kept
from s11.store import chasing as store
from s11.store.chasing import CycleFacts, Key
from s11.store.cycles import CycleInHand
from s11.store.database import db
from s11.store.models import Chase

HAS_GONE = "This chase has been decided already."
PROPOSED, QUEUED, SKIPPED = ChaseStatus.PROPOSED, ChaseStatus.QUEUED, ChaseStatus.SKIPPED


@dataclass(frozen=True, slots=True)
class Decided:
    """What a pass decided: messages queued, escalations proposed, and calls for the officer."""

    queued: tuple[Listed, ...] = ()
    proposed: tuple[Listed, ...] = ()
    tasks: tuple[Listed, ...] = ()
    skipped: tuple[Listed, ...] = ()

    @property
    def parts(self) -> tuple[tuple[Listed, ...], ...]:
        """The four in their order."""
        return self.queued, self.proposed, self.tasks, self.skipped

    def __len__(self) -> int:
        return sum(map(len, self.parts))


def due(cycle: CycleInHand, now: datetime) -> tuple[Listed, ...]:
    """What is due on the London day of `now`, with names and words; nothing is changed.

    In six statements, however many agencies there are.
    """
    return _due(cycle, store.facts(cycle.id), now)


def _due(cycle: CycleInHand, facts: CycleFacts, now: datetime) -> tuple[Listed, ...]:
    found = due_chases(
        facts.ladder,
        facts.standings,
        now,
        calendar(),
        open_from=facts.open_from,
        paused=facts.is_paused(london(now).date()),
    )
    return tuple(_listed(cycle, facts, found, now))


def _listed(
    cycle: CycleInHand, facts: CycleFacts, found: Iterable[ChaseDue], now: datetime
) -> Iterator[Listed]:
    standings = {one.submission_id: one for one in facts.standings}
    together: dict[tuple[int, str], list[Contact]] = {}
    for chase in (chases := list(found)):
        if chase.person:
            together.setdefault(chase.key[:2], []).append(chase.person)
    for chase in chases:
        standing = standings[chase.submission_id]
        own = facts.own_words.get(chase.key)
        said = own or _words(cycle, standing, chase.step, now)
        others = [one for one in together.get(chase.key[:2], ()) if one != chase.person]
        yield Listed(
            chase=chase,
            agency_name=standing.agency_name,
            agency_slug=facts.slugs[chase.submission_id],
            agency_id=standing.agency_id,
            due_at=standing.due_at,
            subject=said[0],
            words=said[1],
            is_own=own is not None,
            others=tuple(one.name for one in others),
        )


def _words(
    cycle: CycleInHand, standing: Standing, step: LadderStep, now: datetime
) -> tuple[str, str]:
    """The step's subject and words with the return's facts in their places."""
    leads = [
        one.name for one in standing.people if Recipient.LEAD in one.recipients and not one.left
    ]
    said = Facts(
        agency=standing.agency_name,
        cycle=cycle.title,
        due=day_words(london(standing.due_at).date().isoformat()),
        days=deadline(standing.due_at, now).words,
        lead=leads[0] if leads else "the safeguarding lead",
    )
    return fill(step.subject, said), fill(step.words, said)


def decide(
    by: By,
    cycle: CycleInHand,
    now: datetime,
    *,
    at_once: bool = False,
    but: Collection[Key] = (),
) -> Decided:
    """Decide on everything that is due, in one commit: queue mail, propose, set calls.

    Outside London's working hours nothing is decided, unless the officer says `at_once`; `but`
    names what the officer took out, which is skipped. Run twice, the second finds nothing.
    """
    if not (at_once or calendar().in_hours(now)):
        return Decided()
    locked(cycle)
    facts = store.facts(cycle.id)
    found = _due(cycle, facts, now)
    if not found:
        db.session.rollback()
        return Decided()
    decided = _sorted(found, frozenset(but))
    _keep(by, cycle, facts, decided, now)
    names = ("queued", "proposed", "calls", "skipped")
    told = {name: len(ones) for name, ones in zip(names, decided.parts, strict=True)}
    told_of = sorted({one.agency_slug for one in found})
    record(by, "chases decided", cycle.path, board=cycle.board.slug, **told, agencies=told_of)
    db.session.commit()
    return decided


def _keep(by: By, cycle: CycleInHand, facts: CycleFacts, decided: Decided, now: datetime) -> None:
    """Write what was decided: messages, chases, and the ladder if it was the default; no commit."""
    mailed = chase_mail.write(cycle, [one for one in decided.queued if one.is_mail])
    if facts.is_default:
        store.keep_ladder(cycle.id, facts.ladder)
    rows = [
        _row(one, status, by, now, mailed.get(one.key))
        for status, ones in zip((QUEUED, PROPOSED, QUEUED, SKIPPED), decided.parts, strict=True)
        for one in ones
    ]
    store.add_chases(rows, {one.key for ones in decided.parts for one in ones})


def _sorted(found: Sequence[Listed], but: frozenset[Key]) -> Decided:
    kept_in = [one for one in found if one.key not in but]
    goes = [one for one in kept_in if not one.chase.needs_approval]
    return Decided(
        queued=tuple(one for one in goes if one.chase.channel is not Channel.TELEPHONE),
        proposed=tuple(one for one in kept_in if one.chase.needs_approval),
        tasks=tuple(one for one in goes if one.chase.channel is Channel.TELEPHONE),
        skipped=tuple(one for one in found if one.key in but),
    )


def _row(
    one: Listed, status: ChaseStatus, by: By, now: datetime, outbox_id: int | None = None
) -> dict[str, Any]:
    """A chase as the columns of its row."""
    submission_id, step, person_id = one.key
    return {
        "submission_id": submission_id,
        "step": step,
        "person_id": person_id,
        "channel": one.chase.channel,
        "status": status,
        "reason": one.chase.reason,
        "subject": one.subject if one.is_own else "",
        "words": one.words if one.is_own else "",
        "outbox_id": outbox_id,
        "decided_at": now,
        "decided_by": by.person_id,
    }


def approve(by: By, cycle: CycleInHand, chase_id: int, now: datetime) -> None:
    """Let a proposed chase go: a message is queued, a letter becomes the officer's to write.

    Raises WrongState where the return came in, or the person cannot be reached any more.
    """
    locked(cycle)
    row, facts = _proposed(cycle, chase_id), store.facts(cycle.id)
    standing = facts.standing(row.submission_id)
    step = next((one for one in facts.ladder if one.key == row.step), None)
    if standing is None or step is None:
        raise WrongState("This step has been taken off the ladder. Skip the chase instead.")
    person = next((one for one in named(step, standing) if one.person_id == row.person_id), None)
    _must_be_wanted(facts, standing, step, person)
    chase = ChaseDue(row.submission_id, step, person, row.channel, True, row.reason)
    (one,) = _listed(cycle, facts, [chase], now)
    one = one.beside(kept.names_beside(row))
    row.status, row.decided_at, row.decided_by = QUEUED, now, by.person_id
    if one.is_mail:
        row.outbox_id = chase_mail.write(cycle, [one]).get(one.key)
    _record(by, "chase approved", cycle, facts, row)
    db.session.commit()


def _proposed(cycle: CycleInHand, chase_id: int) -> Chase:
    row = kept.chase_of(cycle.id, chase_id)
    if row is None:
        raise NotFound
    if row.status is not PROPOSED:
        raise WrongState(HAS_GONE)
    return row


def _must_be_wanted(
    facts: CycleFacts, standing: Standing, step: LadderStep, person: Contact | None
) -> None:
    if facts.open_from is None:
        raise WrongState("This cycle is not open, so nobody is chased.")
    if not standing.is_chased:
        raise WrongState(f"Nothing is waited for from {standing.agency_name} any more.")
    if person is None or person.left:
        raise WrongState("This person has left. Skip the chase, or call the agency.")
    if person.bounced and step.by is Channel.EMAIL:
        raise WrongState(f"Mail to {person.name} came back. Skip the chase, or call them.")


def skip(by: By, cycle: CycleInHand, key: Key, now: datetime) -> None:
    """Take one chase out, for good: one that is due, proposed, or a task that is not done.

    Raises WrongState for a message that was queued, NotFound for what is not due.
    """
    locked(cycle)
    facts = store.facts(cycle.id)
    row = _row_or_due(by, cycle, facts, key, now)
    is_mail = row.status is QUEUED and row.channel is Channel.EMAIL
    if is_mail or row.status in {SKIPPED, ChaseStatus.DONE}:
        raise WrongState(HAS_GONE)
    row.status, row.decided_at, row.decided_by = SKIPPED, now, by.person_id
    _record(by, "chase skipped", cycle, facts, row)
    db.session.commit()


def edit(by: By, cycle: CycleInHand, key: Key, subject: str, words: str, now: datetime) -> None:
    """Give one chase its own words, before it goes. Raises Refused, WrongState, NotFound."""
    locked(cycle)
    facts = store.facts(cycle.id)
    row = _row_or_due(by, cycle, facts, key, now)
    if row.status not in {ChaseStatus.DRAFTED, PROPOSED}:
        raise WrongState(HAS_GONE)
    for part, sentence in faults_of_words(subject, words, row.channel):
        raise Refused(sentence, part)
    row.subject, row.words = " ".join(subject.split()), words.strip()
    _record(by, "chase reworded", cycle, facts, row)
    db.session.commit()


def _row_or_due(by: By, cycle: CycleInHand, facts: CycleFacts, key: Key, now: datetime) -> Chase:
    """The chase's row; for one that is due and not decided, a new draft."""
    row = kept.chase_by_key(cycle.id, key)
    if row is not None:
        return row
    one = next((one for one in _due(cycle, facts, now) if one.key == key), None)
    if one is None:
        raise NotFound
    row = Chase(**_row(one, ChaseStatus.DRAFTED, by, now))
    kept.add(row)
    return row


def _record(by: By, kind: str, cycle: CycleInHand, facts: CycleFacts, row: Chase) -> None:
    path = f"{cycle.path}/{facts.slugs[row.submission_id]}"
    record(by, kind, path, board=cycle.board.slug, step=row.step, person=row.person_id)
