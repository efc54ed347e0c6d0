"""The ladder: the steps by which an agency is chased, as data, and the one used by default."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum

from s11.domain.cycles import SLUG
from s11.domain.errors import Refused
from s11.domain.permissions import ROLE_WORDS, Role


class Recipient(StrEnum):
    """Whom a step reaches: people of the agency, or of the board."""

    LEAD = "lead"
    CONTRIBUTORS = "contributors"
    SIGNATORY = "signatory"
    OFFICER = "officer"
    CHAIR = "chair"


ROLE_OF = {
    Recipient.LEAD: Role.LEAD,
    Recipient.CONTRIBUTORS: Role.CONTRIBUTOR,
    Recipient.SIGNATORY: Role.SIGNATORY,
    Recipient.OFFICER: Role.OFFICER,
    Recipient.CHAIR: Role.CHAIR,
}
RECIPIENT_WORDS = {recipient: ROLE_WORDS[role] for recipient, role in ROLE_OF.items()}


class Channel(StrEnum):
    """How a step reaches people. Letters and telephone calls are tasks for the officer."""

    EMAIL = "email"
    LETTER = "letter"
    TELEPHONE = "telephone"


CHANNEL_WORDS = {
    Channel.EMAIL: "E-mail",
    Channel.LETTER: "Letter",
    Channel.TELEPHONE: "Telephone call",
}

LONGEST_KEY, LONGEST_SUBJECT, LONGEST_WORDS, FURTHEST = 40, 200, 4000, 365
PLACE = re.compile(r"\{([^{}]*)\}")
# Names of the officer's own tasks, which stand among an agency's chases and are no steps.
CONTACT_LEFT, MAIL_FAILED = "contact-left", "mail-failed"
RESERVED = frozenset({CONTACT_LEFT, MAIL_FAILED})


@dataclass(frozen=True, slots=True)
class Facts:
    """What the words of a step may name: `due` as a London day, `days` such as "3 days late"."""

    agency: str
    cycle: str
    due: str
    days: str
    lead: str


PLACEHOLDERS = tuple(part.name for part in fields(Facts))


@dataclass(frozen=True, slots=True)
class LadderStep:
    """One step: `days` before (negative) or after the return's own due date.

    `subject` and `words` may hold {agency}, {cycle}, {due}, {days} and {lead}. For a letter or a
    call they are what the officer starts from.
    """

    key: str
    days: int
    to: frozenset[Recipient]
    by: Channel
    subject: str
    words: str
    needs_approval: bool = False

    @property
    def when(self) -> str:
        """Such as "14 days before the due date", "On the due date"."""
        if self.days == 0:
            return "On the due date"
        count = f"{abs(self.days)} day{'' if abs(self.days) == 1 else 's'}"
        return f"{count} {'before' if self.days < 0 else 'after'} the due date"

    @property
    def is_escalation(self) -> bool:
        """Whether the step goes over the lead's head, so that the officer must approve it."""
        if Recipient.CHAIR in self.to:
            return True
        is_late = self.days > 0 or self.by is Channel.LETTER
        return Recipient.SIGNATORY in self.to and is_late


def fill(text: str, facts: Facts) -> str:
    """The words with the facts in their places; what is no place stays as it stands."""
    said: Mapping[str, str] = {name: getattr(facts, name) for name in PLACEHOLDERS}
    return PLACE.sub(lambda place: said.get(place[1], place[0]), text)


def check_ladder(steps: Sequence[LadderStep]) -> tuple[Refused, ...]:
    """Everything that is wrong with a ladder; `field` is "<step's place from 0>.<part>"."""
    if not steps:
        return (Refused("Keep at least one step. To chase nobody, pause the chasing.", "steps"),)
    keys = [step.key for step in steps]
    found: list[Refused] = []
    for place, step in enumerate(steps):
        faults = list(_faults(step))
        if step.key in keys[:place]:
            faults.append(("key", "Another step has this short name already."))
        found += [Refused(sentence, f"{place}.{part}") for part, sentence in faults]
    return tuple(found)


def _faults(step: LadderStep) -> Iterator[tuple[str, str]]:
    """(part, sentence) for each fault of a step by itself."""
    if not SLUG.fullmatch(step.key) or len(step.key) > LONGEST_KEY or step.key in RESERVED:
        yield "key", "Use small letters, figures and hyphens, such as two-weeks-before."
    if abs(step.days) > FURTHEST:
        yield "days", f"Choose a day at most {FURTHEST} days from the due date."
    if not step.to:
        yield "to", "Choose whom this step reaches."
    if step.is_escalation and not step.needs_approval:
        yield "needs_approval", "A step to the accountable officer or the chair needs approval."
    yield from faults_of_words(step.subject, step.words, step.by)
    yield from _strangers("subject", step.subject)
    yield from _strangers("words", step.words)
    if step.by is Channel.EMAIL and not {"cycle", "due"} <= set(PLACE.findall(step.subject)):
        yield "subject", "The subject must name {cycle} and {due}."


def faults_of_words(subject: str, words: str, by: Channel) -> Iterator[tuple[str, str]]:
    """(part, sentence) for what no message may be: without words, or too long."""
    if by is not Channel.TELEPHONE and not subject.strip():
        yield "subject", "Write the subject."
    if len(subject) > LONGEST_SUBJECT:
        yield "subject", f"Use at most {LONGEST_SUBJECT} letters."
    if by is not Channel.TELEPHONE and not words.strip():
        yield "words", "Write the words."
    if len(words) > LONGEST_WORDS:
        yield "words", f"Use at most {LONGEST_WORDS:,} letters."


def _strangers(part: str, text: str) -> Iterator[tuple[str, str]]:
    strange = sorted(set(PLACE.findall(text)) - set(PLACEHOLDERS))
    if strange or re.search(r"[{}]", PLACE.sub("", text)):
        known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        yield part, f"Between curly brackets, only these can stand: {known}."


_SUBJECT = "{agency}: return due {due}, {cycle}"
_TO_LEAD = frozenset({Recipient.LEAD})
_TO_SIGNATORY = frozenset({Recipient.SIGNATORY})
DEFAULT_LADDER = (
    LadderStep(
        "four-weeks-before",
        -28,
        _TO_LEAD,
        Channel.EMAIL,
        _SUBJECT,
        "The return of {agency} for {cycle} is due on {due} ({days}).\n\n"
        "If a colleague should help with part of it, you can ask them from the return's page.",
    ),
    LadderStep(
        "two-weeks-before",
        -14,
        frozenset({Recipient.LEAD, Recipient.CONTRIBUTORS}),
        Channel.EMAIL,
        _SUBJECT,
        "The return of {agency} for {cycle} is due on {due} ({days}).\n\n"
        "It has to be read and signed by the accountable officer before it can be sent, so leave "
        "time for that.",
    ),
    LadderStep(
        "three-days-before",
        -3,
        _TO_LEAD,
        Channel.EMAIL,
        _SUBJECT,
        "The return of {agency} for {cycle} is due on {due} ({days}), and it has not been signed "
        "yet.\n\nIf something stands in the way, reply to this message and tell us.",
    ),
    LadderStep(
        "day-after",
        1,
        frozenset({Recipient.LEAD, Recipient.CONTRIBUTORS}),
        Channel.EMAIL,
        _SUBJECT,
        "The return of {agency} for {cycle} was due on {due} ({days}), and we have not received "
        "it.\n\nA late return is better than none. Tell us when we can expect it by replying to "
        "this message.",
    ),
    LadderStep(
        "call-the-lead",
        4,
        _TO_LEAD,
        Channel.TELEPHONE,
        "Call {lead} about the return of {agency}",
        "The return of {agency} for {cycle} was due on {due} ({days}). Ask what stands in the way "
        "and by which day it will come.",
    ),
    LadderStep(
        "tell-accountable-officer",
        8,
        _TO_SIGNATORY,
        Channel.EMAIL,
        _SUBJECT,
        "The return of {agency} for {cycle} was due on {due} ({days}). We have reminded {lead} and "
        "have not received it.\n\nYou are named as the accountable officer. Can you make sure that "
        "the return is completed, and tell us by when?",
        needs_approval=True,
    ),
    LadderStep(
        "letter-to-accountable-officer",
        15,
        _TO_SIGNATORY,
        Channel.LETTER,
        "{cycle}: the return of {agency}",
        "The return of {agency} for {cycle} was due on {due} ({days}), and we have not received "
        "it.",
        needs_approval=True,
    ),
    LadderStep(
        "tell-the-chair",
        22,
        frozenset({Recipient.CHAIR}),
        Channel.EMAIL,
        _SUBJECT,
        "The return of {agency} for {cycle} was due on {due} ({days}). The agency has been "
        "reminded, and the return has not been received.\n\nYou may wish to take this up with its "
        "accountable officer yourself.",
        needs_approval=True,
    ),
)
