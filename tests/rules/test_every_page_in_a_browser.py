"""Every page in a real browser: axe finds nothing on a desk, nothing scrolls sideways on a phone.

The browser's requests are answered by the application in this process: there is no server.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, Route

from tests.rules.expectations import LET_IN
from tests.rules.test_pages import OTHER_STATES, eyes
from tests.rules.test_styleguide import AXE, KNOWN, TAGS
from tests.rules.world import World

pytestmark = pytest.mark.browser
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 320, "height": 800}
RUN_AXE = """tags => axe.run(document, {runOnly: tags}).then(
    found => found.violations.map(one => one.id + ': ' + one.nodes[0].html.slice(0, 120)))"""
WIDER = """() => [...document.querySelectorAll('main *')]
    .filter(one => one.getBoundingClientRect().right > innerWidth && !one.closest('.s11-scroll'))
    .slice(0, 3).map(one => one.outerHTML.slice(0, 100))"""

HIDES_A_COLUMN = """() => [...document.querySelectorAll('.s11-scroll:has(> .s11-stack)')]
    .filter(one => one.scrollWidth > one.clientWidth).map(one => one.ariaLabel)"""
LABELS_RUN_OVER = """() => [...document.querySelectorAll('.s11-stack [data-label]')]
    .filter(one => one.scrollHeight > one.clientHeight + 1).map(one => one.dataset.label)"""


def answer(client: FlaskClient, route: Route) -> None:
    """Let the application answer what the browser asks."""
    asked = urlsplit(route.request.url)
    got = client.open(
        f"{asked.path}?{asked.query}",
        method=route.request.method,
        data=route.request.post_data_buffer,
        buffered=True,
    )
    # A redirect cannot be handed to the browser so; where it leads has a turn of its own.
    status = 204 if got.status_code in {301, 302, 303} else got.status_code
    route.fulfill(status=status, headers=dict(got.headers), body=got.data)


def addresses(world: World, part: str) -> Iterator[tuple[str, str]]:
    """(who, path) of every page, as the first who may see it."""
    for rule, method in world.rules:
        if method != "GET" or rule.endpoint.partition(".")[0] != part:
            continue
        states = [{}, *(state for state in OTHER_STATES if set(state) <= rule.arguments)]
        who = eyes(rule.endpoint)[0]
        for path in sorted({world.path(rule, **state) for state in states}):
            got = world.client(who).get(path, buffered=True)
            if got.mimetype == "text/html" and got.status_code in LET_IN - {303}:
                yield who, path


def look(page: Page) -> Iterator[str]:
    page.set_viewport_size(DESK)
    for fault in page.evaluate(RUN_AXE, TAGS):
        if fault.partition(":")[0] not in KNOWN:
            yield fault
    page.set_viewport_size(PHONE)
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        yield f"scrolls sideways: {page.evaluate(WIDER)}"
    for label in page.evaluate(HIDES_A_COLUMN):
        yield f"the table “{label}” hides a column"
    for label in page.evaluate(LABELS_RUN_OVER):
        yield f"the label “{label}” runs over the next line"


@pytest.mark.parametrize(
    ("part", "at_least"), [("auth", 6), ("agency", 6), ("officer", 6), ("comparing", 3)]
)
def test_axe_finds_nothing_and_a_phone_is_wide_enough(
    world: World, chromium: Browser, part: str, at_least: int
) -> None:
    wrong, seen = [], 0
    for who, path in addresses(world, part):
        context = chromium.new_context(viewport=DESK, bypass_csp=True)
        page, client = context.new_page(), world.client(who)
        page.route("**/*", partial(answer, client))
        page.goto(f"http://localhost{path}")
        page.add_script_tag(path=AXE)
        wrong += [f"{who} {path}: {fault}" for fault in look(page)]
        seen += 1
        context.close()
    assert seen >= at_least
    assert not wrong, "\n".join(wrong)
