"""What a challenge note is about: its place in an edition, in words and as a form names it."""

from __future__ import annotations

from s11.domain.challenges import Anchor
from s11.domain.errors import Refused
from s11.domain.standards import Edition

WHOLE_RETURN = "The whole return"


def anchor_of(edition: Edition, key: str) -> Anchor:
    """The anchor that a key names: a question's id, a standard's key, or "" for the whole return.

    Raises Refused for any other.
    """
    if not key:
        return Anchor()
    for standard in edition.standards:
        if standard.key == key:
            return Anchor(standard.key)
        if any(question.id == key for question in standard.questions):
            return Anchor(standard.key, key)
    raise Refused("Choose what the note is about.", field="about")


def key_of(anchor: Anchor) -> str:
    """The key that names an anchor: the other way round."""
    return anchor.question or anchor.standard


def anchor_words(edition: Edition, anchor: Anchor) -> str:
    """An anchor as people read it, such as "a.2 Is there a policy?" or "a. Leadership"."""
    question, standard = edition.question(anchor.question), edition.standard(anchor.standard)
    if question is not None:
        return f"{question_numbers(edition)[question.id]} {question.text}"
    return f"{standard.key}. {standard.title}" if standard else WHOLE_RETURN


def anchors(edition: Edition, agency_type: str) -> list[tuple[str, str]]:
    """(key, words) of everything that a note about such an agency's return can be about."""
    found, numbers = [("", WHOLE_RETURN)], question_numbers(edition)
    for standard in edition.standards:
        found.append((standard.key, f"{standard.key}. {standard.title}"))
        found += [
            (question.id, f"{numbers[question.id]} {question.text}")
            for question in standard.questions
            if question.applies_to is None or agency_type in question.applies_to
        ]
    return found


def question_numbers(edition: Edition) -> dict[str, str]:
    """Each question's number by its id, such as "f.3": the same for every type of agency."""
    return {
        question.id: f"{standard.key}.{number}"
        for standard in edition.standards
        for number, question in enumerate(standard.questions, start=1)
    }
