"""What each agency answers in each cycle: ratings that move a little, words that fit them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from types import MappingProxyType

from s11.demo.cast import Company
from s11.demo.words import Goal, Words, closing, fill, turn
from s11.domain.answers import Answer, CriterionMark, Mark, PlannedAction
from s11.domain.completeness import needs_action, needs_evidence
from s11.domain.objectives import key, report_key
from s11.domain.standards import AnswerType, Edition, LevelScale, Question
from s11.domain.visibility import View

# What many agencies find hard, so that a board sees where to look.
HARD = {
    "c.supervision": -0.9,
    "d.fathers": -1.1,
    "g.escalation-known": -1.0,
    "g.escalation-impact": -0.6,
    "d.seldom-heard": -0.4,
    "e.effect": -0.4,
}
EASIER_IF_CRITICAL = 0.5
# What an agency of this type does beyond doubt: has volunteers, or pays others for the work.
SURELY = {
    "b.volunteers": frozenset({"voluntary", "faith", "school-college", "youth-justice"}),
    "b.commissions": frozenset({"council-children", "council-adults", "nhs-commissioner"}),
}
HOURS = {"school-college": "office", "court-advisory": "office", "council-adults": "always"}
BUSY_TYPES = frozenset({"police", "council-children", "nhs-provider"})
FAR_TYPES = frozenset({"border", "faith", "voluntary", "council-other", "nhs-commissioner"})
SHARES = {
    "e.staff-in-date": (86, 7),
    "a.board-attendance": (80, 10),
    "g.conference-attendance": (78, 10),
    "g.conference-reports": (74, 12),
}


@dataclass(frozen=True)
class Teller:
    """One agency in one cycle. `number` counts the cycles from 0, `on` is when it tells."""

    company: Company
    edition: Edition
    number: int
    on: date
    words: Words

    def answers(self) -> dict[str, Answer]:
        """An answer to every question that the agency is asked, whole enough to be signed."""
        answers: dict[str, Answer] = {}
        for place, question in enumerate(self.edition.questions()):
            if View(self.edition, self.company.type, answers).is_asked(question):
                answers[question.id] = self._answer(question, place)
        return answers

    def objectives(self, how_many: int = 3) -> dict[str, Answer]:
        """The objectives that this return sets."""
        chosen = [self._goal(self.number, place) for place in range(how_many)]
        return {
            key(place): Answer(
                key(place),
                value=self.tell(goal.intend, "intend", place),
                impact=self.tell(goal.outcome, "outcome", place),
            )
            for place, goal in enumerate(chosen, 1)
        }

    def reports(self, how_many: int = 3) -> dict[str, Answer]:
        """What became of the last cycle's objectives."""
        chosen = [self._goal(self.number - 1, place) for place in range(how_many)]
        return {
            report_key(place): Answer(
                report_key(place),
                evidence=self.tell(goal.done, "done", place),
                impact=self.tell(goal.difference, "difference", place),
            )
            for place, goal in enumerate(chosen, 1)
        }

    def _goal(self, number: int, place: int) -> Goal:
        goals = self.words.goals
        return goals[(3 * (self.company.number + number) + place) % len(goals)]

    def rng(self, *about: object, steady: bool = False) -> Random:
        """A generator of this matter's own; a steady one is the same in every cycle."""
        seed = (self.company.name, "" if steady else self.number, *about)
        return Random("/".join(map(str, seed)))  # noqa: S311 - invented, not secret

    def tell(self, text: str, *about: object) -> str:
        setting = self.words.settings[self.company.type]
        return fill(text, setting, self.rng("fill", *about), self.on)

    def standing(self, question: str, *, critical: bool = False) -> float:
        """How well the agency does here: above 0 is good, below -1 is weak."""
        steady = self.rng(question, steady=True).gauss(0, 0.7)
        moving = self.rng(question, "moving").gauss(0, 0.35)
        easier = EASIER_IF_CRITICAL if critical else 0.0
        company = self.company
        trend = company.trend * self.number
        return company.strength + trend + HARD.get(question, 0.0) + steady + moving + easier

    def _answer(self, question: Question, place: int) -> Answer:
        if question.may_be_not_applicable and self.is_far(question.id):
            reason = self.tell(self.words.na[question.id], question.id)
            return Answer(question.id, not_applicable=True, na_reason=reason)
        answer = ANSWERING[question.type](self, question)
        return self._with_words(question, answer, place) if question.is_scored else answer

    def is_far(self, question: str) -> bool:
        """Whether a question is none of this agency's business: the same in every cycle."""
        is_far = self.rng(question, "far", steady=True).random() < 0.3
        return is_far and self.company.type in FAR_TYPES

    def _with_words(self, question: Question, answer: Answer, place: int) -> Answer:
        topic, rng = self.words.topics[question.id], self.rng(question.id, "words")
        short, score = needs_action(question, answer), self.standing(question.id)
        kind = "good" if not short and not _part_marked(answer) else "part"
        if kind == "part" and topic.low and score <= -1 and not question.critical:
            kind = "low"
        by_turn = self.company.number + self.number + place
        said = turn(getattr(topic, kind), by_turn)
        if rng.random() < 0.35 and kind == "good":
            said = f"{said} {closing(said, self.words.closings, by_turn * 3 + place)}"
        if kind == "good" and not needs_evidence(question, answer) and rng.random() < 0.25:
            said = ""
        made = kind == "good" and rng.random() < 0.65
        impact = turn(topic.impact, by_turn // 3) if made else ""
        return replace(
            answer,
            evidence=self.tell(said, question.id),
            impact=self.tell(impact, question.id, "impact"),
            actions=self._actions(question, kind, by_turn) if short else (),
        )

    def _actions(self, question: Question, kind: str, by_turn: int) -> tuple[PlannedAction, ...]:
        texts = self.words.topics[question.id].act
        return tuple(
            PlannedAction(
                what=self.tell(turn(texts, by_turn + extra), question.id, "act", extra),
                owner=self.tell(turn(self.words.owners, by_turn * 2 + extra), question.id),
                due=self._due(question.id, extra).isoformat(),
            )
            for extra in range(2 if kind == "low" and len(texts) > 1 else 1)
        )

    def _due(self, question: str, extra: int) -> date:
        return self.on + timedelta(days=self.rng(question, "due", extra).randint(45, 240))


def _part_marked(answer: Answer) -> bool:
    return any(mark.mark is Mark.NOT_MET for mark in answer.marks.values())


def _rating(teller: Teller, question: Question) -> Answer:
    standing = teller.standing(question.id, critical=question.critical)
    if not isinstance(question.scale, LevelScale):
        return Answer(question.id, str(5 * min(20, max(6, round(13 + 2.5 * standing)))))
    best_first = sorted(question.scale.levels, key=lambda level: -level.points)
    steps = (0.0, -1.0) if len(best_first) == 3 else (1.2, 0.0, -1.0)
    # A critical question at its worst caps the whole standard: rare, as in life.
    floor = len(best_first) - (2 if question.critical and standing > -1.6 else 1)
    return Answer(question.id, best_first[min(floor, sum(standing <= one for one in steps))].value)


def _criteria(teller: Teller, question: Question) -> Answer:
    standing = teller.standing(question.id)
    rng = teller.rng(question.id, "marks", steady=True)
    unmet = {part.id for part in rng.sample(question.criteria, (standing <= 0) + (standing <= -1))}
    marks = {
        part.id: CriterionMark(Mark.NOT_MET if part.id in unmet else Mark.MET)
        for part in question.criteria
    }
    for part in question.criteria:
        if part.may_be_not_applicable and teller.is_far(part.id):
            marks[part.id] = CriterionMark(Mark.NOT_APPLICABLE, teller.words.na[question.id])
    return Answer(question.id, marks=MappingProxyType(marks))


def _choice(teller: Teller, question: Question) -> Answer:
    if question.id == "c.hours":
        return Answer(question.id, HOURS.get(teller.company.type, "evenings"))
    steady = question.id in SURELY
    yes = teller.rng(question.id, steady=steady).random() < 0.5
    yes = yes or teller.company.type in SURELY.get(question.id, ())
    return Answer(question.id, "yes" if yes else "no")


def _number(teller: Teller, question: Question) -> Answer:
    top = 14 if teller.company.type in BUSY_TYPES else 4
    return _counted(teller, question, teller.rng(question.id).randint(0, top))


def _percentage(teller: Teller, question: Question) -> Answer:
    middle, step = SHARES[question.id]
    share = round(middle + step * teller.standing(question.id))
    return _counted(teller, question, min(100, max(35, share)))


def _counted(teller: Teller, question: Question, count: int) -> Answer:
    """A figure, and where it comes from, which two agencies in three say."""
    by_turn = teller.company.number + teller.number
    text = turn(teller.words.topics[question.id].good, by_turn // 3) if by_turn % 3 else ""
    return Answer(question.id, str(count), evidence=teller.tell(text, question.id))


def _date(teller: Teller, question: Question) -> Answer:
    reviewed = teller.on - timedelta(days=teller.rng(question.id).randint(30, 330))
    return Answer(question.id, reviewed.isoformat())


def _text(teller: Teller, question: Question) -> Answer:
    text = turn(teller.words.topics[question.id].good, teller.company.number + teller.number)
    return Answer(question.id, teller.tell(text, question.id))


ANSWERING: Mapping[AnswerType, Callable[[Teller, Question], Answer]] = {
    AnswerType.RATING: _rating,
    AnswerType.CRITERIA: _criteria,
    AnswerType.CHOICE: _choice,
    AnswerType.NUMBER: _number,
    AnswerType.PERCENTAGE: _percentage,
    AnswerType.DATE: _date,
    AnswerType.TEXT: _text,
}
