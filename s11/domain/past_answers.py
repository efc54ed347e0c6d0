"""What a spreadsheet says of one question, read as the answer that the platform would have kept.

Pure: the words of its cells in, an answer or a plain sentence about the cell at fault out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from s11.domain.answers import Answer, CriterionMark, Mark
from s11.domain.characters import hidden_in
from s11.domain.register import same_name
from s11.domain.standards import AnswerType, LevelScale, PercentScale, Question
from s11.domain.visibility import number_in

LONGEST_TEXT = 100_000
NO_REASON = "The spreadsheet gives no reason."
RATING, EVIDENCE, NA_REASON = "rating", "evidence", "na_reason"
PARTS = (RATING, EVIDENCE, NA_REASON)
"""What a spreadsheet can say of a question, each in a cell of its own."""

_CLAIM = re.compile(
    r"(?:n\s*/\s*a|n\.a\.?|na|not applicable|does not apply)(?:\s*[:–—-]\s*(?P<why>.+))?",
    re.IGNORECASE | re.DOTALL,
)
_PERCENT = re.compile(r"(\d{1,3})(?:\.(\d{1,6}))?\s*%?", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", re.ASCII)
_MIDNIGHT = re.compile(r"[T ]00:00(:00)?$", re.ASCII)


@dataclass(frozen=True, slots=True)
class Said:
    """The cells of one question, as typed, in the spreadsheet's row `row`."""

    row: int
    question: Question
    rating: str = ""
    evidence: str = ""
    na_reason: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether the spreadsheet says nothing at all."""
        return not (self.rating or self.evidence or self.na_reason)


class Unreadable(Exception):
    """A cell that cannot be read: which `part` of what is said, and why in a sentence."""

    def __init__(self, sentence: str, part: str = RATING) -> None:
        super().__init__(sentence)
        self.part = part


def answer_said(said: Said) -> Answer:
    """The answer in these cells; raises Unreadable with the part and the sentence."""
    for part in PARTS:
        _check_text(getattr(said, part), part)
    question, claim = said.question, _claim(said)
    if claim is not None:
        if not question.may_be_not_applicable:
            sentence = f"{question.id} may not be said not to apply: it asks for an answer."
            raise Unreadable(sentence, NA_REASON if said.na_reason else RATING)
        return Answer(question.id, not_applicable=True, na_reason=claim, evidence=said.evidence)
    if not said.rating:
        raise Unreadable("There is neither an answer nor a reason why it does not apply.")
    return replace(READERS[question.type](question, said.rating), evidence=said.evidence)


def _check_text(text: str, part: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise Unreadable(f"This has more than {LONGEST_TEXT:,} letters.", part)
    if sentence := hidden_in(text):
        raise Unreadable(sentence, part)


def _claim(said: Said) -> str | None:
    """Why the question is said not to apply; None where it is not said so."""
    if said.question.type is AnswerType.TEXT and not said.question.may_be_not_applicable:
        found = None
    else:
        found = _CLAIM.fullmatch(said.rating)
    if found is None and said.rating and said.na_reason:
        sentence = "There is both an answer and a reason why it does not apply. Keep one of them."
        raise Unreadable(sentence, NA_REASON)
    if found is None:
        return said.na_reason or None
    return said.na_reason or (found["why"] or "").strip() or NO_REASON


def _rating(question: Question, typed: str) -> Answer:
    scale = question.scale
    if isinstance(scale, LevelScale):
        known = [(level.value, level.label) for level in scale.levels]
        return Answer(question.id, _chosen(question, typed, known, "level"))
    percent, step = _percent(typed), scale.step if isinstance(scale, PercentScale) else 1
    whole = int(percent) if percent is not None and percent == int(percent) else None
    if whole is None or scale is None or scale.share(str(whole)) is None:
        sentence = f"“{_short(typed)}” is no rating of {question.id}: it goes from 0 to 100"
        raise Unreadable(f"{sentence} in steps of {step}, such as {100 - step} or {100 - step}%.")
    return Answer(question.id, str(whole))


def _choice(question: Question, typed: str) -> Answer:
    known = [(option.value, option.label) for option in question.options]
    return Answer(question.id, _chosen(question, typed, known, "answer"))


def _chosen(question: Question, typed: str, known: list[tuple[str, str]], noun: str) -> str:
    """The value that is typed, as itself or as its label, in any case."""
    wanted = same_name(typed)
    for place in (0, 1):
        for one in known:
            if same_name(one[place]) == wanted:
                return one[0]
    names = ", ".join(label for _, label in known)
    sentence = f"“{_short(typed)}” is no {noun} of {question.id}. Its {noun}s are: {names}."
    raise Unreadable(sentence)


def _percent(typed: str) -> float | None:
    found = _PERCENT.fullmatch(typed.strip())
    return float(f"{found[1]}.{found[2] or 0}") if found else None


def _percentage(question: Question, typed: str) -> Answer:
    percent = _percent(typed)
    if percent is None or percent > 100:
        sentence = f"“{_short(typed)}” is no percentage. Write a number from 0 to 100."
        raise Unreadable(sentence)
    return Answer(question.id, f"{percent:f}".rstrip("0").rstrip("."))


def _number(question: Question, typed: str) -> Answer:
    if number_in(typed.strip()) is None:
        raise Unreadable(f"“{_short(typed)}” is no number. Write it in figures, such as 12 or 3.5.")
    return Answer(question.id, typed.strip())


def _date(question: Question, typed: str) -> Answer:
    """A day as ISO has it, as a workbook's date cell comes, or day first as people write it."""
    plain = _MIDNIGHT.sub("", typed.strip())
    if found := _DAY_FIRST.fullmatch(plain):
        plain = f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}"
    try:
        return Answer(question.id, date.fromisoformat(plain).isoformat())
    except ValueError:
        sentence = f"“{_short(typed)}” is no date. Write it as 2025-03-31 or 31/03/2025."
        raise Unreadable(sentence) from None


def _text(question: Question, typed: str) -> Answer:
    return Answer(question.id, typed)


def _criteria(question: Question, typed: str) -> Answer:
    met = _met(question, typed)
    marks = {
        part.id: CriterionMark(Mark.MET if part.id in met else Mark.NOT_MET)
        for part in question.criteria
    }
    return Answer(question.id, marks=MappingProxyType(marks))


def _met(question: Question, typed: str) -> frozenset[str]:
    """The ids of the criteria that are met: named, or told by a percentage in only one way."""
    known = {part.id.casefold(): part.id for part in question.criteria}
    named = re.split(r"[\s,;]+", typed.casefold().strip(" ,;"))
    if all(name in known for name in named):
        return frozenset(known[name] for name in named)
    if named == ["none"]:
        return frozenset()
    percent = _percent(typed)
    if percent is not None:
        return _met_by(question, percent, typed)
    unknown = next(name for name in named if name not in known)
    sentence = f"“{_short(unknown)}” is no criterion of {question.id}. Name those that are met"
    raise Unreadable(f"{sentence}, of: {', '.join(known.values())}; or write none.")


def _met_by(question: Question, percent: float, typed: str) -> frozenset[str]:
    # Ways to reach each sum of marks; two are enough to know that there is more than one.
    ways: dict[float, list[frozenset[str]]] = {0.0: [frozenset()]}
    for part in question.criteria:
        for total, found in list(ways.items()):
            more = ways.setdefault(round(total + part.marks, 6), [])
            more += [met | {part.id} for met in found if part.id not in met]
        ways = {total: list(dict.fromkeys(found))[:2] for total, found in ways.items()}
    found = ways.get(round(percent, 6), [])
    if len(found) == 1:
        return found[0]
    parts = ", ".join(f"{part.id} {part.marks:g}" for part in question.criteria)
    why = "can be reached in several ways" if found else "cannot be reached exactly"
    sentence = f"“{_short(typed)}” {why} by the criteria of {question.id} ({parts})."
    raise Unreadable(f"{sentence} Name the criteria that are met.")


def _short(typed: str) -> str:
    words = " ".join(typed.split())
    return words if len(words) <= 60 else f"{words[:57]}…"


READERS: Mapping[AnswerType, Callable[[Question, str], Answer]] = {
    AnswerType.RATING: _rating,
    AnswerType.CRITERIA: _criteria,
    AnswerType.CHOICE: _choice,
    AnswerType.NUMBER: _number,
    AnswerType.PERCENTAGE: _percentage,
    AnswerType.DATE: _date,
    AnswerType.TEXT: _text,
}
