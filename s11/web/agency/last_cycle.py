"""What the panel said last cycle, as it stands beside a standard's questions and above them.

Made once of what was recalled, and kept as long as that and the day are the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from flask import request, url_for

from s11.domain.challenge_words import CARRIED_HERE
from s11.domain.challenges import Outcome, SharedChallenge, Side
from s11.domain.cycles import london
from s11.domain.reading import Opinion
from s11.domain.standards import Question
from s11.services.editions import frozen
from s11.services.looking_back import LastReturn, last_return
from s11.services.recalling import SaidLast, said_last
from s11.web import identity
from s11.web.agency.blueprint import OpenedStandard
from s11.web.threads import NoteLine, note_line


@dataclass(frozen=True, slots=True)
class LastCycle:
    """The agreed ratings and the shared notes, by question, and the notes on a whole standard."""

    agreed: Mapping[str, Opinion] = field(default_factory=dict)
    notes: Mapping[str, tuple[NoteLine, ...]] = field(default_factory=dict)
    on_standard: tuple[NoteLine, ...] = ()


class _Place(NamedTuple):
    """A standard of a return and where its pages are: what a line beside a question hangs on."""

    root: str
    board: str
    agency: str
    agency_type: str
    last_sha256: str
    edition_sha256: str
    standard: str


def last_cycle(found: OpenedStandard) -> LastCycle:
    """What the panel shared of this standard in the agency's last return.

    A note on a question of this standard that is no longer asked stands above the others.
    """
    page, said = found.page, said_last(found.page)
    if not said.notes:
        return LastCycle(said.agreed)
    place = _Place(
        request.script_root,
        page.board.slug,
        page.agency_slug,
        page.agency_type,
        page.last_signed_sha256 or "",
        page.edition_sha256 or "",
        found.standard.key,
    )
    return _kept(said, place, london(identity.by().at).date())


@lru_cache(maxsize=512)
def _kept(said: SaidLast, place: _Place, today: date) -> LastCycle:
    edition, last = frozen(place.edition_sha256), last_return(place.last_sha256)
    standard = edition.standard(place.standard)
    if last is None or standard is None:
        raise LookupError(place)
    applying = {one.id for one in edition.questions() if _applies(one, place.agency_type)}
    here = {one.id for one in standard.questions}
    notes: dict[str, tuple[NoteLine, ...]] = {}
    on_standard: list[NoteLine] = []
    for note in said.notes:
        about = note.anchor.question
        if about in applying & here:
            notes[about] = (*notes.get(about, ()), _line(place, last, note, today))
        elif note.anchor.standard == standard.key and about not in applying:
            on_standard.append(_line(place, last, note, today))
    return LastCycle(said.agreed, notes, tuple(on_standard))


def _applies(question: Question, agency_type: str) -> bool:
    return question.applies_to is None or agency_type in question.applies_to


def _line(place: _Place, last: LastReturn, note: SharedChallenge, today: date) -> NoteLine:
    address: dict[str, Any] = {
        "board": place.board,
        "cycle": last.cycle_slug,
        "agency": place.agency,
    }
    url = url_for("agency.note", number=note.number, **address)
    line = note_line(note, last.edition, today, Side.AGENCY, url)
    return replace(line, words=CARRIED_HERE) if note.outcome is Outcome.CARRIED else line
