"""Reading a return for its panel: a standard, its files, and what has been read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from forms.panel_review import RatingForm
from s11.domain import report_words
from s11.domain.anchors import question_numbers
from s11.domain.challenges import OUTCOME_WORDS, Anchor
from s11.domain.moderation import ScoreKind
from s11.domain.permissions import Action, Subject
from s11.domain.standards import Question
from s11.services import evidence, reading
from s11.store import evidence as evidence_store
from s11.store.models import EvidenceFile
from s11.web import identity
from s11.web.access import allows
from s11.web.agency.evidence import attachment
from s11.web.errors import wants_json
from s11.web.panel.blueprint import (
    REVIEW,
    Reviewed,
    ReviewedStandard,
    bp,
    load_review,
    load_standard,
)
from s11.web.panel.cards import cards_of, place_of
from s11.web.panel.desk import desk_of, reports_of
from s11.web.panel.notes import lines_of

STANDARD = f"{REVIEW}/standards/<standard>"
QUESTION = f"{REVIEW}/questions/<question>"
FILE = f"{REVIEW}/evidence/<int:file>"


@dataclass(frozen=True)
class ReviewedQuestion:
    """One question of a return that is reviewed; it was asked of the agency."""

    review: Reviewed
    standard: str
    question: Question

    @property
    def subject(self) -> Subject:
        """What the permission table decides about."""
        return self.review.subject

    @property
    def place(self) -> str:
        """The address of its card."""
        return place_of(self.review, self.standard, self.question.id)


@dataclass(frozen=True)
class ReviewedFile:
    """A file of a signed version of a return that is reviewed."""

    review: Reviewed
    row: EvidenceFile

    @property
    def subject(self) -> Subject:
        """What the permission table decides about."""
        return self.review.subject


def load_question(board: str, cycle: str, agency: str, question: str) -> ReviewedQuestion | None:
    """The question of this id in the review at this address."""
    review = load_review(board, cycle, agency)
    for standard in review.edition.standards if review else ():
        for one in standard.questions:
            if review and one.id == question:
                return ReviewedQuestion(review, standard.key, one)
    return None


def load_file(board: str, cycle: str, agency: str, file: int) -> ReviewedFile | None:
    """The file of this number, where it was signed and the agency has not taken it out since."""
    review = load_review(board, cycle, agency)
    row = evidence_store.file(review.page.id, file) if review else None
    if review is None or row is None or row.removed_at or not evidence.is_signed(row):
        return None
    return ReviewedFile(review, row)


@bp.get(STANDARD)
@allows(Action.SEE_REVIEW, load_standard)
def standard(found: ReviewedStandard) -> ResponseReturnValue:
    """A standard, question by question."""
    return standard_page(found.review, found.standard.key)


def standard_page(
    review: Reviewed, key: str, forms: Mapping[str, RatingForm] | None = None, faults: Any = None
) -> str:
    """The page of a standard; `forms` holds ratings as they were typed, with what is wrong."""
    desk = desk_of(review)
    shown = next(one for one in desk.standards if one.key == key)
    cards = cards_of(desk, shown, forms or {})
    steps = [(one.key, one.key == key) for one in desk.standards if one.questions or one is shown]
    at = steps.index((key, True))
    return render_template(
        "panel/standard.html",
        h1=f"{shown.key}. {shown.title}",
        desk=desk,
        page=review.page,
        standard=shown,
        words=report_words,
        numbers=question_numbers(review.edition),
        outcome_words=OUTCOME_WORDS.get,
        cards=cards,
        errors=faults,
        lines=[one for one in desk.lines if one.line.standard == key and not one.line.question],
        notes=lines_of(review, [one for one in desk.notes if one.anchor == Anchor(key)]),
        note_lines={card.question.id: lines_of(review, card.notes) for card in cards},
        scores={kind.value: desk.scores(kind).get(key) for kind in ScoreKind},
        steps=[(one, place_of(review, one), is_this) for one, is_this in steps],
        following=place_of(review, steps[at + 1][0]) if steps[at + 1 :] else "",
        may_review=review.may_review,
    )


@bp.post(f"{QUESTION}/read")
@allows(Action.SEE_REVIEW, load_question)
def read(found: ReviewedQuestion) -> ResponseReturnValue:
    """Remember that the question was read, and go on to the next."""
    review = found.review
    reading.mark_read(identity.by(), review.page.id, review.signed.version, found.question.id)
    if wants_json():
        return jsonify(read=True)
    return redirect(_onwards(found), 303)


def _onwards(found: ReviewedQuestion) -> str:
    """The address of the next question that was asked; after the last, of the review itself."""
    standards = reports_of(found.review.signed.sha256)
    asked = [(standard.key, one.id) for standard in standards for one in standard.questions]
    keys = [key for _, key in asked]
    at = keys.index(found.question.id) + 1 if found.question.id in keys else len(keys)
    if at == len(keys):
        return url_for("panel.review", **found.review.page.address)
    return place_of(found.review, *asked[at])


@bp.get(FILE)
@allows(Action.SEE_REVIEW, load_file)
def download(found: ReviewedFile) -> ResponseReturnValue:
    """A file as the agency sent it, to be saved rather than shown."""
    return attachment(found.row)
