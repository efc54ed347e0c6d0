"""The forms of a session: what each card says, and each fault beside its own question."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict

from forms.panel_session import DecisionForm, agree_form, presence_form
from s11.domain.agreeing import Pick, proposals
from s11.domain.moderation import PanelRating
from s11.domain.sessions import Present
from tests.domain.making import PERCENT, answers, criteria, edition, marked, rating

SMALL = edition(rating("a.1"), rating("a.2", PERCENT), criteria("a.3", 60, 40))
SAID = answers(marked("a.3", "mm"), a_1="green", a_2="80")
PROPOSED = {
    "a.1": PanelRating("a.1", "amber", reason="No minutes."),
    "a.2": PanelRating("a.2", "55", reason="Half of it."),
    "a.3": PanelRating("a.3", met=frozenset("x"), reason="Only the first."),
}


def posted(**fields: object) -> MultiDict[str, object]:
    """Fields by name, `a_1_pick` for a.1-pick; a list for several values."""
    named = {f"{n[0]}.{n[2]}-{n[4:]}": value for n, value in fields.items()}
    return MultiDict(named)


def form(data: MultiDict[str, object] | None = None):
    return agree_form(proposals(SMALL, SAID, PROPOSED, {}), "seen", data)


def agreed(**fields: object) -> tuple[dict[str, PanelRating], list[tuple[str, str]]]:
    made = form(posted(**fields))
    made.validate()
    ratings = made.agreed(SMALL, "housing", SAID)
    return {one.question: one for one in ratings}, made.faults()


def test_the_page_begins_with_agreeing_what_is_proposed() -> None:
    made = form()
    assert made.read.data == "seen"
    assert [card.pick.data for card in made.cards] == [Pick.AGREE.value] * 3
    assert [str(one.label) for one in made.cards[0].pick.iter_choices()] == [
        "Agree the panel’s rating: Amber",
        "Keep the self-rating: Green",
        "Agree another rating",
    ]


def test_each_card_says_what_is_agreed_of_its_question() -> None:
    ratings, faults = agreed(
        a_1_pick="agree",
        a_2_pick="other",
        a_2_value="60",
        a_2_reason="A little more.",
        a_3_pick="keep",
    )
    assert faults == []
    assert (ratings["a.1"].value, ratings["a.1"].reason) == ("amber", "No minutes.")
    assert (ratings["a.2"].value, ratings["a.2"].reason) == ("60", "A little more.")
    assert ratings["a.3"].accepts


def test_criteria_can_be_agreed_otherwise() -> None:
    ratings, faults = agreed(
        a_1_pick="keep", a_2_pick="keep", a_3_pick="other", a_3_met="y", a_3_reason="The second."
    )
    assert faults == []
    assert ratings["a.3"].met == {"y"}


def test_another_rating_needs_its_rating_and_its_reason_at_its_own_fields() -> None:
    _, faults = agreed(a_1_pick="other", a_2_pick="other", a_2_value="55", a_3_pick="keep")
    assert faults == [
        ("Choose the rating that is agreed on a.1.", "a.1-value"),
        ("Say why a.2 is rated otherwise than the agency rated it.", "a.2-reason"),
    ]


def test_a_percentage_is_a_step_of_its_scale() -> None:
    _, faults = agreed(
        a_1_pick="keep", a_2_pick="other", a_2_value="57", a_2_reason="So.", a_3_pick="keep"
    )
    assert faults == [("Choose the rating that is agreed on a.2.", "a.2-value")]


def test_a_card_without_a_choice_or_with_a_strange_one_is_named() -> None:
    ratings, faults = agreed(a_1_pick="sell", a_2_pick="keep")
    assert [anchor for _, anchor in faults] == ["a.1-pick", "a.3-pick"]
    assert set(ratings) == {"a.2"}


def test_a_decision_needs_words() -> None:
    made = DecisionForm(MultiDict({"text": "  "}))
    assert not made.validate()
    assert made.faults() == [("Write what was decided.", "text")]


def test_presence_is_read_as_what_the_page_changed() -> None:
    boxes = [Present("Emyr", 7), Present("Ana", 8)]
    data = MultiDict([("here", "person:8"), ("guests", "Bo\r\n\r\nCy")])
    said = presence_form(boxes, [boxes[0]], data).attendance(["person:7"])
    assert said.shown == {"person:7"}
    assert said.ticked == {"person:8"}
    assert [guest for guest in said.guests if guest] == ["Bo", "Cy"]
