"""Lines of enquiry: why a question of a signed return deserves asking, each with its evidence.

Nine rules look at what was signed now and last time, what similar agencies rated and what the last
panel carried over. The edition says how much each weighs. They advise a panel; nothing is scored
by them.
"""

from __future__ import annotations

from collections.abc import Iterator

from s11.domain.enquiry_facts import Asked as Asked
from s11.domain.enquiry_facts import Facts as Facts
from s11.domain.enquiry_facts import Found
from s11.domain.enquiry_facts import Line as Line
from s11.domain.enquiry_facts import PeerMean as PeerMean
from s11.domain.enquiry_facts import Told as Told
from s11.domain.enquiry_rules import QUESTION_RULES, carried, many_na
from s11.domain.enquiry_tuning import EnquiryRules as EnquiryRules
from s11.domain.enquiry_tuning import Rule as Rule


def lines_of_enquiry(facts: Facts) -> tuple[Line, ...]:
    """Every line, heaviest first; those of one weight in the order of the edition.

    One question may have several. A rule that weighs 0 in the edition says nothing.
    """
    rules = facts.now.edition.enquiry
    places = _places(facts)
    lines = [
        Line(rule, standard, question, weight, found.sentence, found.evidence)
        for rule, standard, question, found in _found(facts, rules)
        if (weight := rules.weight(rule) * found.share) > 0
    ]
    order = {rule: number for number, rule in enumerate(Rule)}
    return tuple(
        sorted(
            lines,
            key=lambda line: (-line.weight, places[line.standard, line.question], order[line.rule]),
        )
    )


def _places(facts: Facts) -> dict[tuple[str, str], int]:
    """Where each question stands in the edition; a standard before its questions."""
    keys: list[tuple[str, str]] = [("", "")]
    for standard in facts.now.edition.standards:
        keys.append((standard.key, ""))
        keys += [(standard.key, question.id) for question in standard.questions]
    return {key: place for place, key in enumerate(keys)}


def _found(facts: Facts, rules: EnquiryRules) -> Iterator[tuple[Rule, str, str, Found]]:
    for asked in facts.asked():
        for rule, look in QUESTION_RULES.items():
            if found := look(asked, rules):
                yield rule, asked.standard, asked.question.id, found
    for standard in facts.now.edition.standards:
        if found := many_na(facts, standard):
            yield Rule.MANY_NA, standard.key, "", found
    for anchor, found in carried(facts).items():
        yield Rule.CARRIED, anchor.standard, anchor.question, found
