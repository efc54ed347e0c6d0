"""The demo board is a true history that shows every state a return can be in."""

from __future__ import annotations

import itertools
import json
import re

from flask import Flask

from s11.services import auditing
from s11.store import trail
from tests.demo.conftest import TODAY, Told

BY_STATE = "SELECT DISTINCT status FROM submission WHERE cycle_id = {}"
OPEN = 3


def one(told: Told, question: str) -> object:
    """The single value that answers the question."""
    return told.ask(question)[0][0]


def test_there_are_24_agencies_of_many_types_and_three_cycles(told: Told) -> None:
    assert one(told, "SELECT count(*) FROM agency") == 24
    assert one(told, "SELECT count(DISTINCT agency_type) FROM membership") >= 15
    cycles = told.ask("SELECT slug, edition, status FROM cycle ORDER BY id")
    assert cycles == [
        ("s11-2024", "2025", "closed"),
        ("s11-2025", "2025", "closed"),
        ("s11-2026", "2026", "open"),
    ]


def test_the_open_cycle_has_returns_in_every_state(told: Told) -> None:
    states = {row[0] for row in told.ask(BY_STATE.format(OPEN))}
    assert states == {"not_started", "in_progress", "with_signatory", "submitted"}
    revising = f"cycle_id = {OPEN} AND status = 'in_progress' AND signed_version = 1"
    assert one(told, f"SELECT count(*) FROM submission WHERE {revising}") == 1
    again = "signed_return JOIN submission ON submission.id = submission_id AND version = 2"
    assert one(told, f"SELECT count(*) FROM {again} WHERE cycle_id = {OPEN}") == 1
    outcomes = {row[0] for row in told.ask("SELECT DISTINCT outcome FROM sign_request")}
    assert outcomes == {"", "signed", "sent back", "taken back"}


def test_some_returned_late_and_one_agency_never(told: Told) -> None:
    late = "submission.returned_at > cycle.due_at"
    joined = "submission JOIN cycle ON cycle.id = submission.cycle_id"
    assert one(told, f"SELECT count(*) FROM {joined} WHERE {late}") >= 4
    never = told.ask(
        "SELECT agency.name FROM agency JOIN submission ON agency.id = submission.agency_id "
        "GROUP BY agency.id HAVING max(status != 'not_started') = 0"
    )
    assert never == [("Northmoor Border Enforcement",)]


def test_some_are_late_in_the_open_cycle_and_more_have_time_left(told: Told) -> None:
    joined = "submission JOIN cycle ON cycle.id = submission.cycle_id AND signed_version = 0"
    due = "coalesce(extended_due_at, due_at)"
    standing = f"SELECT count(*) FROM {joined} WHERE cycle.id = {OPEN} AND {due}"
    assert 3 <= int(str(one(told, f"{standing} < '{TODAY}'"))) <= 8
    assert int(str(one(told, f"{standing} > '{TODAY}'"))) >= 5
    states = standing.replace("count(*)", "count(DISTINCT submission.status)")
    assert one(told, f"{states} < '{TODAY}'") == 3


def test_dates_were_extended_for_one_and_for_all_and_colleagues_help(told: Told) -> None:
    for_all, for_one = "submission_id IS NULL", "submission_id IS NOT NULL"
    assert one(told, f"SELECT count(*) FROM extension WHERE {for_all}") == 1
    assert one(told, f"SELECT count(*) FROM extension WHERE {for_one}") > 3
    assert one(told, "SELECT count(DISTINCT person_id) FROM standard_helper") == 4
    by_helper = (
        "SELECT count(*) FROM answer JOIN standard_helper AS helper "
        "ON helper.submission_id = answer.submission_id AND helper.person_id = answer.saved_by"
    )
    assert one(told, by_helper) > 5


def test_signed_returns_hold_objectives_actions_and_files(told: Told) -> None:
    documents = [
        json.loads(str(row[0]))
        for row in told.ask("SELECT document FROM signed_return WHERE version = 1 ORDER BY id")
    ]
    assert len(documents) > 50
    assert all(len(document["objectives"]) == 3 for document in documents)
    assert any(said["difference"] for doc in documents for said in doc["last_objectives"])
    assert all(any(said["actions"] for said in doc["answers"]) for doc in documents)
    assert sum(bool(document["files"]) for document in documents) > len(documents) * 0.8
    assert {score["band"] for doc in documents for score in doc["scores"]} == {
        "Assured",
        "Partly assured",
        "Not assured",
    }


def test_some_agencies_improve_and_some_decline(told: Told) -> None:
    moved = told.ask(
        "SELECT now.percent - past.percent FROM score AS now JOIN submission AS n "
        "ON n.id = now.submission_id AND n.cycle_id = 2 JOIN submission AS p "
        "ON p.agency_id = n.agency_id AND p.cycle_id = 1 JOIN score AS past "
        "ON past.submission_id = p.id WHERE now.standard = '' AND past.standard = ''"
    )
    movements = [float(str(row[0])) for row in moved]
    assert sum(change > 2 for change in movements) >= 5
    assert sum(change < -2 for change in movements) >= 3


def test_supervision_escalation_and_fathers_stand_below_the_rest(told: Told) -> None:
    ratings = told.ask("SELECT question, value FROM answer WHERE value IN ('green','amber','red')")
    hard = {"c.supervision", "d.fathers", "g.escalation-known"}

    def green(values: list[object]) -> float:
        return values.count("green") / len(values)

    concerns = green([value for question, value in ratings if question in hard])
    rest = green([value for question, value in ratings if question not in hard])
    assert concerns < rest - 0.2


def test_the_record_is_whole_and_nothing_in_it_is_yet_to_come(demo_app: Flask) -> None:
    assert [auditing.verify_chain(chain).fault for chain in trail.chains()] == [None]
    assert auditing.verify_documents() == []
    at = [event.at for event in trail.events("marlbridge")]
    assert all(earlier <= later for earlier, later in itertools.pairwise(at))
    assert at[-1].date().isoformat() < TODAY


def test_nobody_has_an_address_outside_the_example_domain(told: Told) -> None:
    addresses = told.ask(
        "SELECT email FROM person UNION SELECT to_address FROM outbox_message "
        "UNION SELECT reply_to FROM board"
    )
    assert all(str(row[0]).endswith("@marlbridge.example") for row in addresses)


def test_no_mail_waits_to_be_sent(told: Told) -> None:
    assert told.ask("SELECT DISTINCT status FROM outbox_message") == [("sent",)]


def test_no_return_says_the_same_sentence_twice(told: Told) -> None:
    said = told.ask(
        "SELECT submission_id, evidence FROM answer WHERE evidence != '' "
        "UNION ALL SELECT submission_id, impact FROM answer WHERE impact != ''"
    )
    assert len(said) > 3000
    assert len(set(said)) == len(said)


def test_no_gap_in_the_words_was_left_unfilled(told: Told) -> None:
    words = told.ask("SELECT value || evidence || impact || na_reason || actions FROM answer")
    odd = [row[0] for row in words if re.search(r"\{\w+\}|None|  |\.\.", str(row[0]))]
    assert odd == []


def test_every_file_that_is_listed_is_kept(told: Told) -> None:
    names = [str(row[0]) for row in told.ask("SELECT stored_as FROM evidence_file")]
    assert len(names) > 100
    assert all((told.folder / "files" / name[:2] / name).stat().st_size for name in names)
