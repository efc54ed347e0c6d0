"""What an edition may tune of the lines of enquiry: how much each rule weighs, and from when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class Rule(StrEnum):
    """A reason why a question deserves asking. Editions and dismissals name it by its value."""

    CARRIED = "carried"
    CRITICAL = "critical"
    RAISED = "raised"
    OVERDUE = "overdue"
    UNSHOWN = "unshown"
    MANY_NA = "many-na"
    FAR = "far"
    OLD_EVIDENCE = "old-evidence"
    SAME_WORDS = "same-words"


USUAL_WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        Rule.CARRIED: 10.0,
        Rule.CRITICAL: 9.0,
        Rule.RAISED: 8.0,
        Rule.OVERDUE: 7.0,
        Rule.UNSHOWN: 6.0,
        Rule.MANY_NA: 5.0,
        Rule.FAR: 4.0,
        Rule.OLD_EVIDENCE: 3.0,
        Rule.SAME_WORDS: 2.0,
    }
)


@dataclass(frozen=True, slots=True)
class EnquiryRules:
    """How lines of enquiry are found and ordered. The heaviest come first; 0 switches a rule off.

    `far_from_peers` is in points of 0-100 between a score and the mean of similar agencies, of
    which there must be `at_least_peers`. Words are compared from `same_words_from` characters on.
    A rule that finds more than `one_by_one` questions makes one line of them all.
    """

    weights: Mapping[str, float] = field(default_factory=lambda: USUAL_WEIGHTS, hash=False)
    far_from_peers: float = 40.0
    at_least_peers: int = 3
    same_words_from: int = 60
    one_by_one: int = 5

    def weight(self, rule: Rule) -> float:
        """How much a line of this rule weighs; what an edition does not name weighs as usual."""
        return self.weights.get(rule, USUAL_WEIGHTS[rule])


AS_USUAL = EnquiryRules()
