"""The panel's letter: what a draft says and never says, and what is issued for good."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from s11.domain.challenges import (
    Anchor,
    Challenge,
    ChallengeKind,
    Entry,
    Outcome,
    SharedChallenge,
    Side,
    Step,
)
from s11.domain.errors import Refused
from s11.domain.letters import (
    Addressee,
    Letter,
    Material,
    RatingTold,
    check_body,
    draft,
    from_json,
    to_json,
)
from s11.domain.prose import LONGEST, Bullets, Heading, parse
from tests.domain.making import edition, rating

CANARY = "canary-7f3a"
AT = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
BARE = Material(
    board="Marlbridge Partnership",
    cycle="Section 11, 2026",
    agency="Harbour Homes",
    officer="Olu Officer",
    edition=edition(rating("a.1"), rating("a.2")),
)


def said(step: Step, text: str = "", detail: str = "", *, private: bool = False) -> Entry:
    side = Side.AGENCY if step is Step.RESPONSE else Side.PANEL
    return Entry(1, side, step, text, "Emyr", AT, private, detail)


def note(kind: str, *entries: Entry, number: int = 1, question: str = "a.2") -> SharedChallenge:
    numbered = tuple(replace(one, number=n) for n, one in enumerate(entries, start=1))
    whole = Challenge(number, ChallengeKind(kind), Anchor("a", question), numbered, 9)
    shared = whole.shared()
    assert shared
    return shared


def asked(*more: Entry, text: str = "Who trains volunteers?", **parts) -> SharedChallenge:
    return note("question", said(Step.RAISED, text), said(Step.SHARED), *more, **parts)


def written(**parts) -> str:
    return draft(replace(BARE, **parts))


def headings(text: str) -> list[str]:
    return [block.text for block in parse(text) if isinstance(block, Heading)]


def test_a_letter_with_nothing_to_tell_still_thanks_the_agency() -> None:
    text = written()
    assert text.startswith("Dear colleagues,\n\nThank you for the return of Harbour Homes")
    assert "Olu Officer\nfor the challenge panel of Marlbridge Partnership" in text
    assert headings(text) == []


def test_the_day_of_the_session_is_told_where_there_was_one() -> None:
    assert "talked about it on 20 November 2026" in written(held_on=date(2026, 11, 20))


def test_praise_comes_first_whatever_was_raised_first() -> None:
    praise = note("commendation", said(Step.RAISED, "Children chose."), said(Step.SHARED), number=2)
    text = written(
        notes=[asked(), praise], ratings=[], decisions=["Ask again in May."], held_on=AT.date()
    )
    assert headings(text) == [
        "What the panel commends",
        "What the panel asked",
        "Ratings that were agreed",
        "What the panel decided",
        "What comes next",
    ]
    (commended,) = next(b for b in parse(text) if isinstance(b, Bullets)).items
    assert commended[0].text == "Children chose. (a.2 How well is a.2 met?)"


def test_a_note_is_told_with_its_answer_and_its_outcome() -> None:
    text = written(
        notes=[
            asked(
                said(Step.RESPONSE, "The named nurse does,\n\n- every May."),
                said(Step.OUTCOME, "Thank you.", Outcome.ANSWERED.value),
            )
        ]
    )
    assert "**Note 1: a.2 How well is a.2 met?**\nThe panel: Who trains volunteers?" in text
    assert "Your answer on 20 November 2026: The named nurse does, every May." in text
    assert "this answers the note. Thank you." in text
    assert "What comes next" not in headings(text)


@pytest.mark.parametrize(
    ("outcome", "words", "then"),
    [
        (Outcome.NO_RESPONSE, "would still welcome one", None),
        (Outcome.ACTION_AGREED, "An action was agreed.", "Carry out the action of note 1."),
        (Outcome.CARRIED, "in the next cycle", "Look at note 1 again for the next return."),
    ],
)
def test_each_outcome_is_told_without_blame_and_with_what_follows(
    outcome: Outcome, words: str, then: str | None
) -> None:
    text = written(notes=[asked(said(Step.OUTCOME, "", outcome.value))])
    assert words in text
    assert (then is None) == ("What comes next" not in headings(text))
    assert then is None or then in text


def test_what_waits_for_an_answer_is_named_with_its_day() -> None:
    text = written(notes=[asked(said(Step.DUE, detail="2026-12-04"))])
    assert "Your answer is welcome by 4 December 2026." in text
    assert "- Answer note 1 by 4 December 2026, on the page of your return." in text


def test_ratings_are_told_only_where_the_board_shares_them() -> None:
    one = RatingTold("a.1", "Led by somebody?", "Green", "Amber", "No minutes.")
    assert "Amber" not in written(ratings=None)
    assert "Every one of your ratings stands" in written(ratings=[])
    assert "You said Green; agreed was Amber. No minutes." in written(ratings=[one])


def test_nothing_private_finds_its_way_into_a_draft() -> None:
    hidden = asked(
        said(Step.NOTE, CANARY, private=True),
        said(Step.NOTE, "Seen by you."),
        said(Step.OUTCOME, "", Outcome.ANSWERED.value),
    )
    reworded = note(
        "concern", said(Step.RAISED, CANARY), said(Step.SHARED, "In kinder words."), number=2
    )
    text = written(notes=[hidden, reworded])
    assert CANARY not in text
    assert "The panel added on 20 November 2026: Seen by you." in text
    assert "In kinder words." in text


def test_words_that_look_like_marks_shape_nothing_in_the_letter() -> None:
    text = written(notes=[asked(text="## Big\n- one\n- two")], decisions=["## Not a heading"])
    assert headings(text) == ["What the panel asked", "What the panel decided", "What comes next"]


LETTER = Letter(
    board="Marlbridge Partnership",
    cycle="Section 11, 2026",
    agency="Harbour Homes",
    reference="MB-1",
    version=2,
    issued_at=AT,
    issued_by="Olu Officer",
    to=(Addressee("Ana Lead", "safeguarding lead"),),
    body="## Thanks\nŵ ł 🙂",
    replaced_on=date(2026, 11, 1),
)


def test_an_issued_letter_is_read_back_as_it_was_written() -> None:
    assert from_json(to_json(LETTER)) == LETTER
    first = replace(LETTER, version=1, replaced_on=None)
    assert from_json(to_json(first)) == first


@pytest.mark.parametrize("text", ["[]", "{}", '{"format":2}', '{"format":1,"board":"x"}'])
def test_another_document_is_no_letter(text: str) -> None:
    with pytest.raises(ValueError, match="this letter"):
        from_json(text)


def test_a_letter_says_to_whom_it_goes_and_what_it_replaces() -> None:
    assert LETTER.address == ("Ana Lead, safeguarding lead", "Harbour Homes")
    assert LETTER.facts == (
        "20 November 2026",
        "Reference MB-1, letter 2",
        "This letter replaces letter 1 of 1 November 2026.",
    )
    assert len(replace(LETTER, replaced_on=None).facts) == 2


def test_a_letter_has_words_and_an_end() -> None:
    assert check_body("\n Words. ") == "Words."
    for body in ("", " \n", "x" * (LONGEST + 1)):
        with pytest.raises(Refused):
            check_body(body)
