"""A platform and visitors of its own for each journey."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from s11 import paths
from s11.catalogue import load
from s11.domain.standards import Edition
from s11.store.models import Person
from tests.browser.serving import Served, serving
from tests.browser.visitor import Visitor

Visit = Callable[..., Visitor]


@pytest.fixture(scope="session")
def standards_2026() -> Edition:
    """The edition of 2026 as it is shipped."""
    return load(paths.STANDARDS).edition("section-11", "2026")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """A platform of the test's own."""
    with serving(tmp_path) as platform:
        yield platform


@pytest.fixture
def visit(chromium: Browser, served: Served) -> Iterator[Visit]:
    """Make visitors: a stranger, or `visit(person)` who is signed in already."""
    there: list[Visitor] = []

    def come(person: Person | None = None, *, script: bool = True) -> Visitor:
        cookie = served.cookie_of(person) if person else ""
        there.append(Visitor.come(chromium, served, script=script, cookie=cookie))
        return there[-1]

    yield come
    for visitor in there:
        visitor.leave()
        visitor.context.close()
