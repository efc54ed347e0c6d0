"""Small editions and answers for the tests of the standards, and strategies that invent them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st

from s11.domain.answers import Answer, CriterionMark, Mark
from s11.domain.standards import (
    AnswerIn,
    AnswerType,
    Band,
    Criterion,
    Edition,
    Level,
    LevelScale,
    Option,
    PercentScale,
    Question,
    Standard,
)

# A busy machine is no fault of the code: how long one example takes is not what is tested here.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

RAG = LevelScale(
    "rag",
    (
        Level("green", "Green", "In place and shown to work.", 2, "green"),
        Level("amber", "Amber", "Partly in place.", 1, "amber"),
        Level("red", "Red", "Not in place.", 0, "red"),
    ),
)
FOUR = LevelScale(
    "four",
    tuple(
        Level(value, f"Grade {value}", "", points)
        for value, points in zip("1234", (4, 3, 2, 1), strict=True)
    ),
)
PERCENT = PercentScale("percent5", 5)
BANDS = (Band(85, "Assured"), Band(60, "Partly assured"), Band(0, "Not assured"))


def rating(id: str, scale=RAG, **parts) -> Question:
    return Question(id, AnswerType.RATING, f"How well is {id} met?", scale=scale, **parts)


def choice(id: str, **parts) -> Question:
    options = (Option("yes", "Yes"), Option("no", "No"))
    return Question(id, AnswerType.CHOICE, f"Does {id} happen?", options=options, **parts)


def told(id: str, type: str, **parts) -> Question:
    return Question(id, AnswerType(type), f"Tell us about {id}.", **parts)


def criteria(id: str, *marks: float, **parts) -> Question:
    rows = tuple(
        Criterion(name, f"Part {name}.", worth, may_be_not_applicable=True)
        for name, worth in zip("xyz", marks, strict=False)
    )
    return Question(id, AnswerType.CRITERIA, f"How far is {id} built in?", criteria=rows, **parts)


def standard(key: str, *questions: Question, weight: float = 1) -> Standard:
    return Standard(key, f"Standard {key}", questions, weight)


def edition(*parts: Standard | Question, name: str = "2026", **more) -> Edition:
    """An edition of standards, or of one standard "a" with the questions given."""
    questions = [part for part in parts if isinstance(part, Question)]
    standards = (standard("a", *questions),) if questions else parts
    return Edition("tiny", name, f"Tiny {name}", standards, BANDS, **more)


def gave(question: str, value: str) -> Answer:
    return Answer(question, value)


def claimed(question: str, reason: str = "No such work here.") -> Answer:
    return Answer(question, not_applicable=True, na_reason=reason)


def marked(question: str, letters: str) -> Answer:
    """Marks by letter for the criteria x, y, z: m met, n not met, - does not apply."""
    kinds = {"m": Mark.MET, "n": Mark.NOT_MET, "-": Mark.NOT_APPLICABLE}
    marks = {
        name: CriterionMark(kinds[letter], "Not ours." if letter == "-" else "")
        for name, letter in zip("xyz", letters, strict=False)
    }
    return Answer(question, marks=marks)


def answers(*given: Answer, **values: str) -> dict[str, Answer]:
    """Answers by question id; a keyword `a_1="green"` answers the question a.1."""
    by_word = (gave(name.replace("_", "."), value) for name, value in values.items())
    return {answer.question: answer for answer in (*given, *by_word)}


SCALES = st.sampled_from([RAG, FOUR, PERCENT])
WEIGHTS = st.sampled_from([0.0, 0.5, 1.0, 1.7, 2.0, 3.0])


def values_of(scale) -> list[str]:
    if isinstance(scale, PercentScale):
        return [str(step) for step in range(0, 101, scale.step)]
    return [level.value for level in scale.levels]


@st.composite
def editions(draw, name: str = "2026") -> Edition:
    """One to three standards of up to five questions, some of them opened by a choice."""
    standards = []
    for key in "abc"[: draw(st.integers(1, 3))]:
        questions: list[Question] = [choice(f"{key}.0")]
        for number in range(1, draw(st.integers(2, 5))):
            more = {"weight": draw(WEIGHTS), "may_be_not_applicable": True}
            if draw(st.booleans()):
                more["show_if"] = AnswerIn(f"{key}.0", ("yes",))
            id = f"{key}.{number}"
            make = st.one_of(
                st.builds(rating, st.just(id), SCALES),
                st.builds(criteria, st.just(id), st.just(40.0), st.just(35.0), st.just(25.0)),
            )
            critical = draw(st.integers(0, 5)) == 0
            questions.append(replace(draw(make), critical=critical, **more))
        standards.append(standard(key, *questions, weight=draw(WEIGHTS)))
    return edition(*standards, name=name)


@st.composite
def answers_to(draw, asked: Edition, whole: bool = False) -> dict[str, Answer]:
    """Answers of every kind; with `whole`, none left out."""
    given: Iterable[Answer] = (
        draw(_answer_to(question))
        for question in asked.questions()
        if whole or draw(st.integers(0, 4))
    )
    return {answer.question: answer for answer in given}


def _answer_to(question: Question) -> st.SearchStrategy[Answer]:
    id = st.just(question.id)
    if question.type is AnswerType.CHOICE:
        return st.builds(gave, id, st.sampled_from(["yes", "no"]))
    claim = st.builds(claimed, id)
    if question.type is AnswerType.CRITERIA:
        return st.one_of(st.builds(marked, id, st.text("mn-", min_size=3, max_size=3)), claim)
    return st.one_of(st.builds(gave, id, st.sampled_from(values_of(question.scale))), claim)
