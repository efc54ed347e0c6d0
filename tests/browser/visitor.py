"""Somebody at a browser, who finds things by role and label; no page that they see goes unchecked.

Whatever leads to another page runs the same look at it: axe, the console, the width. A page that
came without a look (a script that went elsewhere, say) is told at the end of the test.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Locator,
    Page,
    expect,
)

from tests.browser.serving import HOST, Served

AXE = (Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# GOV.UK Frontend puts aria-expanded on radios that open something; axe objects to it there.
KNOWN = {"aria-allowed-attr": '[type="radio"][aria-expanded]'}
# Milliseconds: a busy machine is slow, and waiting costs nothing when all is well.
PATIENCE = 15_000
expect.set_options(timeout=PATIENCE)
DESK, PHONE, NARROW = 1280, 390, 320
HEIGHT = 900
# What the browser itself writes when an answer says no: told to the reader in the page.
SAID_NO = re.compile(r"Failed to load resource: the server responded with a status of 4(01|09|22)")
# A folder to put a picture of every page into, for people to look at.
PICTURES = os.environ.get("S11_PICTURES", "")
SCRIPTS = re.compile(r"<script\b.*?</script>", re.DOTALL)
# Nothing where the page fits, else the elements that stand out of it.
WIDER_THAN_THE_PAGE = """() => {
  const root = document.documentElement
  if (root.scrollWidth <= window.innerWidth) return []
  return [...document.querySelectorAll('body *')]
    .filter(one => one.getBoundingClientRect().right > window.innerWidth)
    .slice(0, 5).map(one => one.outerHTML.slice(0, 150))
    .concat(`${root.scrollWidth} wide`)
}"""
_measured: set[str] = set()


class Visitor:
    """One tab of one person's browser."""

    def __init__(self, at: Served, page: Page, *, script: bool = True) -> None:
        self.at = at
        self.page = page
        self.script = script
        self.complaints: list[str] = []
        self.allowed: list[str] = []
        self.arrived = self.looked_at = 0
        self.tabs: list[Visitor] = []
        # Each page that was looked at, as it came: what somebody must never read is sought here.
        self.seen: list[str] = []
        page.set_default_timeout(PATIENCE)
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("domcontentloaded", self._arrive)

    @classmethod
    def come(
        cls, browser: Browser, at: Served, *, script: bool = True, cookie: str = ""
    ) -> Visitor:
        """Open a browser of one's own, signed in where there is a cookie."""
        context = browser.new_context(
            base_url=at.url,
            java_script_enabled=script,
            locale="en-GB",
            timezone_id="Europe/London",
            viewport={"width": DESK, "height": HEIGHT},
        )
        if cookie:
            context.add_cookies([{"name": "s11", "value": cookie, "domain": HOST, "path": "/"}])
        return cls(at, context.new_page(), script=script)

    def another_tab(self) -> Visitor:
        """A second tab of the same browser."""
        self.tabs.append(Visitor(self.at, self.context.new_page(), script=self.script))
        return self.tabs[-1]

    @property
    def context(self) -> BrowserContext:
        """The browser: its cookies and its connection."""
        return self.page.context

    # Going somewhere

    def open(self, address: str) -> int:
        """Type an address; the status of what came."""
        answer = self.page.goto(address)
        self.look()
        return answer.status if answer else 0

    def follow(self, words: str | re.Pattern[str], within: Locator | None = None) -> None:
        """Click a link, or one that looks like a button."""
        with self.going():
            self._link(words, within).click()

    def press(self, words: str, within: Locator | None = None) -> None:
        """Press a button that leads to a page."""
        with self.going():
            (within or self.page).get_by_role("button", name=words).first.click()

    @contextmanager
    def going(self) -> Iterator[None]:
        """What is done inside leads to another page, which is then looked at."""
        with self.page.expect_navigation(wait_until="load"):
            yield
        self.look()

    def download(self, words: str) -> bytes:
        """Click a link to a file; what was in it."""
        link = self._link(words)
        address = link.get_attribute("href") or ""
        with self.page.expect_download() as coming:
            link.evaluate("link => link.setAttribute('download', '')")
            link.click()
        assert address in coming.value.url
        return Path(coming.value.path()).read_bytes()

    def _link(self, words: str | re.Pattern[str], within: Locator | None = None) -> Locator:
        where = within or self.page
        link = where.get_by_role("link", name=words).or_(where.get_by_role("button", name=words))
        return link.first

    # Seeing and typing

    def question(self, number: str) -> Locator:
        """The card of a question, by the number that stands before it."""
        return self.page.get_by_role("region", name=re.compile(rf"^{re.escape(number)} "))

    def sees(self, words: str | re.Pattern[str], within: Locator | None = None) -> None:
        """These words are on the page, now or in a moment."""
        expect((within or self.page.locator("body")).get_by_text(words).first).to_be_visible()

    def says(self) -> Locator:
        """The line beside the buttons that tells about saving."""
        return self.page.locator("[data-saved]")

    @property
    def heading(self) -> str:
        """The page's one heading."""
        return self.page.get_by_role("heading", level=1).inner_text()

    def type(self, label: str, words: str, within: Locator | None = None) -> None:
        """Write into the field of this label, in place of what is there."""
        (within or self.page).get_by_label(label, exact=True).first.fill(words)

    def date(self, legend: str, day: str, month: str, year: str, within: Locator) -> None:
        """Write a date into its three boxes."""
        group = within.get_by_role("group", name=legend).first
        for label, typed in (("Day", day), ("Month", month), ("Year", year)):
            self.type(label, typed, group)

    def is_asked_before_leaving(self, link: str) -> None:
        """Following the link would lose words: the browser asks, and the answer is to stay."""
        asked: list[str] = []

        def stay(dialog: Dialog) -> None:
            asked.append(dialog.type)
            dialog.dismiss()

        self.page.once("dialog", stay)
        self.page.get_by_role("link", name=link).click(no_wait_after=True)
        self.page.wait_for_function("document.readyState === 'complete'")
        assert asked == ["beforeunload"]

    # Looking

    def look(self) -> None:
        """Hold the page to what every page is held to."""
        self.page.wait_for_load_state("load")
        self.looked_at = self.arrived
        self.seen.append(self.page.content())
        assert self.complaints == [], f"{self.page.url}: {self.complaints}"
        self._measure()
        found = self._axe()
        assert found == {}, f"{self.page.url}, “{self.heading}”: {found}"

    def leave(self) -> None:
        """Close the tab and those opened from it; every page must have been looked at."""
        for tab in self.tabs:
            tab.leave()
        seen_all, complaints = self.looked_at == self.arrived, list(self.complaints)
        self.page.close()
        assert seen_all, "a page came that nobody looked at: use press, follow, open or going"
        assert complaints == []

    def _arrive(self, _page: Page) -> None:
        self.arrived += 1

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type != "error" or SAID_NO.match(message.text):
            return
        if not any(words in message.text for words in self.allowed):
            self.complaints.append(message.text)

    def _measure(self) -> None:
        """Each page of the platform once at three widths: it never scrolls sideways."""
        key = f"{self.script} {self._endpoint()} {self.heading}"
        if key in _measured:
            return
        _measured.add(key)
        for width in (NARROW, PHONE, DESK):
            self.page.set_viewport_size({"width": width, "height": HEIGHT})
            wide = self.page.evaluate(WIDER_THAN_THE_PAGE)
            assert wide == [], f"{self.page.url} scrolls sideways at {width}: {wide}"
            if PICTURES and width != NARROW:
                name = re.sub(r"\W+", "-", key.partition(" ")[2])[:60]
                path = Path(PICTURES) / f"{name}-{'js' if self.script else 'plain'}-{width}.png"
                self.page.screenshot(path=path, full_page=True)

    def _endpoint(self) -> str:
        path = self.page.url.removeprefix(self.at.url).partition("?")[0].partition("#")[0]
        urls = self.at.app.url_map.bind(HOST)
        methods = [method for method in ("GET", "POST") if urls.test(path, method)]
        return str(urls.match(path, methods[0])[0]) if methods else "nowhere"

    def _axe(self) -> dict[str, list[str]]:
        """What axe finds, as {rule: elements}, without what is known."""
        if self.script:
            return run_axe(self.page)
        # Without scripts axe cannot run in the page: it looks at the same page in another tab.
        twin = self.page.context.browser.new_context().new_page()  # type: ignore[union-attr]
        body = SCRIPTS.sub("", self.page.content())
        twin.route(self.page.url, lambda route: route.fulfill(body=body, content_type="text/html"))
        twin.goto(self.page.url)
        found = run_axe(twin)
        twin.context.close()
        return found


def run_axe(page: Page) -> dict[str, list[str]]:
    """axe's violations in a page, as {rule: elements}, without what is known."""
    page.evaluate(AXE)
    options = {"runOnly": TAGS, "resultTypes": ["violations"]}
    found = page.evaluate("options => axe.run(options)", options)["violations"]
    left = {
        one["id"]: [
            node["html"][:200]
            for node in one["nodes"]
            if not (
                one["id"] in KNOWN
                and page.locator(node["target"][0]).and_(page.locator(KNOWN[one["id"]])).count()
            )
        ]
        for one in found
    }
    return {rule: nodes for rule, nodes in left.items() if nodes}
