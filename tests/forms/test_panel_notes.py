"""The forms of challenge notes: what has to be there, and in which words it is asked for."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict

from forms.base import BaseForm, choices
from forms.panel_notes import (
    LONGEST,
    PRIVATE,
    AnswerNoteForm,
    CommentForm,
    DueForm,
    NoteForm,
    ReopenQuestionsForm,
    SettleForm,
    ShareForm,
)

DAY = {"due_on-day": "9", "due_on-month": "nov", "due_on-year": "2026"}


def filled(form: type[BaseForm], **fields: str) -> BaseForm:
    made = form(MultiDict(fields))
    for name in ("about", "questions"):
        if name in made._fields:
            made._fields[name].choices = choices([("", "The whole return"), ("a.1", "a.1 Who?")])
    return made


@pytest.mark.parametrize(
    ("form", "fields"),
    [
        (NoteForm, {"kind": "concern", "about": "", "text": "Why?", "reach": PRIVATE}),
        (NoteForm, {"kind": "question", "about": "a.1", "text": "Why?", "reach": "shared", **DAY}),
        (ShareForm, {"text": "Why?"}),
        (CommentForm, {"text": "Hm."}),
        (DueForm, DAY),
        (SettleForm, {"outcome": "no response received"}),
        (ReopenQuestionsForm, {"questions": "a.1", "reason": "Look again."}),
        (AnswerNoteForm, {"text": "x" * LONGEST}),
    ],
)
def test_a_form_that_is_filled_in_is_in_order(form: type[BaseForm], fields: dict[str, str]) -> None:
    made = filled(form, **fields)
    assert made.validate(), made.faults()


@pytest.mark.parametrize(
    ("form", "sentences"),
    [
        (NoteForm, ["Choose what the note is.", "Write the note."]),
        (ShareForm, ["Write the note."]),
        (CommentForm, ["Write your comment."]),
        (DueForm, ["Enter the day for the answer."]),
        (SettleForm, ["Choose what came of the note."]),
        (
            ReopenQuestionsForm,
            ["Choose at least one question.", "Say what should be revised: the agency reads it."],
        ),
        (AnswerNoteForm, ["Write your answer."]),
    ],
)
def test_an_empty_form_says_what_is_missing(form: type[BaseForm], sentences: list[str]) -> None:
    made = filled(form, unrelated="x", about="")
    assert not made.validate()
    assert [sentence for sentence, _ in made.faults()] == sentences


def test_who_reads_a_note_is_the_panel_alone_unless_it_is_said_otherwise() -> None:
    assert NoteForm().reach.data == PRIVATE
    assert CommentForm().reach.data == PRIVATE
    strange = filled(NoteForm, kind="question", about="", text="Why?", reach="everyone")
    assert not strange.validate()


def test_words_that_cannot_be_seen_or_are_too_many_are_refused() -> None:
    for text in ("x" * (LONGEST + 1), "a\u0000b"):
        assert not filled(AnswerNoteForm, text=text).validate()
