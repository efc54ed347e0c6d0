"""Deadlines are London's: in every page's words, to the second, wherever the server's clock is."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from s11.domain.cycles import CycleStatus
from s11.store.database import db
from s11.store.models import Cycle, OutboxMessage
from tests import factories, journey
from tests.domain.making import edition, rating
from tests.journey import Place

ASKED = edition(rating("a.lead"), agency_types={"housing": "Housing"})
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Due:
    """What London clocks show, and the instant and its midnight in UTC, worked out by hand."""

    local: str
    instant: datetime
    midnight: datetime

    @property
    def typed(self) -> dict[str, str]:
        day, month, year, _, clock = self.local.split()
        boxes = {"due_on-day": day, "due_on-month": month, "due_on-year": year}
        return {**boxes, "due_time": clock}


def _utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc]


DUES = (
    Due("30 November 2026 at 17:00", _utc(2026, 11, 30, 17), _utc(2026, 11, 30)),
    Due("1 July 2026 at 00:30", _utc(2026, 6, 30, 23, 30), _utc(2026, 6, 30, 23)),
    # The clocks go forward at one: half past two is the second hour of that day.
    Due("28 March 2027 at 02:30", _utc(2027, 3, 28, 1, 30), _utc(2027, 3, 28)),
    # The clocks go back at two: half past one comes twice, and the first is meant.
    Due("25 October 2026 at 01:30", _utc(2026, 10, 25, 0, 30), _utc(2026, 10, 24, 23)),
    Due("25 October 2026 at 17:00", _utc(2026, 10, 25, 17), _utc(2026, 10, 24, 23)),
)
SEEN = "/boards/marlbridge/cycles/s11-2026/expected/marlbridge-housing"
each_due = pytest.mark.parametrize("due", DUES, ids=lambda due: due.local)
# Every other test runs where the server is.
ZONES = ("America/Los_Angeles", "Pacific/Kiritimati")


@pytest.fixture(params=ZONES, autouse=True)
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The server's own time zone."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def at_instant(instant: datetime) -> time_machine.travel:
    return time_machine.travel(instant, tick=False)


def place(due: datetime, opens: datetime | None = None) -> Place:
    return journey.place(ASKED, due_at=due, opens_at=opens or due - timedelta(days=30))


def browser(app: Flask, at: Place, who: str) -> FlaskClient:
    client = app.test_client()
    factories.sign_in(client, getattr(at, who))
    return client


def words(page: str) -> str:
    """The page's text, every space one."""
    return " ".join(BeautifulSoup(page, "html5lib").get_text(" ").split())


def returns(officer: FlaskClient, at: Place) -> tuple[str, str]:
    """What the officer's page says of the one return, and what the spreadsheet says."""
    address = f"/boards/{at.board.slug}/cycles/{at.cycle.slug}"
    page = BeautifulSoup(officer.get(address).text, "html5lib")
    [row] = [one for one in page.select("tbody tr") if at.agency.name in one.text]
    sheet = officer.get(f"{address}/returns.csv").data.decode("utf-8-sig")
    [line] = list(csv.DictReader(io.StringIO(sheet)))
    return " ".join(row.get_text(" ").split()), f"{line['Status']}; {line['Days']}; {line['Due']}"


def save(lead: FlaskClient, at: Place) -> int:
    fields = {"a.lead-version": "0", "a.lead-value": "green"}
    return journey.save(lead, at, "a", fields).status_code


@each_due
def test_a_return_is_late_one_second_after_its_due_instant_and_not_before(
    app: Flask, due: Due
) -> None:
    at = place(due.instant)
    instants = (due.instant - SECOND, due.instant, due.instant + SECOND)
    for instant, late in zip(instants, (False, False, True), strict=True):
        with at_instant(instant):
            officer, lead = browser(app, at, "officer"), browser(app, at, "lead")
            row, sheet = returns(officer, at)
            tasks = words(lead.get(at.path).text)
        status = "Late, not started" if late else "Not started"
        said = "late today" if late else "due today"
        assert status in row
        assert sheet.startswith(f"{status}; ")
        assert f"due {due.local}, {said}" in tasks, tasks[:400]


def receipt(app: Flask, at: Place) -> tuple[str, str]:
    """What the page and the message say, once the return is asked for and signed."""
    lead, signatory = browser(app, at, "lead"), browser(app, at, "signatory")
    assert factories.post(lead, f"{at.path}/ask-to-sign").status_code == 303
    signing = {"name": "Ade", "role": "Director", "agree": "y"}
    assert factories.post(signatory, f"{at.path}/sign", signing).status_code == 303
    bodies = db.session.scalars(
        select(OutboxMessage.body).where(OutboxMessage.key.startswith("signed/"))
    ).all()
    return words(signatory.get(f"{at.path}/submitted").text), bodies[-1]


@each_due
@pytest.mark.parametrize("late", [False, True])
def test_the_receipt_says_whether_the_signature_came_after_the_due_date(
    app: Flask, due: Due, late: bool
) -> None:
    at = place(due.instant)
    with at_instant(due.instant + SECOND if late else due.instant):
        assert save(browser(app, at, "lead"), at) == 303
        page, message = receipt(app, at)
    assert f"Signed {due.local}{', late today' if late else ''} Version" in page
    assert ("(after the due date)" in message) == late


@each_due
def test_a_version_signed_after_the_due_date_makes_no_timely_return_late(
    app: Flask, due: Due
) -> None:
    at = place(due.instant)
    with at_instant(due.instant):
        assert save(browser(app, at, "lead"), at) == 303
        receipt(app, at)
    with at_instant(due.instant + SECOND):
        officer = browser(app, at, "officer")
        done = factories.post(officer, f"{SEEN}/reopen", {"reason": "Once more."})
        assert done.status_code == 303
        page, message = receipt(app, at)
        assert "late" not in page
        assert "after the due date" not in message
        assert "late" not in returns(officer, at)[0].casefold()


@each_due
def test_days_are_counted_by_london_midnights(app: Flask, due: Due) -> None:
    """Where the clocks change, a day has 23 or 25 hours, and is still one day."""
    at = place(due.instant)
    for instant, said in ((due.midnight - SECOND, "1 day left"), (due.midnight, "due today")):
        with at_instant(instant):
            assert f", {said}" in words(browser(app, at, "lead").get(at.path).text)


@each_due
def test_a_return_opens_at_its_instant_and_not_a_second_before(app: Flask, due: Due) -> None:
    opens = due.instant
    at = place(opens + timedelta(days=30), opens)
    for instant, status in ((opens - SECOND, 409), (opens, 303)):
        with at_instant(instant):
            assert save(browser(app, at, "lead"), at) == status


def test_nothing_closes_at_the_due_date_and_everything_when_the_cycle_is_closed(
    app: Flask,
) -> None:
    due = DUES[0].instant
    at = place(due)
    with at_instant(due + timedelta(days=9)):
        lead = browser(app, at, "lead")
        assert save(lead, at) == 303
        at.cycle.status = CycleStatus.CLOSED
        db.session.commit()
        assert save(lead, at) == 409


@each_due
def test_a_date_that_the_officer_types_is_the_instant_that_london_means(
    app: Flask, due: Due
) -> None:
    at = place(due.instant - timedelta(days=2))
    with at_instant(due.instant - timedelta(days=3)):
        officer = browser(app, at, "officer")
        address = f"/boards/{at.board.slug}/cycles/{at.cycle.slug}/extend"
        answer = factories.post(officer, address, {**due.typed, "reason": "The panel agreed."})
        assert answer.status_code == 303, answer.text
        flashed = words(officer.get(answer.location).text)
        assert f"Every agency now has until {due.local}." in flashed
    assert db.session.scalars(select(Cycle.due_at)).one() == due.instant
