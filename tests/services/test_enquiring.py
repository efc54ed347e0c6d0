"""Enquiring: facts gathered from what was signed, and lines put aside and taken up again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from s11 import clock
from s11.domain.challenges import Anchor, ChallengeKind, Outcome, Side, Step
from s11.domain.enquiry import Rule
from s11.domain.errors import Refused, WrongState
from s11.domain.permissions import Role
from s11.domain.snapshot import SignedDocument, from_json
from s11.domain.standards import Edition
from s11.services import enquiring
from s11.services.editions import frozen
from s11.services.enquiring import LineSeen
from s11.services.recording import By
from s11.store import signing
from s11.store.database import db
from s11.store.models import ChallengeEntry, ChallengeRow, EnquiryDismissal, Event, Person
from s11.store.submissions import ReturnInHand
from tests import factories
from tests.domain.making import answers, edition, rating
from tests.services.cycles_of_one import History
from tests.services.test_signing import at_once

ASKED = replace(
    edition(rating("a.1", critical=True), rating("a.2"), agency_types={"housing": "Housing"}),
    framework="section-11",
)
KEY = "raised:a.2"
REASON = "The minutes of March show it."


class Enquiry:
    """An agency that raised a rating on the words of the cycle before, and the panel's reader."""

    def __init__(self) -> None:
        self.history = History()
        self.history.cycle("s11-2025", ASKED)
        self.history.cycle("s11-2026", ASKED, previous="s11-2025")
        self.history.sign("s11-2025", answers(a_1="green", a_2="red"))
        self.history.sign("s11-2026", answers(a_1="green", a_2="amber"))
        member = (Role.PANEL_MEMBER, self.history.board, None)
        self.emyr = factories.person(member, name="Emyr Panel")
        self.oyin = factories.person(member, name="Oyin Panel")

    @property
    def page(self) -> ReturnInHand:
        return self.history.page("s11-2026")

    @property
    def edition(self) -> Edition:
        return frozen(self.page.edition_sha256 or "")

    @property
    def document(self) -> SignedDocument:
        return from_json(signing.signed_versions(self.page.id)[0].document)

    def lines(self) -> tuple[LineSeen, ...]:
        return enquiring.lines(self.page, self.edition, self.document)

    def line(self, key: str = KEY) -> LineSeen:
        return next(seen for seen in self.lines() if seen.line.key == key)

    def by(self, who: Person | None = None) -> By:
        return factories.by(who or self.emyr)

    def dismiss(self, reason: str = REASON, read: int = 0, who: Person | None = None) -> None:
        enquiring.dismiss(self.by(who), self.page, self.edition, self.document, KEY, reason, read)

    def take_up(self, read: int, who: Person | None = None) -> None:
        enquiring.take_up(self.by(who), self.page, KEY, read)


@pytest.fixture
def panel(app: Flask) -> Enquiry:
    return Enquiry()


def said() -> list[tuple[str, int, bool]]:
    rows = db.session.scalars(select(EnquiryDismissal).order_by(EnquiryDismissal.id))
    return [(row.line, row.version, row.dismissed) for row in rows]


def events() -> list[Event]:
    kinds = ("line of enquiry put aside", "line of enquiry taken up again")
    return list(db.session.scalars(select(Event).where(Event.kind.in_(kinds)).order_by(Event.id)))


def test_lines_are_found_from_this_return_and_the_one_before(panel: Enquiry) -> None:
    assert [seen.line.sentence for seen in panel.lines()] == [
        "Rated amber, up from red, with the same words as last time and no new file."
    ]
    seen = panel.line()
    assert (seen.dismissed, seen.version, seen.reason, seen.at) == (False, 0, "", None)


def test_the_first_return_of_an_agency_has_lines_too(panel: Enquiry) -> None:
    panel.history.sign("s11-2025", answers(a_1="amber", a_2="red"))
    page = panel.history.page("s11-2025")
    document = from_json(signing.signed_versions(page.id)[0].document)
    found = enquiring.lines(page, panel.edition, document)
    assert [seen.line.rule for seen in found] == [Rule.CRITICAL]


def test_similar_agencies_of_the_same_cycle_stand_beside_it(panel: Enquiry) -> None:
    for name in ("North Homes", "South Homes", "West Homes"):
        panel.history.sign("s11-2026", answers(a_1="green", a_2="green"), name)
        assert bool([s for s in panel.lines() if s.line.rule is Rule.FAR]) is (name[0] == "W")
    police = answers(a_1="green", a_2="red")
    panel.history.sign("s11-2026", police, "Marlshire Police", "police")
    assert panel.line("far:a.2").line.evidence[-1] == (
        "Mean of 3 other agencies of the same type: 100%"
    )


def carry(panel: Enquiry, *, shared: bool) -> None:
    page, at = panel.history.page("s11-2025"), clock.now()
    row = ChallengeRow(
        submission_id=page.id,
        number=1,
        kind=ChallengeKind.CONCERN,
        standard="a",
        question="a.2",
        raised_by=panel.emyr.id,
        raised_at=at,
        shared_at=at if shared else None,
        outcome=Outcome.CARRIED,
    )
    db.session.add(row)
    db.session.flush()
    steps = [Step.RAISED, *([Step.SHARED] if shared else []), Step.OUTCOME]
    for number, step in enumerate(steps, 1):
        is_raised, is_end = step is Step.RAISED, step is Step.OUTCOME
        entry = ChallengeEntry(
            challenge_id=row.id,
            number=number,
            side=Side.PANEL,
            step=step,
            text="Who covers absence?" if is_raised else "",
            detail=Outcome.CARRIED if is_end else "",
            said_by=panel.emyr.id,
            said_at=at,
        )
        db.session.add(entry)
    db.session.commit()


@pytest.mark.parametrize("shared", [True, False], ids=["shared", "private to the panel"])
def test_a_note_carried_from_the_cycle_before_comes_first(panel: Enquiry, shared: bool) -> None:
    carry(panel, shared=shared)
    first = panel.lines()[0].line
    assert first.sentence == "Note 1 was carried over from Audit s11-2025."
    assert first.evidence == ("Concern: “Who covers absence?”",)
    assert Anchor(first.standard, first.question) == Anchor("a", "a.2")


def test_a_line_is_put_aside_with_its_reason(panel: Enquiry) -> None:
    panel.dismiss(f"  {REASON}\n")
    seen = panel.line()
    assert (seen.dismissed, seen.reason, seen.by, seen.version) == (True, REASON, "Emyr Panel", 1)
    assert seen.at is not None
    assert abs(seen.at - clock.now()) < timedelta(minutes=5)


@pytest.mark.parametrize("reason", ["", "  \n "])
def test_a_line_is_not_put_aside_without_a_reason(panel: Enquiry, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        panel.dismiss(reason)
    assert refused.value.field == "reason"
    assert said() == []


def test_a_line_is_taken_up_again_and_nothing_is_changed_in_place(panel: Enquiry) -> None:
    panel.dismiss()
    panel.take_up(1, panel.oyin)
    seen = panel.line()
    assert (seen.dismissed, seen.reason, seen.by, seen.version) == (False, "", "Oyin Panel", 2)
    panel.dismiss("It was asked in May.", 2)
    assert said() == [(KEY, 1, True), (KEY, 2, False), (KEY, 3, True)]


def test_the_record_names_the_line_and_never_the_reason_s_words(panel: Enquiry) -> None:
    panel.dismiss()
    panel.take_up(1)
    assert [(event.kind, event.subject) for event in events()] == [
        ("line of enquiry put aside", panel.page.path),
        ("line of enquiry taken up again", panel.page.path),
    ]
    for event in events():
        assert KEY in event.detail
        assert REASON not in event.detail


def test_a_stale_page_is_told_so_and_changes_nothing(panel: Enquiry) -> None:
    panel.dismiss()
    with pytest.raises(WrongState, match="Another member of the panel changed this line"):
        panel.dismiss("Another reason.", 0, panel.oyin)
    with pytest.raises(WrongState, match="Another member of the panel changed this line"):
        panel.take_up(0, panel.oyin)
    assert (panel.line().reason, said()) == (REASON, [(KEY, 1, True)])


def test_only_what_was_put_aside_is_taken_up(panel: Enquiry) -> None:
    with pytest.raises(WrongState, match="has not been put aside"):
        panel.take_up(0)
    panel.dismiss()
    panel.take_up(1)
    with pytest.raises(WrongState, match="has not been put aside"):
        panel.take_up(2)
    assert len(said()) == 2


@pytest.mark.parametrize("key", ["raised:a.1", "unknown:a.2", "", "raised:" + "a" * 200])
def test_a_line_that_is_not_there_is_not_put_aside(panel: Enquiry, key: str) -> None:
    with pytest.raises(WrongState, match="does not apply to the return any more"):
        enquiring.dismiss(panel.by(), panel.page, panel.edition, panel.document, key, REASON, 0)
    assert said() == []


def test_a_new_version_that_was_signed_meanwhile_is_to_be_read_first(panel: Enquiry) -> None:
    page, document = panel.page, panel.document
    panel.history.sign("s11-2026", answers(a_1="green", a_2="amber"))
    with pytest.raises(WrongState, match="signed a new version"):
        enquiring.dismiss(panel.by(), page, panel.edition, document, KEY, REASON, 0)
    panel.dismiss()
    assert panel.line().dismissed


def test_a_dismissal_stays_with_its_line_in_a_new_version(panel: Enquiry) -> None:
    panel.dismiss()
    panel.history.sign("s11-2026", answers(a_1="amber", a_2="amber"))
    assert panel.line().dismissed
    assert not panel.line("critical:a.1").dismissed
    panel.history.sign("s11-2026", answers(a_1="green", a_2="red"))
    assert KEY not in {seen.line.key for seen in panel.lines()}


def test_a_dismissal_is_of_one_return_alone(panel: Enquiry) -> None:
    panel.history.sign("s11-2025", answers(a_1="green", a_2="red"), "North Homes")
    panel.history.sign("s11-2026", answers(a_1="green", a_2="amber"), "North Homes")
    panel.dismiss()
    page = panel.history.page("s11-2026", "North Homes")
    document = from_json(signing.signed_versions(page.id)[0].document)
    assert [seen.dismissed for seen in enquiring.lines(page, panel.edition, document)] == [False]


def test_an_edition_that_switches_a_rule_off_is_followed(app: Flask) -> None:
    rules = replace(ASKED.enquiry, weights={Rule.RAISED: 0.0})
    history = History()
    history.cycle("s11-2025", ASKED)
    history.cycle("s11-2026", replace(ASKED, enquiry=rules), previous="s11-2025")
    history.sign("s11-2025", answers(a_1="green", a_2="red"))
    history.sign("s11-2026", answers(a_1="green", a_2="amber"))
    page = history.page("s11-2026")
    document = from_json(signing.signed_versions(page.id)[0].document)
    assert enquiring.lines(page, frozen(page.edition_sha256 or ""), document) == ()


def test_lines_take_a_fixed_few_statements(panel: Enquiry) -> None:
    page, asked, document = panel.page, panel.edition, panel.document
    enquiring.lines(page, asked, document)
    with factories.statements() as ran:
        enquiring.lines(page, asked, document)
    assert len(ran) <= 6, ran


def test_of_twenty_who_put_a_line_aside_at_once_one_does(each_database: Flask) -> None:
    panel = Enquiry()
    page, asked, document, by = panel.page, panel.edition, panel.document, panel.by()
    db.session.commit()

    def put_aside() -> None:
        enquiring.dismiss(by, page, asked, document, KEY, REASON, 0)

    outcomes = at_once(each_database, 20, put_aside)
    assert outcomes.count(None) == 1
    assert {str(one) for one in outcomes if one} == {enquiring.CHANGED}
    assert said() == [(KEY, 1, True)]
    db.session.commit()
