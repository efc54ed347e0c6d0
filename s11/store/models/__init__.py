"""Tables: columns, relationships, constraints; no rules."""

from s11.store.models.base import Base, Instant
from s11.store.models.cycles import (
    Cycle,
    Extension,
    FrozenEdition,
    Score,
    StandardHelper,
    StandardProgress,
    Submission,
)
from s11.store.models.people import (
    Agency,
    Board,
    EmailedLink,
    Membership,
    Person,
    PersonRole,
    RecoveryCode,
    SignedInSession,
)
from s11.store.models.returns import (
    AnswerHistory,
    AnswerRow,
    EvidenceFile,
    SignedReturn,
    SignRequest,
)
from s11.store.models.trail import GUARDED, ChainHead, Event, OutboxMessage, guards

__all__ = [
    "GUARDED",
    "Agency",
    "AnswerHistory",
    "AnswerRow",
    "Base",
    "Board",
    "ChainHead",
    "Cycle",
    "EmailedLink",
    "Event",
    "EvidenceFile",
    "Extension",
    "FrozenEdition",
    "Instant",
    "Membership",
    "OutboxMessage",
    "Person",
    "PersonRole",
    "RecoveryCode",
    "Score",
    "SignRequest",
    "SignedInSession",
    "SignedReturn",
    "StandardHelper",
    "StandardProgress",
    "Submission",
    "guards",
]
