"""The rules that look at one question and say why it deserves asking."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

from s11.domain.answers import PlannedAction
from s11.domain.comparison import Movement
from s11.domain.enquiry_facts import Asked, Found
from s11.domain.enquiry_tuning import EnquiryRules, Rule
from s11.domain.enquiry_words import (
    actions,
    files,
    level,
    level_before,
    rated,
    short,
    then_and_now,
    words_now,
)
from s11.domain.report import day_words
from s11.domain.report_words import counted, percent_words
from s11.domain.scoring import is_worst

TOP = 100.0
_UNDATED_SHARE = 0.5
"""Evidence without a date may be young enough: that is half as heavy as evidence that is not."""


def raised(asked: Asked, rules: EnquiryRules) -> Found | None:
    """The rating went up, and neither words nor a file are new."""
    if asked.movement is not Movement.IMPROVED or not asked.says_nothing_new or asked.new_files:
        return None
    no_file = "no new file" if asked.files else "no file"
    if not asked.words:
        shown = f"no words and {no_file}"
    elif asked.words == asked.words_before:
        shown = "the same words as last time and no new file"
    else:
        shown = "no new words and no new file"
    sentence = f"{rated(asked)}, up from {level_before(asked)}, with {shown}."
    return Found(sentence, (*then_and_now(asked), *words_now(asked), *files(asked)))


def unshown(asked: Asked, rules: EnquiryRules) -> Found | None:
    """The top rating, with no words and no file behind it.

    A rating that went up to the top so is the matter of `raised`.
    """
    if asked.score != TOP or asked.words or asked.files or asked.movement is Movement.IMPROVED:
        return None
    rule = asked.question.evidence
    wanted = (f"What could show it: {short(rule.prompt)}",) if rule else ()
    sentence = f"{rated(asked)} with nothing behind it: no words and no file."
    return Found(sentence, (*then_and_now(asked), *wanted), listed=f"{rated(asked)}.")


def critical(asked: Asked, rules: EnquiryRules) -> Found | None:
    """A critical question stands below the top."""
    if not asked.question.critical or asked.answer is None or asked.score in (None, TOP):
        return None
    sentence = f"{rated(asked)}, below the top, on a critical question."
    if is_worst(asked.question, asked.answer):
        band = asked.facts.now.edition.lowest_band.label
        sentence = (
            f"{rated(asked)}, the lowest there is, on a critical question: "
            f"it holds the whole standard at “{band}”."
        )
    return Found(sentence, (*then_and_now(asked), *actions(asked.answer.actions, "Planned now")))


def old_evidence(asked: Asked, rules: EnquiryRules) -> Found | None:
    """No file is young enough for the day of signing, or none says how old it is."""
    rule = asked.question.evidence
    if rule is None or rule.max_age_months is None or not asked.files or asked.answer is None:
        return None
    months = counted(rule.max_age_months, "month")
    facts = (f"Evidence here may be at most {months} old.", *files(asked))
    dated = [file.dated_on for file in asked.files if file.dated_on]
    if not dated:
        what = "the file has" if len(asked.files) == 1 else "no file has"
        date_less = "no date" if len(asked.files) == 1 else "a date"
        sentence = f"Nothing says how old the evidence is: {what} {date_less}."
        return Found(sentence, facts, _UNDATED_SHARE, "; ".join(files(asked)))
    if _months_later(max(dated), rule.max_age_months) >= asked.facts.now.signed_on:
        return None
    day = day_words(max(dated).isoformat())
    return Found(
        f"The newest file is dated {day}: more than {months} old when this was signed.", facts
    )


def overdue(asked: Asked, rules: EnquiryRules) -> Found | None:
    """An action of last time is past its day while the rating has not moved, or is passed over."""
    planned = asked.planned_before
    if not planned or asked.answer is None or asked.movement is Movement.IMPROVED:
        return None
    late, silent = _late(asked), _passes_over(asked)
    if not late and not silent:
        return None
    now = tuple(actions(asked.answer.actions, "Planned now")) or ("Nothing is planned now.",)
    then = tuple(actions(planned, "Planned last time"))
    many = "An action was" if len(planned) == 1 else f"{len(planned)} actions were"
    sentence = f"{many} planned last time, and nothing new is said of it now."
    if late:
        sentence = f"{_was_due(late)}, and {_standing(asked, silent=silent)}."
    listed = f"{sentence} {'; '.join(then)}"
    return Found(sentence, (*then_and_now(asked), *then, *now), listed=listed)


def _late(asked: Asked) -> list[date]:
    """The days that had passed at signing, where the rating stands below the top as it did."""
    if asked.movement not in {Movement.SAME, Movement.DECLINED} or asked.score == TOP:
        return []
    days = [day for action in asked.planned_before if (day := _day(action.due))]
    return sorted(day for day in days if day < asked.facts.now.signed_on)


def _passes_over(asked: Asked) -> bool:
    """Whether nothing is said now of what was planned: no new words, and no action."""
    has_actions = asked.answer is not None and bool(asked.answer.actions)
    return bool(asked.planned_before) and asked.says_nothing_new and not has_actions


def _was_due(late: list[date]) -> str:
    day = day_words(late[-1].isoformat())
    if len(late) == 1:
        return f"An action was due by {day}"
    return f"{len(late)} actions were due, the last by {day}"


def _standing(asked: Asked, *, silent: bool) -> str:
    now, before = level(asked), level_before(asked)
    if asked.movement is Movement.DECLINED:
        standing = f"the rating has fallen from {before} to {now}"
    elif now == before:
        standing = f"the rating is still {now}"
    else:
        standing = f"the rating, now {now}, has not risen"
    if silent:
        return f"{standing}, with no new words and no action"
    return f"{standing}; the same is planned again" if _planned_again(asked) else standing


def _planned_again(asked: Asked) -> bool:
    def folded(planned: tuple[PlannedAction, ...]) -> set[str]:
        return {" ".join(action.what.split()).casefold() for action in planned}

    now = folded(asked.answer.actions) if asked.answer else set()
    return bool(now & folded(asked.planned_before))


def far(asked: Asked, rules: EnquiryRules) -> Found | None:
    """The score lies far from the mean of enough agencies of the same type."""
    score, peers = asked.score, asked.facts.peers.get(asked.question.id)
    if score is None or peers is None or peers.n < max(1, rules.at_least_peers):
        return None
    if abs(score - peers.mean) < rules.far_from_peers:
        return None
    mean, way = percent_words(peers.mean), "above" if score > peers.mean else "below"
    worth = "" if level(asked) == percent_words(score) else f" ({percent_words(score)})"
    sentence = f"{rated(asked)}{worth}, far {way} the mean of similar agencies, which is {mean}."
    others = "1 other agency" if peers.n == 1 else f"{peers.n} other agencies"
    return Found(sentence, (*then_and_now(asked), f"Mean of {others} of the same type: {mean}"))


def same_words(asked: Asked, rules: EnquiryRules) -> Found | None:
    """What is said is what was said last time, and too long for that to be chance.

    A rating raised on the same words is the matter of `raised`, an action passed over that of
    `overdue`. A figure that changed tells something new, whatever stands beside it.
    """
    if asked.words != asked.words_before or len(asked.words) < max(1, rules.same_words_from):
        return None
    if asked.movement is Movement.IMPROVED or _passes_over(asked) or asked.figure_changed:
        return None
    sentence = "The words are the same as last time."
    if asked.movement is Movement.SAME:
        sentence = f"{rated(asked)} as last time, with the same words."
        if level(asked) != level_before(asked):
            sentence = f"{rated(asked)}, which is no change, with the same words as last time."
    elif asked.movement is Movement.DECLINED:
        down = f"down from {level_before(asked)}"
        sentence = f"{rated(asked)}, {down}, with the same words as last time."
    return Found(sentence, (*then_and_now(asked), *words_now(asked), *files(asked)))


QuestionRule = Callable[[Asked, EnquiryRules], Found | None]
QUESTION_RULES: Mapping[Rule, QuestionRule] = MappingProxyType(
    {
        Rule.CRITICAL: critical,
        Rule.RAISED: raised,
        Rule.OVERDUE: overdue,
        Rule.UNSHOWN: unshown,
        Rule.FAR: far,
        Rule.OLD_EVIDENCE: old_evidence,
        Rule.SAME_WORDS: same_words,
    }
)


def _day(iso: str) -> date | None:
    try:
        return date.fromisoformat(iso)
    except ValueError:
        return None


def _months_later(day: date, months: int) -> date:
    """The same day of the month so many months later, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
