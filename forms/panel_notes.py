"""The forms of challenge notes: the panel's, and the agency's answer."""

from __future__ import annotations

from wtforms import RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, Length

from forms.base import BaseForm, choices
from forms.fields import DateBoxes, RequiredDate
from s11.domain.challenges import KIND_WORDS, OUTCOME_WORDS

LONGEST = 20_000
PRIVATE, SHARED = "private", "shared"
REACHES = choices(
    [
        (PRIVATE, "Private to the panel"),
        (SHARED, "Shared: the agency reads it, and it cannot be taken back"),
    ]
)
TOO_LONG = Length(max=LONGEST, message=f"Keep it under {LONGEST:,} characters.")


class NoteForm(BaseForm):
    """A new note. What it can be about is given by the page."""

    kind = RadioField(
        "What is it?",
        [InputRequired("Choose what the note is.")],
        choices=choices((kind.value, words) for kind, words in KIND_WORDS.items()),
    )
    about = SelectField("What is it about?")
    text = TextAreaField("The note", [InputRequired("Write the note."), TOO_LONG])
    reach = RadioField("Who reads it?", choices=REACHES, default=PRIVATE)
    due_on = DateBoxes("Answer due by")


class ShareForm(BaseForm):
    """A private note is shared, as it stands or in other words."""

    text = TextAreaField("What the agency reads", [InputRequired("Write the note."), TOO_LONG])
    due_on = DateBoxes("Answer due by")


class CommentForm(BaseForm):
    """One more comment in a thread; who reads it is asked only where the note is shared."""

    text = TextAreaField("Your comment", [InputRequired("Write your comment."), TOO_LONG])
    reach = RadioField("Who reads it?", choices=REACHES, default=PRIVATE)


class DueForm(BaseForm):
    """Another day for the agency's answer."""

    due_on = DateBoxes("Answer due by", [RequiredDate("Enter the day for the answer.")])


class SettleForm(BaseForm):
    """What came of a note."""

    outcome = RadioField(
        "What came of it?",
        [InputRequired("Choose what came of the note.")],
        choices=choices((one.value, words) for one, words in OUTCOME_WORDS.items()),
    )
    text = TextAreaField("In your words", [TOO_LONG])


class ReopenQuestionsForm(BaseForm):
    """Which questions of a signed return may be revised, and why. The page gives the questions."""

    questions = SelectMultipleField(
        "Questions to reopen", [InputRequired("Choose at least one question.")]
    )
    reason = TextAreaField(
        "What should be revised",
        [InputRequired("Say what should be revised: the agency reads it."), Length(max=2000)],
    )


class AnswerNoteForm(BaseForm):
    """The agency's answer to a note."""

    text = TextAreaField("Your answer", [InputRequired("Write your answer."), TOO_LONG])
