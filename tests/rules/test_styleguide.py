"""The style guide shows every component; here it is held to what every page is held to."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from lxml import html
from playwright.sync_api import Browser, Page, Route

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "s11" / "static" / "build"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
POLICY = (
    "default-src 'none'; script-src 'nonce-n'; style-src 'self'; font-src 'self'; img-src 'self'"
)
TYPES = {".css": "text/css", ".js": "text/javascript", ".woff2": "font/woff2"}
TYPES |= {".svg": "image/svg+xml", ".html": "text/html"}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# GOV.UK Frontend puts aria-expanded on radios and checkboxes that open something; axe objects.
KNOWN = {"aria-allowed-attr"}
ENVIRONMENT = Environment(
    loader=FileSystemLoader(ROOT / "templates"), autoescape=True, undefined=StrictUndefined
)


def context() -> dict[str, Any]:
    """Everything that a page of a signed-in person in the demo passes to base.html."""
    manifest = json.loads((BUILD / "manifest.json").read_text())
    return {
        "board": SimpleNamespace(name="Marlbridge Safeguarding Children Partnership", colour=None),
        "actor": SimpleNamespace(name="Priya Anand"),
        "acting_for": "Marlbridge Housing",
        "navigation": [("Your return", "#", True), ("Actions", "#", False)],
        "demo_people": [("Priya Anand", "Lead", "Marlbridge Housing", "/demo/priya")],
        "environment_banner": "Demo",
        "csrf_token": lambda: "token",
        "csp_nonce": "n",
        "asset": lambda name: "/" + manifest[name],
    }


def guide() -> str:
    return ENVIRONMENT.get_template("styleguide.html").render(context())


def test_the_base_page_stands_when_nothing_is_passed_to_it():
    page = html.document_fromstring(ENVIRONMENT.get_template("base.html").render())
    assert page.get("lang") == "en-GB"
    assert page.findtext("head/title") == "Section 11 self-assessments"
    assert page.get_element_by_id("main-content") is not None


def test_the_title_is_the_heading_and_the_board():
    page = html.document_fromstring(guide())
    heading = page.xpath("//h1")
    assert [h.text for h in heading] == ["f. Safe recruitment and employment"]
    board = "Marlbridge Safeguarding Children Partnership"
    assert page.findtext("head/title") == f"{heading[0].text} – {board}"


def test_errors_lead_the_title_and_link_to_their_fields():
    base = ENVIRONMENT.get_template("base.html")
    page = html.document_fromstring(
        base.render(h1="Due date", errors=[("Enter a date", "due-day")])
    )
    assert page.findtext("head/title").startswith("Error: Due date")
    assert page.xpath("//*[@class='govuk-error-summary']//a/@href") == ["#due-day"]


def test_nothing_is_styled_or_scripted_in_line():
    page = html.document_fromstring(guide())
    attributes = Counter(name for element in page.iter() for name in element.attrib)
    assert [name for name in attributes if name == "style" or name.startswith("on")] == []
    assert page.xpath("//style") == []
    assert page.xpath("//script[not(@nonce)]") == []


def test_ids_are_unique_and_everything_pointed_at_exists():
    page = html.document_fromstring(guide())
    ids = Counter(page.xpath("//@id"))
    assert [name for name, count in ids.items() if count > 1] == []
    pointed = " ".join(page.xpath("//@for | //@aria-describedby | //@aria-labelledby")).split()
    assert set(pointed) - set(ids) == set()


def test_a_boards_own_colour_comes_as_a_stylesheet_of_its_own():
    board = SimpleNamespace(name="Vale", slug="vale", colour="#5a2a6b")
    page = html.document_fromstring(ENVIRONMENT.get_template("base.html").render(board=board))
    assert page.xpath("//link[@rel='stylesheet']/@href") == ["/boards/vale/theme.css"]


def answer(route: Route) -> None:
    """Serve the guide and the built files, under a policy as strict as the product's."""
    name = route.request.url.partition("http://guide.test/")[2]
    body = guide().encode() if name == "guide.html" else (BUILD / name).read_bytes()
    headers = {"Content-Security-Policy": POLICY, "Content-Type": TYPES[Path(name).suffix]}
    route.fulfill(status=200, headers=headers, body=body)


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    opened = chromium.new_page()
    opened.route("**/*", answer)
    yield opened
    opened.close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390, 320])
def test_no_page_scrolls_sideways_and_axe_finds_nothing(page, width):
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("http://guide.test/guide.html")
    page.wait_for_selector(".s11-sort")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.evaluate(AXE.read_text())
    found = page.evaluate("tags => axe.run({runOnly: tags})", TAGS)
    assert {
        v["id"]: v["nodes"][0]["target"] for v in found["violations"] if v["id"] not in KNOWN
    } == {}
    assert complaints == []


@pytest.mark.browser
def test_the_table_sorts_by_its_heads_and_finds_by_words(page):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("http://guide.test/guide.html")
    first = page.locator("#returns tbody tr:not([hidden]) th a")
    page.get_by_role("button", name="Agency").click()
    assert first.first.inner_text() == "Marlbridge Housing"
    page.get_by_role("button", name="Agency").click()
    assert first.first.inner_text() == "Vale Community Health Trust"
    page.get_by_label("Find an agency").fill("probation")
    assert first.all_inner_texts() == ["Marlbridge Probation"]
    assert page.locator("[data-found-in=returns]").inner_text() == "1 of 5 shown"


@pytest.mark.browser
def test_escape_closes_a_reason_and_keeps_the_focus(page):
    page.goto("http://guide.test/guide.html")
    cell = page.locator(".s11-heat__link[tabindex]").first
    cell.focus()
    assert cell.locator(".s11-heat__reason").is_visible()
    page.keyboard.press("Escape")
    assert not cell.locator(".s11-heat__reason").is_visible()
    assert cell.evaluate("cell => cell === document.activeElement")


@pytest.mark.browser
def test_the_chosen_tile_is_told_by_more_than_its_colour(page):
    page.goto("http://guide.test/guide.html")
    tiles = page.locator("#q-f3 .s11-tile")
    looks = """tile => [getComputedStyle(tile).borderTopColor,
                        getComputedStyle(tile.children[1]).fontWeight]"""
    chosen, other = tiles.nth(1).evaluate(looks), tiles.nth(0).evaluate(looks)
    assert re.fullmatch(r"rgb\(20, 32, 43\)", chosen[0])
    assert chosen[0] != other[0]
    assert int(chosen[1]) > int(other[1])
