"""Every page that has an address, opened by somebody who may: a new page cannot stay unseen."""

from collections.abc import Mapping

import pytest
from werkzeug.routing import Rule

from s11.domain.challenges import Anchor, ChallengeKind
from s11.domain.permissions import Role
from s11.services import challenging, lettering
from s11.store.database import db
from s11.store.models import PanelSeat, Person
from tests import factories
from tests.browser.conftest import Visit
from tests.browser.serving import Served
from tests.browser.visitor import Visitor
from tests.journey import Place, complete, place
from tests.meeting import Meeting
from tests.services.test_moderating import LOWER

pytestmark = pytest.mark.browser
# Files and data, which are no pages.
NO_PAGES = {
    "static",
    "agency.blank",
    "agency.download",
    "agency.letter_pdf",
    "agency.report_pdf",
    "auth.session_state",
    "auth.theme",
    "comparing.sheet",
    "comparing.standard_sheet",
    "officer.import_example",
    "officer.sheet",
    "panel.download",
}
# A link that does not work any more says so with this status.
SPENT = {"auth.invitation": 410, "auth.reset": 410}
# What these addresses need in another state than the rest.
OTHERWISE: dict[str, dict[str, str]] = {
    "officer.edit_cycle": {"cycle": "draft"},
    "officer.reopen": {"agency": "marlbridge-housing"},
    "panel.share_note": {"number": "2"},
}


def sign(served: Served, at: Place) -> None:
    """The return is answered, asked to be signed, and signed."""
    press(served, at, at.lead, "ask-to-sign", {})
    press(served, at, at.signatory, "sign", {"name": "Ade", "role": "Director", "agree": "y"})


def press(served: Served, at: Place, person: Person, step: str, typed: dict[str, str]) -> None:
    """Take one step of the return without a browser; the lead answers everything first."""
    # Another context, since a request in the test's own would remember who asked.
    with served.app.app_context():
        client = served.app.test_client()
        factories.sign_in(client, person)
        if person is at.lead:
            complete(client, at)
        answer = factories.post(client, f"{at.path}/{step}", typed)
        assert answer.status_code == 303, answer.text


def open_all(visitor: Visitor, part: str, known: Mapping[str, object]) -> list[str]:
    """Open every page of this part of the platform; those that did not come."""
    missing = []
    for rule in visitor.at.app.url_map.iter_rules():
        name = rule.endpoint
        if name.startswith(f"{part}.") and "GET" in (rule.methods or ()) and name not in NO_PAGES:
            status = visitor.open(_address(rule, {**known, **OTHERWISE.get(name, {})}))
            if status != SPENT.get(name, 200):
                missing.append(f"{name}: {status}")
    return missing


def _address(rule: Rule, known: Mapping[str, object]) -> str:
    built = rule.build({name: known[name] for name in rule.arguments})
    assert built is not None
    return built[1]


@pytest.fixture
def at(served: Served) -> Place:
    """A board with a signed return, one that nobody has touched, and a cycle being set up."""
    made = place()
    waiting = factories.agency(made.board, name="Harbour Housing")
    its = factories.submission(made.cycle, waiting)
    factories.cycle(made.board, "draft", edition="2026")
    factories.session(factories.panel(made.cycle), its)
    db.session.commit()
    return made


@pytest.fixture
def meeting(served: Served) -> Meeting:
    """A panel in the middle of its session, with a shared note, a private one, and a letter."""
    made = Meeting()
    raised = (made.by(), made.page, ChallengeKind.QUESTION, Anchor("a", "a.1"))
    challenging.raise_note(*raised, "Who stands in?", shared=True)
    challenging.raise_note(*raised, "We doubt it.")
    made.propose(LOWER)
    made.decide("Ask again in May.")
    officer = made.by(made.at.officer)
    draft = lettering.save(officer, made.page, "Thank you.", 0)
    lettering.issue(officer, made.page, draft.version)
    return made


def known(at: Place, agency: str, person: Person) -> dict[str, object]:
    return {
        "board": at.board.slug,
        "cycle": at.cycle.slug,
        "agency": agency,
        "standard": "a",
        "version": 1,
        "number": 1,
        "panel": 1,
        "session": 1,
        "item": 1,
        "person": person.id,
        "token": "not-a-token",
    }


def test_every_page_of_an_account_is_fit_to_be_seen(at: Place, visit: Visit):
    lead = visit(at.lead)
    lead.allowed.append("status of 410")
    assert open_all(lead, "auth", known(at, at.agency.slug, at.lead)) == []


@pytest.mark.parametrize("signed", [False, True], ids=["before", "after"])
def test_every_page_of_a_return_is_fit_before_and_after_it_is_signed(
    at: Place, served: Served, visit: Visit, signed: bool
):
    if signed:
        sign(served, at)
    # One person may hold several roles: this one may open every page.
    both = factories.person(
        (Role.LEAD, at.board, at.agency), (Role.SIGNATORY, at.board, at.agency), name="Kit Both"
    )
    visitor = visit(both)
    visitor.allowed.append("status of 404")
    missing = open_all(visitor, "agency", known(at, at.agency.slug, both))
    of_a_panel = ["agency.letter", "agency.letter_version", "agency.note"]
    of_a_version = ["agency.differences", "agency.report", "agency.report_version"]
    expected = of_a_panel + ([] if signed else [*of_a_version, "agency.submitted"])
    assert sorted(missing) == sorted(f"{name}: 404" for name in expected)


def test_every_page_of_an_officer_is_fit_to_be_seen(at: Place, served: Served, visit: Visit):
    sign(served, at)
    officer = visit(at.officer)
    assert open_all(officer, "officer", known(at, "harbour-housing", at.lead)) == []


def test_every_page_of_a_panel_is_fit_to_be_seen(meeting: Meeting, visit: Visit):
    # One person may hold several roles: this one may open every page.
    at, board = meeting.at, meeting.at.board
    sits, runs = (Role.PANEL_MEMBER, board, None), (Role.OFFICER, board, None)
    both = factories.person(sits, runs, name="Kit Both")
    db.session.add(PanelSeat(panel_id=meeting.panel.id, person_id=both.id))
    visitor = visit(both)
    for part in ("panel", "comparing"):
        assert open_all(visitor, part, known(at, at.agency.slug, both)) == []


def test_every_page_that_an_agency_has_of_its_panel_is_fit(meeting: Meeting, visit: Visit):
    at = meeting.at
    leads, signs = (Role.LEAD, at.board, at.agency), (Role.SIGNATORY, at.board, at.agency)
    both = factories.person(leads, signs, name="Kit Both")
    assert open_all(visit(both), "agency", known(at, at.agency.slug, both)) == []
