"""The base of every form, and the adapter from WTForms fields to templates/macros/form.html.

CSRF is checked for the whole app (Flask-WTF's CSRFProtect), so forms carry no token of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from wtforms import (
    BooleanField,
    Field,
    FieldList,
    FileField,
    Form,
    FormField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectFieldBase,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import StopValidation

from forms.fields import DateBoxes
from s11.domain.characters import hidden_in

# Which macro draws a field; the nearest class in the field's ancestry decides.
CONTROLS: dict[type[Field], str] = {
    DateBoxes: "date",
    PasswordField: "password",
    TextAreaField: "textarea",
    RadioField: "radios",
    SelectMultipleField: "checkboxes",
    SelectField: "select",
    BooleanField: "checkbox",
    FileField: "file",
    StringField: "input",
}


def control(field: Field) -> str:
    """The name of the macro that draws `field`; raises LookupError for a kind that has none."""
    for ancestor in type(field).__mro__:
        if ancestor in CONTROLS:
            return CONTROLS[ancestor]
    raise LookupError(f"no macro draws {type(field).__name__}")


def choices(pairs: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    """(value, words) pairs as WTForms wants them."""
    return [SelectChoice(value, words) for value, words in pairs]


def pairs(field: SelectFieldBase) -> list[tuple[str, str]]:
    """A field's choices as (value, words) pairs, as the macros want them."""
    return [(str(choice.value), str(choice.label)) for choice in field.iter_choices()]


# Windows, old Macs, and the line and page breaks that come with words from Word or PowerPoint.
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c]")


def strip(value: object) -> object:
    """A filter: text without the space around it; every line end as one character."""
    return _LINE_ENDS.sub("\n", value).strip() if isinstance(value, str) else value


def readable(_form: Form, field: Field) -> None:
    """A validator: words may hold no character that cannot be seen, printed or kept."""
    if isinstance(field.data, str) and (sentence := hidden_in(field.data)):
        raise StopValidation(sentence)


class BaseForm(Form):
    """A form whose faults can be listed for the error summary, in the order of the page."""

    class Meta:
        """WTForms' own settings."""

        def bind_field(self, form: Form, unbound: Any, options: dict[str, Any]) -> Field:
            """Strip every text field, so that a space is never an answer."""
            filters = unbound.kwargs.get("filters", [])
            kind = unbound.field_class
            if issubclass(kind, StringField) and not issubclass(kind, PasswordField):
                options = {**options, "filters": [strip, *filters]}
                unbound.kwargs.pop("filters", None)
            return unbound.bind(form=form, **options)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field; each text must be readable besides."""
        texts = {
            name: [readable]
            for name, field in self._fields.items()
            if isinstance(field, StringField) and not isinstance(field, PasswordField)
        }
        return bool(super().validate({**texts, **(extra_validators or {})}))

    def faults(self) -> list[tuple[str, str]]:
        """(sentence, id of the control) for each fault, in the order of the fields."""
        return list(_faults(self))

    def refuse(self, field: str, sentence: str) -> None:
        """Put a fault that a rule found beside the field where it was typed."""
        target = self._fields.get(field) or next(iter(self._fields.values()))
        target.errors = [*target.errors, sentence]


def _faults(form: Form) -> Iterator[tuple[str, str]]:
    for field in form:
        if isinstance(field, FormField):
            yield from _faults(field.form)
        elif isinstance(field, FieldList):
            for entry in field:
                yield from _faults(entry.form) if isinstance(entry, FormField) else _of(entry)
        else:
            yield from _of(field)


def _of(field: Field) -> Iterator[tuple[str, str]]:
    # The date's first box takes the focus, not the group around the three.
    anchor = f"{field.id}-day" if isinstance(field, DateBoxes) else field.id
    for sentence in field.errors:
        yield str(sentence), anchor
