"""The visitor of the journeys really looks: what is wrong with a page fails its test."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Route

from tests.browser.serving import Served
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser
PAGE = """<!DOCTYPE html><html lang="en-GB"><head><title>A page</title></head><body>
<main><h1>A page of {size}</h1>{content}</main></body></html>"""
Plant = Callable[..., Visitor]


@pytest.fixture
def plant(chromium: Browser, served: Served) -> Plant:
    """A visitor at whose address "/planted" stands a page with this in it."""

    def come(content: str, *, script: bool = True) -> Visitor:
        visitor = Visitor.come(chromium, served, script=script)

        def answer(route: Route) -> None:
            # Each its own heading: a page of one heading is measured once.
            body = PAGE.format(content=content, size=len(content))
            route.fulfill(body=body, content_type="text/html")

        visitor.page.route("**/planted*", answer)
        return visitor

    return come


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ('<input name="nameless">', "label"),
        ("<pre>" + "wide " * 200 + "</pre>", "scrolls sideways at 320"),
    ],
)
def test_a_page_with_a_fault_fails(plant: Plant, content: str, fault: str, script: bool):
    visitor = plant(content, script=script)
    with pytest.raises(AssertionError, match=fault):
        visitor.open(f"/planted?{fault[:3]}")
    visitor.context.close()


def test_an_error_in_the_console_fails(plant: Plant):
    visitor = plant("<script>console.error('a script broke')</script>")
    with pytest.raises(AssertionError, match="a script broke"):
        visitor.open("/planted")
    visitor.context.close()


def test_a_page_that_nobody_looked_at_fails(plant: Plant):
    visitor = plant("<p>Unseen.</p>")
    visitor.page.goto("/planted")
    with pytest.raises(AssertionError, match="nobody looked at"):
        visitor.leave()
    visitor.context.close()


def test_a_good_page_passes(plant: Plant):
    visitor = plant("<p>Seen.</p>")
    visitor.open("/planted")
    visitor.leave()
    visitor.context.close()
