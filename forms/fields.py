"""Fields of our own: a date in three boxes."""

from __future__ import annotations

from datetime import date
from typing import Any

from wtforms import Field, IntegerField
from wtforms.validators import StopValidation

PARTS = ("day", "month", "year")
MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
        start=1,
    )
}


class DateBoxes(Field):
    """A date typed as day, month and year; what was typed is kept, whatever it is.

    Posted as name-day, name-month, name-year. `data` is a date or None; `boxes` the three texts;
    `wrong` names the boxes that a fault is about.
    """

    def __init__(self, label: str = "", validators: Any = None, **options: Any) -> None:
        super().__init__(label, validators, **options)
        self.boxes: tuple[str, str, str] = ("", "", "")
        self.wrong: tuple[str, ...] = PARTS
        self.fault = ""

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read the three boxes, or show a date that is already there."""
        self.process_errors: list[str] = []
        self.errors = ()
        if formdata is not None and any(f"{self.name}-{part}" in formdata for part in PARTS):
            day, month, year = (formdata.get(f"{self.name}-{part}", "").strip() for part in PARTS)
            self.boxes = (day, month, year)
            self.data, self.fault, self.wrong = read_date(day, month, year)
            return
        self.data = data if isinstance(data, date) else self.default
        if self.data:
            self.boxes = (str(self.data.day), str(self.data.month), str(self.data.year))

    def pre_validate(self, form: Any) -> None:
        """Say what is wrong with what was typed."""
        if self.fault:
            raise StopValidation(self.fault)

    @property
    def raw(self) -> str:
        """What was typed, as text: for "keeps what was typed"."""
        return "/".join(self.boxes) if any(self.boxes) else ""


class VersionField(IntegerField):
    """The version that a page showed, hidden in it.

    What cannot be read counts as 0, "has read nothing": such a page overwrites nobody's words.
    """

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it."""
        typed = valuelist[0] if valuelist else ""
        self.data = int(typed) if len(typed) < 10 and typed.isascii() and typed.isdigit() else 0


class RequiredDate:
    """A validator: the date must be there. The sentence says which date."""

    field_flags: dict[str, bool] = {}  # noqa: RUF012 - WTForms reads it

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence

    def __call__(self, form: Any, field: DateBoxes) -> None:
        if field.data is None and not field.fault:
            raise StopValidation(self.sentence)


def read_date(day: str, month: str, year: str) -> tuple[date | None, str, tuple[str, ...]]:
    """(the date or None, what is wrong in a sentence or "", which boxes it is about).

    Three empty boxes are no date and no fault. A month may be a number or a name.
    """
    typed = dict(zip(PARTS, (day, month, year), strict=True))
    if not any(typed.values()):
        return None, "", PARTS
    missing = tuple(part for part in PARTS if not typed[part])
    if missing:
        return None, f"The date needs a {' and a '.join(missing)}.", missing
    number = {part: _number(text) for part, text in typed.items()}
    number["month"] = number["month"] or MONTHS.get(month[:3].lower(), 0)
    wrong = tuple(part for part in PARTS if not number[part])
    if wrong:
        return None, f"Write the {' and the '.join(wrong)} as a number.", wrong
    if not 1900 <= number["year"] <= 2100:
        return None, "Write the year with four figures, such as 2026.", ("year",)
    try:
        return date(number["year"], number["month"], number["day"]), "", PARTS
    except ValueError:
        return None, "There is no such day. Check the day and the month.", ("day", "month")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else 0
