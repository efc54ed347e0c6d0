"""Agreeing ratings in session: what a member proposed stands, goes back, or becomes another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from s11.domain.answers import Answer, Answers
from s11.domain.moderation import PanelRating, Ratings, differs, rated, says_the_same
from s11.domain.report import answer_words
from s11.domain.standards import Edition, Question

NO_RATING = "No rating"


class Pick(StrEnum):
    """What a session makes of one rating that a member proposed."""

    AGREE = "agree"
    KEEP = "keep"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A question on which the panel's rating, or the agreed one, is not the agency's own.

    `agreed` is what an agreement made of it; None before one did. `said` is what was signed.
    """

    question: Question
    number: str
    said: Answer | None
    proposed: PanelRating
    agreed: PanelRating | None = None

    @property
    def own_words(self) -> tuple[str, str]:
        """The agency's own rating: (words, tone)."""
        return _words(self.question, self.said)

    @property
    def proposed_words(self) -> tuple[str, str]:
        """The panel's rating: (words, tone)."""
        return self.words_of(self.proposed)

    @property
    def agreed_words(self) -> tuple[str, str] | None:
        """The agreed rating: (words, tone); None before one was."""
        return None if self.agreed is None else self.words_of(self.agreed)

    @property
    def pick(self) -> Pick:
        """What stands: what was agreed, unless something was proposed since."""
        if self.agreed is None or self._is_proposed_since():
            return Pick.AGREE
        if self.agreed.accepts:
            return Pick.KEEP
        same = replace(self.agreed, reason=self.proposed.reason)
        return Pick.AGREE if says_the_same(same, self.proposed) else Pick.OTHER

    @property
    def other(self) -> PanelRating:
        """What "another rating" starts from."""
        stands = self.agreed if self.pick is Pick.OTHER else None
        return stands or PanelRating(self.question.id)

    def words_of(self, rating: PanelRating) -> tuple[str, str]:
        """A rating of this question: (words, tone)."""
        if rating.accepts:
            return self.own_words
        return _words(self.question, rated(self.question, self.said, rating))

    def rating(
        self, pick: Pick, value: str = "", met: frozenset[str] = frozenset(), reason: str = ""
    ) -> PanelRating:
        """What is agreed. The reason of a proposal stays; another rating has its own."""
        if pick is Pick.KEEP:
            return PanelRating(self.question.id, accepts=True)
        if pick is Pick.AGREE:
            return replace(self.proposed, by="", at=None, version=0)
        return PanelRating(self.question.id, value=value, met=met, reason=reason)

    def _is_proposed_since(self) -> bool:
        agreed, proposed = self.agreed.at if self.agreed else None, self.proposed.at
        return agreed is not None and proposed is not None and proposed > agreed


def _words(question: Question, answer: Answer | None) -> tuple[str, str]:
    if answer is not None and answer.not_applicable:
        return "Not applicable", "na"
    words, tone = answer_words(question, answer)
    return (words, tone) if words else (NO_RATING, "none")


def proposals(
    edition: Edition, answers: Answers, proposed: Ratings, agreed: Ratings
) -> tuple[Proposal, ...]:
    """Every rating that a session has to look at, in the order of the questions."""
    return tuple(_proposals(edition, answers, proposed, agreed))


def _proposals(
    edition: Edition, answers: Answers, proposed: Ratings, agreed: Ratings
) -> Iterator[Proposal]:
    for standard in edition.standards:
        for number, question in enumerate(standard.questions, start=1):
            own = PanelRating(question.id, accepts=True)
            first, last = proposed.get(question.id, own), agreed.get(question.id)
            said = answers.get(question.id)
            if any(differs(question, said, one) for one in (first, last or own)):
                yield Proposal(question, f"{standard.key}.{number}", said, first, last)
