"""The fixed forms of an agency's pages: objectives, helpers, sending back, signing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import BooleanField, FieldList, FormField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from forms.base import BaseForm
from forms.fields import VersionField
from s11.domain import objectives as rules
from s11.domain.answers import Answer
from s11.domain.merging import Save
from s11.domain.objectives import Objective


class IntentForm(BaseForm):
    """One objective: what the agency intends, and the outcome that it wants."""

    number = VersionField()
    version = VersionField(default=0)
    intention = TextAreaField("What we intend to do", validators=[Length(max=20_000)])
    outcome = TextAreaField("The outcome we want", validators=[Length(max=20_000)])


class CameOfForm(BaseForm):
    """What became of one of the last cycle's objectives."""

    number = VersionField()
    version = VersionField(default=0)
    done = TextAreaField("What did we do, and how well?", validators=[Length(max=20_000)])
    difference = TextAreaField("What difference did we make?", validators=[Length(max=20_000)])


class ObjectivesForm(BaseForm):
    """The objectives page."""

    last = FieldList(FormField(CameOfForm), max_entries=rules.MOST)
    next = FieldList(FormField(IntentForm), max_entries=rules.MOST)

    def saves(self) -> list[Save]:
        """Each row as an answer under its key, with the version that the page showed."""
        rows = [
            Save(
                Answer(
                    rules.report_key(one.number.data),
                    evidence=one.done.data or "",
                    impact=one.difference.data or "",
                ),
                one.version.data or 0,
            )
            for one in self._rows(self.last)
        ]
        rows += [
            Save(
                Answer(
                    rules.key(one.number.data),
                    value=one.intention.data or "",
                    impact=one.outcome.data or "",
                ),
                one.version.data or 0,
            )
            for one in self._rows(self.next)
        ]
        return rows

    def take_versions(self, versions: Mapping[str, int]) -> None:
        """Carry these versions, by key, into the page that is shown again."""
        for one in self._rows(self.last):
            one.version.data = versions[rules.report_key(one.number.data)]
        for one in self._rows(self.next):
            one.version.data = versions[rules.key(one.number.data)]

    def _rows(self, field: FieldList) -> list[Any]:
        """The rows whose number is one that a return can have."""
        return [entry.form for entry in field if entry.form.number.data in range(1, rules.MOST + 1)]


def objectives_form(
    answers: Mapping[str, Answer], last: Sequence[Objective], posted: Any, *, more: bool = False
) -> ObjectivesForm:
    """The page's form, filled from what is saved, with an empty row to start or to add one."""
    standing = rules.objectives(answers)
    following = [
        {
            "number": one.number,
            "version": _version(answers, rules.key(one.number)),
            "intention": one.intention,
            "outcome": one.outcome,
        }
        for one in standing
    ]
    if (more or not following) and len(following) < rules.MOST:
        free = next(n for n in range(1, rules.MOST + 1) if n not in {o.number for o in standing})
        following.append({"number": free, "version": _version(answers, rules.key(free))})
    looking_back = [
        {
            "number": one.number,
            "version": _version(answers, rules.report_key(one.number)),
            "done": one.done,
            "difference": one.difference,
        }
        for one in last
    ]
    return ObjectivesForm(posted, data={"last": looking_back, "next": following})


def _version(answers: Mapping[str, Answer], key: str) -> int:
    said = answers.get(key)
    return said.version if said else 0


class SendBackForm(BaseForm):
    """The signatory sends the return back."""

    reason = TextAreaField(
        "What needs to change",
        validators=[InputRequired("Say what needs to change, so that the lead can act on it.")],
    )


class SignForm(BaseForm):
    """The signatory's declaration."""

    name = StringField("Your full name", validators=[InputRequired("Write your full name.")])
    role = StringField(
        "Your role in the agency",
        validators=[InputRequired("Write your role, such as chief executive.")],
    )
    agree = BooleanField(
        "I have read this return and declare that it is a true account",
        validators=[InputRequired("Tick the box to make the declaration.")],
    )


class HelperForm(BaseForm):
    """Someone new is asked to help."""

    name = StringField("Their name", validators=[InputRequired("Write their name.")])
    email = StringField(
        "Their e-mail address", validators=[InputRequired("Write their e-mail address.")]
    )
