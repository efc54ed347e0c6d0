"""One standard of a cycle, question by question: what each agency's cell says, and the column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from s11.domain.answers import QuestionState
from s11.domain.compare_words import NOTHING, levels, mean, score
from s11.domain.comparison import Movement
from s11.domain.heat_words import in_short, moved_words
from s11.domain.matrix import count_question
from s11.domain.moderation import KIND_WORDS, ScoreKind
from s11.domain.standards import LevelScale, Question
from s11.domain.standing import Standing

_STATES = {
    QuestionState.NOT_ASKED: ("Not asked", "unasked"),
    QuestionState.NOT_APPLICABLE: ("N/A", "na"),
    QuestionState.NOT_ANSWERED: ("No answer", "none"),
}
_SAME = 1e-6


@dataclass(frozen=True, slots=True)
class QuestionCell:
    """What one agency says of one question, or what was made of it.

    `tone` is the level's colour, "na", "none" (not answered), "unasked", or "" for a figure.
    """

    words: str
    tone: str
    points: float | None = None
    reason: str = ""


def rating_in(standing: Standing, kind: ScoreKind) -> float | None:
    """The score (0–100) of a question by one kind of rating."""
    return {
        ScoreKind.SELF: standing.score,
        ScoreKind.PANEL: standing.panel,
        ScoreKind.AGREED: standing.agreed,
    }[kind]


def cell(
    question: Question, standing: Standing | None, kind: ScoreKind, before: str
) -> QuestionCell:
    """A cell; `standing` is None where nothing was signed, `before` the title of the last cycle."""
    if standing is None:
        return QuestionCell(NOTHING, "none")
    found = rating_in(standing, kind)
    if found is None:
        words, tone = _STATES.get(standing.state, (NOTHING, "none"))
        return QuestionCell(words, tone)
    words, tone = words_of(question, found)
    moved = _difference(standing) if kind is ScoreKind.SELF else None
    others = (
        f"{KIND_WORDS[one]}: {words_of(question, other)[0]}."
        for one in ScoreKind
        if one is not kind and (other := rating_in(standing, one)) is not None
    )
    parts = (f"{words}.", _since(question, standing, before), *others)
    return QuestionCell(words, tone, in_short(moved), " ".join(filter(None, parts)))


def words_of(question: Question, found: float) -> tuple[str, str]:
    """A score as people read it: (the level's word, its colour), or a figure."""
    if isinstance(question.scale, LevelScale):
        for level in question.scale.levels:
            share = question.scale.share(level.value)
            if share is not None and abs(share - found) <= _SAME:
                return level.label, level.colour
    return score(found), ""


def _difference(standing: Standing) -> float | None:
    if standing.before is None or standing.now is None:
        return None
    return standing.now - standing.before


def _since(question: Question, standing: Standing, before: str) -> str:
    """What it was before, in the words of now's scale; why where that cannot be told."""
    if standing.before is not None and standing.now is not None and before:
        was = words_of(question, standing.before)[0]
        way = moved_words(standing.now - standing.before).split()[0]
        return f"The same as in {before}." if way == "No" else f"{way} from {was} in {before}."
    if standing.movement is Movement.NOT_COMPARABLE and standing.why:
        return f"Not comparable with last time: {standing.why}."
    return ""


@dataclass(frozen=True, slots=True)
class Column:
    """What a question's column comes to, over the returns that are shown."""

    mean: str
    levels: str
    states: str


def column(
    question: Question, standard: str, standings: Sequence[Standing], kind: ScoreKind
) -> Column:
    """Count a question; the levels that were chosen are the agencies' own, whatever the kind."""
    found = count_question(question, standard, standings)
    states = (
        (found.not_applicable, "N/A"),
        (found.not_answered, "no answer"),
        (found.not_asked, "not asked"),
    )
    said = ", ".join(f"{count} {words}" for count, words in states if count)
    chosen = levels(found) if kind is ScoreKind.SELF and found.levels else ""
    return Column(mean(found.means[kind]), chosen, said)


def weakest(
    questions: Iterable[Question], standings: Sequence[Standing], kind: ScoreKind
) -> Question | None:
    """The question with the lowest mean; None where none is rated."""
    lowest: tuple[float, Question] | None = None
    for question in questions:
        found = (rating_in(one, kind) for one in standings if one.question == question.id)
        values = [one for one in found if one is not None]
        if values and (lowest is None or sum(values) / len(values) < lowest[0]):
            lowest = (sum(values) / len(values), question)
    return lowest[1] if lowest else None
