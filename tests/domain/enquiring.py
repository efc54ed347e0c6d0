"""Signed returns for the tests of lines of enquiry, and what is found in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from s11.domain.answers import Answer, PlannedAction
from s11.domain.challenges import Anchor, Challenge, ChallengeKind, Entry, Outcome, Side, Step
from s11.domain.comparison import compare
from s11.domain.enquiry import Facts, Line, Rule, Told, lines_of_enquiry
from s11.domain.matrix import PeerStanding
from s11.domain.snapshot import SignedDocument, SignedFile, SignOff
from s11.domain.standards import Edition
from tests.domain.making import answers

SIGNED = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
LONG = "The named lead reports to the trustees every quarter, and the minutes show it."
OTHER = "Since May a deputy covers every absence, and staff were told at their team meetings."


def said(question: str, value: str, evidence: str = "", *actions: PlannedAction) -> Answer:
    return Answer(question, value, evidence=evidence, actions=actions)


def file(question: str, name: str = "audit.pdf", dated: date | None = None) -> SignedFile:
    return SignedFile(question, name, 2048, (name * 64)[:64], dated)


def signed(
    asked: Edition,
    *given: Answer,
    files: Iterable[SignedFile] = (),
    at: datetime = SIGNED,
    cycle: str = "Section 11, 2026",
    agency_type: str = "housing",
) -> Told:
    document = SignedDocument(
        board="Marlbridge",
        cycle=cycle,
        due_at=at,
        agency="Marlbridge Housing",
        agency_type=agency_type,
        reference="S11-1",
        version=1,
        edition_sha256="0" * 64,
        answers=answers(*given),
        files=tuple(files),
        objectives=(),
        last_objectives=(),
        scores=(),
        contributors=(),
        sign_off=SignOff("Ade", "Chief", at, "True."),
    )
    return Told(asked, document)


def last(asked: Edition, *given: Answer, files: Iterable[SignedFile] = ()) -> Told:
    at = SIGNED.replace(year=2025)
    return signed(asked, *given, files=files, at=at, cycle="Section 11, 2025")


def facts(
    now: Told,
    before: Told | None = None,
    *,
    peers: Mapping[str, PeerStanding] | None = None,
    carried: Iterable[Challenge] = (),
) -> Facts:
    compared = before and compare(
        now.edition,
        now.document.answers,
        before.edition,
        before.document.answers,
        now.document.agency_type,
        before.document.agency_type,
    )
    return Facts(now, before, compared, peers or {}, tuple(carried))


def found(now: Told, before: Told | None = None, **more) -> list[Line]:
    return list(lines_of_enquiry(facts(now, before, **more)))


def of(rule: Rule, lines: Iterable[Line]) -> list[Line]:
    return [line for line in lines if line.rule is rule]


def sentence(rule: Rule, lines: Iterable[Line]) -> str:
    """The one sentence of this rule; "" where it found nothing."""
    its = of(rule, lines)
    assert len(its) < 2, its
    return its[0].sentence if its else ""


def mean(mean: float, n: int) -> PeerStanding:
    return PeerStanding(mean, n, {}, (), ())


def carried_note(number: int, anchor: Anchor, text: str = "Who covers absence?") -> Challenge:
    raised = Entry(1, Side.PANEL, Step.RAISED, text, "Emyr", SIGNED)
    settled = Entry(2, Side.PANEL, Step.OUTCOME, "", "Emyr", SIGNED, detail=Outcome.CARRIED)
    return Challenge(number, ChallengeKind.CONCERN, anchor, (raised, settled), number)


def tuned(asked: Edition, **parts) -> Edition:
    return replace(asked, enquiry=replace(asked.enquiry, **parts))
