"""Lines of enquiry about evidence that is older than an edition allows."""

from __future__ import annotations

from datetime import UTC, date, datetime

from s11.domain.enquiry import Rule
from s11.domain.standards import EvidenceRule
from tests.domain.enquiring import LONG, file, found, said, sentence, signed
from tests.domain.making import edition, rating

ASKED = edition(rating("a.1"))

DATED = edition(rating("a.1", evidence=EvidenceRule("An audit", "green", 18)))


def aged(*files, asked=DATED, at=datetime(2026, 11, 20, 12, 0, tzinfo=UTC)):
    return found(signed(asked, said("a.1", "green", LONG), files=files, at=at))


def test_evidence_older_than_allowed_on_the_day_of_signing_is_asked_about():
    lines = aged(file("a.1", "audit.pdf", date(2025, 5, 19)))
    assert [line.rule for line in lines] == [Rule.OLD_EVIDENCE]
    assert lines[0].sentence == (
        "The newest file is dated 19 May 2025: more than 18 months old when this was signed."
    )
    assert lines[0].evidence == (
        "Evidence here may be at most 18 months old.",
        "File: audit.pdf, dated 19 May 2025",
    )


def test_evidence_of_exactly_the_age_allowed_is_not():
    assert aged(file("a.1", dated=date(2025, 5, 20))) == []


def test_one_file_that_is_young_enough_is_enough():
    old, young = file("a.1", "old.pdf", date(2020, 1, 1)), file("a.1", "new.pdf", date(2026, 9, 1))
    assert aged(old, young) == [] == aged(young, old)


def test_months_end_where_the_calendar_ends_them():
    last_of_february = datetime(2026, 2, 28, 12, 0, tzinfo=UTC)
    the_31st = file("a.1", dated=date(2024, 8, 31))
    assert aged(the_31st, at=last_of_february) == []
    assert len(aged(the_31st, at=last_of_february.replace(month=3, day=1))) == 1


def test_a_day_that_the_later_month_has_stays_that_day():
    the_31st = file("a.1", dated=date(2024, 7, 31))
    assert aged(the_31st, at=datetime(2026, 1, 31, 12, 0, tzinfo=UTC)) == []
    assert len(aged(the_31st, at=datetime(2026, 2, 1, 12, 0, tzinfo=UTC))) == 1


def test_the_day_of_signing_is_london_s():
    just_after_midnight = datetime(2026, 7, 20, 23, 30, tzinfo=UTC)
    assert len(aged(file("a.1", dated=date(2025, 1, 20)), at=just_after_midnight)) == 1
    assert aged(file("a.1", dated=date(2025, 1, 21)), at=just_after_midnight) == []


def test_a_file_without_a_date_is_asked_about_more_gently():
    undated = aged(file("a.1", "audit.pdf"))[0]
    assert undated.sentence == "Nothing says how old the evidence is: the file has no date."
    old = aged(file("a.1", dated=date(2020, 1, 1)))[0]
    assert 0 < undated.weight < old.weight
    assert sentence(Rule.OLD_EVIDENCE, aged(file("a.1", "x.pdf"), file("a.1", "y.pdf"))) == (
        "Nothing says how old the evidence is: no file has a date."
    )


def test_no_age_is_asked_where_the_edition_sets_none():
    asked = edition(rating("a.1", evidence=EvidenceRule("An audit", "green")))
    assert aged(file("a.1", dated=date(2001, 1, 1)), asked=asked) == []
    assert aged(file("a.1", dated=date(2001, 1, 1)), asked=ASKED) == []
    assert aged() == [], "words have no date"


def test_a_file_under_another_question_is_no_evidence_here():
    assert aged(file("a.2", dated=date(2001, 1, 1))) == []
