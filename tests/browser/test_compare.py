"""A chair compares the agencies of a cycle and looks back on one of them, without a mouse."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from s11.domain.moderation import PanelRating
from s11.domain.panels import SessionStatus
from s11.domain.permissions import Role
from s11.domain.snapshot import from_json
from s11.services import moderating
from s11.store import signing
from s11.store.database import db
from tests import factories
from tests.browser.conftest import Visit
from tests.browser.keys import Keys
from tests.browser.serving import Served
from tests.browser.visitor import DESK, HEIGHT, PHONE, WIDER_THAN_THE_PAGE, Visitor
from tests.domain.making import edition, gave, rating, standard
from tests.services.cycles_of_one import History

pytestmark = pytest.mark.browser
# As many standards as the national edition has, so that the heat map is as wide.
KEYS = "abcdefgh"
TYPES = {"housing": "Housing provider", "police": "Police"}
ASKED = edition(*(standard(key, rating(f"{key}.1")) for key in KEYS), agency_types=TYPES)
FAR_ENOUGH = 20
HOMES, POLICE, LATE = "Harbour Homes", "Marlbridge Police", "Never Trust"


class Scene:
    """Two agencies of two types rated themselves, in two cycles; a panel rated one lower."""

    def __init__(self) -> None:
        self.history = History()
        self.history.cycle("then", ASKED)
        cycle = self.history.cycle("now", ASKED, "then")
        cells = (("then", HOMES, "red"), ("now", HOMES, "green"), ("now", POLICE, "amber"))
        for slug, name, level in cells:
            said = {f"{key}.1": gave(f"{key}.1", level) for key in KEYS}
            self.history.sign(slug, said, name, "police" if name == POLICE else "housing")
        self.history.expects("now", LATE)
        board = self.history.board
        self.chair = factories.person((Role.CHAIR, board, None), name="Desmond Chair")
        officer = factories.person((Role.OFFICER, board, None), name="Olu Officer")
        panel, its = factories.panel(cycle, officer), self.history.expects("now", HOMES)
        session = factories.session(panel, its, status=SessionStatus.FINISHED)
        by, page = factories.by(officer), self.history.page("now", HOMES)
        document = from_json(signing.signed_versions(its.id)[0].document)
        lower = PanelRating("a.1", "red", reason="The minutes name nobody.")
        moderating.propose(by, page, ASKED, document, lower, 0)
        moderating.agree(by, page, ASKED, document, session.id, [])
        db.session.commit()


def test_a_chair_compares_agencies_by_keyboard(served: Served, visit: Visit) -> None:
    chair = visit(Scene().chair)
    keys = Keys(chair)
    chair.open("/boards/marlbridge/cycles/now")
    enter(chair, keys, "Compare agencies")
    look_in_every_way(chair, keys)
    only_one_type(chair, keys)
    sort(chair, keys)
    on_a_phone_the_table_scrolls_and_not_the_page(chair, keys)
    look_closer(chair, keys)


def enter(chair: Visitor, keys: Keys, name: str) -> None:
    """Go to the link or button of this name, and press Enter."""
    keys.go_to(name)
    with chair.going():
        keys.press("Enter")


def row(chair: Visitor, name: str) -> Locator:
    return chair.page.locator(".s11-heat tbody").get_by_role("row", name=name)


def agencies(chair: Visitor) -> list[str]:
    """The agencies in the order of the table."""
    heads = chair.page.locator(".s11-heat tbody").get_by_role("rowheader").all_inner_texts()
    return [head.splitlines()[0].strip() for head in heads]


def look_in_every_way(chair: Visitor, keys: Keys) -> None:
    """Each switch says in its words whose ratings are shown, and shows others."""
    ways = chair.page.get_by_role("navigation", name="Which ratings")
    first_cells = {
        "Self": "100",
        "Panel": "0",
        "Agreed": "0",
        "Since last cycle": "100",
        "Self against panel": "+100",
    }
    assert ways.get_by_role("link").all_inner_texts() == list(first_cells)
    for way, figure in first_cells.items():
        enter(chair, keys, way)
        expect(ways.locator("[aria-current]")).to_have_text(way)
        expect(row(chair, HOMES).get_by_role("cell").first).to_contain_text(figure)
    enter(chair, keys, "Self")


def only_one_type(chair: Visitor, keys: Keys) -> None:
    keys.go_to("Type of agency")
    keys.write("Police")
    enter(chair, keys, "Show")
    assert agencies(chair) == [POLICE]
    keys.go_to("Type of agency")
    keys.write("All")
    enter(chair, keys, "Show")
    assert agencies(chair) == [HOMES, POLICE, LATE]


def sort(chair: Visitor, keys: Keys) -> None:
    """By the whole, highest first, then the other way; who has not returned is last in both."""
    for order, expected in (("descending", [HOMES, POLICE]), ("ascending", [POLICE, HOMES])):
        enter(chair, keys, "All")
        head = chair.page.get_by_role("columnheader").last
        expect(head).to_have_attribute("aria-sort", order)
        assert agencies(chair) == [*expected, LATE]


def on_a_phone_the_table_scrolls_and_not_the_page(chair: Visitor, keys: Keys) -> None:
    """The arrow keys bring the last column into sight; the page stays where it is."""
    chair.page.set_viewport_size({"width": PHONE, "height": HEIGHT})
    assert chair.page.evaluate(WIDER_THAN_THE_PAGE) == []
    chair.look()
    last = row(chair, HOMES).get_by_role("cell").last
    expect(last).not_to_be_in_viewport()
    chair.page.get_by_role("region", name="Their own ratings").focus()
    for _ in range(FAR_ENOUGH):
        keys.press("ArrowRight")
    expect(last).to_be_in_viewport()
    chair.page.set_viewport_size({"width": DESK, "height": HEIGHT})


def look_closer(chair: Visitor, keys: Keys) -> None:
    """From the map to one standard's questions, and to the agency through its cycles."""
    enter(chair, keys, "Standard a")
    expect(row(chair, HOMES).get_by_role("cell").first).to_contain_text("G")
    enter(chair, keys, HOMES)
    assert HOMES in chair.heading
    figure = chair.page.get_by_role("figure").first
    expect(figure.get_by_role("img")).to_be_visible()
    told = figure.get_by_role("table").get_by_role("row").all_inner_texts()
    assert len(told) == 3
    keys.go_to("a. Standard a (1 question)")
    keys.press("Enter")
    expect(chair.page.get_by_role("table", name="Questions of standard a")).to_contain_text("Red")
