"""The forms of a panel's letter: writing it, and issuing it after a look."""

from __future__ import annotations

from wtforms import BooleanField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from forms.base import BaseForm
from forms.fields import VersionField
from s11.domain.prose import LONGEST


class LetterForm(BaseForm):
    """The letter's words; `read` is the version of the draft that the page showed."""

    read = VersionField(default=0)
    body = TextAreaField(
        "The letter",
        [
            DataRequired("Write the letter."),
            Length(max=LONGEST, message=f"Keep the letter under {LONGEST:,} characters."),
        ],
        description="A line that begins with ## is a heading, one that begins with - a bullet. "
        "**Two stars on each side** make words bold. A blank line begins a paragraph.",
    )


class IssueForm(BaseForm):
    """Issuing the letter that was looked at."""

    read = VersionField(default=0)
    sure = BooleanField(
        "I have read the letter and it can go to the agency",
        [InputRequired("Tick the box when you have read the letter.")],
    )
