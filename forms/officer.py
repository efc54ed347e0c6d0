"""The officer's forms: cycles, extensions, agencies, people, imports."""

from __future__ import annotations

import re
from datetime import datetime, time
from typing import Any

from wtforms import (
    BooleanField,
    EmailField,
    FileField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, StopValidation

from forms.base import BaseForm, choices
from forms.fields import DateBoxes, RequiredDate
from s11.domain.cycles import london_instant

_TIME = re.compile(r"(\d{1,2})(?:[:.]?(\d\d))?\s*(am|pm)?", re.ASCII | re.IGNORECASE)
ALL, SOME = "all", "some"


def read_time(text: str) -> time | None:
    """The time of day in "17:00", "9.30", "0930" or "5pm"; None if it cannot be read."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


class TimeOfDay:
    """A validator: the text must be a time of day."""

    field_flags: dict[str, bool] = {}  # noqa: RUF012 - WTForms reads it

    def __call__(self, form: Any, field: Any) -> None:
        if read_time(field.data or "") is None:
            raise StopValidation("Write the time as hours and minutes, such as 17:00.")


def instant(day: DateBoxes, hour: StringField) -> datetime:
    """The instant that a date and a time of day, both validated, mean in London."""
    at = read_time(hour.data or "")
    assert day.data is not None
    assert at is not None
    return london_instant(day.data, at)


class CycleForm(BaseForm):
    """How a cycle is set up. Its choices are given by the page."""

    edition = SelectField("Standards", [InputRequired("Choose the standards to ask.")])
    title = StringField(
        "Title",
        [InputRequired("Give the cycle a title."), Length(max=200)],
        description="Agencies see it on every page, such as “Section 11, 2026”.",
    )
    slug = StringField(
        "Short name",
        [InputRequired("Give the cycle a short name."), Length(max=60)],
        description="For addresses: small letters, figures and hyphens. It cannot be changed.",
    )
    opens_on = DateBoxes("Opens on", [RequiredDate("Enter the day on which it opens.")])
    opens_time = StringField("Opening time", [TimeOfDay()], default="09:00")
    due_on = DateBoxes("Due by", [RequiredDate("Enter the day by which returns are due.")])
    due_time = StringField("Due time", [TimeOfDay()], default="17:00")
    expected = RadioField(
        "Which agencies are expected to return?",
        choices=choices([(ALL, "Every agency of the board"), (SOME, "Only those I choose")]),
        default=ALL,
    )
    agencies = SelectMultipleField("Agencies expected")
    previous = SelectField(
        "Looks back on",
        description="Agencies see their last answers, actions and objectives from that cycle.",
    )

    def validate_agencies(self, field: SelectMultipleField) -> None:
        """Choosing some means at least one."""
        if self.expected.data == SOME and not field.data:
            raise StopValidation("Choose at least one agency.")

    @property
    def chosen(self) -> frozenset[str] | None:
        """The slugs that were ticked; None for every agency."""
        return None if self.expected.data == ALL else frozenset(self.agencies.data or ())


class ExtensionForm(BaseForm):
    """A later due date, and why."""

    due_on = DateBoxes("New due date", [RequiredDate("Enter the new due date.")])
    due_time = StringField("Time", [TimeOfDay()], default="17:00")
    reason = TextAreaField(
        "Reason",
        [InputRequired("Say why the date is extended: the record keeps it."), Length(max=2000)],
        description="The record keeps it, and the agency can read it.",
    )


class ReopenForm(BaseForm):
    """Why a signed return is reopened."""

    reason = TextAreaField(
        "What should be revised",
        [InputRequired("Say why the return is reopened: the agency reads it."), Length(max=2000)],
        description="The record keeps it, and the agency is told by e-mail.",
    )


class ExpectForm(BaseForm):
    """More agencies for a cycle."""

    agencies = SelectMultipleField(
        "Agencies to add", [InputRequired("Choose at least one agency.")]
    )


class AgencyForm(BaseForm):
    """An agency's name and type."""

    name = StringField("Name", [InputRequired("Enter the agency's name."), Length(max=200)])
    agency_type = SelectField(
        "Type",
        [InputRequired("Choose the type of agency.")],
        description="It decides which questions the agency is asked.",
    )


class PersonForm(BaseForm):
    """Someone new, and the role that they are to hold."""

    name = StringField("Name", [InputRequired("Enter the person's name."), Length(max=200)])
    email = EmailField("Email address", [InputRequired("Enter the person's address.")])
    role = RadioField("Role", [InputRequired("Choose a role.")])
    agency = SelectField("Agency", description="For a role in an agency.")
    invite = BooleanField("Send an invitation now", default=True)


class RoleForm(BaseForm):
    """One more role for someone."""

    role = RadioField("Role", [InputRequired("Choose a role.")])
    agency = SelectField("Agency", description="For a role in an agency.")


class ImportForm(BaseForm):
    """A file of agencies."""

    file = FileField("Spreadsheet", description="CSV or XLSX, up to 2 MB.")


class ConfirmImportForm(BaseForm):
    """The rows that were previewed, carried in the page, and the plan that was seen."""

    rows = HiddenField()
    seen = HiddenField()
    invite = BooleanField("Send an invitation to everyone who has none yet")
