"""One item of a session as its page shows it: what the panel weighs, and the forms it acts with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from forms.panel_session import AgreeForm, DecisionForm, agree_form
from s11.domain.agreeing import Proposal, proposals
from s11.domain.anchors import question_numbers
from s11.domain.moderation import ScoreKind
from s11.domain.report_words import percent_words, score_words
from s11.domain.sessions import Decided, Item
from s11.domain.snapshot import SignedDocument
from s11.domain.standards import Edition
from s11.services import enquiring, holding
from s11.services.enquiring import LineSeen
from s11.store import challenges, moderation, standing
from s11.store.models import Score
from s11.store.moderation import Agreed
from s11.store.sessions import SessionInHand
from s11.store.submissions import ReturnInHand
from s11.web.panel.blueprint import Reviewed, load_review
from s11.web.panel.notes import lines_of
from s11.web.threads import NoteLine

TOP_LINES = 5
Row = tuple[str, str, str, str]


@dataclass(frozen=True)
class Agreeing:
    """What a session needs to agree a return's ratings. `read` says what stands just now."""

    review: Reviewed
    proposals: tuple[Proposal, ...]
    agreement: Agreed | None
    read: str

    @property
    def page(self) -> ReturnInHand:
        """The return."""
        return self.review.page

    @property
    def edition(self) -> Edition:
        """What it was asked."""
        return self.review.edition

    @property
    def document(self) -> SignedDocument:
        """What was signed."""
        return self.review.document


@dataclass(frozen=True)
class ReturnShown:
    """The return of an item: scores, lines of enquiry, notes, ratings."""

    agreeing: Agreeing
    scores: list[Row]
    lines: list[LineSeen]
    more_lines: int
    notes: list[NoteLine]
    form: AgreeForm
    numbers: Mapping[str, str]
    address: Mapping[str, Any]

    @property
    def new_note(self) -> str:
        """Where a note is written."""
        return url_for("panel.new_note", **self.address)


@dataclass(frozen=True)
class ItemShown:
    """An item with what was decided about it; `its_return` is None where none was signed yet.

    `may_write`: whether whoever asks may write the letter to its agency.
    """

    item: Item
    decisions: Sequence[Decided]
    decision: DecisionForm
    its_return: ReturnShown | None
    may_write: bool = False

    @property
    def faults(self) -> list[tuple[str, str]]:
        """What is wrong with what was typed."""
        return self.decision.faults() + (self.its_return.form.faults() if self.its_return else [])


def agreeing(session: SessionInHand, item: Item) -> Agreeing | None:
    """The item's return with the ratings that differ; None before a version was signed."""
    if item.submission_id is None:
        return None
    review = load_review(session.board.slug, session.cycle_slug, item.agency_slug)
    if review is None:
        return None
    said = moderation.ratings_of(review.page.id)
    differing = proposals(
        review.edition, review.document.answers, said[ScoreKind.PANEL], said[ScoreKind.AGREED]
    )
    agreement = moderation.agreement_of(review.page.id)
    return Agreeing(review, differing, agreement, holding.standing(review.page.id))


def item_shown(
    session: SessionInHand,
    item: Item,
    decisions: Sequence[Decided],
    decision: DecisionForm,
    ratings: AgreeForm | None,
) -> ItemShown:
    """The item with everything that its part of the page shows; forms as they were typed."""
    weighed = agreeing(session, item)
    its_return = _return(weighed, ratings) if weighed else None
    return ItemShown(item, decisions, decision, its_return)


def _return(weighed: Agreeing, ratings: AgreeForm | None) -> ReturnShown:
    page, edition = weighed.page, weighed.edition
    lines = [one for one in enquiring.lines(page, edition, weighed.document) if not one.dismissed]
    return ReturnShown(
        agreeing=weighed,
        scores=_scores(weighed),
        lines=lines[:TOP_LINES],
        more_lines=max(0, len(lines) - TOP_LINES),
        notes=lines_of(weighed.review, challenges.challenges_of(page.id)),
        form=ratings or agree_form(weighed.proposals, weighed.read, None),
        numbers=question_numbers(edition),
        address=page.address,
    )


def _scores(weighed: Agreeing) -> list[Row]:
    """(standard, self, panel, agreed) of each standard in words, all standards last."""
    panel = standing.scores_of(weighed.page.id, ScoreKind.PANEL)
    agreed = standing.scores_of(weighed.page.id, ScoreKind.AGREED)
    named = [(one.key, f"{one.key}. {one.title}") for one in weighed.edition.standards]
    return [
        (
            title,
            score_words(weighed.document.score(key)),
            _words(panel, key),
            _words(agreed, key),
        )
        for key, title in [*named, ("", "All standards")]
    ]


def _words(scores: Mapping[str, Score], key: str) -> str:
    score = scores.get(key)
    return "–" if score is None or score.percent is None else percent_words(score.percent)
