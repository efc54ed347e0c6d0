"""Freezing an edition, and telling a typo mended from a rule changed."""

import json
from dataclasses import replace

import pytest
from hypothesis import given

from s11.domain.editions import (
    edition_from_json,
    edition_to_json,
    only_wording_differs,
    sha256_of,
    wording_changes,
)
from s11.domain.enquiry_tuning import EnquiryRules, Rule
from s11.domain.standards import (
    AgencyTypeIn,
    AllOf,
    AnswerAtLeast,
    Answered,
    AnswerIn,
    AnyOf,
    CarryForward,
    Change,
    EvidenceRule,
    Level,
    LevelScale,
    Not,
    Reference,
)
from tests.domain.making import (
    BANDS,
    RAG,
    choice,
    criteria,
    edition,
    editions,
    rating,
    standard,
    told,
)

EVERY_CONDITION = AllOf(
    (
        AnyOf((AnswerIn("a.1", ("yes",)), AnswerAtLeast("a.2", "amber"))),
        Not(Answered("a.2", expected=False)),
        AgencyTypeIn(("police", "health")),
    )
)
FULL = edition(
    standard(
        "a",
        choice("a.1"),
        rating("a.2", may_be_not_applicable=True, critical=True, action_below="green"),
        rating(
            "a.3",
            guidance="Dŵr, żółw, 👍 and “quotes”.",
            show_if=EVERY_CONDITION,
            applies_to=frozenset({"police", "health"}),
            evidence=EvidenceRule("An audit.", "green", 18),
            themes=("voice", "escalation"),
            references={"wt": ("safe", "culture")},
            carry_forward=CarryForward.PREFILL,
        ),
        weight=2.5,
    ),
    standard("b", criteria("b.1", 40, 35, 25), told("b.2", "date")),
    previous="2025",
    themes={"voice": "Voice of the child", "escalation": "Escalation"},
    agency_types={"police": "Police", "health": "NHS"},
    references={"wt": Reference("Working together", {"safe": "Safe", "culture": "Culture"})},
    changes=(
        Change("a.2", "rescaled", comparable=True, points={"red": 0.0, "green": 100.0}),
        Change("a.9", "retired", replaced_by=("a.1", "a.2"), note="Said twice."),
    ),
)


def test_an_edition_comes_back_from_its_json_as_it_went_in():
    back = edition_from_json(edition_to_json(FULL))
    assert back == FULL
    assert edition_to_json(back) == edition_to_json(FULL)
    assert list(back.themes) == ["voice", "escalation"]
    assert back.question("a.3").scale is back.question("a.2").scale


@given(editions())
def test_any_edition_comes_back_from_its_json(invented):
    assert edition_from_json(edition_to_json(invented)) == invented


def test_the_json_is_canonical():
    text = edition_to_json(FULL)
    assert text == json.dumps(
        json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    assert "żółw" in text
    decimals = replace(FULL, bands=tuple(replace(b, minimum=float(b.minimum)) for b in BANDS))
    assert edition_to_json(decimals) == text
    types = [f"type-{number}" for number in range(9)]
    many = edition_to_json(edition(rating("a.1", applies_to=frozenset(types))))
    assert json.loads(many)["standards"][0]["questions"][0]["applies_to"] == types


TUNED = EnquiryRules(
    {rule.value: 12.0 if rule is Rule.RAISED else 1.0 for rule in Rule}, same_words_from=90
)


def test_how_lines_of_enquiry_are_tuned_is_frozen_whole():
    tuned = replace(FULL, enquiry=TUNED)
    text = edition_to_json(tuned)
    assert edition_from_json(text) == tuned
    assert json.loads(text)["enquiry"]["weights"][2] == ["raised", 12.0]
    assert json.loads(text)["enquiry"]["same_words_from"] == 90


def test_an_edition_that_tunes_nothing_keeps_the_text_it_had_before_anything_could_be_tuned():
    text = edition_to_json(FULL)
    assert "enquiry" not in json.loads(text)
    assert edition_from_json(text).enquiry == EnquiryRules()
    assert sha256_of(text) == "704e8d17633739160375df96975f26700ad7e0c633500edebf7dd31a18d638d4"


def test_a_tuned_rule_is_no_wording():
    tuned = replace(FULL, enquiry=TUNED)
    assert "enquiry › same_words_from" in only_wording_differs(FULL, tuned)
    later = replace(FULL, enquiry=replace(TUNED, at_least_peers=9))
    assert only_wording_differs(tuned, later) == ["enquiry › at_least_peers"]
    assert wording_changes(tuned, later) == ()


def test_the_hash_is_that_of_the_utf_8_bytes():
    assert sha256_of("é") == "4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c"


def test_two_scales_of_one_name_cannot_be_frozen():
    other = replace(RAG, levels=RAG.levels[:2])
    with pytest.raises(ValueError, match="two scales named rag"):
        edition_to_json(edition(rating("a.1"), rating("a.2", other)))


def with_question(index: int, **parts):
    first, *others = FULL.standards
    questions = list(first.questions)
    questions[index] = replace(questions[index], **parts)
    return replace(FULL, standards=(replace(first, questions=tuple(questions)), *others))


def with_rag(*levels: Level):
    scale = LevelScale("rag", levels)
    first, *others = FULL.standards
    questions = tuple(replace(q, scale=scale) if q.scale else q for q in first.questions)
    return replace(FULL, standards=(replace(first, questions=questions), *others))


GREEN, AMBER, RED = RAG.levels
WORDING = [
    (replace(FULL, title="A better title"), "title"),
    (with_question(1, text="Said better."), "a.2 › text"),
    (with_question(1, guidance="More help."), "a.2 › guidance"),
    (with_question(2, evidence=EvidenceRule("A file.", "green", 18)), "a.3 › evidence › prompt"),
    (replace(FULL, themes={**FULL.themes, "voice": "Voices"}), "themes › voice"),
    (
        with_rag(replace(GREEN, meaning="Shown."), AMBER, RED),
        "scales › rag › levels › green › meaning",
    ),
]
TWICE = AllOf((AnswerIn("a.1", ("yes",)), Not(AnswerIn("a.1", ("no",))), Answered("a.1")))
THRICE = AllOf((AnswerIn("a.1", ("yes",)), Not(AnswerIn("a.1", ("yes",))), Answered("a.1")))
NOT_WORDING = [
    (with_question(1, weight=2.0), "a.2 › weight"),
    (with_question(1, critical=False), "a.2 › critical"),
    (with_question(1, id="a.22"), "questions › order"),
    (with_question(2, show_if=None), "a.3 › show_if"),
    (with_question(2, applies_to=None), "a.3 › applies_to"),
    (
        with_question(2, evidence=EvidenceRule("An audit.", "amber", 18)),
        "a.3 › evidence › required_at",
    ),
    (with_rag(replace(GREEN, points=3), AMBER, RED), "scales › rag › levels › green › points"),
    (with_rag(replace(GREEN, colour="blue"), AMBER, RED), "scales › rag › levels › green › colour"),
    (with_rag(GREEN, RED), "scales › rag › levels › order"),
    (replace(FULL, standards=FULL.standards[::-1]), "standards › order"),
    (replace(FULL, themes={"voice": "Voice of the child"}), "themes › order"),
]


@pytest.mark.parametrize(("amended", "where"), WORDING, ids=[where for _, where in WORDING])
def test_wording_may_be_amended(amended, where):
    assert only_wording_differs(FULL, amended) == []
    assert [change.where for change in wording_changes(FULL, amended)] == [where]


@pytest.mark.parametrize(("amended", "where"), NOT_WORDING, ids=[where for _, where in NOT_WORDING])
def test_anything_but_wording_is_named(amended, where):
    assert any(found.endswith(where) for found in only_wording_differs(FULL, amended))


def test_a_wording_change_gives_both_texts():
    change = wording_changes(FULL, replace(FULL, title="A better title"))[0]
    assert (change.before, change.after) == ("Tiny 2026", "A better title")


def test_an_edition_does_not_differ_from_itself():
    assert only_wording_differs(FULL, FULL) == []
    assert wording_changes(FULL, FULL) == ()


def test_two_conditions_on_one_question_are_told_apart():
    one, two = with_question(2, show_if=TWICE), with_question(2, show_if=THRICE)
    assert only_wording_differs(one, two) == ["a.3 › show_if › parts › 1 › part › values"]
