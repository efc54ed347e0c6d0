"""Tables: columns, relationships, constraints; no rules."""

from s11.store.models.base import Base, Instant
from s11.store.models.cycles import (
    Cycle,
    Extension,
    FrozenEdition,
    Score,
    StandardHelper,
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
    ActionRow,
    AnswerHistory,
    AnswerRow,
    EvidenceFile,
    Objective,
    ObjectiveReport,
    SignedReturn,
    SignRequest,
)
from s11.store.models.trail import GUARDED, ChainHead, Event, OutboxMessage, guards

__all__ = [
    "GUARDED",
    "ActionRow",
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
    "Objective",
    "ObjectiveReport",
    "OutboxMessage",
    "Person",
    "PersonRole",
    "RecoveryCode",
    "Score",
    "SignRequest",
    "SignedInSession",
    "SignedReturn",
    "StandardHelper",
    "Submission",
    "guards",
]
