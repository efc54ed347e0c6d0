"""One builder per answer type: the fields that a question's answer is typed into."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from wtforms import Field, RadioField, StringField, TextAreaField, ValidationError

from forms.base import choices
from forms.fields import DateBoxes
from s11.domain.answers import Mark
from s11.domain.standards import AnswerType, LevelScale, PercentScale, Question
from s11.domain.visibility import number_in

Fields = dict[str, Any]
LONGEST_TEXT = 100_000


class OwnRadio(RadioField):
    """A radio group that takes no answer for an answer, and says a strange value in words."""

    def pre_validate(self, form: Any) -> None:
        """Nothing chosen is allowed: progress, not the form, says what is missing."""
        if self.data and self.data not in {choice.value for choice in self.iter_choices()}:
            raise ValidationError("Choose one of the answers shown.")


def _rating(question: Question) -> Fields:
    match question.scale:
        case LevelScale(levels=levels):
            words = [(level.value, level.label) for level in levels]
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
    return {"value": TextAreaField("Answer", validators=[not_too_long])}


FIELD_BUILDERS: Mapping[AnswerType, Callable[[Question], Fields]] = {
    AnswerType.RATING: _rating,
    AnswerType.CRITERIA: _criteria,
    AnswerType.CHOICE: _choice,
    AnswerType.NUMBER: _number,
    AnswerType.PERCENTAGE: _percentage,
    AnswerType.DATE: _date,
    AnswerType.TEXT: _text,
}


def not_too_long(_form: Any, field: Field) -> None:
    """A validator: a text may be long, but not without bound."""
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
