"""Saving while others save: nothing typed is lost, nobody overwrites what they have not seen."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from s11.domain.answers import Answer, CriterionMark, Mark, PlannedAction
from s11.domain.merging import Conflict, Outcome, Save, decide, now_read, same_words

NOTHING_NEW, WRITE, CONFLICT = Outcome.NOTHING_NEW, Outcome.WRITE, Outcome.CONFLICT


def at(version: int, words: str) -> Answer:
    return Answer("a.1", evidence=words, version=version)


# (what happened, words on the page, version read, that version, what stands) -> outcome, and the
# version that the page may say it read from then on.
CASES = [
    ("the first save ever", "one", 0, None, None, WRITE, 1),
    ("an empty page where nothing was ever said", "", 0, None, None, NOTHING_NEW, 0),
    ("a change of what stands", "two", 1, at(1, "one"), at(1, "one"), WRITE, 2),
    ("what stands, given without its past", "two", 1, None, at(1, "one"), WRITE, 2),
    ("emptying what stands", "", 1, at(1, "one"), at(1, "one"), WRITE, 2),
    ("the same words again", "one", 1, at(1, "one"), at(1, "one"), NOTHING_NEW, 1),
    ("left alone; a colleague wrote", "one", 1, at(1, "one"), at(2, "two"), NOTHING_NEW, 1),
    ("left empty; a colleague was first", "", 0, None, at(1, "theirs"), NOTHING_NEW, 0),
    ("both wrote where nothing was", "mine", 0, None, at(1, "theirs"), CONFLICT, 0),
    ("both changed the same", "mine", 1, at(1, "one"), at(2, "theirs"), CONFLICT, 1),
    ("mine far behind", "mine", 1, at(1, "one"), at(7, "theirs"), CONFLICT, 1),
    ("both wrote the same words", "same", 1, at(1, "one"), at(2, "same"), NOTHING_NEW, 2),
    ("a colleague emptied what I changed", "mine", 1, at(1, "one"), at(2, ""), CONFLICT, 1),
    ("a colleague changed it and put it back", "mine", 1, at(1, "one"), at(3, "one"), WRITE, 4),
    ("emptied meanwhile, empty when I came", "mine", 0, None, at(2, ""), WRITE, 3),
    ("sent again, as the answer to it got lost", "two", 1, at(1, "one"), at(2, "two"),
     NOTHING_NEW, 2),
    ("sent again late, after a colleague's", "two", 1, at(1, "one"), at(3, "theirs"), CONFLICT, 1),
    ("a version that never was", "mine", 9, None, at(2, "theirs"), CONFLICT, 9),
]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "read", "base", "current", "outcome", "then"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_a_save_is_written_or_nothing_new_or_a_conflict(words, read, base, current, outcome, then):
    save = Save(at(0, words), read)
    assert decide(save, base, current) is outcome
    stands = current
    if outcome is WRITE:
        stands = replace(save.content, version=(current.version if current else 0) + 1)
    assert now_read(save, stands) == then


FULL = Answer(
    "a.1",
    value="green",
    marks={"x": CriterionMark(Mark.NOT_APPLICABLE, "Not ours.")},
    na_reason="None",
    evidence="Audit",
    impact="Fewer waits",
    actions=(PlannedAction("Train", "A. Lead", "2026-05-01"),),
    version=3,
)
CHANGES = {
    "value": "amber",
    "marks": {"x": CriterionMark(Mark.NOT_APPLICABLE, "Not ours!")},
    "not_applicable": True,
    "na_reason": "No such work",
    "evidence": "Audits",
    "impact": "",
    "actions": (PlannedAction("Train", "A. Lead", "2026-05-02"),),
}


def test_every_part_of_an_answer_is_tried_below():
    assert {*CHANGES, "question", "version"} == set(Answer.__slots__)


@pytest.mark.parametrize("part", CHANGES)
def test_a_change_of_any_part_is_a_change_and_collides_with_any_other(part):
    mine = replace(FULL, **{part: CHANGES[part]})
    theirs = replace(FULL, version=4, evidence="Theirs")
    assert not same_words(mine, FULL)
    assert decide(Save(mine, 3), FULL, FULL) is WRITE
    assert decide(Save(mine, 3), FULL, theirs) is CONFLICT


def test_a_version_is_no_word():
    assert same_words(FULL, replace(FULL, version=8))


def test_the_kind_of_mapping_that_holds_the_marks_is_no_word():
    from types import MappingProxyType

    assert same_words(FULL, replace(FULL, marks=MappingProxyType(dict(FULL.marks))))


WORDS = st.sampled_from(["", "one", "two", "three"])


@given(st.lists(WORDS, max_size=6), WORDS, st.integers(0, 7))
def test_the_same_save_sent_twice_does_the_same_as_once(past, words, read):
    versions = {n: at(n, text) for n, text in enumerate(past, start=1)}
    current, save = versions.get(len(past)), Save(at(0, words), read)
    if decide(save, versions.get(read), current) is WRITE:
        version = len(past) + 1
        versions[version] = current = at(version, words)
        assert decide(save, versions.get(read), current) is NOTHING_NEW


QUESTIONS = ("a.1", "a.2", "a.3")


@dataclass
class Page:
    """One person's open page: what it shows, what it read, and what the person did to it.

    `touched` is what the person typed in and has not had acknowledged since; `seen` is every text
    that ever stood on this page.
    """

    shown: dict[str, str]
    read: dict[str, int]
    touched: set[str] = field(default_factory=set)
    seen: dict[str, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.seen = {key: {words} for key, words in self.shown.items()}

    def saves(self) -> list[Save]:
        return [Save(Answer(key, evidence=self.shown[key]), self.read[key]) for key in QUESTIONS]


class PeopleSaving(RuleBasedStateMachine):
    """Several people with pages of several questions, saving in any order at any staleness.

    A page always sends all its questions. Its words may arrive without the answer reaching it
    again, and any old request may arrive once more.
    """

    def __init__(self) -> None:
        super().__init__()
        self.standing: dict[str, Answer] = {}
        self.history: dict[tuple[str, int], Answer] = {}
        self.pages: list[Page] = []
        self.sent: list[tuple[Page, list[Save]]] = []
        self.given_back: set[tuple[str, str]] = set()
        self.acknowledged: set[tuple[str, str]] = set()

    @rule()
    @precondition(lambda self: len(self.pages) < 4)
    def open_a_page(self) -> None:
        at_hand = {key: self.standing.get(key, Answer(key)) for key in QUESTIONS}
        self.pages.append(
            Page(
                {key: said.evidence for key, said in at_hand.items()},
                {key: said.version for key, said in at_hand.items()},
            )
        )

    @rule(who=st.integers(0, 3), key=st.sampled_from(QUESTIONS), words=WORDS)
    @precondition(lambda self: self.pages)
    def type(self, who: int, key: str, words: str) -> None:
        page = self.pages[who % len(self.pages)]
        page.shown[key] = words
        page.seen[key].add(words)
        page.touched.add(key)

    @rule(who=st.integers(0, 3), answer_arrives=st.booleans())
    @precondition(lambda self: self.pages)
    def save(self, who: int, answer_arrives: bool) -> None:
        page = self.pages[who % len(self.pages)]
        saves = page.saves()
        self.sent.append((page, saves))
        untouched = set(QUESTIONS) - page.touched
        before = dict(self.standing)
        collided = self.arrives(page, saves)
        assert not untouched & collided
        assert all(self.standing.get(key) == before.get(key) for key in untouched)
        if answer_arrives:
            self.hear(page, saves, collided)

    @rule(which=st.integers(0, 50))
    @precondition(lambda self: self.sent)
    def an_old_request_comes_again(self, which: int) -> None:
        page, saves = self.sent[which % len(self.sent)]
        self.arrives(page, saves)

    @rule(who=st.integers(0, 3), key=st.sampled_from(QUESTIONS), words=WORDS)
    @precondition(lambda self: self.pages)
    def look_at_both_texts_and_choose(self, who: int, key: str, words: str) -> None:
        page, stands = self.pages[who % len(self.pages)], self.standing.get(key)
        if stands is None or (key, page.shown[key]) not in self.given_back:
            return
        page.seen[key] |= {stands.evidence, words}
        page.shown[key], page.read[key] = words, stands.version
        page.touched.add(key)

    def arrives(self, page: Page, saves: list[Save]) -> set[str]:
        """What the server does with a page; the questions that collided."""
        collided = set()
        for one in saves:
            current, base = self.standing.get(one.key), self.history.get((one.key, one.read))
            outcome = decide(one, base, current)
            if outcome is WRITE:
                assert current is None or current.evidence in page.seen[one.key], "unseen words"
                version = (current.version if current else 0) + 1
                self.standing[one.key] = replace(one.content, version=version)
                self.history[one.key, version] = self.standing[one.key]
            if outcome is CONFLICT:
                collided.add(one.key)
                self.given_back.add((one.key, Conflict(one.content, current).mine.evidence))
        return collided

    def hear(self, page: Page, saves: list[Save], collided: set[str]) -> None:
        """What the page does with the answer."""
        for one in saves:
            page.read[one.key] = now_read(one, self.standing.get(one.key))
            self.acknowledged.add((one.key, one.content.evidence))
        page.touched &= collided

    @invariant()
    def every_acknowledged_text_stands_or_is_kept_or_was_given_back(self) -> None:
        kept = {(key, said.evidence) for (key, _), said in self.history.items()}
        kept |= {(key, said.evidence) for key, said in self.standing.items()}
        lost = self.acknowledged - kept - self.given_back
        assert not {(key, words) for key, words in lost if words}

    @invariant()
    def versions_count_up_without_a_gap(self) -> None:
        for key, said in self.standing.items():
            assert all((key, n) in self.history for n in range(1, said.version + 1))
            assert (key, said.version + 1) not in self.history


TestPeopleSaving = PeopleSaving.TestCase
TestPeopleSaving.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)
