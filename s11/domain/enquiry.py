"""Lines of enquiry: why a question of a signed return deserves asking, each with its evidence.

Nine rules look at what was signed now and last time, what similar agencies rated and what the last
panel carried over. The edition says how much each weighs. They advise a panel; nothing is scored
by them.
"""

from __future__ import annotations

from collections.abc import Iterator

from s11.domain.enquiry_facts import Asked, Found
from s11.domain.enquiry_facts import Facts as Facts
from s11.domain.enquiry_facts import Line as Line
from s11.domain.enquiry_facts import Told as Told
from s11.domain.enquiry_rules import QUESTION_RULES
from s11.domain.enquiry_tuning import EnquiryRules as EnquiryRules
from s11.domain.enquiry_tuning import Rule as Rule
from s11.domain.enquiry_wholes import carried, many_na, together

_Place = tuple[str, str]
"""A standard's key and a question's id: ("c", "") is all of standard c, ("", "") the return."""


def lines_of_enquiry(facts: Facts) -> tuple[Line, ...]:
    """Every line, heaviest first; those of one weight in the order of the edition.

    One question may have several. A rule that weighs 0 in the edition says nothing.
    """
    rules = facts.now.edition.enquiry
    lines = [
        Line(rule, *place, weight, found.sentence, found.evidence, found.questions or place[1:])
        for rule, place, found in _found(facts, rules)
        if (weight := rules.weight(rule) * found.share) > 0
    ]
    places, order = _places(facts), list(Rule)
    return tuple(
        sorted(
            lines,
            key=lambda line: (
                -line.weight,
                places[line.standard, line.question],
                order.index(line.rule),
            ),
        )
    )


def _places(facts: Facts) -> dict[_Place, int]:
    """Where each question stands in the edition; a standard before its questions."""
    keys: list[_Place] = [("", "")]
    for standard in facts.now.edition.standards:
        keys.append((standard.key, ""))
        keys += [(standard.key, question.id) for question in standard.questions]
    return {key: place for place, key in enumerate(keys)}


def _found(facts: Facts, rules: EnquiryRules) -> Iterator[tuple[Rule, _Place, Found]]:
    asked = list(facts.asked())
    for rule in QUESTION_RULES:
        for place, found in _by_question(rule, asked, rules):
            yield rule, place, found
    for standard in facts.now.edition.standards:
        if claims := many_na(facts, standard):
            yield Rule.MANY_NA, (standard.key, ""), claims
    for anchor, notes in carried(facts).items():
        yield Rule.CARRIED, (anchor.standard, anchor.question), notes


def _by_question(
    rule: Rule, asked: list[Asked], rules: EnquiryRules
) -> Iterator[tuple[_Place, Found]]:
    """What a rule finds under each question; too much to hear one by one is one line of it all.

    What is only uncertain is one line from two on.
    """
    hits = [(one, found) for one in asked if (found := QUESTION_RULES[rule](one, rules))]
    certain = [(one, found) for one, found in hits if found.share == 1]
    unsure = [(one, found) for one, found in hits if found.share < 1]
    if len(certain) > rules.one_by_one:
        pile, alone = hits, []
    elif len(unsure) > 1:
        pile, alone = unsure, certain
    else:
        pile, alone = [], hits
    if pile:
        yield ("", ""), together(rule, pile, asked)
    yield from (((one.standard, one.question.id), found) for one, found in alone)
