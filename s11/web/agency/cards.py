"""A question's card: everything that one question on a standard's page shows, as one frozen value.

A card is a pure function of that value, so its markup is kept and used again: a page on which one
answer changed renders one card.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from flask import current_app, url_for
from markupsafe import Markup

from forms.fields import PARTS
from forms.questionnaire import QuestionForm
from forms.typed import Typed, typed
from s11.domain.answers import Answer, PlannedAction
from s11.domain.completeness import needs_action
from s11.domain.cycles import london
from s11.domain.reading import Opinion
from s11.domain.report import answer_words, day_words, level_words
from s11.domain.standards import CarryForward, LevelScale, Question
from s11.domain.visibility import View
from s11.services.editions import frozen
from s11.services.evidence import field_of
from s11.services.looking_back import last_return
from s11.store.answers import FileShown, SavedAnswer
from s11.web.agency.blueprint import OpenedStandard
from s11.web.agency.last_cycle import LastCycle
from s11.web.threads import NoteLine

KEPT = 2000
"""Cards kept per process: about 15 MB, enough for thirty agencies at work at once."""


@dataclass(frozen=True, slots=True)
class LastTime:
    """What the agency said of this question when it last signed."""

    cycle: str
    words: str
    tone: str
    evidence: str
    actions: tuple[PlannedAction, ...]
    note: str


@dataclass(frozen=True, slots=True)
class PanelAsks:
    """An open note that the panel shared about this question."""

    number: int
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Card:
    """One question on the page. `typed` is what its fields hold, with the faults found in them."""

    edition_sha256: str
    question_id: str
    number: str
    typed: Typed
    asked: bool
    saved_words: str
    files: tuple[tuple[int, str, str, int, date | None], ...]
    last: LastTime | None
    offered: bool
    wants_action: bool
    files_open: bool
    file_fault: str
    upload_mib: int
    notes: tuple[PanelAsks, ...] = ()
    # What the panel shared of the question last cycle.
    agreed: Opinion | None = None
    last_notes: tuple[NoteLine, ...] = ()

    @property
    def was_spoken_of(self) -> bool:
        """Whether anything stands beside the question."""
        return bool(self.last or self.notes or self.agreed or self.last_notes)

    @property
    def question(self) -> Question:
        """The question, as the cycle froze it."""
        found = frozen(self.edition_sha256).question(self.question_id)
        if found is None:
            raise LookupError(self.question_id)
        return found

    @property
    def action_level(self) -> str:
        """The level from which no action is asked, in words."""
        return level_words(self.question, self.question.action_below or "")

    @property
    def levels_below(self) -> tuple[str, ...]:
        """The values of the levels that ask for an action; none for a scale in per cent."""
        scale, top = self.question.scale, self.question.action_below
        level = scale.level(top) if isinstance(scale, LevelScale) and top else None
        if not isinstance(scale, LevelScale) or level is None:
            return ()
        return tuple(one.value for one in scale.levels if one.points < level.points)

    @property
    def dom_id(self) -> str:
        """The card's id in the page: the question's id without dots."""
        return "q-" + self.question_id.replace(".", "-")

    @property
    def markup(self) -> Markup:
        """The card as the page shows it; one with faults in it is not worth keeping."""
        return _markup.__wrapped__(self) if self.typed.faults or self.file_fault else _markup(self)


@lru_cache(maxsize=KEPT)
def _markup(card: Card) -> Markup:
    module = current_app.jinja_env.get_template("agency/card.html").module
    shown: Markup = module.card(card, card.question)  # type: ignore[attr-defined]
    return shown


@dataclass(frozen=True, slots=True)
class Shown:
    """What a standard's page stands on: answers as saved, their files, and what is offered."""

    saved: Mapping[str, SavedAnswer]
    files: Mapping[str, list[FileShown]]
    offers: Mapping[str, Answer]
    view: View
    notes: Mapping[str, tuple[PanelAsks, ...]] = field(default_factory=dict)
    before: LastCycle = field(default_factory=LastCycle)


def cards_of(
    found: OpenedStandard,
    shown: Shown,
    forms: Mapping[str, QuestionForm],
    faults: Sequence[tuple[str, str]],
    asked_for: tuple[str, str],
) -> list[Card]:
    """The cards of a page, in the order of the standard; conditions hide some.

    `forms` holds the cards that were just posted: they show what was typed, faults and all.
    `asked_for` is what a button asked for, "add-action" or "add-file", and for which question.
    """
    around = _Around(
        found, shown, found.numbers, faults, asked_for, current_app.extensions["s11"].upload_mib
    )
    return [_card(around, question, forms.get(question.id)) for question in found.applying]


class _Around(NamedTuple):
    """What every card of a page is made from."""

    found: OpenedStandard
    shown: Shown
    numbers: Mapping[str, str]
    faults: Sequence[tuple[str, str]]
    asked_for: tuple[str, str]
    upload_mib: int


def _card(around: _Around, question: Question, form: QuestionForm | None) -> Card:
    found, shown, key = around.found, around.shown, question.id
    saved = shown.saved.get(key)
    answer = saved.answer if saved else shown.offers.get(key)
    content = form.typed() if form is not None else typed(question, answer)
    return Card(
        edition_sha256=found.page.edition_sha256 or "",
        question_id=key,
        number=around.numbers[key],
        typed=content.with_room(question, more=around.asked_for == ("add-action", key)),
        asked=shown.view.is_asked(question),
        saved_words=_saved_words(saved.saved_at, saved.saved_by) if saved else "",
        files=_files(found, shown.files.get(key, ())),
        last=_last_time(found, question),
        offered=key in shown.offers,
        wants_action=saved is not None and _wants_action(question, saved.answer),
        files_open=around.asked_for == ("add-file", key),
        file_fault=_file_fault(key, around.faults) if around.faults else "",
        upload_mib=around.upload_mib,
        notes=shown.notes.get(key, ()),
        agreed=shown.before.agreed.get(key) if _looks_back(found, question) else None,
        last_notes=shown.before.notes.get(key, ()),
    )


def _files(
    found: OpenedStandard, files: Sequence[FileShown]
) -> tuple[tuple[int, str, str, int, date | None], ...]:
    return tuple(
        (
            one.id,
            one.name,
            url_for("agency.download", file=one.id, **found.page.address),
            one.size,
            one.dated_on,
        )
        for one in files
    )


def _file_fault(question_id: str, faults: Sequence[tuple[str, str]]) -> str:
    """What was wrong with a file or its date, where it belongs to this question."""
    places = {field_of(question_id), *(f"filedate-{question_id}-{part}" for part in PARTS)}
    return next((words for words, at in faults if at in places), "")


@lru_cache(maxsize=KEPT)
def _saved_words(saved_at: datetime, saved_by: str) -> str:
    at = london(saved_at)
    return f"Saved at {at:%H:%M} on {at.day} {at:%B %Y} by {saved_by}"


def _wants_action(question: Question, answer: Answer) -> bool:
    given = bool(answer.value) and not answer.not_applicable
    return given and needs_action(question, answer)


def _looks_back(found: OpenedStandard, question: Question) -> bool:
    """Whether the last answer, and what the panel made of it, stand beside the question."""
    return bool(found.page.last_signed_sha256) and question.carry_forward is not CarryForward.NONE


def _last_time(found: OpenedStandard, question: Question) -> LastTime | None:
    page = found.page
    if page.last_signed_sha256 is None or not _looks_back(found, question):
        return None
    return read_last(page.last_signed_sha256, page.edition_sha256 or "", question.id)


@lru_cache(maxsize=20 * KEPT)
def read_last(signed_sha256: str, edition_sha256: str, question_id: str) -> LastTime | None:
    """Signed returns and frozen editions never change, so neither does what is read from them."""
    last = last_return(signed_sha256)
    said = last.document.answers.get(question_id) if last else None
    asked = last.edition.question(question_id) if last else None
    if last is None or said is None or asked is None:
        return None
    words, tone = ("Did not apply", "na") if said.not_applicable else answer_words(asked, said)
    changes = frozen(edition_sha256).changes
    note = next((one.note for one in changes if one.question == question_id), "")
    return LastTime(
        cycle=last.cycle,
        words=words,
        tone=tone,
        evidence=said.evidence,
        actions=tuple(
            PlannedAction(one.what, one.owner, day_words(one.due)) for one in said.actions
        ),
        note=f"The question has changed since then: {note}" if note else "",
    )
