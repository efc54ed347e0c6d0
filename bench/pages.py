"""A standard's page and a save, request by request, beside a bare Flask route on one server."""

from __future__ import annotations

import itertools
import json
import re
import statistics
import time
from datetime import date

from bench.figures import Figure, medians
from bench.serving import Browser, served
from bench.world import World, build, databases
from forms.questionnaire import takes_words
from s11 import clock
from s11.config import Config
from s11.domain.standards import AnswerType, Question
from s11.store import submissions
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
    saving = Saving(browser, page, world)
    deeds = {
        "bare": lambda: browser.get("/bare/"),
        "page": lambda: browser.get(page, saving.cookie),
    }
    took = medians(deeds, ROUNDS)
    # Every answer on the page has changed each time, so that no card's markup can be used again.
    changing = medians({"bare": deeds["bare"], "save": saving.save, "page": deeds["page"]}, ROUNDS)
    took |= {"then bare": changing["bare"], "save": changing["save"], "changed": changing["page"]}
    took |= medians({"commit of one row": lambda: _commit(world)}, ROUNDS)
    detail = ", ".join(f"{what} {took[what]:.2f} ms" for what in took)
    ours = {
        "signed-in page of a standard": ("bare", "page", page_least, page_aim),
        "the same, all answers just changed": ("then bare", "changed", page_least, page_aim),
        f"save of {len(saving.versions)} answers": ("then bare", "save", save_least, save_aim),
    }
    return [
        Figure(
            f"{name}: bare route ÷ {words}",
            took[beside] / took[what],
            least,
            aim,
            detail,
            at_least=True,
        )
        for words, (beside, what, least, aim) in ours.items()
    ]


def _commit(world: World) -> None:
    """The least that any save costs on this disk, whatever the code before it: one row, synced."""
    with world.app.app_context():
        submissions.touch(1, last_activity_at=clock.now())
        db.session.commit()


class Saving:
    """A lead's open page, all of whose answers change with every save."""

    def __init__(self, browser: Browser, page: str, world: World) -> None:
        self.browser, self.page = browser, page
        html = browser.get(page, world.cookie).decode()
        fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', html))
        self.cookie, self.token = browser.cookie, fields["csrf_token"]
        self.versions = {
            key.removesuffix("-version"): int(read)
            for key, read in fields.items()
            if key.endswith("-version")
        }
        self.questions = [q for q in world.edition.questions() if q.id in self.versions]
        self.turn = itertools.count()

    def save(self) -> None:
        """Send the page as its script does; raises AssertionError unless every answer was new."""
        turn = next(self.turn)
        changed: dict[str, object] = {"csrf_token": self.token}
        for question in self.questions:
            changed[f"{question.id}-version"] = self.versions[question.id]
            changed |= {f"{question.id}-{name}": v for name, v in _new(question, turn).items()}
        said = json.loads(
            self.browser.post(f"{self.page}/autosave", self.cookie, changed, "application/json")
        )
        after = {key: version + 1 for key, version in self.versions.items()}
        assert (said["versions"], said["faults"]) == (after, []), said
        self.versions = after


def _new(question: Question, turn: int) -> dict[str, object]:
    """What this turn says of a question, as its fields post it."""
    if takes_words(question):
        words = f"Words of turn {turn}, with what was seen & by whom."
        levels = getattr(question.scale, "levels", ())
        return {"evidence": words, **({"value": levels[-1].value} if levels else {})}
    if question.type is AnswerType.DATE:
        day = date.fromordinal(date(2026, 1, 1).toordinal() + turn)
        return {"value-day": day.day, "value-month": day.month, "value-year": day.year}
    return {"value": question.options[turn % 2].value}


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
    """The first page that a server shows after its start beside the same page again, five times."""
    world = build(config, 1)
    page = f"{world.address}/standards/{STANDARD}"
    took: list[list[float]] = []
    for _ in range(5):
        with served(config) as browser:
            took.append([_asked(browser, page, world.cookie) for _ in range(30)])
    first = statistics.median(times[0] for times in took)
    warm = statistics.median(time for times in took for time in times[1:])
    detail = f"first {first:.1f} ms, warm {warm:.2f} ms, of {len(took)} starts"
    return Figure("first render after a restart ÷ warm", first / warm, 4, 3, detail)


def _asked(browser: Browser, page: str, cookie: str) -> float:
    began = time.perf_counter()
    browser.get(page, cookie)
    return 1000 * (time.perf_counter() - began)
