"""The difference between two signed versions: what went, what came, and what stayed."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import example, given
from hypothesis import strategies as st

from s11.domain.answers import Answer, PlannedAction
from s11.domain.differences import (
    MOST_WORDS,
    Answered,
    Difference,
    Kind,
    Piece,
    difference,
    pieces_of,
)
from s11.domain.objectives import Objective
from s11.domain.report import AgencyReport, signed_report
from s11.domain.scoring import overall_score
from s11.domain.snapshot import SignedDocument, SignedFile, SignOff, scores_to_keep
from s11.domain.standards import AnswerIn
from tests.domain.making import answers, choice, criteria, edition, marked, rating, standard, told

NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)
ASKED = edition(
    standard("a", choice("a.1"), rating("a.2", show_if=AnswerIn("a.1", ("yes",)))),
    standard("b", rating("b.1", may_be_not_applicable=True), criteria("b.2", 60, 40)),
    standard("c", told("c.1", "text")),
)
SAID = answers(
    Answer("b.1", "amber", evidence="Audits run.\nStaff are trained.", impact="Fewer gaps."),
    marked("b.2", "mn"),
    a_1="no",
    c_1="We listen to children.",
)
MINUTES = SignedFile("b.1", "minutes.pdf", 2000, "a" * 64, None)


def report(said: dict[str, Answer], **more) -> AgencyReport:
    document = SignedDocument(
        **{
            "board": "B",
            "cycle": "C",
            "due_at": NOON,
            "agency": "A",
            "agency_type": "housing",
            "reference": "R",
            "version": 1,
            "edition_sha256": "",
            "answers": said,
            "files": (),
            "objectives": (),
            "last_objectives": (),
            "scores": scores_to_keep(overall_score(ASKED, "housing", said)),
            "contributors": (),
            "sign_off": SignOff("S", "Director", NOON, "True."),
            **more,
        }
    )
    return signed_report(document, ASKED, "")


def found(*changed: Answer, **more) -> Difference:
    """What a version in which these answers changed says otherwise than `SAID`."""
    return difference(
        report(SAID), report({**SAID, **{one.question: one for one in changed}}, **more)
    )


def test_two_versions_that_say_the_same_have_no_difference() -> None:
    assert not found()
    assert found() == Difference((), (), ())


def test_a_new_version_of_an_answer_in_the_same_words_is_no_difference() -> None:
    assert not found(replace(SAID["b.1"], version=7))


def test_a_rating_that_changed_is_told_in_words_with_its_tones() -> None:
    (one,) = found(replace(SAID["b.1"], value="green")).questions
    assert (one.number, one.asked) == ("b.1", (True, True))
    assert (one.before, one.after) == (Answered("Amber", "amber"), Answered("Green", "green"))
    assert one.texts == one.files == one.actions == one.marks == ()


def test_words_that_changed_are_told_word_by_word_under_their_label() -> None:
    (one,) = found(replace(SAID["b.1"], evidence="Audits run.\nAll staff are trained.")).questions
    assert (one.before, one.after) == (None, None)
    (text,) = one.texts
    assert text.label == "What shows this"
    assert text.pieces == (
        Piece(Kind.SAME, "Audits run.\n"),
        Piece(Kind.GONE, "Staff"),
        Piece(Kind.NEW, "All staff"),
        Piece(Kind.SAME, " are trained."),
    )


def test_a_sentence_that_is_added_strikes_nothing() -> None:
    pieces = pieces_of("Some are missed.", "Some are missed. Since May none is.")
    assert pieces == (Piece(Kind.SAME, "Some are missed."), Piece(Kind.NEW, " Since May none is."))


def test_a_text_question_tells_its_answer_as_words_not_as_a_short_answer() -> None:
    (one,) = found(Answer("c.1", "We listen to every child.")).questions
    assert one.before is None
    assert [text.label for text in one.texts] == ["Answer"]


def test_a_claim_that_it_does_not_apply_shows_with_its_reason() -> None:
    claim = Answer("b.1", not_applicable=True, na_reason="No such work here.")
    (one,) = found(claim).questions
    assert one.after == Answered("Does not apply", "na")
    assert ("Why it does not apply", (Piece(Kind.NEW, "No such work here."),)) in [
        (text.label, text.pieces) for text in one.texts
    ]


def test_a_question_that_a_choice_opened_was_asked_since() -> None:
    opened = found(*answers(a_1="yes", a_2="green").values()).questions
    assert [(one.number, one.asked) for one in opened] == [
        ("a.1", (True, True)),
        ("a.2", (False, True)),
    ]
    assert opened[1].before == Answered("", "")
    assert opened[1].after == Answered("Green", "green")


def test_a_question_that_a_choice_shut_is_no_longer_asked() -> None:
    yes = report({**SAID, **answers(a_1="yes", a_2="green")})
    shut = difference(yes, report(SAID)).questions
    assert [(one.number, one.asked) for one in shut] == [
        ("a.1", (True, True)),
        ("a.2", (True, False)),
    ]


def test_criteria_tell_the_parts_that_changed() -> None:
    (one,) = found(marked("b.2", "mm")).questions
    assert one.marks == (
        Piece(Kind.GONE, "Not met: Part y."),
        Piece(Kind.NEW, "Met: Part y."),
    )
    assert one.after == Answered("2 of 2 met", "")


def test_files_and_actions_that_came_or_went_are_told() -> None:
    doing = replace(SAID["b.1"], actions=(PlannedAction("Train all", "HR", "2027-01-31"),))
    (one,) = found(doing, files=(MINUTES,)).questions
    assert one.files == ((Kind.NEW, MINUTES),)
    assert one.actions == (Piece(Kind.NEW, "Train all (HR, by 31 January 2027)"),)


def test_scores_before_and_after_are_told_where_they_changed() -> None:
    changes = found(replace(SAID["b.1"], value="green")).scores
    assert [change.title for change in changes] == ["Overall", "b. Standard b"]
    assert changes[1].before is not None
    assert changes[1].after is not None
    assert changes[1].before.percent == 55
    assert changes[1].after.percent == 80


def test_objectives_that_changed_are_told() -> None:
    (one,) = found(
        objectives=(Objective(1, "Train volunteers", "Nobody works untrained"),)
    ).objectives[:1]
    assert one.label == "Objective 1: what we intend to do"
    assert one.pieces == (Piece(Kind.NEW, "Train volunteers"),)


WORDS = st.text(st.sampled_from("ab \n\u2028é"), max_size=60)


def of(pieces: tuple[Piece, ...], *kinds: Kind) -> str:
    return "".join(piece.text for piece in pieces if piece.kind in kinds)


@given(WORDS, WORDS)
@example("", "a")
@example("a\nb", "a\nb\n")
def test_the_pieces_hold_both_texts_whole(before: str, after: str) -> None:
    pieces = pieces_of(before, after)
    assert of(pieces, Kind.SAME, Kind.GONE) == before
    assert of(pieces, Kind.SAME, Kind.NEW) == after
    assert all(piece.text for piece in pieces)


@given(WORDS)
def test_a_text_and_itself_are_one_piece_that_stayed(text: str) -> None:
    assert pieces_of(text, text) == ((Piece(Kind.SAME, text),) if text else ())


def test_a_word_changed_in_a_very_long_text_is_found_and_the_rest_stays() -> None:
    words = [f"word{n}" for n in range(20 * MOST_WORDS)]
    other = [*words]
    other[MOST_WORDS * 2] = "changed"
    pieces = pieces_of(" ".join(words), " ".join(other))
    assert of(pieces, Kind.NEW) == " changed"
    assert of(pieces, Kind.GONE) == f" word{MOST_WORDS * 2}"


def test_texts_as_long_as_can_be_are_compared_in_bounded_time() -> None:
    began = time.perf_counter()
    pieces_of("a b " * 25_000, "b a c " * 16_000)
    pieces_of("a\n" * 10_000, "b\na\n" * 5_000)
    assert time.perf_counter() - began < 5
