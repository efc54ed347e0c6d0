"""Editions and their differences as lines of plain text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import assert_never

from s11.catalogue.showing import Shows
from s11.domain.comparison import measure_of
from s11.domain.enquiry_tuning import AS_USUAL, EnquiryRules, Rule
from s11.domain.standards import (
    AgencyTypeIn,
    AllOf,
    AnswerAtLeast,
    Answered,
    AnswerIn,
    AnyOf,
    Change,
    Condition,
    Edition,
    LevelScale,
    Not,
    PercentScale,
    Question,
)


def shown(edition: Edition, agency_type: str | None = None) -> Iterator[str]:
    """The whole edition, or what an agency of one type can be asked of it."""
    shows = Shows({question.id: question for question in edition.questions()})
    follows = f", follows {edition.previous}" if edition.previous else ""
    yield f"{edition.title} ({edition.framework} {edition.edition}{follows})"
    bands = ", ".join(f"{band.label} from {band.minimum:g}" for band in edition.bands)
    yield f"Bands: {bands}"
    if tuned := ", ".join(_tuned(edition.enquiry)):
        yield f"Lines of enquiry: {tuned}"
    if agency_type:
        yield f"Asked of: {edition.agency_types[agency_type]}"
    for standard in edition.standards:
        weight = f" (weight {standard.weight:g})" if standard.weight != 1 else ""
        yield ""
        yield f"{standard.key}. {standard.title}{weight}"
        for question in standard.questions:
            if agency_type is None or shows.can_show(question, agency_type):
                yield from _question(question, edition)


def _tuned(rules: EnquiryRules) -> Iterator[str]:
    """What an edition tunes otherwise than usual: weights by rule, then from when."""
    for rule in Rule:
        if rules.weight(rule) != AS_USUAL.weight(rule):
            yield f"{rule} weighs {rules.weight(rule):g}" if rules.weight(rule) else f"no {rule}"
    for part in fields(rules):
        if part.name != "weights" and getattr(rules, part.name) != getattr(AS_USUAL, part.name):
            yield f"{part.name} {getattr(rules, part.name):g}"


def _question(question: Question, edition: Edition) -> Iterator[str]:
    yield f"  {question.id}: {question.text}"
    yield f"      {', '.join(_traits(question))}"
    if question.applies_to is not None:
        names = [name for name in edition.agency_types if name in question.applies_to]
        yield f"      asked of {', '.join(names)}"
    if question.show_if is not None:
        yield f"      asked if {spoken(question.show_if)}"
    for option in question.options:
        yield f"      {option.value}: {option.label}"
    for criterion in question.criteria:
        claim = " (may be not applicable)" if criterion.may_be_not_applicable else ""
        yield f"      {criterion.marks:g} for {criterion.id}: {criterion.text}{claim}"
    if question.evidence:
        yield f"      evidence: {_evidence(question)}"
    if question.themes:
        yield f"      themes: {', '.join(question.themes)}"
    for name, items in question.references.items():
        yield f"      {name}: {', '.join(items)}"


def _traits(question: Question) -> Iterator[str]:
    yield question.type.value
    if isinstance(question.scale, LevelScale):
        levels = " ".join(f"{level.value}={level.points:g}" for level in question.scale.levels)
        yield f"{question.scale.name} ({levels})"
    elif isinstance(question.scale, PercentScale):
        yield f"{question.scale.name} (0–100 in steps of {question.scale.step})"
    if question.is_scored and question.weight != 1:
        yield f"weight {question.weight:g}"
    if question.critical:
        yield "critical"
    if question.may_be_not_applicable:
        yield "may be not applicable"
    if question.action_below:
        yield f"action below {question.action_below}"
    yield f"carry forward: {question.carry_forward}"


def _evidence(question: Question) -> str:
    rule = question.evidence
    if rule is None:
        return "none"
    needed = f", required at {rule.required_at}" if rule.required_at else ""
    age = f", at most {rule.max_age_months} months old" if rule.max_age_months else ""
    return f"{rule.prompt}{needed}{age}"


def spoken(condition: Condition) -> str:
    """The condition in words."""
    match condition:
        case AllOf(parts):
            return " and ".join(_bracketed(part) for part in parts)
        case AnyOf(parts):
            return " or ".join(_bracketed(part) for part in parts)
        case Not(part):
            return f"not {_bracketed(part)}"
        case AgencyTypeIn(types):
            return f"the agency is {' or '.join(types)}"
        case Answered(question, expected):
            return f"{question} is {'' if expected else 'not '}answered"
        case AnswerIn(question, values):
            return f"{question} is {' or '.join(values)}"
        case AnswerAtLeast(question, value):
            return f"{question} is at least {value}"
    assert_never(condition)


def _bracketed(condition: Condition) -> str:
    words = spoken(condition)
    return f"({words})" if isinstance(condition, AllOf | AnyOf | Not) else words


def differing(old: Edition, new: Edition, between: Sequence[Edition]) -> Iterator[str]:
    """What became of the questions of `old` in `new`, with the notes of the editions on the way."""
    notes: dict[str, list[Change]] = {}
    for edition in (*between, new) if old.edition != new.edition else ():
        for change in edition.changes:
            notes.setdefault(change.question, []).append(change)
    found = {
        kind: [q for q in (old if kind == "retired" else new).questions() if became(old, new, q.id)]
        for kind, became in _BECAME.items()
    }
    counts = ", ".join(f"{len(questions)} {kind}" for kind, questions in found.items())
    yield f"{new.framework} {old.edition} → {new.edition}: {counts}"
    for kind, questions in found.items():
        if questions:
            yield from ("", kind.capitalize())
        for question in questions:
            yield from _difference(kind, question, old, new)
            yield from _notes(kind, notes.get(question.id, ()))


_BECAME: Mapping[str, Callable[[Edition, Edition, str], bool]] = {
    "added": lambda old, _, id: old.question(id) is None,
    "retired": lambda _, new, id: new.question(id) is None,
    "reworded": lambda old, new, id: _differ(old, new, id, lambda question: question.text),
    "rescaled": lambda old, new, id: _differ(old, new, id, measure_of),
    "moved": lambda old, new, id: "" not in _way(old, new, id) and len({*_way(old, new, id)}) > 1,
}


def _differ(old: Edition, new: Edition, id: str, part: Callable[[Question], object]) -> bool:
    was, now = old.question(id), new.question(id)
    return was is not None and now is not None and part(was) != part(now)


def _way(old: Edition, new: Edition, id: str) -> tuple[str, str]:
    """The standard that asked the question and the one that asks it; empty where none does."""
    return _standard(old, id), _standard(new, id)


def _standard(edition: Edition, id: str) -> str:
    holders = (s.key for s in edition.standards for q in s.questions if q.id == id)
    return next(holders, "")


def _difference(kind: str, question: Question, old: Edition, new: Edition) -> Iterator[str]:
    was = old.question(question.id)
    if kind in ("added", "retired") or was is None:
        yield f"  {question.id}: {question.text}"
    elif kind == "reworded":
        yield from (f"  {question.id}", f"      was: {was.text}", f"      now: {question.text}")
    elif kind == "rescaled":
        yield f"  {question.id}: {_measure(was)} → {_measure(question)}"
    else:
        yield f"  {question.id}: {' → '.join(_way(old, new, question.id))}"


def _measure(question: Question) -> str:
    return question.scale.name if question.scale else question.type.value


def _notes(kind: str, changes: Sequence[Change]) -> Iterator[str]:
    for change in changes:
        if change.kind != kind:
            continue
        if kind in ("reworded", "rescaled", "moved"):
            yield f"      {'comparable' if change.comparable else 'not comparable'}"
        if change.points:
            yield "      " + ", ".join(f"{v} becomes {p:g}" for v, p in change.points.items())
        if change.replaced_by:
            yield f"      replaced by {', '.join(change.replaced_by)}"
        if change.note:
            yield f"      {change.note}"
