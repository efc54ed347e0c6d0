"""What the panel said last cycle, as it stands beside a standard's questions and above them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from flask import url_for

from s11.domain.challenge_words import CARRIED_HERE
from s11.domain.challenges import Outcome, SharedChallenge, Side
from s11.domain.cycles import london
from s11.domain.reading import Opinion
from s11.domain.standards import Edition
from s11.services.looking_back import LastReturn
from s11.services.recalling import said_last
from s11.store.submissions import ReturnInHand
from s11.web import identity
from s11.web.agency.blueprint import OpenedStandard
from s11.web.threads import NoteLine, note_line


@dataclass(frozen=True, slots=True)
class LastCycle:
    """The agreed ratings and the shared notes, by question, and the notes on a whole standard."""

    agreed: Mapping[str, Opinion] = field(default_factory=dict)
    notes: Mapping[str, tuple[NoteLine, ...]] = field(default_factory=dict)
    on_standard: tuple[NoteLine, ...] = ()


def last_cycle(found: OpenedStandard) -> LastCycle:
    """What the panel shared of this standard in the agency's last return.

    A note on a question of this standard that is no longer asked stands above the others.
    """
    page, last = found.page, found.opened.last
    said = said_last(page)
    if last is None or not (said.notes or said.agreed):
        return LastCycle()
    asked, today = {question.id for question in found.applying}, london(identity.by().at).date()
    notes: dict[str, tuple[NoteLine, ...]] = {}
    on_standard: list[NoteLine] = []
    for note in said.notes:
        about = note.anchor.question
        if about in asked:
            notes[about] = (*notes.get(about, ()), _line(page, last, note, today))
        elif note.anchor.standard == found.standard.key and not _is_elsewhere(found, about):
            on_standard.append(_line(page, last, note, today))
    return LastCycle(said.agreed, notes, tuple(on_standard))


def _is_elsewhere(found: OpenedStandard, question_id: str) -> bool:
    """Whether the question is asked now in another standard, whose page shows what it was told."""
    edition: Edition = found.opened.edition
    question = edition.question(question_id)
    if question is None or question in found.standard.questions:
        return False
    return question.applies_to is None or found.page.agency_type in question.applies_to


def _line(page: ReturnInHand, last: LastReturn, note: SharedChallenge, today: date) -> NoteLine:
    address = {**page.address, "cycle": last.cycle_slug}
    url = url_for("agency.note", number=note.number, **address)
    line = note_line(note, last.edition, today, Side.AGENCY, url)
    return replace(line, words=CARRIED_HERE) if note.outcome is Outcome.CARRIED else line
