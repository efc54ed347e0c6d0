"""Moderation: the panel's rating beside the self-rating, proposed by a member, agreed in session.

Self, panel and agreed are the same sum over three sets of answers: what was signed, what was
signed with the panel's ratings in its place, and the same with the ratings that were agreed. A
question about which the panel said nothing keeps its self-rating: silence accepts it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import NewType

from s11.domain.answers import Answer, Answers, CriterionMark, Mark, QuestionState
from s11.domain.errors import Refused
from s11.domain.panels import Sharing
from s11.domain.scoring import OverallScore, overall_score, score_of
from s11.domain.standards import AnswerType, Edition, Question
from s11.domain.visibility import View


class ScoreKind(StrEnum):
    """Whose rating a score is made of. The three are kept apart and never mixed."""

    SELF = "self"
    PANEL = "panel"
    AGREED = "agreed"


KIND_WORDS = {
    ScoreKind.SELF: "Self-rating",
    ScoreKind.PANEL: "Panel’s rating",
    ScoreKind.AGREED: "Agreed rating",
}


@dataclass(frozen=True, slots=True)
class PanelRating:
    """What the panel (or, once agreed, its session) says of one question.

    `value` is a level's value or a percentage as written; for a question of criteria it is empty
    and `met` holds the ids of the criteria that are met. Both empty with `accepts` means that the
    self-rating stands. `version` counts what was ever said of this question; 0 means nothing.
    `signed_version` is the version of the return that was read.
    """

    question: str
    value: str = ""
    met: frozenset[str] = frozenset()
    accepts: bool = False
    reason: str = ""
    by: str = ""
    at: datetime | None = None
    version: int = 0
    signed_version: int = 0


Ratings = Mapping[str, PanelRating]
SharedRatings = NewType("SharedRatings", Mapping[ScoreKind, Ratings])
"""Ratings that an agency may read, by kind: only `services.moderating.shared_with_agency` makes it.
"""


def rated(question: Question, said: Answer | None, rating: PanelRating) -> Answer:
    """The answer as the panel rates it: the rating replaced, and nothing else.

    A panel that rates a question claimed N/A says that it does apply. A criterion that the agency
    claimed N/A stays so unless the panel finds it met.
    """
    answer = said or Answer(question.id)
    if rating.accepts:
        return answer
    if question.type is AnswerType.CRITERIA:
        marks = {part.id: _mark(part.id, answer, rating) for part in question.criteria}
        return replace(answer, marks=MappingProxyType(marks), not_applicable=False)
    return replace(answer, value=rating.value, not_applicable=False)


def _mark(criterion: str, answer: Answer, rating: PanelRating) -> CriterionMark:
    if criterion in rating.met:
        return CriterionMark(Mark.MET)
    claimed = answer.marks.get(criterion)
    if claimed is not None and claimed.mark is Mark.NOT_APPLICABLE:
        return claimed
    return CriterionMark(Mark.NOT_MET)


def moderated(edition: Edition, answers: Answers, ratings: Ratings) -> Answers:
    """The answers with the panel's ratings in place of the agency's own."""
    changed = {
        rating.question: rated(question, answers.get(rating.question), rating)
        for rating in ratings.values()
        if (question := edition.question(rating.question)) and not rating.accepts
    }
    return MappingProxyType({**answers, **changed})


def moderated_score(
    edition: Edition, agency_type: str, answers: Answers, ratings: Ratings
) -> OverallScore:
    """The score of every standard over the moderated ratings.

    What is asked stays as the agency's own answers decided: only choices open a question, and the
    panel changes ratings. A condition on a rating may be an exception, and is followed.
    """
    return overall_score(edition, agency_type, moderated(edition, answers, ratings))


def differs(question: Question, said: Answer | None, rating: PanelRating) -> bool:
    """Whether the panel's rating is another than the agency's own."""
    if rating.accepts:
        return False
    before = score_of(question, said) if said else None
    return before is None or score_of(question, rated(question, said, rating)) != before


def says_the_same(one: PanelRating, other: PanelRating) -> bool:
    """Whether two ratings of a question say the same, whoever said it and when."""
    return _words(one) == _words(other)


def _words(rating: PanelRating) -> tuple[object, ...]:
    said = ("", frozenset()) if rating.accepts else (rating.value, rating.met)
    return (*said, rating.accepts, rating.reason.strip())


def to_agree(proposed: Ratings, agreed: Ratings, changes: Ratings) -> tuple[PanelRating, ...]:
    """What a session newly agrees: its own changes, and what was proposed since it last agreed.

    A proposal that an earlier session had before it was weighed then, and does not undo what
    that session made of it. A question that is left as it was agreed is not agreed again.
    """
    waiting = {key: one for key, one in proposed.items() if _is_newer(one, agreed.get(key))}
    silence = {key: PanelRating(key, accepts=True) for key in changes if key not in proposed}
    stood = {**silence, **agreed}
    return tuple(
        one
        for key, one in sorted({**waiting, **changes}.items())
        if key not in stood or not says_the_same(one, stood[key])
    )


def _is_newer(one: PanelRating, than: PanelRating | None) -> bool:
    return than is None or than.at is None or one.at is None or one.at > than.at


def check_rating(
    edition: Edition, agency_type: str, answers: Answers, rating: PanelRating
) -> Question:
    """The question that is rated; raises Refused, with its field, for what cannot be kept.

    A rating that differs from the agency's own needs its reason: the agency may read it.
    """
    question = edition.question(rating.question)
    if question is None or not question.is_scored:
        raise Refused("This question has no rating.", field="value")
    view = View(edition, agency_type, answers)
    if view.state(question) is QuestionState.NOT_ASKED:
        raise Refused("This question was not asked of this agency.", field="value")
    if rating.accepts:
        return question
    known = {part.id for part in question.criteria}
    if question.type is AnswerType.CRITERIA and not rating.met <= known:
        raise Refused("Choose from the criteria of this question.", field="met")
    if score_of(question, rated(question, answers.get(question.id), rating)) is None:
        raise Refused("Choose the panel’s rating.", field="value")
    if differs(question, answers.get(question.id), rating) and not rating.reason.strip():
        raise Refused("Say why the panel’s rating differs from the agency’s own.", field="reason")
    return question


def kinds_shared(sharing: Sharing, *, finished: bool) -> frozenset[ScoreKind]:
    """Which ratings beside its own an agency sees, by what the board decided.

    None before the session is finished: what is still being weighed is the panel's.
    """
    if not finished or sharing is Sharing.NOTHING:
        return frozenset()
    if sharing is Sharing.AGREED:
        return frozenset({ScoreKind.AGREED})
    return frozenset({ScoreKind.PANEL, ScoreKind.AGREED})
