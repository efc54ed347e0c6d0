"""A standard's page and a save, request by request, beside a bare Flask route on one server."""

from __future__ import annotations

import itertools
import re
import time

from bench.figures import Figure, medians
from bench.serving import Browser, served
from bench.world import World, build, databases
from s11.config import Config
from s11.store.database import db
from tests import factories

ROUNDS = 150
LEAST = {"SQLite": (0.20, 0.38, 0.15, 0.20), "PostgreSQL": (0.15, 0.38, 0.10, 0.17)}
STANDARD = "b"


def measure() -> list[Figure]:
    """Pages and saves on each database at hand, then statements and the first render."""
    figures: list[Figure] = []
    with databases() as found:
        for name, config in found:
            world = build(config, 3)
            with served(config) as browser:
                figures += _requests(name, world, browser)
        figures.append(_statements(found[0][1]))
        figures.append(_first_render(found[0][1]))
    return figures


def _requests(name: str, world: World, browser: Browser) -> list[Figure]:
    page_least, page_aim, save_least, save_aim = LEAST[name]
    page = f"{world.address}/standards/{STANDARD}"
    fields = dict(
        re.findall(r'name="([^"]+)" value="([^"]*)"', browser.get(page, world.cookie).decode())
    )
    cookie = browser.cookie
    questions = [key.removesuffix("-version") for key in fields if key.endswith("-version")][:10]
    number = itertools.count()
    versions = {question: int(fields[f"{question}-version"]) for question in questions}

    def save() -> None:
        """Ten answers whose words all changed."""
        turn = next(number)
        changed: dict[str, object] = {"csrf_token": fields["csrf_token"]}
        for question in questions:
            changed[f"{question}-version"] = versions[question]
            changed[f"{question}-evidence"] = f"Words of turn {turn}, with what was seen & by whom."
            changed[f"{question}-value"] = "green"
        browser.post(f"{page}/autosave", cookie, changed, "application/json")
        for question in questions:
            versions[question] += 1

    took = medians(
        {
            "bare": lambda: browser.get("/bare/"),
            "page": lambda: browser.get(page, cookie),
            "save": save,
        },
        ROUNDS,
    )
    detail = ", ".join(f"{what} {took[what]:.2f} ms" for what in took)
    return [
        Figure(
            f"{name}: bare route ÷ signed-in page of a standard",
            took["bare"] / took["page"],
            page_least,
            page_aim,
            detail,
            at_least=True,
        ),
        Figure(
            f"{name}: bare route ÷ save of {len(questions)} answers",
            took["bare"] / took["save"],
            save_least,
            save_aim,
            detail,
            at_least=True,
        ),
    ]


def _statements(config: Config) -> Figure:
    world = build(config, 1)
    client = world.app.test_client()
    client.set_cookie("s11", world.cookie)
    page = f"{world.address}/standards/{STANDARD}"
    client.get(page)
    with world.app.app_context():
        engine = db.engine
    with factories.statements(engine) as seen:
        client.get(page)
    return Figure("statements on a standard's page", len(seen), 3, 2, "counted, not timed")


def _first_render(config: Config) -> Figure:
    world = build(config, 1)
    client = world.app.test_client()
    client.set_cookie("s11", world.cookie)
    page = f"{world.address}/standards/{STANDARD}"
    took = []
    for _ in range(30):
        began = time.perf_counter()
        assert client.get(page).status_code == 200
        took.append(1000 * (time.perf_counter() - began))
    warm = sorted(took[1:])[len(took) // 2]
    detail = f"first {took[0]:.1f} ms, warm {warm:.2f} ms"
    return Figure("first render after a restart ÷ warm", took[0] / warm, 4, 3, detail)
