"""An invented return with everything in it, and whole reports of any wording, for the tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from s11.domain.answers import Answer, CriterionMark, Mark, PlannedAction
from s11.domain.objectives import Objective
from s11.domain.report import AgencyReport, signed_report
from s11.domain.scoring import overall_score
from s11.domain.snapshot import (
    SignedDocument,
    SignedFile,
    SignOff,
    scores_to_keep,
    sha256_of,
    to_json,
)
from s11.domain.standards import AnswerIn, Edition, EvidenceRule, Question, Standard
from tests.domain.making import BANDS, FOUR, PERCENT, choice, criteria, rating, told

BOARD = "Marlbridge Safeguarding Children Partnership"
TITLES = {
    "a": "Leadership and commitment",
    "b": "A clear statement of responsibilities",
    "c": "Lines of accountability",
    "d": "Service development",
    "e": "Staff training",
    "f": "Safe recruitment",
    "g": "Working together",
    "h": "Information sharing",
}
EVIDENCE = (
    "The volunteer register was audited in May & June: 46 of 52 records held both references.",
    "Staff in three teams were asked how they would raise a concern about a colleague. Each could "
    "name the person to go to, and two had done so since the last return.",
    "The annual report went to the governing body in September with what children had told us.\n"
    "Supervision is recorded every four weeks; where it slipped, the manager was told in days.",
)
IMPACT = (
    "Two people were asked to wait until their references came.",
    "Children on the youth panel chose which of our leaflets to rewrite first, and why.",
)


def edition() -> Edition:
    """Eight standards of eight questions, of every type, one of them open to no agency here."""
    standards = tuple(_standard(key, title) for key, title in TITLES.items())
    return Edition(
        "section-11",
        "2026",
        "Section 11 self-assessment 2026",
        standards,
        BANDS,
        agency_types={"housing": "Housing association", "health": "Health trust"},
    )


def _standard(key: str, title: str) -> Standard:
    evidence = EvidenceRule("Name the register, audit or report.", "green")
    questions: tuple[Question, ...] = (
        rating(
            f"{key}.lead",
            critical=True,
            evidence=evidence,
            action_below="green",
            guidance="A named person sits on the governing body and speaks there for children.",
        ),
        rating(f"{key}.reach", may_be_not_applicable=True, action_below="green"),
        criteria(f"{key}.parts", 40, 35, 25),
        choice(f"{key}.offers"),
        rating(f"{key}.opened", FOUR, show_if=AnswerIn(f"{key}.offers", ("yes",))),
        rating(f"{key}.share", PERCENT),
        told(f"{key}.words", "text"),
        told(f"{key}.when", "date"),
        rating(f"{key}.wards", applies_to=frozenset({"health"})),
    )
    texts = {
        "lead": f"Leaders answer for {title.lower()}, and hear what children and families say.",
        "reach": "What we promise holds for volunteers and contractors too.",
        "parts": "The arrangements are built into everyday work.",
        "offers": "Do you offer this service to families yourselves?",
        "opened": "The service is reviewed with the families who use it.",
        "share": "What share of staff could show that they know the arrangements?",
        "words": "What has changed since your last return?",
        "when": "When did the governing body last look at this?",
        "wards": "Wards follow the same arrangements at night.",
    }
    return Standard(
        key,
        title,
        tuple(replace(q, text=texts[q.id.partition(".")[2]]) for q in questions),
        intro="Children are safer where the people at the top are seen to answer for it.",
    )


ACTION = PlannedAction(
    "Complete the references of the six volunteers who were appointed before 2023.",
    "Volunteer coordinator",
    "2027-01-31",
)


def answers() -> dict[str, Answer]:
    """An answer to every question that a housing association is asked, some of each kind."""
    given: list[Answer] = []
    for at, key in enumerate(TITLES):
        level = ("green", "amber", "green", "red", "green")[at % 5]
        actions = () if level == "green" else (ACTION,)
        given += [
            Answer(
                f"{key}.lead",
                level,
                evidence=EVIDENCE[at % 3],
                impact=IMPACT[at % 2],
                actions=actions,
            ),
            _reach(key, at),
            Answer(f"{key}.parts", marks=_marks(at), evidence=EVIDENCE[(at + 1) % 3]),
            Answer(f"{key}.offers", "yes" if at % 2 else "no"),
            Answer(f"{key}.share", str(55 + 5 * at), evidence=EVIDENCE[(at + 2) % 3]),
            Answer(f"{key}.words", EVIDENCE[(at + 2) % 3]),
            Answer(f"{key}.when", "2026-09-14"),
        ]
        if at % 2:
            given.append(Answer(f"{key}.opened", "1234"[at % 4], evidence=EVIDENCE[at % 3]))
    return {one.question: one for one in given}


def _reach(key: str, at: int) -> Answer:
    if at % 3 == 1:
        reason = "We have neither volunteers nor contractors in this part of our work."
        return Answer(f"{key}.reach", not_applicable=True, na_reason=reason)
    owner = PlannedAction(
        "Write the promise into new contracts.", "Head of contracts", "2026-12-15"
    )
    return Answer(f"{key}.reach", "amber", evidence=EVIDENCE[at % 3], actions=(owner, ACTION))


def _marks(at: int) -> dict[str, CriterionMark]:
    last = CriterionMark(Mark.NOT_APPLICABLE, "Nobody here works at night.")
    return {
        "x": CriterionMark(Mark.MET),
        "y": CriterionMark(Mark.MET if at % 2 else Mark.NOT_MET),
        "z": CriterionMark(Mark.MET) if at % 3 else last,
    }


FILES = (
    SignedFile(
        "a.lead", "Volunteer register audit, May.pdf", 217_088, "ab" * 32, date(2026, 5, 14)
    ),
    SignedFile("a.lead", "Governing body minutes.docx", 3_400_000, "cd" * 32, None),
    SignedFile(
        "f.lead", "Volunteer register audit, May.pdf", 217_088, "ef" * 32, date(2026, 5, 14)
    ),
)
OBJECTIVES = (
    Objective(1, "Hear from tenants under 18 before each estate review.", "Reviews quote them."),
    Objective(2, "Train caretakers to notice neglect.", "Caretakers refer concerns."),
)
LAST_OBJECTIVES = (
    Objective(
        1,
        "Give every team a named safeguarding adviser.",
        "Staff ask before they worry alone.",
        "All nine teams have one; two changed in the year.",
        "Calls to advisers doubled, and referrals were clearer.",
    ),
)


def document(given: Mapping[str, Answer] | None = None, **values: object) -> SignedDocument:
    """A signed return of Marlbridge Housing, or of whoever `values` say."""
    its_answers = answers() if given is None else dict(given)
    plain = {
        "board": BOARD,
        "cycle": "Section 11, autumn 2026",
        "due_at": datetime(2026, 11, 30, 17, 0, tzinfo=UTC),
        "agency": "Marlbridge Housing",
        "agency_type": "housing",
        "reference": "MB-7F2K-9Q",
        "version": 1,
        "edition_sha256": "0" * 64,
        "answers": its_answers,
        "files": FILES,
        "objectives": OBJECTIVES,
        "last_objectives": LAST_OBJECTIVES,
        "scores": scores_to_keep(overall_score(edition(), "housing", its_answers)),
        "contributors": ("Priya Anand", "Sam Okafor"),
        "sign_off": SignOff(
            "Dilys Rowe",
            "Director of housing",
            datetime(2026, 11, 20, 16, 20, tzinfo=UTC),
            "I have read this return and declare that it is a true account.",
        ),
    }
    return SignedDocument(**{**plain, **values})


def text_of(**values: object) -> str:
    """The canonical JSON of such a return."""
    return to_json(document(**values))


def report(given: Mapping[str, Answer] | None = None, **values: object) -> AgencyReport:
    """The report of such a return."""
    signed = document(given, **values)
    return signed_report(signed, edition(), sha256_of(to_json(signed)))


def reports(count: int) -> list[AgencyReport]:
    """So many reports of some seventeen pages, each in words of its own."""
    return [
        report(
            {
                key: replace(said, evidence=f"{said.evidence} Record {turn}.")
                for key, said in answers().items()
            }
        )
        for turn in range(count)
    ]


FIELDS, LONG_FIELDS = 25, 15
"""How often the text of `typed_document` stands on a report; where it is longer than a name may be.
"""


def typed_document(text: str) -> SignedDocument:
    """A return in which people typed `text` wherever they can type."""
    action = PlannedAction(text, text[:200], text[:200])
    given = (
        Answer("a.lead", "amber", evidence=text, impact=text, actions=(action,)),
        Answer("a.reach", not_applicable=True, na_reason=text),
        Answer("a.parts", marks={"x": CriterionMark(Mark.NOT_APPLICABLE, text)}, evidence=text),
        Answer("a.words", text),
    )
    objective = Objective(1, text, text)
    return document(
        {one.question: one for one in given},
        objectives=(objective,),
        last_objectives=(replace(objective, done=text, difference=text),),
        files=(SignedFile("a.lead", text[:200], 1, "ab" * 32, None),),
        contributors=(text[:200],),
        sign_off=SignOff(text[:200], text[:200], datetime(2026, 11, 20, tzinfo=UTC), text),
    )
