"""What a report says around an agency's own words, so that page and paper say the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from s11.domain.answers import PlannedAction
from s11.domain.cycles import london
from s11.domain.objectives import Objective
from s11.domain.report import (
    AgencyReport,
    MarkReport,
    QuestionReport,
    StandardReport,
    day_words,
)
from s11.domain.snapshot import SignedFile, SignedScore
from s11.domain.standards import AnswerType

Labelled = tuple[tuple[str, str], ...]
"""Labels, each with the words that stand beside it."""

NO_ACTIONS = "No actions were planned."
NO_OBJECTIVES = "No objectives were set."
NO_CONTRIBUTORS = "Nobody is recorded as having answered."
NOT_SIGNED = "This return has not been signed."
CRITICAL = "Critical question"
HOW_SCORED = (
    "A score is the points given as a share of the points that could be given, each question "
    "counting by its weight. A question that does not apply is left out. While an answer is "
    "missing, the score is incomplete and has no figure."
)


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands on a report's first page."""

    over: str
    title: str
    lines: tuple[str, ...]
    foot: str


def cover(report: AgencyReport) -> Cover:
    """Whose return this is, who signed it and when, and the hash that proves it."""
    lines = [report.cycle, f"{report.framework} · {report.agency_type}"]
    if report.sign_off is None:
        return Cover(report.board, report.agency, (*lines, NOT_SIGNED), "")
    signed = report.sign_off
    lines.append(f"Reference {report.reference}, version {report.version}")
    lines.append(f"Signed by {signed.name}, {signed.role}, on {moment_words(signed.at)}")
    if report.source:
        lines.append(f"Brought in from: {report.source}")
    hash_line = f"SHA-256 of the signed return: {report.sha256}"
    return Cover(report.board, report.agency, tuple(lines), hash_line)


def moment_words(at: datetime) -> str:
    """An instant as London's clocks show it, such as "5 October 2026 at 14:02"."""
    local = london(at)
    return f"{local.day} {local:%B %Y} at {local:%H:%M}"


def counted(count: int, one: str) -> str:
    """A number with its noun, such as "1 question" or "2 questions"."""
    return f"{count} {one}" if count == 1 else f"{count} {one}s"


# Scores


def percent_words(percent: float) -> str:
    """A score to one decimal, such as "81.3%" or "80%"."""
    return f"{percent:.1f}".removesuffix(".0") + "%"


def score_words(score: SignedScore | None) -> str:
    """A score as people read it; where there is no figure, why: never a 0 in its place."""
    if score is None:
        return "Not scored"
    if score.percent is not None:
        return percent_words(score.percent)
    return "Incomplete" if score.rated or _left(score) else "Not rated"


def band_words(score: SignedScore | None) -> str:
    """The band, or that there is none."""
    return score.band if score and score.band else "No band"


def _left(score: SignedScore) -> int:
    return score.asked - score.rated - score.not_applicable


def counts_words(score: SignedScore) -> str:
    """How many questions make up a score, and how each stands."""
    parts = [f"{score.rated} rated", f"{score.not_applicable} not applicable"]
    if left := _left(score):
        parts.append(f"{left} not answered")
    return f"{counted(score.asked, 'question')} count: {', '.join(parts)}."


def standing(report: AgencyReport) -> str:
    """The sentence that a summary begins with."""
    score = report.overall
    if score is None or score.percent is None:
        return f"{score_words(score)}: there is no overall score."
    return f"{band_words(score)}, with {score_words(score)} overall."


def standing_lines(report: AgencyReport) -> tuple[str, ...]:
    """What follows it: what was counted, what holds the band down, what is planned."""
    planned = len(report.actions)
    lines = [
        counts_words(report.overall) if report.overall else "",
        held_down(report.overall, numbers(report)),
        f"{counted(planned, 'action')} planned." if planned else NO_ACTIONS,
    ]
    return tuple(line for line in lines if line)


def numbers(report: AgencyReport) -> Mapping[str, str]:
    """The number of each question by its id."""
    return {one.id: one.number for part in report.standards for one in part.questions}


def critical_words(score: SignedScore | None, by_id: Mapping[str, str]) -> str:
    """The critical questions at the lowest level by number, such as "c.3, f.1"."""
    return ", ".join(by_id.get(one, one) for one in score.capped_by) if score else ""


def held_down(score: SignedScore | None, by_id: Mapping[str, str]) -> str:
    """A sentence about the critical questions that cap the band; "" where none does."""
    if score is None or not score.capped_by:
        return ""
    named = critical_words(score, by_id)
    if len(score.capped_by) == 1:
        return f"Critical question {named} is at the lowest level, which holds the band down."
    return f"Critical questions {named} are at the lowest level, which holds the band down."


def finding(report: AgencyReport) -> str:
    """What the chart of the standards shows, in a sentence."""
    scored = [(part.score.percent, part) for part in report.standards if _percent(part) is not None]
    if not scored:
        return "No standard has a score"
    low, high = min(scored, key=lambda pair: pair[0]), max(scored, key=lambda pair: pair[0])
    if low[0] == high[0]:
        return f"Every standard with a score stands at {percent_words(low[0])}"
    return (
        f"Standard {high[1].key} stands highest, at {percent_words(high[0])}; "
        f"standard {low[1].key} lowest, at {percent_words(low[0])}"
    )


def _percent(standard: StandardReport) -> float | None:
    return standard.score.percent if standard.score else None


def standard_lines(standard: StandardReport) -> tuple[str, ...]:
    """What is said of a standard beneath its title."""
    lines = []
    if score := standard.score:
        band = f", {score.band}" if score.band else ""
        by_id = {one.id: one.number for one in standard.questions}
        lines.append(f"{score_words(score)}{band}. {counts_words(score)}")
        lines.append(held_down(score, by_id))
    if standard.not_asked:
        was = "was" if standard.not_asked == 1 else "were"
        lines.append(f"{counted(standard.not_asked, 'question')} {was} not asked of this agency.")
    return tuple(line for line in lines if line)


# Questions


def facts(question: QuestionReport) -> Labelled:
    """The agency's own words about a question, each under its label; what is empty is left out."""
    told = question.type is AnswerType.TEXT and not question.tone
    said = (
        ("Answer", question.words if told else ""),
        ("Why it does not apply", question.na_reason),
        ("What shows this", question.evidence),
        ("What difference it has made", question.impact),
    )
    return tuple((label, words) for label, words in said if words)


def short_answer(question: QuestionReport) -> str:
    """The answer where it is a word or a figure; "" where it is a text, which `facts` holds."""
    return "" if question.type is AnswerType.TEXT and not question.tone else question.words


def mark_line(mark: MarkReport) -> str:
    """One part of a criteria question, such as "Met: Staff know whom to ask."."""
    reason = f" Why: {mark.reason}" if mark.reason else ""
    return f"{mark.words}: {mark.text}{reason}"


def file_size(size: int) -> str:
    """Bytes in the unit that people use."""
    return f"{size / 1024:.0f} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} MB"


def file_line(file: SignedFile) -> str:
    """What a report says of a file after its name; the hash tells two of one name apart."""
    dated = f"dated {day_words(file.dated_on.isoformat())}, " if file.dated_on else ""
    return f"{file_size(file.size)}, {dated}SHA-256 begins {file.sha256[:12]}"


def who_and_when(action: PlannedAction) -> str:
    """Who will see to an action, and by when."""
    return f"{owner_words(action)}, {due_words(action)}"


def owner_words(action: PlannedAction) -> str:
    """Who will see to it."""
    return action.owner or "nobody named"


def due_words(action: PlannedAction) -> str:
    """By when."""
    return f"by {day_words(action.due)}" if action.due else "no date set"


# Objectives


def intended(objective: Objective) -> Labelled:
    """The two columns of an objective that is set."""
    return (
        ("What we intend to do", objective.intention or "Not said"),
        ("The outcome we want", objective.outcome or "Not said"),
    )


def came_of_it(objective: Objective) -> Labelled:
    """The four columns of an objective of the last cycle."""
    return (
        ("What we intended to do", objective.intention or "Not said"),
        ("The outcome we wanted", objective.outcome or "Not said"),
        ("What we did, and how well", objective.done or "Not said"),
        ("What difference it made", objective.difference or "Not said"),
    )
