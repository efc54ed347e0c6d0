"""What a return still needs before it can be signed, and how far each standard is.

Progress counts only what is asked. Answered is not yet finished: a rating below the top may ask
for an action, one at the top for something that shows it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from s11.domain.answers import Answer, Answers, QuestionState
from s11.domain.objectives import Objective
from s11.domain.standards import Edition, Question, Standard
from s11.domain.visibility import View, reaches

OBJECTIVES = "objectives"


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is missing: in which standard (or the objectives), where, and what."""

    standard: str
    question: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one standard is: questions asked, settled (answered or N/A), things missing."""

    standard: str
    asked: int
    settled: int
    missing: int

    @property
    def complete(self) -> bool:
        """Whether nothing is left to do here."""
        return self.missing == 0

    @property
    def started(self) -> bool:
        """Whether anything has been answered."""
        return self.settled > 0


def needs_action(question: Question, answer: Answer) -> bool:
    """Whether this answer is below the level from which no action is asked."""
    return question.action_below is not None and not reaches(
        question, answer, question.action_below
    )


def needs_evidence(question: Question, answer: Answer) -> bool:
    """Whether this answer claims a level that has to be shown, by words or a file."""
    rule = question.evidence
    return (
        rule is not None
        and rule.required_at is not None
        and reaches(question, answer, rule.required_at)
    )


def missing(
    edition: Edition,
    agency_type: str,
    answers: Answers,
    files: Mapping[str, int],
    last_objectives: tuple[Objective, ...] = (),
) -> tuple[Missing, ...]:
    """Everything that keeps this return from being signed: see `missing_from`."""
    return missing_from(View(edition, agency_type, answers), files, last_objectives)


def missing_from(
    view: View, files: Mapping[str, int], last_objectives: tuple[Objective, ...] = ()
) -> tuple[Missing, ...]:
    """Everything that keeps the return in view from being signed, in the order of its pages.

    `files` counts the evidence files of each question; `last_objectives` are the last cycle's
    with what this return says of them.
    """
    found = [
        Missing(standard.key, question.id, sentence)
        for standard in view.edition.standards
        for question in standard.questions
        for sentence in _sentences(view, question, files.get(question.id, 0))
    ]
    found += [
        Missing(
            OBJECTIVES,
            f"last-objectives:{one.number}",
            "Say what was done about this objective, and what difference it made.",
        )
        for one in last_objectives
        if not one.is_reported
    ]
    return tuple(found)


def _sentences(view: View, question: Question, files: int) -> Iterator[str]:
    state, answer = view.state(question), view.answers.get(question.id)
    if state is QuestionState.NOT_ANSWERED:
        yield _why_not_answered(question, answer)
    if state is not QuestionState.ANSWERED or answer is None:
        return
    if needs_evidence(question, answer) and not (answer.evidence.strip() or files):
        yield "Say what shows this, or add a file."
    if needs_action(question, answer):
        if not answer.actions:
            yield "Add an action: what will be done, by whom and by when."
        elif not all(action.is_whole for action in answer.actions):
            yield "Give each action an owner and a date."


def _why_not_answered(question: Question, answer: Answer | None) -> str:
    if answer is None or (answer.not_applicable and not question.may_be_not_applicable):
        return "Answer this question."
    if answer.not_applicable:
        return "Say why this does not apply."
    if not answer.marks:
        return "Answer this question."
    if all(part.id in answer.marks for part in question.criteria):
        return "Give a reason for each part that does not apply."
    return "Mark every part of this question."


def progress(
    edition: Edition, agency_type: str, answers: Answers, gaps: tuple[Missing, ...]
) -> tuple[Progress, ...]:
    """How far each standard is; `gaps` is what `missing` found."""
    return progress_in(View(edition, agency_type, answers), gaps)


def progress_in(view: View, gaps: tuple[Missing, ...]) -> tuple[Progress, ...]:
    """How far each standard of the return in view is; `gaps` is what `missing_from` found."""
    return tuple(_progress_of(standard, view, gaps) for standard in view.edition.standards)


def _progress_of(standard: Standard, view: View, gaps: tuple[Missing, ...]) -> Progress:
    states = [view.state(question) for question in standard.questions]
    settled = {QuestionState.ANSWERED, QuestionState.NOT_APPLICABLE}
    return Progress(
        standard=standard.key,
        asked=sum(state is not QuestionState.NOT_ASKED for state in states),
        settled=sum(state in settled for state in states),
        missing=sum(gap.standard == standard.key for gap in gaps),
    )
