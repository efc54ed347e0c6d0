"""Filling in a standard's page as a lead would: every question that shows, by its type."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator

from s11.domain.standards import AnswerType, LevelScale, Question, Standard
from tests.browser.visitor import Visitor

Fill = Callable[[Visitor, Locator, Question, int], None]
# Most ratings are at the top, with what shows it; every third is below, with an action.
BELOW_EVERY = 3


def numbered(standard: Standard) -> list[tuple[str, Question]]:
    """(number on the page, question) of a standard, hidden ones included."""
    return [(f"{standard.key}.{n}", q) for n, q in enumerate(standard.questions, 1)]


def fill_standard(visitor: Visitor, standard: Standard, filled: set[str]) -> int:
    """Fill every question that shows and is not in `filled` yet; how many were."""
    count = 0
    for place, (number, question) in enumerate(numbered(standard)):
        card = visitor.question(number)
        if question.id in filled or not card.is_visible():
            continue
        FILLS[question.type](visitor, card, question, place)
        filled.add(question.id)
        count += 1
    return count


def rate(visitor: Visitor, card: Locator, question: Question, place: int) -> None:
    """The top level with what shows it, or the first that asks for an action, with one."""
    below = question.action_below is not None and place % BELOW_EVERY == BELOW_EVERY - 1
    if isinstance(question.scale, LevelScale):
        choose(card, level_of(question, question.scale, below=below))
    else:
        card.get_by_label("Rating, in steps of").fill("60" if below else "100")
    visitor.type("What shows this?", f"The minutes of May show {question.id}.", card)
    if below:
        act(visitor, card, f"Put {question.id} right in every team")


def level_of(question: Question, scale: LevelScale, *, below: bool) -> str:
    """The words of the top level, or of the first below the one that asks for no action."""
    levels = sorted(scale.levels, key=lambda level: -level.points)
    enough = scale.level(question.action_below or "") if below else None
    return next(one.label for one in levels if enough is None or one.points < enough.points)


def act(visitor: Visitor, card: Locator, what: str) -> None:
    """An action with an owner and a date."""
    visitor.type("What will be done", what, card)
    visitor.type("Who will see to it", "Head of practice", card)
    visitor.date("By when", "31", "3", "2027", card)


def choose(card: Locator, words: str) -> None:
    """Choose one of the answers by the words on it."""
    card.get_by_role("radio", name=words, exact=True).first.check()


def _criteria(_visitor: Visitor, card: Locator, question: Question, _place: int) -> None:
    for part in question.criteria:
        choose(card.get_by_role("group", name=part.text), "Met")


def _choice(_visitor: Visitor, card: Locator, question: Question, _place: int) -> None:
    # "Yes" opens more questions than any other answer does.
    labels = [option.label for option in question.options]
    choose(card, "Yes" if "Yes" in labels else labels[0])


def _number(_visitor: Visitor, card: Locator, _question: Question, _place: int) -> None:
    card.get_by_role("textbox", name="Number").fill("12")


def _percentage(_visitor: Visitor, card: Locator, _question: Question, _place: int) -> None:
    card.get_by_role("textbox", name="Percentage").fill("72")


def _date(visitor: Visitor, card: Locator, _question: Question, _place: int) -> None:
    visitor.date("Date", "14", "5", "2026", card)


def _text(visitor: Visitor, card: Locator, question: Question, _place: int) -> None:
    visitor.type("Answer", f"Young people were asked about {question.id}.", card)


FILLS: dict[AnswerType, Fill] = {
    AnswerType.RATING: rate,
    AnswerType.CRITERIA: _criteria,
    AnswerType.CHOICE: _choice,
    AnswerType.NUMBER: _number,
    AnswerType.PERCENTAGE: _percentage,
    AnswerType.DATE: _date,
    AnswerType.TEXT: _text,
}
