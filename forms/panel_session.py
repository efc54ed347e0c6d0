"""The forms of a panel's session: decisions, presence, and the ratings that are agreed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from wtforms import (
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length

from forms.base import BaseForm, choices
from forms.fields import VersionField
from s11.domain.agreeing import Pick, Proposal
from s11.domain.answers import Answers
from s11.domain.errors import Refused
from s11.domain.moderation import PanelRating, check_rating
from s11.domain.sessions import LONGEST_DECISION, Attendance, Present
from s11.domain.standards import Edition, LevelScale, PercentScale, Question

LONGEST_REASON = 5_000


class TakeUpForm(BaseForm):
    """Taking up an item: `read` is the item that the page showed in hand."""

    read = VersionField(default=0)


class DecisionForm(BaseForm):
    """What was decided: `read` is the newest decision that the page showed."""

    read = VersionField(default=0)
    text = TextAreaField(
        "What was decided",
        [
            DataRequired("Write what was decided."),
            Length(
                max=LONGEST_DECISION,
                message=f"Keep a decision under {LONGEST_DECISION:,} characters.",
            ),
        ],
        description="It stands as written. To put something right, record another decision.",
    )


class PresenceForm(BaseForm):
    """Who is present: everyone with a box, and guests by name."""

    # Somebody whose box is gone by now is left to `attendance`, which says so.
    here = SelectMultipleField("Who is present?", validate_choice=False)
    guests = TextAreaField(
        "Guests", description="One name to a line. Each gets a box when you save."
    )

    def attendance(self, shown: Sequence[str]) -> Attendance:
        """What the page says; `shown` are the keys of those whom it ticked."""
        lines = (self.guests.data or "").split("\n")
        return Attendance(frozenset(shown), frozenset(self.here.data or ()), tuple(lines))


def presence_form(boxes: Sequence[Present], here: Sequence[Present], posted: Any) -> PresenceForm:
    """The form with a box for each of `boxes`; `here` are ticked to begin with."""
    form = PresenceForm(posted, data={"here": [one.key for one in here]})
    form.here.choices = choices((one.key, one.name) for one in boxes)
    return form


class PickForm(BaseForm):
    """What is agreed of one rating. `proposal` is set on the class that `_pick_form` makes."""

    proposal: Proposal

    def rating(self) -> PanelRating:
        """What the card says; what stands beneath another choice than the one made counts not."""
        pick = Pick(self.pick.data)
        if pick is not Pick.OTHER:
            return self.proposal.rating(pick)
        met, value = self._fields.get("met"), self._fields.get("value")
        return self.proposal.rating(
            pick,
            (value.data or "") if value is not None else "",
            frozenset(met.data or ()) if met is not None else frozenset(),
            self.reason.data or "",
        )

    def sentence_of(self, field: str) -> str:
        """What is missing, named by the question: several cards may lack the same."""
        number = self.proposal.number
        if field == "reason":
            return f"Say why {number} is rated otherwise than the agency rated it."
        return f"Choose the rating that is agreed on {number}."


class AgreeForm(BaseForm):
    """Every rating that a session agrees, at once; `read` says what stood as the page was made."""

    read = HiddenField()

    @property
    def cards(self) -> list[PickForm]:
        """Each rating's part of the form, in the order of the page."""
        return [field.form for field in self if isinstance(field, FormField)]

    def agreed(self, edition: Edition, agency_type: str, answers: Answers) -> list[PanelRating]:
        """What was agreed; a rating that cannot be kept is a fault at its card."""
        ratings = []
        for card in self.cards:
            if card.errors:
                continue
            rating = card.rating()
            try:
                check_rating(edition, agency_type, answers, rating)
            except Refused as refused:
                card.refuse(refused.field, card.sentence_of(refused.field))
            ratings.append(rating)
        return ratings

    def chosen_anew(self, moved: Collection[str]) -> AgreeForm:
        """The form with what was typed; of the questions that `moved` what stands is chosen."""
        for card in self.cards:
            if card.proposal.question.id in moved:
                card.pick.data = card.proposal.pick.value
        return self


def agree_form(proposals: Sequence[Proposal], read: str, posted: Any) -> AgreeForm:
    """The form of a return's ratings, filled with what stands."""
    fields = {one.question.id: FormField(_pick_form(one)) for one in proposals}
    made: type[AgreeForm] = type("OneAgreement", (AgreeForm,), fields)
    return made(posted, data={"read": read, **{p.question.id: _data(p) for p in proposals}})


def _data(proposal: Proposal) -> Mapping[str, Any]:
    other = proposal.other
    reason = proposal.agreed.reason if proposal.agreed and proposal.pick is not Pick.AGREE else ""
    return {
        "pick": proposal.pick.value,
        "value": other.value,
        "met": sorted(other.met),
        "reason": reason,
    }


def _pick_form(proposal: Proposal) -> type[PickForm]:
    fields = {
        "pick": RadioField(
            f"What is agreed on {proposal.number}?",
            [InputRequired(f"Choose what is agreed on {proposal.number}.")],
            choices=choices(_picks(proposal)),
        ),
        **_another(proposal.question),
        "reason": TextAreaField("Why", [Length(max=LONGEST_REASON)]),
    }
    return type("OnePick", (PickForm,), {"proposal": proposal, **fields})


def _picks(proposal: Proposal) -> list[tuple[str, str]]:
    own = f"Keep the self-rating: {proposal.own_words[0]}"
    other = (Pick.OTHER.value, "Agree another rating")
    if proposal.proposed.accepts:
        return [(Pick.AGREE.value, own), other]
    agreed = f"Agree the panel’s rating: {proposal.proposed_words[0]}"
    return [(Pick.AGREE.value, agreed), (Pick.KEEP.value, own), other]


def _another(question: Question) -> dict[str, Any]:
    """The field for another rating, by the question's kind."""
    match question.scale:
        case LevelScale(levels=levels):
            words = [("", "Choose a rating"), *((one.value, one.label) for one in levels)]
            return {"value": SelectField("Rating", choices=choices(words))}
        case PercentScale(step=step):
            return {"value": StringField("Per cent", description=f"In steps of {step}.")}
        case _:
            parts = [(part.id, f"{part.text} ({part.marks:g})") for part in question.criteria]
            return {"met": SelectMultipleField("Criteria that are met", choices=choices(parts))}
