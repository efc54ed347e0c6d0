"""How lines of enquiry say what they found, and the short facts that stand beneath them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import shorten

from s11.domain.answers import Answer, PlannedAction
from s11.domain.enquiry_facts import Asked
from s11.domain.question_words import who_and_when
from s11.domain.report import answer_words, day_words
from s11.domain.snapshot import SignedFile
from s11.domain.standards import AnswerType, Question

_LONGEST = 160


def level(asked: Asked) -> str:
    """The answer within a sentence, such as "green" or "85%"."""
    return _said(asked.question, asked.answer)


def level_before(asked: Asked) -> str:
    """The answer of last time, likewise."""
    return _said(*asked.before) if asked.before else "not rated"


def _said(question: Question, answer: Answer | None) -> str:
    words = answer_words(question, answer)[0]
    if question.type is AnswerType.CRITERIA:
        return words.replace(" met", " parts met")
    # A level named by its initials keeps its capitals.
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def rated(asked: Asked) -> str:
    """The beginning of a sentence about a scored question, such as "Rated green"."""
    verb = "Marked" if asked.question.type is AnswerType.CRITERIA else "Rated"
    return f"{verb} {level(asked)}"


def then_and_now(asked: Asked) -> Iterator[str]:
    """The answer now and last time, unless it is a text."""
    if asked.answer is None or asked.question.type is AnswerType.TEXT:
        return
    yield f"Now: {answer_words(asked.question, asked.answer)[0]}"
    if asked.before and asked.before[0].type is not AnswerType.TEXT:
        yield f"Last time: {answer_words(*asked.before)[0]}"


def words_now(asked: Asked) -> Iterator[str]:
    """The beginning of what is said now."""
    if asked.answer is not None and asked.words:
        told = asked.answer.value if asked.question.type is AnswerType.TEXT else ""
        yield f"Said now: “{short(f'{told} {asked.answer.evidence} {asked.answer.impact}')}”"


def files(asked: Asked) -> Iterator[str]:
    """Every file with its date, and whether it stood here last time."""
    new = {file.sha256 for file in asked.new_files}
    for file in asked.files:
        yield f"{'File' if file.sha256 in new else 'File kept from last time'}: {_file(file)}"


def _file(file: SignedFile) -> str:
    dated = f"dated {day_words(file.dated_on.isoformat())}" if file.dated_on else "no date"
    return f"{file.name}, {dated}"


def actions(planned: Iterable[PlannedAction], label: str) -> Iterator[str]:
    """Each action with its owner and day."""
    for action in planned:
        yield f"{label}: {short(action.what)} ({who_and_when(action)})"


def short(text: str) -> str:
    """The beginning of a text on one line, cut between words."""
    return shorten(text, _LONGEST, placeholder=" …")
