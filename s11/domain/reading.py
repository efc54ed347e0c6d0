"""Reading a return as its panel does: what has been read, and what stands beside a question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from s11.domain.answers import Answer
from s11.domain.comparison import Movement, QuestionMovement
from s11.domain.matrix import PeerStanding
from s11.domain.merging import same_words
from s11.domain.moderation import PanelRating, differs, rated
from s11.domain.report import answer_words, level_words
from s11.domain.report_words import counted, percent_words
from s11.domain.snapshot import SignedDocument
from s11.domain.standards import AnswerType, LevelScale, Question


@dataclass(frozen=True, slots=True)
class Mark:
    """When somebody last read a question ("" for the return itself), and in which version."""

    version: int
    at: datetime


@dataclass(frozen=True)
class Versions:
    """The signed versions of a return that somebody read or spoke of, and `newest`, its number."""

    documents: Mapping[int, SignedDocument]
    newest: int

    def says_the_same(self, question_id: str, version: int) -> bool:
        """Whether the newest version says of a question what `version` said, files and all."""
        if version == self.newest:
            return True
        now, then = self.documents[self.newest], self.documents.get(version)
        if then is None or _files(then, question_id) != _files(now, question_id):
            return False
        return same_words(_answer(then, question_id), _answer(now, question_id))

    def read(self, marks: Mapping[str, Mark]) -> frozenset[str]:
        """The questions that are read: whatever was changed since then is to be read again."""
        return frozenset(
            key for key, mark in marks.items() if key and self.says_the_same(key, mark.version)
        )


def _answer(document: SignedDocument, question_id: str) -> Answer:
    return document.answers.get(question_id, Answer(question_id))


def _files(document: SignedDocument, question_id: str) -> frozenset[str]:
    return frozenset(one.sha256 for one in document.files if one.question == question_id)


@dataclass(frozen=True, slots=True)
class Opinion:
    """A rating of the panel's or its session's, in words. `is_stale`: the answer changed since."""

    words: str
    tone: str
    accepts: bool
    differs: bool
    reason: str
    by: str
    at: datetime | None
    is_stale: bool


def opinion(
    question: Question, said: Answer | None, rating: PanelRating, versions: Versions
) -> Opinion:
    """A rating in words, beside the answer that it is about."""
    words, tone = answer_words(question, rated(question, said, rating))
    if rating.accepts and said is not None and said.not_applicable:
        words, tone = "Does not apply", "na"
    return Opinion(
        words=words,
        tone=tone,
        accepts=rating.accepts,
        differs=differs(question, said, rating),
        reason=rating.reason,
        by=rating.by,
        at=rating.at,
        is_stale=not versions.says_the_same(question.id, rating.signed_version),
    )


def peers_words(question: Question, peers: PeerStanding | None) -> str:
    """How similar agencies rated a question, such as "4 of 6 green, 2 amber."."""
    if peers is None or not peers.n:
        return "No other agency of this type has rated it yet."
    if isinstance(question.scale, LevelScale):
        levels = sorted(question.scale.levels, key=lambda level: -level.points)
        counts = [(level.label, peers.levels.get(level.value, 0)) for level in levels]
        parts = [f"{count} {label.lower()}" for label, count in counts if count]
        first, *others = parts or [f"{peers.n} rated it"]
        number, _, word = first.partition(" ")
        return ", ".join([f"{number} of {peers.n} {word}", *others]) + "."
    low, high = percent_words(peers.scores[0]), percent_words(peers.scores[-1])
    spread = low if low == high else f"{low} to {high}, {percent_words(peers.mean)} in the mean"
    return f"{counted(peers.n, 'other')}: {spread}."


def peer_value_words(question: Question, value: str) -> str:
    """One similar agency's rating in words; criteria have no one word."""
    return level_words(question, value) if question.type is AnswerType.RATING and value else ""


MOVEMENT_WORDS = {
    Movement.IMPROVED: "▲ Up since last time",
    Movement.SAME: "= Same as last time",
    Movement.DECLINED: "▼ Down since last time",
}


def movement_words(moved: QuestionMovement | None) -> str:
    """Which way a rating went since the last cycle; why where that cannot be said."""
    if moved is None:
        return ""
    if moved.movement is Movement.NOT_COMPARABLE:
        return f"Not comparable: {moved.why}." if moved.why else "Not comparable."
    return MOVEMENT_WORDS[moved.movement]


def where_it_stands(read: int | None, asked: int, lines: int, differing: int) -> str:
    """The sentences that a review begins with; `read` is None for whom nobody asks to read it."""
    if read is None:
        first = ""
    elif read == 0:
        first = f"You have not read any of the {counted(asked, 'question')} yet."
    elif read >= asked:
        first = f"You have read all {counted(asked, 'question')}."
    else:
        first = f"You have read {read} of {counted(asked, 'question')}."
    if not lines:
        second = "No line of enquiry is open."
    else:
        second = f"{counted(lines, 'line')} of enquiry {'is' if lines == 1 else 'are'} open."
    third = "The panel differs from the agency on no rating."
    if differing:
        third = f"The panel differs from the agency on {counted(differing, 'rating')}."
    return f"{first} {second} {third}".strip()


def news_words(*, version: int, said: int, rated: int) -> list[str]:
    """What is new in a return since its reader last looked, each in a few words.

    `version` is that of a version signed since (0: none); `said` and `rated` count what others
    wrote in notes and rated.
    """
    found = []
    if version:
        found.append(f"version {version} was signed")
    if said:
        found.append("1 entry in notes" if said == 1 else f"{said} entries in notes")
    if rated:
        found.append(f"{counted(rated, 'rating')} by others on the panel")
    return found
