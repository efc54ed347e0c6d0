"""Every page of the application, as whoever may see it: what each has to be."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from werkzeug.test import TestResponse

from tests import factories
from tests.rules import page
from tests.rules.expectations import EXPECTED
from tests.rules.world import HALF_IN, STRANGER, World

# The page is looked at as the first of these who may see it, and as the last.
EYES = (
    STRANGER,
    HALF_IN,
    "an officer",
    "an administrator",
    "a lead",
    "a contributor who was asked",
    "a signatory",
    "a reader",
)
# Pages that look otherwise in another state of the world.
OTHER_STATES = (
    {"cycle": "closed"},
    {"cycle": "draft"},
    {"standard": "b"},
)


def eyes(endpoint: str) -> list[str]:
    expected = EXPECTED[endpoint]
    if isinstance(expected, set):
        return [who for who in EYES if who in expected]
    if expected == "whoever has given a password":
        return [HALF_IN]
    return [STRANGER, "an officer", "a lead"] if expected == "everyone" else ["a lead"]


def is_page(answer: TestResponse) -> bool:
    return answer.mimetype == "text/html" and answer.status_code != 303


def pages(world: World) -> Iterator[tuple[str, TestResponse]]:
    """Every page that a link can lead to, in every state of the world."""
    return ((name, answer) for _, name, answer in seen(world))


def seen(world: World) -> Iterator[tuple[str, str, TestResponse]]:
    """Every page, with who looks at it."""
    for rule, method in world.rules:
        if method != "GET":
            continue
        states = [{}, *(state for state in OTHER_STATES if set(state) <= rule.arguments)]
        for path in sorted({world.path(rule, **state) for state in states}):
            for who in eyes(rule.endpoint)[:1] + eyes(rule.endpoint)[1:][-1:]:
                answer = world.client(who).get(path, buffered=True)
                if is_page(answer):
                    yield who, f"{who} GET {path} ({answer.status_code})", answer


def refused_forms(world: World) -> Iterator[tuple[str, TestResponse]]:
    """What comes back when a form is sent empty."""
    for rule, method in world.rules:
        if method != "POST":
            continue
        for who in eyes(rule.endpoint)[:1]:
            path = world.path(rule)
            answer = factories.post(world.client(who), path, buffered=True)
            world.restore()
            if is_page(answer):
                yield f"{who} POST {path} ({answer.status_code})", answer


def told(found: Iterator[tuple[str, TestResponse]]) -> list[str]:
    return [f"{name}: {fault}" for name, answer in found for fault in page.faults(answer.text)]


def test_every_page_is_whole(world: World) -> None:
    wrong = told(pages(world))
    assert not wrong, "\n".join(wrong)


def test_a_page_that_is_read_changes_nothing(world: World) -> None:
    """On PostgreSQL pages are read without a transaction, so nothing could be taken back.

    But that it was read, by whom and when, may be noted: in one statement, which stands by itself.
    """
    with world.app.app_context():
        engine = factories.db.engine
    with factories.statements(engine) as run:
        assert list(pages(world))
    changing = ("INSERT", "UPDATE", "DELETE")
    noted = ("signed_in_session", "read_mark")
    own = [s for s in run if s.startswith(changing) and not any(table in s for table in noted)]
    assert not own, "\n".join(own)
    assert not [one for one in run if "FOR UPDATE" in one]


def test_every_form_sent_empty_comes_back_as_a_whole_page(world: World) -> None:
    wrong = told(refused_forms(world))
    assert not wrong, "\n".join(wrong)


def test_every_page_with_a_list_of_errors_says_so_in_its_title(world: World) -> None:
    wrong = [
        name
        for name, answer in refused_forms(world)
        if "govuk-error-summary" in answer.text and "<title>Error: " not in answer.text
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("who", "method", "path"),
    [
        (STRANGER, "GET", "/nothing-here"),
        ("a lead", "GET", "/nothing-here"),
        ("a lead", "GET", "/sign-out"),
        ("a panel member", "GET", "/boards/marlbridge/cycles"),
        (STRANGER, "POST", "/account/password"),
        ("a lead", "POST", "/boards/marlbridge/cycles/open/returns/harbour-homes/standards/a"),
    ],
)
def test_every_refusal_is_a_whole_page(world: World, who: str, method: str, path: str) -> None:
    answer = world.client(who).open(path, method=method)
    assert answer.status_code >= 400
    assert page.faults(answer.text) == []


def test_a_page_has_no_way_past_the_rules() -> None:
    good = (
        '<!DOCTYPE html><html lang="en-GB"><head><title>Hello – Board</title></head>'
        "<body><main><h1>Hello</h1></main></body></html>"
    )
    assert page.faults(good) == []
    spoilt = {
        "<h1>Hello</h1>": "<h1>Hello</h1><h1>Again</h1>",
        "<main>": '<main id="x"><p id="x">',
        "</main>": '<form method="post"></form></main>',
        "</h1>": '</h1><input name="a">',
        "<body>": '<body onload="x()">',
        ' lang="en-GB"': "",
        "Hello – ": "",
        "</body>": '<p><a href="#top">up</a></p></body>',
    }
    for part, instead in spoilt.items():
        assert page.faults(good.replace(part, instead)), part


def test_no_page_offers_its_reader_a_link_that_is_shut_to_them(world: World) -> None:
    shut = {
        f"{name} offers {path}: {status}"
        for who, name, answer in seen(world)
        for path in page.links(answer.text)
        if (status := world.client(who).get(path, buffered=True).status_code) >= 400
    }
    assert not shut, "\n".join(sorted(shut))
