"""The difference between two signed versions of one return: what was said then, and what now.

Both versions answer the same frozen edition. Words are compared line by line, and within lines that
changed word by word, by difflib.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby, takewhile

from s11.domain.objectives import Objective
from s11.domain.question_words import (
    Labelled,
    came_of_it,
    facts,
    intended,
    mark_line,
    short_answer,
    who_and_when,
)
from s11.domain.report import AgencyReport, QuestionReport, StandardReport
from s11.domain.snapshot import SignedFile, SignedScore

_WORDS = re.compile(r"\s*\S+|\s+")
# Beyond this a word-by-word comparison costs too much and tells too little: then whole lines.
MOST_WORDS = 1500
MOST_LINES = 1500


class Kind(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that stayed, went or came."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class TextChange:
    """Words under one label, such as "What shows this", that are not what they were."""

    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """A short answer in words, with its tone; both "" where there was none."""

    words: str
    tone: str


@dataclass(frozen=True, slots=True)
class QuestionChange:
    """One question that was answered otherwise in the later version.

    `before` and `after` are its short answers, both None where these are the same. `asked` says
    whether it was asked (then, now).
    """

    number: str
    text: str
    asked: tuple[bool, bool]
    before: Answered | None
    after: Answered | None
    texts: tuple[TextChange, ...]
    marks: tuple[Piece, ...]
    files: tuple[tuple[Kind, SignedFile], ...]
    actions: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """A score that is not what it was; `standard` "" is the overall one. None: not scored."""

    standard: str
    title: str
    before: SignedScore | None
    after: SignedScore | None


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that two versions say differently, in the order of the return."""

    questions: tuple[QuestionChange, ...]
    scores: tuple[ScoreChange, ...]
    objectives: tuple[TextChange, ...]

    def __bool__(self) -> bool:
        """Whether anything is different."""
        return bool(self.questions or self.scores or self.objectives)


def difference(before: AgencyReport, after: AgencyReport) -> Difference:
    """What the later version of a return says otherwise than the earlier."""
    was, now = _by_id(before), _by_id(after)
    pairs = [(was.get(key), now.get(key)) for key in _in_order(before, after)]
    return Difference(
        questions=tuple(
            change for then, later in pairs if (change := _question_change(then, later))
        ),
        scores=tuple(_score_changes(before, after)),
        objectives=tuple(_objective_changes(before, after)),
    )


def _by_id(report: AgencyReport) -> dict[str, QuestionReport]:
    return {question.id: question for part in report.standards for question in part.questions}


def _in_order(before: AgencyReport, after: AgencyReport) -> list[str]:
    """Every question that either version was asked, in the order of their numbers."""
    found: list[str] = []
    was = {part.key: part for part in before.standards}
    for part in after.standards:
        asked = {q.id: q.number for q in (*was[part.key].questions, *part.questions)}
        found += sorted(asked, key=lambda key: int(asked[key].rpartition(".")[2]))
    return found


def _question_change(
    before: QuestionReport | None, after: QuestionReport | None
) -> QuestionChange | None:
    """What changed about one question; None where nothing did."""
    either = after or before
    if before == after or either is None:
        return None
    was, now = _answered(before), _answered(after)
    return QuestionChange(
        number=either.number,
        text=either.text,
        asked=(before is not None, after is not None),
        before=was if was != now else None,
        after=now if was != now else None,
        texts=text_changes(_texts(before), _texts(after)),
        marks=_lines(_marks(before), _marks(after)),
        files=tuple(_files(before, after)),
        actions=_lines(_actions(before), _actions(after)),
    )


def _answered(question: QuestionReport | None) -> Answered:
    return Answered(short_answer(question), question.tone) if question else Answered("", "")


def _texts(question: QuestionReport | None) -> dict[str, str]:
    return dict(facts(question)) if question else {}


def _marks(question: QuestionReport | None) -> list[str]:
    return [mark_line(mark) for mark in question.marks] if question else []


def _actions(question: QuestionReport | None) -> list[str]:
    actions = question.actions if question else ()
    return [f"{one.what} ({who_and_when(one)})" for one in actions]


def _files(
    before: QuestionReport | None, after: QuestionReport | None
) -> Iterator[tuple[Kind, SignedFile]]:
    was, now = before.files if before else (), after.files if after else ()
    yield from ((Kind.GONE, file) for file in was if file not in now)
    yield from ((Kind.NEW, file) for file in now if file not in was)


def _lines(before: Sequence[str], after: Sequence[str]) -> tuple[Piece, ...]:
    """Whole lines that went and came; none that stayed."""
    matched = SequenceMatcher(None, before, after, autojunk=False)
    return tuple(
        piece
        for tag, a, b, c, d in matched.get_opcodes()
        if tag != "equal"
        for piece in (
            *(Piece(Kind.GONE, line) for line in before[a:b]),
            *(Piece(Kind.NEW, line) for line in after[c:d]),
        )
    )


def text_changes(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[TextChange, ...]:
    """The labels whose words are others now, with their pieces."""
    return tuple(
        TextChange(label, pieces_of(before.get(label, ""), after.get(label, "")))
        for label in dict.fromkeys((*before, *after))
        if before.get(label, "") != after.get(label, "")
    )


def pieces_of(before: str, after: str) -> tuple[Piece, ...]:
    """Two texts as one: what stayed and went is the first, what stayed and came the second."""
    was, now = before.splitlines(keepends=True), after.splitlines(keepends=True)
    found: list[Piece] = []
    for is_same, gone, new in _stretches(was, now, MOST_LINES):
        if is_same:
            found.append(Piece(Kind.SAME, gone))
        else:
            found += _by_word(gone, new)
    return _joined(found)


def _by_word(before: str, after: str) -> Iterator[Piece]:
    for is_same, gone, new in _stretches(_WORDS.findall(before), _WORDS.findall(after), MOST_WORDS):
        if is_same:
            yield Piece(Kind.SAME, gone)
        else:
            yield Piece(Kind.GONE, gone)
            yield Piece(Kind.NEW, new)


def _stretches(
    was: Sequence[str], now: Sequence[str], most: int
) -> Iterator[tuple[bool, str, str]]:
    """(whether it stayed, the text then, the text now) of each stretch, in order.

    What both begin and end with is left out of the search, whose cost grows with the square.
    """
    head = _alike(zip(was, now, strict=False))
    rest = zip(reversed(was[head:]), reversed(now[head:]), strict=False)
    tail = _alike(rest)
    then, later = was[head : len(was) - tail], now[head : len(now) - tail]
    same = "".join(was[:head])
    yield True, same, same
    if max(len(then), len(later)) > most:
        yield False, "".join(then), "".join(later)
    else:
        for tag, a, b, c, d in SequenceMatcher(None, then, later, autojunk=False).get_opcodes():
            yield tag == "equal", "".join(then[a:b]), "".join(later[c:d])
    same = "".join(was[len(was) - tail :])
    yield True, same, same


def _alike(pairs: Iterable[tuple[str, str]]) -> int:
    """How many pairs are of two alike before the first that is not."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _joined(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Neighbours of one kind as one; empty ones left out."""
    grouped = groupby((one for one in pieces if one.text), key=lambda piece: piece.kind)
    return tuple(Piece(kind, "".join(one.text for one in same)) for kind, same in grouped)


def _score_changes(before: AgencyReport, after: AgencyReport) -> Iterator[ScoreChange]:
    """The overall score first, then each standard's, where the figure or its band is another."""
    was = {part.key: part for part in before.standards}
    pairs: list[tuple[str, str, SignedScore | None, SignedScore | None]] = [
        ("", "Overall", before.overall, after.overall)
    ]
    for part in after.standards:
        title = f"{part.key}. {part.title}"
        pairs.append((part.key, title, _score(was.get(part.key)), part.score))
    for key, title, then, later in pairs:
        if _figure(then) != _figure(later):
            yield ScoreChange(key, title, then, later)


def _score(part: StandardReport | None) -> SignedScore | None:
    return part.score if part else None


def _figure(score: SignedScore | None) -> tuple[float | None, str | None]:
    return (score.percent, score.band) if score else (None, None)


def _objective_changes(before: AgencyReport, after: AgencyReport) -> Iterator[TextChange]:
    yield from text_changes(
        _named(before.objectives, "Objective", intended),
        _named(after.objectives, "Objective", intended),
    )
    yield from text_changes(
        _named(before.last_objectives, "Last cycle’s objective", came_of_it),
        _named(after.last_objectives, "Last cycle’s objective", came_of_it),
    )


def _named(
    objectives: Sequence[Objective], name: str, told: Callable[[Objective], Labelled]
) -> dict[str, str]:
    return {
        f"{name} {one.number}: {label[0].lower()}{label[1:]}": words
        for one in objectives
        for label, words in told(one)
    }
