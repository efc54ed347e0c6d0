"""Two people's texts for one question on one page: keep one of them, or make one of both.

What was typed travels inside the page, so nothing depends on a draft kept elsewhere: every posted
field of the card comes back hidden, and the person's choice decides which of them counts.
"""

from __future__ import annotations

from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from s11.domain.answers import Answer
from s11.domain.merging import Conflict
from s11.domain.report import answer_words
from s11.domain.standards import AnswerType, Question
from s11.services.answering import Saved
from s11.store import answers as store
from s11.store.answers import SavedAnswer
from s11.web.agency.blueprint import OpenedStandard

TEXTS = {"evidence": "What shows this", "impact": "What difference it has made"}


@dataclass(frozen=True, slots=True)
class TextPair:
    """One text of the card as both have it, and the two run together to start a merge from."""

    name: str
    label: str
    mine: str
    theirs: str

    @property
    def both(self) -> str:
        """Theirs, then what is mine and not in theirs."""
        if self.mine in self.theirs:
            return self.theirs
        return self.mine if self.theirs in self.mine else f"{self.theirs}\n\n{self.mine}"


@dataclass(frozen=True, slots=True)
class Collision:
    """One question that two people changed."""

    number: str
    question: Question
    mine: tuple[tuple[str, str], ...]
    theirs: tuple[tuple[str, str], ...]
    texts: tuple[TextPair, ...]
    hidden: tuple[tuple[str, str], ...]
    who: str
    at: object
    version: int


def collisions(found: OpenedStandard, saved: Saved, posted: MultiDict[str, str]) -> list[Collision]:
    """What the page shows of each collision."""
    standing = store.saved_answers_of(found.page.id)
    return [
        _collision(found.numbers[question.id], question, conflict, standing[question.id], posted)
        for conflict in saved.conflicts
        if (question := found.opened.edition.question(conflict.theirs.question))
    ]


def _collision(
    number: str,
    question: Question,
    conflict: Conflict,
    theirs: SavedAnswer,
    posted: MultiDict[str, str],
) -> Collision:
    texts = _texts(question, conflict)
    shown = {f"{question.id}-{text.name}" for text in texts} | {f"{question.id}-version"}
    return Collision(
        number=number,
        question=question,
        mine=said(question, conflict.mine),
        theirs=said(question, theirs.answer),
        texts=texts,
        hidden=tuple(
            (name, value)
            for name, value in posted.items(multi=True)
            if name.startswith(f"{question.id}-") and name not in shown
        ),
        who=theirs.saved_by,
        at=theirs.saved_at,
        version=theirs.answer.version,
    )


def _texts(question: Question, conflict: Conflict) -> tuple[TextPair, ...]:
    pairs = [
        TextPair(name, label, getattr(conflict.mine, name), getattr(conflict.theirs, name))
        for name, label in TEXTS.items()
    ]
    if question.type is AnswerType.TEXT:
        pairs.insert(0, TextPair("value", "Answer", conflict.mine.value, conflict.theirs.value))
    return tuple(pair for pair in pairs if pair.mine or pair.theirs)


def said(question: Question, answer: Answer) -> tuple[tuple[str, str], ...]:
    """(what, words) of everything an answer says, for reading side by side."""
    words, _ = answer_words(question, answer)
    rows = [
        ("Answer", "Does not apply" if answer.not_applicable else words or "None chosen"),
        ("Why it does not apply", answer.na_reason),
        ("What shows this", answer.evidence),
        ("What difference it has made", answer.impact),
        *(
            ("Action", " · ".join(filter(None, (one.what, one.owner, one.due))))
            for one in answer.actions
        ),
    ]
    return tuple((what, text) for what, text in rows if text)


def settled(posted: MultiDict[str, str]) -> MultiDict[str, str]:
    """The posted page with each collision settled as chosen; a page without any, as it is.

    keep-<question> is "mine", "theirs" or "both". For theirs the card is dropped, so that nothing
    of it is saved; for both, the merged texts take the place of mine.
    """
    choices = {
        name.removeprefix("keep-"): value
        for name, value in posted.items()
        if name.startswith("keep-")
    }
    if not choices:
        return posted
    result: MultiDict[str, str] = MultiDict()
    for name, value in posted.items(multi=True):
        side, _, field = name.partition(":")
        if side in {"mine", "both"} and field:
            question = field.rpartition("-")[0]
            if choices.get(question) == side:
                result.add(field, value)
        elif not any(name.startswith(f"{q}-") for q, keep in choices.items() if keep == "theirs"):
            result.add(name, value)
    return result
