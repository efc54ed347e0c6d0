"""The rules that look at more than one question, and one thing that was found many times."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from s11.domain.answers import QuestionState
from s11.domain.challenges import KIND_WORDS, Anchor, Thread
from s11.domain.cycles import listed
from s11.domain.enquiry_facts import Asked, Facts, Found
from s11.domain.enquiry_tuning import Rule
from s11.domain.enquiry_words import short
from s11.domain.report_words import counted
from s11.domain.scoring import standard_score
from s11.domain.standards import Standard


def many_na(facts: Facts, standard: Standard) -> Found | None:
    """More than half of a standard's scored questions are said not to apply."""
    now = facts.now
    score = standard_score(standard, now.document.agency_type, now.document.answers, now.edition)
    if not score.mostly_not_applicable:
        return None
    of = counted(score.asked, "scored question")
    sentence = f"{score.not_applicable} of {of} in this standard are said not to apply."
    claims = list(_claims(facts, standard))
    reasons = (f"{one.number}: {short(_reason(one))}" for one in claims)
    return Found(sentence, tuple(reasons), questions=tuple(one.question.id for one in claims))


def _claims(facts: Facts, standard: Standard) -> Iterator[Asked]:
    for asked in facts.asked():
        is_claim = asked.state is QuestionState.NOT_APPLICABLE and asked.question.is_scored
        if asked.standard == standard.key and is_claim:
            yield asked


def _reason(asked: Asked) -> str:
    claim = asked.facts.now.view.answers[asked.question.id]
    reasons = [claim.na_reason, *(mark.reason for mark in claim.marks.values())]
    return next((reason for reason in reasons if reason.strip()), "")


def carried(facts: Facts) -> Mapping[Anchor, Found]:
    """The notes of the last cycle that were carried over, by what they are about now.

    A note about a question that is not asked any more stays with its standard, one about a
    standard that is gone with the whole return: what was promised is not dropped.
    """
    notes: dict[Anchor, list[Thread]] = {}
    for note in sorted(facts.carried, key=lambda one: one.number):
        notes.setdefault(_anchor(facts, note), []).append(note)
    return {anchor: _carried(facts, found) for anchor, found in notes.items()}


def _anchor(facts: Facts, note: Thread) -> Anchor:
    for asked in facts.asked():
        if asked.question.id == note.anchor.question:
            return Anchor(asked.standard, asked.question.id)
    standard = note.anchor.standard or _standard_before(facts, note.anchor.question)
    return Anchor(standard if facts.now.edition.standard(standard) else "")


def _standard_before(facts: Facts, question: str) -> str:
    standards = facts.last.edition.standards if facts.last else ()
    return next((s.key for s in standards if question in {q.id for q in s.questions}), "")


def _carried(facts: Facts, notes: list[Thread]) -> Found:
    numbers = listed([str(note.number) for note in notes])
    which = f"Note {numbers} was" if len(notes) == 1 else f"Notes {numbers} were"
    cycle = facts.last.document.cycle if facts.last else "the last cycle"
    return Found(
        f"{which} carried over from {cycle}.",
        tuple(f"{KIND_WORDS[note.kind]}: “{short(note.text)}”" for note in notes),
    )


_TOGETHER: Mapping[Rule, str] = MappingProxyType(
    {
        Rule.CRITICAL: "{n} critical questions are below the top.",
        Rule.RAISED: "{n} of {rated} ratings went up with no new words and no new file.",
        Rule.OVERDUE: (
            "Actions planned last time for {n} questions are overdue with no better rating, "
            "or not spoken of again."
        ),
        Rule.UNSHOWN: "{n} of {rated} ratings are at the top with nothing behind them.",
        Rule.FAR: "{n} of {rated} ratings are far from the mean of similar agencies.",
        Rule.OLD_EVIDENCE: (
            "Under {n} questions the evidence is too old, or nothing says how old it is."
        ),
        Rule.SAME_WORDS: "Under {n} of {asked} questions the words are the same as last time.",
    }
)
_NONE_FOR_CERTAIN: Mapping[Rule, str] = MappingProxyType(
    {
        Rule.OLD_EVIDENCE: (
            "The files under {n} questions have no date, so nothing says how old the evidence is."
        )
    }
)


def together(rule: Rule, hits: Sequence[tuple[Asked, Found]], asked: Sequence[Asked]) -> Found:
    """One thing that a rule found under many of the questions that are asked."""
    share = max(found.share for _, found in hits)
    words = _TOGETHER[rule] if share == 1 else _NONE_FOR_CERTAIN[rule]
    rated = sum(one.score is not None for one in asked)
    return Found(
        words.format(n=len(hits), rated=rated, asked=len(asked)),
        tuple(f"{one.number}: {found.listed or found.sentence}" for one, found in hits),
        share,
        questions=tuple(one.question.id for one, _ in hits),
    )
