"""A session as it is planned."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from s11.domain import agendas
from s11.domain.agendas import Meeting, Planned
from s11.domain.errors import Refused, WrongState
from s11.domain.panels import SessionStatus

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MEETING = Meeting("First session", NOW + timedelta(days=7), "Town hall", (Planned(20, "police"),))


def test_a_session_in_the_future_with_a_title_is_good() -> None:
    agendas.check_meeting(MEETING, NOW)
    agendas.check_meeting(replace(MEETING, agenda=()), NOW)


@pytest.mark.parametrize(
    ("meeting", "field"),
    [
        (replace(MEETING, title=" "), "title"),
        (replace(MEETING, held_at=NOW), "held_on"),
        (replace(MEETING, agenda=(Planned(0, "police"),)), ""),
        (replace(MEETING, agenda=(Planned(481, "police"),)), ""),
        (replace(MEETING, agenda=(Planned(10, title=" "),)), ""),
        (replace(MEETING, agenda=(Planned(10, "police"), Planned(5, "police"))), ""),
    ],
)
def test_what_cannot_be_held_is_refused(meeting: Meeting, field: str) -> None:
    with pytest.raises(Refused) as refused:
        agendas.check_meeting(meeting, NOW)
    assert refused.value.field == field


def test_a_session_of_yesterday_keeps_its_time_when_its_agenda_changes() -> None:
    held = NOW - timedelta(days=1)
    agendas.check_meeting(replace(MEETING, held_at=held), NOW, before=held)
    with pytest.raises(Refused):
        agendas.check_meeting(replace(MEETING, held_at=held), NOW, before=MEETING.held_at)


def test_what_is_finished_or_has_begun_stays() -> None:
    agendas.check_planned(SessionStatus.PLANNED)
    agendas.check_cancelling(has_begun=False)
    with pytest.raises(WrongState):
        agendas.check_planned(SessionStatus.FINISHED)
    with pytest.raises(WrongState):
        agendas.check_cancelling(has_begun=True)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        ([], "0 minutes"),
        ([1], "1 minute"),
        ([20, 25], "45 minutes"),
        ([60], "1 hour"),
        ([60, 65, 5], "2 hours 10 minutes"),
    ],
)
def test_how_long_it_takes_is_said_in_words(minutes: list[int], words: str) -> None:
    assert agendas.length(minutes) == words
