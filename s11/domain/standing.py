"""Where each scored question of one signed return stands: its ratings, and how it moved.

Worked out when a return is signed or rated and kept, so that no page about many agencies reads
what was signed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from s11.domain.answers import Answers, QuestionState
from s11.domain.comparison import Comparison, Movement, QuestionMovement, ScoreMovement
from s11.domain.moderation import Ratings, moderated
from s11.domain.scoring import score_of
from s11.domain.standards import Edition, Question
from s11.domain.visibility import View

NO_RETURN = "no return last time"
NEW_QUESTION = "new in this edition"


@dataclass(frozen=True, slots=True)
class Standing:
    """One scored question of one return.

    `value` is the level or percentage chosen, empty for criteria and where nothing is rated.
    `score`, `panel` and `agreed` are 0–100, None where there is none. `movement` is None where the
    question is not asked now or no cycle came before; `before` and `now` are its like-for-like
    scores, and `why` finishes "not comparable: …".
    """

    question: str
    standard: str
    state: QuestionState
    value: str = ""
    score: float | None = None
    panel: float | None = None
    agreed: float | None = None
    movement: Movement | None = None
    before: float | None = None
    now: float | None = None
    why: str = ""


@dataclass(frozen=True)
class Past:
    """What a return can be set against: the cycle before, and the comparison with it.

    `is_first` where no cycle came before; otherwise no comparison means no return then.
    """

    comparison: Comparison | None = None
    is_first: bool = False

    def of(self, question_id: str, standard: str) -> QuestionMovement | None:
        """How a question that is asked now moved; None where no cycle came before."""
        if self.is_first:
            return None
        why = NEW_QUESTION if self.comparison else NO_RETURN
        unknown = QuestionMovement(question_id, standard, Movement.NOT_COMPARABLE, why=why)
        return self._moved.get(question_id, unknown)

    @cached_property
    def _moved(self) -> Mapping[str, QuestionMovement]:
        return {one.question: one for one in self.comparison.questions} if self.comparison else {}

    def scores(self, standings: tuple[Standing, ...], edition: Edition) -> dict[str, ScoreMovement]:
        """How each standard, and ("") all together, moved; 0 compared where nothing can be."""
        if self.comparison:
            return {**self.comparison.standards, "": self.comparison.overall}
        asked = [one.standard for one in standings if one.state is not QuestionState.NOT_ASKED]
        found = {
            part.key: ScoreMovement(None, None, 0, asked.count(part.key))
            for part in edition.standards
        }
        return {**found, "": ScoreMovement(None, None, 0, len(asked))}


def standings(
    edition: Edition,
    agency_type: str,
    answers: Answers,
    past: Past,
    *,
    panel: Ratings | None = None,
    agreed: Ratings | None = None,
) -> tuple[Standing, ...]:
    """Every scored question of the edition, asked or not, in its order.

    `panel` is None where the panel has said nothing of the return, `agreed` where no session has
    agreed: else a question that is not named keeps its self-rating.
    """
    view = View(edition, agency_type, answers)
    by_panel, by_session = (_scores(view, ratings) for ratings in (panel, agreed))
    return tuple(
        _standing(question, standard.key, view, past, by_panel, by_session)
        for standard in edition.standards
        for question in standard.questions
        if question.is_scored
    )


_Scores = Mapping[str, float | None]


def _scores(view: View, ratings: Ratings | None) -> _Scores:
    """The score of every question with these ratings in place of the agency's own."""
    if ratings is None:
        return {}
    rated = View(view.edition, view.agency_type, moderated(view.edition, view.answers, ratings))
    return {question.id: _score(question, rated) for question in view.edition.questions()}


def _score(question: Question, view: View) -> float | None:
    given = view.given(question.id)
    return score_of(question, given) if given else None


def _standing(
    question: Question,
    standard: str,
    view: View,
    past: Past,
    by_panel: _Scores,
    by_session: _Scores,
) -> Standing:
    given = view.given(question.id)
    moved = past.of(question.id, standard) if view.is_asked(question) else None
    return Standing(
        question=question.id,
        standard=standard,
        state=view.state(question),
        value=given.value if given else "",
        score=_score(question, view),
        panel=by_panel.get(question.id),
        agreed=by_session.get(question.id),
        movement=moved.movement if moved else None,
        before=moved.before if moved else None,
        now=moved.now if moved else None,
        why=moved.why if moved else "",
    )
