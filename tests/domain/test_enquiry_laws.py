"""Laws of the lines of enquiry, over invented editions and returns."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from s11.domain.answers import PlannedAction, QuestionState
from s11.domain.challenges import Anchor
from s11.domain.enquiry import Facts, Rule, lines_of_enquiry
from s11.domain.enquiry_tuning import USUAL_WEIGHTS
from s11.domain.standards import EvidenceRule
from s11.domain.visibility import states
from tests.domain.enquiring import LONG, OTHER, carried_note, facts, file, last, mean, signed, tuned
from tests.domain.making import answers_to, editions

# An example holds two whole returns: fewer of them find as much.
law = settings(max_examples=40)

OLD = date(2020, 1, 1)
ACTION = PlannedAction("Read ten files", "Head of quality", "2026-05-03")
NEW = PlannedAction("Ask parents each term", "Lead", "2027-02-01")

WORDS = st.sampled_from(["", "Minutes.", LONG, OTHER])
ACTIONS = st.sampled_from([(), (ACTION,), (NEW,), (ACTION, NEW), (PlannedAction("Do it"),)])
DAYS = st.sampled_from([None, OLD, date(2026, 9, 1)])


@st.composite
def told_of(draw, asked):
    """Answers with words and actions, and files."""
    plain = draw(answers_to(asked))
    given = [
        replace(one, evidence=draw(WORDS), actions=draw(ACTIONS), version=1)
        for one in plain.values()
    ]
    names = st.sampled_from(["one.pdf", "two.pdf"])
    files = [file(id, draw(names), draw(DAYS)) for id in plain if draw(st.booleans())]
    return given, files


@st.composite
def cases(draw) -> Facts:
    asked = draw(editions())
    rule = EvidenceRule("An audit", max_age_months=12)
    standards = tuple(
        replace(part, questions=tuple(replace(q, evidence=rule) for q in part.questions))
        for part in asked.standards
    )
    asked = replace(tuned(asked, one_by_one=draw(st.integers(1, 6))), standards=standards)
    now, files = draw(told_of(asked))
    then, old_files = draw(told_of(asked))
    ids = [question.id for question in asked.questions()]
    anchors = st.sampled_from([Anchor(), Anchor("a"), *(Anchor(id[0], id) for id in ids)])
    notes = [
        carried_note(n, anchor) for n, anchor in enumerate(draw(st.lists(anchors, max_size=3)))
    ]
    peers = {id: mean(draw(st.floats(0, 100)), draw(st.integers(1, 5))) for id in ids}
    return facts(
        signed(asked, *now, files=files),
        draw(st.none() | st.just(last(asked, *then, files=old_files))),
        peers=draw(st.just({}) | st.just(peers)),
        carried=notes,
    )


def weighing(case: Facts, weights) -> Facts:
    return replace(case, now=replace(case.now, edition=tuned(case.now.edition, weights=weights)))


@law
@given(cases())
def test_the_order_of_the_answers_never_shows(case):
    document = case.now.document
    turned = replace(document, answers=dict(reversed(document.answers.items())))
    again = replace(case, now=replace(case.now, document=turned))
    assert lines_of_enquiry(again) == lines_of_enquiry(case)


@law
@given(cases(), st.sampled_from(list(Rule)))
def test_a_weight_of_nought_silences_its_rule_and_nothing_else(case, rule):
    silent = weighing(case, {**USUAL_WEIGHTS, rule: 0.0})
    expected = [line for line in lines_of_enquiry(case) if line.rule is not rule]
    assert list(lines_of_enquiry(silent)) == expected


@law
@given(cases(), st.sampled_from([2.0, 0.5, 100.0]))
def test_weighing_all_rules_alike_keeps_the_order(case, times):
    heavier = weighing(case, {rule: times * weight for rule, weight in USUAL_WEIGHTS.items()})
    keys = [line.key for line in lines_of_enquiry(case)]
    assert [line.key for line in lines_of_enquiry(heavier)] == keys


@law
@given(cases())
def test_only_what_is_asked_has_a_line_and_the_heaviest_is_first(case):
    document = case.now.document
    its = states(case.now.edition, document.agency_type, document.answers)
    asked = {id for id, state in its.items() if state is not QuestionState.NOT_ASKED} | {""}
    lines = lines_of_enquiry(case)
    assert {line.question for line in lines} <= asked
    assert {id for line in lines for id in line.questions} <= asked
    assert all(one.weight >= other.weight > 0 for one, other in pairwise(lines))
    assert len({line.key for line in lines}) == len(lines)


@law
@given(cases())
def test_every_line_is_a_sentence_with_evidence_in_words(case):
    for line in lines_of_enquiry(case):
        assert re.fullmatch(r"[A-Z0-9].*\.", line.sentence)
        assert line.evidence
        for words in (line.sentence, *line.evidence):
            assert not re.search(r"\b(None|nan|null)\b|[{}\[\]]|  ", words), words


@law
@given(cases())
def test_a_longer_leash_names_every_question_that_one_line_named(case):
    leashed = tuned(case.now.edition, one_by_one=1000)
    free = replace(case, now=replace(case.now, edition=leashed))

    def named(facts: Facts) -> set[tuple[Rule, str]]:
        return {(line.rule, id) for line in lines_of_enquiry(facts) for id in line.questions}

    assert named(free) == named(case)
