"""An acknowledged save survives the server's sudden end, and twenty clients lose nothing."""

from __future__ import annotations

import random
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select, text

from s11.store.database import db
from s11.store.models import AnswerHistory, AnswerRow
from tests import journey
from tests.domain.making import edition, told
from tests.trust.serving import CUT_OFF, HttpBrowser, cookie_of, nursery

QUESTIONS = ("a.1", "a.2", "a.3")
ASKED = edition(*(told(one, "text") for one in QUESTIONS), agency_types={"housing": "Housing"})


@dataclass(frozen=True)
class Acknowledged:
    """A save that the server said it had kept."""

    question: str
    version: int
    words: str


def version_on(page: str, question: str) -> int:
    found = re.search(rf'name="{re.escape(question)}-version" value="(\d+)"', page)
    assert found, page[:2000]
    return int(found[1])


def save_until_cut_off(
    browser: HttpBrowser, place: str, question: str, name: str, kept: list[Acknowledged]
) -> None:
    """Save over and over, by script and by button in turn; write down what was acknowledged."""
    version = version_on(browser.get(place).text, question)
    for number in range(10_000):
        words = f"{name}, save {number}"
        fields = {f"{question}-version": str(version), f"{question}-value": words}
        if number % 2:
            answer = browser.post(place, fields)
            assert answer.status == 303, (answer.status, answer.text[:500])
        else:
            answer = browser.post(f"{place}/autosave", fields, script=True)
            assert answer.status == 200, (answer.status, answer.text[:500])
            assert answer.said["conflicts"] == []
        version += 1
        kept.append(Acknowledged(question, version, words))


class Client(threading.Thread):
    """A client that ends when its server does; any other end is kept in `fault`."""

    def __init__(self, deed: Callable[[], None]) -> None:
        super().__init__()
        self.deed = deed
        self.fault: Exception | None = None

    def run(self) -> None:
        try:
            self.deed()
        except CUT_OFF:
            return
        except Exception as fault:  # noqa: BLE001 - the test looks at every fault
            self.fault = fault


def stands() -> tuple[dict[tuple[str, int], str], dict[str, tuple[int, str]]]:
    """What the database holds: (question, version) -> words, and question -> what stands."""
    db.session.rollback()
    history = db.session.execute(
        select(AnswerHistory.question, AnswerHistory.version, AnswerHistory.value)
    )
    live = db.session.execute(select(AnswerRow.question, AnswerRow.version, AnswerRow.value))
    said = {(row.question, row.version): row.value for row in history}
    now = {row.question: (row.version, row.value) for row in live}
    db.session.rollback()
    return said, now


def check(acknowledged: list[Acknowledged]) -> None:
    """Every acknowledged save is there, and what stands is the last version of its history."""
    said, now = stands()
    lost = [one for one in acknowledged if said.get((one.question, one.version)) != one.words]
    assert not lost, lost[:5]
    for question, (version, words) in now.items():
        versions = sorted(number for key, number in said if key == question)
        assert versions == list(range(1, version + 1)), question
        assert said[question, version] == words


@pytest.mark.parametrize("kills", [20, pytest.param(1000, marks=pytest.mark.soak)])
def test_what_was_acknowledged_is_there_after_the_server_is_killed(
    each_database: Flask, kills: int
) -> None:
    at = journey.place(ASKED)
    place = f"{at.path}/standards/a"
    cookie = cookie_of(each_database, at.lead)
    chance = random.Random(kills)
    acknowledged: list[Acknowledged] = []
    with nursery(each_database) as servers:
        for kill in range(kills):
            server, fresh = servers.start(), list[Acknowledged]()
            clients = [
                Client(
                    partial(
                        save_until_cut_off,
                        HttpBrowser(server.port, cookie),
                        place,
                        question,
                        f"kill {kill}",
                        fresh,
                    )
                )
                for question in QUESTIONS
            ]
            for client in clients:
                client.start()
            give_up = time.monotonic() + 20
            while not fresh and time.monotonic() < give_up and any(c.is_alive() for c in clients):
                time.sleep(0.005)
            time.sleep(chance.uniform(0, 0.15))
            servers.kill(server)
            for client in clients:
                client.join()
            assert [client.fault for client in clients] == [None] * len(clients)
            assert fresh, "nothing was saved before the server was killed"
            check(fresh)
            acknowledged += fresh
    check(acknowledged)
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"


def fight(browser: HttpBrowser, place: str, name: str, rounds: int, told: dict[str, str]) -> None:
    """Save one's own words over what the others write; `told` says what became of each."""
    for number in range(rounds):
        question = QUESTIONS[number % 2]
        version = version_on(browser.get(place).text, question)
        words = f"{name} in round {number}."
        fields = {f"{question}-version": str(version), f"{question}-value": words}
        if number % 2:
            answer = browser.post(place, fields)
            # The page of two texts must hold these words, or they would be gone.
            came_back = answer.status == 409 and words in answer.text
            assert came_back or answer.status == 303, (answer.status, answer.text[:500])
        else:
            answer = browser.post(f"{place}/autosave", fields, script=True)
            assert answer.status == 200, (answer.status, answer.text[:500])
            came_back = answer.said["conflicts"] == [question]
        told[words] = "came back" if came_back else "saved"


@pytest.mark.parametrize("rounds", [3, pytest.param(100, marks=pytest.mark.soak)])
def test_twenty_clients_saving_the_same_answers_lose_nothing(
    each_database: Flask, rounds: int
) -> None:
    at = journey.place(ASKED)
    place = f"{at.path}/standards/a"
    people = [at.lead if number % 2 else at.signatory for number in range(20)]
    at.signatory.roles[0].role = at.lead.roles[0].role  # two leads, on ten screens each
    cookies = [cookie_of(each_database, one) for one in people]
    told: dict[str, str] = {}
    with nursery(each_database) as servers:
        port = servers.start().port
        clients = [
            Client(
                partial(fight, HttpBrowser(port, cookie), place, f"Client {number}", rounds, told)
            )
            for number, cookie in enumerate(cookies)
        ]
        for client in clients:
            client.start()
        for client in clients:
            client.join()
    assert [client.fault for client in clients] == [None] * 20
    assert len(told) == 20 * rounds
    said, _ = stands()
    kept = set(said.values())
    assert {words for words, became in told.items() if became == "saved"} == kept
    assert "came back" in told.values(), "nobody collided, so nothing was shown"
    check([])
