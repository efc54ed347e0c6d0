"""A question as its panel reads it: what was said, what stands beside it, and the panel's word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for

from forms.panel_review import RatingForm, in_per_cent, rating_form
from s11.domain.anchors import key_of
from s11.domain.answers import Answer, PlannedAction
from s11.domain.challenges import Challenge, SharedChallenge
from s11.domain.comparison import QuestionMovement
from s11.domain.matrix import PeerStanding
from s11.domain.moderation import PanelRating
from s11.domain.question_words import who_and_when
from s11.domain.reading import (
    Opinion,
    movement_words,
    opinion,
    peer_value_words,
    peers_words,
)
from s11.domain.report import QuestionReport, StandardReport, day_words
from s11.domain.snapshot import SignedFile
from s11.domain.standards import LevelScale, Question
from s11.services.enquiring import LineSeen
from s11.store import challenges, comparing, evidence
from s11.web.agency.cards import LastTime, read_last
from s11.web.panel.blueprint import Reviewed
from s11.web.panel.desk import Desk


@dataclass(frozen=True, slots=True)
class OpenAction:
    """An action that was planned last cycle. `is_past`: its day had come when this was signed."""

    what: str
    who: str
    is_past: bool


@dataclass(frozen=True)
class Card:
    """One question that was asked, and all that its panel sees of it.

    `files` pairs each file with its address, "" where the agency took it out since. `was_read`
    says that the reader read it before the answer changed.
    """

    question: Question
    report: QuestionReport
    said: Answer | None
    is_read: bool
    was_read: bool
    panel: Opinion | None
    agreed: Opinion | None
    moved: str
    last: LastTime | None
    last_actions: tuple[OpenAction, ...]
    last_notes: tuple[SharedChallenge, ...]
    peers: str
    peer_names: tuple[tuple[str, str], ...]
    lines: tuple[LineSeen, ...]
    notes: tuple[Challenge, ...]
    files: tuple[tuple[SignedFile, str], ...]
    form: RatingForm | None

    @property
    def dom_id(self) -> str:
        """The card's id in the page: the question's id without dots."""
        return dom_id(self.question.id)

    @property
    def levels(self) -> list[tuple[str, str, str]]:
        """The levels that it can be rated at."""
        return levels_of(self.question)

    @property
    def step(self) -> int:
        """The step of a rating in per cent; 0 for another."""
        return in_per_cent(self.question)


def levels_of(question: Question) -> list[tuple[str, str, str]]:
    """(value, label, meaning) of each level of a question's scale, best first; [] for another."""
    scale = question.scale
    levels = scale.levels if isinstance(scale, LevelScale) else ()
    best_first = sorted(levels, key=lambda level: -level.points)
    return [(level.value, level.label, level.meaning) for level in best_first]


def dom_id(question_id: str) -> str:
    """A question's id in a page."""
    return "q-" + question_id.replace(".", "-")


def place_of(review: Reviewed, standard: str, question: str = "") -> str:
    """The address of a standard in a review, at one of its questions."""
    anchor = dom_id(question) if question else None
    return url_for("panel.standard", standard=standard, **review.page.address, _anchor=anchor)


def cards_of(desk: Desk, standard: StandardReport, forms: Mapping[str, RatingForm]) -> list[Card]:
    """The cards of a standard, in order. `forms` holds what was just typed, faults and all."""
    page = desk.review.page
    before = challenges.submission_before(page.id)
    beside = _Beside(
        links={
            (one.question, one.name, one.sha256): url_for(
                "panel.download", file=one.id, **page.address
            )
            for one in evidence.files_of(page.id)
        },
        peers=comparing.peers(page.cycle_id, page.agency_type, page.id),
        last_notes=challenges.shared_of(before) if before else [],
        movements={
            one.question: one for one in (desk.comparison.questions if desk.comparison else ())
        },
    )
    return [_card(desk, beside, question, forms) for question in standard.questions]


@dataclass(frozen=True, slots=True)
class _Beside:
    """What a standard's page reads once for all its cards."""

    links: Mapping[tuple[str, str, str], str]
    peers: Mapping[str, PeerStanding]
    last_notes: Sequence[SharedChallenge]
    movements: Mapping[str, QuestionMovement]


def _card(
    desk: Desk, beside: _Beside, report: QuestionReport, forms: Mapping[str, RatingForm]
) -> Card:
    review, key = desk.review, report.id
    question = review.edition.question(key)
    if question is None:
        raise LookupError(key)
    peers = beside.peers.get(key)
    return Card(
        question=question,
        report=report,
        said=review.document.answers.get(key),
        is_read=key in desk.read,
        was_read=key in desk.marks and key not in desk.read,
        panel=_opinion(desk, question, desk.panel.get(key)),
        agreed=_opinion(desk, question, desk.agreed.get(key)),
        moved=movement_words(beside.movements.get(key)),
        last=_last(desk, key),
        last_actions=_last_actions(desk, key),
        last_notes=tuple(one for one in beside.last_notes if key_of(one.anchor) == key),
        peers=peers_words(question, peers) if question.is_scored else "",
        peer_names=_names(question, peers) if desk.setting.names_peers else (),
        lines=tuple(one for one in desk.lines if one.line.question == key),
        notes=tuple(one for one in desk.notes if key_of(one.anchor) == key),
        files=tuple(
            (one, beside.links.get((one.question, one.name, one.sha256), ""))
            for one in report.files
        ),
        form=_form(desk, question, forms),
    )


def _opinion(desk: Desk, question: Question, rating: PanelRating | None) -> Opinion | None:
    said = desk.review.document.answers.get(question.id)
    return opinion(question, said, rating, desk.versions) if rating else None


def _form(desk: Desk, question: Question, forms: Mapping[str, RatingForm]) -> RatingForm | None:
    if not question.is_scored or not desk.review.may_review:
        return None
    return forms.get(question.id) or rating_form(question, desk.panel.get(question.id))


def _names(question: Question, peers: PeerStanding | None) -> tuple[tuple[str, str], ...]:
    found = peers.agencies if peers else ()
    return tuple((name, peer_value_words(question, value)) for name, value in found)


def _last(desk: Desk, key: str) -> LastTime | None:
    page = desk.review.page
    if page.last_signed_sha256 is None:
        return None
    return read_last(page.last_signed_sha256, page.edition_sha256 or "", key)


def _last_actions(desk: Desk, key: str) -> tuple[OpenAction, ...]:
    last = desk.review.last
    said = last.document.answers.get(key) if last else None
    signed_on = desk.review.document.sign_off.at.date()
    return tuple(
        OpenAction(one.what, who_and_when(one), _is_past(one, signed_on))
        for one in (said.actions if said else ())
    )


def _is_past(action: PlannedAction, on: date) -> bool:
    return day_words(action.due) != action.due and date.fromisoformat(action.due) < on
