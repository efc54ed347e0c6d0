"""What a report says around an agency's own words, so that page and paper say the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from s11.domain.cycles import london
from s11.domain.figures import tenths_words
from s11.domain.question_words import Labelled, due_words, owner_words
from s11.domain.report import AgencyReport, StandardReport
from s11.domain.snapshot import SignedScore

NO_ACTIONS = "No actions were planned."
NO_OBJECTIVES = "No objectives were set."
NO_CONTRIBUTORS = "Nobody is recorded as having answered."
NOT_SIGNED = "This return has not been signed."
NOT_SCORED, NOT_RATED, INCOMPLETE = "Not scored", "Not rated", "Incomplete"
SCORE_COLUMNS = (
    "Standard", "Score", "Band", "Asked", "Rated", "Not applicable", "Critical, lowest",
)  # fmt: skip
ACTION_COLUMNS = ("No.", "What will be done", "Who", "By when")
LEVEL_COLUMNS = ("Level", "What it means")
BAND_COLUMNS = ("Band", "Score")
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
    if report.source:
        lines += [f"Brought in from: {report.source}", signed.declaration]
    else:
        lines.append(f"Signed by {signed.name}, {signed.role}, on {moment_words(signed.at)}")
    kept = "the return as it was brought in" if report.source else "the signed return"
    hash_line = f"SHA-256 of {kept}: {report.sha256}"
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
    """A score with at most one decimal, such as "81.3%" or "80%"."""
    return tenths_words(percent) + "%"


def score_words(score: SignedScore | None) -> str:
    """A score as people read it; where there is no figure, why: never a 0 in its place."""
    if score is None:
        return NOT_SCORED
    if score.percent is not None:
        return percent_words(score.percent)
    return INCOMPLETE if score.rated or _left(score) else NOT_RATED


def band_words(score: SignedScore | None) -> str:
    """The band, or that there is none."""
    return score.band if score and score.band else "No band"


def _left(score: SignedScore) -> int:
    return score.asked - score.rated - score.not_applicable


def counts_words(score: SignedScore) -> str:
    """How many questions make up a score, and how each stands."""
    parts = [
        f"{count} {word}"
        for count, word in (
            (score.rated, "rated"),
            (score.not_applicable, "not applicable"),
            (_left(score), "not answered"),
        )
        if count
    ]
    return f"{counted(score.asked, 'scored question')}: {', '.join(parts) or 'none asked'}."


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


def score_row(score: SignedScore | None, label: str, by_id: Mapping[str, str]) -> tuple[str, ...]:
    """A line of the table of scores, under the seven columns of `SCORE_COLUMNS`."""
    counts = (score.asked, score.rated, score.not_applicable) if score else ("", "", "")
    critical = critical_words(score, by_id) or "None"
    return (label, score_words(score), band_words(score), *map(str, counts), critical)


def finding(report: AgencyReport) -> str:
    """What the chart of the standards shows, in a sentence."""
    scored = {
        part.key: part.score.percent
        for part in report.standards
        if part.score and part.score.percent is not None
    }
    if not scored:
        return "No standard has a score"
    low, high = min(scored.values()), max(scored.values())
    if low == high:
        return f"Every standard with a score stands at {percent_words(low)}"
    best, worst = (_named(scored, percent) for percent in (high, low))
    return (
        f"{best} highest, at {percent_words(high)}; {worst.lower()} lowest, at {percent_words(low)}"
    )


def _named(scored: Mapping[str, float], percent: float) -> str:
    """The standards that stand at this score, such as "Standards c and h stand"."""
    keys = [key for key, one in scored.items() if one == percent]
    if len(keys) == 1:
        return f"Standard {keys[0]} stands"
    return f"Standards {', '.join(keys[:-1])} and {keys[-1]} stand"


def scale_words(levels: Sequence[tuple[str, str, str]]) -> str:
    """A scale by its levels, best first."""
    return "Scale: " + ", ".join(label for label, _, _ in levels)


def band_rows(report: AgencyReport) -> list[tuple[str, str]]:
    """Each band of a report with the scores that it covers, best first."""
    return band_ranges(report.bands)


def band_ranges(bands: Iterable[tuple[float, str]]) -> list[tuple[str, str]]:
    """Each of the bands, given as (least score, words), with what it covers, best first."""
    rows, above = [], ""
    for minimum, label in sorted(bands, reverse=True):
        low = percent_words(minimum)
        covered = f"{low} to below {above}" if above else f"{low} and more"
        rows.append((label, covered if minimum > 0 else f"Below {above}" if above else "Any score"))
        above = low
    return rows


MOSTLY_NOT_APPLICABLE = (
    "More than half of the scored questions are said not to apply: ask what the rest can show."
)


def standard_lines(standard: StandardReport) -> tuple[str, ...]:
    """What is said of a standard beneath its title."""
    lines = []
    if score := standard.score:
        band = f", {score.band}" if score.band else ""
        by_id = {one.id: one.number for one in standard.questions}
        lines.append(f"{score_words(score)}{band}. {counts_words(score)}")
        lines.append(held_down(score, by_id))
        lines.append(MOSTLY_NOT_APPLICABLE if score.mostly_not_applicable else "")
    if standard.not_asked:
        was = "was" if standard.not_asked == 1 else "were"
        lines.append(f"{counted(standard.not_asked, 'question')} {was} not asked of this agency.")
    return tuple(line for line in lines if line)


def declared(report: AgencyReport) -> str:
    """The heading over what was declared: of a return that was brought in, nobody declared it."""
    return "How it came here" if report.source else "Declaration"


def signing_facts(report: AgencyReport) -> Labelled:
    """Who signed, as what and when, and what was due; nothing while it is not signed.

    Of a return that was brought in: from what, and by whom.
    """
    if report.sign_off is None:
        return ()
    signed = report.sign_off
    by_whom = (
        (("Brought in from", report.source), ("Brought in by", signed.name))
        if report.source
        else (
            ("Signed by", signed.name),
            ("Role", signed.role),
            ("Signed on", moment_words(signed.at)),
        )
    )
    return (
        *by_whom,
        ("Due by", moment_words(report.due_at)),
        ("Reference", f"{report.reference}, version {report.version}"),
    )


def action_rows(report: AgencyReport) -> list[tuple[str, ...]]:
    """Every action, under `ACTION_COLUMNS`."""
    return [
        (question.number, action.what, owner_words(action), due_words(action))
        for question, action in report.actions
    ]
