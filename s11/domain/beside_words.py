"""What a report says of a panel and of movement beside a signed return, on page and paper."""

from __future__ import annotations

from collections.abc import Mapping

from s11.domain.beside import Beside, Moved, NoteTold, RatedOtherwise, SaidInNote
from s11.domain.comparison import Movement
from s11.domain.history_words import coverage_words, move_words
from s11.domain.moderation import ScoreKind
from s11.domain.question_words import Labelled
from s11.domain.report import AgencyReport
from s11.domain.report_words import counted, moment_words, percent_words, score_words
from s11.domain.snapshot import SignedScore

PANEL_HEADING, NOTES_HEADING = "What the panel said", "Notes from the panel"
OWN = "The agency’s own rating"
RATING_LABELS = {ScoreKind.PANEL: "The panel’s rating", ScoreKind.AGREED: "The agreed rating"}
SCORE_HEADS = {ScoreKind.PANEL: "Panel", ScoreKind.AGREED: "Agreed"}
SCORES_CAPTION = "Scores side by side"
MOVED_COLUMNS = ("Standard", "Last time", "This time", "Movement", "Compared")
QUESTION_COLUMNS = ("No.", "Question", "Last time", "This time", "Movement")
WAYS: Mapping[Movement, str] = {Movement.IMPROVED: "Improved", Movement.DECLINED: "Declined"}
MOVED_CAPTION = "How each standard moved, like for like"
NOT_COMPARABLE = "Not comparable"


# The panel


def panel_lines(beside: Beside, report: AgencyReport) -> tuple[str, ...]:
    """Up to when this is told, when ratings were agreed and on which version, how many differ."""
    lines = []
    if beside.as_of:
        lines.append(
            f"As the panel had shared it with the agency by {moment_words(beside.as_of)}. "
            "It stands beside the return, which is as it was signed."
        )
    if beside.agreed:
        on = beside.agreed.version
        older = f", on version {on} of this return" if on != report.version else ""
        lines.append(f"Ratings were agreed on {moment_words(beside.agreed.at)}{older}.")
    if beside.scores:
        count = len(beside.ratings)
        was = "was" if count == 1 else "were"
        otherwise = f"{counted(count, 'question')} {was} rated otherwise than by the agency"
        lines.append(f"{otherwise if count else 'Every rating stands as the agency gave it'}.")
    return tuple(lines)


def score_columns(beside: Beside) -> tuple[str, ...]:
    """The heads of the table of scores: the agency's own beside those that are shared."""
    return ("Standard", "Agency’s own", *(SCORE_HEADS[kind] for kind, _ in beside.scores))


def score_rows(beside: Beside, report: AgencyReport) -> list[tuple[str, ...]]:
    """A row for each standard, then for all together, under `score_columns`."""
    rows = [(part.key, f"{part.key}. {part.title}", part.score) for part in report.standards]
    rows.append(("", "All standards", report.overall))
    return [
        (label, score_words(own), *(score_words(_of(scores, key)) for _, scores in beside.scores))
        for key, label, own in rows
    ]


def _of(scores: tuple[SignedScore, ...], standard: str) -> SignedScore | None:
    return next((one for one in scores if one.standard == standard), None)


def rating_facts(rating: RatedOtherwise) -> Labelled:
    """The ratings of one question under their labels, each reason once."""
    facts, told = [(OWN, rating.own.words)], ""
    for kind, opinion in rating.by_kind:
        facts.append((RATING_LABELS[kind], opinion.words))
        if opinion.reason and opinion.reason != told:
            facts.append(("Why", opinion.reason))
            told = opinion.reason
    return tuple(facts)


def note_title(note: NoteTold) -> str:
    """A note's heading, such as "Note 2, concern: a.1 Leaders answer for this."."""
    return f"Note {note.number}, {note.kind.lower()}: {note.about}"


def said_line(said: SaidInNote) -> str:
    """Who did what when, over what was said."""
    return f"{said.by}, {moment_words(said.at)}: {said.deed[0].lower()}{said.deed[1:]}"


def outcome_line(note: NoteTold) -> str:
    """What came of a note; silence is an outcome, and is printed."""
    return f"Outcome: {note.outcome.lower()}."


# Movement


def moved_heading(moved: Moved) -> str:
    """The heading over movement."""
    return f"Since {moved.since}"


def moved_lines(moved: Moved) -> tuple[str, ...]:
    """How the whole moved over how much, and how many questions went which way."""
    overall = moved.overall
    if overall.difference is None:
        return ("Nothing in this return can be set against the one before.",)
    ways = [one.way for one in moved.questions]
    counts = [
        f"{ways.count(Movement.IMPROVED)} improved",
        f"{ways.count(Movement.DECLINED)} declined",
        f"{moved.same} stayed the same",
    ]
    return (
        f"{move_words(overall)} overall. Both sides are worked out over the same questions: "
        f"{coverage_words(overall)}.",
        f"Of those, {', '.join(counts[:-1])} and {counts[-1]}.",
    )


def moved_rows(moved: Moved) -> list[tuple[str, ...]]:
    """A row for each standard that is asked, then for all together, under `MOVED_COLUMNS`."""
    return [
        (label, _figure(one.before), _figure(one.now), move_words(one), coverage_words(one))
        for label, one in (*moved.standards, ("All standards", moved.overall))
    ]


def _figure(percent: float | None) -> str:
    return NOT_COMPARABLE if percent is None else percent_words(percent)


def question_rows(moved: Moved) -> list[tuple[str, ...]]:
    """The questions that moved, under `QUESTION_COLUMNS`: what declined first."""
    return [(one.number, one.text, one.before, one.now, WAYS[one.way]) for one in moved.questions]


def moved_caption(moved: Moved) -> str:
    """The caption of the table of questions that moved."""
    return f"{counted(len(moved.questions), 'question')} moved"
