"""Revising: which questions of a return may change once a panel's query has reopened some.

The version that was signed stays as it is. What is revised may open questions that were not asked
then; those may be answered, or the revision could not be signed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from s11.domain.anchors import question_numbers
from s11.domain.answers import Answers
from s11.domain.errors import Refused
from s11.domain.standards import Edition
from s11.domain.visibility import View

KEPT_SHUT = "Only the questions that the panel reopened can be changed. Question {} is not one."
KEPT_SHUT_ALL = "Only the questions that the panel reopened can be changed, and no objectives."


def may_change(
    edition: Edition, agency_type: str, signed: Answers, now: Answers, named: Collection[str]
) -> frozenset[str]:
    """The ids of the questions that may be changed: those named, and those opened since.

    `signed` are the answers of the signed version, `now` those that stand. A question counts as
    opened when it is asked now and was not asked of what was signed.
    """
    before, after = View(edition, agency_type, signed), View(edition, agency_type, now)
    opened = {
        question.id
        for question in edition.questions()
        if after.is_asked(question) and not before.is_asked(question)
    }
    return frozenset(named) | opened


def may_save(
    edition: Edition,
    agency_type: str,
    signed: Answers,
    now: Answers,
    writing: Answers,
    named: Collection[str],
) -> frozenset[str]:
    """The same for a save of several answers at once: one of them may open another of them."""
    allowed = may_change(edition, agency_type, signed, now, named)
    while True:
        then = {**now, **{key: said for key, said in writing.items() if key in allowed}}
        wider = allowed | may_change(edition, agency_type, signed, then, named)
        if wider == allowed:
            return allowed
        allowed = wider


def check_changes(edition: Edition, changing: Iterable[str], allowed: Collection[str]) -> None:
    """Refuse changes to anything but `allowed`, naming the first question that is shut."""
    numbers = question_numbers(edition)
    for key in changing:
        if key not in allowed:
            is_question = key in numbers
            raise Refused(KEPT_SHUT.format(numbers[key]) if is_question else KEPT_SHUT_ALL)


def check_named(
    edition: Edition, agency_type: str, signed: Answers, named: Collection[str]
) -> tuple[str, ...]:
    """The named questions in the order of the edition; refuses one that was not asked."""
    asked = [key for key, _ in reopenable(edition, agency_type, signed)]
    if not named:
        raise Refused("Choose at least one question.", field="questions")
    if not set(named) <= set(asked):
        raise Refused("Choose from the questions that the agency was asked.", field="questions")
    return tuple(key for key in asked if key in named)


def reopenable(edition: Edition, agency_type: str, signed: Answers) -> list[tuple[str, str]]:
    """(id, words) of every question that was asked of what was signed, in order."""
    view, numbers = View(edition, agency_type, signed), question_numbers(edition)
    return [
        (question.id, f"{numbers[question.id]} {question.text}")
        for question in edition.questions()
        if view.is_asked(question)
    ]
