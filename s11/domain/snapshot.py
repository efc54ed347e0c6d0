"""A return as it was signed: one document that says everything, and never changes.

Reports read this document, not the live tables. Its canonical JSON (sorted keys, no spaces, UTF-8)
has the SHA-256 that the receipt, the record and the report's cover print.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any

from s11.domain.answers import Answer, Answers, CriterionMark, Mark, PlannedAction
from s11.domain.objectives import Objective
from s11.domain.scoring import OverallScore, more_than_half

FORMAT = 1


@dataclass(frozen=True, slots=True)
class SignedFile:
    """An evidence file as the signed return names it."""

    question: str
    name: str
    size: int
    sha256: str
    dated_on: date | None


@dataclass(frozen=True, slots=True)
class SignedScore:
    """A score as it stood when the return was signed; `standard` "" is the overall one."""

    standard: str
    percent: float | None
    band: str | None
    asked: int
    rated: int
    not_applicable: int
    capped_by: tuple[str, ...] = ()

    @property
    def mostly_not_applicable(self) -> bool:
        """Whether more than half of the questions that would be scored are claimed N/A."""
        return more_than_half(self.not_applicable, self.asked)


@dataclass(frozen=True, slots=True)
class SignOff:
    """Who signed, as what, and what they declared."""

    name: str
    role: str
    at: datetime
    declaration: str


@dataclass(frozen=True)
class SignedDocument:
    """Everything a return said when it was signed."""

    board: str
    cycle: str
    due_at: datetime
    agency: str
    agency_type: str
    reference: str
    version: int
    edition_sha256: str
    answers: Answers
    files: tuple[SignedFile, ...]
    objectives: tuple[Objective, ...]
    last_objectives: tuple[Objective, ...]
    scores: tuple[SignedScore, ...]
    contributors: tuple[str, ...]
    sign_off: SignOff
    # Such as "spreadsheet", where the return was not made on the platform.
    source: str = ""

    def score(self, standard: str = "") -> SignedScore | None:
        """The score of one standard, or ("") the overall one."""
        return next((score for score in self.scores if score.standard == standard), None)


def scores_to_keep(overall: OverallScore) -> tuple[SignedScore, ...]:
    """Scores in the shape that is kept: the overall one first, then each standard's."""
    parts = overall.standards
    whole = SignedScore(
        "",
        overall.percent,
        overall.band,
        sum(part.asked for part in parts),
        sum(part.rated for part in parts),
        sum(part.not_applicable for part in parts),
        tuple(overall.critical),
    )
    return (
        whole,
        *(
            SignedScore(
                part.key,
                part.percent,
                part.band,
                part.asked,
                part.rated,
                part.not_applicable,
                part.critical,
            )
            for part in parts
        ),
    )


def to_json(document: SignedDocument) -> str:
    """Canonical JSON: the same document gives the same text, and so the same SHA-256."""
    plain = {name: getattr(document, name) for name in document.__dataclass_fields__}
    plain["format"] = FORMAT
    plain["answers"] = [_plain_answer(said) for _, said in sorted(document.answers.items())]
    return json.dumps(
        plain, default=_plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )


def from_json(text: str) -> SignedDocument:
    """The document that `to_json` wrote, equal to the first; raises ValueError for another."""
    plain = json.loads(text)
    if not isinstance(plain, dict) or plain.pop("format", None) != FORMAT:
        raise ValueError("this signed return has a format that is not known here")
    try:
        return _document(plain)
    except (AttributeError, KeyError, TypeError) as fault:
        raise ValueError("a part of this signed return is not as it was written") from fault


def _document(plain: dict[str, Any]) -> SignedDocument:
    plain["due_at"] = datetime.fromisoformat(plain["due_at"])
    plain["answers"] = MappingProxyType(
        {said["question"]: _answer(said) for said in plain["answers"]}
    )
    plain["files"] = tuple(_file(one) for one in plain["files"])
    plain["objectives"] = tuple(Objective(**one) for one in plain["objectives"])
    plain["last_objectives"] = tuple(Objective(**one) for one in plain["last_objectives"])
    plain["scores"] = tuple(
        SignedScore(**{**one, "capped_by": tuple(one["capped_by"])}) for one in plain["scores"]
    )
    plain["contributors"] = tuple(plain["contributors"])
    sign_off = plain["sign_off"]
    plain["sign_off"] = SignOff(**{**sign_off, "at": datetime.fromisoformat(sign_off["at"])})
    return SignedDocument(**plain)


def sha256_of(text: str) -> str:
    """SHA-256 (64 hex letters) of a document's canonical JSON."""
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        # Equal instants are one text, whatever zone they came in.
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    return asdict(value)


def _plain_answer(said: Answer) -> dict[str, Any]:
    plain = {name: getattr(said, name) for name in Answer.__slots__}
    plain["marks"] = {key: [mark.mark, mark.reason] for key, mark in said.marks.items()}
    plain["actions"] = [[one.what, one.owner, one.due] for one in said.actions]
    return plain


def _answer(plain: dict[str, Any]) -> Answer:
    marks = {
        key: CriterionMark(Mark(mark), reason) for key, (mark, reason) in plain["marks"].items()
    }
    actions = tuple(PlannedAction(*one) for one in plain["actions"])
    return Answer(**{**plain, "marks": MappingProxyType(marks), "actions": actions})


def _file(plain: dict[str, Any]) -> SignedFile:
    dated = plain["dated_on"]
    return SignedFile(**{**plain, "dated_on": date.fromisoformat(dated) if dated else None})
