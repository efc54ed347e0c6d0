"""A question's card: everything that one question on a standard's page shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for

from forms.questionnaire import QuestionForm, StandardForm
from s11.domain.answers import Answer, PlannedAction
from s11.domain.completeness import needs_action
from s11.domain.report import answer_words, day_words, level_words
from s11.domain.standards import CarryForward, LevelScale, Question
from s11.domain.visibility import View
from s11.store.answers import FileShown, SavedAnswer
from s11.web.agency.blueprint import OpenedStandard


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
class Card:
    """One question with its form, what was saved, and what was said before."""

    number: str
    question: Question
    form: QuestionForm
    asked: bool
    saved: SavedAnswer | None
    files: tuple[FileShown, ...]
    last: LastTime | None
    offered: bool
    wants_action: bool

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
        return "q-" + self.question.id.replace(".", "-")


def cards_of(
    found: OpenedStandard,
    form: StandardForm,
    view: View,
    saved: Mapping[str, SavedAnswer],
    files: Mapping[str, list[FileShown]],
    offers: Mapping[str, Answer],
    more_actions_for: str,
) -> list[Card]:
    """The cards of a page, in the order of the standard; conditions hide some."""
    numbers = {q.id: f"{found.standard.key}.{n}" for n, q in enumerate(found.standard.questions, 1)}
    made = []
    for card in form.cards():
        question = card.question
        one = saved.get(question.id)
        card.room_for_action(more=question.id == more_actions_for)
        made.append(
            Card(
                number=numbers[question.id],
                question=question,
                form=card,
                asked=view.is_asked(question),
                saved=one,
                files=tuple(files.get(question.id, ())),
                last=_last_time(found, question),
                offered=question.id in offers,
                wants_action=one is not None
                and not one.answer.not_applicable
                and bool(one.answer.value)
                and needs_action(question, one.answer),
            )
        )
    return made


def _last_time(found: OpenedStandard, question: Question) -> LastTime | None:
    last = found.opened.last
    if last is None or question.carry_forward is CarryForward.NONE:
        return None
    said, asked = last.document.answers.get(question.id), last.edition.question(question.id)
    if said is None or asked is None:
        return None
    words, tone = ("Did not apply", "na") if said.not_applicable else answer_words(asked, said)
    change = next((c for c in found.opened.edition.changes if c.question == question.id), None)
    actions = tuple(PlannedAction(one.what, one.owner, day_words(one.due)) for one in said.actions)
    note = f"The question has changed since then: {change.note}" if change and change.note else ""
    return LastTime(last.cycle, words, tone, said.evidence, actions, note)


def file_line(found: OpenedStandard, file: FileShown) -> str:
    """Where one file can be downloaded."""
    return url_for("agency.download", file=file.id, **found.page.address)
