"""The panel's forms on a return that it reads: its rating, and lines of enquiry put aside."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from wtforms import SelectMultipleField, StringField, TextAreaField

from forms.base import BaseForm, choices
from forms.builders import OwnRadio, not_too_long
from forms.fields import VersionField
from s11.domain.moderation import PanelRating
from s11.domain.standards import AnswerType, LevelScale, PercentScale, Question

ACCEPT, OWN_MARKS = "", "rate"


class RatingForm(BaseForm):
    """The panel's rating of one question; `question` is set on the class that is made for it.

    Left blank it accepts the agency's own. Fields are posted as `<question id>-<field>`.
    """

    question: Question
    version = VersionField(default=0)

    def rating(self) -> PanelRating:
        """What the form says; whether it can be kept is for the domain to say."""
        fields = self._fields
        value = fields["value"].data or ACCEPT
        has_own_marks = "met" in fields and value == OWN_MARKS
        return PanelRating(
            question=self.question.id,
            value="" if "met" in fields else value,
            met=frozenset(fields["met"].data or ()) if has_own_marks else frozenset(),
            accepts=value == ACCEPT,
            reason=fields["reason"].data or "",
        )

    @property
    def read(self) -> int:
        """The version of the panel's rating that the page showed."""
        return self.version.data or 0


def _fields(question: Question) -> Mapping[str, Any]:
    reason = TextAreaField("Why it differs", validators=[not_too_long])
    if question.type is AnswerType.CRITERIA:
        parts = [(part.id, part.text) for part in question.criteria]
        return {
            "value": OwnRadio("Panel’s rating", choices=choices([(ACCEPT, ""), (OWN_MARKS, "")])),
            "met": SelectMultipleField("Met", choices=choices(parts), validate_choice=False),
            "reason": reason,
        }
    if isinstance(question.scale, LevelScale):
        levels = [(ACCEPT, ""), *((level.value, level.label) for level in question.scale.levels)]
        return {"value": OwnRadio("Panel’s rating", choices=choices(levels)), "reason": reason}
    return {"value": StringField("Panel’s rating"), "reason": reason}


@lru_cache(maxsize=2048)
def _form_class(question: Question) -> type[RatingForm]:
    return type("OneRating", (RatingForm,), {"question": question, **_fields(question)})


def rating_form(question: Question, stands: PanelRating | None, posted: Any = None) -> RatingForm:
    """The form of one question, as posted, else as the panel's rating `stands` (None: none)."""
    return _form_class(question)(posted, prefix=f"{question.id}-", data=_data(question, stands))


def _data(question: Question, stands: PanelRating | None) -> dict[str, Any]:
    if stands is None:
        return {"value": ACCEPT, "met": (), "version": 0}
    own = OWN_MARKS if question.type is AnswerType.CRITERIA else stands.value
    return {
        "value": ACCEPT if stands.accepts else own,
        "met": sorted(stands.met),
        "reason": stands.reason,
        "version": stands.version,
    }


def in_per_cent(question: Question) -> int:
    """The step of a rating in per cent; 0 for a question that is rated otherwise."""
    return question.scale.step if isinstance(question.scale, PercentScale) else 0


class DismissForm(BaseForm):
    """A line of enquiry is put aside, or taken up again."""

    line = StringField("Line of enquiry")
    version = VersionField(default=0)
    reason = TextAreaField("Why it needs no question", validators=[not_too_long])
