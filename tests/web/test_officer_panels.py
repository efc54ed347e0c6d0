"""Panels by the pages alone: made, given returns, moved, and nobody given their own agency's."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from s11 import clock
from s11.domain.cycles import london
from s11.domain.panels import Sharing
from s11.domain.permissions import Role
from s11.store import agendas
from s11.store import panels as store
from s11.store.agendas import SessionPlanned
from s11.store.database import db
from tests import factories
from tests.services.panels import Panelled
from tests.web.getting_in import soup

CYCLE = "/boards/marlbridge/cycles/s11-2026"
PANELS = f"{CYCLE}/panels"


class Pages(Panelled):
    """The same scene, with the officer's browser."""

    def __init__(self, client: FlaskClient) -> None:
        super().__init__()
        self.client = client
        factories.sign_in(client, self.officer)

    def text(self, path: str) -> str:
        """The words of a page."""
        return " ".join(soup(self.client.get(path)).get_text(" ").split())

    def after(self, path: str, data: dict[str, Any]) -> str:
        """Post a form that is taken, and read the page that it leads to."""
        answer = factories.post(self.client, path, data)
        assert answer.status_code == 303, soup(answer).get_text(" ")
        return self.text(answer.location)

    def was(self, path: str) -> list[str]:
        """Whom a page says it showed ticked."""
        found = soup(self.client.get(path)).find_all("input", attrs={"name": "was"})
        return [str(one["value"]) for one in found]

    def refused(self, path: str, data: dict[str, Any]) -> str:
        answer = factories.post(self.client, path, data)
        assert answer.status_code == 422
        return " ".join(soup(answer).get_text(" ").split())

    def made(self) -> str:
        """Make a panel by its page; its address."""
        people = [str(one.id) for one in (self.lead, self.lay)]
        answer = factories.post(self.client, f"{PANELS}/new", {"name": "Panel A", "people": people})
        assert answer.status_code == 303
        return str(answer.location)

    def session(self) -> SessionPlanned:
        db.session.expire_all()
        [found] = agendas.sessions_of(self.cycle.id)[store.panels_of(self.cycle)[0].id]
        return found


@pytest.fixture
def pages(client: FlaskClient) -> Pages:
    return Pages(client)


def session_of(*, days: int = 7, **other: Any) -> dict[str, Any]:
    day = london(clock.now() + timedelta(days=days))
    said = {
        "title": "First session",
        "held_on-day": str(day.day),
        "held_on-month": str(day.month),
        "held_on-year": str(day.year),
        "held_time": "10:00",
        "place": "Town hall",
        "returns-0-agency": "health",
        "returns-0-place": "1",
        "returns-0-minutes": "25",
    }
    return {**said, **other}


def test_the_cycle_leads_to_its_panels_and_a_panel_is_made_with_its_people(pages: Pages) -> None:
    assert f'href="{PANELS}"' in pages.client.get(CYCLE).text
    assert "There is no panel yet." in pages.text(PANELS)
    people = [str(pages.lead.id), str(pages.lay.id)]
    page = pages.after(f"{PANELS}/new", {"name": "Panel A", "people": people})
    assert "Panel A was made." in page
    assert "2 members with nothing to read yet." in page
    assert "Lea of Housing" in page
    assert "Acts for no agency" in page
    listing = pages.text(PANELS)
    assert "1 panel reads 0 of 4 returns. 2 returns have come in and nobody reads them" in listing


def test_a_panel_without_a_name_is_refused_and_the_ticks_are_kept(pages: Pages) -> None:
    data = {"name": "", "people": [str(pages.lay.id)]}
    answer = factories.post(pages.client, f"{PANELS}/new", data)
    assert answer.status_code == 422
    assert "Give the panel a name." in answer.text
    ticked = soup(answer).find("input", {"value": str(pages.lay.id), "checked": True})
    assert ticked is not None
    assert store.panels_of(pages.cycle) == []


def test_returns_are_shared_out_and_the_page_says_who_reads_what(pages: Pages) -> None:
    panel = pages.made()
    said = {"base": "returned", "sample": "all", "readers": "2"}
    page = pages.after(f"{panel}/share-out", said)
    assert "2 returns shared out." in page
    assert "Too few members may read Housing" in page
    table = soup(pages.client.get(panel)).select("table")[1]
    rows = [row.get_text(" ", strip=True) for row in table.select("tbody tr")]
    assert [row.partition(" ")[0] for row in rows] == ["Health", "Housing"]
    assert "Lea of Housing, Una" in rows[0]
    assert "Lea of Housing" not in rows[1]


def test_a_draw_names_its_number(pages: Pages) -> None:
    panel = pages.made()
    said = {"base": "expected", "sample": "random", "count": "2", "readers": "1"}
    page = pages.after(f"{panel}/share-out", said)
    assert re.search(r"2 returns shared out\. They were drawn by lot with the number \d+", page)


def test_the_page_that_gives_a_return_shows_who_cannot_have_it_and_why(pages: Pages) -> None:
    panel = pages.made()
    path = f"{panel}/returns/housing"
    answer = pages.client.get(path)
    boxes = [box["value"] for box in soup(answer).select("input[name=people]")]
    assert boxes == [str(pages.lay.id)]
    assert "Lea of Housing acts for Housing, and nobody reviews their own agency." in answer.text
    said = pages.refused(path, {"people": [str(pages.lead.id), str(pages.lay.id)]})
    assert "There is a problem Lea of Housing acts for Housing" in said
    assert pages.reads() == set()
    assert "Saved who reads the return of Housing." in pages.after(
        path, {"people": [str(pages.lay.id)]}
    )
    assert pages.reads() == {("Housing", "Una")}
    pages.after(path, {"was": pages.was(path)})
    assert pages.reads() == set()


def test_two_officers_at_once_undo_nothing_of_each_other_s(pages: Pages) -> None:
    panel = pages.made()
    path, edit = f"{panel}/returns/health", f"{panel}/edit"
    lea, una, wren = (str(one.id) for one in (pages.lead, pages.lay, pages.other))
    old = pages.was(path)
    pages.after(path, {"was": old, "people": [una]})
    pages.after(path, {"was": old, "people": [lea]})
    assert pages.reads() == {("Health", "Una"), ("Health", "Lea of Housing")}
    old = pages.was(edit)
    assert sorted(old) == sorted([lea, una])
    pages.after(edit, {"name": "Panel A", "was": old, "people": [lea, una, wren]})
    pages.after(edit, {"name": "Panel B", "was": old, "people": [lea]})
    assert pages.members(store.panels_of(pages.cycle)[0]) == ["Lea of Housing", "Wren"]
    pages.after(edit, {"name": "Panel B", "was": old, "people": [lea, una]})
    assert pages.members(store.panels_of(pages.cycle)[0]) == ["Lea of Housing", "Wren"]
    pages.refused(edit, {"name": "", "was": old, "people": [lea, "x"]})


def test_leaving_a_panel_names_the_gap(pages: Pages) -> None:
    panel = pages.made()
    pages.after(f"{panel}/returns/health", {"people": [str(pages.lead.id)]})
    changed = {"name": "Panel A", "people": [str(pages.lay.id)], "was": pages.was(f"{panel}/edit")}
    page = pages.after(f"{panel}/edit", changed)
    assert "Nobody on this panel reads the return of Health any more." in page


def test_someone_new_is_invited_from_the_panel(pages: Pages) -> None:
    panel = pages.made()
    bad = pages.refused(f"{panel}/invite", {"name": "Nia", "email": "nia"})
    assert "Write the e-mail address in full" in bad
    page = pages.after(f"{panel}/invite", {"name": "Nia", "email": "nia@example.org"})
    assert "Nia sits on the panel, and an invitation is on its way." in page
    assert "Invitation not used yet" in page


def test_a_session_is_set_moved_and_cancelled(pages: Pages) -> None:
    panel = pages.made()
    pages.after(f"{panel}/returns/health", {"people": [str(pages.lay.id)]})
    start = soup(pages.client.get(f"{panel}/sessions/new"))
    assert start.find("input", {"name": "returns-0-place"})["value"] == "1"  # type: ignore[index]
    page = pages.after(f"{panel}/sessions/new", session_of())
    assert "The session is set for" in page
    assert "1 item, 25 minutes: until about 10:25." in page
    edit = f"{panel}/sessions/{pages.session().id}"
    assert 'value="Town hall"' in pages.client.get(edit).text
    added = {"others-0-title": "Close", "others-0-place": "2", "others-0-minutes": "5"}
    assert "Saved." in pages.after(edit, session_of() | added)
    assert [item.title for item in pages.session().agenda] == ["Health", "Close"]
    assert "Members have been told." in pages.after(edit, session_of(held_time="14:30"))
    assert [item.title for item in pages.session().agenda] == ["Health"]
    assert "Give the session a title." in pages.refused(edit, session_of(title=""))
    assert "Its agenda goes with it" in pages.text(f"{edit}/cancel")
    assert "No session is set." in pages.after(f"{edit}/cancel", {})


def test_a_session_in_the_past_or_with_a_line_that_cannot_stand_is_refused(pages: Pages) -> None:
    panel = pages.made()
    pages.after(f"{panel}/returns/health", {"people": [str(pages.lay.id)]})
    new = f"{panel}/sessions/new"
    assert "This time has passed. Choose a later one." in pages.refused(new, session_of(days=-7))
    wrong = factories.post(pages.client, new, session_of() | {"returns-0-minutes": "ages"})
    assert "Write the minutes as a whole number from 1 to 480." in wrong.text
    assert 'href="#returns-0-minutes"' in wrong.text
    assert 'value="ages"' in wrong.text
    stranger = session_of() | {"returns-0-agency": "police"}
    assert "Choose returns that this panel reads." in pages.refused(new, stranger)
    assert agendas.sessions_of(pages.cycle.id) == {}


def test_what_is_shown_is_chosen(pages: Pages) -> None:
    page = pages.after(f"{PANELS}/sharing", {"sharing": "nothing", "peers": "named"})
    assert "No ratings: only the notes that are shared" in page
    assert "how they rated, by name" in page
    assert pages.cycle.sharing is Sharing.NOTHING
    assert "Choose what agencies see." in pages.refused(f"{PANELS}/sharing", {})


def test_declaring_an_interest_takes_the_return_and_says_so(pages: Pages) -> None:
    panel = pages.made()
    pages.after(f"{panel}/returns/health", {"people": [str(pages.lay.id)]})
    path = "/boards/marlbridge/interests"
    assert "Choose the person." in pages.refused(path, {"person": "", "agency": "health"})
    page = pages.after(path, {"person": str(pages.lay.id), "agency": "health"})
    assert "taken from what they had to read: Panel A, Section 11, 2026." in page
    assert "Una: Health" in page
    assert "Una has declared an interest in Health" in pages.text(f"{panel}/returns/health")
    form = soup(pages.client.get(path)).select_one("form[action$=withdraw]")
    assert form is not None
    assert "has no interest in Health any more" in pages.after(str(form["action"]), {})


def test_a_panel_is_removed_until_it_has_begun(pages: Pages) -> None:
    panel = pages.made()
    assert "Only a panel that has not begun" in pages.text(f"{panel}/remove")
    assert "Panel A was removed." in pages.after(f"{panel}/remove", {})
    assert pages.client.get(panel).status_code == 404


def test_a_reader_who_came_to_act_for_the_agency_is_pointed_out(pages: Pages) -> None:
    panel = pages.made()
    pages.after(f"{panel}/returns/health", {"people": [str(pages.lay.id)]})
    factories.interest(pages.board, pages.lay, pages.agencies["health"])
    assert "Una cannot read it: a tie to the agency came up later." in pages.text(panel)


def test_a_chair_sees_panels_and_changes_nothing(pages: Pages) -> None:
    panel = pages.made()
    chair = pages.client.application.test_client()
    factories.sign_in(chair, factories.person((Role.CHAIR, pages.board, None)))
    page = chair.get(panel)
    assert page.status_code == 200
    for words in ("Change", "Share returns out", "Set a session"):
        assert words not in soup(page).main.get_text(" ")  # type: ignore[union-attr]


def test_the_cycle_s_page_leads_a_chair_to_its_panels_and_a_reader_not(pages: Pages) -> None:
    for role, is_led in ((Role.CHAIR, True), (Role.READER, False)):
        browser = pages.client.application.test_client()
        factories.sign_in(browser, factories.person((role, pages.board, None)))
        assert ("/panels" in browser.get(CYCLE).text) is is_led


def test_a_panel_s_page_costs_the_same_few_statements_with_many_returns(pages: Pages) -> None:
    panel = pages.made()
    pages.client.get(panel)

    def cost() -> int:
        with factories.statements() as seen:
            assert pages.client.get(panel).status_code == 200
        return len(seen)

    few = cost()
    for number in range(20):
        its_agency = factories.agency(pages.board, "housing", f"More {number}")
        row = store.panel_for_update(store.panels_of(pages.cycle)[0].id)
        assert row
        its = factories.submission(pages.returns["health"].cycle, its_agency)
        factories.review(row, its, pages.lay)
        factories.session(row, its)
    assert cost() == few
