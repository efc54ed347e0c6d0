"""What a report says around an agency's words on one question or one objective."""

from __future__ import annotations

from s11.domain.answers import PlannedAction
from s11.domain.objectives import Objective
from s11.domain.report import MarkReport, QuestionReport, day_words
from s11.domain.snapshot import SignedFile
from s11.domain.standards import AnswerType

Labelled = tuple[tuple[str, str], ...]
"""Labels, each with the words that stand beside it."""

CRITICAL = "Critical question"


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
    """Bytes in the unit that people use; nothing that holds words is 0 KB."""
    return (
        f"{max(1, round(size / 1024))} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} MB"
    )


def file_facts(file: SignedFile) -> str:
    """What is said of a file after its name, such as "212 KB, dated 5 October 2026"."""
    dated = f", dated {day_words(file.dated_on.isoformat())}" if file.dated_on else ""
    return file_size(file.size) + dated


def file_line(file: SignedFile) -> str:
    """What a signed report says of a file; the hash tells two of one name apart."""
    return f"{file_facts(file)}, SHA-256 begins {file.sha256[:12]}"


def owner_words(action: PlannedAction) -> str:
    """Who will see to an action."""
    return action.owner or "Nobody named"


def due_words(action: PlannedAction) -> str:
    """The day by which it will be done."""
    return day_words(action.due) if action.due else "No date set"


def who_and_when(action: PlannedAction) -> str:
    """Both in one line, such as "Volunteer coordinator, by 31 January 2027"."""
    due = f"by {due_words(action)}" if action.due else due_words(action).lower()
    return f"{owner_words(action)}, {due}"


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
