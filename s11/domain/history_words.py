"""What an agency's history says in words: the finding over each line, and what stands beside it."""

from __future__ import annotations

from collections.abc import Sequence

from s11.domain.charts import LineChart, Series
from s11.domain.comparison import Comparison, ScoreMovement
from s11.domain.cycles import listed
from s11.domain.heat_words import covered, moved_words
from s11.domain.history import History, Sitting, StandardLine, Step
from s11.domain.report_words import counted, percent_words, score_words
from s11.domain.standards import Change, Edition

NOT_RETURNED, NOT_YET = "Not returned", "Not signed yet"
CHANGE_WORDS = {"reworded": "Reworded", "rescaled": "New scale", "moved": "Moved"}


def sentence(history: History) -> str:
    """Where the agency stands, over all its returns."""
    returned = history.returned
    if not returned:
        return "Nothing has been signed yet, so there is no history to show."
    if len(returned) == 1:
        return (
            f"One return has been signed, for {returned[0].title}. The next will stand beside it."
        )
    said = f"{counted(len(returned), 'return')} signed"
    missed = [one.title for one in history.sittings if not one.is_returned and not one.is_open]
    gap = f", none for {listed(missed)}" if missed else ""
    move = history.overall.last_move
    if move is None or move.difference is None:
        return f"{said}{gap}. The last two cannot be compared as a whole."
    step = history.steps[-1]
    before = history.sittings[step.before].title
    way = moved_words(move.difference).lower()
    return f"{said}{gap}. Since {before}: {way} overall, like for like over {covered(move)}."


def finding(line: StandardLine, history: History) -> str:
    """What a standard's line shows: which way it went between the newest two returns."""
    move = line.last_move
    percents = [one for one in line.percents if one is not None]
    if move is None or move.difference is None:
        if not percents:
            return "No score yet"
        if len(history.returned) < 2:
            return f"{percent_words(percents[-1])} in the one return so far"
        return "Nothing to set against the return before"
    step = next(one for one in reversed(history.steps) if line.moves[one.at] is not None)
    before = history.sittings[step.before].title
    return f"{moved_words(move.difference)} since {before}, like for like over {covered(move)}"


def chart(line: StandardLine, history: History) -> LineChart:
    """A standard's scores over time as a line: a gap wherever there is no score."""
    return LineChart(
        title=finding(line, history),
        summary=summary(line, history),
        labels=tuple(f"{one.due_on:%b %Y}" for one in history.sittings),
        dates=tuple(one.due_on for one in history.sittings),
        series=(Series(line.title, line.percents),),
    )


def summary(line: StandardLine, history: History) -> str:
    """The line in words, for those who do not see it."""
    parts = (
        f"{sitting.title}: {cell_words(line, at, sitting)}"
        for at, sitting in enumerate(history.sittings)
    )
    return "; ".join(parts) + "."


def cell_words(line: StandardLine, at: int, sitting: Sitting) -> str:
    """A standard's score in one cycle, with its band; why where there is none."""
    if not sitting.is_returned:
        return NOT_YET if sitting.is_open else NOT_RETURNED
    score = line.scores[at]
    band = f", {score.band}" if score and score.band else ""
    return f"{score_words(score)}{band}"


def move_words(move: ScoreMovement | None) -> str:
    """How a score moved since the return before; "" for the first."""
    if move is None or not move.asked:
        return ""
    if move.difference is None:
        return "Not comparable"
    return moved_words(move.difference)


def coverage_words(move: ScoreMovement | None) -> str:
    """Of how many questions that is told, such as "31 of 36 like for like"."""
    return f"{move.compared} of {move.asked} like for like" if move and move.asked else ""


def change_words(edition: Edition, change: Change) -> str:
    """What became of a question, such as "New scale in edition 2026: grades became colours."."""
    words = f"{CHANGE_WORDS[change.kind]} in edition {edition.edition}"
    return f"{words}: {change.note}" if change.note else f"{words}."


def step_title(step: Step, sittings: Sequence[Sitting]) -> str:
    """Which two returns are set against each other."""
    return f"{sittings[step.before].title} to {sittings[step.at].title}"


def apart(step: Step, history: History) -> list[tuple[str, list[str]]]:
    """The questions that no movement is told of, by why: (words, their numbers and texts)."""
    now, before = history.sittings[step.at].edition, history.sittings[step.before].edition
    return apart_from(step.comparison, now, before)


def apart_from(found: Comparison, now: Edition, before: Edition) -> list[tuple[str, list[str]]]:
    """The same of a comparison and the two editions that it compared."""
    groups = [
        ("New", [_named(now, one) for one in found.added]),
        ("No longer in the questions", [_named(before, one) for one in found.retired]),
        ("Still there, not asked this time", [_named(now, one) for one in found.no_longer_asked]),
        (
            "Not comparable",
            [f"{_named(now, one.question)} ({one.why})" for one in found.not_comparable],
        ),
    ]
    return [(words, questions) for words, questions in groups if questions]


def _named(edition: Edition, question_id: str) -> str:
    for part in edition.standards:
        for number, question in enumerate(part.questions, start=1):
            if question.id == question_id:
                return f"{part.key}.{number} {question.text}"
    return question_id
