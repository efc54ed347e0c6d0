"""A standard's questions as a form: one form class per question, one per page.

Adding an answer type is one builder and one line in FIELD_BUILDERS (forms/builders.py), and one
partial in templates/answers/. Each question is a form of its own inside the page's form: fields
are posted as `<question id>-<field>`, and `version` says which version the page showed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from wtforms import BooleanField, FieldList, FormField, StringField, TextAreaField

from forms.base import BaseForm
from forms.builders import FIELD_BUILDERS, Fields, not_too_long
from forms.fields import DateBoxes, VersionField
from forms.typed import MOST_ACTIONS, NO_DATE, Fault, Typed, TypedAction
from s11.domain.answers import Answer, CriterionMark, Mark, PlannedAction
from s11.domain.merging import Save
from s11.domain.standards import CarryForward, Question


class ActionForm(BaseForm):
    """What will be done about an answer below the top, by whom, by when."""

    what = TextAreaField("What will be done", validators=[not_too_long])
    owner = StringField("Who will see to it", validators=[not_too_long])
    due = DateBoxes("By when")

    def action(self) -> PlannedAction:
        """The action as typed; a date that is none stays as it was typed."""
        due = self.due.data.isoformat() if self.due.data else self.due.raw
        return PlannedAction(self.what.data or "", self.owner.data or "", due)


def takes_words(question: Question) -> bool:
    """Whether the question asks for evidence in words, and files, beside its answer."""
    return question.is_scored or question.evidence is not None


def fields_of(question: Question) -> Fields:
    """Every field of one question, in the order of its card."""
    fields = dict(FIELD_BUILDERS[question.type](question))
    if question.may_be_not_applicable:
        fields["not_applicable"] = BooleanField("This does not apply to us")
        fields["na_reason"] = TextAreaField("Why it does not apply", validators=[not_too_long])
    if takes_words(question):
        fields["evidence"] = TextAreaField("What shows this?", validators=[not_too_long])
    if question.is_scored:
        fields["impact"] = TextAreaField("What difference has it made?", validators=[not_too_long])
    if question.action_below is not None:
        fields["actions"] = FieldList(FormField(ActionForm), max_entries=MOST_ACTIONS)
    if question.carry_forward is CarryForward.PREFILL:
        fields["confirm"] = BooleanField("I have checked this and it is still right")
    return fields


class QuestionForm(BaseForm):
    """One question's card. `question` is set on the class that `question_form` makes."""

    question: Question
    version = VersionField(default=0)

    @property
    def was_posted(self) -> bool:
        """Whether the page that was posted held this card at all."""
        return bool(self.version.raw_data)

    def data_of(self, name: str) -> Any:
        """What a field holds; "" for one that this question does not have."""
        field = self._fields.get(name)
        return (field.data or "") if field is not None else ""

    def answer(self) -> Answer:
        """What the card says, as an answer; what could not be read stays as it was typed."""
        value = self._fields.get("value")
        is_date = isinstance(value, DateBoxes)
        day = self.data_of("value")
        return Answer(
            question=self.question.id,
            value=(day.isoformat() if day else "") if is_date else day,
            marks={key: CriterionMark(Mark(mark), why) for key, mark, why in self._marks()},
            not_applicable=bool(self.data_of("not_applicable")),
            na_reason=self.data_of("na_reason"),
            evidence=self.data_of("evidence"),
            impact=self.data_of("impact"),
            actions=tuple(
                one
                for entry in self._actions()
                for one in [entry.action()]
                if one != PlannedAction("")
            ),
        )

    def _actions(self) -> list[ActionForm]:
        return [entry.form for entry in self._fields.get("actions") or ()]

    def _marks(self) -> Iterator[tuple[str, str, str]]:
        for criterion in self.question.criteria:
            mark = self.data_of(f"mark-{criterion.id}")
            if mark in set(Mark):
                # A reason belongs to a part that does not apply; beside a mark it means nothing.
                is_na = mark == Mark.NOT_APPLICABLE
                yield criterion.id, mark, self.data_of(f"reason-{criterion.id}") if is_na else ""

    def typed(self) -> Typed:
        """What was typed, with what is wrong with it, for the page that is shown again."""
        value = self._fields.get("value")
        boxes, wrong = (value.boxes, value.wrong) if isinstance(value, DateBoxes) else (NO_DATE, ())
        return Typed(
            version=self.version.data or 0,
            value="" if isinstance(value, DateBoxes) else self.data_of("value"),
            boxes=boxes,
            wrong=wrong,
            marks=tuple(self._marks()),
            not_applicable=bool(self.data_of("not_applicable")),
            na_reason=self.data_of("na_reason"),
            evidence=self.data_of("evidence"),
            impact=self.data_of("impact"),
            actions=tuple(_typed_action(one) for one in self._actions()),
            confirm=bool(self.data_of("confirm")),
            faults=tuple(self._own_faults()),
        )

    def _own_faults(self) -> Iterator[Fault]:
        for name, field in self._fields.items():
            if name == "actions":
                yield from (("actions", s) for one in self._actions() for s, _ in one.faults())
            else:
                yield from ((name, str(sentence)) for sentence in field.errors)


def _typed_action(form: ActionForm) -> TypedAction:
    faults = form.faults()
    return TypedAction(
        what=form.what.data or "",
        owner=form.owner.data or "",
        due=form.due.boxes,
        wrong=form.due.wrong if form.due.errors else (),
        fault=faults[0][0] if faults else "",
    )


@lru_cache(maxsize=2048)
def question_form(question: Question) -> type[QuestionForm]:
    """The form class of one question."""
    return type("OneQuestion", (QuestionForm,), {"question": question, **fields_of(question)})


@lru_cache(maxsize=512)
def standard_form(questions: tuple[Question, ...]) -> type[StandardForm]:
    """The form class of a page with these questions."""
    fields = {question.id: FormField(question_form(question)) for question in questions}
    return type("OneStandard", (StandardForm,), fields)


class StandardForm(BaseForm):
    """A standard's page, as it was posted."""

    def cards(self) -> list[QuestionForm]:
        """Each question's form, in the order of the page."""
        return [field.form for field in self._fields.values()]

    def saves(self, offered: Mapping[str, Answer]) -> list[Save]:
        """What the page asks to save: what it can read, with the version that it showed.

        `offered` holds what was filled in from the last cycle: left as it was and not confirmed,
        it is not yet an answer.
        """
        return [
            Save(said, card.version.data or 0)
            for card in self.cards()
            if card.was_posted and not card.errors
            for said in [card.answer()]
            if not _only_offered(card, said, offered.get(said.question))
        ]


def _only_offered(card: QuestionForm, said: Answer, offer: Answer | None) -> bool:
    return offer is not None and not card.data_of("confirm") and said == offer


def questionnaire_form(applying: Iterable[Question], posted: Any) -> StandardForm:
    """The form of a page of questions, from the data that was posted.

    `applying` are the questions for the agency's type, those behind a condition included, as the
    page shows and hides them.
    """
    return standard_form(tuple(applying))(posted)
