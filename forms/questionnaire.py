"""A standard's questions as a form: one builder per answer type, one form class per standard.

Adding an answer type is one line in FIELD_BUILDERS, one builder, and one partial in
templates/answers/. Each question is a form of its own inside the page's form: fields are posted
as `<question id>-<field>`, and `version` says which version of the answer the page showed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from wtforms import (
    BooleanField,
    Field,
    FieldList,
    FormField,
    IntegerField,
    RadioField,
    StringField,
    TextAreaField,
    ValidationError,
)

from forms.base import BaseForm, choices
from forms.fields import DateBoxes
from s11.domain.answers import Answer, CriterionMark, Mark, PlannedAction
from s11.domain.merging import Save
from s11.domain.standards import (
    AnswerType,
    CarryForward,
    LevelScale,
    PercentScale,
    Question,
    Standard,
)
from s11.domain.visibility import number_in

Fields = dict[str, Any]
LONGEST_TEXT = 100_000
MOST_ACTIONS = 10


class OwnRadio(RadioField):
    """A radio group that takes no answer for an answer, and says a strange value in words."""

    def pre_validate(self, form: Any) -> None:
        """Nothing chosen is allowed: progress, not the form, says what is missing."""
        if self.data and self.data not in {choice[0] for choice in self.iter_choices()}:
            raise ValidationError("Choose one of the answers shown.")


class ActionForm(BaseForm):
    """What will be done about an answer below the top, by whom, by when."""

    what = TextAreaField("What will be done")
    owner = StringField("Who will see to it")
    due = DateBoxes("By when")


def _rating(question: Question) -> Fields:
    match question.scale:
        case LevelScale(levels=levels):
            best_first = sorted(levels, key=lambda level: -level.points)
            words = [(level.value, level.label) for level in best_first]
            return {"value": OwnRadio("Rating", choices=choices(words))}
        case PercentScale(step=step):
            return {"value": StringField("Per cent", validators=[_step_of(step)])}
        case _:
            raise ValueError(f"{question.id} is a rating without a scale")


def _criteria(question: Question) -> Fields:
    fields: Fields = {}
    for criterion in question.criteria:
        marks = [(Mark.MET.value, "Met"), (Mark.NOT_MET.value, "Not met")]
        if criterion.may_be_not_applicable:
            marks.append((Mark.NOT_APPLICABLE.value, "Does not apply"))
            fields[f"reason-{criterion.id}"] = StringField("Why it does not apply")
        fields[f"mark-{criterion.id}"] = OwnRadio(criterion.text, choices=choices(marks))
    return fields


def _choice(question: Question) -> Fields:
    options = [(option.value, option.label) for option in question.options]
    return {"value": OwnRadio("Answer", choices=choices(options))}


def _number(question: Question) -> Fields:
    return {"value": StringField("Number", validators=[_a_number])}


def _percentage(question: Question) -> Fields:
    return {"value": StringField("Per cent", validators=[_per_cent])}


def _date(question: Question) -> Fields:
    return {"value": DateBoxes("Date")}


def _text(question: Question) -> Fields:
    return {"value": TextAreaField("Answer", validators=[_not_too_long])}


FIELD_BUILDERS: Mapping[AnswerType, Callable[[Question], Fields]] = {
    AnswerType.RATING: _rating,
    AnswerType.CRITERIA: _criteria,
    AnswerType.CHOICE: _choice,
    AnswerType.NUMBER: _number,
    AnswerType.PERCENTAGE: _percentage,
    AnswerType.DATE: _date,
    AnswerType.TEXT: _text,
}


def _not_too_long(_form: Any, field: Field) -> None:
    if field.data and len(field.data) > LONGEST_TEXT:
        raise ValidationError(
            f"Keep this under {LONGEST_TEXT:,} characters; put the rest in a file."
        )


def _a_number(_form: Any, field: Field) -> None:
    if field.data and number_in(field.data) is None:
        raise ValidationError("Write a number in figures, such as 12 or 3.5.")


def _per_cent(_form: Any, field: Field) -> None:
    if field.data:
        number = number_in(field.data)
        if number is None or not 0 <= number <= 100:
            raise ValidationError("Write a percentage from 0 to 100, in figures.")


def _step_of(step: int) -> Callable[[Any, Field], None]:
    scale = PercentScale("", step)

    def check(_form: Any, field: Field) -> None:
        if field.data and scale.share(field.data) is None:
            raise ValidationError(f"Write a percentage from 0 to 100 in steps of {step}.")

    return check


def _has_words(question: Question) -> bool:
    """Whether the question asks for evidence in words and impact beside its answer."""
    return question.is_scored or question.evidence is not None


def fields_of(question: Question) -> Fields:
    """Every field of one question, in the order of its card."""
    fields = dict(FIELD_BUILDERS[question.type](question))
    if question.may_be_not_applicable:
        fields["not_applicable"] = BooleanField("This does not apply to us")
        fields["na_reason"] = TextAreaField("Why it does not apply", validators=[_not_too_long])
    if _has_words(question):
        fields["evidence"] = TextAreaField("What shows this?", validators=[_not_too_long])
    if question.is_scored:
        fields["impact"] = TextAreaField("What difference has it made?", validators=[_not_too_long])
    if question.action_below is not None:
        fields["actions"] = FieldList(
            FormField(ActionForm), min_entries=0, max_entries=MOST_ACTIONS
        )
    if question.carry_forward is CarryForward.PREFILL:
        fields["confirm"] = BooleanField("I have checked this and it is still right")
    return fields


class QuestionForm(BaseForm):
    """One question's card. `question` is set on the class that `question_form` makes."""

    question: Question
    version = IntegerField(default=0)

    @property
    def was_posted(self) -> bool:
        """Whether the page that was posted held this card at all."""
        return bool(self.version.raw_data)

    def room_for_action(self, *, more: bool = False) -> None:
        """Leave an empty action to fill: the first one, and another where it was asked for."""
        actions = self._fields.get("actions")
        if actions is not None and (more or not actions.entries) and len(actions) < MOST_ACTIONS:
            actions.append_entry()

    def answer(self) -> Answer:
        """What the card says, as an answer; what could not be read stays as it was typed."""
        get = {name: field.data for name, field in self._fields.items()}
        return Answer(
            question=self.question.id,
            value=self._value(),
            marks=_marks(self.question, get),
            not_applicable=bool(get.get("not_applicable")),
            na_reason=get.get("na_reason") or "",
            evidence=get.get("evidence") or "",
            impact=get.get("impact") or "",
            actions=tuple(_actions(self._fields.get("actions"))),
        )

    def _value(self) -> str:
        field = self._fields.get("value")
        if field is None:
            return ""
        if isinstance(field, DateBoxes):
            return field.data.isoformat() if field.data else ""
        return field.data or ""


def _marks(question: Question, get: Mapping[str, Any]) -> dict[str, CriterionMark]:
    return {
        criterion.id: CriterionMark(Mark(mark), _reason(mark, get, criterion.id))
        for criterion in question.criteria
        if (mark := get.get(f"mark-{criterion.id}")) in set(Mark)
    }


def _reason(mark: str, get: Mapping[str, Any], criterion: str) -> str:
    """A reason belongs to a part that does not apply; beside a mark it means nothing."""
    return (get.get(f"reason-{criterion}") or "") if mark == Mark.NOT_APPLICABLE else ""


def _actions(field: FieldList | None) -> Iterable[PlannedAction]:
    for entry in field or ():
        due = entry.form.due
        typed = due.data.isoformat() if due.data else due.raw
        action = PlannedAction(entry.form.what.data or "", entry.form.owner.data or "", typed)
        if any((action.what, action.owner, action.due)):
            yield action


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
    """A standard's page."""

    def cards(self) -> list[QuestionForm]:
        """Each question's form, in the order of the page."""
        return [field.form for field in self._fields.values()]

    def take_versions(self, answers: Mapping[str, Answer]) -> None:
        """Carry the versions that now stand, for a page that is shown again after a save."""
        for card in self.cards():
            said = answers.get(card.question.id)
            if said is not None and not card.errors:
                card.version.data = said.version

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
    confirmed = card._fields.get("confirm")
    return offer is not None and not (confirmed and confirmed.data) and said == offer


def questionnaire_form(
    standard: Standard, applying: Iterable[Question], answers: Mapping[str, Answer], posted: Any
) -> StandardForm:
    """The form of a standard for one agency: the questions of `applying`, filled from `answers`.

    `applying` are the questions for the agency's type, those behind a condition included, as the
    page shows and hides them. `posted` is the posted form data, or None.
    """
    questions = tuple(applying)
    data = {question.id: filled(question, answers.get(question.id)) for question in questions}
    return standard_form(questions)(posted, data=data)


def filled(question: Question, answer: Answer | None) -> dict[str, Any]:
    """An answer as the data of its card."""
    if answer is None:
        return {"version": 0}
    value: Any = answer.value
    if question.type is AnswerType.DATE:
        value = _iso(answer.value)
    data: dict[str, Any] = {
        "version": answer.version,
        "value": value,
        "not_applicable": answer.not_applicable,
        "na_reason": answer.na_reason,
        "evidence": answer.evidence,
        "impact": answer.impact,
        "actions": [
            {"what": one.what, "owner": one.owner, "due": _iso(one.due)} for one in answer.actions
        ],
    }
    for criterion, mark in answer.marks.items():
        data[f"mark-{criterion}"] = mark.mark.value
        data[f"reason-{criterion}"] = mark.reason
    return data


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
