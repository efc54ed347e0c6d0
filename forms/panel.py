"""The officer's forms about panels: members, sharing out, sessions, interests, sharing settings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from wtforms import (
    EmailField,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import InputRequired, Length, StopValidation

from forms.base import BaseForm, choices
from forms.fields import DateBoxes, RequiredDate
from forms.officer import TimeOfDay, instant
from s11.domain.agendas import LONGEST_ITEM, LONGEST_TITLE, USUAL_MINUTES, Meeting, Planned
from s11.domain.panels import MOST_READERS, SHARING_WORDS, Sharing
from s11.domain.sampling import Base, Drawing, Sample

MOST_ITEMS = 200
NEW_ITEMS = 2
LAST_NUMBER = 999
BASE_WORDS = {
    Base.RETURNED: "All that have come in",
    Base.EXPECTED: "All that are expected, to be read as each comes in",
    Base.CHOSEN: "Those I tick",
}
SAMPLE_WORDS = {
    Sample.ALL: "Every one of them",
    Sample.NTH: "One in so many, in the order of their names",
    Sample.TYPES: "One agency of each type, drawn by lot",
    Sample.RANDOM: "So many, drawn by lot",
}


UNNAMED, NAMED = "unnamed", "named"
PEER_WORDS = {
    UNNAMED: "How they rated, without their names",
    NAMED: "How they rated, by name",
}


class PersonNumbers(SelectMultipleField):
    """People, by number. What is no number is nobody."""

    @property
    def numbers(self) -> frozenset[int]:
        """The numbers that were ticked, once the field is found good."""
        return frozenset(int(value) for value in self.data or ())


def numbers_in(values: Iterable[str]) -> frozenset[int]:
    """The numbers among what a page posted of whom it showed."""
    found = (whole(value, 1, 2**31 - 1) for value in values)
    return frozenset(number for number in found if number is not None)


def whole(text: str | None, lowest: int, highest: int) -> int | None:
    """The whole number in a text, if it is one from `lowest` to `highest`."""
    typed = (text or "").strip()
    if not (typed.isascii() and typed.isdigit() and len(typed) < 11):
        return None
    return int(typed) if lowest <= int(typed) <= highest else None


class Whole:
    """A validator: the text must be a whole number in a range."""

    field_flags: dict[str, bool] = {}  # noqa: RUF012 - WTForms reads it

    def __init__(self, lowest: int, highest: int) -> None:
        self.lowest, self.highest = lowest, highest

    def __call__(self, form: Any, field: Any) -> None:
        if whole(field.data, self.lowest, self.highest) is None:
            sentence = f"Write a whole number from {self.lowest} to {self.highest}."
            raise StopValidation(sentence)


class PanelForm(BaseForm):
    """A panel's name and its people. Who may sit is given by the page."""

    name = StringField(
        "Name",
        [InputRequired("Give the panel a name.")],
        description="Members see it, such as “Panel A” or “Health panel”.",
    )
    people = PersonNumbers("Members")


class InviteForm(BaseForm):
    """Someone who is to sit on a panel."""

    name = StringField("Their name", [InputRequired("Enter the person's name.")])
    email = EmailField("Their e-mail address", [InputRequired("Enter the person's address.")])


class AssignForm(BaseForm):
    """Who of a panel reads one return. Who may is given by the page."""

    people = PersonNumbers("Who reads it")


class ShareOutForm(BaseForm):
    """Which returns a panel's members are given, and how many of them read each."""

    base = RadioField(
        "Which returns?",
        choices=choices((one.value, words) for one, words in BASE_WORDS.items()),
        default=Base.RETURNED.value,
    )
    chosen = SelectMultipleField("Returns to share out")
    sample = RadioField(
        "How many of them?",
        choices=choices((one.value, words) for one, words in SAMPLE_WORDS.items()),
        default=Sample.ALL.value,
    )
    every = StringField("One in how many?", default="3")
    count = StringField("How many returns?", default="5")
    readers = RadioField(
        "How many members read each return?",
        choices=choices((str(n), str(n)) for n in range(1, MOST_READERS + 1)),
        default="2",
        description="Those who have least to read are given the next one.",
    )

    def validate_chosen(self, field: SelectMultipleField) -> None:
        """Ticking means at least one."""
        if self.base.data == Base.CHOSEN and not field.data:
            raise StopValidation("Tick at least one return.")

    def validate_every(self, field: StringField) -> None:
        """Only asked for where it counts."""
        if self.sample.data == Sample.NTH:
            Whole(2, 100)(self, field)

    def validate_count(self, field: StringField) -> None:
        """Only asked for where it counts."""
        if self.sample.data == Sample.RANDOM:
            Whole(1, 1000)(self, field)

    def drawing(self, seed: int) -> Drawing:
        """What was chosen, with a seed for the lot."""
        return Drawing(
            Base(self.base.data),
            frozenset(self.chosen.data or ()),
            Sample(self.sample.data),
            every=whole(self.every.data, 2, 100) or 2,
            count=whole(self.count.data, 1, 1000) or 1,
            seed=seed,
        )


class ReturnLineForm(BaseForm):
    """A return that may stand on the agenda: its number in the order, and for how long."""

    agency = HiddenField()
    place = StringField("Number")
    minutes = StringField("Minutes", default=str(USUAL_MINUTES))


class OtherLineForm(BaseForm):
    """An item of the agenda that is not a return."""

    item = HiddenField()
    title = StringField("Item", [Length(max=LONGEST_TITLE)])
    place = StringField("Number")
    minutes = StringField("Minutes", default="10")


class SessionForm(BaseForm):
    """A session: title, day and time in London, place, agenda."""

    title = StringField(
        "Title",
        [InputRequired("Give the session a title."), Length(max=LONGEST_TITLE)],
        description="Such as “First challenge session”.",
    )
    held_on = DateBoxes("Day", [RequiredDate("Enter the day of the session.")])
    held_time = StringField("Starts at", [TimeOfDay()], default="10:00")
    place = StringField(
        "Place",
        [Length(max=LONGEST_TITLE)],
        description="A room, or the link of a video call. Members read it in their message.",
    )
    returns = FieldList(FormField(ReturnLineForm), max_entries=MOST_ITEMS)
    others = FieldList(FormField(OtherLineForm), max_entries=MOST_ITEMS)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, then each line that stands on the agenda."""
        good = super().validate(extra_validators)
        for line in [entry.form for field in (self.returns, self.others) for entry in field]:
            good = _check_line(line) and good
        return good

    def meeting(self) -> Meeting:
        """What was typed, once it is found good; the agenda in the order of its numbers.

        Where two have the same number, an item of one's own comes before the return: it is what
        was added to an agenda that had its numbers.
        """
        placed = [
            (int(line.place.data), Planned(int(line.minutes.data), **about))
            for line, about in self._lines()
            if line.place.data
        ]
        placed.sort(key=lambda pair: (pair[0], bool(pair[1].agency)))
        held_at = instant(self.held_on, self.held_time)
        agenda = tuple(one for _, one in placed)
        return Meeting(self.title.data or "", held_at, self.place.data or "", agenda)

    def _lines(self) -> Iterable[tuple[Any, dict[str, Any]]]:
        for entry in self.returns:
            yield entry.form, {"agency": entry.form.agency.data or ""}
        for entry in self.others:
            number = whole(entry.form.item.data, 1, 2**31 - 1)
            yield entry.form, {"title": entry.form.title.data or "", "item_id": number}


def _check_line(line: Any) -> bool:
    """Whether a line can stand as it is; says at the fields why not."""
    title = getattr(line, "title", None)
    if not line.place.data:
        if title is not None and title.data and not line.item.data:
            line.refuse("place", "Give this item a number, so that it has its place on the agenda.")
            return False
        return True
    good = True
    for field, what, highest in (
        (line.place, "number", LAST_NUMBER),
        (line.minutes, "minutes", LONGEST_ITEM),
    ):
        if whole(field.data, 1, highest) is None:
            field.errors = [f"Write the {what} as a whole number from 1 to {highest}."]
            good = False
    if title is not None and not title.data:
        title.errors = ["Say what this item is about."]
        good = False
    return good


def session_form(
    posted: Any, returns: Sequence[dict[str, str]], others: Sequence[dict[str, str]], **said: Any
) -> SessionForm:
    """The session's form with a line for each return and item, and some for more items."""
    blank = [{"item": "", "title": "", "place": ""}] * NEW_ITEMS
    data = {"returns": list(returns), "others": [*others, *blank], **said}
    return SessionForm(posted, data=data)


class SharingForm(BaseForm):
    """What agencies see of the panel's ratings, and panels of the agency's peers."""

    sharing = RadioField(
        "When a panel's session is finished, what does each agency see?",
        [InputRequired("Choose what agencies see.")],
        choices=choices((one.value, SHARING_WORDS[one]) for one in Sharing),
    )
    peers = RadioField(
        "What does a panel see of the other agencies of the same type?",
        [InputRequired("Choose what panels see.")],
        choices=choices(PEER_WORDS.items()),
    )

    @property
    def names_peers(self) -> bool:
        """Whether panels see who the other agencies are."""
        return bool(self.peers.data == NAMED)


class InterestForm(BaseForm):
    """Who has an interest in which agency. Both are given by the page."""

    person = SelectField("Who", [InputRequired("Choose the person.")])
    agency = SelectField("Agency", [InputRequired("Choose the agency.")])
