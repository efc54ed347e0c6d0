"""The signed document: it comes back as it went in, and its text is one and the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from s11.domain.answers import Answer, CriterionMark, Mark, PlannedAction
from s11.domain.objectives import Objective
from s11.domain.scoring import overall_score
from s11.domain.snapshot import (
    SignedDocument,
    SignedFile,
    SignedScore,
    SignOff,
    from_json,
    scores_to_keep,
    sha256_of,
    to_json,
)
from tests.domain.making import answers, claimed, edition, rating, standard

HOSTILE = [
    "",
    " \t\r\n",
    "</script><script>alert(1)</script> &amp; {{ 7*7 }} {% raw %}",
    '=HYPERLINK("x") \'; DROP TABLE answers; --',
    "\u202eright to left\u202c שלום مرحبا",
    "👩‍👧‍👦 🏴󠁧󠁢󠁷󠁬󠁳󠁿 Z̷͑a̸l̶g̴o",
    "Ŵŷ ŵyth, zażółć gęślą jaźń",
    'quote " backslash \\ \\u0041 \\n null \x00 del \x7f',
    "line\u2028paragraph\u2029next\x85 bom \ufeff joiner \u200d",
    "e\u0301 is not \u00e9",
]
TEXT = st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(exclude_categories=["Cs"])))
INSTANTS = st.integers(0, 4_102_444_799_999_999).map(
    lambda micro: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micro)
)
PERCENT = st.none() | st.floats(0, 100, allow_nan=False).map(abs)
COUNT = st.integers(0, 10**6)
MARKS = st.builds(CriterionMark, st.sampled_from(Mark), TEXT)

ANSWERS = st.lists(
    st.builds(
        Answer,
        question=TEXT,
        value=TEXT,
        marks=st.dictionaries(TEXT, MARKS, max_size=3),
        not_applicable=st.booleans(),
        na_reason=TEXT,
        evidence=TEXT,
        impact=TEXT,
        version=COUNT,
        actions=st.lists(st.builds(PlannedAction, TEXT, TEXT, TEXT), max_size=2).map(tuple),
    ),
    max_size=3,
).map(lambda given: {said.question: said for said in given})


def several(part: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(part, max_size=2).map(tuple)


OBJECTIVES = several(st.builds(Objective, COUNT, TEXT, TEXT, TEXT, TEXT))
DOCUMENTS = st.builds(
    SignedDocument,
    board=TEXT,
    cycle=TEXT,
    due_at=INSTANTS,
    agency=TEXT,
    agency_type=TEXT,
    reference=TEXT,
    version=COUNT,
    edition_sha256=TEXT,
    answers=ANSWERS,
    files=several(st.builds(SignedFile, TEXT, TEXT, COUNT, TEXT, st.none() | st.dates())),
    objectives=OBJECTIVES,
    last_objectives=OBJECTIVES,
    scores=several(
        st.builds(SignedScore, TEXT, PERCENT, st.none() | TEXT, COUNT, COUNT, COUNT, several(TEXT))
    ),
    contributors=several(TEXT),
    sign_off=st.builds(SignOff, TEXT, TEXT, INSTANTS, TEXT),
    source=TEXT,
)

FULL = SignedDocument(
    board="Marlbridge Safeguarding Children Partnership",
    cycle="Section 11, 2026",
    due_at=datetime(2026, 10, 30, 17, tzinfo=UTC),
    agency="Riverside Homes",
    agency_type="housing",
    reference="S11-DCH7-TSEY",
    version=1,
    edition_sha256="e" * 64,
    answers={
        "a.1": Answer(
            "a.1",
            "amber",
            {"x": CriterionMark(Mark.MET, "Seen"), "y": CriterionMark(Mark.NOT_MET)},
            evidence="Audit of May",
            impact="Fewer waits",
            version=3,
            actions=(PlannedAction("Train", "A. Lead", "2027-01-31"),),
        ),
        "a.2": claimed("a.2"),
    },
    files=(SignedFile("a.1", "audit.pdf", 1024, "f" * 64, date(2026, 5, 1)),),
    objectives=(Objective(1, "Listen", "Heard"),),
    last_objectives=(Objective(1, "Train", "Trained", "We did", "They can"),),
    scores=(SignedScore("", 50.0, "Partly assured", 2, 1, 1, ("a.1",)),),
    contributors=("Ann Able", "Ben Best"),
    sign_off=SignOff("Cat Chief", "Director", datetime(2026, 10, 5, 13, tzinfo=UTC), "I have."),
    source="spreadsheet",
)


@settings(max_examples=150, deadline=None)
@given(DOCUMENTS)
def test_a_document_comes_back_as_it_went_in(document):
    text = to_json(document)
    back = from_json(text)
    assert back == document
    assert to_json(back) == text
    assert len(sha256_of(text)) == 64


@pytest.mark.parametrize("words", [*HOSTILE, "long \U0001f9d2 " * 14_286], ids=range(11))
def test_hostile_and_long_words_come_back_letter_for_letter(words):
    said = Answer("a.1", words, evidence=words, impact=words[::-1])
    document = replace(FULL, answers={"a.1": said}, agency=words, contributors=(words,))
    back = from_json(to_json(document))
    assert back.answers["a.1"] == said
    assert (back.agency, back.contributors) == (words, (words,))


def test_the_text_is_canonical_json():
    text = to_json(FULL)
    again = json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert text == again


def test_a_documents_text_never_changes_its_shape():
    """The hashes of signed returns hang on it: a change here needs a new FORMAT."""
    assert list(json.loads(to_json(FULL))) == [
        "agency", "agency_type", "answers", "board", "contributors", "cycle", "due_at",
        "edition_sha256", "files", "format", "last_objectives", "objectives", "reference",
        "scores", "sign_off", "source", "version",
    ]  # fmt: skip
    assert sha256_of(to_json(FULL)) == (
        "cd978a364f8a383edc2f9573320fd5e37885cbe66a044c30802ec9605418c8d3"
    )


def equal_but_otherwise_made(document: SignedDocument) -> SignedDocument:
    """The same document with every mapping the other way round, and its instants elsewhere."""
    tokyo = timezone(timedelta(hours=9))
    return replace(
        document,
        due_at=document.due_at.astimezone(tokyo),
        sign_off=replace(document.sign_off, at=document.sign_off.at.astimezone(tokyo)),
        answers=MappingProxyType(
            {
                key: replace(said, marks=MappingProxyType(dict(reversed(said.marks.items()))))
                for key, said in reversed(document.answers.items())
            }
        ),
    )


@settings(max_examples=100, deadline=None)
@given(DOCUMENTS)
def test_equal_documents_have_one_text_and_one_hash(document):
    other = equal_but_otherwise_made(document)
    assert other == document
    assert to_json(other) == to_json(document)


def test_two_ways_to_write_a_letter_are_two_documents():
    one, other = (replace(FULL, agency=name) for name in ("Caf\u00e9", "Cafe\u0301"))
    assert sha256_of(to_json(one)) != sha256_of(to_json(other))


def changed(value: Any) -> Iterator[tuple[str, Any]]:
    """(where, value with one thing changed) for everything that a value holds."""
    if is_dataclass(value):
        for field in fields(value):
            for where, other in changed(getattr(value, field.name)):
                yield f"{field.name}.{where}", replace(value, **{field.name: other})
    elif isinstance(value, Mapping):
        for key, said in value.items():
            yield f"{key}: left out", {k: v for k, v in value.items() if k != key}
            for where, other in changed(said):
                # The key of an answer is its question, so the two change together.
                at = other.question if isinstance(other, Answer) else key
                yield f"{key}.{where}", {k: v for k, v in value.items() if k != key} | {at: other}
    elif isinstance(value, tuple):
        if value:
            yield "one more", (*value, value[0])
            yield "emptied", ()
            yield from ((f"0.{where}", (other, *value[1:])) for where, other in changed(value[0]))
    else:
        yield type(value).__name__, CHANGES[type(value)](value)


CHANGES: dict[type, Callable[[Any], Any]] = {
    str: lambda said: said + " ",
    int: lambda said: said + 1,
    bool: lambda said: not said,
    float: lambda said: said + 0.000001,
    datetime: lambda said: said + timedelta(microseconds=1),
    date: lambda said: said + timedelta(days=1),
    Mark: lambda said: Mark.NOT_APPLICABLE,
}
CHANGED = list(changed(FULL))


def test_the_changes_below_reach_every_field_of_every_part():
    named = {part for where, _ in CHANGED for part in where.split(".")}
    parts = (SignedDocument, Answer, CriterionMark, PlannedAction, SignedFile, Objective,
             SignedScore, SignOff)  # fmt: skip
    assert {field.name for part in parts for field in fields(part)} <= named


def test_a_change_of_any_field_changes_the_hash():
    first = sha256_of(to_json(FULL))
    unseen = [where for where, other in CHANGED if sha256_of(to_json(other)) == first]
    assert unseen == []
    assert len({to_json(other) for _, other in CHANGED}) == len(CHANGED)


@pytest.mark.parametrize("none", ["percent", "band"])
def test_no_score_is_not_nought(none):
    other = replace(FULL, scores=(replace(FULL.scores[0], **{none: None}),))
    assert getattr(from_json(to_json(other)).scores[0], none) is None


@pytest.mark.parametrize("other", [0, 2, "1", None, 1.5, [1]])
def test_a_format_that_is_not_known_is_refused(other):
    plain = json.loads(to_json(FULL)) | {"format": other}
    with pytest.raises(ValueError, match="format"):
        from_json(json.dumps(plain))


@pytest.mark.parametrize("text", ["", "{", "null", "[]", '"text"', "1", "{}", '{"format":1}'])
def test_what_is_no_signed_return_is_refused(text):
    with pytest.raises(ValueError, match=r".+"):
        from_json(text)


@pytest.mark.parametrize(
    "broken",
    [
        {"sign_off": None},
        {"answers": {"a.1": 1}},
        {"answers": [{}]},
        {"scores": [1]},
        {"due_at": 1},
        {"answers": [json.loads(to_json(FULL))["answers"][0] | {"marks": {"x": ["half", ""]}}]},
        {"and_more": 1},
    ],
)
def test_a_signed_return_with_a_part_broken_is_refused(broken):
    with pytest.raises(ValueError, match=r".+"):
        from_json(json.dumps(json.loads(to_json(FULL)) | broken))


def test_scores_are_kept_overall_first_then_by_standard():
    asked = edition(
        standard("a", rating("a.1", critical=True), rating("a.2", may_be_not_applicable=True)),
        standard("b", rating("b.1"), rating("b.2")),
    )
    given_answers = answers(claimed("a.2"), a_1="red", b_1="green")
    kept = scores_to_keep(overall_score(asked, "housing", given_answers))
    assert kept == (
        SignedScore("", None, None, 4, 2, 1, ("a.1",)),
        SignedScore("a", 0.0, "Not assured", 2, 1, 1, ("a.1",)),
        SignedScore("b", None, None, 2, 1, 0, ()),
    )


def test_a_score_is_found_by_its_standard():
    document = replace(FULL, scores=(FULL.scores[0], replace(FULL.scores[0], standard="a")))
    assert document.score() is document.scores[0]
    assert document.score("a") is document.scores[1]
    assert document.score("z") is None
