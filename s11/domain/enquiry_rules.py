"""The rules that look at one question, or one standard, and say why it deserves asking."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from textwrap import shorten
from types import MappingProxyType

from s11.domain.answers import Answer, PlannedAction, QuestionState
from s11.domain.challenges import KIND_WORDS, Anchor, Challenge
from s11.domain.comparison import Movement
from s11.domain.cycles import listed
from s11.domain.enquiry_facts import Asked, Facts, Found
from s11.domain.enquiry_tuning import EnquiryRules, Rule
from s11.domain.question_words import who_and_when
from s11.domain.report import answer_words, day_words
from s11.domain.report_words import counted, percent_words
from s11.domain.scoring import is_worst, score_of, standard_score
from s11.domain.snapshot import SignedFile
from s11.domain.standards import AnswerType, Question, Standard
from s11.domain.visibility import View

_TOP = 100.0
_UNDATED_SHARE = 0.5
"""Evidence without a date may be young enough: that is half as heavy as evidence that is not."""
_LONGEST = 160


def raised(asked: Asked, rules: EnquiryRules) -> Found | None:
    """The rating went up, and neither words nor a file are new."""
    if asked.movement is not Movement.IMPROVED or not asked.says_nothing_new or asked.new_files:
        return None
    if not asked.words:
        shown = "no words and no file" if not asked.files else "no words and no new file"
    elif asked.words == asked.words_before:
        shown = "the same words as last time and no new file"
    else:
        shown = "no new words and no new file"
    sentence = f"{_rated(asked)}, up from {_level_before(asked)}, with {shown}."
    return Found(sentence, (*_then_and_now(asked), *_words(asked), *_files(asked)))


def unshown(asked: Asked, rules: EnquiryRules) -> Found | None:
    """The top rating, with no words and no file behind it."""
    if _score(asked) != _TOP or asked.words or asked.files:
        return None
    rule = asked.question.evidence
    wanted = (f"What could show it: {_short(rule.prompt)}",) if rule else ()
    sentence = f"{_rated(asked)} with nothing behind it: no words and no file."
    return Found(sentence, (*_then_and_now(asked), *wanted))


def old_evidence(asked: Asked, rules: EnquiryRules) -> Found | None:
    """No file is young enough for the day of signing, or none says how old it is."""
    rule = asked.question.evidence
    if rule is None or rule.max_age_months is None or not asked.files or asked.answer is None:
        return None
    limit = f"Evidence here may be at most {counted(rule.max_age_months, 'month')} old."
    facts = (limit, *_files(asked))
    dated = [file.dated_on for file in asked.files if file.dated_on]
    if not dated:
        one = "the file has no date" if len(asked.files) == 1 else "no file has a date"
        sentence = f"Nothing says how old the evidence is: {one}."
        return Found(sentence, facts, _UNDATED_SHARE)
    if _months_later(max(dated), rule.max_age_months) >= asked.facts.now.signed_on:
        return None
    day, age = day_words(max(dated).isoformat()), counted(rule.max_age_months, "month")
    return Found(
        f"The newest file is dated {day}: more than {age} old when this was signed.", facts
    )


def overdue(asked: Asked, rules: EnquiryRules) -> Found | None:
    """An action of last time is past its day while the rating has not moved, or is passed over."""
    planned = asked.before[1].actions if asked.before else ()
    if not planned or asked.answer is None or asked.movement is Movement.IMPROVED:
        return None
    late = _late(planned, asked)
    silent = asked.says_nothing_new and not asked.answer.actions
    if not late and not silent:
        return None
    facts = (*_then_and_now(asked), *_actions(planned, "Planned last time"), *_now_planned(asked))
    if not late:
        many = "An action was" if len(planned) == 1 else f"{len(planned)} actions were"
        return Found(f"{many} planned last time, and nothing is said about it now.", facts)
    return Found(_overdue_sentence(asked, late, silent=silent), facts)


def _late(planned: tuple[PlannedAction, ...], asked: Asked) -> list[date]:
    """The days that had passed at signing, where the rating stands below the top as it did."""
    if asked.movement not in {Movement.SAME, Movement.DECLINED} or _score(asked) == _TOP:
        return []
    days = [day for action in planned if (day := _day(action.due))]
    return sorted(day for day in days if day < asked.facts.now.signed_on)


def _overdue_sentence(asked: Asked, late: list[date], *, silent: bool) -> str:
    day = day_words(late[-1].isoformat())
    what = f"An action was due by {day}" if len(late) == 1 else f"{len(late)} actions were due"
    if len(late) > 1:
        what += f", the last by {day}"
    level = _level(asked)
    standing = (
        f"the rating is still {level}"
        if asked.movement is Movement.SAME
        else f"the rating has fallen from {_level_before(asked)} to {level}"
    )
    if silent:
        return f"{what}, {standing}, and nothing is said about it now."
    again = _planned_again(asked)
    return f"{what}, and {standing}{'; the same is planned again' if again else ''}."


def _planned_again(asked: Asked) -> bool:
    before = {_fold(one.what) for one in asked.before[1].actions} if asked.before else set()
    return any(_fold(one.what) in before for one in (asked.answer.actions if asked.answer else ()))


def far(asked: Asked, rules: EnquiryRules) -> Found | None:
    """The score lies far from the mean of enough agencies of the same type."""
    score, peers = _score(asked), asked.facts.peers.get(asked.question.id)
    if score is None or peers is None or peers.n < max(1, rules.at_least_peers):
        return None
    if abs(score - peers.mean) < rules.far_from_peers:
        return None
    way = "above" if score > peers.mean else "below"
    others = counted(peers.n, "other agency").replace("agencys", "agencies")
    mean = percent_words(peers.mean)
    counts = "" if _level(asked) == percent_words(score) else f", which counts {round(score)}%"
    sentence = f"{_rated(asked)}{counts}: far {way} the mean of similar agencies, {mean}."
    return Found(sentence, (*_then_and_now(asked), f"Mean of {others} of the same type: {mean}"))


def same_words(asked: Asked, rules: EnquiryRules) -> Found | None:
    """What is said is what was said last time, and too long for that to be chance.

    A rating raised on the same words is the matter of `raised`.
    """
    if asked.answer is None or asked.movement is Movement.IMPROVED:
        return None
    if asked.words != asked.words_before or len(asked.words) < max(1, rules.same_words_from):
        return None
    sentence = "The words are the same as last time."
    if asked.movement is Movement.SAME:
        sentence = f"{_rated(asked)} as last time, with the same words."
    elif asked.movement is Movement.DECLINED:
        down = f"down from {_level_before(asked)}"
        sentence = f"{_rated(asked)}, {down}, with the same words as last time."
    return Found(sentence, (*_then_and_now(asked), *_words(asked), *_files(asked)))


def critical(asked: Asked, rules: EnquiryRules) -> Found | None:
    """A critical question stands below the top."""
    score = _score(asked)
    if not asked.question.critical or asked.answer is None or score is None or score >= _TOP:
        return None
    rated = _rated(asked)
    sentence = f"A critical question is {rated[:1].lower()}{rated[1:]}, below the top."
    if is_worst(asked.question, asked.answer):
        band = asked.facts.now.edition.lowest_band.label
        sentence = f"{sentence[:-16]}, the lowest there is: the whole standard counts as “{band}”."
    return Found(sentence, (*_then_and_now(asked), *_actions(asked.answer.actions, "Planned now")))


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


def many_na(facts: Facts, standard: Standard) -> Found | None:
    """More than half of a standard's scored questions are said not to apply."""
    now = facts.now
    score = standard_score(standard, now.document.agency_type, now.document.answers, now.edition)
    if not score.mostly_not_applicable:
        return None
    of = counted(score.asked, "scored question")
    sentence = f"{score.not_applicable} of {of} in this standard are said not to apply."
    return Found(sentence, tuple(_claims(now.view, standard)))


def _claims(view: View, standard: Standard) -> Iterator[str]:
    for number, question in enumerate(standard.questions, start=1):
        if question.is_scored and view.state(question) is QuestionState.NOT_APPLICABLE:
            said = view.answers[question.id]
            reasons = [said.na_reason, *(mark.reason for mark in said.marks.values())]
            reason = next((one for one in reasons if one.strip()), "")
            yield f"{standard.key}.{number}: {_short(reason)}"


def carried(facts: Facts) -> Mapping[Anchor, Found]:
    """The notes of the last cycle that were carried over, by what they are about now.

    A note about a question that is not asked any more stays with its standard, one about a
    standard that is gone with the whole return: what was promised is not dropped.
    """
    notes: dict[Anchor, list[Challenge]] = {}
    for note in sorted(facts.carried, key=lambda one: one.number):
        notes.setdefault(_anchor(facts, note), []).append(note)
    return {anchor: _carried(facts, found) for anchor, found in notes.items()}


def _anchor(facts: Facts, note: Challenge) -> Anchor:
    for asked in facts.asked():
        if asked.question.id == note.anchor.question:
            return Anchor(asked.standard, asked.question.id)
    standard = note.anchor.standard or _standard_before(facts, note.anchor.question)
    return Anchor(standard if facts.now.edition.standard(standard) else "")


def _standard_before(facts: Facts, question: str) -> str:
    standards = facts.last.edition.standards if facts.last else ()
    return next((s.key for s in standards if question in {q.id for q in s.questions}), "")


def _carried(facts: Facts, notes: list[Challenge]) -> Found:
    numbers = listed([str(note.number) for note in notes])
    which = f"Note {numbers} was" if len(notes) == 1 else f"Notes {numbers} were"
    cycle = facts.last.document.cycle if facts.last else "the last cycle"
    sentence = f"{which} carried over from {cycle}."
    return Found(sentence, tuple(f"{KIND_WORDS[n.kind]}: “{_short(n.text)}”" for n in notes))


# Words


def _score(asked: Asked) -> float | None:
    return score_of(asked.question, asked.answer) if asked.answer else None


def _said(question: Question, answer: Answer | None) -> str:
    """A rating within a sentence: "green", "85%", "3 of 4 met"; names keep their capitals."""
    words = answer_words(question, answer)[0]
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def _level(asked: Asked) -> str:
    return _said(asked.question, asked.answer)


def _level_before(asked: Asked) -> str:
    return _said(*asked.before) if asked.before else "not rated"


def _rated(asked: Asked) -> str:
    verb = "Marked" if asked.question.type is AnswerType.CRITERIA else "Rated"
    return f"{verb} {_level(asked)}"


def _then_and_now(asked: Asked) -> Iterator[str]:
    if not asked.question.is_scored or asked.answer is None:
        return
    yield f"Now: {answer_words(asked.question, asked.answer)[0]}"
    if asked.before and asked.before[0].is_scored:
        yield f"Last time: {answer_words(*asked.before)[0]}"


def _words(asked: Asked) -> Iterator[str]:
    if asked.answer is None or not asked.words:
        return
    parts = (asked.answer.value if not asked.question.is_scored else "", asked.answer.evidence)
    yield f"Said now: “{_short(' '.join((*parts, asked.answer.impact)))}”"


def _files(asked: Asked) -> Iterator[str]:
    had = {file.sha256 for file in asked.files} - {file.sha256 for file in asked.new_files}
    for file in asked.files:
        yield f"{'File kept from last time' if file.sha256 in had else 'File'}: {_file(file)}"


def _file(file: SignedFile) -> str:
    dated = f"dated {day_words(file.dated_on.isoformat())}" if file.dated_on else "no date"
    return f"{file.name}, {dated}"


def _actions(actions: Iterable[PlannedAction], label: str) -> Iterator[str]:
    for action in actions:
        yield f"{label}: {_short(action.what)} ({who_and_when(action)})"


def _now_planned(asked: Asked) -> Iterator[str]:
    planned = asked.answer.actions if asked.answer else ()
    yield from _actions(planned, "Planned now")
    if not planned:
        yield "Nothing is planned now."


def _short(text: str) -> str:
    return shorten(text, _LONGEST, placeholder=" …")


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()


def _day(iso: str) -> date | None:
    try:
        return date.fromisoformat(iso)
    except ValueError:
        return None


def _months_later(day: date, months: int) -> date:
    """The same day of the month so many months later, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
