"""An agency's return as a reader meets it: each question with its answer in words.

One reading serves the page before signing, the report on screen and the PDF. All values are
frozen; reports and templates only lay them out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from s11.domain.answers import Answer, Answers, Mark, PlannedAction, QuestionState
from s11.domain.objectives import Objective
from s11.domain.snapshot import SignedDocument, SignedFile, SignedScore, SignOff
from s11.domain.standards import AnswerType, Edition, LevelScale, Question, Standard
from s11.domain.visibility import View

MARK_WORDS = {Mark.MET: "Met", Mark.NOT_MET: "Not met", Mark.NOT_APPLICABLE: "Does not apply"}


@dataclass(frozen=True, slots=True)
class MarkReport:
    """One part of a criteria question."""

    text: str
    mark: Mark
    words: str
    reason: str


@dataclass(frozen=True, slots=True)
class QuestionReport:
    """One question that was asked, and what was said.

    `words` is the answer as people read it; `tone` the level's colour, "na" for not applicable,
    "none" where nothing was answered, "" for an answer that is no level.
    """

    number: str
    id: str
    text: str
    type: AnswerType
    state: QuestionState
    words: str
    tone: str
    critical: bool
    marks: tuple[MarkReport, ...]
    na_reason: str
    evidence: str
    impact: str
    files: tuple[SignedFile, ...]
    actions: tuple[PlannedAction, ...]


@dataclass(frozen=True, slots=True)
class StandardReport:
    """One standard: its score where there is one, and the questions that were asked."""

    key: str
    title: str
    score: SignedScore | None
    questions: tuple[QuestionReport, ...]
    not_asked: int


@dataclass(frozen=True)
class AgencyReport:
    """One version of an agency's return, ready to be laid out.

    `sign_off`, `reference`, `version` and `sha256` are empty until it is signed.
    """

    board: str
    cycle: str
    framework: str
    agency: str
    agency_type: str
    due_at: datetime
    overall: SignedScore | None
    standards: tuple[StandardReport, ...]
    objectives: tuple[Objective, ...]
    last_objectives: tuple[Objective, ...]
    contributors: tuple[str, ...] = ()
    sign_off: SignOff | None = None
    reference: str = ""
    version: int = 0
    sha256: str = ""
    source: str = ""
    levels: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...] = ()
    bands: tuple[tuple[float, str], ...] = ()

    @property
    def actions(self) -> tuple[tuple[QuestionReport, PlannedAction], ...]:
        """Every action with its question, in the order of the return."""
        return tuple(
            (question, action)
            for standard in self.standards
            for question in standard.questions
            for action in question.actions
        )


def day_words(iso: str) -> str:
    """An ISO date as people read it, such as "5 October 2026"; another text as it is."""
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{day.day} {day:%B %Y}"


def answer_words(question: Question, answer: Answer | None) -> tuple[str, str]:
    """(the answer in words, its tone) of an answered question; ("", "") where there is none."""
    if answer is None:
        return "", ""
    if question.type is AnswerType.RATING:
        return _rating_words(question, answer.value)
    if question.type is AnswerType.CRITERIA:
        marks = [given.mark for given in answer.marks.values()]
        applying = len(marks) - marks.count(Mark.NOT_APPLICABLE)
        return f"{marks.count(Mark.MET)} of {applying} met", ""
    if question.type is AnswerType.CHOICE:
        labels = {option.value: option.label for option in question.options}
        return labels.get(answer.value, answer.value), ""
    if question.type is AnswerType.PERCENTAGE:
        return f"{answer.value}%", ""
    return day_words(answer.value) if question.type is AnswerType.DATE else answer.value, ""


def level_words(question: Question, value: str) -> str:
    """A rating's value as people read it: the level's label, or a percentage."""
    return _rating_words(question, value)[0]


def _rating_words(question: Question, value: str) -> tuple[str, str]:
    if isinstance(question.scale, LevelScale):
        level = question.scale.level(value)
        return (level.label, level.colour) if level else (value, "")
    return f"{value}%", ""


UNANSWERED = {
    QuestionState.NOT_ANSWERED: ("Not answered", "none"),
    QuestionState.NOT_APPLICABLE: ("Does not apply", "na"),
}


def _question(
    number: str, question: Question, view: View, files: tuple[SignedFile, ...]
) -> QuestionReport:
    answer, state = view.answers.get(question.id), view.state(question)
    words, tone = UNANSWERED.get(state) or answer_words(question, answer)
    said = answer or Answer(question.id)
    is_na = state is QuestionState.NOT_APPLICABLE
    return QuestionReport(
        number=number,
        id=question.id,
        text=question.text,
        type=question.type,
        state=state,
        words=words,
        tone=tone,
        critical=question.critical,
        marks=tuple(
            MarkReport(part.text, given.mark, MARK_WORDS[given.mark], given.reason)
            for part in question.criteria
            if (given := said.marks.get(part.id))
        ),
        na_reason=said.na_reason if is_na else "",
        evidence=said.evidence,
        impact="" if is_na else said.impact,
        files=files,
        actions=() if is_na else said.actions,
    )


def standard_reports(
    edition: Edition,
    agency_type: str,
    answers: Answers,
    files: Mapping[str, tuple[SignedFile, ...]],
    scores: Mapping[str, SignedScore],
) -> tuple[StandardReport, ...]:
    """Each standard with the questions asked of this agency, in order."""
    view = View(edition, agency_type, answers)
    return tuple(_standard(part, view, files, scores.get(part.key)) for part in edition.standards)


def _standard(
    standard: Standard,
    view: View,
    files: Mapping[str, tuple[SignedFile, ...]],
    score: SignedScore | None,
) -> StandardReport:
    numbered = [(f"{standard.key}.{n}", q) for n, q in enumerate(standard.questions, start=1)]
    asked = [(number, question) for number, question in numbered if view.is_asked(question)]
    return StandardReport(
        key=standard.key,
        title=standard.title,
        score=score,
        questions=tuple(
            _question(number, question, view, files.get(question.id, ()))
            for number, question in asked
        ),
        not_asked=len(numbered) - len(asked),
    )


def files_by_question(files: tuple[SignedFile, ...]) -> dict[str, tuple[SignedFile, ...]]:
    """The files of each question, in the order given."""
    found: dict[str, tuple[SignedFile, ...]] = {}
    for one in files:
        found[one.question] = (*found.get(one.question, ()), one)
    return found


def _levels_used(edition: Edition) -> tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]:
    """Each scale of levels that the edition uses: its name, and (label, meaning, tone) of each."""
    scales = {q.scale.name: q.scale for q in edition.questions() if isinstance(q.scale, LevelScale)}
    return tuple(
        (
            name,
            tuple(
                (level.label, level.meaning, level.colour)
                for level in sorted(scale.levels, key=lambda level: -level.points)
            ),
        )
        for name, scale in scales.items()
    )


def signed_report(document: SignedDocument, edition: Edition, sha256: str) -> AgencyReport:
    """The report of a signed return, from its document and the edition that it answered."""
    scores = {score.standard: score for score in document.scores}
    return AgencyReport(
        board=document.board,
        cycle=document.cycle,
        framework=edition.title,
        agency=document.agency,
        agency_type=edition.agency_types.get(document.agency_type, document.agency_type),
        due_at=document.due_at,
        overall=scores.get(""),
        standards=standard_reports(
            edition,
            document.agency_type,
            document.answers,
            files_by_question(document.files),
            scores,
        ),
        objectives=document.objectives,
        last_objectives=document.last_objectives,
        contributors=document.contributors,
        sign_off=document.sign_off,
        reference=document.reference,
        version=document.version,
        sha256=sha256,
        source=document.source,
        levels=_levels_used(edition),
        bands=tuple((band.minimum, band.label) for band in edition.bands),
    )
